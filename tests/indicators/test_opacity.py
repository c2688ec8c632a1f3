"""What is hidden: closed product groups, and the width of the bounds."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Row
from indicators.opacity import bounds_width, opacity_share

Answer = Callable[..., dict[str, Row]]
POSITIVE = st.floats(0.01, 1e6)


@given(POSITIVE, st.floats(0, 1e6))
def test_what_is_hidden_and_what_is_open_make_the_whole(open_groups: float, hidden: float) -> None:
    found = opacity_share(open_groups, open_groups + hidden)
    assert -1e-9 <= found <= 100
    assert found == pytest.approx(100 * hidden / (open_groups + hidden), abs=1e-6)


def test_the_golden_number() -> None:
    assert opacity_share(8.71 - 1.29, 8.71) == pytest.approx(14.81, abs=0.005)
    assert opacity_share(8.71, 8.71) == 0
    assert math.isnan(opacity_share(0.0, 0.0))


@given(POSITIVE, st.floats(0, 1e3), POSITIVE, st.floats(0, 1e3))
def test_the_width_is_never_negative_and_nought_for_points(
    low: float, more: float, total: float, more_total: float
) -> None:
    assert bounds_width(low, low + more, total, total + more_total) >= -1e-9
    assert bounds_width(low, low, total, total) == 0
    wider = bounds_width(low, low + more + 1, total, total + more_total)
    assert wider > bounds_width(low, low + more, total, total + more_total)


def test_the_width_by_hand() -> None:
    assert bounds_width(40, 50, 80, 100) == pytest.approx(62.5 - 40)


@pytest.mark.parametrize("totals", [(0.0, 100.0), (float("nan"), float("nan"))])
def test_no_width_without_a_total(totals: tuple[float, float]) -> None:
    assert math.isnan(bounds_width(40.0, 50.0, *totals))


# --- the packaged snapshot


def test_the_first_seven_months_of_2021(answer: Answer) -> None:
    found = answer("opacity_share")
    assert list(found) == ["2021-01..2021-07"]
    assert found["2021-01..2021-07"].value == pytest.approx(14.8, abs=0.05)
    assert found["2021-01..2021-07"].status == "official_statement"


def test_the_width_is_that_of_the_export_share(answer: Answer) -> None:
    share, width = answer("export_share"), answer("bounds_width")
    assert list(width) == list(share)
    for name, row in width.items():
        if row.status == "undisclosed":
            assert math.isnan(row.value), name
        else:
            assert row.value == pytest.approx(share[name].high - share[name].low, abs=1e-9), name


def test_the_reports_part_where_both_countries_ask_their_own_firms(answer: Answer) -> None:
    """Before 2012 Russia counted by Belarusian figures."""
    width = answer("bounds_width")
    assert max(width[str(number)].value for number in range(1998, 2012)) < 0.5
    assert min(width[str(number)].value for number in range(2012, 2016)) > 6


def test_nothing_is_known_of_the_width_where_the_flow_is_hidden(answer: Answer) -> None:
    width = answer("bounds_width")
    assert {name for name, row in width.items() if row.status == "undisclosed"} == {"2024", "2025"}
    assert width["2023"].value == pytest.approx(5.28, abs=0.005)
