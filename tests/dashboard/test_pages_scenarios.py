"""The page of scenarios: it answers what the API computes, every parameter can be set, and what is missing is said."""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import html
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.graph import Graph
from dashboard.markup import Element, settled
from dashboard.pages.scenarios import PAGE
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.theme import number
from dashboard.view import View
from indicators.model import Pair
from indicators.scenarios import PARAMETERS
from ingest.errors import ParameterError

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
CHARTS = ("scenario-waterfall", "scenario-tornado", "scenario-cover", "scenario-index")
KAZAKHSTAN = Pair("KAZ", "RUS")


def shown(repository: Repository, pair: Pair = DEFAULT_PAIR, as_of: date | None = None, **asked: str) -> list[Any]:
    benchmark = asked.pop("benchmark", "hub")
    return list(PAGE.body(View(repository, Query(pair, as_of=as_of), benchmark=benchmark, asked=asked)))


def by_id(body: list[Any], inside: Inside, name: str) -> Any:
    (found,) = [part for part in inside(body) if getattr(part, "id", None) == name]
    return found


def rows_of(card: Any, inside: Inside, client: FlaskClient) -> list[dict[str, str]]:
    """The rows of the file under a card."""
    (link,) = [link for link in inside(card, html.A) if hasattr(link, "data-csv")]
    answer = client.get(link.href)
    assert answer.status_code == 200, answer.text[:200]
    return list(csv.DictReader(io.StringIO(answer.text)))


def traces(card: Any, inside: Inside, role: str = "value") -> list[dict[str, Any]]:
    (graph,) = inside(card, Graph)
    return [trace for trace in graph.figure["data"] if trace["meta"]["role"] == role]


def close(found: list[float], expected: list[float]) -> bool:
    return found == pytest.approx(expected, rel=1e-9, abs=1e-9)


ASKED = [
    {"scenario": "S1"},
    {"scenario": "S2", "horizon": "24"},
    {"scenario": "S3", "delta": "0.45", "gas_cut": "0.1"},
    {"scenario": "S3", "hub_year": "2020", "horizon": "24", "alpha": "0.4"},
]
asked_in_many_ways = pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(asked.values()))


@asked_in_many_ways
def test_the_answer_is_what_the_api_says(
    asked: dict[str, str], repository: Repository, client: FlaskClient, inside: Inside, text_of: TextOf
) -> None:
    more = {name: value for name, value in asked.items() if name != "scenario"}
    told = client.get(f"/api/v1/scenarios/{asked['scenario']}", query_string=more).get_json()
    rows = {(row["line"], row["unit"]): row for row in told["rows"]}
    need, gap = rows["need", "USD mn"], rows["gap", "USD mn"]
    body = shown(repository, **asked)
    (answer,) = [part for part in inside(body, html.P) if getattr(part, "className", "") == "answer"]
    said = re.sub(r"\s+", " ", text_of(answer))
    ends = sorted((need["low"], need["high"]))
    assert f"{number(need['central'], 'USD mn')} mn USD within {told['horizon']} months" in said
    assert f"{number(ends[0], 'USD mn')} to {number(ends[1], 'USD mn')} from the cheaper" in said
    least, most = (number(end, "USD mn") for end in sorted((gap["low"], gap["high"])))
    assert f"leave {number(gap['central'], 'USD mn')} ({least} to {most}) to be found" in said
    assert said.startswith(f"Starting from the trade and the reserves of {told['base_year']}, ")
    assert f"{number(rows['cover', 'months']['central'], 'months')} months" in said
    sums = text_of(by_id(body, inside, "sums"))
    assert number(need["central"], "USD mn") in sums
    assert number(gap["central"], "USD mn") in sums


@asked_in_many_ways
def test_each_file_holds_what_its_chart_draws(
    asked: dict[str, str], repository: Repository, client: FlaskClient, inside: Inside
) -> None:
    body = shown(repository, **asked)
    files = {name: rows_of(by_id(body, inside, name), inside, client) for name in CHARTS}
    cards = {name: by_id(body, inside, name) for name in CHARTS}
    lines = {row["line"]: row for row in files["scenario-waterfall"] if row["unit"] in ("USD mn", "months")}

    drawn = [
        (x, y) for one in traces(cards["scenario-waterfall"], inside) for x, y in zip(one["x"], one["y"], strict=True)
    ]
    drawn = [x for x, _ in sorted(drawn, key=lambda point: -point[1])]
    wanted = ["gas", "oil", "credit", "market", "corridor", "need", "reserve_use", "gap"]
    signs = [-1 if name == "reserve_use" else 1 for name in wanted]
    assert close(drawn, [sign * float(lines[name]["central"]) for sign, name in zip(signs, wanted, strict=True)])

    ends = {
        (round(base + x, 6), round(base, 6))
        for one in traces(cards["scenario-tornado"], inside)
        for base, x in zip(one["base"], one["x"], strict=True)
    }
    first = files["scenario-tornado"][:10]
    moving = [row for row in first if float(row["swing"]) > 0.5]
    assert ends == {
        (round(float(row[end]), 6), round(float(row["at_central"]), 6))
        for row in moving for end in ("at_low", "at_high")
    }  # fmt: skip

    months = [x for one in traces(cards["scenario-cover"], inside) for x in one["x"]]
    covers = ("cover_before", "cover", "cover_without_floor")
    assert close(months, [float(lines[name]["central"]) for name in covers])

    before, after = traces(cards["scenario-index"], inside)
    assert close(before["x"], [float(row["before"]) for row in files["scenario-index"]])
    assert close(after["x"], [float(row["central"]) for row in files["scenario-index"]])


