"""The view of a page and its address: the one says all that the other does, and what is wrong is told on the page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.parameters import BENCHMARK, Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.snapshots import Snapshots
from dashboard.view import View, view
from indicators.account import BENCHMARKS
from indicators.model import Pair
from ingest.errors import ParameterError
from ingest.periods import period

PAIRS = [DEFAULT_PAIR, Pair("KAZ", "RUS"), Pair("BLR", "EUU"), Pair("UZB", "CHN")]
YEARS = st.none() | st.integers(1990, 2030).map(lambda year: period(str(year)))
VIEWS = st.fixed_dictionaries(
    {
        "pair": st.sampled_from(PAIRS),
        "years": st.tuples(YEARS, YEARS).filter(lambda two: not (two[0] and two[1]) or two[0].first <= two[1].first),
        "as_of": st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31)),
        "bounds": st.booleans(), "events": st.booleans(), "benchmark": st.sampled_from(BENCHMARKS),
        "pinned": st.booleans(),
    }
)  # fmt: skip


@pytest.fixture(scope="session")
def snapshots(repository: Repository) -> Snapshots:
    return Snapshots(repository)


def asked_by(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, strict_parsing=bool(urlsplit(address).query)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=VIEWS)
def test_an_address_gives_the_view_that_made_it(told: dict[str, Any], snapshots: Snapshots) -> None:
    start, end = told["years"]
    made = View(
        snapshots.current, Query(told["pair"], start, end, told["as_of"]), told["bounds"], told["events"],
        told["benchmark"], pinned=told["pinned"],
    )  # fmt: skip
    address = made.address("/trade")
    assert urlsplit(address).path == "/trade"
    assert view(asked_by(address), snapshots) == made


def test_what_is_as_usual_needs_no_words(repository: Repository) -> None:
    assert View(repository).address("/trade") == "/trade"
    kept = View(repository, Query(Pair("KAZ", "RUS"), as_of=date(2021, 9, 30)), bounds=False)
    assert asked_by(kept.address("/")) == {
        "dependent": "KAZ", "partner": "RUS", "as_of": "2021-09-30", "bounds": "off"
    }  # fmt: skip
    assert asked_by(kept.address("/", DEFAULT_PAIR, as_of="", q="gas")) == {"bounds": "off", "q": "gas"}


def test_a_file_is_asked_of_the_pair_by_name_and_of_a_named_snapshot(repository: Repository) -> None:
    asked = View(repository, Query(end=period("2019"))).file("/peers/x.csv", "dependent", "to", "as_of")
    assert asked == "/api/v1/peers/x.csv?dependent=BLR&to=2019"
    assert View(repository).file("/claims.csv") == "/api/v1/claims.csv"
    pinned = View(repository, pinned=True).file("/claims.csv")
    assert asked_by(pinned) == {"snapshot": repository.snapshot.id}


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ({"bounds": "maybe"}, "bounds"),
        ({"events": "ON"}, "events"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"from": "2020", "to": "2019"}, "to"),
        ({"benchmark": "urals"}, "benchmark"),
        ({"snapshot": "47d4"}, "snapshot"),
        ({"dependent": "RUS"}, "partner"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    given_: Mapping[str, str], named: str, snapshots: Snapshots, client: FlaskClient, whole: Callable[..., Component]
) -> None:
    with pytest.raises(ParameterError, match=f"^{named}: expected "):
        view(given_, snapshots)
    pair = Pair(given_.get("dependent", "BLR"), "RUS")
    asked = {name: text for name, text in given_.items() if name != "dependent"}
    assert f"{named}: expected " in str(whole("/about", pair, asked).to_plotly_json())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marks=st.dictionaries(st.text(max_size=20), st.text(max_size=40)),
    text=st.sampled_from(["bounds", "events", "as_of", "from", "to", "benchmark", "snapshot", "dependent", "partner"]),
    value=st.text(max_size=40),
)
def test_any_address_gives_a_view_or_a_reason(
    marks: dict[str, str], text: str, value: str, snapshots: Snapshots
) -> None:
    """Unknown marks, as mailings add them, are passed over; a value is taken or refused in one line."""
    refused = ""
    try:
        view({**marks, text: value}, snapshots)
    except ParameterError as error:
        refused = str(error)
    assert "\n" not in refused


def test_unknown_marks_change_nothing_and_only_own_ones_are_kept(snapshots: Snapshots) -> None:
    marks = {"utm_source": "letter", "fbclid": "x", "q": "gas", "source": "wits"}
    assert view(marks, snapshots) == View(snapshots.current)
    assert view(marks, snapshots, ("q",)).asked == {"q": "gas"}


def test_a_snapshot_that_is_not_kept_is_missing_and_the_current_one_is_shown(snapshots: Snapshots) -> None:
    found = view({"snapshot": "0123456789ab"}, snapshots)
    assert (found.repository, found.pinned, found.missing) == (snapshots.current, False, "0123456789ab")
    current = snapshots.current.snapshot.id
    assert view({"snapshot": current}, snapshots) == View(snapshots.current, pinned=True)
    assert BENCHMARK.default == BENCHMARKS[0]


def test_the_clock_and_the_span_limit_every_result(repository: Repository) -> None:
    whole = View(repository).result("export_share")
    then = View(repository, Query(as_of=date(2021, 9, 30))).result("export_share")
    assert {row.period for row in then.rows if row.status} < {row.period for row in whole.rows if row.status}
    spanned = View(repository, Query(start=period("2010"), end=period("2012"))).measure("goods_exports")
    assert [row.period for row in spanned.rows] == ["2010", "2011", "2012"]
