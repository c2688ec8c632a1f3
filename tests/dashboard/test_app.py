"""The web application as any client may meet it: headers, limits, hashes of scripts, callbacks with wrong values."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.app import pages
from dashboard.view import SHARED
from indicators.catalogue import CATALOGUE

UPDATE = "/_dash-update-component"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ANSWERS = [
    ("/", 200),
    ("/trade?dependent=KAZ", 200),
    ("/healthz", 200),
    ("/readyz", 200),
    ("/_dash-layout", 200),
    ("/_dash-dependencies", 200),
    ("/assets/style.css", 200),
    ("/api/v1/indicators/export_share.csv", 200),
    ("/api/v1/indicators/export_share?from=soon", 400),
    ("/api/v1/nix", 404),
    ("/assets/nix.css", 404),
]
STRANGE: list[Any] = [{}, {"a": 1}, [], ["all"], 7, 1.5, True, None, "x" * 10_000, "\x00", "<script>alert(1)</script>"]

# Addresses of pages: sensible ones, wrong ones and such as only a machine would type.
NAMES = sorted({*(parameter.name for parameter in SHARED), *(name for page in pages() for name in page.asks)})
SENSIBLE = (
    "BLR", "RUS", "KAZ", "CHN", "EUU", "WLD", "BLR-RUS", "KAZ-RUS", "2019", "2019-06", "2020Q1", "1996", "2026",
    "2021-09-02", "on", "off", "ru", "be", "en", "C041", "S1", "europe", "wits", "gas", "baci", "2015..2019", "12",
    "0.5", "-1", "high", "net_official_flow.net_flow", *CATALOGUE,
)  # fmt: skip
MANGLED = ("", " ", "nan", "inf", "1e999", "0", "9" * 30, "../..", "%", "<b>", "'\"", "\u202e", "١٩", "🌾", "x" * 300)
PATHS = st.one_of(
    st.sampled_from([page.path.replace("<indicator>", "export_share") for page in pages()]),
    st.sampled_from(["/embed/", "/embed/nix", "/trade/", "//trade", "/Trade", "/memo/C041", "/nix", "/peers/map/"]),
    st.text(max_size=20).map(lambda text: "/" + quote(text)),
)
VALUES = st.one_of(st.sampled_from(SENSIBLE), st.sampled_from(MANGLED), st.text(max_size=12))
QUERIES = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=6)), VALUES, max_size=5).map(urlencode)
SEARCHES = st.one_of(QUERIES, QUERIES.map(lambda text: f"{text}&{text}"), st.text("a=&;%?+#12", max_size=20))


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_carries_the_security_headers(path: str, status: int, client: FlaskClient) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(policy["script-src"])
    answer.close()  # an asset is an open file


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def test_the_policy_lets_our_inline_scripts_run_and_no_others(client: FlaskClient) -> None:
    answer = client.get("/")
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", answer.get_data(as_text=True), re.DOTALL)
    run = [body for attributes, body in inline if "application/json" not in attributes]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in run]
    assert run
    assert set(directives(answer.headers["Content-Security-Policy"])["script-src"]) == {"'self'", *hashes}


def test_everything_is_fetched_from_here(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]+", text) == []


def test_the_page_tells_its_language_and_fits_a_phone(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    for size, status in ((1_000_000, 400), (1_000_001, 413)):
        answer = client.post(UPDATE, data=b" " * size, content_type="application/json")
        assert answer.status_code == status


def test_no_chart_offers_to_send_data_away(client: FlaskClient) -> None:
    pages = ("/", "/trade", "/energy", "/finance", "/transit")
    graphs = [graph for path in pages for graph in found(layout_of(client, path), "Graph")]
    assert len(graphs) > 15
    for graph in graphs:
        assert graph["props"]["config"]["showSendToCloud"] is False
        assert not graph["props"]["config"].get("showEditInChartStudio")
        assert graph["props"]["config"]["displayModeBar"] is False


def layout_of(client: FlaskClient, path: str, search: str = "") -> Any:
    """What the router's callback answers for an address, as the browser asks it."""
    answer = client.post(UPDATE, json=asked(client, "_pages_content", [path, search]))
    assert answer.status_code == 200
    return answer.get_json()["response"]["_pages_content"]["children"]


