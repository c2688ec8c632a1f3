"""Statistical Review: what `russia` is in which year, zeros that are none, units, and what is refused."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import energy_institute as review

PATH = review.FILES[0]
HEADER = "indicator,geo,year,value\n"
FUELS = [f"{fuel}_consumption_exajoules" for fuel in ("oil", "gas", "coal", "nuclear", "renewables")]


@pytest.fixture(scope="module")
def payload(sources: Path) -> bytes:
    return (sources / PATH).read_bytes()


@pytest.fixture(scope="module")
def published(payload: bytes) -> pd.DataFrame:
    lines = csv.DictReader(payload.decode().splitlines())
    return pd.DataFrame(list(lines)).astype({"year": int, "value": float})


@pytest.fixture(scope="module")
def parsed(payload: bytes) -> Parsed:
    return review.parse(payload, PATH)


@pytest.fixture(scope="module")
def values(parsed: Parsed) -> dict[tuple[str, str, str], float]:
    rows = parsed.observations
    return dict(zip(zip(rows["item"], rows["reporter"], rows["period"], strict=True), rows["value"], strict=True))


def read(lines: str) -> Parsed:
    return review.parse((HEADER + lines).encode(), PATH)


def test_known_answers_for_belarus(values: dict[tuple[str, str, str], float]) -> None:
    assert values["gas_consumption_bcm", "BLR", "2023"] == 16.78404
    assert values["total_energy_supply_tes_exajoules", "BLR", "2023"] == 1.11154
    assert values["nuclear_generation_twh", "BLR", "2021"] == 5.7804
    assert values["oil_production_tonnes", "RUS", "2023"] == 541.64088


def test_fuels_add_up_to_the_total_supply(values: dict[tuple[str, str, str], float]) -> None:
    checked = 0
    for (item, area, year), total in values.items():
        if item == "total_energy_supply_tes_exajoules":
            parts = [values.get((fuel, area, year), float("nan")) for fuel in FUELS]
            assert sum(parts) == pytest.approx(total, rel=1e-3), (area, year)
            checked += 1
    assert checked == 460


def test_units_that_the_figures_themselves_prove(values: dict[tuple[str, str, str], float]) -> None:
    """36 MJ a cubic metre, 35.3 cubic feet in it, 365 days, 33 % of nuclear heat: a wrong unit would be far off."""
    at = ("BLR", "2023")
    bcm = values["gas_consumption_bcm", *at]
    assert values["gas_consumption_exajoules", *at] / bcm == pytest.approx(0.036, rel=1e-4)
    assert values["gas_consumption_bcf", *at] * 365 / 35.3147 == pytest.approx(bcm, rel=1e-3)
    heat = values["nuclear_consumption_exajoules", *at]
    assert values["nuclear_generation_twh", *at] * 0.0036 / heat == pytest.approx(0.33, rel=1e-3)
    litres = values["oil_consumption_barrels", *at] * 1e3 * 365 * 158.987
    assert litres * 0.83e-9 == pytest.approx(values["oil_consumption_tonnes", *at], rel=0.05)


def test_every_concept_has_the_title_of_the_list_and_its_unit(sources: Path, parsed: Parsed) -> None:
    listed = csv.DictReader((sources / "econ/ei_statreview2025_concepts.csv").read_text().splitlines())
    titles = {line["concept"]: line["name"].strip() for line in listed}
    found = parsed.observations.drop_duplicates("item").set_index("item")
    assert found["title"].to_dict() == {item: titles[item] for item in found.index}
    assert len(found) == 65
    assert len(titles) == 79
    ends = {"exajoules": "EJ", "twh": "TWh", "bcm": "bcm", "bcf": "bcf/day", "barrels": "thousand bbl/day", "mt": "Mt"}
    for item, unit in found["unit"].items():
        named = next((ends[end] for end in ends if str(item).endswith(f"_{end}")), unit)
        assert unit == named, item


def test_russia_before_1991_is_the_soviet_union(published: pd.DataFrame, parsed: Parsed) -> None:
    wide = published.pivot(index=["indicator", "year"], columns="geo", values="value")
    union = wide[wide["russia"].notna() & (wide.index.get_level_values("year") <= 1990)]
    assert len(union) == 540
    assert ((union["russia"] - union["total_cis"]).abs() <= 1e-3 * union["russia"]).all()
    assert union["russian_federation"].isna().all()
    soviet = parsed.observations[parsed.observations["reporter"] == "SUN"]
    assert len(soviet) == len(union)
    assert soviet["period"].max() == "1990"


def test_russia_holds_no_value_of_the_union(values: dict[tuple[str, str, str], float]) -> None:
    assert values["oil_production_tonnes", "SUN", "1984"] == 612.71
    assert ("oil_production_tonnes", "RUS", "1984") not in values
    assert values["oil_production_tonnes", "RUS", "1985"] == 542.306


def test_gas_reserves_of_the_rest_of_the_union_are_refused(
    values: dict[tuple[str, str, str], float], parsed: Parsed
) -> None:
    assert values["gas_proved_reserves_history", "SUN", "1990"] == 34.88096
    assert values["gas_proved_reserves_history", "RUS", "1991"] == 33.91055
    assert ("gas_proved_reserves_history", "SUN", "1991") not in values
    (refusal,) = [refusal for refusal in parsed.refused if "former Union" in refusal.reason]
    assert refusal.reason.endswith("(6 rows)")


def test_russia_without_the_other_name_is_russia(values: dict[tuple[str, str, str], float]) -> None:
    assert values["ccus_capture_capacity", "RUS", "2024"] == 0.43


def test_zeros_inside_the_union_are_no_figures(values: dict[tuple[str, str, str], float], parsed: Parsed) -> None:
    republics = ("AZE", "BLR", "KAZ", "LTU", "TKM", "UKR", "UZB")
    early = {(item, area) for item, area, year in values if area in republics and year < "1985"}
    assert {item for item, _ in early} == {"oil_refinery_capacity"}
    assert min(year for item, area, year in values if (item, area) == ("oil_refinery_throughput", "BLR")) == "1990"
    assert values["nuclear_generation_twh", "BLR", "2019"] == 0
    filled = [refusal.reason for refusal in parsed.refused if "counted as one" in refusal.reason]
    assert len(filled) == 7
    assert "belarus: 0 where the Soviet Union was counted as one (565 rows)" in filled


def test_belarus_has_no_production_and_no_zero_for_it(values: dict[tuple[str, str, str], float]) -> None:
    assert not [item for item, area, _ in values if area == "BLR" and "_production_" in item and "biofuels" not in item]


def test_every_row_is_read_or_counted_in_a_refusal(parsed: Parsed, published: pd.DataFrame) -> None:
    left_out = sum(int(refusal.reason.rpartition("(")[2].split()[0]) for refusal in parsed.refused)
    assert len(parsed.observations) + left_out == len(published) == 29_682
    assert len(parsed.observations) == 19_354
    aggregates = [refusal.reason for refusal in parsed.refused if "an aggregate" in refusal.reason]
    assert [reason.partition(":")[0] for reason in aggregates] == ["other_cis", "total_cis"]
    assert not parsed.observations.duplicated(["item", "reporter", "period"]).any()


def test_the_copied_gas_of_2024_is_kept_as_published(values: dict[tuple[str, str, str], float]) -> None:
    """An error of the publisher's, left to data/corrections.toml; per day the copy shows the leap year."""
    for item in ("gas_consumption_bcm", "gas_consumption_exajoules"):
        assert values[item, "BLR", "2024"] == values[item, "BLR", "2023"]
    per_day = values["gas_consumption_bcf", "BLR", "2024"] * 366 / 365
    assert per_day == pytest.approx(values["gas_consumption_bcf", "BLR", "2023"], rel=1e-5)


