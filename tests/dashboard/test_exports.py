"""What leaves the program as CSV and JSON: the promised columns and keys, numbers unrounded, empty where unknown."""

import csv
import io
import json
import math
from collections.abc import Callable

import pytest

from dashboard import exports
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result
from ingest.model import STATUSES

NAN = math.nan
COLUMNS = ["indicator", "dependent", "partner", "period", "value", "low", "high", "unit", "status", "sources", "as_of"]
KEYS = {
    "indicator", "title", "dependent", "partner", "unit", "direction", "as_of", "snapshot", "reason", "rows",
}  # fmt: skip
PAIRS = [DEFAULT_PAIR, Pair("KAZ", "RUS"), Pair("UZB", "USA")]


def table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
def test_csv_and_json_tell_the_result(name: str, pair: Pair, repository: Repository) -> None:
    result = repository.result(name, pair)
    header, rows = table(exports.result_csv(result, repository))
    told = json.loads(exports.to_json(exports.result_json(result, repository)))
    assert header == (COLUMNS if not result.variants else [*COLUMNS[:3], "variant", *COLUMNS[3:]])
    assert set(told) == KEYS
    assert (told["reason"] is None) == bool(told["rows"])
    assert len(rows) == len(told["rows"]) == len(result.rows)
    for row, record, source in zip(rows, told["rows"], result.rows, strict=True):
        for number in ("value", "low", "high"):
            expected = getattr(source, number)
            assert record[number] == (None if math.isnan(expected) else expected)
            assert row[number] == ("" if math.isnan(expected) else repr(float(expected)))
        assert row["period"] == record["period"] == source.period
        assert row["status"] == (record["status"] or "") == source.status
        assert row["sources"].split(";") == (record["sources"] or [""])
        assert row.get("variant", "") == record.get("variant", "") == source.variant


def test_a_known_value_reaches_the_file_unrounded(repository: Repository) -> None:
    """41.34 %: Belarus's exports to Russia in 2019 over all its exports, as the customs tables publish both."""
    _, rows = table(exports.result_csv(repository.result("export_share", DEFAULT_PAIR), repository))
    (row,) = [row for row in rows if row["period"] == "2019"]
    assert float(row["value"]) == pytest.approx(41.34, abs=0.01)
    assert len(row["value"]) > 10
    assert row["status"] == "reported"
    assert all("@20" in source for source in row["sources"].split(";"))


def test_a_gap_is_empty_cells_and_nulls(made: Callable[..., Result], repository: Repository) -> None:
    result = made(("2019", NAN, NAN, NAN, ""), ("2020", NAN, 1.0, 2.0, "estimated"))
    _, rows = table(exports.result_csv(result, repository))
    assert [[row[name] for name in ("value", "low", "high", "status", "sources")] for row in rows] == [
        ["", "", "", "", ""],
        ["", "1.0", "2.0", "estimated", ""],
    ]
    first, second = exports.result_json(result, repository)["rows"]
    assert first == {"period": "2019", "value": None, "low": None, "high": None, "status": None, "sources": []}
    assert (second["value"], second["low"], second["high"]) == (None, 1.0, 2.0)


def test_text_is_made_harmless_in_a_file_and_numbers_are_left(
    made: Callable[..., Result], repository: Repository
) -> None:
    text = "=cmd()"
    result = made((text, "2019", -1.0, -1.0, -1.0, "reported"), variants=(text,), unit=text)
    (row,) = table(exports.result_csv(result, repository))[1]
    assert (row["variant"], row["unit"], row["value"]) == (f"'{text}", f"'{text}", "-1.0")


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_metadata_describe_the_columns_of_the_file(name: str, repository: Repository) -> None:
    result = repository.result(name, DEFAULT_PAIR)
    described = exports.csv_metadata(result, repository, "made.csv")
    header, rows = table(exports.result_csv(result, repository))
    assert described["@context"] == "http://www.w3.org/ns/csvw"
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    key = described["tableSchema"]["primaryKey"]
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
    assert bool(described["dc:source"]) == any(row.observations for row in result.rows)
    assert CATALOGUE[name].formula in described["dc:description"]


def test_the_catalogue_tells_each_indicator(repository: Repository) -> None:
    listed = exports.catalogue_json()
    assert [entry["id"] for entry in listed] == list(CATALOGUE)
    for entry in listed:
        assert all(entry[name] for name in ("title", "question", "formula", "unit", "reference", "theme"))
        variants = [variant["id"] for variant in entry["variants"]]
        assert variants == list(repository.result(entry["id"], DEFAULT_PAIR).variants)


def test_only_known_statuses_are_written(repository: Repository) -> None:
    found = {row.status for name in CATALOGUE for row in repository.result(name, DEFAULT_PAIR).rows}
    assert found <= {*STATUSES, ""}
    assert {"reported", "official_statement", ""} <= found


def test_json_never_holds_what_parsers_refuse() -> None:
    with pytest.raises(ValueError):
        exports.to_json({"value": NAN})
    assert exports.to_json({"name": "Беларусь"}) == '{"name": "Беларусь"}'
