"""Uzbekistan: no total, probably services, names that changed places, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national import uzbekistan

FOLDER = "trade/national_statistics/uzbekistan"
FILES = {"export": "sdmx_data_1105.csv", "import": "sdmx_data_1176.csv"}


@pytest.fixture(scope="module")
def flows(sources: Path) -> dict[str, Parsed]:
    return {flow: uzbekistan.parse((sources / FOLDER / name).read_bytes(), name) for flow, name in FILES.items()}


def value(parsed: Parsed, partner: str, year: str) -> float:
    table = parsed.observations
    (found,) = table.loc[(table["partner"] == partner) & (table["period"] == year), "value"]
    return float(found)


def test_known_answers(flows: dict[str, Parsed]) -> None:
    assert value(flows["export"], "BLR", "2010") == 25807.4
    assert value(flows["export"], "BLR", "2023") == 128850.9
    assert value(flows["import"], "BLR", "2023") == 525821.8
    assert value(flows["import"], "RUS", "2022") == 6230693.36
    for flow, parsed in flows.items():
        assert set(parsed.observations["item"]) == {flow}
        assert sorted(set(parsed.observations["period"])) == [str(year) for year in range(2010, 2024)]


def test_there_is_no_total_and_other_countries_are_unspecified(flows: dict[str, Parsed]) -> None:
    for parsed in flows.values():
        assert "WLD" not in set(parsed.observations["partner"])
        assert not parsed.refused
    assert value(flows["export"], "_X", "2023") == 10352796.9
    whole = flows["export"].observations.query("period == '2023'")["value"].sum()
    assert whole == pytest.approx(24_869_366, abs=1)


def test_titles_say_that_services_are_probably_inside(flows: dict[str, Parsed]) -> None:
    titles = {title for parsed in flows.values() for title in parsed.observations["title"]}
    assert titles == {
        "Exports by country, probably goods and services",
        "Imports by country, probably goods and services",
    }


def test_names_that_changed_places_are_found(flows: dict[str, Parsed]) -> None:
    """In these rows the Russian name stands under English and the other way round."""
    assert {"BIH", "SVK", "MNP", "BGD"} <= set(flows["export"].observations["partner"])
    assert len(flows["export"].observations) == 228 * 14
    assert len(flows["import"].observations) == 234 * 14


def test_the_code_of_each_country_is_the_one_of_its_number(sources: Path, flows: dict[str, Parsed]) -> None:
    raw = pd.read_csv(sources / FOLDER / FILES["export"], dtype={"Code": str})
    numbers = dict(zip(raw.index + 2, raw["Code"], strict=True))
    table = flows["export"].observations.drop_duplicates("row")
    found = {numbers[row]: code for row, code in table[["row", "partner"]].itertuples(index=False)}
    known = {"112": "BLR", "643": "RUS", "398": "KAZ", "178": "COG", "180": "COD", "408": "PRK", "410": "KOR"}
    known |= {"0": "_X", "158": "TWN", "807": "MKD", "882": "WSM", "016": "ASM", "092": "VGB", "850": "VIR"}
    assert {number: found[number] for number in known} == known


def test_another_file_is_refused(sources: Path) -> None:
    payload = (sources / FOLDER / FILES["export"]).read_bytes()
    with pytest.raises(SourceError, match="sdmx_data_1105"):
        uzbekistan.parse(payload, "sdmx_data_9999.csv")
    with pytest.raises(SourceError, match="column 'Klassifikator_ru'"):
        uzbekistan.parse(payload.replace(b"Klassifikator_ru", b"Name", 1), FILES["export"])
    with pytest.raises(SourceError, match="a column per year"):
        uzbekistan.parse(payload.replace(b",2011,", b",2011-Q1,", 1), FILES["export"])
    with pytest.raises(SourceError, match="a number in row"):
        uzbekistan.parse(payload.replace(b"25807.4", b"25 807.4", 1), FILES["export"])
    with pytest.raises(SourceError, match="line end"):
        uzbekistan.parse(payload[:-4], FILES["export"])
    with pytest.raises(SourceError, match="an HTML page"):
        uzbekistan.parse(b"<!DOCTYPE html>", FILES["export"])


def test_an_unknown_name_is_refused_once() -> None:
    head = "Code,Klassifikator,Klassifikator_ru,Klassifikator_en,2022,2023"
    lines = [head, "999,x,Мордор,Mordor,1.0,2.0", "112,x,Belarus,Беларусь,3.0,"]
    parsed = uzbekistan.parse(("\n".join(lines) + "\n").encode(), FILES["import"])
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, "unknown area 'Mordor' (1 row)")]
    assert parsed.observations[["partner", "period", "value"]].values.tolist() == [["BLR", "2022", 3.0]]
