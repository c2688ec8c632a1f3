"""The Bank of Russia live: comma, Nominal, old roubles, empty windows, other documents and block pages."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.live import Ask, Reply
from ingest.providers import cbr
from plays import Answer, driven
from plays import cbr as play

TODAY = date(2026, 11, 24)
ASK = Ask(TODAY, ("BLR", "RUS"))
MARCH = (date(2022, 3, 1), date(2022, 3, 10))
HEAD = '<ValCurs ID="R01235" DateRange1="01.03.2022" DateRange2="10.03.2022" name="Foreign Currency Market Dynamic">'
ROW = '<Record Date="02.03.2022" Id="R01235"><Nominal>1</Nominal><Value>91,7457</Value></Record>'


def reply(body: bytes | str) -> Reply:
    payload = body.encode("cp1251") if isinstance(body, str) else body
    return Reply("https://www.cbr.ru/scripts/XML_dynamic.asp?a=1", 200, {}, payload, datetime(2026, 11, 24, tzinfo=UTC))


def read(body: bytes | str) -> pd.DataFrame:
    return cbr.rates(reply(body), "R01235", "USD", MARCH)


@cache
def whole(edition: int = 1, known: str = "", since: int | None = None) -> pd.DataFrame:
    ask = Ask(TODAY, ASK.countries, since, known)
    pulled, _ = driven(cbr.PROVIDER, cbr.pull(ask), lambda path, query: play.answer(path, query, edition))
    assert pulled is not None
    return pd.concat([table for _, table in pulled.parts]).set_index(["unit", "item", "period"]).sort_index()


def test_the_recorded_rates_of_march_2022_are_read(recorded: Path) -> None:
    table = read((recorded / "cbr" / "XML_dynamic_R01235_2022-03_trimmed.xml").read_bytes())
    assert table[["period", "value", "row"]].values.tolist() == [
        ["2022-03-01", 93.5589, 1],
        ["2022-03-02", 91.7457, 2],
        ["2022-03-10", 116.0847, 3],
    ]
    key = table[["item", "reporter", "partner", "product", "unit", "freq"]].drop_duplicates().values.tolist()
    assert key == [["exchange_rate", "RUS", "_Z", "_Z", "LCU per USD", "D"]]


def test_both_currencies_are_brought_and_the_same_again_is_one_request() -> None:
    pulled, asked = driven(cbr.PROVIDER, cbr.pull(ASK), play.answer)
    assert pulled is not None
    assert [dict(request.query)["VAL_NM_RQ"] for request in asked] == ["R01235", "R01090B"] * 2
    again, once = driven(cbr.PROVIDER, cbr.pull(Ask(TODAY, ASK.countries, known=pulled.mark)), play.answer)
    assert (again, len(once)) == (None, 1)
    tomorrow = Ask(date(2026, 11, 25), ASK.countries, known=pulled.mark)
    assert driven(cbr.PROVIDER, cbr.pull(tomorrow), play.answer)[0] is None, "no new rate, whatever the day"


def test_the_keys_are_those_of_the_files() -> None:
    keys = whole().reset_index()[["item", "reporter", "unit", "freq"]].drop_duplicates()
    assert sorted(keys.values.tolist()) == [
        ["exchange_rate", "RUS", "LCU per BYN", "D"],
        ["exchange_rate", "RUS", "LCU per USD", "D"],
        ["exchange_rate_old_rouble", "RUS", "LCU per USD", "D"],
    ]


def test_old_roubles_end_with_1997() -> None:
    periods = whole().reset_index().groupby("item")["period"].agg(["min", "max"])
    assert periods.loc["exchange_rate_old_rouble"].tolist() == ["1992-07-01", "1997-12-31"]
    assert periods.loc["exchange_rate", "min"] >= "1998-01-01"


def test_a_rate_is_for_the_number_of_units_in_its_row() -> None:
    rates = whole().loc[("LCU per BYN", "exchange_rate")]["value"]
    assert rates["2021-12":"2023-01"].between(20, 30).all()
    assert read(HEAD + ROW.replace("<Nominal>1<", "<Nominal>100<") + "</ValCurs>")["value"].tolist() == [0.917457]


def test_since_narrows_the_windows() -> None:
    assert whole(since=2026).reset_index()["period"].min() >= "2026-01-01"
    assert whole(since=2020).reset_index()["period"].min() == "2020-01-01"


def test_the_next_edition_is_new() -> None:
    first, _ = driven(cbr.PROVIDER, cbr.pull(Ask(TODAY, ASK.countries, since=2026)), play.answer)
    assert first is not None
    before, after = whole(since=2026), whole(2, first.mark, 2026)
    day = ("LCU per USD", "exchange_rate", "2026-11-14")
    assert after.loc[day, "value"] == pytest.approx(1.01 * before.loc[day, "value"], rel=1e-5)


def test_a_window_without_a_rate_is_empty_and_a_pull_without_any_an_error() -> None:
    assert read(HEAD + "</ValCurs>").empty

    def nothing(path: str, query: dict[str, str]) -> Answer:
        return Answer(play.with_rows(play.answer(path, query).body, []))

    with pytest.raises(SourceError, match="none in any window"):
        driven(cbr.PROVIDER, cbr.pull(ASK), nothing)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<!DOCTYPE html><html><body>Доступ запрещён</body></html>", "without entities"),
        ("<html><body>blocked</body></html>", "found html"),
        ("", "well-formed XML"),
        (HEAD + ROW[:60], "well-formed XML"),
        ((HEAD + ROW + "</ValCurs>").replace('ID="R01235"', 'ID="R01239"'), "found ValCurs"),
        ((HEAD + ROW + "</ValCurs>").replace("10.03.2022", "11.03.2022"), "found ValCurs"),
        (HEAD + ROW.replace("R01235", "R01239") + "</ValCurs>", "R01239 02.03.2022"),
        (HEAD + ROW.replace("02.03.2022", "02.03.2021") + "</ValCurs>", "02.03.2021"),
        (HEAD + ROW.replace("02.03.2022", "03/02/2022") + "</ValCurs>", "03/02/2022"),
        (HEAD + ROW.replace("91,7457", "91.7457") + "</ValCurs>", "91.7457"),
        (HEAD + ROW.replace("91,7457", "0,0000") + "</ValCurs>", "0,0000"),
        (HEAD + ROW.replace("91,7457", "") + "</ValCurs>", "a rate above 0"),
        (HEAD + ROW.replace("<Nominal>1", "<Nominal>0") + "</ValCurs>", "a rate above 0"),
        (HEAD + ROW.replace("Value>", "Rate>") + "</ValCurs>", "a rate above 0"),
        (HEAD + ROW + ROW + "</ValCurs>", "two of 2022-03-02"),
        (HEAD + "<Error>busy</Error></ValCurs>", "elements Record"),
    ],
)
def test_what_is_no_answer_is_refused(body: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(body)


def test_new_fields_and_another_order_do_not_matter() -> None:
    row = '<Record Id="R01235" Date="02.03.2022" New="1"><More/><Value>91,7457</Value><Nominal>1</Nominal></Record>'
    assert read(f"{HEAD}{row}</ValCurs>")["value"].tolist() == [91.7457]
