"""Whatever the rows are, an alert says no number but those of its own rows and its rule's limit."""

import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import alerts
from dashboard.language import numeral, speaking
from dashboard.repository import DEFAULT_PAIR
from dashboard.theme import number
from indicators.alerts import Firing, firings
from indicators.model import Pair, Result, Row
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
        return [Firing(rule, row.period, row.value, math.nan, math.nan, "2001", False, ()) for row in result.rows[:1]]
    return firings(rule, result.of(), date(2027, 1, 1))


@pytest.mark.parametrize(("kind", "way"), TEMPLATES)
@given(results(), st.sampled_from([1.0, 2.0, 3.5, 40.0]), st.sampled_from(["en", "ru", "be"]))
def test_an_alert_says_no_number_that_its_rows_have_not(
    kind: str, way: str, result: Result, limit: float, code: str
) -> None:
    for one in fired(kind, way, limit, result):
        rows = [row for row in result.rows if row.period in (one.period, one.since)]
        numbers = [one.value, *(each for row in rows for each in (row.value, row.low, row.high))]
        with speaking(code):
            said = alerts.told(Made(result), one, DEFAULT_PAIR)
            known = {digits(number(each, result.unit)) for each in numbers} | {digits(numeral(f"{limit:,g}"))}
        found = {digits(text) for text in re.findall(r"\d(?:[\d.,\xa0\u202f]*\d)?", said)}
        assert found <= known | {one.period, one.since}, said
        assert "{" not in said


def digits(text: str) -> str:
    return re.sub(r"[^\d.,]|(?<=\d)[\xa0\u202f]", "", text).strip(".,")
