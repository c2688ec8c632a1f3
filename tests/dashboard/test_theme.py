"""Colours that can be told apart on both papers, a mark and a word for every status, numbers as print spells them."""

import math
import re
from pathlib import Path

import pytest

from dashboard.theme import (
    COLOURS,
    STATE_WORDS,
    STATUS_WORDS,
    SYMBOLS,
    capital,
    curly,
    interval,
    number,
    span,
    spelled,
    spoken,
    unit_word,
)
from indicators.ledger import STATES
from indicators.model import Row
from ingest.model import STATUSES

NAN = math.nan
STYLE = (Path(__file__).parents[2] / "dashboard" / "assets" / "style.css").read_text(encoding="utf-8")


def tokens(selector: str) -> dict[str, str]:
    """The colours that the rule of `selector` sets."""
    block = STYLE.partition(selector + " {")[2].partition("}")[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))


LIGHT, DARK = tokens(":root"), tokens(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_the_largest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_line_stands_out_from_the_card(colour: str, theme: dict[str, str]) -> None:
    assert contrast(colour, theme["card"]) >= 3


@pytest.mark.parametrize("ink", ["ink", "ink-2", "accent", "link", "ok", "warn", "bad", "muted"])
@pytest.mark.parametrize("paper", ["paper", "card"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(ink: str, paper: str, theme: dict[str, str]) -> None:
    """Accessible contrast (WCAG AA) for all text, and 7:1 (AAA) for what is read at length."""
    assert contrast(theme[ink], theme[paper]) >= (7 if ink in ("ink", "ink-2") else 4.5)


def test_the_focus_ring_stands_out() -> None:
    assert min(contrast(theme["focus"], theme[paper]) for theme in (LIGHT, DARK) for paper in ("paper", "card")) >= 3


def test_dark_is_the_same_by_choice_and_by_system() -> None:
    assert tokens('  :root:not([data-theme="light"])') == DARK
    assert LIGHT.keys() == DARK.keys()


def test_every_status_and_verdict_has_a_mark_and_a_word() -> None:
    assert set(SYMBOLS) == set(STATUSES)
    assert set(STATUS_WORDS) == {*STATUSES, ""}
    assert set(STATE_WORDS) == set(STATES)
    assert len(set(STATUS_WORDS.values())) == len(STATUS_WORDS)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (41.34, "percent", "41.3"),
        (-17.94, "percent", "−17.9"),
        (-0.04, "percent", "0.0"),
        (0.15114, "index", "0.15"),
        (8000.4, "USD mn", "8,000"),
        (-739.74, "USD mn", "−740"),
        (92.5, "USD mn", "92.5"),
        (0.0412, "USD mn", "0.04"),
        (2955.0, "detections", "2,955"),
        (3.0, "rank", "3"),
        (NAN, "percent", "–"),
    ],
)
def test_a_number_has_the_digits_of_its_unit(value: float, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_bounds_are_shown_where_there_is_no_value() -> None:
    assert interval(NAN, 54.75, 59.85, "percent") == "54.8–59.9"
    assert interval(58.1, 57.5, 58.7, "percent") == "58.1"
    assert interval(NAN, NAN, NAN, "percent") == "–"


@pytest.mark.parametrize(
    ("value", "low", "high", "status", "text"),
    [
        (41.3, 39.7, 41.3, "reported", "41.3"),
        (60.0, 57.8, 63.0, "official_statement", "57.8–63.0"),
        (60.0, 59.99, 60.01, "official_statement", "60.0"),
        (NAN, 1.0, 2.0, "reported", "1.0–2.0"),
        (NAN, NAN, NAN, "", "–"),
    ],
)
def test_a_soft_figure_is_shown_as_its_bounds(value: float, low: float, high: float, status: str, text: str) -> None:
    assert span(Row("", "2023", value, low, high, status, ()), "percent") == text


def test_a_row_is_shown_in_the_unit_of_its_axis() -> None:
    reported = Row("", "2019", 13624.0, 13097.0, 13624.0, "reported", ())
    assert span(reported, "USD bn", 0.001) == "13.6"
    assert span(reported._replace(status="estimated"), "USD bn", 0.001) == "13.1–13.6"


def test_units_and_apostrophes_are_those_of_print() -> None:
    assert (unit_word("percent"), unit_word("index"), unit_word("furlong")) == ("%", "", "furlong")
    assert curly("Russia's and Belarus's") == "Russia’s and Belarus’s"


def test_names_and_periods_are_those_of_a_sentence() -> None:
    assert [spoken(name) for name in ("European Union", "Russia")] == ["the European Union", "Russia"]
    assert (capital("the IMF's"), capital("")) == ("The IMF's", "")
    assert [spelled(name) for name in ("2020", "2019..2023", "2021-09-09..2022-12-31")] == [
        "2020", "2019–2023", "2021-09-09 to 2022-12-31",
    ]  # fmt: skip
