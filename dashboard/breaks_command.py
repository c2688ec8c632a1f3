"""The command `breaks`: what tests of structural breaks say about an indicator or a measure."""

import argparse
from collections.abc import Iterator

from dashboard import exports
from dashboard.breaks import breaks_json
from dashboard.commands import columns
from dashboard.parameters import check_variant, query
from dashboard.repository import open_repository
from indicators.breaks import Break, RunBreaks
from indicators.catalogue import CATALOGUE
from ingest.errors import ParameterError

_HEADER = ["method", "event", "after", "interval", "mean before", "mean after", "F", "p", "adjusted", "found"]


def run(given: argparse.Namespace) -> Iterator[str]:
    """Print the breaks of an indicator or a measure for a pair: run by run, then what was not tested and why."""
    repository = open_repository()
    known = [*CATALOGUE, *repository.measures]
    if given.indicator not in known:
        raise ParameterError("INDICATOR", expected=f"one of {', '.join(known)}", found=given.indicator)
    asked = {"dependent": given.dependent, "partner": given.partner, "as_of": given.as_of}
    checked = query({name: text for name, text in asked.items() if text is not None}, repository)
    compute = repository.result if given.indicator in CATALOGUE else repository.measure
    check_variant(given.variant, compute(given.indicator, checked.pair, checked.as_of))
    found = repository.breaks(given.indicator, checked.pair, checked.as_of, given.variant)
    if given.json:
        yield exports.to_json(breaks_json(found, repository))
        return
    pair = f"{repository.name(found.pair.dependent)} on {repository.name(found.pair.partner)}"
    yield f"{found.title}, {pair}, {found.unit}"
    if found.reason:
        yield found.reason
    for tested in found.runs:
        yield from _run(tested)
    for part in found.left:
        yield f"left out: {_named(part.variant, f'{part.first} to {part.last}')}: {part.reason}"
    for date in found.untested:
        yield f"not tested: {_named(date.variant, date.event)}: {date.reason}"


def _run(tested: RunBreaks) -> Iterator[str]:
    yield _named(tested.variant, f"{tested.first} to {tested.last}, {tested.points} points, {tested.scale}")
    rows = [_row(test) for test in (*tested.known, *tested.unknown)]
    yield from columns([_HEADER, *rows]) if rows else ["no break found"]
    yield from (f"note: {note}" for note in tested.notes)


def _row(test: Break) -> list[str]:
    interval = f"{test.low} to {test.high}" if test.low and test.method != "chow" else ""
    return [
        test.method, ", ".join(test.events), test.period, interval, f"{test.before:,.2f}", f"{test.after:,.2f}",
        f"{test.statistic:.2f}", _p(test, test.p), _p(test, test.p_adjusted), "yes" if test.found else "no",
    ]  # fmt: skip


def _p(test: Break, p: float) -> str:
    """Return a p value; of a break that was searched for only an upper bound is known, or that it is above 10 %."""
    if test.method == "chow":
        return f"{p:.3f}"
    return f"<= {p:g}" if p == p else "> 0.1"


def _named(variant: str, text: str) -> str:
    return f"{variant}: {text}" if variant else text
