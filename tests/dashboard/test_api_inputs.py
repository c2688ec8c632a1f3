"""The inputs over HTTP, as freely as the results: search, series as published, measures, lineage; and manners."""

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.repository import Repository
from dashboard.tables import OBSERVATIONS, SERIES

API = "/api/v1"
EXPORTS = "wits:export:BLR:RUS:_T:USD_mn:A"


def told(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    content: dict[str, Any] = json.loads(answer.get_data())
    assert set(content) == {"type", "title", "status", "detail", "parameter"}
    return content


def test_series_are_searched_and_paged(client: FlaskClient, repository: Repository) -> None:
    whole = told(client.get(f"{API}/series"))
    assert whole["total"] == len(repository.snapshot.tables.series)
    assert len(whole["items"]) == whole["limit"] == 100
    assert list(whole["items"][0]) == SERIES.names
    asked = "q=Goods EXPORTS&source=wits&reporter=BLR&limit=2"
    first = told(client.get(f"{API}/series?{asked}"))
    second = told(client.get(first["next"]))
    assert first["total"] == second["total"] > 4
    assert second["offset"] == 2
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}
    assert {(item["source"], item["reporter"]) for item in first["items"] + second["items"]} == {("wits", "BLR")}
    last = told(client.get(f"{API}/series?{asked}&offset={first['total'] - 1}"))
    assert (len(last["items"]), last["next"]) == (1, None)
    full = told(client.get(f"{API}/series?{asked}&offset={first['total'] - 2}"))
    assert (len(full["items"]), full["next"]) == (2, None)
    assert [row["id"] for row in rows_of(client.get(f"{API}/series.csv?{asked}"))] == [i["id"] for i in first["items"]]


def test_a_series_is_given_as_published_under_its_id_however_encoded(client: FlaskClient) -> None:
    plain = rows_of(client.get(f"{API}/series/{EXPORTS}.csv"))
    assert list(plain[0]) == OBSERVATIONS.names
    assert rows_of(client.get(f"{API}/series/{quote(EXPORTS, safe='')}.csv")) == plain
    whole = told(client.get(f"{API}/series/{EXPORTS}.json"))
    assert told(client.get(f"{API}/series/{EXPORTS}")) == whole
    assert [str(row["value"]) for row in whole["observations"]] == [row["value"] for row in plain]
    assert whole["series"]["observations"] == len(plain)
    (row,) = told(client.get(f"{API}/series/{EXPORTS}?from=2019&to=2019"))["observations"]
    assert row["value"] == pytest.approx(13_624, abs=1)
    assert told(client.get(f"{API}/series/{EXPORTS}?as_of=1990-01-01"))["observations"] == []


def test_an_id_of_every_source_can_be_asked(client: FlaskClient, repository: Repository) -> None:
    ids = repository.snapshot.tables.series.groupby("source", observed=True)["series_id"].last()
    for name in ids:
        assert told(client.get(f"{API}/series/{quote(name, safe='')}.json"))["series"]["id"] == name


def test_measures_tell_what_fills_them(client: FlaskClient) -> None:
    listed = {entry["id"]: entry for entry in told(client.get(f"{API}/measures"))}
    assert {"wits", "rosstat", "press"} <= set(listed["goods_exports"]["sources"])
    assert listed["goods_exports"]["candidates"][0]["source"] == "wits"
    assert listed["goods_exports"]["unit"] == "USD mn"
    assert [next(iter(each)) for each in listed["goods_turnover_total"]["candidates"]] == ["sum"]
    assert "wits" in listed["goods_turnover_total"]["sources"]


@pytest.mark.parametrize("name", ["export_share", "gas_price_discount", "tranche_size"])
@pytest.mark.parametrize("pair", ["", "?dependent=UZB&partner=USA"])
def test_files_have_the_cells_of_the_csv(name: str, pair: str, client: FlaskClient) -> None:
    rows = rows_of(client.get(f"{API}/indicators/{name}.csv{pair}"))
    parquet = pq.read_table(io.BytesIO(client.get(f"{API}/indicators/{name}.parquet{pair}").data)).to_pylist()
    assert [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in parquet] == rows
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{API}/indicators/{name}.xlsx{pair}").data))
    header, *cells = book.active.iter_rows(values_only=True)
    kept = [dict(zip(header, row, strict=True)) for row in cells]
    assert [row["value"] for row in kept] == [float(row["value"]) if row["value"] else None for row in rows]
    assert [(row["period"], row["sources"] or "") for row in kept] == [(r["period"], r["sources"]) for r in rows]


