"""How much of the relation is hidden."""

from indicators.cells import NAN
from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def opacity_share(open_groups: float, published: float) -> float:
    """Return what part of a published total is in no open product group, in per cent. NaN without a total.

    Formula O1: 1 - published cells / published total.

    >>> round(opacity_share(7.42, 8.71), 1)
    14.8
    """
    return 100 - share(open_groups, published)


def bounds_width(low: float, high: float, total_low: float, total_high: float) -> float:
    """Return how far the bounds of the partner's share lie apart, in percentage points.

    Formula O3 on T1: the highest flow over the lowest total less the lowest flow over the highest total.

    >>> bounds_width(40, 50, 100, 100)
    10.0
    """
    return share(high, total_low) - share(low, total_high) if total_low > 0 else NAN


INDICATORS = (
    Indicator(
        id="opacity_share",
        title="Exports hidden in closed product groups",
        question="How much of the exports to the partner is published in a total only?",
        formula="1 - exports by open product group / exports published in all",
        tex=r"1 - \frac{\sum_k X^{open}_k}{X^{published}}",
        unit="percent",
        direction=0,
        reference="National statistical office via RBC, 2021",
        caveats=(
            "One point: January to July 2021, the year inferred by the press report's context.",
            "In the whole year before, 0.15 bn USD had been hidden, by the same report.",
        ),
        theme="trade",
        variants=(
            Variant(
                "",
                "",
                opacity_share,
                {"open_groups": Input("exports_by_open_product"), "published": Input("exports_published")},
            ),
        ),
    ),
    Indicator(
        id="bounds_width",
        title="Width of the bounds on the export share",
        question="How far do the published reports leave the partner's share of exports open?",
        formula="upper bound - lower bound of the export share",
        tex=r"\frac{X^{high}_{bp}}{X^{low}_{bw}} - \frac{X^{low}_{bp}}{X^{high}_{bw}}",
        unit="percentage points",
        direction=0,
        reference="Own construction",
        caveats=(
            "Zero means that no second report differs, not that the figure is exact.",
            "Reports of both countries enter: freight in import values is part of the width.",
        ),
        theme="trade",
        variants=(
            Variant(
                "",
                "",
                bounds_width,
                {
                    "low": Input("goods_exports", end="low"),
                    "high": Input("goods_exports", end="high"),
                    "total_low": Input("goods_exports_total", end="low"),
                    "total_high": Input("goods_exports_total", end="high"),
                },
            ),
        ),
    ),
)
