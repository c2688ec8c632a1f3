"""Building a snapshot: same input, same bytes; overlaps are told; a wrong file stops it and changes nothing."""

import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from dashboard.__main__ import main
from ingest import build
from ingest.model import KEY
from ingest.store import Snapshot, Store, packaged_store
from ingest.vintages import WITHDRAWN

LARGEST_PACKAGE = 12_000_000  # bytes
READERS = {reader.SOURCE.id: reader for reader in build.readers()}
# The first file of these is a workbook or begins with notes, of the others a table in text.
WORKBOOKS = ("cbr", "comtrade", "eurostat", "fts", "knomad", "national_statistics", "pinksheet", "rosstat", "sipri")
TABLES = [name for name in READERS if name not in WORKBOOKS]
# Notes, and lists of codes and labels: no data.
NO_DATA = {
    "SOURCES.md",
    "econ/ei_statreview2025_README.md",
    "econ/ei_statreview2025_concepts.csv",
    "econ/imf_weo_2026apr_codes.txt",
    "econ/wdi_postsoviet_indicators.csv",
    "trade/eurostat_comext/eurostat_comext_eu_exports_sanctioned_cn8_labels.csv",
    "trade/eurostat_comext/eurostat_comext_eu_exports_sanctioned_input_codes.csv",
}


def contents_of(folder: Path) -> dict[str, bytes]:
    """Every file under `folder`, by its path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="session")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with the snapshot that the command makes of the published files, once for all tests."""
    store = tmp_path_factory.mktemp("built") / "store"
    assert main(["snapshot", "build", str(sources), "--store", str(store)]) == 0
    return Store(store)


@pytest.fixture(scope="session")
def snapshot(built: Store) -> Snapshot:
    return built.load()


def test_the_packaged_snapshot_is_rebuilt_byte_for_byte(built: Store) -> None:
    packaged = packaged_store()
    assert built.current_id == packaged.current_id
    made, kept = (contents_of(Path(store.place.text) / "snapshots") for store in (built, packaged))
    assert made == kept
    assert packaged.verify() == []


def test_the_package_stays_small() -> None:
    assert packaged_store().ids() == [packaged_store().current_id]
    assert sum(len(payload) for payload in contents_of(Path(packaged_store().place.text)).values()) < LARGEST_PACKAGE


def test_what_may_not_be_passed_on_is_only_the_eleven_countries_own(snapshot: Snapshot) -> None:
    series = snapshot.tables.series
    limited = {source["id"] for source in snapshot.manifest["sources"] if not source["redistribute"]}
    assert "comtrade" in limited
    eleven = {"ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB"}
    kept = series[series["source"].isin(limited)]
    others = kept[~kept["reporter"].isin(eleven)]
    assert "BLR" in set(kept["reporter"])
    assert set(others["item"]) == {"gas_pipeline_import"}  # where Russia's gas goes
    assert set(others["partner"]) <= eleven
    whole = series.loc[series["source"] == "baci", "reporter"]
    assert whole.nunique() > 190


def test_every_raw_file_is_described(snapshot: Snapshot, sources: Path) -> None:
    raw = snapshot.manifest["raw"]
    expected = {
        path.relative_to(sources).as_posix()
        for reader in READERS.values()
        for pattern in reader.FILES
        for path in sources.glob(pattern)
    }
    assert {entry["path"] for entry in raw} == expected
    assert len(raw) == len(expected)
    for entry in raw:
        source = READERS[entry["source"]].SOURCE
        assert entry["bytes"] == (sources / entry["path"]).stat().st_size
        assert len(entry["sha256"]) == 64
        assert entry["publisher"] == source.publisher
        assert entry["licence"] == source.licence
        assert entry["redistribute"] is source.redistribute
        assert entry["edition"]
        assert date.fromisoformat(entry["vintage"]) <= date(2026, 11, 23)
        # Each press figure names its own article; every other file came by one public repository, most at one commit.
        assert bool(entry["via"]) is (entry["source"] != "press")
        assert "@" in entry["via"] or entry["source"] in ("factbook", "ofac", "press")  # these from their history
    assert snapshot.manifest["sources"] == [asdict(reader.SOURCE) for reader in READERS.values()]


def test_no_data_file_is_left_unread(snapshot: Snapshot, sources: Path) -> None:
    read = [entry["path"] for entry in snapshot.manifest["raw"]]
    assert len(read) == len(set(read))
    assert {path.relative_to(sources).as_posix() for path in sources.rglob("*") if path.is_file()} == {*read, *NO_DATA}


