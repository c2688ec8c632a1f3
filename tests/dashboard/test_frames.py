"""The function for notebooks gives what the API gives."""

import io

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.frames import frame
from dashboard.repository import Repository
from ingest.errors import ParameterError


@pytest.mark.parametrize("name", ["export_share", "gas_price_discount", "gas_price_paid"])
def test_a_table_is_the_csv_of_the_api(name: str, client: FlaskClient, repository: Repository) -> None:
    kind = "measures" if name in repository.measures else "indicators"
    told = client.get(f"/api/v1/{kind}/{name}.csv?dependent=BLR&partner=RUS&from=2010").text
    found, read = frame(name, from_="2010"), pd.read_csv(io.StringIO(told), dtype={"period": str})
    assert list(found.columns) == list(read.columns)
    for column in found:
        pd.testing.assert_series_equal(found[column], read[column], check_dtype=False)
    assert found.attrs["snapshot"] == repository.snapshot.id
    assert found.attrs["unit"] == found["unit"].iloc[0]
    assert all("@" in source for source in found.attrs["sources"])


def test_what_is_empty_says_why() -> None:
    found = frame("creditor_share", dependent="FJI", partner="NRU")
    assert found.empty
    assert found.attrs["reason"]
    assert list(found.columns)[:3] == ["indicator", "dependent", "partner"]


@pytest.mark.parametrize(("name", "asked", "said"), [
    ("export", {}, "name: expected one of export_share"),
    ("export_share", {"dependent": "Belarus"}, "dependent: expected"),
    ("export_share", {"since": "2010"}, "since"),
])  # fmt: skip
def test_what_is_wrong_is_told(name: str, asked: dict[str, str], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        frame(name, **asked)
