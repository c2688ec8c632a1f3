"""The description of the API: valid OpenAPI, every route in it, and true of what the server does."""

import itertools
from typing import Any

import jsonschema
import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from dashboard import openapi
from dashboard.api import rules
from dashboard.operations import OPERATIONS, Operation
from dashboard.parameters import QUESTION, SEARCH
from dashboard.repository import Repository

ODD = ["", " ", "\x00", "\ufffd", "..", "%", "'", "BLR ", "0", "-1", "9" * 400, "Беларусь", "2019", "NaN", "null"]


@pytest.fixture(scope="module")
def described(repository: Repository) -> dict[str, Any]:
    return openapi.description(repository)


def test_it_is_valid(described: dict[str, Any]) -> None:
    validate(described)


def test_every_route_of_the_api_is_described_and_no_other(app: Dash, described: dict[str, Any]) -> None:
    assert not [rule for rule in app.server.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    served = {rule.rule.replace("<path:", "<").replace("<", "{").replace(">", "}") for rule in rules().iter_rules()}
    assert served == set(described["paths"])


def test_the_description_is_served(client: FlaskClient, described: dict[str, Any]) -> None:
    assert client.get("/api/v1/openapi.json").get_json() == described


def address(operation: Operation, repository: Repository) -> str:
    """The operation's address with an allowed value for everything in its path."""
    filled = operation.address
    for parameter in operation.parameters:
        if parameter.within == "path":
            value = next(iter(parameter.choices(repository))) if parameter.choices else parameter.example
            filled = filled.replace(f"{{{parameter.name}}}", value)
    return filled


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_an_answer_is_what_its_schema_says(
    operation: Operation, client: FlaskClient, repository: Repository, described: dict[str, Any]
) -> None:
    answer = client.get(address(operation, repository))
    assert answer.status_code == 200
    (media,) = told = described["paths"][operation.address]["get"]["responses"]["200"]["content"]
    assert answer.mimetype == media
    if media == "application/json":
        schema = told[media]["schema"] | {"components": described["components"]}
        checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        assert [error.message for error in itertools.islice(checker.iter_errors(answer.get_json()), 3)] == []


def test_what_the_description_allows_is_what_is_taken(client: FlaskClient, described: dict[str, Any]) -> None:
    """Each odd text: taken where its schema allows it, or it is empty; refused by name everywhere else."""
    search = described["paths"]["/api/v1/series"]["get"]["parameters"]
    export = described["paths"]["/api/v1/indicators/{id}.json"]["get"]["parameters"][1:]
    assert [told["name"] for told in search] == [*(parameter.name for parameter in SEARCH), "snapshot"]
    assert [told["name"] for told in export] == [*(parameter.name for parameter in QUESTION), "snapshot"]
    for path, known in (("series", search), ("indicators/export_share.json", export)):
        for told, text in itertools.product(known, ODD):
            answer = client.get(f"/api/v1/{path}", query_string={told["name"]: text})
            value = int(text) if told["schema"]["type"] == "integer" and text.isascii() and text.isdigit() else text
            checker = jsonschema.Draft202012Validator(told["schema"], format_checker=jsonschema.FormatChecker())
            allowed = not text or checker.is_valid(value)
            assert answer.status_code == (200 if allowed else 400), (path, told["name"], text)
            assert allowed or answer.get_json()["parameter"] == told["name"]


TEXTS = st.one_of(st.sampled_from([*ODD, "BLR", "RUS", "2010", "2012Q1..2013", "1", "A"]), st.text(max_size=12))
NAMES = st.sampled_from([*(parameter.name for parameter in (*SEARCH, *QUESTION)), "variant", "colour"])


@given(
    operation=st.sampled_from([operation for operation in OPERATIONS if operation.form != "zip"]),
    path=st.one_of(st.none(), TEXTS),
    asked=st.dictionaries(NAMES, TEXTS, max_size=3),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_is_an_error_of_ours(
    operation: Operation, path: str | None, asked: dict[str, str], client: FlaskClient, repository: Repository
) -> None:
    filled = address(operation, repository)
    if path is not None:
        filled = operation.address.replace("{id}", path.replace("/", "")).replace("{period}", path.replace("/", ""))
    answer = client.get(filled.replace("?", "").replace("#", ""), query_string=asked)
    assert answer.status_code in (200, 400, 404, 308)
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json"
        jsonschema.validate(answer.get_json(), openapi.schemas()["Problem"])
