"""All countries in their trade with one partner: file, scatter, map and table tell the same, or say why they cannot."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.graph import Graph
from dashboard.listings import row_of
from dashboard.markup import Element
from dashboard.pages import peers, world_map
from dashboard.parameters import Query
from dashboard.repository import DEPENDENTS, Repository
from dashboard.tables import DEPENDENTS_TABLE
from dashboard.theme import curly, span
from dashboard.view import View
from dashboard.world_map import class_of, classes
from indicators.model import Pair, Row

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]
NAMES = ("export_share", "import_share", "turnover_share", "trade_asymmetry")


def in_file(client: FlaskClient, address: str) -> dict[str, dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:200]
    return {row["dependent"]: row for row in csv.DictReader(io.StringIO(answer.text))}


def file_of(section: Any, inside: Inside) -> str:
    (link,) = [one for one in inside(section, html.A) if one.className == "csv" and "CSV dep" in str(one.children)]
    return str(link.href)


def middle(row: dict[str, str], name: str) -> float:
    if row[name]:
        return float(row[name])
    ends = row[f"{name}_low"], row[f"{name}_high"]
    return math.nan if "" in ends else sum(map(float, ends)) / 2


def scatter_of(view: View, inside: Inside) -> html.Section:
    (found,) = [part for part in inside(peers.body(view), html.Section) if getattr(part, "id", "") == "peers-scatter"]
    return found


def map_of(view: View, inside: Inside) -> tuple[html.Section, dict[str, Any]]:
    content = world_map.body(view)
    (section,) = inside(content, html.Section)
    (drawn,) = [part for part in inside(section, html.Div) if getattr(part, "id", "") == "world-map"]
    return section, json.loads(getattr(drawn, "data-figure"))


# --- the file


def test_the_file_holds_every_country_that_trades_with_the_partner(client: FlaskClient, repository: Repository) -> None:
    rows = in_file(client, "/api/v1/dependents.csv?partner=RUS&year=2019")
    assert list(next(iter(rows.values()))) == DEPENDENTS_TABLE.names
    assert set(rows) == set(repository.dependents("RUS", 2019))
    assert {(row["partner"], row["period"], row["status"]) for row in rows.values()} == {("RUS", "2019", "mirror")}
    assert all(row["sources"].startswith("baci@") for row in rows.values())
    for code, cells in repository.dependents("RUS", 2019).items():
        for name in NAMES:
            told = rows[code][name]
            assert (told == "") == math.isnan(cells[name].value)
            assert not told or float(told) == cells[name].value
            assert not told or rows[code][f"{name}_low"] == rows[code][f"{name}_high"] == told


def test_without_a_year_it_is_the_latest(client: FlaskClient) -> None:
    told = client.get("/api/v1/dependents?partner=KAZ").json
    assert {row["period"] for row in told} == {"2020"}


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("year=1999", "year: expected a year from 2000 to 2020; found '1999'"),
        ("year=soon", "year: expected a year from 1900 to 2100"),
        ("partner=Russia", "partner: expected an ISO 3166 alpha-3 code"),
        ("dependent=BLR", "dependent: expected one of the parameters partner, year, snapshot"),
    ],
)
def test_the_file_refuses_in_one_line(asked: str, detail: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/dependents.csv?{asked}")
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(detail)


def test_the_file_of_peers_takes_another_country_beside_the_region(client: FlaskClient) -> None:
    region = client.get("/api/v1/peers/export_share.csv?partner=DEU").text
    both = client.get("/api/v1/peers/export_share.csv?partner=DEU&beside=FRA").text
    assert "FRA" not in region
    ranks = {row["dependent"]: row["rank"] for row in csv.DictReader(io.StringIO(both)) if row["period"] == "2019"}
    assert set(ranks) == {"FRA", *DEPENDENTS}
    assert sorted(int(rank) for rank in ranks.values() if rank) == list(range(1, 13))
    assert client.get("/api/v1/peers/export_share.csv?partner=DEU&beside=BLR").text == region


# --- the scatter


@pytest.mark.parametrize(
    ("pair", "asked"),
    [
        (Pair("BLR", "RUS"), {}),
        (Pair("FRA", "DEU"), {"year": "2005", "indicator": "import_share"}),
        (Pair("KGZ", "CHN"), {"indicator": "turnover_share"}),
        (Pair("BLR", "EUU"), {}),
    ],
    ids=str,
)
def test_the_scatter_draws_what_its_file_holds(
    pair: Pair, asked: dict[str, str], repository: Repository, inside: Inside, client: FlaskClient
) -> None:
    card = scatter_of(View(repository, Query(pair), asked=asked), inside)
    (graph,) = inside(card, Graph)
    rows = in_file(client, file_of(card, inside))
    share = asked.get("indicator", "export_share")
    drawn = {
        code: (x, y)
        for trace in graph.figure["data"]
        for code, x, y in zip(trace["ids"], trace["x"], trace["y"], strict=True)
    }
    expected = {code: (middle(row, share), middle(row, "trade_asymmetry")) for code, row in rows.items()}
    assert drawn == {code: point for code, point in expected.items() if not any(map(math.isnan, point))}
    assert len(drawn) > 100
    go.Figure(graph.figure)


def test_the_chosen_country_is_told_by_its_mark_and_the_region_by_names(repository: Repository, inside: Inside) -> None:
    figure = next(inside(scatter_of(View(repository, Query(Pair("BLR", "RUS"))), inside), Graph)).figure
    others, region, chosen = figure["data"]
    assert (chosen["ids"], chosen["marker"]["symbol"]) == (["BLR"], "diamond")
    assert set(region["ids"]) < set(DEPENDENTS)
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 3
    labels = [note["text"] for note in figure["layout"]["annotations"] if note["name"] == "country"]
    assert set(labels) == {"<b>Belarus</b>", *(repository.name(code) for code in region["ids"])}
    assert not set(others["ids"]) & {"BLR", *DEPENDENTS}


def test_bounds_are_drawn_as_long_as_they_are_wide(repository: Repository, inside: Inside) -> None:
    asked = {"indicator": "import_share", "year": "2020"}
    figure = next(inside(scatter_of(View(repository, asked=asked), inside), Graph)).figure
    (chosen,) = [trace for trace in figure["data"] if trace["ids"] == ["BLR"]]
    cell = repository.dependents("RUS", 2020)["BLR"]["import_share"]
    assert math.isnan(cell.value)
    assert chosen["error_x"]["array"] == [pytest.approx((cell.high - cell.low) / 2)]
    assert "49.1–51.2 %" in chosen["hovertext"][0]


def test_the_year_is_the_latest_with_a_value(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    # Belarus's imports of 2020 rest on a wrong flow, and with them the asymmetry; its exports do not.
    assert "asymmetry, 2019" in text_of(scatter_of(View(repository), inside))
    section, _ = map_of(View(repository), inside)
    assert "goods exports, 2020" in text_of(section)


# --- the map


@pytest.mark.parametrize(
    ("pair", "asked"),
    [
        (Pair("BLR", "RUS"), {}),
        (Pair("BLR", "RUS"), {"indicator": "import_share", "year": "2020"}),
        (Pair("KAZ", "CHN"), {"indicator": "turnover_share", "year": "2010"}),
        (Pair("BLR", "EUU"), {}),
    ],
    ids=str,
)
def test_the_map_colours_and_tells_what_its_file_holds(
    pair: Pair, asked: dict[str, str], repository: Repository, inside: Inside, client: FlaskClient
) -> None:
    section, figure = map_of(View(repository, Query(pair), asked=asked), inside)
    rows = in_file(client, file_of(section, inside))
    share = asked.get("indicator", "export_share")
    go.Figure(figure)
    members = repository.groups.get(pair.partner, (pair.partner,))
    drawn = {
        code: (trace["meta"]["class"], text)
        for trace in figure["data"]
        for code, text in zip(trace["locations"], trace["text"], strict=True)
    }
    assert set(drawn) == set(repository.areas)
    for code, (one, text) in drawn.items():
        name = repository.name(code)
        if code in members:
            assert (one, text) == ("partner", f"{name}: the partner itself")
        elif code not in rows or not rows[code][f"{share}_high"]:
            assert one == "none"
        else:
            value = rows[code][share]
            low, high = (float(value or rows[code][f"{share}_{end}"] or "nan") for end in ("low", "high"))
            assert one == (plain_class(low) if plain_class(low) == plain_class(high) else "none"), code
            assert not value or text == f"{name}: {float(value):.1f} %"
    assert {one for one, _ in drawn.values()} >= {"partner", "none", "1", "5"}


def plain_class(share: float) -> str:
    return "1" if share < 1 else "2" if share < 5 else "3" if share < 10 else "4" if share < 25 else "5"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 0, "1"), (0.99, 0.99, "1"), (1, 1, "2"), (5, 5, "3"), (10, 10, "4"), (25, 25, "5"), (100, 100, "5"),
     (6, 9, "3"), (4, 6, "none"), (math.nan, 100, "none"), (math.nan, math.nan, "none")],
)  # fmt: skip
def test_a_break_belongs_to_the_class_above_it(low: float, high: float, expected: str) -> None:
    value = low if low == high else math.nan
    assert class_of(Row("", "2019", value, low, high, "mirror", ())) == expected


def test_the_legend_counts_the_countries_of_each_class(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    section, figure = map_of(View(repository), inside)
    (legend,) = [part for part in inside(section, html.Ul) if getattr(part, "className", "") == "legend"]
    entries = [text_of(item).strip() for item in inside(legend, html.Li)]
    counts = {trace["meta"]["class"]: len(trace["locations"]) for trace in figure["data"]}
    assert entries[:5] == [f"{title}: {counts[one]}" for one, title in classes().items()]
    assert entries[5:] == ["the partner itself", "no data, or bounds in several classes"]


def test_the_table_under_the_map_is_whole_and_sorted(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    section, _ = map_of(View(repository), inside)
    body = next(inside(section, html.Tbody))
    rows = [[text_of(cell) for cell in row.children] for row in body.children]
    known = repository.dependents("RUS", 2020)
    assert len(rows) == len(known)
    assert rows[0][:2] == ["Belarus", "45.7"]
    by_name = {curly(repository.name(code)): code for code in known}
    values = [known[by_name[name]]["export_share"] for name, *_ in rows]
    middles = [(cell.low + cell.high) / 2 for cell in values]
    ranked = [value for value in middles if not math.isnan(value)]
    assert ranked == sorted(ranked, reverse=True)
    assert all(map(math.isnan, middles[len(ranked) :]))
    for row in body.children:
        code = by_name[text_of(row.children[0])]
        record = {"period": "2020", "status": "mirror"}
        for name in NAMES:
            cell = known[code][name]
            ends = {name: cell.value, f"{name}_low": cell.low, f"{name}_high": cell.high}
            record |= {key: None if math.isnan(value) else value for key, value in ends.items()}
        expected = [span(row_of(record, name), "percent") for name in NAMES]
        assert [text_of(cell) for cell in row.children[1:]] == expected, code


def test_the_form_of_the_map_offers_every_partner_and_keeps_the_rest(repository: Repository, inside: Inside) -> None:
    view = View(repository, Query(Pair("KAZ", "RUS")), asked={"year": "2010"}, bounds=False)
    form = next(inside(world_map.body(view), html.Form))
    fields = {field.attributes["name"]: field for field in inside(form, Element) if "name" in field.attributes}
    assert (form.action, form.method) == ("/peers/map", "GET")
    assert {name: fields[name].attributes.get("value") for name in ("dependent", "bounds")} == {
        "dependent": "KAZ", "bounds": "off"
    }  # fmt: skip
    offered = {option.attributes["value"] for option in inside(fields["partner"], Element) if option.tag == "option"}
    assert offered == repository.partners - {"KAZ"}
    chosen = [option.attributes["value"] for option in inside(form, Element) if option.attributes.get("selected")]
    assert chosen == ["RUS", "export_share", "2010"]


@pytest.mark.parametrize(
    ("path", "asked", "told"),
    [
        ("/peers/map", {"year": "1999"}, "year: expected a year from 2000 to 2020; found '1999'"),
        ("/peers/map", {"year": "soon"}, "year: expected a year from 1900 to 2100; found 'soon'"),
        ("/peers/map", {"indicator": "creditor_share"}, "indicator: expected one of export_share, import_share"),
        ("/peers", {"year": "2023"}, "year: expected a year from 2000 to 2020; found '2023'"),
        ("/peers", {"year": "<b>"}, "year: expected a year from 1900 to 2100"),
    ],
)
def test_nonsense_is_answered_in_words(
    path: str, asked: dict[str, str], told: str, whole: Whole, inside: Inside, text_of: TextOf
) -> None:
    page = whole(path, Pair("BLR", "RUS"), asked)
    (problem,) = [part for part in inside(page, html.P) if getattr(part, "className", "") == "problem"]
    assert text_of(problem).startswith(told)


def test_a_partner_without_trade_of_the_world_is_told(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    content = world_map.body(View(repository, Query(Pair("BLR", "FRO"))))
    assert list(inside(content, html.Section)) == []
    assert "has none of" in text_of(content)
    shown = peers.body(View(repository, Query(Pair("BLR", "FRO"))))
    assert [part for part in inside(shown, html.Section) if getattr(part, "id", "") == "peers-scatter"] == []


def test_peers_lead_to_the_map_with_their_year_and_share(repository: Repository, inside: Inside) -> None:
    asked = {"indicator": "import_share", "year": "2010"}
    links = [link.href for link in inside(peers.body(View(repository, Query(Pair("KGZ", "CHN")), asked=asked)), html.A)]
    (to_map,) = [urlsplit(link) for link in links if urlsplit(link).path == "/peers/map"]
    assert parse_qs(to_map.query) == {
        "dependent": ["KGZ"], "partner": ["CHN"], "indicator": ["import_share"], "year": ["2010"]
    }  # fmt: skip
