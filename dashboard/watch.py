"""The watch list: what an address or a file asks to be shown and told of, checked against what there is."""

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from dashboard.named import choice_named, pair_named
from dashboard.parameters import Parameter
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.declared import AlertRule, Watched
from ingest.errors import ParameterError
from ingest.watch import ENTRY, MOST, SETTING, watch_list, watched

_NAME = "watch"


def _parsed(text: str) -> tuple[Watched, ...]:
    """Return the entries of a list with commas; raises ValueError for one given twice, or too many."""
    found = tuple(watched(part) for part in text.split(","))
    if len(set(found)) != len(found) or len(found) > MOST:
        raise ValueError(text)
    return found


def _refuse_unknown(found: Iterable[Watched], repository: Repository) -> None:
    """Raise ParameterError for an entry that names what is not there, and list what is."""
    for one in found:
        if one.of in CATALOGUE:
            choice_named(_NAME, f"{one.of}.{one.variant}" if one.variant else one.of)
        elif one.of not in repository.measures:
            allowed = f"one of {', '.join(CATALOGUE)}, or a measure, as /api/v1/measures lists them"
            raise ParameterError(_NAME, expected=allowed, found=one.text)
        elif one.variant:
            raise ParameterError(_NAME, expected=f"{one.of} alone: a measure has no variants", found=one.text)
        if one.dependent:
            pair_named(_NAME, f"{one.dependent}-{one.partner}", repository)


WATCH = Parameter(
    _NAME,
    f"the watch list, at most {MOST} entries separated by commas: ids of indicators or measures, each with a variant "
    "and a pair after points where one is meant; without a pair the one asked for",
    f"at most {MOST} different entries separated by commas, such as export_share, gas_price_discount.hub or "
    "export_share.ARM-RUS",
    parse=_parsed, pattern=rf"^{ENTRY}(?:,{ENTRY}){{0,{MOST - 1}}}$", longest=1200, default=(), check=_refuse_unknown,
    example="export_share,gas_price_discount.hub,export_share.ARM-RUS",
)  # fmt: skip


def listed(watch: Iterable[Watched]) -> str:
    """Return a list as an address has it.

    >>> listed(_parsed("export_share,export_share.ARM-RUS"))
    'export_share,export_share.ARM-RUS'
    """
    return ",".join(one.text for one in watch)


def of_file(given: str | None, repository: Repository) -> tuple[Watched, ...]:
    """Return the list in the file that is given, else in the one that DEPDASH_WATCH names; empty without either.

    Raises DeclarationError for a file that is none, ParameterError for an entry that names what is not there.
    """
    name = given if given is not None else os.environ.get(SETTING, "")
    found = watch_list(Path(name)) if name else ()
    _refuse_unknown(found, repository)
    return found


def by_pair(watch: Sequence[Watched], own: Pair) -> dict[Pair, tuple[Watched, ...]]:
    """Return the entries for each pair that a list is about, in its order; without a list the own pair, for all.

    >>> {pair.dependent: listed(found) for pair, found in by_pair(_parsed("a,b.ARM-RUS,c"), Pair("BLR", "RUS")).items()}
    {'BLR': 'a,c', 'ARM': 'b.ARM-RUS'}
    >>> by_pair((), Pair("BLR", "RUS"))
    {Pair(dependent='BLR', partner='RUS'): ()}
    """
    found: dict[Pair, tuple[Watched, ...]] = {} if watch else {own: ()}
    for one in watch:
        pair = pair_of(one, own)
        found[pair] = (*found.get(pair, ()), one)
    return found


def pair_of(one: Watched, own: Pair) -> Pair:
    """Return the pair that an entry is about.

    >>> pair_of(watched("export_share.ARM-RUS"), Pair("BLR", "RUS")).dependent
    'ARM'
    """
    return Pair(one.dependent, one.partner) if one.dependent else own


def follows(watch: Collection[Watched], rule: AlertRule) -> bool:
    """Return whether a rule watches what a list has; without a list every rule does."""
    return not watch or any(one.of == rule.of and one.variant in ("", rule.variant) for one in watch)


def with_entry(watch: Sequence[Watched], text: str, repository: Repository) -> tuple[Watched, ...]:
    """Return a list with one more entry, the same list where that stands in it; raises ParameterError for a wrong one.

    >>> from dashboard.repository import open_repository
    >>> listed(with_entry(_parsed("export_share"), "reserve_cover", open_repository()))
    'export_share,reserve_cover'
    """
    whole = dict.fromkeys([*(one.text for one in watch), *filter(None, [text])])
    found: tuple[Watched, ...] = WATCH.checked(",".join(whole), repository)
    return found


def without(watch: Sequence[Watched], one: Watched) -> tuple[Watched, ...]:
    """Return a list without an entry.

    >>> listed(without(_parsed("a,b"), watched("a")))
    'b'
    """
    return tuple(other for other in watch if other != one)


def raised(watch: Sequence[Watched], one: Watched) -> tuple[Watched, ...]:
    """Return a list with an entry one place further up; the first one stays.

    >>> listed(raised(_parsed("a,b,c"), watched("c")))
    'a,c,b'
    """
    place = max(watch.index(one) - 1, 0)
    rest = without(watch, one)
    return (*rest[:place], one, *rest[place:])
