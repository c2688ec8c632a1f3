"""How an address names an indicator by a variant, and a pair of countries: `gas_price_discount.hub`, `KAZ-RUS`."""

from dataclasses import dataclass

from dashboard.language import tr
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator, Pair
from ingest.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Choice:
    """An indicator by one of its variants."""

    indicator: Indicator
    variant: str

    @property
    def id(self) -> str:
        """How the address names it: the variant after a point, where there is one."""
        return f"{self.indicator.id}.{self.variant}" if self.variant else self.indicator.id

    @property
    def title(self) -> str:
        """The indicator, and how it is computed where there are several ways."""
        way = next(one.title for one in self.indicator.variants if one.id == self.variant)
        return f"{tr(self.indicator.title)}: {tr(way)}" if way else tr(self.indicator.title)


def choices() -> dict[str, str]:
    """Return every indicator that the data can fill, by every variant: how an address names it, and its title."""
    found = [Choice(one, way.id) for one in CATALOGUE.values() for way in one.variants if not way.empty]
    return {choice.id: choice.title for choice in found}


def choice_named(parameter: str, text: str) -> Choice:
    """Return the indicator that a text names, by its first variant where it names none.

    >>> choice_named("indicator", "gas_price_discount.hub").variant
    'hub'

    Raises ParameterError for an indicator or a variant that is none, and for one that nothing can fill.
    """
    name, _, variant = text.partition(".")
    if name not in CATALOGUE:
        raise ParameterError(parameter, expected="the id of an indicator, as /data lists them", found=text)
    ways = [way.id for way in CATALOGUE[name].variants if not way.empty]
    if not ways:
        raise ParameterError(parameter, expected="an indicator that the data at hand can fill", found=text)
    if variant and variant not in ways:
        raise ParameterError(parameter, expected=f"{name} with one of {', '.join(ways)} after a point", found=text)
    return Choice(CATALOGUE[name], variant or ways[0])


def pair_named(parameter: str, text: str, repository: Repository) -> Pair:
    """Return the pair that is written with a hyphen, such as KAZ-RUS.

    >>> from dashboard.repository import open_repository
    >>> pair_named("with", "KAZ-RUS", open_repository())
    Pair(dependent='KAZ', partner='RUS')

    Raises ParameterError for a country that is not in the data, and for one with itself.
    """
    dependent, _, partner = text.partition("-")
    known = dependent in repository.areas and partner in repository.partners
    if not known or dependent == partner:
        raise ParameterError(parameter, expected="two countries in the data, such as KAZ-RUS", found=text)
    return Pair(dependent, partner)


def in_words(pair: Pair, repository: Repository) -> str:
    """Return a pair as its name: who depends, and on whom.

    >>> from dashboard.repository import open_repository
    >>> in_words(Pair("ARM", "RUS"), open_repository())
    'Armenia → Russia'
    """
    return f"{tr(repository.name(pair.dependent))} → {tr(repository.name(pair.partner))}"
