"""The US EIA live: keys, cut replies, totals and values in strings, other series and frequencies."""

import contextlib
import json
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Reply
from ingest.providers import eia
from ingest.providers.eia import Window
from ingest.sources import eia as files
from plays import RETRIEVED, Answer, driven
from plays import eia as play

TODAY = date(2026, 11, 24)
MONTHS = Window("monthly", 2021, 2021)


def reply(body: bytes) -> Reply:
    return Reply("https://api.eia.gov/v2/petroleum/pri/spt/data/?frequency=monthly", 200, {}, body, RETRIEVED)


def pulled(answer: Callable[..., Answer] = play.answer, **changes: Any) -> tuple[Pulled | None, list[str]]:
    ask = Ask(**{"today": TODAY, "countries": ("BLR",), "keyed": True, **changes})
    found, asked = driven(eia.PROVIDER, eia.pull(ask), answer)
    assert all(request.keyed for request in asked)
    return found, [request.address for request in asked]


def row(**changes: Any) -> dict[str, Any]:
    return {"period": "2021-08", "series": "RBRTE", "value": "70.75", "units": "$/BBL", "duoarea": "ZEU", **changes}


def body(*rows: dict[str, Any], **changes: Any) -> bytes:
    response = {"total": str(len(rows)), "frequency": "monthly", "data": list(rows), **changes}
    return json.dumps({"response": response, "request": {"command": "/v2"}, "apiVersion": "2.1.13"}).encode()


@pytest.fixture(scope="module")
def first() -> Pulled:
    found, _ = pulled()
    assert found is not None
    return found


def test_without_a_key_nothing_is_asked() -> None:
    steps = eia.pull(Ask(TODAY, ("BLR",)))
    with pytest.raises(SourceError, match=r"expected a key in DEPDASH_EIA_KEY; found none; .*FRED"):
        next(steps)
    assert eia.PROVIDER.key is not None
    assert eia.PROVIDER.key.required


def test_days_and_months_since_1987_are_brought_in_four_requests(first: Pulled) -> None:
    _, asked = pulled()
    assert len(asked) == 4
    assert asked[0] == (
        "/v2/petroleum/pri/spt/data/?frequency=daily&data[0]=value&facets[series][]=RBRTE&start=2012-01-01"
        "&end=2026-12-31&sort[0][column]=period&sort[0][direction]=asc&offset=0&length=5000"
    )
    assert not any("api_key" in address for address in asked)
    table = pd.concat([part for _, part in first.parts])
    spans = table.groupby("freq")["period"].agg(["min", "max"]).to_dict("index")
    assert spans == {
        "D": {"min": "1987-05-20", "max": "2026-11-16"},
        "M": {"min": "1987-05", "max": "2026-10"},
    }
    assert not table.duplicated(["freq", "period"]).any()
    assert (first.edition, first.vintage) == ("to 2026-11-16", RETRIEVED.date())


def test_the_series_are_those_read_from_files(first: Pulled) -> None:
    names = ["item", "reporter", "partner", "product", "unit", "freq", "title", "status", "preference"]
    payloads = (b"Date,Price\n2021-08-15,70.75\n", b"Date,Price\n2021-08-13,71.23\n2021-08-16,69.08\n")
    read = pd.concat([files.parse(payload, "brent.csv").observations for payload in payloads])
    live = pd.concat([part for _, part in first.parts])
    as_rows = [set(map(tuple, table[names].drop_duplicates().to_numpy().tolist())) for table in (read, live)]
    assert as_rows[0] == as_rows[1]


def test_no_reply_is_as_long_as_the_longest() -> None:
    for year in (2026, 2027, 2040):
        found = eia.windows(year)
        assert max(window.last - window.first for window in found if window.frequency == "daily") == 14  # 15 years
        days = sorted((window.first, window.last) for window in found if window.frequency == "daily")
        assert days[0][0] == 1987
        assert days[-1][1] == year
        assert all(before[1] + 1 == after[0] for before, after in pairwise(days))
    assert 15 * 262 < 5000


def test_the_same_days_again_are_one_request_whatever_else_the_reply_says(first: Pulled) -> None:
    def slower(path: str, query: dict[str, str]) -> Answer:
        document = json.loads(play.answer(path, query).body)
        document["response"]["query execution"] = 0.5
        return Answer(json.dumps(document).encode())

    again, asked = pulled(slower, known=first.mark)
    assert again is None
    assert len(asked) == 1


def test_a_second_edition_brings_the_new_day_and_the_revised_ones(first: Pulled) -> None:
    found, _ = pulled(lambda path, query: play.answer(path, query, edition=2), known=first.mark)
    assert found is not None
    assert found.mark != first.mark
    assert found.parts[0][1]["period"].max() == "2026-11-17"


def test_since_narrows_the_requests_and_nothing_before_is_returned() -> None:
    found, asked = pulled(since=2020)
    assert found is not None
    assert len(asked) == 2
    assert "start=2020-01-01" in asked[0]
    assert min(table["period"].min() for _, table in found.parts) == "2020-01"


