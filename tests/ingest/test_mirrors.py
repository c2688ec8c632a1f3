"""Mirrors of Belarus: units and periods by publisher, what the parts of 2022 cover, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import mirrors, rosstat

PATH = "trade/blr_mirror_reported_by_partners_2019_2023.csv"
COMEXT = "trade/eurostat_comext/eu_trade_by_partner_monthly_2020_2022_long.csv"
HEADER = "year,reporter,partner,flow,value,currency,source,notes\n"
POLAND = "2022,Poland,BLR,import,962285091.0,EUR,Eurostat Comext DS-045409,mirror; 11 months\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return mirrors.parse((sources / PATH).read_bytes(), PATH)


def flow(parsed: Parsed, item: str, reporter: str) -> dict[str, float]:
    table = parsed.observations
    found = table[(table["item"] == item) & (table["reporter"] == reporter)]
    return dict(zip(found["period"], found["value"], strict=True))


def test_every_row_is_an_observation(parsed: Parsed, sources: Path) -> None:
    lines = (sources / PATH).read_text(encoding="utf-8").splitlines()
    table = parsed.observations
    assert len(table) == len(lines) - 1 == 195
    assert not parsed.refused
    assert set(table["partner"]) == {"BLR"}
    assert set(table["status"]) == {"reported"}
    assert all(f",{value}," in lines[row - 1] for value, row in zip(table["value"], table["row"], strict=True))
    assert not table.duplicated(["item", "reporter", "product", "unit", "period"]).any()


def test_known_answers(parsed: Parsed) -> None:
    assert flow(parsed, "import", "POL")["2021"] == 1_398_262_290
    assert flow(parsed, "export", "KAZ")["2023"] == 183_492.34882
    assert flow(parsed, "import", "RUS") == {"2019": 13_097, "2020": 12_627, "2021": 15_637}


def test_units_are_those_of_the_publishers(parsed: Parsed) -> None:
    units = parsed.observations.groupby("unit")["reporter"].unique().map(set).to_dict()
    assert units["USD mn"] == {"RUS"}
    assert units["USD thousand"] == {"KAZ", "KGZ", "UZB"}
    assert len(units["EUR"]) == 27
    assert "RUS" not in units["EUR"]


def test_the_eu_of_2022_is_a_part_of_the_year(parsed: Parsed) -> None:
    table = parsed.observations[parsed.observations["unit"] == "EUR"]
    of_2022 = table[table["period"].str.startswith("2022")]
    late = of_2022[of_2022["period"] == "2022-01..2022-10"]
    assert set(late["reporter"]) == {"NLD"}
    assert set(of_2022["period"]) - set(late["period"]) == {"2022-01..2022-11"}
    assert set(of_2022["freq"]) == {"_O"}
    assert set(table.drop(of_2022.index)["period"]) == {"2020", "2021"}  # also Malta's with trade in five months


def test_parts_of_the_year_end_where_comexts_months_end(parsed: Parsed, sources: Path) -> None:
    months = pd.read_csv(sources / COMEXT)
    total = months[months["partner"].str.contains("Belarus") & months["product"].str.contains("TOTAL")]
    last = total[total["month"] >= "2022-01"].groupby("reporter")["month"].max()
    ends = {area_code(name): f"2022-01..{month}" for name, month in last.items() if area_code(str(name))}
    assert len(ends) > 20
    assert ends == {code: list(flow(parsed, "import", str(code)))[-1] for code in ends}


def test_yearly_sums_are_those_of_comexts_months(parsed: Parsed, sources: Path) -> None:
    months = pd.read_csv(sources / COMEXT)
    total = months[months["partner"].str.contains("Belarus") & months["product"].str.contains("TOTAL")]
    for name, code in (("Poland", "POL"), ("Lithuania", "LTU"), ("Netherlands", "NLD")):
        for item in ("export", "import"):
            rows = total[(total["reporter"] == name) & (total["flow"] == item.upper())]
            sums = rows.groupby(rows["month"].str[:4])["value"].sum()
            assert list(flow(parsed, item, code).values()) == sums.tolist()


def test_uzbekistans_concept_is_not_specified(parsed: Parsed) -> None:
    table = parsed.observations
    assert set(table[table["product"] == "_X"]["reporter"]) == {"UZB"}
    assert set(table[table["reporter"] == "UZB"]["product"]) == {"_X"}


def test_russias_rows_are_rosstats(parsed: Parsed, sources: Path) -> None:
    annual = rosstat.parse((sources / rosstat.FILES[0]).read_bytes(), rosstat.FILES[0]).observations
    for item in ("export", "import"):
        own = annual[(annual["item"] == item) & (annual["partner"] == "BLR")].set_index("period")["value"]
        assert all(abs(own[year] - value) <= 0.5 for year, value in flow(parsed, item, "RUS").items())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("EUR", "EUR mn", "a unit, EUR or thousand USD or mn USD in row 2"),
        ("import", "balance", "a flow"),
        (",BLR,", ",RUS,", "the partner BLR"),
        ("Eurostat Comext DS-045409", "a blog", "a publisher"),
        ("mirror; 11 months", "mirror; 12 months", "at most 11 months of 2022 in row 2"),
        ("mirror; 11 months", "mirror", "at most 11 months"),
        ("mirror; 11 months", "own report", "a note that begins with mirror"),
        ("2022,Poland", "22,Poland", "a year"),
        ("962285091.0", "962 285 091", "a number"),
        ("Poland", "Atlantis", "1 rows without any"),
    ],
)
def test_another_table_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        mirrors.parse((HEADER + POLAND.replace(old, new)).encode(), PATH)


def test_an_unknown_reporter_is_listed() -> None:
    parsed = mirrors.parse((HEADER + POLAND.replace("Poland", "Atlantis") + POLAND).encode(), PATH)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, "unknown area 'Atlantis'")]
    assert parsed.observations["row"].tolist() == [3]


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="an HTML page"):
        mirrors.parse(b"<!doctype html>", PATH)
    with pytest.raises(SourceError, match="column 'currency'"):
        mirrors.parse(payload.replace(b"currency", b"unit", 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        mirrors.parse(payload[:-5], PATH)
