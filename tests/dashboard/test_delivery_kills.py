"""A delivery that is killed at any instant loses no alert, and receivers that drop repeats by key see each once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.places import Folder
from notices_made import made
from receivers import hook, mailbox

TESTS = Path(__file__).parents[1]
KILLS = 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks, to kill a hundred times without a hundred starts")
def test_a_hundred_kills_lose_no_alert_and_double_none(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with hook() as told, mailbox() as mails:
        script = [sys.executable, str(TESTS / "delivery_killing.py"), str(tmp_path), told.address, str(mails.port)]
        environment = {**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"}
        done = subprocess.run(
            [*script, str(KILLS), "20261130"], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stderr[-2000:]
    counts = json.loads(done.stdout)
    ids = [made(number).id for number in range(1, counts["alerts"] + 1)]
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_bytes().splitlines()]
    keys = [headers["Idempotency-Key"] for _, headers, _ in told.asked]
    names = [str(letter["Message-ID"]) for _, letter in mails.letters]
    repeats = {"webhook": len(keys) - len(set(keys)), "mail": len(names) - len(set(names))}
    record_property("printed", f"kills of deliveries: {counts}, repeats that receivers drop: {repeats}")

    assert (counts["killed"], counts["failed"]) == (KILLS, 0)
    assert counts["between"] >= 40, "too few kills fell between the first and the last byte of a delivery"
    assert sorted(line["id"] for line in lines) == sorted(ids)
    assert sorted(told.kept) == sorted(ids)
    assert sorted({name[1:22] for name in names}) == sorted(ids)
    assert len(set(names)) == len(ids)
    for _, headers, body in told.asked:  # a repeat says what the first one said, to the byte
        assert body == told.kept[headers["Idempotency-Key"]]
    assert Folder(tmp_path / "store").names("alerts/sending") == []
