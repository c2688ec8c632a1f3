"""The trade indicators of all pairs at once: by hand, as the catalogue has them, and what must hold for any flows."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from flows import HAND, Flows
from indicators.model import Row
from indicators.pairs import trade_of_pairs
from indicators.world import World

Answer = Callable[..., dict[str, Row]]


def row(table: pd.DataFrame, dependent: str, partner: str, year: int = 2019) -> "pd.Series[float]":
    found = table[(table["dependent"] == dependent) & (table["partner"] == partner) & (table["year"] == year)]
    return found.iloc[0]


def test_a_pair_by_hand() -> None:
    found = row(trade_of_pairs(Flows(HAND)), "A", "B")
    # Turnover of A and B 60 + 30 = 90; of A 100 + 40 = 140, of B 30 + 80 = 110. The world trades 160.
    expected = {
        "export_share": 60.0,
        "import_share": 75.0,
        "turnover_share": 100 * 90 / 140,
        "trade_asymmetry": 100 * (90 / 140 - 90 / 110),
        "salience": math.sqrt(90 / 140 * 90 / 110),
        "symmetry": 1 - (90 / 110 - 90 / 140),
        "trade_intensity": 0.6 / (80 / (160 - 40)),
        "export_partner_hhi": 0.36 + 0.16,
        "import_partner_hhi": 0.75**2 + 0.25**2,
        "partner_part_of_concentration_exports": 100 * 0.36 / 0.52,
        "partner_part_of_concentration_imports": 100 * 0.5625 / 0.625,
        "export_share_rank": 3.0,  # B to A 100 %, C to B 66.7 %
        "import_share_rank": 2.0,  # C from A 100 %; A from B and B from A 75 % share the second place
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_who_only_buys_has_no_share_of_exports() -> None:
    found = trade_of_pairs(Flows([[0, 5, 5], [0, 0, 0], [0, 1, 0]]))
    only = row(found, "B", "A")
    assert math.isnan(only["export_share"])
    assert only["import_share"] == pytest.approx(100 * 5 / 6)
    assert len(found) == 6  # each pair that trades either way, from both sides


def test_what_rests_on_a_wrong_flow_is_empty() -> None:
    found = trade_of_pairs(Flows(HAND, wrong=((0, 2),)))
    assert math.isnan(row(found, "A", "B")["export_share"])
    assert math.isnan(row(found, "C", "B")["import_share"])  # of C's imports the wrong flow is a part
    assert row(found, "B", "A")["export_share"] == 100
    assert not math.isnan(row(found, "C", "A")["export_share"])


@given(st.lists(st.lists(st.floats(0, 1e9), min_size=4, max_size=4), min_size=4, max_size=4), st.floats(1e-3, 1e3))
def test_bounds_and_scale(flows: list[list[float]], factor: float) -> None:
    np.fill_diagonal(matrix := np.array(flows).round(3), 0)
    if not matrix.any():
        return
    found = trade_of_pairs(Flows(matrix.tolist()))
    for name in ("export_share", "import_share", "turnover_share"):
        assert found[name].dropna().between(0, 100 + 1e-6).all()
    assert found["export_partner_hhi"].dropna().between(1 / 4, 1 + 1e-9).all()
    assert found["trade_asymmetry"].dropna().between(-100, 100).all()
    assert (found["salience"].dropna() <= 1 + 1e-9).all()
    scaled = trade_of_pairs(Flows((matrix * factor).tolist()))
    names = [name for name in found if name not in ("dependent", "partner", "year")]
    ranks = [name for name in names if name.endswith("rank")]
    pd.testing.assert_frame_equal(scaled[names].drop(columns=ranks), found[names].drop(columns=ranks), rtol=1e-6)


@pytest.mark.parametrize(
    ("indicator", "variant", "column"),
    [
        ("export_partner_hhi", "baci", "export_partner_hhi"),
        ("import_partner_hhi", "baci", "import_partner_hhi"),
        ("partner_part_of_concentration", "exports_baci", "partner_part_of_concentration_exports"),
        ("partner_part_of_concentration", "imports_baci", "partner_part_of_concentration_imports"),
        ("trade_share_rank", "exports_all_pairs", "export_share_rank"),
        ("trade_share_rank", "imports_all_pairs", "import_share_rank"),
        ("trade_intensity", "", "trade_intensity"),
    ],
)
def test_belarus_and_russia_are_as_in_the_catalogue(
    indicator: str, variant: str, column: str, answer: Answer, world: pd.DataFrame
) -> None:
    known = answer(indicator, variant)
    found = {str(year): row(world, "BLR", "RUS", year)[column] for year in range(2000, 2020)}
    expected = {year: known[year].value for year in found}
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.fixture(scope="module")
def world(repository: Repository) -> pd.DataFrame:
    return trade_of_pairs(World(repository.snapshot.tables, "baci", "export"))


def test_years_can_be_chosen(repository: Repository) -> None:
    found = trade_of_pairs(World(repository.snapshot.tables, "baci", "export"), range(2018, 2020))
    assert sorted(found["year"].unique()) == [2018, 2019]
