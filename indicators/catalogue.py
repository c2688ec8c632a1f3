"""The catalogue: every indicator by its id, in the order in which pages and lists show them."""

from indicators import concentration, energy, finance, trade, transit
from indicators.model import Indicator

CATALOGUE: dict[str, Indicator] = {
    indicator.id: indicator
    for theme in (trade, concentration, energy, finance, transit)
    for indicator in theme.INDICATORS
}
