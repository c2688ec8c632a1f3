"""The partner's part in investment and in the money that people send home."""

from indicators.measures import share
from indicators.model import Indicator, Input, Variant
from indicators.relation import identity

_BANKS = "no source at hand splits bank assets by the owner's country"
_UNCTAD = "UNCTAD, Bilateral FDI Statistics (2014) and World Investment Report 2022"


def _of(variant: str, title: str, part: str, whole: str) -> Variant:
    return Variant(variant, title, share, {"part": Input(part), "whole": Input(whole)})


def with_cyprus(part: float, cyprus: float, whole: float) -> float:
    """Return what comes from the partner and by way of Cyprus in per cent of the whole; NaN without a whole.

    Formula F7, r + Cyprus.

    >>> with_cyprus(30.0, 10.0, 80.0)
    50.0
    """
    return share(part + cyprus, whole)


def _by_cyprus(variant: str, title: str, part: str, whole: str) -> Variant:
    inputs = {"part": Input(part), "cyprus": Input(f"{part}_from_cyprus"), "whole": Input(whole)}
    return Variant(variant, title, with_cyprus, inputs)


INDICATORS = (
    Indicator(
        id="capital_links",
        title="Partner's part in investment and remittances",
        question="How much of the investment and of the money sent home from abroad comes from the partner?",
        formula="from the partner / from the world; and stock / GDP",
        tex=r"\frac{K_{bp}}{K_{bw}} \quad \text{and} \quad \frac{K_{bp}}{GDP_b}",
        unit="percent",
        direction=1,
        reference=f"{_UNCTAD}; KNOMAD; Central Bank of Armenia; wiiw",
        caveats=(
            "Investment by way of Cyprus and other places does not show where it comes from: the share with Cyprus is "
            "an upper end. Belarus does not tell Cyprus apart.",
            "Belarus reports two partners only: the total of all is taken from the World Investment Report.",
            "Inflows are net of what is withdrawn: a share can be negative or above 100, and says little then.",
            "Pairs are at hand for 2001-2012; the partner's own report of its stock differs and stands apart.",
            "Remittances by pair are modelled from migrants and incomes, for 2017 and 2021 only.",
        ),
        theme="finance",
        variants=(
            _of("fdi_inflow", "Inflow of direct investment", "fdi_inflow", "fdi_inflow_total"),
            _of("fdi_stock_to_gdp", "Stock of direct investment, of GDP", "fdi_stock", "gdp"),
            _of("fdi_stock_to_gdp_mirror", "The same by the partner's report", "fdi_stock_by_partner_report", "gdp"),
            _of("remittances", "Remittances, modelled", "remittances", "remittances_total"),
            _of("transfers", "Transfers of individuals, Central Bank of Armenia", "transfers", "transfers_total"),
            _of("fdi_inflow_wiiw", "Inflow of direct investment, wiiw", "fdi_inflow_wiiw", "fdi_inflow_wiiw_total"),
            _of("fdi_stock_wiiw", "Stock of direct investment, wiiw", "fdi_stock_wiiw", "fdi_stock_wiiw_total"),
            _by_cyprus(
                "fdi_inflow_with_cyprus",
                "Inflow of direct investment, Cyprus counted",
                "fdi_inflow",
                "fdi_inflow_total",
            ),
            _by_cyprus(
                "fdi_stock_wiiw_with_cyprus",
                "Stock of direct investment, Cyprus counted, wiiw",
                "fdi_stock_wiiw",
                "fdi_stock_wiiw_total",
            ),
            Variant(
                "investment_stated",
                "Foreign investment, all kinds, as stated",
                identity,
                {"share": Input("investment_share_stated")},
            ),
            Variant("bank_assets", "Assets of banks", share, {}, _BANKS),
            _of("emigrants", "Emigrants who live in the partner country", "emigrants_in_partner", "emigrants"),
        ),
    ),
)
