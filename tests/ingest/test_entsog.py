"""ENTSOG flows at Belarus's border: yearly sums, missing days, direction, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import entsog

PATH = entsog.FILES[0]
HEADER = "Unnamed: 0,dates,values,direction,operator,location,label,country,exportcountry,IEAname,source_file\n"
LINE = "7,2021-08-01,900.5,entry,PL-TSO-0001,ITP-00104,Kondratki,PL,Belarus,Kondratki,2021\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return entsog.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def yearly(parsed: Parsed) -> pd.DataFrame:
    """TWh by point and year, with the number of days behind each."""
    rows = parsed.observations.assign(year=parsed.observations["period"].str[:4])
    return rows.groupby(["product", "year"])["value"].agg(twh=lambda days: round(days.sum() / 1e9, 1), days="size")


def read(lines: str) -> Parsed:
    return entsog.parse((HEADER + lines).encode(), PATH)


def test_known_sums_by_point(yearly: pd.DataFrame) -> None:
    kondratki = [335.5, 348.3, 364.6, 366.3, 355.4, 324.6, 281.8, 14.3, 0.0]
    assert yearly.loc["kondratki", "twh"].tolist() == kondratki
    assert yearly.loc[("wysokoje", "2022"), "twh"] == 12.8
    assert yearly.loc["wysokoje", "twh"].iloc[:7].agg(["min", "max"]).tolist() == [27.1, 38.9]
    assert yearly.loc["kotlovka", "twh"].iloc[[0, 6, 7]].tolist() == [44.0, 33.4, 20.2]


def test_the_dip_of_august_2021_and_the_stop_after_december(parsed: Parsed) -> None:
    kondratki = parsed.observations[parsed.observations["product"] == "kondratki"].set_index("period")["value"]
    monthly = kondratki.groupby(kondratki.index.str[:7]).sum() / 1e9
    assert monthly["2021-08"] < 0.85 * monthly["2021-07"]
    assert monthly["2022-01"] < 0.01 * monthly["2021-09"]
    assert kondratki["2022-06":].max() == 0


def test_missing_days_stay_missing(yearly: pd.DataFrame, parsed: Parsed) -> None:
    assert yearly.loc["kondratki", "days"].tolist() == [365, 366, 365, 365, 365, 366, 365, 365, 88]
    assert yearly.loc[("kotlovka", "2018"), "days"] == 364
    assert yearly.loc[("kotlovka", "2022"), "days"] == 334
    assert yearly.loc["sakiai"].index.tolist() == ["2016", "2017", "2018", "2019", "2022"]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (6286, "Kotlovka: no value (18 days)"),
        (6651, "Sakiai: no value (1 days)"),
    ]
    assert len(parsed.observations) == 13_632 == 13_651 - 19


def test_a_printed_zero_is_a_stop(parsed: Parsed) -> None:
    stopped = parsed.observations.query("product == 'wysokoje' and period == '2023-01-01'")
    assert stopped["value"].tolist() == [0.0]


def test_the_exporting_country_is_the_reporter(parsed: Parsed) -> None:
    ends = parsed.observations.groupby("product")[["reporter", "partner"]].first()
    assert ends.T.to_dict("list") == {
        "kondratki": ["BLR", "POL"],
        "kotlovka": ["BLR", "LTU"],
        "sakiai": ["LTU", "RUS"],
        "tieterowka": ["BLR", "POL"],
        "wysokoje": ["BLR", "POL"],
    }
    rows = parsed.observations
    assert (set(rows["unit"]), set(rows["freq"]), set(rows["item"])) == ({"kWh/d"}, {"D"}, {"physical_flow"})
    assert not rows.duplicated(["product", "period"]).any()


def test_a_number_is_where_row_says(parsed: Parsed, sources: Path) -> None:
    lines = (sources / PATH).read_text().splitlines()
    for row in parsed.observations.sample(50, random_state=1).itertuples():
        cells = lines[row.row - 1].split(",")
        assert (cells[1], float(cells[2]), cells[6].lower()) == (row.period, row.value, row.product)


def test_the_other_direction_is_another_series_and_refused() -> None:
    parsed = read(LINE + LINE.replace("entry", "exit").replace("-01,", "-02,"))
    assert parsed.observations["period"].tolist() == ["2021-08-01"]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (3, "ITP-00104 Kondratki exit PL Belarus: not a known point of this border (1 rows)")
    ]


def test_two_values_of_one_day_are_refused() -> None:
    with pytest.raises(SourceError, match="another for kondratki 2021-08-01 in row 3"):
        read(LINE + LINE)


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (HEADER.replace("values", "value") + LINE, "column 'values'"),
        (HEADER + LINE.replace("900.5", "900 GWh"), "a number in row 2"),
        (HEADER + LINE.replace("2021-08-01", "01.08.2021"), "a day like"),
        (HEADER + LINE[:40] + "\n", "the file is cut"),
        (HEADER + LINE[:-1], "line end"),
        ("<!DOCTYPE html>", "an HTML page"),
    ],
)
def test_damaged_files_are_refused(damaged: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        entsog.parse(damaged.encode(), PATH)
