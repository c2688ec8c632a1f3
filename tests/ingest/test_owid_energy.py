"""Our World in Data energy: four extracts, swapped names, other separators, known answers, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import owid_energy as owid

CUT, MIX, PRIMARY, RENAMED = owid.FILES
COPIES = {"gas_consumption": {"BLR"}, "solar_consumption": {"KAZ", "TKM"}, "coal_consumption": {"AZE"}}


@pytest.fixture(scope="module")
def payloads(sources: Path) -> dict[str, bytes]:
    return {path: (sources / path).read_bytes() for path in owid.FILES}


@pytest.fixture(scope="module")
def files(payloads: dict[str, bytes]) -> dict[str, Parsed]:
    return {path: owid.parse(payload, path) for path, payload in payloads.items()}


def series(parsed: Parsed, item: str, reporter: str = "BLR") -> pd.Series:
    rows = parsed.observations
    return rows[(rows["item"] == item) & (rows["reporter"] == reporter)].set_index("period")["value"]


def test_electricity_of_belarus_2021(files: dict[str, Parsed]) -> None:
    mix = files[MIX]
    assert series(mix, "electricity_demand")["2021"] == 36.3
    assert series(mix, "electricity_generation")["2021"] == 37.95
    assert series(mix, "net_elec_imports")["2021"] == -1.65
    assert series(mix, "gas_share_elec")["2021"] == 95.705


def test_nuclear_output_in_primary_terms(files: dict[str, Parsed]) -> None:
    assert series(files[CUT], "nuclear_consumption")["2020":].tolist() == [0.835, 14.237, 11.512, 28.621, 38.293]


def test_the_copied_gas_of_2024_is_kept_as_published(files: dict[str, Parsed]) -> None:
    """An error of the publisher's, left to data/corrections.toml."""
    rows = files[CUT].observations
    wide = rows[rows["value"] != 0].pivot(index=["item", "reporter"], columns="period", values="value")
    same = wide.index[wide["2024"] == wide["2023"]]
    found = {
        str(item): set(same[same.get_level_values("item") == item].get_level_values("reporter")) for item, _ in same
    }
    assert found == COPIES | {"hydro_consumption": {"TKM"}}
    assert series(files[CUT], "gas_consumption")["2023":].tolist() == [167.84, 167.84]


def test_demand_is_generation_plus_net_imports_in_the_mix_only(files: dict[str, Parsed]) -> None:
    def gap(parsed: Parsed) -> float:
        parts = ("electricity_demand", "electricity_generation", "net_elec_imports")
        demand, generation, imports = (series(parsed, item)["2021"] for item in parts)
        return abs(demand - generation - imports)

    assert gap(files[MIX]) < 0.01
    assert gap(files[RENAMED]) > 2.5


def test_the_two_swapped_names_are_read_by_what_they_hold(files: dict[str, Parsed]) -> None:
    renamed = files[RENAMED]
    for reporter in ("BLR", "RUS", "AZE", "KAZ", "UKR", "UZB"):
        parts = [series(renamed, f"{fuel}_consumption", reporter) for fuel in ("coal", "oil", "gas")]
        fossil = series(renamed, "fossil_fuel_consumption", reporter)
        assert (fossil - sum(parts)).abs().max() < 0.01
        assert len(fossil) == 22
    assert series(renamed, "fossil_fuel_consumption")["2021"] == 289.544


def test_names_set_right_are_refused(payloads: dict[str, bytes]) -> None:
    """Were the two names no longer swapped, the column read would be electricity per person."""
    consumption, electricity = (
        b"primary_fossil_fuel_consumption_in_terawatt_hours",
        b"electricity_generation_from_fossil_fuels_per_capita_in_kilowatt_hours",
    )
    header, _, lines = payloads[RENAMED].partition(b"\n")
    swapped = header.replace(consumption, b"?").replace(electricity, consumption).replace(b"?", electricity)
    with pytest.raises(SourceError, match="coal, oil and gas together"):
        owid.parse(swapped + b"\n" + lines, RENAMED)


def test_other_renamed_columns_hold_what_they_are_read_as(files: dict[str, Parsed]) -> None:
    """The columns whose names the carrier changed agree with the later edition, but for revisions of the method."""
    for item in ("coal_consumption", "gas_consumption", "oil_consumption", "nuclear_consumption", "wind_consumption"):
        old, new = series(files[RENAMED], item, "UKR"), series(files[CUT], item, "UKR")
        ratio = (old / new).loc["2010":"2020"]
        assert ratio.between(0.85, 1.15).all(), item
    shares = (series(files[RENAMED], "net_elec_imports") - series(files[MIX], "net_elec_imports")).abs()
    assert shares.loc[:"2020"].max() < 0.01