def test_hashes_are_those_of_the_published_bytes(snapshot: Snapshot, sources: Path) -> None:
    for entry in snapshot.manifest["raw"]:
        assert entry["sha256"] == hashlib.sha256((sources / entry["path"]).read_bytes()).hexdigest(), entry["path"]


def test_every_observation_leads_to_its_file(snapshot: Snapshot) -> None:
    raw = snapshot.manifest["raw"]
    rows = snapshot.tables.observations
    read = rows[rows["note"] != WITHDRAWN]  # what an edition withdraws stands in none of its rows
    kept = read["file"].value_counts().reindex(range(len(raw)), fill_value=0)
    assert [entry["kept"] for entry in raw] == kept.tolist()
    assert all(entry["kept"] <= entry["rows"] for entry in raw)
    assert all(entry["refused"] for entry in raw if entry["rows"] == 0)
    source_of_series = snapshot.tables.series["source"].astype("object")
    source_of_file = snapshot.tables.files["source"]
    observations = snapshot.tables.observations
    through_series = observations["series"].map(source_of_series)
    assert (through_series == observations["file"].map(source_of_file)).all()


def test_refused_rows_are_listed_with_the_reason(snapshot: Snapshot) -> None:
    refused = {entry["path"]: entry["refused"] for entry in snapshot.manifest["raw"] if entry["refused"]}
    figures = refused["econ/figures.csv"]
    assert any("names no certain period" in refusal["reason"] for refusal in figures)
    assert all(refusal["row"] >= 2 and refusal["reason"] for listed in refused.values() for refusal in listed)
    unusable, *corrected = refused["econ/wdi_postsoviet_long.csv"]
    assert unusable["reason"].startswith("EG.USE.COMM.FO.ZS")
    assert len(corrected) == 247  # by data/corrections.toml: zeros that are no figures
    series = snapshot.tables.series
    assert not (series["item"] == "EG.USE.COMM.FO.ZS").any()


def test_overlapping_files_of_one_edition_are_merged_and_differences_told(snapshot: Snapshot, sources: Path) -> None:
    """Recomputed from the two files that repeat each other, without the readers."""
    path = "ids/debt_service_by_creditor_2009_2023-12.csv"
    key = ["country", "creditor", "series_code", "year"]
    later = pd.read_csv(sources / path).rename(columns={"counterpart-area": "creditor", "time": "year"})
    first = pd.read_csv(sources / "ids/debt_service_by_creditor_2000_2025_2023-12.csv")
    first = first.rename(columns={"counterpart_area": "creditor"})
    first["year"] = first["year"].astype(str).str[:4].astype(int)
    both = later.merge(first, on=key, suffixes=("_later", "_first"))
    differing = both[(both["value_later"] - both["value_first"]).abs() > 1e-9 * both["value_first"].abs()]
    (entry,) = (entry for entry in snapshot.manifest["raw"] if entry["path"] == path)
    assert len(entry["conflicts"]) == len(differing) > 0
    assert "DT.AMT.BLAT.CD BLR CHN 2022: 5.09785e+08 here, 6.30581e+08 kept" in entry["conflicts"]
    tables = snapshot.tables
    wanted = tables.series_of("worldbank_debt", "DT.AMT.BLAT.CD", "reporter", "BLR")
    (number,) = (number for creditor, _, number in wanted if creditor == "CHN")
    rows = tables.observations.iloc[tables.rows_of(number)]
    stated = rows[(rows["period"] == "2022") & (rows["vintage"] == pd.Timestamp(2023, 12, 31))]
    assert stated["value"].tolist() == [630581399.4]


def test_an_observation_stands_once_per_edition(snapshot: Snapshot) -> None:
    observations = snapshot.tables.observations
    published = snapshot.tables.series["freq"].astype("object").reindex(observations["series"]).to_numpy() != "_O"
    assert not observations[published].duplicated(["series", "period", "vintage"]).any()
    assert not observations[~published].duplicated(["series", "period", "value", "low", "high"]).any()


def test_a_figure_that_both_press_tables_state_is_one(snapshot: Snapshot, sources: Path) -> None:
    tables = [pd.read_csv(sources / "econ" / name, dtype=str) for name in ("figures.csv", "figures_more.csv")]
    for table in tables:
        assert (table["value"].eq("709.4") & table["period"].eq("2020")).sum() == 1
    observations = snapshot.tables.observations
    press = observations["series"].map(snapshot.tables.series["source"].astype("object")) == "press"
    stated = observations[press & (observations["value"] == 709.4) & (observations["period"] == "2020")]
    assert len(stated) == 1


