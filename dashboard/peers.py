"""One indicator for every country of the region: small charts on one scale, and a table of ranks."""

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from dash import html

from dashboard.cards import Download, card
from dashboard.components import reason, table
from dashboard.figures import Line
from dashboard.graph import Graph
from dashboard.language import tr
from dashboard.listings import region
from dashboard.multiples import Extent, extent, small
from dashboard.ranking import ranks_over_time
from dashboard.repository import DEPENDENTS, Repository
from dashboard.theme import EN_DASH, STATUS_WORDS, number, span, spelled, unit_word
from dashboard.view import View
from indicators.engine import last_known
from indicators.model import Indicator, Pair, Result, Row
from indicators.peers import ranked
from ingest.errors import ParameterError
from ingest.periods import period


@dataclass(frozen=True)
class Comparison:
    """An indicator by one variant towards one partner, for each country that can depend on it."""

    indicator: Indicator
    variant: str
    partner: str
    results: dict[str, Result]

    @property
    def title(self) -> str:
        """The variant's name, or the indicator's where it has one way only."""
        return (
            next(found.title for found in self.indicator.variants if found.id == self.variant) or self.indicator.title
        )

    @cached_property
    def ranked(self) -> dict[str, Result]:
        """The rank of each country by period, as a result of its own."""
        return ranked(self.results, self.variant)

    @cached_property
    def ranks(self) -> dict[str, dict[str, Row]]:
        """The rank of each country by period."""
        return {code: {row.period: row for row in result.rows} for code, result in self.ranked.items()}

    @cached_property
    def periods(self) -> list[str]:
        """The last period with at least half as many ranked countries as any has, and the fifth and tenth before it."""
        counts = Counter(period for periods in self.ranks.values() for period in periods)
        most = max(counts.values(), default=0)
        shared = sorted(period for period, count in counts.items() if 2 * count >= most)
        return shared[::-1][:11:5]


def comparison(repository: Repository, indicator: Indicator, pair: Pair, variant: str) -> Comparison:
    """Return the indicator for every country of the region but the partner, and for the pair's own one.

    No variant named is the first one. Raises ParameterError for a variant that the indicator does not have.
    """
    known = [found.id for found in indicator.variants if not found.empty]
    if not known:
        raise ParameterError("indicator", expected="an indicator that the data at hand can fill", found=indicator.id)
    if variant and variant not in known:
        raise ParameterError("variant", expected=f"one of {', '.join(known)}", found=variant)
    countries = region(pair.partner, pair.dependent)
    results = {code: repository.result(indicator.id, Pair(code, pair.partner)) for code in countries}
    return Comparison(indicator, variant or known[0], pair.partner, results)


def multiples(view: View, shown: Comparison, page: str) -> list[html.Section]:
    """Return a small chart for each country, all on one scale and leading to `page`; where nothing is, the reason."""
    names = {code: tr(view.repository.name(code)) for code in shown.results}
    lines = {code: Line(names[code], result, shown.variant) for code, result in shown.results.items()}
    drawn = [line for line in lines.values() if any(row.status for row in line.rows)]
    shared = extent(drawn)
    return [_small(view, shown, code, line, shared, page) for code, line in lines.items()]


def _small(
    view: View,
    shown: Comparison,
    code: str,
    line: Line,
    shared: Extent | None,
    page: str,
) -> html.Section:
    unit = shown.indicator.unit
    last = last_known(line.result, line.variant)
    heading = html.H2(html.A(line.name, href=view.address(page, Pair(code, shown.partner))))
    name = f"peer-{code}"
    look = "card small chosen" if code == view.pair.dependent else "card small"
    if last is None or shared is None:
        why = reason(Line(tr(shown.title), line.result, line.variant), view.repository)
        return html.Section([heading, html.P(why, className="note")], className=f"{look} empty", id=name)
    value = f"{span(last, unit)} {unit_word(unit)}".strip()
    status = tr(STATUS_WORDS[last.status])
    said = tr("{value} in {period}, {status}", value=value, period=spelled(last.period), status=status)
    return html.Section(
        [
            heading,
            html.P(said, className="note"),
            html.Div(Graph(name, small(line, shared)), role="img", **{"aria-label": f"{line.name}: {said}"}),
        ],
        className=look,
        id=name,
    )


