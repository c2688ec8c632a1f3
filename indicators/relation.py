"""How the two sides of a trade relation compare with each other and with the rest of the world."""

import math

from indicators.cells import NAN
from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def salience(turnover: float, total: float, partner_total: float) -> float:
    """Return how much the relation weighs for both sides together, from 0 to 1.

    Formula T12: the square root of the product of the two shares. NaN without both totals.

    >>> round(salience(25, 100, 400), 4)
    0.125
    """
    return math.sqrt(share(turnover, total) * share(turnover, partner_total)) / 100


def symmetry(asymmetry: float) -> float:
    """Return how alike the relation weighs for the two sides, from 0 to 1: 1 less the difference of the shares.

    Formula T12. `asymmetry` is the difference in percentage points, T10: in it alone the formula turns at nought, which
    keeps bounds exact.

    >>> symmetry(18.75), symmetry(-18.75)
    (0.8125, 0.8125)
    """
    return 1 - abs(asymmetry) / 100


def trade_intensity(flow: float, exports: float, partner_imports: float, world: float, imports: float) -> float:
    """Return by how many times the partner is a larger buyer of the country than of the rest of the world.

    Formula T13: (X_br / X_bw) / (M_rw / (M_ww - M_bw)), one unit for all; 1 is neutral. NaN without a total.

    >>> round(trade_intensity(40, 100, 20, 1020, 20), 6)
    20.0
    """
    if exports <= 0 or partner_imports <= 0 or world <= imports:
        return NAN
    return (flow / exports) / (partner_imports / (world - imports))


def interdependence(weight: float, asymmetry: float) -> float:
    """Return how much the relation weighs for both sides and how alike, from 0 to 1: salience times symmetry.

    Formula T12; `weight` is the salience, `asymmetry` the difference of the shares in percentage points.

    >>> round(interdependence(0.125, 18.75), 4)
    0.1016
    """
    return weight * symmetry(asymmetry)


def symmetric_intensity(flow: float, exports: float, partner_imports: float, world: float, imports: float) -> float:
    """Return the trade intensity I on a scale from -1, no trade, over 0, neutral, to 1.

    Formula T13: (I - 1) / (I + 1); equal steps for twice and for half the neutral intensity. NaN without a total.

    >>> round(symmetric_intensity(40, 100, 20, 1020, 20), 4)
    0.9048
    """
    intensity = trade_intensity(flow, exports, partner_imports, world, imports)
    return (intensity - 1) / (intensity + 1)


def identity(value: float) -> float:
    """Return a measure that already is the answer.

    >>> identity(3.0)
    3.0
    """
    return value


_BOTH = {
    "turnover": Input("goods_turnover"),
    "total": Input("goods_turnover_total"),
    "partner_total": Input("goods_turnover_total", of="partner"),
}
_ASYMMETRY = Input(indicator="trade_asymmetry", variant="difference")
_INTENSITY = {
    "flow": Input("goods_exports_reconciled"),
    "exports": Input("goods_exports_total"),
    "partner_imports": Input("goods_imports_total", of="partner"),
    "world": Input("world_goods_exports"),
    "imports": Input("goods_imports_total"),
}
_BARBIERI = "Barbieri (1996), Journal of Peace Research 33(1)"
_AFTER_2021 = "Belarus and Russia hide their trade after 2021: intervals from official statements over WTO totals."
_BACI = "BACI's exports by pair on all sides, 2000-2020: reconciled figures, not what each country reports."
_WORLD = "The world's total is the sum of all pairs in the file; its rows are not listed one by one."

