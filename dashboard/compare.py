"""Two indicators or two pairs in one chart: what the address asks for, checked, and drawn."""

from dataclasses import dataclass

from dashboard.choices import countries
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.theme import unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator, Pair
from ingest.errors import ParameterError

_FIRST = "export_share"


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


@dataclass(frozen=True, slots=True)
class Compared:
    """One or two indicators, each for one or two pairs."""

    choices: tuple[Choice, ...]
    pairs: tuple[Pair, ...]


def choices() -> dict[str, str]:
    """Return every indicator that the data can fill, by every variant: how an address names it, and its title."""
    found = [Choice(one, way.id) for one in CATALOGUE.values() for way in one.variants if not way.empty]
    return {choice.id: choice.title for choice in found}


def compared(view: View) -> Compared:
    """Return what the address asks for.

    Raises ParameterError for an indicator or a pair that is none, and for a second one that is the first.
    """
    first = _choice("indicator", view.asked.get("indicator") or _FIRST)
    second = [_choice("and", view.asked["and"])] if view.asked.get("and") else []
    other = [_pair(view, view.asked["with"])] if view.asked.get("with") else []
    if first in second:
        raise ParameterError("and", expected="another indicator than the first", found=first.id)
    if view.pair in other:
        raise ParameterError("with", expected="another pair than the first", found=view.asked["with"])
    return Compared((first, *second), (view.pair, *other))


def _choice(parameter: str, text: str) -> Choice:
    name, _, variant = text.partition(".")
    if name not in CATALOGUE:
        raise ParameterError(parameter, expected="the id of an indicator, as /data lists them", found=text)
    ways = [way.id for way in CATALOGUE[name].variants if not way.empty]
    if not ways:
        raise ParameterError(parameter, expected="an indicator that the data at hand can fill", found=text)
    if variant and variant not in ways:
        raise ParameterError(parameter, expected=f"{name} with one of {', '.join(ways)} after a point", found=text)
    return Choice(CATALOGUE[name], variant or ways[0])


def _pair(view: View, text: str) -> Pair:
    """Return the pair that is written with a hyphen, such as KAZ-RUS."""
    dependent, _, partner = text.partition("-")
    known = dependent in view.repository.areas and partner in view.repository.partners
    if not known or dependent == partner:
        raise ParameterError("with", expected="two countries in the data, such as KAZ-RUS", found=text)
    return Pair(dependent, partner)


def lines(view: View, asked: Compared) -> list[Line]:
    """Return a line for each indicator and pair, named by what tells them apart."""
    found = []
    for choice in asked.choices:
        for pair in asked.pairs:
            result = view.repository.result(choice.indicator.id, pair, view.query.as_of)
            parts = [choice.title] if len(asked.choices) > 1 or len(asked.pairs) == 1 else []
            parts += [named(view, pair)] if len(asked.pairs) > 1 else []
            found.append(Line(", ".join(parts), view.query.within(result), choice.variant))
    return found


def named(view: View, pair: Pair) -> str:
    """Return a pair as its name: who depends, and on whom."""
    return f"{tr(view.repository.name(pair.dependent))} → {tr(view.repository.name(pair.partner))}"


def other_pairs(view: View) -> dict[str, dict[str, str]]:
    """Return the pairs that a form offers beside the view's own, in groups: each as an address writes it, its name."""
    pair, repository = view.pair, view.repository
    dependents = [Pair(code, pair.partner) for code in countries(view, repository.areas - {pair.partner})]
    partners = [Pair(pair.dependent, code) for code in countries(view, repository.partners - {pair.dependent})]
    groups = {
        tr("Another country on {partner}", partner=view.names[1]): dependents,
        tr("{dependent} on another", dependent=view.names[0]): partners,
    }
    return {
        title: {f"{one.dependent}-{one.partner}": named(view, one) for one in found if one != pair}
        for title, found in groups.items()
    }


def units(asked: Compared) -> str:
    """Return the units of the indicators in words, each once."""
    words = [unit_word(choice.indicator.unit) or choice.indicator.unit for choice in asked.choices]
    return tr(" and ").join(dict.fromkeys(words))
