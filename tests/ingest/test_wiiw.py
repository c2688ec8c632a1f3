"""Kazakhstan's foreign direct investment by partner: Russia's share, missing years, sums of the Union, refusals."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import wiiw

PATH = "fdi/wiiw_kazakhstan_fdi_by_partner_2003_2021.csv"
HEADER = "Country,Direction,Partner-Code,Partner,Unit,Footnotes,_2020,_2021\n"
LINE = "Kazakhstan,FDI inflow,RU,Russia,EUR m,-,.,723.8620705\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return wiiw.parse((sources / PATH).read_bytes(), PATH)


def series(parsed: Parsed, item: str, partner: str) -> pd.Series:
    table = parsed.observations
    return table[(table["item"] == item) & (table["partner"] == partner)].set_index("period")["value"]


def test_russia_holds_little_of_the_stock(parsed: Parsed) -> None:
    stock = series(parsed, "fdi_inward_stock", "RUS") / series(parsed, "fdi_inward_stock", "WLD")
    assert stock["2021"] == pytest.approx(0.0353, abs=0.00005)
    assert series(parsed, "fdi_inflow", "RUS")["2021"] == 723.8620705
    assert set(parsed.observations["unit"]) == {"EUR mn"}
    assert set(parsed.observations["reporter"]) == {"KAZ"}


def test_printed_shares_are_value_over_total(sources: Path, parsed: Parsed) -> None:
    raw = pd.read_csv(sources / PATH, na_values=".")
    printed = raw[(raw["Unit"] == "in % of total")].set_index(["Direction", "Partner"]).filter(regex="^_")
    for direction, item in (("FDI inflow", "fdi_inflow"), ("FDI inward stock", "fdi_inward_stock")):
        for partner, code in (
            ("Russia", "RUS"),
            ("Netherlands", "NLD"),
            ("EU - 27 countries (from 2020)", "EU27_2020"),
        ):
            shares = printed.loc[(direction, partner)].rename(lambda year: year[1:])
            derived = 100 * series(parsed, item, code) / series(parsed, item, "WLD")
            assert (derived - shares).abs().max() < 1e-4
            assert derived.notna().sum() == shares.notna().sum() > 15


def test_a_point_is_a_missing_figure(sources: Path, parsed: Parsed) -> None:
    assert len(parsed.observations) == 2_923
    raw = pd.read_csv(sources / PATH, dtype=str)
    cells = raw[raw["Unit"] == "EUR m"].filter(regex="^_")
    assert (cells != ".").sum().sum() == 2_923
    small = wiiw.parse((HEADER + LINE).encode(), PATH).observations
    assert small[["period", "value"]].values.tolist() == [["2021", 723.8620705]]


def test_sums_of_the_union_have_codes_of_their_own(parsed: Parsed) -> None:
    assert {"WLD", "EU27_2020", "EU28", "EU15"} <= set(parsed.observations["partner"])
    assert parsed.observations["partner"].nunique() == 84
    assert not parsed.refused
    assert not parsed.observations.duplicated(["item", "partner", "period"]).any()


def test_the_break_of_2013_is_noted_on_totals(parsed: Parsed) -> None:
    noted = parsed.observations[parsed.observations["note"] != ""]
    assert set(noted["note"]) == {"break in 2013 (BPM6)"}
    assert set(noted["partner"]) == {"WLD"}


def test_a_number_is_where_row_says(sources: Path, parsed: Parsed) -> None:
    flow = parsed.observations.query("item == 'fdi_inward_stock' and partner == 'RUS' and period == '2021'").iloc[0]
    line = (sources / PATH).read_text(encoding="utf-8").splitlines()[flow["row"] - 1]
    assert '"FDI inward stock","RU","Russia","EUR m"' in line
    assert line.endswith(f",{flow['value']}")


def test_an_unknown_partner_is_refused() -> None:
    parsed = wiiw.parse((HEADER + LINE.replace("RU,Russia", "XX,Atlantis")).encode(), PATH)
    assert parsed.observations.empty
    assert parsed.refused[0].reason == "area 'Atlantis' is not in data/codes/areas.csv"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("EUR m", "USD m", "the unit EUR m or in % of total"),
        ("FDI inflow", "FDI outflow", "FDI inflow or FDI inward stock"),
        ("723.8620705", "n/a", "a number in row 2"),
        (",_2020,_2021", ",before,after", "a column per year"),
    ],
)
def test_other_layouts_are_refused(old: str, new: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        wiiw.parse((HEADER + LINE).replace(old, new, 1).encode(), PATH)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="column 'Unit'"):
        wiiw.parse(payload.replace(b'"Unit"', b'"Measure"', 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        wiiw.parse(payload[:-5], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        wiiw.parse(b"<html>", PATH)