INDICATORS = (
    Indicator(
        id="salience",
        title="Salience of the trade relation",
        question="How much does the trade between the two matter to both of them together?",
        formula="square root of (turnover / dependent's turnover x turnover / partner's turnover)",
        tex=r"\sqrt{\frac{T_{bp}}{T_{bw}} \cdot \frac{T_{bp}}{T_{pw}}}",
        unit="index",
        direction=0,
        reference=_BARBIERI,
        caveats=("Low whenever one side is much larger, however much the other depends.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", salience, _BOTH),),
    ),
    Indicator(
        id="symmetry",
        title="Symmetry of the trade relation",
        question="Does the trade between the two weigh alike for both?",
        formula="1 - |turnover / dependent's turnover - turnover / partner's turnover|",
        tex=r"1 - \left| \frac{T_{bp}}{T_{bw}} - \frac{T_{bp}}{T_{pw}} \right|",
        unit="index",
        direction=-1,
        reference=_BARBIERI,
        caveats=("Also 1 where the two hardly trade: read it with the salience.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", symmetry, {"asymmetry": _ASYMMETRY}),),
    ),
    Indicator(
        id="interdependence",
        title="Interdependence of the two sides",
        question="Does the trade between the two matter much to both, and alike?",
        formula="salience x symmetry",
        tex=r"\sqrt{d_b d_p} \, (1 - |d_b - d_p|), \quad d = \frac{T_{bp}}{T_w}",
        unit="index",
        direction=0,
        reference=_BARBIERI,
        caveats=("Needs reader training: read salience and symmetry beside it.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", interdependence, {"weight": Input(indicator="salience"), "asymmetry": _ASYMMETRY}),),
    ),
    Indicator(
        id="trade_intensity",
        title="Trade intensity",
        question="Does the country sell to the partner more than the partner's weight in the world would suggest?",
        formula="(exports to the partner / all exports) / (partner's imports / (world's imports - country's imports))",
        tex=r"\frac{X_{bp} / X_{bw}}{M_{pw} / (M_{ww} - M_{bw})}",
        unit="ratio",
        direction=1,
        reference="Kojima (1964), Hitotsubashi Journal of Economics 5(1)",
        caveats=("Its upper bound varies with the sizes of the two: read it as an order of size.", _BACI, _WORLD),
        theme="trade",
        variants=(Variant("", "", trade_intensity, _INTENSITY),),
    ),
    Indicator(
        id="trade_intensity_symmetric",
        title="Trade intensity, symmetric",
        question="Does the country sell to the partner more, or less, than the partner's weight in the world suggests?",
        formula="(trade intensity - 1) / (trade intensity + 1)",
        tex=r"\frac{I - 1}{I + 1}, \quad I = \frac{X_{bp} / X_{bw}}{M_{pw} / (M_{ww} - M_{bw})}",
        unit="index, -1 to 1",
        direction=1,
        reference="Kojima (1964), Hitotsubashi Journal of Economics 5(1); Iapadre (2006) for the symmetric form",
        caveats=("0 is neutral; made for charts, where the plain ratio is lopsided.", _BACI, _WORLD),
        theme="trade",
        variants=(Variant("", "", symmetric_intensity, _INTENSITY),),
    ),
    Indicator(
        id="trade_share_rank",
        title="Rank of the pair in the world",
        question="How many countries, and how many pairs of countries, are tied more closely than these two?",
        formula="1 + number of countries, or of pairs, with a higher share",
        tex=r"1 + \#\{ j : s_j > s_{bp} \}",
        unit="rank",
        direction=-1,
        reference="CEPII BACI; Gaulier and Zignago (2010), CEPII Working Paper 2010-23",
        caveats=(_BACI, "Rank 1 is the highest share; some 200 countries and 38,000 pairs are in the file."),
        theme="trade",
        variants=(
            Variant(
                "exports", "Exports, among the partner's suppliers", identity, {"rank": Input("export_share_rank")}
            ),
            Variant(
                "exports_all_pairs", "Exports, among all pairs", identity, {"rank": Input("export_share_rank_of_pairs")}
            ),
            Variant("imports", "Imports, among the partner's buyers", identity, {"rank": Input("import_share_rank")}),
            Variant(
                "imports_all_pairs", "Imports, among all pairs", identity, {"rank": Input("import_share_rank_of_pairs")}
            ),
        ),
    ),
)
