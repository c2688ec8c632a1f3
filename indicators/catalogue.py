"""The catalogue: every indicator by its id, in the order in which pages and lists show them."""

from indicators import (
    capital,
    concentration,
    credit,
    energy,
    finance,
    goods,
    index,
    oil,
    opacity,
    products,
    ranks,
    relation,
    security,
    supply,
    support,
    trade,
    transit,
)
from indicators.model import Indicator

THEMES = (
    trade,
    goods,
    relation,
    ranks,
    concentration,
    products,
    opacity,
    energy,
    oil,
    supply,
    finance,
    credit,
    support,
    capital,
    transit,
    security,
    index,
)

CATALOGUE: dict[str, Indicator] = {indicator.id: indicator for theme in THEMES for indicator in theme.INDICATORS}
