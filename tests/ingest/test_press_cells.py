"""Cells of press tables: amounts, periods, the day of an article, units."""

from datetime import date

import pytest

from ingest.periods import period
from ingest.press import cells


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("128.5", (128.5, None, None)),
        ("-5", (-5.0, None, None)),
        ("59-60", (None, 59.0, 60.0)),
        ("630-640", (None, 630.0, 640.0)),
        (">7", (None, 7.0, None)),
        ("<80", (None, None, 80.0)),
    ],
)
def test_a_range_or_a_qualifier_is_bounds_without_a_value(
    text: str, bounds: tuple[float | None, float | None, float | None]
) -> None:
    found = cells.amount(text)
    assert tuple(None if number != number else number for number in (found.value, found.low, found.high)) == bounds


@pytest.mark.parametrize(
    "text", ["", "18 + 6", "10 (ceiling)", "5.3 gross / 2.3 net", "60-59", "7 of 9", "default declared"]
)
def test_what_is_not_one_number_is_no_figure(text: str) -> None:
    with pytest.raises(cells.NoFigure):
        cells.amount(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("22.9", 22.85, 22.95), ("40", 39.5, 40.5), ("0.1274", 0.12735, 0.12745), ("13.13", 13.125, 13.135)],
)
def test_a_statement_is_known_to_its_last_printed_digit(text: str, low: float, high: float) -> None:
    assert cells.as_printed(text) == cells.Amount(float(text), low, high)


@pytest.mark.parametrize(
    ("text", "named", "words"),
    [
        ("2008-Q1", "2008Q1", ""),
        ("2021Q1", "2021Q1", ""),
        ("2012-01..09", "2012-01..2012-09", ""),
        ("2021-01..03", "2021Q1", ""),
        ("2018-01..06", "2018H1", ""),
        ("2022-03..2023-04", "2022-03..2023-04", ""),
        ("end-2019", "2019-12-31", ""),
        ("2015-10", "2015-10", ""),
        ("2016-2024", "2016..2024", ""),
        ("2011-2015 cumulative", "2011..2015", "cumulative"),
        ("2007-2009 per year", "2007..2009", "per year"),
        ("2021-2023 agreement", "2021..2023", "agreement"),
        ("2008-11 signed", "2008-11", "signed"),
        ("2023 Jan-Nov", "2023-01..2023-11", ""),
        ("2014 H1", "2014H1", ""),
    ],
)
def test_periods_as_the_press_writes_them(text: str, named: str, words: str) -> None:
    found, rest = cells.when(text)
    assert (found.text, rest) == (named, words)


@pytest.mark.parametrize(
    "text", ["2013 (early)", "~2024", "~2008-09", "after 2014 per year", "year not stated (1 May)"]
)
def test_a_period_that_is_not_certain_is_no_figure(text: str) -> None:
    with pytest.raises(cells.NoFigure):
        cells.when(text)


@pytest.mark.parametrize(
    ("locator", "day"),
    [
        ("https://newizv.ru/news/2021-07-13/gaz", "2021-07-13"),
        ("http://caspianbarrel.org/en/2021/01/lukashenko-names-cost/", "2021-01-31"),
        ("https://rferl.org/2019/12/23/gas", "2019-12-23"),
        ("https://charter97.org/en/news/2013/2/1/64729/", "2013-02-01"),
        ("https://www.gazprom.com/press/news/2011/november/article124286/", "2011-11-30"),
        ("https://sputnikglobe.com/20101128/161533733.html", "2010-11-28"),
        ("http://eng.beroc.by/presscentr/03102016/", "2016-10-03"),
        ("https://mlyn.by/30012024/belarus/", "2024-01-30"),
        ("https://belsat.eu/en/news/07-04-2021-russia-earned/", "2021-04-07"),
        ("https://data.minsk.by/belarusnews/022010/104.html", "2010-02-28"),
        ("chathamhouse.org 2021/06", "2021-06-30"),
    ],
)
def test_the_day_of_an_article_stands_in_its_address(locator: str, day: str) -> None:
    found = cells.article_day(locator)
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize(
    "locator",
    [
        "https://belsat.eu/en/news/russian-gas-price-for-belarus-down-by-10-in-2018-19/",
        "https://eng.belta.by/economics/view/in-2021-144816-2021",  # a number of an article and a year
        "https://www.rp.pl/Handel/210229506-Bialoruski-handel",  # 29 February 2021 does not exist
        "https://english.nv.ua/business/50495225.html",
        "https://site.org/article/9901012021",  # a longer number that ends like a day
        "https://site.org/1998/05/12/before-2000",
        "https://site.org/2027/01/after-they-were-collected",
        "primepress.by 29143",
        "",
    ],
)
def test_a_number_in_an_address_is_not_always_a_day(locator: str) -> None:
    assert cells.article_day(locator) is None
    assert cells.known_from(locator, period("2019")) == date(2020, 1, 1)


def test_units_have_one_spelling_and_none_is_lost() -> None:
    texts = ["USD m", "USD mn equivalent", "USD bn package", "bn USD", "% GDP", "Mt/yr", "% of FDI", "kt/day"]
    assert [cells.unit(text)[0] for text in texts] == [
        "USD mn", "USD mn", "USD bn", "USD bn", "percent of GDP", "Mt/year", "percent of FDI", "kt/day",
    ]  # fmt: skip
