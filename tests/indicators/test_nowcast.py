"""The nowcast: a replay that knows nothing later, rungs kept by the rule, bands that hold the replay's errors."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dashboard.repository import Repository
from indicators.ladder import RUNGS, bridge, growth_carry
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.nowcast import Nowcast, nowcast, variance_ratio
from ingest.estimators import estimator_rules

PAIR = Pair("BLR", "RUS")
RULES = estimator_rules()
FLOWS = [(frequency, flow) for frequency in ("annual", "monthly") for flow in ("exports", "imports")]


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def found(repository: Repository) -> dict[tuple[str, str], Nowcast]:
    return {(one.frequency, one.flow): one for one in repository.nowcast(PAIR)}


def test_the_replay_of_years_recomputed(found: dict[tuple[str, str], Nowcast], resolver: Resolver) -> None:
    reported = resolver.quantity("goods_exports_mirror", PAIR)
    guides = resolver.quantity("goods_exports_total", PAIR)
    flow = {int(year): math.log(cell.value) for year, cell in reported.items()}
    guide = {int(year) - 1994: math.log(cell.value) for year, cell in guides.items()}
    errors: dict[str, list[float]] = {"growth_carry": [], "bridge": []}
    for target in range(2016, 2022):
        history = [flow[year] for year in range(1994, target)]
        for name, rung in (("growth_carry", growth_carry), ("bridge", bridge)):
            errors[name].append(flow[target] - rung(history, 1, guide, 1)[0])
    for row in found["annual", "exports"].replay:
        if row.years_ahead == 1 and row.rung in errors:
            assert row.errors == 6
            assert row.rmse == pytest.approx(float(np.sqrt(np.mean(np.square(errors[row.rung])))))


@pytest.mark.parametrize(("frequency", "flow"), FLOWS)
def test_a_rung_is_kept_only_a_tenth_below_the_growth_carry(
    frequency: str, flow: str, found: dict[tuple[str, str], Nowcast]
) -> None:
    one = found[frequency, flow]
    whole = {row.rung: row for row in one.replay if row.years_ahead == 0}
    assert set(whole) == set(RUNGS) - ({"chow_lin"} if frequency == "annual" else set())
    assert whole["growth_carry"].ratio == 1
    for row in whole.values():
        assert row.kept == (row.ratio <= 0.9 or row.rung == "growth_carry")
    assert one.rung == min((row for row in whole.values() if row.kept), key=lambda row: row.rmse).rung == "bridge"


def test_where_no_rung_beats_the_carry_it_is_carried(resolver: Resolver) -> None:
    strict = replace(RULES, nowcast=replace(RULES.nowcast, better_by=0.99))
    one = nowcast(resolver, PAIR, strict, "exports", "annual")
    assert one.rung == "growth_carry"
    assert [row.rung for row in one.replay if row.kept and row.years_ahead == 0] == ["growth_carry"]


@pytest.mark.parametrize(("frequency", "flow"), FLOWS)
def test_it_begins_after_the_last_report_and_widens(
    frequency: str, flow: str, found: dict[tuple[str, str], Nowcast]
) -> None:
    cells = found[frequency, flow].cells
    assert min(cells) == ("2022" if frequency == "annual" else "2022-01")
    assert max(cells) == ("2025" if frequency == "annual" else "2025-12")
    season = 1 if frequency == "annual" else 12
    ordered = [cells[name] for name in sorted(cells)]
    assert all(0 < cell.low < cell.value < cell.high and cell.observations for cell in ordered)
    widths = [math.log(cell.high / cell.low) for cell in ordered]
    assert all(later >= earlier - 1e-9 for earlier, later in zip(widths, widths[season:], strict=False))


def test_bands_hold_nine_in_ten_of_the_replay_s_errors(resolver: Resolver) -> None:
    """Without the factor's own band, half the width of a first year is an error that occurred in the replay."""
    one = nowcast(resolver, PAIR, RULES, "exports", "annual")
    first = one.cells["2022"]
    rules = RULES.freight.band[0]
    half = math.log(first.high * rules.low / (first.low * rules.high)) / 2
    rows = [row for row in one.replay if row.rung == one.rung and row.years_ahead == 1]
    assert half >= rows[0].rmse
    assert one.variance_ratio < 1  # so nothing was widened


def test_a_statement_outside_the_band_is_shown_and_not_hidden(
    found: dict[tuple[str, str], Nowcast], repository: Repository
) -> None:
    """2022: exports to Russia were stated at 22.9 bn; relations of before 2022 cannot give it."""
    stated = repository.measure("goods_exports_by_statement", PAIR)
    (row,) = (row for row in stated.rows if row.period == "2022")
    assert row.low > found["annual", "exports"].cells["2022"].high


def test_a_pair_without_a_long_report_says_why(resolver: Resolver) -> None:
    one = nowcast(resolver, Pair("ARM", "CHN"), RULES, "exports", "annual")
    assert not one.cells
    assert "2006 to 2021" in one.reason


def test_the_variance_ratio_by_hand(resolver: Resolver) -> None:
    panel = resolver.panel("imports_by_partner_mirror", PAIR, "mirror")
    before, after = [], []
    for partner in ("ARM", "KAZ", "KGZ", "UZB"):
        logs = {int(year): math.log(cells[partner].value) for year, cells in panel.items() if partner in cells}
        growth = {year: logs[year] - logs[year - 1] for year in logs if year - 1 in logs and year >= 2012}
        early = np.array([one for year, one in growth.items() if year < 2022])
        before += ((early - early.mean()) ** 2 * len(early) / (len(early) - 1)).tolist()
        after += [(one - early.mean()) ** 2 for year, one in growth.items() if year >= 2022]
    assert variance_ratio(resolver, PAIR, RULES, "imports") == pytest.approx(np.mean(after) / np.mean(before))