def test_in_january_a_year_without_a_price_yet_is_no_error() -> None:
    """The play ends in November 2026: asked for 2027 there is nothing, but last year is asked for with it."""
    found, asked = pulled(since=2027, today=date(2027, 1, 4))
    assert found is not None
    assert "start=2026-01-01" in asked[0]
    assert sum(len(table) for _, table in found.parts) == 0


def test_the_recorded_form_of_the_route_is_read(recorded: Path) -> None:
    text = (recorded / "eia/petroleum_pri_spt_weekly_RWTC_1986-01-03.json").read_text()
    week = Window("daily", 1986, 1986)
    with pytest.raises(SourceError, match=r"expected RBRTE, 1986 to 1986, above 0 \$/BBL; found RWTC 1986-01-03 25.78"):
        eia.prices(reply(text.replace("weekly", "daily").encode()), week)
    table = eia.prices(reply(text.replace("weekly", "daily").replace("RWTC", "RBRTE").encode()), week)
    assert table[["period", "value", "freq", "unit", "row"]].to_numpy().tolist() == [
        ["1986-01-03", 25.78, "D", "USD/bbl", 1]
    ]


def test_numbers_for_strings_and_missing_values_are_read() -> None:
    rows = [row(), row(period="2021-09", value=74.49), row(period="2021-10", value=None), row(period="2021-11", new=1)]
    table = eia.prices(reply(body(*rows, total=4)), MONTHS)
    assert table[["period", "value"]].to_numpy().tolist() == [
        ["2021-08", 70.75],
        ["2021-09", 74.49],
        ["2021-11", 70.75],
    ]


CUT = [{"warning": "incomplete return", "description": "The API can only return 5000 rows in JSON format."}]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (body(row(), warnings=CUT), "a whole reply; found a warning: .*incomplete return"),
        (body(row(), warning="incomplete return"), "a warning"),
        (json.dumps(json.loads(body(row())) | {"warnings": CUT}).encode(), "a warning"),
        (body(row(), total="2"), "found 1 of 2"),
        (body(row(), row(period="2021-09"), total=1), "found 2 of 1"),
        (body(row(), total=None), "found 1 of None"),
        (body(row(), total="many"), "found 1 of many"),
        (body(), "found 0 of 0"),
        (body(*[row()] * 5000), "found 5,000 of 5000"),
        (body(row(), frequency="daily"), "monthly prices; found daily ones"),
        (body(row(series="RWTC")), "expected RBRTE.*found RWTC"),
        (body(row(units="$/GAL")), "above 0 ./BBL; found RBRTE 2021-08 70.75 ./GAL"),
        (body(row(period="2020-12")), "2021 to 2021.*found RBRTE 2020-12"),
        (body(row(period="2021-13")), "found RBRTE 2021-13"),
        (body(row(period="2021-08-15")), "found RBRTE 2021-08-15"),
        (body(row(period="2021")), "found RBRTE 2021 "),
        (body(row(), row(value="71")), "each value once; found two of 2021-08"),
        (body(row(value="W")), "found RBRTE 2021-08 W"),
        (body(row(value="NaN")), "found RBRTE 2021-08 NaN"),
        (body(row(value="Infinity")), "found RBRTE 2021-08 Infinity"),
        (body(row(value="")), "found RBRTE 2021-08"),
        (body(row(value="0")), "found RBRTE 2021-08 0 "),
        (body(row(value="-70.75")), "found RBRTE 2021-08 -70.75"),
        (body(row(value=None)), "expected prices; found none in 1 rows"),
        (body({"period": "2021-08", "value": "1"}), "missing required field `series`"),
        (b'{"error":{"code":"API_KEY_INVALID","message":"An invalid api_key was supplied."}}', "API_KEY_INVALID"),
        (b'{"error":"Invalid frequency","code":400}', "expected response"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"", "an empty file"),
        (b'{"response": {"data": NaN}}', "malformed"),
        (body(row())[:-9], "JSON"),
    ],
)
def test_what_is_not_the_whole_series_is_refused(made: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eia.prices(reply(made), MONTHS)


def test_a_reply_without_values_asks_for_the_field() -> None:
    """Without `data[0]=value` in the question EIA answers rows without a value, which are no missing prices."""
    rows = [{name: cell for name, cell in row().items() if name != "value"}]
    with pytest.raises(SourceError, match="expected prices; found none"):
        eia.prices(reply(body(*rows)), MONTHS)


GOOD = body(row(), row(period="2021-09"))
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2021-08"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["response", "data", "total", "frequency", "value", "period", "series"]), inner
        )
    ),
    max_leaves=8,
)


@given(
    st.binary(max_size=60)
    | st.builds(lambda at, new: GOOD[:at] + new + GOOD[at + 1 :], st.integers(0, len(GOOD)), st.binary(max_size=2))
    | st.builds(lambda scrap: json.dumps(scrap).encode(), SCRAPS)
    | st.builds(lambda name, scrap: body(row(**{name: scrap})), st.sampled_from(list(row())), SCRAPS)
    | st.builds(
        lambda name, scrap: body(row(), **{name: scrap}), st.sampled_from(["total", "data", "warnings"]), SCRAPS
    )
)
def test_any_bytes_are_read_or_refused(made: bytes) -> None:
    with contextlib.suppress(DepdashError):
        table = eia.prices(reply(made), MONTHS)
        assert (table["value"] > 0).all()