def test_editions_and_the_days_by_which_they_were_known(files: dict[str, Parsed]) -> None:
    assert {path: parsed.vintage.isoformat() for path, parsed in files.items()} == {
        CUT: "2026-11-23",
        MIX: "2022-05-31",
        PRIMARY: "2022-05-31",
        RENAMED: "2022-12-31",
    }
    assert series(files[CUT], "electricity_generation", "LTU").index[-1] == "2025"


def test_one_series_through_the_editions(files: dict[str, Parsed]) -> None:
    generation = [series(files[path], "electricity_generation")["2021"] for path in (MIX, RENAMED, CUT)]
    assert generation == [37.95, 41.161, 41.25]
    whole = pd.concat([parsed.observations for parsed in files.values()])
    assert not whole.duplicated(["item", "reporter", "period", "vintage"]).any()
    assert (whole.groupby("item")["unit"].nunique() == 1).all()


def test_countries_without_fuels_have_gaps_not_zeros(files: dict[str, Parsed]) -> None:
    for reporter in ("ARM", "GEO", "KGZ", "MDA", "TJK"):
        assert series(files[CUT], "gas_consumption", reporter).empty
        assert series(files[CUT], "electricity_generation", reporter).index[-1] == "2024"
        assert series(files[CUT], "primary_energy_consumption", reporter).index[-1] == "2023"
    assert "2021" not in series(files[MIX], "electricity_generation", "KGZ").index


def test_all_areas_are_known_and_rows_counted(files: dict[str, Parsed]) -> None:
    assert [len(files[path].observations) for path in owid.FILES] == [5_325, 15_199, 1_641, 2_800]
    assert not any(parsed.refused for parsed in files.values())
    assert files[RENAMED].observations["reporter"].nunique() == 11
    assert "KGZ" in set(files[RENAMED].observations["reporter"])


def test_a_number_is_where_row_says(files: dict[str, Parsed], payloads: dict[str, bytes]) -> None:
    for path, separator in ((CUT, ";"), (MIX, ","), (RENAMED, ",")):
        lines = payloads[path].decode().splitlines()
        for row in files[path].observations.sample(30, random_state=1).itertuples():
            cells = lines[row.row - 1].split(separator)
            assert cells[1] == row.period
            assert row.value in [float(cell) for cell in cells[2:] if cell.lstrip("-")[:1].isdigit()]


def test_units_come_from_the_columns(files: dict[str, Parsed]) -> None:
    units = pd.concat([parsed.observations for parsed in files.values()]).groupby("item")["unit"].first()
    assert units["net_elec_imports"] == units["gas_consumption"] == "TWh"
    assert (
        units["net_elec_imports_share_demand"] == units["gas_share_elec"] == units["fossil_share_energy"] == "percent"
    )
    assert units["carbon_intensity_elec"] == "g CO2/kWh"
    assert units["energy_per_capita"] == "kWh per person"


def test_an_unknown_area_is_refused_by_name(payloads: dict[str, bytes]) -> None:
    parsed = owid.parse(payloads[PRIMARY].replace(b"\nBelarus,", b"\nAtlantis,"), PRIMARY)
    (refusal,) = parsed.refused
    assert refusal.reason == "area 'Atlantis' is not in data/codes/areas.csv (36 rows)"
    assert series(parsed, "primary_energy_consumption").empty


def test_na_is_nothing_only_where_the_file_writes_it(payloads: dict[str, bytes]) -> None:
    lines = payloads[PRIMARY].splitlines(keepends=True)
    with pytest.raises(SourceError, match="a number in row 2"):
        owid.parse(lines[0] + b"Armenia,1992,NA,,,16776.015,3.661\n", PRIMARY)


@pytest.mark.parametrize("path", owid.FILES)
def test_damaged_files_are_refused(path: str, payloads: dict[str, bytes]) -> None:
    payload = payloads[path]
    with pytest.raises(SourceError, match=r"line end|the file is cut"):
        owid.parse(payload[:-3], path)
    with pytest.raises(SourceError, match="a header that begins with"):
        owid.parse(b"a" + payload, path)
    with pytest.raises(SourceError, match="an HTML page"):
        owid.parse(b"<!DOCTYPE html><html></html>", path)


def test_missing_columns_and_decimal_commas_are_refused(payloads: dict[str, bytes]) -> None:
    with pytest.raises(SourceError, match=r"column 'Net imports \(TWh\)'"):
        owid.parse(payloads[MIX].replace(b"Net imports (TWh)", b"Net imports (GWh)", 1), MIX)
    with pytest.raises(SourceError, match="decimal points"):
        owid.parse(payloads[CUT].replace(b".", b","), CUT)
