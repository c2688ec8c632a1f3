"""Lines from made tables: what the reporter names, what is hidden, revisions, mirrors, sections; and from real ones."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.catalogue import CATALOGUE
from indicators.engine import evaluate
from indicators.measures import Resolver
from indicators.model import Pair, Row
from indicators.products.lines import exporters, lines_of
from indicators.products.table import level_of, products
from ingest.declared import Correlation, LineRules, Resale
from ingest.model import Tables

PAIR = Pair("BLR", "RUS")
MadeTables = Callable[..., Tables]
Answer = Callable[..., dict[str, Row]]
NAMES = ("goods_imports_total", "goods_exports_total", "goods_imports", "goods_exports", "gdp")
MEASURES = {
    name: {"title": name, "unit": "USD mn", "candidate": [{"source": "press", "item": name, "reporter": "dependent"}]}
    for name in NAMES
}
RESALE = {"31": Resale(0.2, 0.4, 0.6), "27": Resale(0.2, 0.4, 0.6), "87": Resale(0.0, 0.1, 0.2)}


def flow(item: str, partner: str, product: str, period: str, value: float, reporter: str = "BLR") -> tuple[Any, ...]:
    return ("comtrade", item, reporter, partner, product, "USD", "A", period, value * 1e6)


def stated(name: str, period: str, value: float) -> tuple[Any, ...]:
    return ("press", name, "BLR", "_Z", "_Z", "USD mn", "A", period, value)


@pytest.fixture
def resolver(tables_of: MadeTables) -> Callable[..., Resolver]:
    def make(*rows: tuple[Any, ...], correlation: Correlation = frozenset(), **groups: tuple[str, ...]) -> Resolver:
        rules = LineRules(
            RESALE, {"fuels": ("27",), "chemicals": ("28", "31")}, {"BLR": frozenset({"POL"})}, correlation
        )
        return Resolver(tables_of(*rows), MEASURES, groups=groups, rules=rules)

    return make


IMPORTS = [
    flow("import", "WLD", "_T", "2019", 100.0), flow("import", "RUS", "_T", "2019", 70.0),
    flow("import", "WLD", "H5-310420", "2019", 30.0), flow("import", "RUS", "H5-310420", "2019", 20.0),
    flow("import", "POL", "H5-310420", "2019", 10.0), flow("import", "WLD", "H5-870191", "2019", 60.0),
    flow("import", "POL", "H5-870191", "2019", 60.0), flow("import", "WLD", "H5-999999", "2019", 5.0),
]  # fmt: skip


def test_lines_of_a_reporter(resolver: Callable[..., Resolver]) -> None:
    found = lines_of(resolver(*IMPORTS), PAIR, "imports", "hs6")
    assert list(found) == ["2019"]
    potash, tractors = found["2019"].lines
    assert (potash.product, potash.partner, potash.world, dict(potash.areas)) == (
        "H5-310420", 20.0, 30.0, {"RUS": 20.0, "POL": 10.0},
    )  # fmt: skip
    assert (tractors.partner, tractors.share) == (0.0, 0.0), "the partner is named elsewhere, so this is nothing"
    assert len(potash.rows) == 2
    assert len(potash.area_rows) == 3
    assert found["2019"].hidden == 10.0, "what is not specified by kind is no line"
    assert found["2019"].hidden_partner == 10.0, "at most what is hidden in all"


def test_a_year_that_does_not_name_the_partner_is_left_out(resolver: Callable[..., Resolver]) -> None:
    assert lines_of(resolver(*IMPORTS), Pair("BLR", "CHN"), "imports", "hs6") == {}
    assert lines_of(resolver(*IMPORTS), PAIR, "exports", "hs6") == {}
    assert lines_of(resolver(*IMPORTS), PAIR, "imports", "hs4") == {}


def test_a_line_without_a_world_is_none(resolver: Callable[..., Resolver]) -> None:
    made = resolver(*IMPORTS, flow("import", "RUS", "H5-271121", "2019", 40.0))
    assert [one.product for one in lines_of(made, PAIR, "imports", "hs6")["2019"].lines] == ["H5-310420", "H5-870191"]


def test_totals_of_another_source_where_the_reporter_has_none(resolver: Callable[..., Resolver]) -> None:
    made = resolver(*IMPORTS[2:], stated("goods_imports_total", "2019", 120.0), stated("goods_imports", "2019", 25.0))
    found = lines_of(made, PAIR, "imports", "hs6")["2019"]
    assert (found.total.value, found.hidden, found.hidden_partner) == (120.0, 30.0, 5.0)
    unknown = lines_of(resolver(*IMPORTS[2:]), PAIR, "imports", "hs6")["2019"]
    assert math.isnan(unknown.hidden)


def test_a_group_of_countries_is_one_supplier(resolver: Callable[..., Resolver]) -> None:
    made = resolver(*IMPORTS, flow("import", "DEU", "H5-310420", "2019", 0.0), EUU=("DEU", "POL"))
    potash = lines_of(made, Pair("BLR", "EUU"), "imports", "hs6")["2019"].lines[0]
    assert potash.partner == 10.0
    assert sorted(potash.areas.values()) == [10.0, 20.0]


REVISED = [
    flow("import", "WLD", "H4-870190", "2016", 50.0), flow("import", "RUS", "H4-870190", "2016", 40.0),
    flow("import", "WLD", "H5-870191", "2017", 10.0), flow("import", "RUS", "H5-870191", "2017", 8.0),
    flow("import", "WLD", "H5-870195", "2017", 30.0), flow("import", "RUS", "H5-870195", "2017", 20.0),
]  # fmt: skip
TRACTORS = frozenset((("H5", f"87019{number}"), ("H4", "870190")) for number in range(1, 6))


def test_revisions_are_joined_by_the_correlation_and_otherwise_kept_apart(resolver: Callable[..., Resolver]) -> None:
    joined = lines_of(resolver(*REVISED, correlation=TRACTORS), PAIR, "imports", "hs6")
    assert {year: [(one.product, one.partner, one.world) for one in found.lines] for year, found in joined.items()} == {
        "2016": [("H5-870191", 40.0, 50.0)], "2017": [("H5-870191", 28.0, 40.0)],
    }  # fmt: skip
    assert len(joined["2017"].lines[0].rows) == 4
    assert list(lines_of(resolver(*REVISED), PAIR, "imports", "hs6")) == ["2017"]


def test_the_partner_s_report_stands_in_for_its_part_of_a_group(resolver: Callable[..., Resolver]) -> None:
    def wits(product: str, value: float) -> tuple[Any, ...]:
        return ("wits", "export", "BLR", "WLD", product, "USD mn", "A", "2019", value)

    made = resolver(
        wits("_T", 100.0), wits("fuels", 60.0), wits("chemicals", 40.0), stated("gdp", "2019", 500.0),
        flow("import", "BLR", "_T", "2019", 37.0, "RUS"), flow("import", "BLR", "31", "2019", 20.0, "RUS"),
        flow("import", "BLR", "28", "2019", 10.0, "RUS"), flow("import", "BLR", "27", "2019", 6.5, "RUS"),
        flow("import", "BLR", "99", "2019", 0.5, "RUS"),
    )  # fmt: skip
    found = lines_of(made, PAIR, "exports", "groups")["2019"]
    assert [(one.product, one.partner, one.world) for one in found.lines] == [
        ("chemicals", 30.0, 40.0), ("fuels", 6.5, 60.0),
    ]  # fmt: skip
    assert found.lines[0].status == 1
    assert found.hidden_partner == pytest.approx(0.5)
    assert lines_of(made, PAIR, "imports", "groups") == {}
    rows = {row.variant: row for row in evaluate(CATALOGUE["export_at_risk"], made, PAIR).rows}
    # No rule is declared for these groups: 30 of chemicals, from nothing to all re-sold; the bounds are any split's.
    assert (rows["groups_50"].value, rows["groups_50"].low) == (30.0, 0.0)
    assert rows["groups_50"].high == pytest.approx(37.0)
    assert rows["groups_50"].status == "estimated"
    assert rows["groups_50_gdp"].value == 6.0
    assert len(rows["groups_50"].observations) == 7


def test_sections_are_what_others_say_they_sell(resolver: Callable[..., Resolver]) -> None:
    def sold(seller: str, buyer: str, product: str, value: float) -> tuple[Any, ...]:
        key = ("unctad", "export", seller, buyer, product, "USD thousand", "A", "2015")
        return (*key, value * 1e3, math.nan, math.nan, "estimated")

    made = resolver(
        sold("RUS", "BLR", "SITC3", 60.0), sold("POL", "BLR", "SITC3", 20.0), sold("RUS", "BLR", "_T", 70.0),
        sold("POL", "BLR", "_T", 20.0), sold("RUS", "BLR", "SITC9", 10.0), sold("BLR", "RUS", "SITC3", 5.0),
        sold("BLR", "POL", "SITC3", 15.0),
    )  # fmt: skip
    found = lines_of(made, PAIR, "imports", "sitc")["2015"]
    assert [(one.product, one.partner, one.world) for one in found.lines] == [("SITC3", 60.0, 80.0)]
    assert (found.hidden, found.hidden_partner, found.status) == (10.0, 10.0, 5)
    assert lines_of(made, PAIR, "exports", "sitc")["2015"].lines[0].share == 0.25
    assert level_of(made, PAIR, "imports") == "sitc"


def test_the_table_of_products_by_hand(resolver: Callable[..., Resolver]) -> None:
    made = resolver(
        *IMPORTS, flow("export", "WLD", "H5-310420", "2019", 15.0), flow("export", "RUS", "H5-310420", "2019", 10.0)
    )
    potash, tractors = products(made, PAIR, "hs6")["2019"]
    assert (potash.imports, potash.import_share) == (30.0, pytest.approx(200 / 3))
    assert potash.concentration_low == pytest.approx(5 / 9)
    assert potash.imports_over_exports == 2.0
    assert (potash.cdi1, potash.cdi2, potash.cdi3, potash.flagged, potash.persistent) == (True, True, True, True, None)
    assert potash.flagged_as_union is True
    assert (potash.exports, potash.export_share) == (15.0, pytest.approx(200 / 3))
    assert (potash.at_risk, potash.at_risk_low, potash.at_risk_high) == (6.0, 4.0, 8.0)  # 10 x (1 - 0.4, 0.6, 0.2)
    assert (tractors.flagged, tractors.flagged_as_union) == (False, True)
    assert tractors.imports_over_exports == 9999.0
    assert math.isnan(tractors.exports)
    assert math.isnan(tractors.substitutability)


def test_who_else_sells_it_needs_the_world(resolver: Callable[..., Resolver]) -> None:
    sellers = [f"C{number:02}" for number in range(98)]
    rows = [flow("export", "WLD", "H5-310420", "2019", 1.0, seller) for seller in sellers]
    rows += [flow("export", "WLD", "H5-310420", "2019", value, who) for who, value in (("RUS", 51.0), ("POL", 51.0))]
    made = resolver(*IMPORTS, *rows)
    assert len(exporters(made, "hs6")["2019"]["H5-310420"]) == 100
    potash = products(made, PAIR, "hs6")["2019"][0]
    assert potash.substitutability == pytest.approx(1 - 51 / 200)
    assert potash.substitutability_open == pytest.approx(1 - 51 / 149)  # Poland has sanctions
    assert potash.world_concentration == pytest.approx((2 * 51**2 + 98) / 200**2)
    assert math.isnan(products(resolver(*IMPORTS, *rows[1:]), PAIR, "hs6")["2019"][0].substitutability)


def test_indicators_of_made_subheadings(resolver: Callable[..., Resolver]) -> None:
    rows = [*IMPORTS[:7], *(tuple("2020" if cell == "2019" else cell for cell in row) for row in IMPORTS[:7])]
    rows += [flow("export", "WLD", "H5-310420", year, 15.0) for year in ("2019", "2020")]
    rows += [flow("export", "RUS", "H5-310420", year, 10.0) for year in ("2019", "2020")]
    made = resolver(*rows)
    above = {(row.variant, row.period): row for row in evaluate(CATALOGUE["import_lines_above_half"], made, PAIR).rows}
    assert above["hs6_number", "2019"].value == 50.0
    value = above["hs6_value", "2019"]
    assert math.isnan(value.value)  # a tenth is in no line
    assert (value.low, value.high) == (30.0, 40.0)
    flags = {(row.variant, row.period): row for row in evaluate(CATALOGUE["cdi_flags"], made, PAIR).rows}
    assert (flags["hs6_one_year", "2019"].low, flags["hs6", "2019"].low, flags["hs6", "2020"].low) == (1.0, 0.0, 1.0)
    assert flags["hs6", "2020"].high == 1 + 6897 - 2, "each subheading that is in no line may be flagged as well"
    assert len(flags["hs6_one_year", "2019"].observations) == 9
    reason = evaluate(CATALOGUE["cdi_flags"], made, Pair("BLR", "CHN")).reason
    assert reason is not None
    assert "DEPDASH_COMTRADE_KEY" in reason


# --- the packaged snapshot


def test_fuels_and_wood_are_a_floor_of_the_packaged_imports(answer: Answer, repository: Repository) -> None:
    found = answer("import_lines_above_half", "hs2_value")["2016"]
    assert math.isnan(found.value)
    tables = repository.snapshot.tables
    series = tables.series
    total = next(
        row.value for row in repository.measure("goods_imports_total", DEFAULT_PAIR).rows if row.period == "2016"
    )
    low = 0.0
    for product in ("27", "44"):
        values = {}
        for partner in ("RUS", "WLD"):
            wanted = (series["source"] == "comtrade") & (series["item"] == "import") & (series["reporter"] == "BLR")
            wanted &= (series["partner"] == partner) & (series["product"] == product)
            (number,) = series.index[wanted]
            rows = tables.observations.iloc[tables.rows_of(number)]
            (values[partner],) = rows.loc[rows["period"] == "2016", "value"]
        part = values["RUS"] / values["WLD"]
        low += max(0.0, 2 * part - 1) * values["WLD"] / 1e6
    assert found.low == pytest.approx(100 * low / total)
    assert 26 < found.low < 27


def test_the_chapter_of_fuels_is_flagged_in_every_packaged_year_but_those_of_more_exports(answer: Answer) -> None:
    found = answer("cdi_flags", "hs2_one_year")
    assert all(row.status == "reported" and math.isnan(row.value) for row in found.values())
    assert all(row.high == row.low + 96 for row in found.values())  # of 98 chapters those that are in no line
    assert {row.low for row in found.values()} <= {0.0, 1.0}
    assert found["2016"].low == found["2017"].low == 1.0  # 7.37 bn of imports of fuels, 7.29 of them Russian


def test_packaged_exports_at_risk_by_groups(answer: Answer, published: Callable[..., list[float]]) -> None:
    found = answer("export_at_risk", "groups_50")
    assert set(found) == {str(year) for year in range(2012, 2020)}, "Russia splits her trade by product from 2012"
    assert {row.status for row in found.values()} == {"estimated"}
    for row in found.values():
        assert 0 <= row.low <= row.high <= 100
        assert math.isnan(row.value) or row.low <= row.value <= row.high
    food = sum(sum(published("comtrade", "import", "RUS", "BLR", "2019", f"{chapter:02}")) for chapter in range(1, 6))
    (world,) = published("wits", "export", "BLR", "WLD", "2019", "animal")
    assert food / 1e6 / world == pytest.approx(0.878, abs=0.001)


def test_thresholds_and_bounds_are_in_order_in_the_packaged_data(answer: Answer) -> None:
    by_threshold = [answer("export_at_risk", f"groups_{percent}") for percent in (30, 50, 70)]
    for year in by_threshold[0]:
        lows = [rows[year].low for rows in by_threshold]
        assert lows == sorted(lows, reverse=True)


def test_packaged_sections_of_imports(answer: Answer) -> None:
    found = answer("import_lines_above_half", "sitc_value")
    assert set(found) == {"2015"}  # in 1995 and 2005 all that Russia sold to Belarus is not classified
    assert (round(found["2015"].value, 2), round(found["2015"].low, 2), round(found["2015"].high, 2)) == (
        47.36, 30.67, 82.93,
    )  # fmt: skip
