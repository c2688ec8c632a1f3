"""Single files read into a snapshot: the same file changes nothing, a new one takes the place of the old."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ingest import build, importing
from ingest.errors import ParameterError, SourceError
from ingest.importing import parts_of, published_path, with_files
from ingest.model import Parsed, Source, tidy
from ingest.store import Contents, Snapshot, Store

FILES = {
    "exports.csv": "BLR,2018,10 BLR,2019,11 RUS,2019,90",
    "later.csv": "BLR,2019,12 BLR,2020,13",
    "debt.csv": "BLR,2020,500",
}
Use = Callable[[dict[str, str]], Snapshot]


def reader(id: str, *files: str) -> Any:
    """A reader of `reporter,period,value` lines in files `p/*.csv`; anything else is no file of its."""

    def parse(payload: bytes, path: str) -> Parsed:
        lines = [line.split(",") for line in payload.decode().split()]
        if any(len(line) != 3 for line in lines):
            raise SourceError(path, expected="reporter, period, value", found="another table")
        rows = [(one, name, float(value), number) for number, (one, name, value) in enumerate(lines, 1)]
        table = pd.DataFrame(rows, columns=["reporter", "period", "value", "row"])
        fixed = {"item": id, "unit": "USD mn", "title": f"Of {id}", "vintage": date(2021, 1, 1)}
        return Parsed("2021", date(2021, 1, 1), tidy(table, **fixed), via="a/b @1234567")

    source = Source(id, "A publisher", "A title", "", "CC BY 4.0", True, "", "annual")
    return SimpleNamespace(SOURCE=source, FILES=files, parse=parse)


@pytest.fixture
def snapshot_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Build, store and load a snapshot of two made-up sources, one with two files that overlap."""
    both = [reader("trade", "p/exports.csv", "p/later*.csv"), reader("loans", "q/debt.csv")]
    for module in (build, importing):
        monkeypatch.setattr(module, "readers", lambda: both)

    def build_one(files: dict[str, str]) -> Snapshot:
        parts = [
            build.read(one, path, files[Path(path).name].encode())
            for one, path in ((both[0], "p/exports.csv"), (both[0], "p/later.csv"), (both[1], "q/debt.csv"))
            if Path(path).name in files
        ]
        store = Store(tmp_path / "store")
        return store.load(store.write(build.merged(parts)))

    return build_one


def held(contents: Contents | Snapshot) -> set[tuple[Any, ...]]:
    """(item, reporter, period, value, path of the file, row) of each observation."""
    if isinstance(contents, Snapshot):
        series, observations = contents.tables.series, contents.tables.observations
        paths = contents.tables.files["path"].tolist()
    else:
        series, observations = contents.series, contents.observations
        paths = [entry["path"] for entry in contents.raw]
    whole = observations.join(series[["item", "reporter"]], on="series")
    files = [paths[number] for number in whole["file"]]
    columns = (whole[name].tolist() for name in ("item", "reporter", "period", "value"))
    return set(zip(*columns, files, whole["row"].tolist(), strict=True))


def test_the_same_file_again_changes_nothing(snapshot_of: Use) -> None:
    snapshot = snapshot_of(FILES)
    for source, name in (("trade", "exports.csv"), ("loans", "debt.csv")):
        found = with_files(snapshot, source, [(name, FILES[name].encode())])
        assert held(found) == held(snapshot)
        assert sorted(found.raw, key=lambda entry: entry["path"]) == sorted(
            snapshot.manifest["raw"], key=lambda entry: entry["path"]
        )
        assert found.sources == snapshot.manifest["sources"]
        assert found.series["series_id"].tolist() == snapshot.tables.series["series_id"].tolist()


def test_a_changed_file_takes_the_place_of_the_old_one(snapshot_of: Use) -> None:
    snapshot = snapshot_of(FILES)
    found = with_files(snapshot, "loans", [("downloads/debt.csv", b"BLR,2020,600 BLR,2021,700")])
    loans = {one[2:4] for one in held(found) if one[0] == "loans"}
    assert loans == {("2020", 600.0), ("2021", 700.0)}
    assert {one for one in held(found) if one[0] == "trade"} == {one for one in held(snapshot) if one[0] == "trade"}
    (entry,) = (entry for entry in found.raw if entry["source"] == "loans")
    assert (entry["path"], entry["rows"], entry["kept"], entry["last"]) == ("q/debt.csv", 2, 2, "2021")
    assert entry["sha256"] != next(e["sha256"] for e in snapshot.manifest["raw"] if e["source"] == "loans")


