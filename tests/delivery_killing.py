"""Kill deliveries of alerts with SIGKILL at random instants: each goes on where the one before was cut off.

A process of its own, since it forks: everything is imported once, then each child delivers a few alerts more, and is
killed by its parent. Prints one JSON line with the counts. Arguments: store, webhook, port of the mail server, kills,
seed; the file of alerts lies in the store's folder.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

from dashboard.alert_letters import letter
from ingest.channels import channels
from ingest.delivery import Channel, deliver
from ingest.notices import Notice
from ingest.places import Folder
from notices_made import made
from receivers import SECRET

BATCH = 2


class Marked:
    """A channel that tells when the first notice is about to leave."""

    def __init__(self, inner: Channel, pipe: int) -> None:
        self.inner, self.pipe, self.key, self.name = inner, pipe, inner.key, inner.name

    def has(self) -> Collection[str]:
        return self.inner.has()

    def send(self, notice: Notice) -> None:
        os.write(self.pipe, b"b")
        self.inner.send(notice)


def once(root: Path, count: int, pipe: int) -> bool:
    """Deliver as a user would, and tell whether all went well."""
    settings = {
        "DEPDASH_ALERTS_FILE": str(root / "alerts.jsonl"),
        "DEPDASH_ALERTS_WEBHOOK": sys.argv[2],
        "DEPDASH_ALERTS_SECRET": SECRET,
        "DEPDASH_ALERTS_MAIL_TO": "reader@example.org",
        "DEPDASH_ALERTS_MAIL_FROM": "depdash@example.org",
        "DEPDASH_SMTP": f"127.0.0.1:{sys.argv[3]}",
    }
    ways = [Marked(one, pipe) for one in channels(settings, letter)]
    done = deliver(Folder(root / "store"), [made(number) for number in range(1, count + 1)], ways)
    os.write(pipe, b"e")
    return not any(outcome.failed for outcome in done)


def started(root: Path, count: int) -> tuple[int, int]:
    """Return the id of a child that delivers, and a pipe that tells how far it came, and closes when it ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        well = False
        try:
            well = once(root, count, writing)
        finally:
            os._exit(0 if well else 1)
    os.close(writing)
    return child, reading


def ended(pipe: int, seconds: float, marks: bytearray) -> bool:
    """Whether the child ends by itself in so many seconds; what it tells meanwhile is added to its marks."""
    until = time.monotonic() + seconds
    while select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
        told = os.read(pipe, 4096)
        if not told:
            return True
        marks += told
    return False


def main() -> None:
    root, kills, chance = Path(sys.argv[1]), int(sys.argv[4]), random.Random(int(sys.argv[5]))
    lengths: list[float] = []
    counts = {"killed": 0, "between": 0, "unsure": 0, "cut": 0, "failed": 0, "turns": 0}
    alerts = 0
    whole = True
    while counts["killed"] < kills:
        counts["turns"] += 1
        alerts += BATCH if whole else 0
        begun, marks = time.monotonic(), bytearray()
        child, pipe = started(root, alerts)
        if len(lengths) < 3:  # how long a whole delivery takes
            whole = ended(pipe, 60, marks)
            lengths.append(time.monotonic() - begun)
        else:
            whole = ended(pipe, chance.uniform(0, max(lengths)), marks)
        if not whole:
            os.kill(child, signal.SIGKILL)
            ended(pipe, 60, marks)
            counts["killed"] += 1
            counts["between"] += b"b" in marks and b"e" not in marks
            counts["unsure"] += any((root / "store" / "alerts" / "sending").glob("*.json"))
            counts["cut"] += not (root / "alerts.jsonl").read_bytes().endswith(b"\n")
        os.close(pipe)
        status = os.waitpid(child, 0)[1]
        counts["failed"] += whole and status != 0
    child, pipe = started(root, alerts)
    ended(pipe, 60, bytearray())
    counts["failed"] += os.waitpid(child, 0)[1] != 0
    print(json.dumps(counts | {"alerts": alerts, "longest": round(max(lengths), 3)}))


if __name__ == "__main__":
    main()
