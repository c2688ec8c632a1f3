"""Users of a Streamlit page at once: `users.py ADDRESS USERS EACH` prints the milliseconds of every answer as JSON.

Each user holds one session, as a browser does, and asks for the page to be run again over and over; an answer is whole
once the script has finished. Opening the session, and its first run, are left out.
"""

import asyncio
import json
import sys
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol


async def main(address: str, users: int, each: int) -> None:
    """Ask as so many users at once, each so often."""
    place = f"{address.replace('http', 'ws', 1)}_stcore/stream"
    together = asyncio.Barrier(users)
    times = await asyncio.gather(*(_user(place, together, each) for _ in range(users)))
    print(json.dumps([one for user in times for one in user]))


async def _user(place: str, together: asyncio.Barrier, each: int) -> list[float]:
    async with connect(place, subprotocols=[Subprotocol("streamlit")], max_size=None) as session:
        await _run(session)
        await together.wait()
        return [await _run(session) for _ in range(each)]


async def _run(session: ClientConnection) -> float:
    """Return the milliseconds until the script has run; raises ValueError where it did not come to its end."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    start = time.perf_counter()
    await session.send(asked.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(await session.recv())
        if told.WhichOneof("type") == "script_finished":
            if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise ValueError(f"the page ended with {told.script_finished}")
            return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
