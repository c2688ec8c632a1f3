"""Arms deliveries by supplier, and how far the two countries stand apart in world politics: context."""

from indicators.measures import share
from indicators.model import Indicator, Input, Variant
from indicators.relation import identity


def position_difference(position: float, other: float) -> float:
    """Return by how much the country's position lies above the partner's, in the units of the ideal points.

    Signed, so that its bounds follow from those of the two positions; near 0 the two stand together.

    >>> round(position_difference(-0.68, -0.40), 2)
    -0.28
    """
    return position - other


_CLASSES = {
    "": ("all", "All classes"),
    "_aircraft": ("aircraft", "Aircraft"),
    "_air_defence_systems": ("air_defence_systems", "Air defence systems"),
    "_artillery": ("artillery", "Artillery"),
    "_armoured_vehicles": ("armoured_vehicles", "Armoured vehicles"),
    "_engines": ("engines", "Engines"),
    "_missiles": ("missiles", "Missiles"),
    "_sensors": ("sensors", "Sensors"),
}

INDICATORS = (
    Indicator(
        id="arms_supplier_share",
        title="Partner's share of arms delivered",
        question="How many of the arms delivered to the country come from the partner?",
        formula="deliveries from the partner / all deliveries, five years together, SIPRI trend indicator values",
        tex=r"\frac{\sum_{t-4}^{t} TIV_{bp}}{\sum_{t-4}^{t} TIV_{bw}}",
        unit="percent",
        direction=1,
        reference="SIPRI Arms Transfers Database",
        caveats=(
            "Five-year windows: single deliveries make single years jump.",
            "Trend indicator values measure military capability, not money.",
            "A year without an entry in the register is one without a delivery that SIPRI found.",
        ),
        theme="security",
        variants=tuple(
            Variant(
                variant,
                title,
                share,
                {"part": Input(f"arms{suffix}_from_partner", register=True), "whole": Input(f"arms{suffix}_from_all")},
            )
            for suffix, (variant, title) in _CLASSES.items()
        ),
    ),
    Indicator(
        id="foreign_policy_distance",
        title="Distance in the votes of the UN General Assembly",
        question="How far apart do the two countries stand in world politics?",
        formula="position of the country - position of the partner; and part of votes cast alike",
        tex=r"\theta_b - \theta_p \quad \text{and} \quad \frac{\#\,\text{votes alike}}{\#\,\text{votes of both}}",
        unit="index",
        direction=0,
        reference="Bailey, Strezhnev and Voeten (2017), Journal of Conflict Resolution 61(2); data of July 2025",
        caveats=(
            "Near 0 the two stand together; the sign says who is nearer to the United States (above) or to Russia.",
            "Votes are a proxy: a state may vote with another for reasons of its own.",
            "The bounds are those of the two positions, each with nine chances in ten.",
            "Positions are by session, which begins in autumn of its year; votes cast alike are by calendar year.",
        ),
        theme="security",
        variants=(
            Variant(
                "ideal_points",
                "Difference of ideal points",
                position_difference,
                {"position": Input("ideal_point"), "other": Input("ideal_point", of="partner")},
            ),
            Variant("same_votes", "Part of votes cast alike", identity, {"votes": Input("vote_agreement")}),
        ),
    ),
)
