"""The catalogue of series: found by words and keys, fast, and read with every edition."""

from datetime import date

import pandas as pd
import pytest

from dashboard.repository import Repository
from dashboard.series import SeriesCatalogue
from ingest.model import KEY, Tables
from ingest.periods import period

ALUMINIUM = "pinksheet:ALUMINUM:WLD:_Z:_Z:USD_t:M"


def made(count: int) -> Tables:
    """So many series of two observations each, the second of them in two editions."""
    names = [f"s{number}" for number in range(count)]
    key = {name: ["x"] * count for name in KEY} | {"source": ["even", "odd"] * (count // 2), "item": names}
    series = pd.DataFrame(key | {"series_id": names, "title": [f"Title {number % 10}" for number in range(count)]})
    days = pd.to_datetime(["2001-01-01", "2002-01-01", "2002-01-01"] * count)
    observations = pd.DataFrame(
        {
            "series": [number for number in range(count) for _ in range(3)], "period": ["2001", "2002", "2002"] * count,
            "first": days, "last": days + pd.Timedelta(days=364),
            "vintage": pd.to_datetime(["2003-01-01", "2003-01-01", "2004-01-01"] * count),
            "value": [1.5, 2.5, float("nan")] * count, "low": float("nan"), "high": float("nan"), "status": 0,
            "preference": 1, "file": 0, "row": 7, "locator": "", "note": "",
        }
    )  # fmt: skip
    files = pd.DataFrame({"path": ["f.csv"], "sha256": ["0" * 64], "edition": ["first"]})
    return Tables("made", series, observations, files)


@pytest.fixture(scope="module")
def large() -> SeriesCatalogue:
    return SeriesCatalogue(made(100_000))


def test_every_word_must_occur_in_any_case(large: SeriesCatalogue) -> None:
    assert large.found(["S99999"]) == [99_999]
    assert large.found(["title", "S9999"]) == [9_999, *range(99_990, 100_000)]
    assert large.found(["title", "nothing"]) == []


def test_parts_of_the_key_and_words_meet(large: SeriesCatalogue) -> None:
    assert large.found(["s9999"], {"source": "even"}) == [99_990, 99_992, 99_994, 99_996, 99_998]
    assert large.found(key={"source": "odd", "item": "s3"}) == [3]
    assert large.found(key={"source": "nix"}) == []


def test_a_series_tells_its_ends_and_its_observations(large: SeriesCatalogue) -> None:
    record = large.record(5)
    assert (record["id"], record["source"], record["first"], record["last"]) == ("s5", "odd", "2001", "2002")
    assert record["observations"] == 3
    rows = large.observations(5)
    assert [(row["period"], row["vintage"], row["value"]) for row in rows] == [
        ("2001", "2003-01-01", 1.5), ("2002", "2003-01-01", 2.5), ("2002", "2004-01-01", None),
    ]  # fmt: skip
    assert rows[0]["locator"] is rows[0]["low"] is None
    assert (rows[0]["file"], rows[0]["status"], rows[0]["row"]) == ("f.csv", "reported", 7)


def test_only_the_asked_periods_and_editions(large: SeriesCatalogue) -> None:
    known = large.observations(0, as_of=date(2003, 6, 1))
    assert [row["period"] for row in known] == ["2001", "2002"]
    assert large.observations(0, as_of=date(2002, 12, 31)) == []
    assert [row["period"] for row in large.observations(0, start=period("2002"))] == ["2002", "2002"]
    assert [row["period"] for row in large.observations(0, end=period("2001Q2"))] == ["2001"]


def test_every_packaged_series_is_told_as_its_observations_are(repository: Repository) -> None:
    catalogue, tables = repository.series, repository.snapshot.tables
    assert len(catalogue) == len(tables.series)
    assert sum(catalogue.record(number)["observations"] for number in range(len(catalogue))) == len(tables.observations)
    number = catalogue.number(ALUMINIUM)
    assert number is not None
    record, rows = catalogue.record(number), catalogue.observations(number)
    assert (record["first"], record["last"], record["observations"]) == (
        rows[0]["period"], rows[-1]["period"], len(rows),
    )  # fmt: skip
    assert len({(row["period"], row["vintage"]) for row in rows}) == len(rows)
    hashes = {raw["path"]: raw["sha256"] for raw in repository.snapshot.manifest["raw"]}
    assert all(hashes[row["file"]] == row["sha256"] for row in rows)
    assert catalogue.number("nix") is None


def test_countries_are_found_by_name(repository: Repository) -> None:
    found = repository.series.found(["debt", "Belarus", "china"])
    assert found
    for number in found:
        told = repository.series.record(number)
        assert "BLR" in (told["reporter"], told["partner"])
        assert "CHN" in (told["reporter"], told["partner"])
