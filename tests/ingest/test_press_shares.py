"""Partners of Belarus in the press: several shares in one text, both flows in one cell, bounds, keys, refusals."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.press import shares
from ingest.press.cells import NoFigure
from ingest.press.figures import preference
from ingest.sources import press

PATH = "trade/blr_partner_press_2017_2023.csv"
HEADER = ",".join(shares.COLUMNS) + "\n"
GOOD = "2021,UKR,BLR goods exports,5.5,bn USD,a,b,c\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return press.parse((sources / PATH).read_bytes(), PATH)


def pick(parsed: Parsed, **where: str) -> pd.DataFrame:
    table = parsed.observations
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def one(parsed: Parsed, **where: str) -> "pd.Series[float]":
    found = pick(parsed, **where)
    assert len(found) == 1, found
    return found.iloc[0]


def row(**cells: str) -> dict[str, str]:
    stated = {"period": "2020", "partner": "several", "metric": "share of BLR goods turnover", "unit": "percent"}
    return dict.fromkeys(shares.COLUMNS, "") | stated | cells


def test_the_table_is_found_and_read_whole(parsed: Parsed, sources: Path) -> None:
    names = [path.relative_to(sources).as_posix() for path in sources.glob(press.FILES[-1])]
    assert names == [PATH]
    assert not parsed.refused
    assert parsed.observations.groupby("row").size().to_dict() == {
        2: 1, 3: 6, 4: 2, 5: 13, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 2, 12: 1,
    }  # fmt: skip
    assert set(parsed.observations["status"]) == {"official_statement"}


def test_several_partners_in_one_text(parsed: Parsed) -> None:
    turnover = pick(parsed, item="share_of_goods_turnover", reporter="BLR")
    of_2017 = turnover[turnover["period"] == "2017"].set_index("partner")["value"].to_dict()
    assert of_2017 == {"RUS": 51.1, "UKR": 7.2, "CHN": 4.9, "DEU": 4.5, "GBR": 4.2, "POL": 3.8}
    of_2020 = turnover[turnover["period"] == "2020"].set_index("partner")["value"]
    assert (of_2020["RUS"], of_2020["UKR"], len(of_2020)) == (47.9, 7.4, 13)
    assert of_2020[["USA", "TUR", "BRA"]].tolist() == [1.2, 1.2, 1.2]
    assert of_2020.sum() < 100


def test_both_flows_in_one_cell(parsed: Parsed) -> None:
    russia = pick(parsed, partner="RUS", period="2019").set_index("item")["value"].to_dict()
    assert russia == {"share_of_goods_exports": 42, "share_of_goods_imports": 56}
    cis = pick(parsed, partner="_CIS").set_index("item")
    assert cis["value"].to_dict() == {"goods_exports": 13.544, "goods_imports": 11.214}
    assert set(cis["period"]) == {"2023H1"}


@pytest.mark.parametrize(
    ("where", "low", "high"),
    [
        ({"item": "share_of_goods_exports", "period": "2022-01..2022-09"}, 56.5, 57.5),
        ({"item": "share_of_goods_turnover", "period": "2021-01..2021-08"}, 48.5, 49.5),
        ({"item": "share_of_foreign_trade", "partner": "EU"}, 4.5, 5.5),
        ({"item": "goods_exports", "partner": "CHN"}, 1.605, 1.615),
        ({"item": "goods_exports", "partner": "EU"}, 7.75, 7.85),
    ],
)
def test_figures_are_known_to_their_last_digit(parsed: Parsed, where: dict[str, str], low: float, high: float) -> None:
    stated = one(parsed, **where)
    assert (stated["low"], stated["high"]) == (low, high)


def test_the_chinese_side_is_chinas_report(parsed: Parsed) -> None:
    stated = one(parsed, reporter="CHN")
    assert (stated["item"], stated["partner"], stated["period"]) == ("goods_turnover", "BLR", "2023-01..2023-08")


def test_a_share_has_the_key_of_the_statements(parsed: Parsed, sources: Path) -> None:
    path = "trade/official_statements_belarus_russia_trade_2011_2025.csv"
    stated = press.parse((sources / path).read_bytes(), path)
    keys = ["item", "reporter", "partner", "product", "unit", "freq", "title"]
    for item in ("share_of_goods_exports", "share_of_goods_imports"):
        where = {"item": item, "partner": "RUS"}
        rows = pd.concat([pick(parsed, **where), pick(stated, **where)])
        assert len(rows.drop_duplicates(keys)) == 1


def test_a_figure_is_known_from_the_day_after_its_period(parsed: Parsed) -> None:
    assert one(parsed, item="share_of_goods_turnover", period="2021-01..2021-08")["vintage"] == date(2021, 9, 1)


def test_an_address_as_above_is_that_of_the_row_above(parsed: Parsed) -> None:
    above, below = (pick(parsed, period="2017").set_index("row")["locator"][row] for row in (2, 3))
    assert set(below) == {above}
    assert above.startswith("http")
    assert not parsed.observations["locator"].str.startswith("same").any()


def test_about_so_much_comes_after_other_figures(parsed: Parsed) -> None:
    assert one(parsed, partner="UKR", item="goods_exports")["preference"] == 2
    assert preference("plan close to 1.7", "2.3") == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"metric": "share of BLR services", "value": "RUS 1"}, "unknown metric"),
        ({"unit": "bn USD", "value": "RUS 1"}, "unit 'bn USD'"),
        ({"metric": "BLR goods exports", "partner": "EU", "value": "1"}, "unit 'percent'"),
        ({"period": "2020 perhaps", "value": "RUS 1"}, "unknown words 'perhaps'"),
        ({"value": "RUS 47.9; USA/TUR 2.4"}, "'USA/TUR 2.4' is not a share for each partner"),
        ({"value": "RUS 47.9; others"}, "'others' is not a share for each partner"),
        ({"value": "RUS 47.9; UKR some"}, "'some' is not one number"),
        ({"metric": "share of BLR goods exports / imports", "partner": "RUS", "value": "42"}, "'42' is not 2 numbers"),
        ({"partner": "RUS", "value": "42 / 56"}, "'42 / 56' is not 1 number"),
        ({"partner": "Russia", "value": "42"}, "unknown partner 'Russia'"),
    ],
)
def test_a_row_that_is_not_declared_is_refused(cells: dict[str, str], reason: str) -> None:
    with pytest.raises(NoFigure, match=reason):
        list(shares.observations(row(**cells)))


def test_of_a_row_with_one_wrong_part_nothing_is_read() -> None:
    wrong = "2020,several,share of BLR goods turnover,RUS 47.9; UKR some,percent,a,b,c\n"
    parsed = press.parse((HEADER + wrong + GOOD).encode(), PATH)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, "'some' is not one number")]
    assert parsed.observations["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"<html>", "an HTML page"),
        ((HEADER.replace("partner", "country") + GOOD).encode(), "column 'partner'"),
        ((HEADER + GOOD[:-1]).encode(), "a line end after the last record"),
        ((HEADER + "2021,UKR,BLR goods\n").encode(), "the file is cut"),
    ],
)
def test_what_is_not_the_table_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        press.parse(payload, PATH)