def test_every_chart_is_whole(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    editions = {raw["edition"] for raw in repository.snapshot.manifest["raw"]}
    body = shown(repository)
    for name in CHARTS:
        card = by_id(body, inside, name)
        (graph,) = inside(card, Graph)
        go.Figure(graph.figure)
        (unit,) = [note["text"] for note in graph.figure["layout"]["annotations"] if note["name"] == "unit"]
        assert unit in ("mn USD", "months", "index, 0 to 1")
        assert graph.style["height"] == graph.figure["layout"]["height"]
        (picture,) = [part for part in inside(card, html.Div) if getattr(part, "role", "") == "img"]
        assert len(getattr(picture, "aria-label")) > 40
        (sources,) = [part for part in inside(card, html.P) if getattr(part, "className", "") == "sources"]
        assert any(edition in text_of(sources) for edition in editions)
        (table,) = [part for part in inside(card, html.Details) if text_of(part).startswith("Table")]
        assert len(list(inside(table, html.Tr))) > 3
        (legend,) = [text_of(part) for part in inside(card, html.Ul) if getattr(part, "className", "") == "legend"]
        assert all(trace["name"] in legend for trace in graph.figure["data"])


@pytest.mark.parametrize("scenario", ["S1", "S2", "S3"])
def test_every_parameter_has_a_slider_with_its_band_unit_and_source(
    scenario: str, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    form = by_id(shown(repository, scenario=scenario), inside, "sliders")
    declared = repository.scenarios.scenarios[scenario].parameters
    rows = {getattr(row, "data-parameter"): row for row in inside(form, html.Div) if hasattr(row, "data-parameter")}
    assert sorted(rows) == sorted(PARAMETERS)
    for name, row in rows.items():
        fields = {one.attributes["type"]: one.attributes for one in inside(row, Element)}
        slider, exact = fields["range"], fields["number"]
        parameter = declared[name]
        assert float(slider["value"]) == float(exact["value"]) == parameter.central
        assert float(slider["min"]) <= parameter.low <= parameter.high <= float(slider["max"]) <= float(exact["max"])
        # A browser moves a value that is no step to the next one.
        steps = slider["step"] == "any" or parameter.central / float(slider["step"])
        assert steps is True or steps == pytest.approx(round(steps))
        (label,) = inside(row, html.Label)
        assert label.htmlFor == slider["id"]
        assert slider["aria-valuetext"].startswith(f"{parameter.central:g}")
        told = text_of(row).replace("’", "'")
        assert parameter.title in told
        assert parameter.source in told
        assert f"{parameter.low:g} to {parameter.high:g}, central {parameter.central:g}" in told


def test_the_fields_are_the_same_whatever_is_set(repository: Repository, inside: Inside) -> None:
    """The browser keeps them, with what is typed and open in them, when the page comes anew."""
    plain = settled(by_id(shown(repository), inside, "sliders"))
    set_ = settled(by_id(shown(repository, alpha="0.9", rho="1"), inside, "sliders"))
    assert plain.inner == set_.inner
    assert json.loads(plain.attributes["data-given"]) == {}
    assert json.loads(set_.attributes["data-given"]) == {"alpha": "0.9", "rho": "1"}


def test_a_reset_takes_the_parameters_away_and_nothing_else(repository: Repository, inside: Inside) -> None:
    body = shown(repository, KAZAKHSTAN, scenario="S2", horizon="24", alpha="0.9")
    target = urlsplit(by_id(body, inside, "reset").href)
    assert parse_qs(target.query) == {
        "dependent": ["KAZ"], "partner": ["RUS"], "scenario": ["S2"], "horizon": ["24"],
    }  # fmt: skip


def test_another_scenario_begins_with_its_own_bands_another_horizon_keeps_what_is_set(
    repository: Repository, inside: Inside
) -> None:
    body = shown(repository, scenario="S1", hub_year="2020", alpha="0.9")
    other = parse_qs(urlsplit(by_id(body, inside, "choose-scenario-S3").href).query)
    assert other == {"scenario": ["S3"], "hub_year": ["2020"]}
    longer = parse_qs(urlsplit(by_id(body, inside, "choose-horizon-24").href).query)
    assert longer == {"scenario": ["S1"], "hub_year": ["2020"], "alpha": ["0.9"], "horizon": ["24"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scenario", "S4"), ("horizon", "0"), ("horizon", "25"), ("horizon", "twelve"), ("hub_year", "1"),
        ("alpha", "1.01"), ("alpha", "-0.1"), ("alpha", "nan"), ("alpha", "half"), ("eps", "11"), ("phase", "121"),
        ("reserve_floor", "1e7"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str, repository: Repository) -> None:
    with pytest.raises(ParameterError, match=f"^{name}: expected .*{value}"):
        shown(repository, **{name: value})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(PAGE.asks), st.text(max_size=12) | st.decimals(0, 2, places=2).map(str)))
def test_any_address_shows_a_page_or_names_what_is_wrong(asked: dict[str, str], repository: Repository) -> None:
    wrong = ""
    try:
        assert shown(repository, **asked)
    except ParameterError as error:
        wrong = str(error).partition(":")[0]
    assert not wrong or wrong in asked


def test_what_is_missing_is_named_with_its_reason(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    body = shown(repository, KAZAKHSTAN)
    text = re.sub(r"\s+", " ", text_of(body))
    assert "The part that is known comes to" in text
    assert "cannot be computed without price paid for the partner’s gas" in text
    assert "Price paid for the partner’s gas: nothing is known for 2019 to 2021." in text
    assert "The bands were set for Belarus and Russia" in text
    words = {note["text"] for note in graph_of(body, inside, "scenario-waterfall")["layout"]["annotations"]}
    assert "Dearer gas (N1): not known" in words
    assert not [word for word in words if word.startswith(("Need:", "Paid by reserves", "Left to be financed"))]


def graph_of(body: list[Any], inside: Inside, name: str) -> dict[str, Any]:
    (graph,) = inside(by_id(body, inside, name), Graph)
    found: dict[str, Any] = graph.figure
    return found


def test_half_of_a_span_is_not_told_as_one(repository: Repository, inside: Inside) -> None:
    """Without cargo the corridor costs nothing where it stays open, and nobody knows what where it does not."""
    body = shown(repository, KAZAKHSTAN, scenario="S3")
    words = {note["text"] for note in graph_of(body, inside, "scenario-waterfall")["layout"]["annotations"]}
    assert "Corridor closed (N5): not known" in words


@pytest.mark.parametrize("pair", [KAZAKHSTAN, Pair("RUS", "BLR"), Pair("UZB", "USA"), Pair("BLR", "EUU")], ids=str)
@pytest.mark.parametrize("as_of", [None, date(2015, 6, 30)])
@pytest.mark.parametrize("scenario", ["S1", "S3"])
def test_other_pairs_and_days_say_what_can_be_said(
    pair: Pair, as_of: date | None, scenario: str, repository: Repository, text_of: TextOf
) -> None:
    text = text_of(shown(repository, pair, as_of, scenario=scenario))
    assert not re.search(r"\b(nan|NaN|None|True|False)\b|\{\w+\}", text)


def test_the_benchmark_without_a_price_is_said_to_be_replaced(repository: Repository, text_of: TextOf) -> None:
    assert "No scenario is computed beside the netback price" in text_of(shown(repository, benchmark="netback"))
    assert "No scenario is computed" not in text_of(shown(repository, benchmark="gazprom_average"))


def test_every_input_leads_to_where_it_came_from(
    repository: Repository, client: FlaskClient, inside: Inside, text_of: TextOf
) -> None:
    links = [
        link
        for link in inside(by_id(shown(repository), inside, "scenario-inputs"), html.A)
        if hasattr(link, "data-point")
    ]
    assert len(links) == 14
    for link in links:
        name, period, variant = (getattr(link, f"data-{part}") for part in ("point", "period", "variant"))
        answer = client.get(f"/api/v1/points/{name}/{period}" + (f"?variant={variant}" if variant else "")).get_json()
        central = answer["value"] if answer["value"] is not None else math.nan
        assert text_of(link).startswith(number(central, answer["unit"]))
        assert answer["inputs"]


def test_nothing_has_a_probability(repository: Repository, text_of: TextOf) -> None:
    text = text_of(shown(repository)).lower()
    assert text.count("probability") == text.count("nothing has a probability") == 1
