"""How long a server takes to answer a callback when many ask at once."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Barrier
from urllib.parse import urlsplit

from benchmarks.processes import PATIENCE
from benchmarks.server import CALLBACK
from benchmarks.web.floor import ENCODINGS
from benchmarks.web.sites import Site

USERS = 20
EACH = 10  # questions of one user, one after the other over one connection


def callbacks(address: str, body: str) -> float:
    """Return the 95th percentile of a callback's time, in milliseconds."""
    together = Barrier(USERS)
    host = urlsplit(address).netloc

    def user(_: int) -> list[float]:
        connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        _answer(connection, body)
        together.wait()
        times = [_asked(connection, body) for _ in range(EACH)]
        connection.close()
        return times

    with ThreadPoolExecutor(USERS) as pool:
        times = [one for user_times in pool.map(user, range(USERS)) for one in user_times]
    return quantiles(times, n=20)[-1]


def reruns(site: Site, address: str) -> float:
    """Return the 95th percentile of a run of Streamlit's script, in milliseconds; its users speak its own protocol."""
    command = [site.python, "users.py", address, str(USERS), str(EACH)]
    told = subprocess.run(command, cwd=site.folder, check=True, capture_output=True, text=True)
    return quantiles(json.loads(told.stdout), n=20)[-1]


def largest(address: str, bodies: Iterable[str]) -> str:
    """Return that of several callbacks whose answer is the largest."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    return max(bodies, key=lambda body: _answer(connection, body))


def _asked(connection: http.client.HTTPConnection, body: str) -> float:
    start = time.perf_counter()
    _answer(connection, body)
    return (time.perf_counter() - start) * 1000


def _answer(connection: http.client.HTTPConnection, body: str) -> int:
    """Return the size of a callback's answer; one that changes nothing has none.

    A connection that the server has closed meanwhile is opened anew, as a browser would.
    """
    headers = {"Content-Type": "application/json", **ENCODINGS}
    try:
        connection.request("POST", f"/{CALLBACK}", body, headers)
        answer = connection.getresponse()
    except (BrokenPipeError, ConnectionResetError):  # RemoteDisconnected is one of the latter
        connection.close()
        connection.request("POST", f"/{CALLBACK}", body, headers)
        answer = connection.getresponse()
    size = len(answer.read())
    if answer.status not in (200, 204):
        raise ValueError(f"expected an answer to a callback; found status {answer.status}")
    return size
