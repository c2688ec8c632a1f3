"""Two indicators or two pairs in one chart: what the address asks for, checked, and drawn."""

from dataclasses import dataclass

from dashboard.choices import countries
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.named import Choice, choice_named, in_words, pair_named
from dashboard.theme import unit_word
from dashboard.view import View
from indicators.model import Pair
from ingest.errors import ParameterError

_FIRST = "export_share"


@dataclass(frozen=True, slots=True)
class Compared:
    """One or two indicators, each for one or two pairs."""

    choices: tuple[Choice, ...]
    pairs: tuple[Pair, ...]


def compared(view: View) -> Compared:
    """Return what the address asks for.

    Raises ParameterError for an indicator or a pair that is none, and for a second one that is the first.
    """
    first = choice_named("indicator", view.asked.get("indicator") or _FIRST)
    second = [choice_named("and", view.asked["and"])] if view.asked.get("and") else []
    other = [pair_named("with", view.asked["with"], view.repository)] if view.asked.get("with") else []
    if first in second:
        raise ParameterError("and", expected="another indicator than the first", found=first.id)
    if view.pair in other:
        raise ParameterError("with", expected="another pair than the first", found=view.asked["with"])
    return Compared((first, *second), (view.pair, *other))


def lines(view: View, asked: Compared) -> list[Line]:
    """Return a line for each indicator and pair, named by what tells them apart."""
    found = []
    for choice in asked.choices:
        for pair in asked.pairs:
            result = view.repository.result(choice.indicator.id, pair, view.query.as_of)
            parts = [choice.title] if len(asked.choices) > 1 or len(asked.pairs) == 1 else []
            parts += [in_words(pair, view.repository)] if len(asked.pairs) > 1 else []
            found.append(Line(", ".join(parts), view.query.within(result), choice.variant))
    return found


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
        title: {f"{one.dependent}-{one.partner}": in_words(one, repository) for one in found if one != pair}
        for title, found in groups.items()
    }


def units(asked: Compared) -> str:
    """Return the units of the indicators in words, each once."""
    words = [unit_word(choice.indicator.unit) or choice.indicator.unit for choice in asked.choices]
    return tr(" and ").join(dict.fromkeys(words))
