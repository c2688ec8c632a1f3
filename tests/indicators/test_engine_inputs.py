"""Evaluation: how inputs of other kinds meet the first: waited for, groups, bounds, registers, the whole resolver."""

import math
from datetime import date

import pytest

from indicators.concentration import herfindahl, part_of_concentration
from indicators.engine import evaluate
from indicators.measures import Resolver, share
from indicators.model import Cell, Input, Pair, Variant
from made import FLOW, PAIR, PARTS, STATED, TOTAL, MadeTables, declared, indicator, known, simple, wits


def test_an_input_that_is_waited_for_shows_each_of_its_periods(tables_of: MadeTables) -> None:
    months = [("wits", "export", "BLR", end, "_T", "USD mn", "M", f"2020-{month:02d}", 1.0)
              for month, ends in ((1, ("RUS", "WLD")), (2, ("RUS",)), (3, ("RUS", "WLD"))) for end in ends]  # fmt: skip
    monthly = declared(flow=[FLOW | {"freq": "M"}], total=[TOTAL | {"freq": "M"}])
    resolver = Resolver(tables_of(*months), monthly)
    found = evaluate(indicator(Variant("", "", share, PARTS, every="part")), resolver, PAIR)
    assert [(row.period, row.status) for row in found.rows] == [
        ("2020-01", "reported"), ("2020-02", ""), ("2020-03", "reported"),
    ]  # fmt: skip
    assert math.isnan(found.rows[1].value)
    assert len(evaluate(simple(share, **PARTS), resolver, PAIR).rows) == 2


def test_nothing_waited_for_makes_rows_where_nothing_is_known(tables_of: MadeTables) -> None:
    resolver = Resolver(tables_of(wits("2019", 1.0)), declared(flow=[FLOW], total=[TOTAL]))
    found = evaluate(indicator(Variant("", "", share, PARTS, every="part")), resolver, PAIR)
    assert found.rows == ()
    assert found.reason == "no observation for BLR and RUS: The total"


def test_the_members_of_a_group_are_one_partner_beside_the_group_s_own_flow(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 30.0, "DEU"), wits("2019", 30.0, "POL"), wits("2019", 40.0))
    flows = declared(flows=[FLOW | {"partner": "each", "family": "all"}])
    given = {"flows": Input("flows", each="all"), "flow": Input("flows", each="all")}
    resolver = Resolver(tables, flows, groups={"EUU": ("DEU", "POL")})
    part, hhi = simple(part_of_concentration, **given), simple(herfindahl, flows=given["flows"])
    assert known(evaluate(part, resolver, Pair("BLR", "EUU"))) == {"2019": pytest.approx(100 * 3600 / 5200)}
    assert known(evaluate(part, resolver, PAIR)) == {"2019": pytest.approx(100 * 1600 / 3400)}
    assert known(evaluate(hhi, resolver, Pair("BLR", "EUU"))) == {"2019": pytest.approx(0.34)}
    assert evaluate(part, resolver, Pair("BLR", "CHN")).rows == ()


def test_a_bound_and_the_year_as_inputs(tables_of: MadeTables) -> None:
    stated = ("press", "stated", "BLR", "_Z", "_Z", "USD mn", "_O", "2020", 5.0, 4.0, 7.0, "official_statement")
    resolver = Resolver(tables_of((*stated, date(2021, 1, 1))), declared(flow=[STATED]))
    given = {"low": Input("flow", end="low"), "high": Input("flow", end="high"), "year": Input(align="year")}
    found = evaluate(simple(lambda low, high, year: (high - low) * year, **given), resolver, PAIR)
    assert [row[2:6] for row in found.rows] == [(6060.0, 6060.0, 6060.0, "official_statement")]


def test_what_a_register_does_not_hold_did_not_happen(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 10.0), wits("2018", 40.0, "WLD"), wits("2019", 100.0, "WLD"))
    given = {"part": Input("flow", register=True), "whole": Input("total")}
    resolver = Resolver(tables, declared(flow=[FLOW], total=[TOTAL]))
    assert known(evaluate(simple(share, **given), resolver, PAIR)) == {"2018": 25.0, "2019": 0.0}
    assert known(evaluate(simple(share, **given), resolver, Pair("BLR", "CHN"))) == {"2018": 0.0, "2019": 0.0}
    assert evaluate(simple(share, **given), resolver, Pair("GEO", "RUS")).rows == ()
    assert known(evaluate(simple(share, **PARTS), resolver, PAIR)) == {"2018": 25.0}


def _sum_of_all(resolver: Resolver, pair: Pair) -> dict[str, Cell]:
    cells = {**resolver.quantity("flow", pair), **resolver.quantity("total", pair)}
    return {name: cell._replace(value=2 * cell.value) for name, cell in cells.items()}


def test_a_formula_of_the_resolver_returns_its_cells_or_says_what_lacks(tables_of: MadeTables) -> None:
    whole = indicator(Variant("", "", _sum_of_all, {}, reason="no flow", needs=("flow", "total")))
    measures = declared(flow=[FLOW], total=[TOTAL])
    found = evaluate(whole, Resolver(tables_of(wits("2017", 30.0), wits("2019", 5.0)), measures), PAIR)
    assert [row.period for row in found.rows] == ["2017", "2018", "2019"]
    assert known(found)["2017"] == 60.0
    assert evaluate(whole, Resolver(tables_of(wits("2017", 1.0, "KAZ")), measures), PAIR).reason == "no flow"
