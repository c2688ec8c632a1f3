"""CSV for spreadsheets with a decimal comma: the same cells, written as these read them."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from dashboard.operations import OPERATIONS

API = "/api/v1"
FILES = ("indicators/export_share.csv", "measures/gas_price_paid.csv", "claims.csv", "events.csv",
         "series.csv?q=potash", "scenarios/S1.csv", "peers/export_share.csv",
         "claims/C041/specifications.csv")  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_the_same_cells_are_written_for_a_decimal_comma(path: str, client: FlaskClient) -> None:
    joined = "&" if "?" in path else "?"
    plain, comma = client.get(f"{API}/{path}"), client.get(f"{API}/{path}{joined}dialect=excel-comma")
    assert comma.data.startswith(b"\xef\xbb\xbf")
    assert not plain.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(plain.text)))
    others = list(csv.reader(io.StringIO(comma.data.decode("utf-8-sig")), delimiter=";"))
    assert others[0] == rows[0]
    assert len(others) == len(rows) > 1
    for cells, told in zip(rows[1:], others[1:], strict=True):
        for cell, other in zip(cells, told, strict=True):
            assert other in (cell, cell.replace(".", ","))


def test_numbers_have_a_comma_and_texts_keep_their_points(client: FlaskClient) -> None:
    text = client.get(f"{API}/indicators/export_share.csv?from=2019&to=2019&dialect=excel-comma").data.decode(
        "utf-8-sig"
    )
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    told = dict(zip(head, row, strict=True))
    assert told["value"].startswith("41,3")
    assert "." not in told["value"]
    assert told["as_of"].count("-") == 2


def test_a_dialect_that_is_none_is_refused_and_only_a_csv_has_one(client: FlaskClient) -> None:
    answer = client.get(f"{API}/events.csv?dialect=excel")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "dialect")
    assert client.get(f"{API}/events.json?dialect=excel-comma").status_code == 400
    for operation in OPERATIONS:
        named = "dialect" in [parameter.name for parameter in operation.parameters]
        assert named == (operation.form == "csv"), operation.id