def test_a_number_is_where_row_says(parsed: Parsed, payload: bytes) -> None:
    lines = payload.decode().splitlines()
    for row in parsed.observations.sample(50, random_state=1).itertuples():
        concept, _, year, value = lines[row.row - 1].split(",")
        assert (concept, year, float(value)) == (row.item, row.period, row.value)


def test_the_edition_is_that_of_2025(parsed: Parsed) -> None:
    assert parsed.edition == "Statistical Review of World Energy 2025"
    assert parsed.vintage.isoformat() == "2025-09-13"
    assert not review.SOURCE.redistribute


def test_unknown_concepts_and_countries_are_refused_by_name() -> None:
    parsed = read("gas_consumption_bcm,atlantis,2023,1\nwood_bcm,belarus,2023,1\nwood_bcm,ukraine,2023,2\n")
    assert parsed.observations.empty
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "atlantis: no country that is known here (1 rows)"),
        (3, "wood_bcm: its unit is not known (2 rows)"),
    ]


def test_two_values_of_one_year_are_refused() -> None:
    with pytest.raises(SourceError, match="another for gas_consumption_bcm BLR 2023 in row 3"):
        read("gas_consumption_bcm,belarus,2023,16.7\ngas_consumption_bcm,belarus,2023,16.8\n")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (b"indicator,country,year,value\ngas_consumption_bcm,belarus,2023,1\n", "column 'geo'"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"indicator,geo,year,value\ngas_consumption_bcm,belarus,2023\n", "the file is cut"),
        (b"indicator,geo,year,value\ngas_consumption_bcm,belarus,2023,16.7", "line end"),
        (b"indicator,geo,year,value\ngas_consumption_bcm,belarus,23,16.7\n", "a year in row 2"),
        (b"indicator,geo,year,value\ngas_consumption_bcm,belarus,2023,n/a\n", "a number in row 2"),
    ],
)
def test_damaged_files_are_refused(damaged: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        review.parse(damaged, PATH)
