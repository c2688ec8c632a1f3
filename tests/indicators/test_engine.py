"""Evaluation: inputs brought together, gaps shown, bounds and status kept, reasons given."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.clock import as_of
from indicators.concentration import herfindahl, herfindahl_bounds
from indicators.engine import evaluate, last_known, measured
from indicators.measures import Resolver, share
from indicators.model import Input, Pair, Row, Variant
from ingest.build import COUNTRIES
from ingest.errors import DeclarationError
from ingest.model import STATUSES
from ingest.periods import period
from made import FLOW, NAN, PAIR, PARTS, STATED, TOTAL, MadeTables, declared, indicator, known, press, simple, wits

# --- periods and gaps


def test_a_row_per_shared_period_with_a_gap_shown(tables_of: MadeTables) -> None:
    tables = tables_of(
        wits("2017", 30.0), wits("2017", 100.0, "WLD"),
        wits("2018", 30.0),
        wits("2019", 50.0), wits("2019", 200.0, "WLD"), wits("2020", 9.0, "WLD"),
    )  # fmt: skip
    result = evaluate(simple(share, **PARTS), Resolver(tables, declared(flow=[FLOW], total=[TOTAL])), PAIR)
    assert [row.period for row in result.rows] == ["2017", "2018", "2019"]
    assert result.rows[0] == Row("", "2017", 30.0, 30.0, 30.0, "reported", result.rows[0].observations)
    assert len(result.rows[0].observations) == 2
    gap = result.rows[1]
    assert math.isnan(gap.value)
    assert math.isnan(gap.low)
    assert math.isnan(gap.high)
    assert (gap.status, gap.observations) == ("", ())
    assert (result.reason, result.snapshot, result.as_of, result.unit) == (None, "made", None, "percent")


def test_days_and_quarters_have_no_gaps(tables_of: MadeTables) -> None:
    tables = tables_of(press("2018-12-30", 1.0), press("2021Q1", 1.0), press("2020-12-30", 1.0))
    result = evaluate(simple(float, part=Input("flow")), Resolver(tables, declared(flow=[STATED])), PAIR)
    assert [row.period for row in result.rows] == ["2018-12-30", "2020-12-30", "2021Q1"]


def test_a_part_of_a_year_hides_no_gap_between_years(tables_of: MadeTables) -> None:
    tables = tables_of(press("2017", 1.0), press("2019", 1.0), press("2020Q1", 1.0))
    result = evaluate(simple(float, part=Input("flow")), Resolver(tables, declared(flow=[STATED])), PAIR)
    assert [row.period for row in result.rows] == ["2017", "2018", "2019", "2020Q1"]


def test_a_rate_of_the_year_stands_beside_the_part_that_others_know(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2020", 10.0), wits("2021", 20.0), press("2020", 50.0), press("2021-01..2021-08", 80.0))
    given = {"part": Input("flow", align="rate"), "whole": Input("held")}
    measures = declared(flow=[FLOW], held=[STATED])
    result = evaluate(simple(share, **given), Resolver(tables, measures), PAIR)
    assert known(result) == {"2020": 20.0, "2021-01..2021-08": 25.0}
    assert {len(row.observations) for row in result.rows} == {2}
    strict = evaluate(simple(share, part=Input("flow"), whole=Input("held")), Resolver(tables, measures), PAIR)
    assert known(strict) == {"2020": 20.0}


def test_a_rate_known_for_the_part_itself_is_the_rate_of_the_part(tables_of: MadeTables) -> None:
    paid = STATED | {"item": "paid"}
    rates = [("press", "paid", *press(name, value)[2:]) for name, value in (("2020", 10.0), ("2020H1", 30.0))]
    tables = tables_of(*rates, press("2020H1", 100.0))
    given = {"part": Input("paid", align="rate"), "whole": Input("held")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(paid=[paid], held=[STATED])), PAIR)
    assert known(result) == {"2020H1": 30.0}


def test_a_rate_stands_beside_no_part_of_a_year_that_is_known_whole(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2020", 10.0), press("2020", 50.0), press("2020H1", 40.0))
    given = {"part": Input("flow", align="rate"), "whole": Input("held")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(flow=[FLOW], held=[STATED])), PAIR)
    assert known(result) == {"2020": 20.0}


def test_the_next_observation_on_or_after_the_end(tables_of: MadeTables) -> None:
    paid = STATED | {"item": "paid"}
    payments = [("press", "paid", *press(day, value)[2:]) for day, value in (("2020-12-30", 1.0), ("2021-06-02", 2.0),
                                                                            ("2022-05-01", 4.0))]  # fmt: skip
    tables = tables_of(*payments, press("2020-12-29", 900.0), press("2021-07-01", 20.0), press("2021-01-01", 10.0),
                       press("2021-06-02", 30.0))  # fmt: skip
    given = {"part": Input("paid"), "whole": Input("held", align="next")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(paid=[paid], held=[STATED])), PAIR)
    assert known(result) == {"2020-12-30": 10.0, "2021-06-02": pytest.approx(100 * 2 / 30)}


def test_a_constant_stands_for_all_periods(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 30.0), wits("2020", 60.0), press("2023", 120.0))
    given = {"part": Input("flow"), "whole": Input("base", align="constant")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(flow=[FLOW], base=[STATED])), PAIR)
    assert known(result) == {"2018": 25.0, "2019": pytest.approx(NAN, nan_ok=True), "2020": 50.0}
    assert result.rows[0].status == "official_statement"


def test_of_several_constants_the_latest_stands(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 30.0), press("2010", 10.0), press("2023", 120.0), press("2021", 60.0))
    given = {"part": Input("flow"), "whole": Input("base", align="constant")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(flow=[FLOW], base=[STATED])), PAIR)
    assert known(result) == {"2018": 25.0}


def test_without_the_aligned_input_there_is_no_row(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 30.0))
    given = {"part": Input("flow"), "whole": Input("base", align="constant")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(flow=[FLOW], base=[STATED])), PAIR)
    assert result.rows == ()
    assert result.reason == "no observation for BLR and RUS: The base"


def test_a_wrong_cell_makes_a_gap_and_no_row_of_its_own(tables_of: MadeTables) -> None:
    wrong = (NAN, NAN, "mirror", date(2022, 1, 1), 2)
    tables = tables_of(wits("2018", 1.0), (*wits("2019", 7.0), *wrong), wits("2020", 2.0), (*wits("2021", 7.0), *wrong))
    result = evaluate(simple(float, part=Input("flow")), Resolver(tables, declared(flow=[FLOW])), PAIR)
    assert [row.period for row in result.rows] == ["2018", "2019", "2020"]
    assert math.isnan(result.rows[1].value)
    assert (result.rows[1].status, result.rows[1].observations) == ("", ())


# --- families, sides and partners


def test_families_never_mix_and_the_first_has_precedence(tables_of: MadeTables) -> None:
    other = {"family": "reconciled", "source": "baci"}
    tables = tables_of(
        wits("2018", 10.0), wits("2018", 100.0, "WLD"), wits("2019", 10.0),
        *(("baci", "export", "BLR", partner, "_T", "USD mn", "A", name, value) for name, partner, value in (
            ("2018", "RUS", 30.0), ("2018", "DEU", 30.0), ("2019", "RUS", 30.0), ("2019", "DEU", 90.0))),
    )  # fmt: skip
    measures = declared(flow=[FLOW, FLOW | other], total=[TOTAL, TOTAL | other | {"partner": "all"}])
    result = evaluate(simple(share, **PARTS), Resolver(tables, measures), PAIR)
    assert known(result) == {"2018": 10.0, "2019": 25.0}


def test_a_measure_of_any_family_meets_all(tables_of: MadeTables) -> None:
    baci = ("baci", "export", "BLR", "RUS", "_T", "USD mn", "A", "2019", 30.0)
    tables = tables_of(wits("2018", 10.0), baci, press("2018", 50.0), press("2019", 60.0))
    measures = declared(
        flow=[FLOW, FLOW | {"family": "reconciled", "source": "baci"}], total=[STATED | {"family": "any"}]
    )
    assert known(evaluate(simple(share, **PARTS), Resolver(tables, measures), PAIR)) == {"2018": 20.0, "2019": 50.0}


def test_an_input_of_the_partner_is_asked_with_the_sides_swapped(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 10.0), wits("2018", 100.0, "WLD"), wits("2018", 400.0, "WLD", "RUS"))
    given = {"part": Input("flow"), "whole": Input("total", of="partner")}
    result = evaluate(simple(share, **given), Resolver(tables, declared(flow=[FLOW], total=[TOTAL])), PAIR)
    assert known(result) == {"2018": 2.5}


def test_a_formula_over_partners_returns_a_value_or_bounds(tables_of: MadeTables) -> None:
    tables = tables_of(
        wits("2018", 60.0), wits("2018", 20.0, "DEU"), wits("2018", 100.0, "WLD"), wits("2019", 20.0, "DEU")
    )
    measures = declared(flows=[FLOW | {"partner": "each", "family": "wits"}], total=[TOTAL])
    flows = Input("flows", each="wits")
    resolver = Resolver(tables, measures)
    value = evaluate(simple(herfindahl, flows=flows), resolver, PAIR)
    assert known(value) == {"2018": 0.625, "2019": 1.0}
    assert len(value.rows[0].observations) == 2
    bounds = evaluate(simple(herfindahl_bounds, top=flows, total=Input("total")), resolver, PAIR)
    (row,) = bounds.rows  # 2019 has no total
    assert math.isnan(row.value)
    assert (row.low, row.high) == (pytest.approx(0.40), pytest.approx(0.44))
    assert (row.status, len(row.observations)) == ("reported", 3)


def test_a_formula_over_partners_is_as_weak_as_the_weakest_of_them(tables_of: MadeTables) -> None:
    tables = tables_of((*wits("2018", 60.0), NAN, NAN, "mirror"), (*wits("2018", 20.0, "DEU"), NAN, NAN, "reported"))
    measures = declared(flows=[FLOW | {"partner": "each", "family": "wits"}])
    result = evaluate(simple(herfindahl, flows=Input("flows", each="wits")), Resolver(tables, measures), PAIR)
    assert [row.status for row in result.rows] == ["mirror"]


def test_a_hidden_year_is_a_row_that_says_so(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2021", 10.0), *(wits(str(number), 100.0, "WLD") for number in (2021, 2022)))
    measures = declared(flow=[FLOW], goods_exports_total=[TOTAL])
    measures["flow"]["hidden"] = True
    given = {"part": Input("flow"), "whole": Input("goods_exports_total")}
    result = evaluate(simple(share, **given), Resolver(tables, measures, {"BLR": 2022}), PAIR)
    assert [(row.period, row.status) for row in result.rows] == [("2021", "reported"), ("2022", "undisclosed")]


# --- why there is nothing


def test_the_reason_names_what_is_missing_and_the_day(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 10.0))
    resolver = Resolver(tables, declared(flow=[FLOW], total=[TOTAL]))
    assert evaluate(simple(share, **PARTS), resolver, PAIR).reason == "no observation for BLR and RUS: The total"
    early = Resolver(tables, declared(flow=[FLOW], total=[TOTAL]), clock=as_of(date(2019, 5, 1)))
    result = evaluate(simple(share, **PARTS), early, PAIR)
    assert result.reason == "no observation known by 2019-05-01 for BLR and RUS: The flow; The total"
    assert result.as_of == date(2019, 5, 1)


def test_inputs_that_never_meet_are_a_reason(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 10.0), wits("2019", 100.0, "WLD"))
    result = evaluate(simple(share, **PARTS), Resolver(tables, declared(flow=[FLOW], total=[TOTAL])), PAIR)
    assert result.reason == "no observation for BLR and RUS: the inputs share no period in which all are known"


def test_a_variant_without_inputs_says_why_only_where_it_stands_alone(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2018", 10.0), wits("2018", 100.0, "WLD"))
    resolver = Resolver(tables, declared(flow=[FLOW], total=[TOTAL]))
    closed = Variant("closed", "Closed", share, {}, "needs a sourced cost")
    assert evaluate(indicator(closed), resolver, PAIR).reason == "needs a sourced cost"
    both = evaluate(indicator(closed, Variant("open", "Open", share, PARTS)), resolver, PAIR)
    assert both.reason is None
    assert both.variants == ("closed", "open")
    assert {row.variant for row in both.rows} == {"open"}


# --- measures as results, and the last row


def test_a_measure_in_the_form_of_a_result(tables_of: MadeTables) -> None:
    resolver = Resolver(tables_of(wits("2018", 10.0), wits("2020", 12.0)), declared(flow=[FLOW], total=[TOTAL]))
    result = measured("flow", resolver, PAIR)
    assert (result.id, result.title, result.unit, result.direction) == ("flow", "The flow", "USD mn", 0)
    assert known(result)["2020"] == 12.0
    assert len(result.rows) == 3
    assert measured("total", resolver, PAIR).reason == "nothing in this snapshot fills 'The total' for BLR and RUS"
    with pytest.raises(DeclarationError):
        measured("nothing", resolver, PAIR)


def test_the_last_known_row_has_a_value_or_bounds(tables_of: MadeTables) -> None:
    resolver = Resolver(tables_of(wits("2018", 10.0), wits("2020", 12.0)), declared(flow=[FLOW]))
    result = measured("flow", resolver, PAIR)
    assert last_known(result) == result.rows[-1]
    open_ended = Row("", "2021", NAN, 1.0, 2.0, "estimated", ())
    empty = Row("", "2022", NAN, NAN, NAN, "undisclosed", ())
    assert last_known(replace(result, rows=(*result.rows, open_ended, empty))) == open_ended
    assert last_known(replace(result, rows=(empty,))) is None
    assert last_known(result, "other") is None


def test_the_frame_has_the_rows(tables_of: MadeTables) -> None:
    result = measured("flow", Resolver(tables_of(wits("2018", 10.0)), declared(flow=[FLOW])), PAIR)
    frame = result.frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(Row._fields)
    assert frame.loc[0, "value"] == 10.0


# --- the whole catalogue on the packaged snapshot

PAIRS = [Pair(country, "RUS") for country in COUNTRIES if country != "RUS"] + [Pair("RUS", "BLR")]
PARTS_OF_WHOLES = {"export_share", "import_share", "turnover_share", "creditor_share"}


@pytest.mark.parametrize("day", [None, date(2021, 9, 30), date(2015, 6, 30), date(1990, 1, 1)])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
def test_every_indicator_answers_for_every_country(pair: Pair, day: date | None, repository: Repository) -> None:
    for name in CATALOGUE:
        result = repository.result(name, pair, day)
        assert bool(result.rows) != bool(result.reason), name
        for variant in {row.variant for row in result.rows}:
            spans = [period(row.period) for row in result.of(variant)]
            assert spans == sorted(spans, key=lambda span: (span.first, span.last)), name
            assert len({span.text for span in spans}) == len(spans), name
        for row in result.rows:
            check(row, name)


def check(row: Row, name: str) -> None:
    where = (name, row.variant, row.period)
    assert row.status in (*STATUSES, ""), where
    if math.isnan(row.value) and math.isnan(row.low):
        assert math.isnan(row.high), where
        assert row.status in ("", "undisclosed"), where
        return
    assert row.observations, where
    assert row.status, where
    assert row.low <= row.high, where
    if not math.isnan(row.value):
        slack = 1e-9 * max(1.0, abs(row.value))
        assert row.low - slack <= row.value <= row.high + slack, where
    if name in PARTS_OF_WHOLES:
        assert 0 <= row.low <= row.high <= 100, where
    if name.endswith("_hhi"):
        assert 0 < row.low <= row.high <= 1, where


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
def test_a_row_is_as_weak_as_its_weakest_observation(pair: Pair, repository: Repository) -> None:
    """Candidates that only widen the bounds may be weaker than the value."""
    columns = repository.snapshot.tables.columns
    for name in ("creditor_share", "reserve_cover", "export_partner_hhi", "tranche_size", "net_official_flow"):
        for row in repository.result(name, pair).rows:
            if row.observations:
                weakest = max(columns["status"][number] for number in row.observations)
                assert STATUSES.index(row.status) == weakest, (name, row.period)


def test_no_result_of_a_day_rests_on_a_later_edition(repository: Repository) -> None:
    day = date(2021, 9, 30)
    vintage = repository.snapshot.tables.columns["vintage"]
    limit = (day - date(1970, 1, 1)).days
    rows = [row for name in CATALOGUE for row in repository.result(name, PAIR, day).rows]
    assert rows
    assert all(vintage[number] <= limit for row in rows for number in row.observations)


# --- rows that are there in any case, groups by partner, bounds as inputs, the year as an input
