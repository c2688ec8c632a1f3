"""What the shorter commands of the command line do: it yields the lines to print."""

import argparse
import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard import exports
from dashboard.method import method
from dashboard.parameters import query
from dashboard.repository import DEFAULT_PAIR, open_repository
from indicators.catalogue import CATALOGUE
from ingest.errors import DepdashError, ParameterError
from ingest.locks import writer_lock
from ingest.raw import Raw
from ingest.store import Store, packaged_store, served_store, user_store

Lines = Iterator[str]


def version() -> str:
    """Return the program's version and the id of the snapshot it would serve."""
    try:
        snapshot = served_store().current_id
    except (DepdashError, OSError):
        snapshot = None
    return f"depdash {importlib.metadata.version('depdash')}, snapshot {snapshot or 'none'}"


def value(given: argparse.Namespace) -> Lines:
    """Print an indicator for a pair."""
    if given.indicator not in CATALOGUE:
        raise ParameterError("INDICATOR", expected=f"one of {', '.join(CATALOGUE)}", found=given.indicator)
    repository = open_repository()
    asked = {
        "dependent": given.dependent, "partner": given.partner, "from": given.start, "to": given.end,
        "as_of": given.as_of,
    }  # fmt: skip
    checked = query({name: text for name, text in asked.items() if text is not None}, repository)
    whole = repository.result(given.indicator, checked.pair, checked.as_of)
    result = checked.within(whole)
    if given.json:
        yield exports.to_json(exports.result_json(result, repository))
        return
    pair = f"{repository.name(checked.pair.dependent)} on {repository.name(checked.pair.partner)}"
    yield f"{result.title}, {pair}, {result.unit}"
    if result.reason:
        yield result.reason
        return
    digits = 3 if result.unit == "index" else 2
    records = [
        [row.variant, row.period, *(_number(x, digits) for x in row[2:5]), row.status or "no data"]
        for row in result.rows
    ]
    header = ["variant", "period", "value", "low", "high", "status"]
    keep = [index for index, name in enumerate(header) if name != "variant" or result.variants]
    yield from columns([[record[index] for index in keep] for record in [header, *records]])
    for variant in CATALOGUE[given.indicator].variants:
        if variant.reason and not whole.of(variant.id):
            yield f"{variant.id}: {variant.reason}"


def indicators(given: argparse.Namespace) -> Lines:
    """Print the catalogue, or write what it and the rules declare as pages into a folder."""
    if given.method:
        folder = Path(given.method)
        folder.mkdir(parents=True, exist_ok=True)
        repository = open_repository()
        for name, text in method(repository.measures, repository.nowcast(DEFAULT_PAIR)).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            yield str(folder / name)
        return
    if given.json:
        yield exports.to_json(exports.catalogue_json())
        return
    yield from columns([[item.id, item.unit, item.question] for item in CATALOGUE.values()])


def status(given: argparse.Namespace) -> Lines:
    """Print each source with its edition, last success, age against what is due, rows, state and last error."""
    repository = open_repository()
    found = repository.status(date.today())
    if given.json:
        yield exports.to_json({"snapshot": repository.snapshot.id, "sources": found})
        return
    header = ["source", "last success", "age in days", "due", "rows", "state", "edition"]
    names = ("id", "last_success", "age_days", "due_days", "rows", "state", "edition")
    yield from columns([header, *([_cell(entry[name]) for name in names] for entry in found)])
    for entry in found:
        if entry["last_error"]:
            yield f"{entry['id']}: {entry['last_error']}"


def import_files(given: argparse.Namespace) -> Lines:
    """Read published files of one source into a new snapshot of the user's store, on top of the current one."""
    from ingest.importing import imported  # reads workbooks, which the other commands do not need
    from ingest.runs import new_id

    files = []
    for name in given.files:
        if not Path(name).is_file():
            raise ParameterError("FILE", expected="a file", found=name)
        files.append((name, Path(name).read_bytes()))
    store = Store(given.store) if given.store else user_store()
    version = store.version
    before = (store if version else packaged_store()).load()
    read = imported(before, given.source, files, new_id(datetime.now(UTC)))
    with writer_lock(store.place):
        for _, payload in files:
            Raw(store.place).put(payload)
        built = store.write(read, expected_version=version)
    new = sum(entry["kept"] for entry in read.raw[: len(files)])
    yield f"snapshot {built}: {new} observations of {given.source} from {len(files)} files; before it {before.id}"


def doctor(given: argparse.Namespace) -> Lines:
    """Tell what is installed, found and missing."""
    yield version()
    yield f"python {platform.python_version()} on {platform.system()}"
    for package in ("dash", "plotly", "pandas", "pyarrow", "openpyxl", "requests"):
        yield f"{package} {importlib.metadata.version(package)}"
    try:
        mine = user_store()
        yield f"store {mine.place.text}: {mine.current_id or 'no snapshot; the packaged one is served'}"
        served = served_store()
        yield f"snapshot {served.current_id}: {'; '.join(served.verify()) or 'every hash holds'}"
    except DepdashError as error:
        yield f"missing: {error}"
    if packaged_store().current_id is None:
        yield "missing: the packaged snapshot; install depdash again"
    chrome = os.environ.get("DEPDASH_CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    yield f"browser {chrome}" if chrome else "missing: chromium, for the browser tests; apt-get install chromium"


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _number(number: float, digits: int) -> str:
    return "" if number != number else f"{number:,.{digits}f}"


def columns(rows: list[list[str]]) -> Lines:
    """Yield rows as text in columns, the last one unpadded.

    >>> list(columns([["a", "b"], ["long", "c"]]))
    ['a     b', 'long  c']
    """
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join([*padded, row[-1]]).rstrip()
