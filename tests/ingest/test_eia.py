"""EIA Brent: months and days, unit, and what is refused."""

from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import eia

MONTHLY, DAILY = eia.FILES


def test_mid_month_dates_become_months(sources: Path) -> None:
    table = eia.parse((sources / MONTHLY).read_bytes(), MONTHLY).observations
    assert table["period"].iloc[0] == "1987-05"
    assert table["period"].iloc[-1] == "2026-07"
    assert table["period"].is_unique
    assert len(table) == 471
    august = table[table["period"] == "2021-08"].iloc[0]
    assert (august["value"], august["unit"], august["freq"], august["item"]) == (70.75, "USD/bbl", "M", "RBRTE")
    assert set(table["reporter"]) == {"WLD"}


def test_the_daily_file_has_days(sources: Path) -> None:
    table = eia.parse((sources / DAILY).read_bytes(), DAILY).observations
    assert (table["period"].iloc[0], table["period"].iloc[-1]) == ("1987-05-20", "2026-08-18")
    assert len(table) == 9_958
    assert table["period"].is_unique
    assert set(table["freq"]) == {"D"}
    assert table.set_index("period").loc["2020-04-21", "value"] == 9.12


def test_days_of_a_month_make_its_published_mean(sources: Path) -> None:
    """In 468 of 471 months; in the others the files hold other days: 3 April 2012 is missing, for one."""
    days = eia.parse((sources / DAILY).read_bytes(), DAILY).observations
    months = eia.parse((sources / MONTHLY).read_bytes(), MONTHLY).observations.set_index("period")["value"]
    apart = (days.groupby(days["period"].str[:7])["value"].mean() - months).dropna()
    assert len(apart) == 471
    assert apart[apart.abs() > 0.006].round(2).to_dict() == {"2003-04": 0.07, "2012-04": -0.33, "2019-12": -0.09}


@pytest.mark.parametrize("path", [MONTHLY, DAILY])
def test_rows_point_at_the_line_in_the_file(sources: Path, path: str) -> None:
    payload = (sources / path).read_bytes()
    lines = payload.decode().splitlines()
    last = eia.parse(payload, path).observations.iloc[-1]
    assert lines[last["row"] - 1].startswith(last["period"])
    assert float(lines[last["row"] - 1].rpartition(",")[2]) == last["value"]


def test_the_dates_decide_the_frequency_not_the_name(sources: Path) -> None:
    days = eia.parse((sources / DAILY).read_bytes(), MONTHLY).observations
    assert set(days["freq"]) == {"D"}
    months = eia.parse((sources / MONTHLY).read_bytes(), DAILY).observations
    assert set(months["freq"]) == {"M"}


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"Date,Cost\n2021-08-15,70.75\n", "column 'Price'"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"Date,Price\n2021-08-15,70.75\n2021-09-15", "line end"),
        (b"Date,Price\n2021-08-15,70.75\n2021-09-15\n", "the file is cut"),
        (b"Date,Price\n2021-08-15,n/a\n", "a number in row 2"),
        (b"Date,Price\n15/08/2021,70.75\n", "a date like"),
        (b"Date,Price\n2021-08-15,70.75\n2021-08-15,70.75\n", "one price a date"),
        (b"Date,Price\n2021-08-31,70.75\n2021-09-30,74.49\n", "months dated by their 15th"),
    ],
)
def test_what_is_neither_months_nor_days_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eia.parse(payload, MONTHLY)


def test_a_blank_price_is_no_observation() -> None:
    table = eia.parse(b"Date,Price\n2021-08-15,70.75\n2021-09-15,\n", MONTHLY).observations
    assert table["period"].tolist() == ["2021-08"]
