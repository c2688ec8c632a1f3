"""How long readers take over the published files, against the least that opening the same bytes takes."""

import gzip
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import openpyxl
import pandas as pd
import xlrd

from ingest.build import readers

COLUMNS = ("reader", "files", "observations", "seconds", "observations/s", "floor s", "ratio", "worst file's ratio")
_ROUNDS = 3


def all_files(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield a line per reader: its files summed, each the median of three rounds, and the worst of them."""
    for reader in readers():
        paths = dict.fromkeys(path for pattern in reader.FILES for path in sorted(folder.glob(pattern)))
        observations, ratios = 0, []
        seconds = floors = 0.0
        for path in paths:
            payload, name = path.read_bytes(), path.relative_to(folder).as_posix()
            observations += len(reader.parse(payload, name).observations)
            took = _median_seconds(lambda: reader.parse(payload, name))  # noqa: B023 - called within the turn
            floor = _median_seconds(lambda: _open(payload, name))  # noqa: B023
            ratios.append(took / floor)
            seconds, floors = seconds + took, floors + floor
        yield (
            reader.SOURCE.id, str(len(paths)), f"{observations:,}", f"{seconds:.2f}", f"{observations / seconds:,.0f}",
            f"{floors:.2f}", f"{seconds / floors:.1f}", f"{max(ratios):.1f}",
        )  # fmt: skip


def _median_seconds(work: Callable[[], object]) -> float:
    return median(_seconds(work) for _ in range(_ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _open(payload: bytes, name: str) -> None:
    """The floor: pandas reads a CSV into text cells, openpyxl or xlrd goes through every row of every sheet."""
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
        for sheet in book:
            for _ in sheet.iter_rows(values_only=True):
                pass
        return
    if name.endswith(".xls"):
        for sheet in xlrd.open_workbook(file_contents=payload).sheets():
            for row in range(sheet.nrows):
                sheet.row_values(row)
        return
    inside = gzip.decompress(payload) if name.endswith(".gz") else payload
    pd.read_csv(io.BytesIO(inside), dtype=str, on_bad_lines="skip", encoding_errors="replace")
