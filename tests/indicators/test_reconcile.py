"""Reports of one flow side by side: the gap, its sign, its reason, and what is left out."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.repository import Repository
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.reconcile import REPORTS, Reconciled, reconcile
from ingest.declared import GapReason
from ingest.model import Tables
from ingest.reasons import reasons

MadeTables = Callable[..., Tables]
Published = Callable[..., list[float]]
PAIR = Pair("BLR", "RUS")
REASON = GapReason("BLR", "RUS", "both", 2019, 2020, "Asked their own firms.")


def report(name: str, year: str, value: float) -> tuple[Any, ...]:
    return ("x", name, "BLR", "RUS", "_T", "USD mn", "A", year, value)


def table(tables: Tables, known: tuple[GapReason, ...] = ()) -> dict[tuple[str, str], Reconciled]:
    measures = {
        declared.format(flow=flow): {
            "title": "",
            "unit": "USD mn",
            "candidate": [
                {"source": "x", "item": f"{name}.{flow}", "reporter": "dependent", "partner": "partner"},
            ],
        }
        for name, declared in REPORTS.items()
        for flow in ("exports", "imports")
    }
    return {(line.flow, line.period): line for line in reconcile(Resolver(tables, measures), PAIR, known)}


def test_the_gap_is_the_partner_s_report_less_one_s_own(tables_of: MadeTables) -> None:
    found = table(
        tables_of(
            report("reported.exports", "2019", 200.0), report("mirror.exports", "2019", 190.0),
            report("reported.imports", "2019", 100.0), report("mirror.imports", "2019", 125.0),
        )
    )  # fmt: skip
    exports, imports = found["exports", "2019"], found["imports", "2019"]
    assert (exports.gap, exports.gap_percent) == (-10.0, -5.0)
    assert (imports.gap, imports.gap_percent) == (25.0, 25.0)


def test_a_statement_stands_in_for_the_own_report_and_months_for_the_partner_s(tables_of: MadeTables) -> None:
    found = table(
        tables_of(
            report("statement.exports", "2020", 100.0), report("mirror_of_months.exports", "2020", 90.0),
            report("reported.exports", "2019", 50.0), report("statement.exports", "2019", 60.0),
            report("mirror.exports", "2019", 40.0), report("mirror_of_months.exports", "2019", 45.0),
        )
    )  # fmt: skip
    assert found["exports", "2020"].gap == -10.0
    assert found["exports", "2019"].gap == -10.0


def test_no_gap_where_a_side_is_silent_and_none_from_what_others_estimate(tables_of: MadeTables) -> None:
    own = (report("imts.exports", "2023", 15.0), report("reported.exports", "2023", 3.0))
    partner = (report("imts.imports", "2023", 15.0), report("mirror.imports", "2023", 3.0))
    found = table(tables_of(*own, *partner))
    assert len(found) == 2
    for line in found.values():
        assert math.isnan(line.gap)
        assert math.isnan(line.gap_percent)
    assert found["exports", "2023"].reports["imts"].value == 15.0


def test_a_report_of_nothing_has_a_gap_but_no_per_cent(tables_of: MadeTables) -> None:
    line = table(tables_of(report("reported.exports", "2019", 0.0), report("mirror.exports", "2019", 4.0)))
    assert line["exports", "2019"].gap == 4.0
    assert math.isnan(line["exports", "2019"].gap_percent)


def test_a_line_per_flow_and_year_in_order_and_no_part_of_a_year(tables_of: MadeTables) -> None:
    rows = [report("reported.imports", year, 1.0) for year in ("2020", "2018")]
    half = ("x", "statement.exports", "BLR", "RUS", "_T", "USD mn", "_O", "2021H1", 1.0)
    found = table(tables_of(*rows, half, report("mirror.exports", "2019", 1.0)))
    assert list(found) == [("exports", "2019"), ("imports", "2018"), ("imports", "2020")]


NO_REASON = dict.fromkeys(("2018", "2019", "2020", "2021"), "")


@pytest.mark.parametrize(("reason", "expected"), [
    (REASON, {"2018": "", "2019": "Asked their own firms.", "2020": "Asked their own firms.", "2021": ""}),
    (GapReason("BLR", "RUS", "imports", 2018, 2021, "Imports only."), NO_REASON),
    (GapReason("BLR", "CHN", "both", 2018, 2021, "Others."), NO_REASON),
])  # fmt: skip
def test_a_reason_is_told_of_its_pair_flow_and_years(
    reason: GapReason, expected: dict[str, str], tables_of: MadeTables
) -> None:
    tables = tables_of(*(report("reported.exports", year, 1.0) for year in expected))
    assert {year: line.reason for (_, year), line in table(tables, (reason,)).items()} == expected


def test_reasons_that_meet_stand_one_after_the_other(tables_of: MadeTables) -> None:
    more = GapReason("BLR", "RUS", "exports", 2020, 2020, "And secret goods.")
    line = table(tables_of(report("reported.exports", "2020", 1.0)), (REASON, more))["exports", "2020"]
    assert line.reason == "Asked their own firms. And secret goods."


# --- the packaged snapshot


@pytest.fixture(scope="module")
def lines(repository: Repository) -> dict[tuple[str, str], Reconciled]:
    return {(line.flow, line.period): line for line in repository.reconciled(PAIR)}


def test_every_report_of_2019(lines: dict[tuple[str, str], Reconciled], published: Published) -> None:
    line = lines["exports", "2019"]
    assert set(line.reports) == set(REPORTS)
    values = {name: cell.value for name, cell in line.reports.items()}
    assert values["reported"] == published("wits", "export", "BLR", "RUS", "2019")[0]
    assert values["mirror"] == published("rosstat", "import", "RUS", "BLR", "2019")[-1]
    assert values["reconciled"] == published("baci", "export", "BLR", "RUS", "2019")[-1] / 1e3
    months = (published("rosstat", "import", "RUS", "BLR", f"2019-{month:02d}")[-1] for month in range(1, 13))
    assert values["mirror_of_months"] == pytest.approx(math.fsum(months))
    assert line.gap == pytest.approx(values["mirror"] - values["reported"])
    assert line.gap_percent == pytest.approx(-3.87, abs=0.005)


def test_both_flows_in_every_year_since_1994_with_a_reason(lines: dict[tuple[str, str], Reconciled]) -> None:
    for flow in ("exports", "imports"):
        assert [year for one, year in lines if one == flow] == [str(number) for number in range(1994, 2025)]
    assert all(line.reason for line in lines.values())


def test_russia_counted_by_belarusian_figures_to_2011_and_less_after(lines: dict[tuple[str, str], Reconciled]) -> None:
    early = [abs(line.gap_percent) for (_, year), line in lines.items() if "1998" <= year <= "2011"]
    late = [line.gap_percent for (_, year), line in lines.items() if "2012" <= year <= "2021"]
    assert len(early) == 28
    assert max(early) < 1
    assert len(late) == 20
    assert max(late) < 0


def test_the_gap_of_2020_is_to_what_belarus_states(lines: dict[tuple[str, str], Reconciled]) -> None:
    assert lines["exports", "2020"].gap == pytest.approx(12_627.0 - 13_130.0)
    assert "reported" not in lines["exports", "2020"].reports


def test_after_2021_there_are_estimates_and_statements_and_no_gap(lines: dict[tuple[str, str], Reconciled]) -> None:
    for (_, year), line in lines.items():
        if year >= "2022":
            assert set(line.reports) <= {"imts", "statement"}
            assert math.isnan(line.gap)


def test_a_pair_swapped_has_the_same_reports_on_the_other_side(repository: Repository) -> None:
    here = {line.period: line for line in repository.reconciled(PAIR) if line.flow == "exports"}
    there = {line.period: line for line in repository.reconciled(Pair("RUS", "BLR")) if line.flow == "imports"}
    for year in ("2005", "2010", "2019"):
        assert there[year].reports["reconciled"].value == here[year].reports["reconciled"].value
        assert not there[year].reason


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_the_declared_reasons_leave_no_year_out_and_none_twice(flow: str) -> None:
    own = [one for one in reasons() if (one.dependent, one.partner) == ("BLR", "RUS") and one.flow in (flow, "both")]
    years = [year for one in own for year in range(one.first, one.last + 1)]
    assert sorted(years) == list(range(1994, 2027))
    assert all(one.text.endswith(".") for one in own)


def test_a_year_of_which_only_a_wrong_figure_is_held_is_no_line(repository: Repository) -> None:
    """China's exports to Tajikistan in BACI are known to be wrong, and nobody else reports them."""
    lines = repository.reconciled(Pair("TJK", "CHN"))
    assert {line.flow for line in lines} == {"exports"}
    assert all(line.reports for line in lines)