def rank_chart(view: View, shown: Comparison) -> list[html.Section]:
    """Return the ranks of the countries over time, the chosen one before the others; nothing where none has one."""
    if not shown.periods:
        return []
    chosen = view.pair.dependent
    ranks = {code: _to_last(view.query.within(result), shown) for code, result in shown.ranked.items()}
    lines = [
        Line(tr(view.repository.name(code)), result, shown.variant, faint=code != chosen)
        for code, result in ranks.items()
    ]
    lines.sort(key=lambda line: line.faint)
    drawn = [line for line in lines if line.rows]
    if not drawn:
        return []
    note = tr(
        "{title}: 1 is the highest value, among those of the {count} countries that have one. Where only bounds are "
        "known there is no rank; later periods, which few countries have, are left out.",
        title=tr(shown.title), count=len(shown.results),
    )  # fmt: skip
    title = tr("{title}, all countries with ranks", title=tr(shown.title))
    file = Download(title, "peers", {"csv": _file(view, shown)})
    return [card(view, "peers-ranks", tr("Rank over time"), note, ranks_over_time(drawn), drawn, (), [file])]


def _to_last(result: Result, shown: Comparison) -> Result:
    """Return the ranks up to the last period that at least half of the countries share."""
    end = period(shown.periods[0]).last
    return replace(result, rows=tuple(row for row in result.rows if period(row.period).last <= end))


def _file(view: View, shown: Comparison) -> str:
    """Return the address of the values and ranks of the countries shown."""
    beside = {} if view.pair.dependent in DEPENDENTS else {"beside": view.pair.dependent}
    return view.file(f"/peers/{shown.indicator.id}.csv", partner=shown.partner, **beside)


def table_of_ranks(view: View, shown: Comparison) -> html.Section:
    """Return the countries by rank in the last year that most of them share, with their ranks in earlier years."""
    file = html.P(html.A("CSV peers", href=_file(view, shown), className="csv", lang="en"), className="sources")
    if not shown.periods:
        nothing = html.P(tr("No value that could be ranked is known."), className="note")
        return html.Section([html.H2(tr("Ranks")), nothing, file], className="card", id="ranks")
    latest, unit = shown.periods[0], unit_word(shown.indicator.unit)
    last_known_first = sorted(shown.ranks, key=lambda code: _place(shown.ranks[code].get(latest), code))
    rows = [[_named(view.repository, code, view.pair.dependent), *_cells(shown, code)] for code in last_known_first]
    heads = (tr("Country"), f"{spelled(latest)}, {unit}" if unit else spelled(latest))
    note = tr(
        "1 is the highest value, among the countries with a value in that year. Where only bounds are known there is "
        "no rank."
    )
    ranks = [tr("Rank {period}", period=spelled(period)) for period in shown.periods]
    return html.Section(
        [html.H2(tr("Ranks")), html.P(note, className="note"), table((*heads, *ranks), rows, name="numbers"), file],
        className="card",
        id="ranks",
    )


def _place(rank: Row | None, code: str) -> tuple[float, str]:
    return (rank.value if rank else math.inf, code)


def _named(repository: Repository, code: str, chosen: str) -> object:
    name = tr(repository.name(code))
    return html.Mark(name) if code == chosen else name


def _cells(shown: Comparison, code: str) -> list[str]:
    """Return a country's value in the last shared period, and its rank in each of the periods shown."""
    values = {row.period: row for row in shown.results[code].of(shown.variant)}
    value = values.get(shown.periods[0])
    ranks = [shown.ranks[code].get(period) for period in shown.periods]
    told = span(value, shown.indicator.unit) if value else EN_DASH
    return [told, *(number(rank.value, "rank") if rank else EN_DASH for rank in ranks)]
