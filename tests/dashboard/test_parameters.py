"""Parameters from commands, requests and addresses: taken when allowed, else refused by name."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.parameters import Query, query
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.model import Pair, Result
from ingest.errors import ParameterError
from ingest.periods import period


def test_nothing_asked_is_the_default(repository: Repository) -> None:
    assert query({}, repository) == Query(DEFAULT_PAIR)
    assert query({"dependent": "", "from": "", "as_of": ""}, repository) == Query(DEFAULT_PAIR)


def test_all_that_is_allowed(repository: Repository) -> None:
    asked = {"dependent": "KAZ", "partner": "CHN", "from": "2010", "to": "2021Q2", "as_of": "2021-09-30"}
    expected = Query(Pair("KAZ", "CHN"), period("2010"), period("2021Q2"), date(2021, 9, 30))
    assert query(asked, repository) == expected
    assert query({"q": "gas"}, repository, known=("q",)) == Query(DEFAULT_PAIR)


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"dependent": "blr"}, "dependent"),
        ({"dependent": "WLD"}, "dependent"),
        ({"dependent": "XXX"}, "dependent"),
        ({"dependent": "_IBRD"}, "dependent"),
        ({"dependent": "BLR\n"}, "dependent"),
        ({"partner": "Russia"}, "partner"),
        ({"partner": "BLR"}, "partner"),
        ({"partner": "x" * 10_000}, "partner"),
        ({"from": "last year"}, "from"),
        ({"from": "2021-13"}, "from"),
        ({"to": "2021Q5"}, "to"),
        ({"to": "2021-02-30"}, "to"),
        ({"to": "0000"}, "to"),
        ({"from": "2012", "to": "2010"}, "to"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2021-02-30"}, "as_of"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_not_allowed_is_named(given: dict[str, str], parameter: str, repository: Repository) -> None:
    with pytest.raises(ParameterError) as refused:
        query(given, repository)
    assert refused.value.parameter == parameter
    assert str(refused.value).startswith(f"{parameter}: expected ")
    assert len(str(refused.value)) < 250
    assert "\n" not in str(refused.value)


def refused_parameter(given: dict[str, str], repository: Repository) -> str | None:
    """The parameter that is refused, None where all are taken; any other error is one of the program."""
    try:
        query(given, repository)
    except ParameterError as refused:
        return refused.parameter
    return None


@given(name=st.sampled_from(["dependent", "partner", "from", "to", "as_of", "other"]), text=st.text(max_size=20))
@settings(max_examples=200)
def test_any_text_is_taken_or_refused_by_name(name: str, text: str, repository: Repository) -> None:
    assert refused_parameter({name: text}, repository) in (None, name)


@given(st.from_regex(r"\A[0-9]{4}([-MQH ][0-9]{1,2}){0,2}(\.\.[0-9]{2,4}(-[0-9]{2})?)?\Z"))
@example("9999-12")  # the last month that a date can be in
@settings(max_examples=300)
def test_anything_like_a_period_is_taken_or_refused_by_name(repository: Repository, text: str) -> None:
    assert refused_parameter({"from": text}, repository) in (None, "from")


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("2019", None, ["2019", "2020H1", "2021-03"]),
        (None, "2019", ["2018", "2019"]),
        ("2020Q2", "2021-03-01", ["2020H1", "2021-03"]),
        ("2018", "2021", ["2018", "2019", "2020H1", "2021-03"]),
        ("2024", None, []),
    ],
)
def test_rows_that_touch_the_asked_periods_are_kept(
    start: str | None, end: str | None, kept: list[str], made: Callable[..., Result]
) -> None:
    result = made(*((name, 1.0, 1.0, 1.0, "reported") for name in ("2018", "2019", "2020H1", "2021-03")))
    asked = Query(DEFAULT_PAIR, period(start) if start else None, period(end) if end else None)
    found = asked.within(result)
    assert [row.period for row in found.rows] == kept
    assert (found.reason is None) == bool(kept)


def test_a_result_asked_for_whole_is_the_same(made: Callable[..., Result]) -> None:
    result = made(("2018", 1.0, 1.0, 1.0, "reported"))
    assert Query(DEFAULT_PAIR).within(result) is result
