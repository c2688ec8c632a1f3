"""Whatever the rows are, an alert says no number but those of its own rows and its rule's limit."""

import itertools
import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import alerts
from dashboard.language import numeral, speaking
from dashboard.repository import DEFAULT_PAIR
from dashboard.theme import STATE_WORDS, number
from indicators.alert_editions import Edition, judged_by_lateness, judged_by_revision, judged_by_verdict
from indicators.alert_ranks import judged_by_rank
from indicators.alerts import Firing, firings
from indicators.model import Pair, Result, Row
from indicators.verdict import Verdict
from ingest.alerts import KINDS
from ingest.declared import AlertRule

UNITS = ("percent", "USD mn", "USD", "index", "count")
SIGNS = {"above": 1, "rise": 1, "below": -1, "fall": -1, "either": 0, "": 0}
TEMPLATES = [(kind, way) for kind, ways in KINDS.items() for way in ways]


class Made:
    """A repository that has one result."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def measure(self, name: str, pair: Pair, as_of: date | None = None) -> Result:
        return self._result


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Consecutive years of values, some of them known by bounds alone."""
    rows = []
    for year in range(2001, 2001 + draw(st.integers(2, 8))):
        low, high = sorted(draw(st.tuples(*[st.floats(-1e5, 1e5)] * 2)))
        value = draw(st.sampled_from([math.nan, low, high, (low + high) / 2]))
        rows.append(Row("", str(year), value, low, high, draw(st.sampled_from(["reported", "estimated"])), ()))
    return Result("made", "Made", draw(st.sampled_from(UNITS)), 1, DEFAULT_PAIR, None, "made", tuple(rows))


def fired(kind: str, way: str, limit: float, result: Result) -> list[Firing]:
    rule = AlertRule("r", kind, "made", "", "A", limit, SIGNS[way], "high", "It fired", "It matters.", ())
    if kind == "break":
        return [Firing(rule, row.period, row, "2001", False) for row in result.rows[:1]]
    if kind in ("level", "change", "sign", "width", "stopped"):
        return firings(rule, result.of(), date(2027, 1, 1))
    return _of_editions_and_ranks(rule, result)


def _of_editions_and_ranks(rule: AlertRule, result: Result) -> list[Firing]:
    """Take the rows of a result for what it was by one edition after another, and for countries beside each other."""
    days = [date(int(row.period) + 1, 3, 31) for row in result.rows]
    if rule.kind == "verdict":
        states = itertools.cycle(STATE_WORDS)
        return judged_by_verdict(
            rule, [(day, Verdict(state)) for day, state in zip(days, states, strict=False)]
        ).firings
    if rule.kind == "late":
        return judged_by_lateness(rule, [Edition(day, result.rows[:1]) for day in days], 40).firings
    if rule.kind == "revision":
        editions = [Edition(day, [row._replace(period="2000")]) for day, row in zip(days, result.rows, strict=True)]
        return judged_by_revision(rule, editions, frozenset).firings
    backwards = [
        row._replace(period=other.period) for row, other in zip(reversed(result.rows), result.rows, strict=True)
    ]
    return judged_by_rank(rule, result.rows, {"other": backwards}).firings


@pytest.mark.parametrize(("kind", "way"), TEMPLATES)
@given(results(), st.sampled_from([1.0, 2.0, 3.5, 40.0]), st.sampled_from(["en", "ru", "be"]))
def test_an_alert_says_no_number_that_its_rows_have_not(
    kind: str, way: str, result: Result, limit: float, code: str
) -> None:
    for one in fired(kind, way, limit, result):
        numbers = [each for row in (one.now, one.before) if row for each in (row.value, row.low, row.high)]
        with speaking(code):
            said = alerts.told(Made(result), one, DEFAULT_PAIR)
            unit = alerts.unit_of(Made(result), one.rule, DEFAULT_PAIR)
            known = {digits(number(each, unit)) for each in numbers} | {digits(numeral(f"{limit:,g}"))}
        found = {digits(text) for text in re.findall(r"\d(?:[\d.,\xa0\u202f]*\d)?", said)}
        dates = {part for text in (one.period, one.since, one.day) for part in text.split("-")}
        assert found <= known | dates, said
        assert "{" not in said


def digits(text: str) -> str:
    return re.sub(r"[^\d.,]|(?<=\d)[\xa0\u202f]", "", text).strip(".,")
