"""Two sides of one relation: salience, symmetry, intensity."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.measures import share
from indicators.model import Pair, Row
from indicators.relation import (
    identity,
    interdependence,
    salience,
    symmetric_intensity,
    symmetry,
    trade_intensity,
)
from indicators.trade import trade_asymmetry

Answer = Callable[..., dict[str, Row]]
POSITIVE = st.floats(0.01, 1e6)


# --- the formulas


@given(POSITIVE, POSITIVE, POSITIVE, st.floats(0.01, 1e3))
def test_salience_lies_between_the_two_shares_and_knows_no_unit(
    turnover: float, rest: float, partner_rest: float, scale: float
) -> None:
    totals = turnover + rest, turnover + partner_rest
    shares = sorted(share(turnover, total) / 100 for total in totals)
    found = salience(turnover, *totals)
    assert shares[0] - 1e-12 <= found <= shares[1] + 1e-12
    assert salience(turnover * scale, *(total * scale for total in totals)) == pytest.approx(found)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_a_pair_swapped_has_the_same_salience_and_symmetry(turnover: float, rest: float, partner_rest: float) -> None:
    total, partner_total = turnover + rest, turnover + partner_rest
    assert salience(turnover, partner_total, total) == pytest.approx(salience(turnover, total, partner_total))
    seen = trade_asymmetry(turnover, total, partner_total), trade_asymmetry(turnover, partner_total, total)
    assert symmetry(seen[0]) == pytest.approx(symmetry(seen[1]))
    assert interdependence(0.5, seen[0]) == pytest.approx(interdependence(0.5, seen[1]))


@given(POSITIVE, POSITIVE, POSITIVE)
def test_symmetry_is_one_for_equals_and_less_for_others(turnover: float, rest: float, partner_rest: float) -> None:
    total, partner_total = turnover + rest, turnover + partner_rest
    assert 0 <= symmetry(trade_asymmetry(turnover, total, partner_total)) <= 1
    assert symmetry(trade_asymmetry(turnover, total, total)) == 1


def test_the_two_by_hand() -> None:
    assert salience(25.0, 100.0, 400.0) == pytest.approx(math.sqrt(0.25 * 0.0625))
    assert symmetry(trade_asymmetry(25.0, 100.0, 400.0)) == pytest.approx(1 - 0.1875)
    assert interdependence(0.125, 18.75) == pytest.approx(0.125 * 0.8125)


@pytest.mark.parametrize("totals", [(0.0, 400.0), (100.0, 0.0), (float("nan"), 400.0)])
def test_neither_without_both_totals(totals: tuple[float, float]) -> None:
    assert math.isnan(salience(25.0, *totals))
    assert math.isnan(symmetry(trade_asymmetry(25.0, *totals)))


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_a_country_that_sells_as_the_world_buys_has_intensity_one(
    exports: float, partner_imports: float, others: float, own_imports: float
) -> None:
    """The partner's weight among all buyers but the country itself is its part of the country's exports."""
    world = partner_imports + others + own_imports
    neutral = exports * partner_imports / (partner_imports + others)
    assert trade_intensity(neutral, exports, partner_imports, world, own_imports) == pytest.approx(1, rel=1e-6)
    doubled = trade_intensity(2 * neutral, exports, partner_imports, world, own_imports)
    assert doubled == pytest.approx(2, rel=1e-6)


@pytest.mark.parametrize(
    "given_",
    [(40, 0, 20, 1020, 20), (40, 100, 0, 1020, 20), (40, 100, 20, 20, 20), (40, 100, 20, 10, 20)],
)
def test_no_intensity_without_totals(given_: tuple[float, ...]) -> None:
    assert math.isnan(trade_intensity(*given_))


@given(st.floats(0.01, 100))
def test_the_symmetric_intensity_turns_its_sign_with_the_direction(times: float) -> None:
    """Twice and half the neutral intensity lie equally far from 0, on either side."""
    exports, partner_imports, world, imports = 100.0, 20.0, 1020.0, 20.0
    more, less = (
        symmetric_intensity(flow, exports, partner_imports, world, imports) for flow in (2 * times, 2 / times)
    )
    assert more == pytest.approx(-less, abs=1e-9)
    assert -1 < more < 1
    assert symmetric_intensity(0.0, exports, partner_imports, world, imports) == -1
    assert math.isnan(symmetric_intensity(1.0, 0.0, partner_imports, world, imports))


def test_a_measure_that_is_the_answer_stays_what_it_is() -> None:
    assert identity(577.9) == 577.9
    assert math.isnan(identity(float("nan")))


# --- the packaged snapshot


def test_salience_and_symmetry_of_2019_by_the_printed_shares(answer: Answer) -> None:
    own, partner = (answer("trade_asymmetry", f"share_of_{side}")["2019"].value for side in ("dependent", "partner"))
    assert answer("salience")["2019"].value == pytest.approx(math.sqrt(own * partner) / 100)
    assert answer("symmetry")["2019"].value == pytest.approx(1 - (own - partner) / 100)


def test_interdependence_is_salience_times_symmetry(answer: Answer) -> None:
    known, weights, alike = answer("interdependence"), answer("salience"), answer("symmetry")
    assert len(known) > 20
    for name, row in known.items():
        if not math.isnan(row.value):
            assert row.value == pytest.approx(weights[name].value * alike[name].value), name
    assert answer("trade_intensity_symmetric")["2019"].value == pytest.approx(
        (answer("trade_intensity")["2019"].value - 1) / (answer("trade_intensity")["2019"].value + 1)
    )


def test_the_relation_seen_from_both_sides(answer: Answer) -> None:
    """With one turnover for both; years in which the two report it differently are left out."""
    here, there = (answer("salience", pair=pair) for pair in (Pair("BLR", "RUS"), Pair("RUS", "BLR")))
    for name in ("2000", "2005", "2010"):
        assert here[name].value == pytest.approx(there[name].value, rel=0.01)


def test_less_symmetric_where_more_asymmetric(answer: Answer) -> None:
    asymmetry, found = answer("trade_asymmetry", "difference"), answer("symmetry")
    for name, row in found.items():
        if not math.isnan(row.value):
            assert row.value == pytest.approx(1 - asymmetry[name].value / 100), name
            assert row.low <= row.value <= row.high


def test_belarus_sells_to_russia_many_times_what_russia_s_weight_suggests(answer: Answer) -> None:
    russia, china = (answer("trade_intensity", pair=Pair("BLR", end)) for end in ("RUS", "CHN"))
    assert list(russia) == [str(number) for number in range(2000, 2020)]
    assert all(row.value > 15 for row in russia.values())
    assert all(row.value < 1 for row in china.values())


def test_no_intensity_on_a_total_that_holds_a_wrong_flow(answer: Answer) -> None:
    """Belarus's imports of 2020 hold the British figure, Kyrgyzstan's of all years China's."""
    assert "2020" not in answer("trade_intensity")
    assert answer("trade_intensity", pair=Pair("KGZ", "RUS")) == {}
