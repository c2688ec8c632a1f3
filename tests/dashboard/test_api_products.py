"""The route of product lines and its section of the page of trade: real lines, defaults, and what is refused."""

import csv
import io
import math

import pytest
from flask.testing import FlaskClient

from dashboard.analysis_tables import PRODUCTS
from dashboard.parameters import Query
from dashboard.product_lines import product_lines
from dashboard.repository import Repository
from dashboard.view import View
from indicators.model import Pair
from indicators.products.flags import LACKING

BELARUS = Pair("BLR", "RUS")


def rows_of(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/products.csv{query}")
    assert answer.status_code == 200, answer.text[:200]
    assert answer.text.splitlines()[0] == ",".join(PRODUCTS.names)
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_chapter_of_fuels_of_2016(client: FlaskClient) -> None:
    fuels, wood = rows_of(client, "?level=hs2&year=2016")
    assert (fuels["product"], fuels["period"], fuels["status"]) == ("27", "2016", "reported")
    assert float(fuels["imports_from_partner"]) == pytest.approx(7291.8825)
    assert float(fuels["imports"]) == pytest.approx(7372.9581)
    assert float(fuels["import_share"]) == pytest.approx(98.9, abs=0.01)
    assert float(fuels["concentration_low"]) == pytest.approx(0.978, abs=0.001)
    assert (fuels["cdi1"], fuels["cdi2"], fuels["cdi3"], fuels["flagged"], fuels["persistent"]) == ("true",) * 5
    assert (wood["cdi3"], wood["flagged"]) == ("false", "false"), "more wood is sold than bought"
    assert fuels["substitutability"] == "", "a dozen reporters are not the world"
    assert fuels["sources"] == "comtrade@2026-11-23"


def test_without_a_level_the_finest_that_holds_half_of_the_trade_and_the_latest_year(client: FlaskClient) -> None:
    rows = rows_of(client, "")
    assert {(row["level"], row["period"]) for row in rows} == {("groups", "2019")}
    assert len(rows) == 16
    animal = next(row for row in rows if row["product"] == "animal")
    assert animal["imports"] == animal["flagged"] == "", "WITS has no imports by group"
    assert float(animal["at_risk_low"]) < float(animal["at_risk"]) < float(animal["at_risk_high"])


def test_json_has_null_for_what_is_not_known(client: FlaskClient) -> None:
    rows = client.get("/api/v1/products?level=sitc").json
    assert [row["product"] for row in rows] == [f"SITC{number}" for number in range(9)]
    assert all(row["persistent"] in (None, False) for row in rows), "2013 and 2014 are not at hand"
    assert client.get("/api/v1/products.json?level=sitc").json == rows


def test_nothing_is_an_empty_list(client: FlaskClient) -> None:
    assert client.get("/api/v1/products?level=hs6").json == []
    assert rows_of(client, "?level=hs2&year=2019") == []


@pytest.mark.parametrize("query", ["level=hs8", "year=19", "year=2101", "partner=BLR", "indicator=x"])
def test_a_wrong_parameter_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/products.csv?{query}")
    assert answer.status_code == 400
    assert answer.json["parameter"] == query.partition("=")[0]


def test_every_pair_that_has_no_lines_says_what_to_do(repository: Repository) -> None:
    nobody = [
        code for code in sorted(repository.areas) if not repository.level(Pair("BLR", code), "imports", "exports")
    ]
    said = [found.children for found in product_lines(View(repository, Query(Pair("BLR", nobody[0])))).children[3::2]]
    assert said == [LACKING[:1].upper() + LACKING[1:]] * 2
    assert "DEPDASH_COMTRADE_KEY" in LACKING


def test_the_page_shows_the_largest_lines_first(repository: Repository) -> None:
    page = str(product_lines(View(repository, Query(BELARUS))).to_plotly_json())
    assert page.index("SITC3") < page.index("SITC6") < page.index("SITC1")
    assert "Groups of chapters" in page
    assert "the 12 largest of 16" in page
    largest = max(repository.products(BELARUS, "groups")["2019"], key=lambda line: line.exports_to_partner)
    assert largest.product == "animal"
    assert not math.isnan(largest.at_risk)