def test_lineage_of_one_variant(client: FlaskClient, repository: Repository) -> None:
    path = f"{API}/lineage/gas_price_discount/2019"
    every = told(client.get(path))
    one = told(client.get(f"{path}?variant={every[0]['variant']}"))
    assert one == every[:1]
    (observation, *_) = one[0]["observations"]
    assert {"source", "edition", "sha256", "row", "locator", "via", "vintage", "series"} <= set(observation)
    assert problem(client.get(f"{path}?variant=nix"), 400)["parameter"] == "variant"
    assert problem(client.get(f"{API}/lineage/export_share/2019?variant=nix"), 400)["parameter"] == "variant"


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("series?colour=red", 400, "colour"),
        ("series?limit=0", 400, "limit"),
        ("series?limit=1001", 400, "limit"),
        ("series?limit=ten", 400, "limit"),
        ("series?limit=%D9%A1", 400, "limit"),
        ("series?offset=-1", 400, "offset"),
        ("series?q=%00", 400, "q"),
        ("series?q=%FF%FE", 400, "q"),
        (f"series?q={'x' * 201}", 400, "q"),
        ("series?q=gas&q=oil", 400, "q"),
        ("series?source=nix", 400, "source"),
        ("series?item=%00", 400, "item"),
        ("series?freq=W", 400, "freq"),
        (f"series?{'x' * 3000}=1", 400, "x" * 40),
        ("series/nix", 404, "id"),
        ("series/nix.csv", 404, "id"),
        ("series/a%2Fb.csv", 404, "id"),
        (f"series/{EXPORTS}.xml", 404, "format"),
        (f"series/{EXPORTS}?dependent=BLR", 400, "dependent"),
        ("series/%FF%00.csv", 404, "id"),
        ("claims?theme=gas", 400, "theme"),
        ("indicators?x=1", 400, "x"),
        ("package.zip?dependent=RUS", 400, "partner"),
        ("package.zip?from=2010", 400, "from"),
        ("package.rar", 404, "format"),
        ("lineage/export_share/nix", 404, "period"),
        ("lineage/export_share/%00", 404, "period"),
        ("measures/nix.parquet", 404, "id"),
    ],
)
def test_bad_input_is_told(path: str, status: int, parameter: str, client: FlaskClient) -> None:
    found = problem(client.get(f"{API}/{path}"), status)
    assert found["parameter"] == parameter
    assert ": expected " in found["detail"]
    assert len(found["detail"]) < 12_000


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/api/v1/indicators", "/api/v1/series/x.csv", "/api/nix", "/healthz"])
def test_a_wrong_method_is_told(method: str, path: str, client: FlaskClient) -> None:
    answer = client.open(path, method=method)
    assert problem(answer, 405)["parameter"] == "method"
    assert "GET" in answer.headers["Allow"]


def test_a_wrong_method_on_a_page_is_no_matter_of_the_api(client: FlaskClient) -> None:
    answer = client.post("/trade")
    assert answer.status_code == 405
    assert answer.content_type != "application/problem+json"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_other_sites_may_read_the_api_and_only_that(client: FlaskClient) -> None:
    for path in ("claims.csv", "nix", "claims?x=1"):
        answer = client.get(f"{API}/{path}")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    asked = client.options(f"{API}/series")
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_an_answer_is_kept_as_long_as_it_is_the_same(
    encoding: str, client: FlaskClient, repository: Repository
) -> None:
    headers = {"Accept-Encoding": encoding}
    answer = client.get(f"{API}/claims.csv", headers=headers)
    assert answer.headers["ETag"].startswith(f'"{repository.snapshot.id}-')
    assert answer.headers["Depdash-Snapshot"] == repository.snapshot.id
    assert "max-age" in answer.headers["Cache-Control"]
    again = client.get(f"{API}/claims.csv", headers=headers | {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{API}/events.csv", headers=headers | {"If-None-Match": answer.headers["ETag"]})
    assert other.status_code == 200
    refused = client.get(f"{API}/claims.csv?x=1", headers=headers | {"If-None-Match": answer.headers["ETag"]})
    assert refused.status_code == 400
    assert "ETag" not in refused.headers


def test_head_tells_what_get_would(client: FlaskClient) -> None:
    head, get = client.head(f"{API}/events.csv"), client.get(f"{API}/events.csv")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(get.data))