def test_series_and_observations_are_in_order(snapshot: Snapshot) -> None:
    series, observations = snapshot.tables.series, snapshot.tables.observations
    assert series["series_id"].is_unique
    assert series[list(KEY)].astype("object").sort_values(list(KEY)).index.equals(series.index)
    order = ["series", "first", "last", "vintage"]
    assert observations[order].sort_values(order, kind="stable").index.equals(observations.index)
    assert set(observations["series"]) == set(series.index)
    assert (observations["first"] <= observations["last"]).all()


def page(payload: bytes, path: str) -> bytes:
    return b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"


def cut(payload: bytes, path: str) -> bytes:
    return payload[: len(payload) // 2].rstrip(b"\r\n")


def only_last_column(payload: bytes, path: str) -> bytes:
    inside = gzip.decompress(payload) if path.endswith(".gz") else payload
    table = pd.read_csv(io.BytesIO(inside), dtype=str, keep_default_na=False, nrows=50)
    text = table.iloc[:, -1:].to_csv(index=False).encode()
    return gzip.compress(text) if path.endswith(".gz") else text


def linked(sources: Path, reader: ModuleType, target: Path) -> list[str]:
    """Link the files of one reader into `target` and return their paths in the order of its patterns."""
    found = []
    for pattern in reader.FILES:
        for path in sorted(sources.glob(pattern)):
            name = path.relative_to(sources).as_posix()
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if not (target / name).exists():
                (target / name).symlink_to(path.resolve())
                found.append(name)
    return found


def only(monkeypatch: pytest.MonkeyPatch, *readers: Any) -> None:
    monkeypatch.setattr(build, "readers", lambda: list(readers))


@pytest.fixture
def old(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that holds a snapshot of the smallest source."""
    linked(sources, READERS["eia"], tmp_path / "before")
    with monkeypatch.context() as patched:
        only(patched, READERS["eia"])
        assert main(["snapshot", "build", str(tmp_path / "before"), "--store", str(tmp_path / "store")]) == 0
    return Store(tmp_path / "store")


DAMAGES = [(name, damage) for damage in (page, cut) for name in READERS]
DAMAGES += [(name, only_last_column) for name in TABLES]


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=lambda given: getattr(given, "__name__", given))
def test_a_damaged_file_stops_the_build_and_changes_nothing(
    name: str,
    damage: Callable[[bytes, str], bytes],
    sources: Path,
    old: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "published"
    path = linked(sources, READERS[name], folder)[0]
    payload = (folder / path).read_bytes()
    (folder / path).unlink()
    (folder / path).write_bytes(damage(payload, path))
    before = contents_of(Path(old.place.text))
    only(monkeypatch, READERS[name])
    capsys.readouterr()
    assert main(["snapshot", "build", str(folder), "--store", old.place.text]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"depdash: {path}: expected ")
    assert ("; found an HTML page; " if damage is page else "; found ") in printed.err
    assert printed.err.count("\n") == 1
    assert contents_of(Path(old.place.text)) == before


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_stops_the_build_and_changes_nothing(
    name: str,
    sources: Path,
    old: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "published"
    linked(sources, READERS[name], folder)
    pattern = READERS[name].FILES[-1]
    for path in folder.glob(pattern):
        path.unlink()
    before = contents_of(Path(old.place.text))
    only(monkeypatch, READERS[name])
    monkeypatch.setattr(READERS[name], "parse", lambda payload, path: pytest.fail("read before all were found"))
    capsys.readouterr()
    assert main(["snapshot", "build", str(folder), "--store", old.place.text]) == 1
    expected = f"depdash: published/{pattern}: expected files of source {name}; found none; fetch the file again\n"
    assert capsys.readouterr().err == expected
    assert contents_of(Path(old.place.text)) == before


def test_a_folder_that_is_none_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "build", str(tmp_path / "nowhere"), "--store", str(tmp_path / "store")]) == 2
    assert capsys.readouterr().err.startswith("depdash: FOLDER: expected a folder of published files; found ")
    assert not (tmp_path / "store").exists()


def test_only_leaves_one_snapshot(
    sources: Path, old: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = old.current_id
    linked(sources, READERS["weo"], tmp_path / "published")
    only(monkeypatch, READERS["weo"])
    command = ["snapshot", "build", str(tmp_path / "published"), "--store", old.place.text]
    assert main(command) == 0
    assert sorted(old.ids()) == sorted([str(first), str(old.current_id)])
    assert main([*command, "--only"]) == 0
    assert old.ids() == [old.current_id] != [first]
    assert f"snapshot {old.current_id}: " in capsys.readouterr().out


def test_a_reader_is_found_because_its_module_is_there() -> None:
    modules = sorted(
        path.stem for path in Path(build.ingest.sources.__path__[0]).glob("*.py") if path.stem != "__init__"
    )
    assert list(READERS) == modules
