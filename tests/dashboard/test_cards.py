"""A chart's menu: every file holds what the chart draws, and what is shared says pair, snapshot and sources."""

import csv
import io
import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard.app import pages
from dashboard.graph import Graph
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.periods import period

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
PAGES = {page.path: page for page in pages()}
SPAN = Query(start=period("2005"), end=period("2021"))
THEN = Query(as_of=date(2021, 9, 30))
Points = set[tuple[str, str, float]]  # variant, period, value


def card(view: View, path: str, identity: str, inside: Inside) -> html.Section:
    (found,) = [part for part in inside(PAGES[path].body(view), html.Section) if getattr(part, "id", "") == identity]
    return found


def menu(shown: html.Section, inside: Inside) -> Any:
    (found,) = [part for part in inside(shown, html.Details) if getattr(part, "className", "") == "chart-menu"]
    return found


def rows_of(form: str, payload: bytes) -> list[dict[str, Any]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(payload.decode())))
    if form == "parquet":
        return list(pq.read_table(io.BytesIO(payload)).to_pylist())
    head, *rows = openpyxl.load_workbook(io.BytesIO(payload)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def in_file(rows: list[dict[str, Any]]) -> Points:
    return {
        (row.get("variant") or "", row["period"], round(float(row["value"]), 6))
        for row in rows
        if row["value"] not in ("", None) and not math.isnan(float(row["value"]))
    }


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(
    ("path", "identity", "query"),
    [
        ("/trade", "trade-shares", Query()),
        ("/energy", "energy-oil-transfer", SPAN),
        ("/finance", "finance-share", SPAN),
        ("/finance", "finance-flow", THEN),
    ],
)
def test_the_files_of_the_menu_hold_what_the_chart_draws(
    path: str, identity: str, query: Query, form: str, repository: Repository, inside: Inside, client: FlaskClient
) -> None:
    shown = card(View(repository, query), path, identity, inside)
    graph = next(inside(shown, Graph))
    links = [link.href for link in inside(menu(shown, inside), html.A) if urlsplit(link.href).path.endswith(form)]
    assert links
    for link in links:
        name = urlsplit(link).path.rpartition("/")[2].removesuffix(f".{form}")
        traces = [t for t in graph.figure["data"] if (t["meta"]["id"], t["meta"]["role"]) == (name, "value")]
        drawn = {
            (trace["meta"]["variant"], told[0], round(y / trace["meta"]["scale"], 6))
            for trace in traces
            for told, y in zip(trace["customdata"], trace["y"], strict=True)
            if y is not None
        }
        assert drawn
        # The price chart begins with the first price at hand; files hold the earlier periods too.
        first = min(when for _, when, _ in drawn)
        found = {point for point in in_file(rows_of(form, client.get(link).get_data())) if point[1] >= first}
        assert found == drawn


def test_the_menu_says_what_is_shared(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    found = menu(card(View(repository, Query(Pair("KAZ", "RUS"))), "/trade", "trade-shares", inside), inside)
    told = found.to_plotly_json()["props"]
    assert told["data-title"] == "Russia’s share of Kazakhstan’s goods trade"
    assert told["data-chart"] == "trade-shares"
    for part in ("depdash", "Kazakhstan on Russia", repository.snapshot.id, "World Integrated Trade Solution"):
        assert part in told["data-cite"], part
    buttons = {getattr(button, "data-do"): text_of(button) for button in inside(found, html.Button)}
    assert list(buttons) == ["png", "svg", "copy-image", "copy-citation", "copy-link", "copy-embed"]
    (embed,) = [button for button in inside(found, html.Button) if getattr(button, "data-do") == "copy-embed"]
    assert getattr(embed, "data-id") in CATALOGUE


def test_a_chart_of_measures_alone_has_nothing_to_embed(repository: Repository, inside: Inside) -> None:
    found = menu(card(View(repository), "/trade", "trade-levels", inside), inside)
    assert "copy-embed" not in [getattr(button, "data-do") for button in inside(found, html.Button)]


def test_a_pinned_view_asks_its_files_of_its_snapshot(repository: Repository, inside: Inside) -> None:
    for path in ("/trade", "/peers", "/data", "/memo", "/"):
        for pinned in (True, False):
            links = [link.href for link in inside(PAGES[path].body(View(repository, pinned=pinned)), html.A)]
            files = [link for link in links if link.startswith("/api/") and "openapi" not in link]
            assert files, path
            assert {f"snapshot={repository.snapshot.id}" in link for link in files} == {pinned}, path


def test_the_cells_of_the_table_name_their_point(repository: Repository, inside: Inside) -> None:
    shown = card(View(repository), "/finance", "finance-share", inside)
    cells = [link.to_plotly_json()["props"] for link in inside(shown, html.A) if hasattr(link, "data-point")]
    result = repository.result("creditor_share", Pair("BLR", "RUS"))
    assert [cell["data-period"] for cell in cells] == [row.period for row in result.rows if row.observations]
    assert {(cell["data-point"], cell["data-dependent"], cell["data-partner"]) for cell in cells} == {
        ("creditor_share", "BLR", "RUS")
    }
