"""Conversion between units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.units import factor
from ingest.errors import DeclarationError

MONEY = {"USD": 1.0, "USD thousand": 1e3, "USD mn": 1e6, "USD bn": 1e9}


@pytest.mark.parametrize(
    ("published", "wanted", "expected"),
    [
        ("USD", "USD mn", 1e-6),
        ("USD thousand", "USD mn", 1e-3),
        ("USD bn", "USD mn", 1e3),
        ("USD mn", "USD bn", 1e-3),
        ("percent", "percent", 1.0),
        ("USD/1000 m3", "USD/1000 m3", 1.0),
    ],
)
def test_known_factors(published: str, wanted: str, expected: float) -> None:
    assert factor(published, wanted) == pytest.approx(expected)


@given(st.sampled_from(sorted(MONEY)), st.sampled_from(sorted(MONEY)))
def test_there_and_back_and_by_the_words(one: str, other: str) -> None:
    assert factor(one, other) * factor(other, one) == pytest.approx(1)
    assert factor(one, other) == pytest.approx(MONEY[one] / MONEY[other])


@pytest.mark.parametrize(
    ("published", "wanted"),
    [("percent", "USD mn"), ("USD mn", "percent"), ("USD/MMBtu", "USD/1000 m3"), ("tonnes", "TWh"), ("LCU", "USD")],
)
def test_what_does_not_measure_the_same_never_converts(published: str, wanted: str) -> None:
    with pytest.raises(DeclarationError, match=r"data/measures\.toml.*cannot fill"):
        factor(published, wanted)
