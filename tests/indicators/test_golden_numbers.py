"""The numbers that the method gives for checking, to the last digit given, each from the code that computes it."""

from collections.abc import Callable

import pytest

from indicators.concentration import effective_partners, herfindahl, hirschman, normalised
from indicators.energy import gas_price_discount, gas_transfer
from indicators.finance import net_flow, tranche_of_reserves_after, tranche_of_reserves_before
from indicators.model import Row
from indicators.oil import tax_manoeuvre_loss
from indicators.opacity import opacity_share
from indicators.shocks import ELASTICITIES, gas_loss, production_cut
from indicators.trade import trade_asymmetry
from indicators.vulnerability import convex_loss, percent_of_log_points
from ingest.declarations import measures

Answer = Callable[..., dict[str, Row]]
SHARES = dict(zip("abcde", (0.45, 0.20, 0.15, 0.10, 0.10), strict=True))
MMBTU_OF_A_GJ = 1 / 1.055056


@pytest.mark.parametrize(
    ("found", "digits", "printed"),
    [
        (herfindahl(SHARES), 3, 0.285),
        (normalised(0.285, len(SHARES)), 5, 0.10625),
        (hirschman(SHARES), 3, 53.385),
        (effective_partners(SHARES), 3, 3.509),
        (gas_price_discount(127, 203), 2, 37.44),
        (gas_transfer(127, 203, 20), 0, 1520),
        (37.3 * MMBTU_OF_A_GJ, 3, 35.354),
        (net_flow(1051.0, 709.4), 1, 341.6),
        (net_flow(122.7, 242.7), 1, -120.0),
        (tranche_of_reserves_after(500, 7468.5), 2, 6.69),
        (tranche_of_reserves_before(500, 7468.5), 2, 7.18),
        (opacity_share(8.71 - 1.29, 8.71), 2, 14.81),
        (convex_loss(0.3, 3.0), 4, 0.1783),
        (convex_loss(0.9, 3.0), 4, 1.1513),
        (percent_of_log_points(convex_loss(0.9, 3.0)), 0, 216),
        (gas_loss(128.5, 569.8, 18.8, 0.2) / 1000, 1, 6.2),
        (trade_asymmetry(29.52, 29.18 + 32.77, 337.295 + 232.138), 1, 42.5),
        (trade_asymmetry(39.77, 81.149, 786.627), 1, 44.0),
        # The loss of 2019 by Urals at 63.59 dollars a barrel, and by Brent at 64.03, an upper bound.
        (tax_manoeuvre_loss(18.0, 63.59 * 7.3, 2019), 0, 341),
        (tax_manoeuvre_loss(18.0, 64.03 * 7.3, 2019), 0, 344),
    ],
)
def test_a_golden_number(found: float, digits: int, printed: float) -> None:
    assert round(found, digits) == printed


def test_the_table_of_elasticities() -> None:
    printed = dict(zip(ELASTICITIES, (-21.0, -12.7, -5.1, -3.5), strict=True))
    assert {sigma: round(change, 1) for sigma, change in production_cut(0.10, 0.30).items()} == printed


def test_the_declared_cubic_metre_and_its_band() -> None:
    declared = measures()
    for name in ("gas_price_hub", "gas_price_hub_monthly"):
        (candidate,) = declared[name]["candidate"]
        assert candidate["times"] == {"value": 35.354, "low": 35.0, "high": 36.2}


@pytest.mark.parametrize(
    ("indicator", "variant", "period", "digits", "printed"),
    [
        ("net_official_flow", "net_flow_ministry", "2020", 1, 341.6),
        ("net_official_flow", "net_flow_ministry", "2021Q1", 1, -120.0),
        ("tranche_size", "reserves_after", "2020-12-30", 2, 6.69),
        ("tranche_size", "reserves_before", "2020-12-30", 2, 7.18),
        ("opacity_share", "", "2021-01..2021-07", 1, 14.8),
        ("trade_asymmetry", "difference", "2020", 1, 42.5),
        ("gas_price_discount", "gazprom_average", "2019", 2, 37.44),
        ("tax_manoeuvre_loss", "upper_bound", "2019", 0, 344),
        ("tax_manoeuvre_loss", "stated", "2019", 0, 330),
        ("oil_price_ratio", "", "2016", 2, 0.68),
        ("oil_price_ratio", "", "2017", 2, 0.74),
        ("oil_price_ratio", "", "2018", 2, 0.72),
        ("oil_price_ratio", "", "2019", 2, 0.78),
        ("creditor_share", "", "2021", 1, 42.4),
        ("creditor_share", "", "2022", 1, 42.9),
        ("creditor_share", "", "2023", 1, 44.3),
        ("creditor_share", "", "2024", 1, 46.7),
        ("export_share", "", "1998", 1, 65.2),
        ("export_share", "", "2009", 1, 31.5),
        ("export_share", "", "2016", 1, 46.3),
    ],
)
def test_the_packaged_data_give_what_the_method_says(
    indicator: str, variant: str, period: str, digits: int, printed: float, answer: Answer
) -> None:
    assert round(answer(indicator, variant)[period].value, digits) == printed


def test_the_band_of_reports_of_the_pair(answer: Answer) -> None:
    """Russia's report of its imports over Belarus's of its exports: the band is 0.87 to 1.00, not 1.00 to 1.10."""
    own, mirror = answer("goods_exports_reported"), answer("goods_exports_mirror")
    ratios = [round(mirror[year].value / own[year].value, 3) for year in ("2015", "2016", "2017", "2018", "2019")]
    assert ratios == [0.875, 0.900, 0.942, 0.968, 0.961]
