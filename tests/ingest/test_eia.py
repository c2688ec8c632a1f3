"""EIA Brent: months, unit, and what is refused."""

from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import eia

PATH = eia.FILES[0]


def test_mid_month_dates_become_months(sources: Path) -> None:
    table = eia.parse((sources / PATH).read_bytes(), PATH).observations
    assert table["period"].iloc[0] == "1987-05"
    assert table["period"].iloc[-1] == "2026-07"
    assert table["period"].is_unique
    assert len(table) == 471
    august = table[table["period"] == "2021-08"].iloc[0]
    assert (august["value"], august["unit"], august["freq"], august["item"]) == (70.75, "USD/bbl", "M", "RBRTE")


def test_rows_point_at_the_line_in_the_file(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    lines = payload.decode().splitlines()
    last = eia.parse(payload, PATH).observations.iloc[-1]
    assert lines[last["row"] - 1] == f"{last['period']}-15,{last['value']}"


def test_the_daily_file_is_refused(sources: Path) -> None:
    path = "econ/eia_brent_daily.csv"
    with pytest.raises(SourceError, match="one price a month"):
        eia.parse((sources / path).read_bytes(), path)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"Date,Cost\n2021-08-15,70.75\n", "column 'Price'"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"Date,Price\n2021-08-15,70.75\n2021-09-15", "line end"),
        (b"Date,Price\n2021-08-15,70.75\n2021-09-15\n", "the file is cut"),
        (b"Date,Price\n2021-08-15,n/a\n", "a number in row 2"),
        (b"Date,Price\n15/08/2021,70.75\n", "a date like"),
    ],
)
def test_what_is_no_monthly_file_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eia.parse(payload, PATH)


def test_a_blank_price_is_no_observation() -> None:
    table = eia.parse(b"Date,Price\n2021-08-15,70.75\n2021-09-15,\n", PATH).observations
    assert table["period"].tolist() == ["2021-08"]