def asked(client: FlaskClient, output: str, values: list[Any]) -> dict[str, Any]:
    """The body that a browser posts to run the callback of `output` with these values."""
    callbacks = client.get("/_dash-dependencies").get_json()
    (callback,) = [known for known in callbacks if output in known["output"]]
    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
        for name in callback["output"].strip(".").split("...")
    ]
    inputs = [entry | {"value": value} for entry, value in zip(callback["inputs"], values, strict=True)]
    changed = [f"{entry['id']}.{entry['property']}" for entry in inputs]
    single = not callback["output"].startswith("..")
    return {
        "output": callback["output"], "outputs": outputs[0] if single else outputs, "inputs": inputs,
        "changedPropIds": changed, "state": [entry | {"value": None} for entry in callback.get("state", [])],
    }  # fmt: skip


def found(content: Any, kind: str) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        here = [content] if content.get("type") == kind else []
        return here + [item for value in content.values() for item in found(value, kind)]
    return [item for value in content for item in found(value, kind)] if isinstance(content, list) else []


@pytest.mark.parametrize("position", range(2), ids=["path", "query"])
@pytest.mark.parametrize("value", STRANGE, ids=lambda value: f"{value!r:.20}")
def test_the_router_takes_any_value_calmly(value: Any, position: int, client: FlaskClient) -> None:
    values: list[Any] = ["/memo", ""]
    values[position] = value
    answer = client.post(UPDATE, json=asked(client, "_pages_content", values))
    assert answer.status_code < 500
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_page_holds_its_markup_as_it_is(client: FlaskClient) -> None:
    answer = client.post(UPDATE, json=asked(client, "_pages_content", ["/about", "lang=ru"]))
    assert "</p>" in answer.text
    assert "Беларус" in answer.text
    assert "\\u" not in answer.text


def test_a_page_is_laid_out_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = asked(client, "_pages_content", ["/about", ""])
    first = client.post(UPDATE, json=page)
    monkeypatch.setattr("dashboard.app.settled", lambda _: pytest.fail("laid out again"))
    again = client.post(UPDATE, json=page)
    assert (again.data, again.status_code) == (first.data, 200)
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


@given(path=PATHS, search=SEARCHES)
@example(path="/trade", search="from=2020&to=2010")
@example(path="/peers", search="dependent=RUS&partner=RUS")
@example(path="/compare", search="with=BLR-BLR&and=export_share.nix")
@example(path="/data/changes", search="from=000000000000&to=../etc")
@example(path="/scenarios", search="scenario=S9&gas_price=nan")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_is_answered_with_a_page_or_refused(path: str, search: str, client: FlaskClient) -> None:
    answer = client.post(UPDATE, json=asked(client, "_pages_content", [path, f"?{search}"]))
    assert answer.status_code in (200, 400), answer.get_data(as_text=True)[:300]
    assert "Traceback" not in answer.get_data(as_text=True)
    opened = client.get(f"{path}?{search}")
    assert opened.status_code < 500
    opened.close()


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', "7", "{}", '{"output": 7}', '{"output": "nix.children"}'])
def test_a_body_that_is_no_callback_is_refused(body: str, client: FlaskClient) -> None:
    answer = client.post(UPDATE, data=body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "search", "told"),
    [
        ("/trade", "?dependent=XXX", "dependent: expected an ISO 3166 alpha-3 code"),
        ("/", "?partner=blr", "partner: expected an ISO 3166 alpha-3 code"),
        ("/finance", "?dependent=RUS&partner=RUS", "partner: expected another country"),
        ("/memo", "?state=nonsense", "state: expected all or one of supported"),
        ("/memo", "?theme=nonsense", "theme: expected all or one of"),
        ("/memo", f"?q={'x' * 101}", "q: expected at most 100 characters"),
        ("/memo", "?claim=C999", "claim: expected C001 to C107"),
        ("/nonsense", "", "/trade"),
    ],
)
def test_a_bad_address_says_what_is_allowed(path: str, search: str, told: str, client: FlaskClient) -> None:
    content = layout_of(client, path, search)
    text = json.dumps(content)
    assert told in text
    assert "<nav " in text, "the way to the other pages is kept"
    assert found(content, "Graph") == []


def test_the_layout_names_the_snapshot(app: Dash, client: FlaskClient) -> None:
    stores = [store["props"] for store in found(client.get("/_dash-layout").get_json(), "Store")]
    assert client.get("/readyz").get_json()["snapshot"] in [store.get("data") for store in stores]
    assert app.config.update_title == ""