def test_where_two_files_overlap_the_new_one_counts_and_the_difference_is_told(snapshot_of: Use) -> None:
    snapshot = snapshot_of(FILES)
    assert ("trade", "BLR", "2019", 11.0, "p/exports.csv", 2) in held(snapshot)
    found = with_files(snapshot, "trade", [("later.csv", FILES["later.csv"].encode())])
    values = {one[1:4] for one in held(found) if one[0] == "trade"}
    assert values == {("BLR", "2018", 10.0), ("BLR", "2019", 12.0), ("BLR", "2020", 13.0), ("RUS", "2019", 90.0)}
    (old,) = (entry for entry in found.raw if entry["path"] == "p/exports.csv")
    assert old["conflicts"] == ["trade BLR _Z 2019: 11 here, 12 kept"]
    assert old["kept"] == 2


def test_a_further_file_is_added(snapshot_of: Use) -> None:
    snapshot = snapshot_of({name: FILES[name] for name in ("exports.csv", "debt.csv")})
    found = with_files(snapshot, "trade", [("later.csv", b"BLR,2020,13")])
    assert held(found) - held(snapshot) == {("trade", "BLR", "2020", 13.0, "p/later.csv", 1)}
    assert held(snapshot) <= held(found)
    assert len(found.raw) == 3


def test_what_is_imported_can_be_stored_and_imported_into_again(snapshot_of: Use, tmp_path: Path) -> None:
    snapshot = snapshot_of(FILES)
    new = [("debt.csv", b"BLR,2020,600")]
    store = Store(tmp_path / "again")
    once = store.load(store.write(with_files(snapshot, "loans", new)))
    assert held(with_files(once, "loans", new)) == held(once)
    assert held(with_files(once, "loans", [("debt.csv", FILES["debt.csv"].encode())])) == held(snapshot)


def test_a_wrong_file_is_refused_and_the_snapshot_stays(snapshot_of: Use) -> None:
    snapshot = snapshot_of(FILES)
    before = held(snapshot)
    with pytest.raises(SourceError, match=r"q/debt\.csv: expected reporter, period, value"):
        with_files(snapshot, "loans", [("debt.csv", b"<html>")])
    assert held(snapshot) == before


def test_an_unknown_source_or_name_is_refused(snapshot_of: Use) -> None:
    snapshot = snapshot_of(FILES)
    with pytest.raises(ParameterError, match=r"SOURCE: expected one of trade, loans; found 'lonas'"):
        with_files(snapshot, "lonas", [("debt.csv", b"")])
    with pytest.raises(ParameterError, match=r"named like debt\.csv; found 'exports\.csv'"):
        with_files(snapshot, "loans", [("exports.csv", b"")])


def test_a_name_finds_its_place_by_the_patterns() -> None:
    one = reader("trade", "p/exports.csv", "p/later*.csv", "q/deep/*.xlsx")
    assert published_path(one, "/home/me/exports.csv") == "p/exports.csv"
    assert published_path(one, "later_2022.csv") == "p/later_2022.csv"
    assert published_path(one, "any.xlsx") == "q/deep/any.xlsx"
    with pytest.raises(ParameterError, match=r"FILE: .* like \*\.xlsx, exports\.csv, later\*\.csv; found 'late\.csv'"):
        published_path(one, "late.csv")


def test_parts_are_what_the_readers_gave(snapshot_of: Use) -> None:
    parts = parts_of(snapshot_of(FILES))
    assert [(entry["path"], len(table)) for entry, table in parts] == [
        ("p/exports.csv", 3), ("p/later.csv", 1), ("q/debt.csv", 1),
    ]  # fmt: skip
    for entry, table in parts:
        assert set(table["source"]) == {entry["source"]}
        assert set(table["status"]) == {"reported"}
        assert set(table["vintage"]) == {date(2021, 1, 1)}


# --- published files


def test_the_packaged_snapshot_takes_a_published_file_again(sources: Path, tmp_path: Path) -> None:
    """Brent and Frontex, built alone: the same file again gives the same content, down to the row."""
    wanted = {"eia": "econ/eia_brent_monthly.csv", "frontex": "migration/frontex_eastern_borders_monthly_2009_2025.csv"}
    by_id = {one.SOURCE.id: one for one in build.readers()}
    parts = [build.read(by_id[id], path, (sources / path).read_bytes()) for id, path in wanted.items()]
    store = Store(tmp_path)
    snapshot = store.load(store.write(build.merged(parts)))
    for id, path in wanted.items():
        found = with_files(snapshot, id, [(Path(path).name, (sources / path).read_bytes())])
        assert held(found) == held(snapshot)
        number = [entry["path"] for entry in found.raw].index(path)
        same = found.observations[found.observations["file"] == number]
        first = snapshot.tables.observations
        old = first[first["file"] == list(wanted.values()).index(path)]
        for name in ("period", "value", "status", "preference", "row", "locator", "note"):
            assert same[name].tolist() == old[name].tolist(), name
