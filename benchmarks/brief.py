"""How long a brief takes in each form: by the command in a new process, and with all that it rests on computed."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from dashboard.brief_forms import FORMS, made
from dashboard.brief_parts import Asked
from dashboard.repository import open_repository
from dashboard.view import View

COLUMNS = ("brief", "by the command, s", "limit", "all computed, s", "limit")
_ROUNDS = 3
_COLD = {"pdf": 12.0}
_WARM = {"pdf": 6.0, "pptx": 3.0}


def all_forms() -> Iterator[tuple[str, ...]]:
    """Yield each form's times, medians of three."""
    view = View(open_repository())
    for form in FORMS:
        cold = [_by_command(form) for _ in range(_ROUNDS)]
        made(form, view, Asked())
        warm = [_warm(form, view) for _ in range(_ROUNDS)]
        yield form, *_told(cold, _COLD.get(form)), *_told(warm, _WARM.get(form))


def _by_command(form: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dashboard", "brief", "--out", str(Path(folder) / f"brief.{form}")]
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began


def _warm(form: str, view: View) -> float:
    began = time.perf_counter()
    made(form, view, Asked())
    return time.perf_counter() - began


def _told(times: list[float], limit: float | None) -> tuple[str, str]:
    found = median(times)
    kept = "" if limit is None else f"{limit:g} s: {'kept' if found < limit else 'BROKEN'}"
    return f"{found:.1f} ({min(times):.1f} to {max(times):.1f})", kept
