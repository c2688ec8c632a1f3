"""One indicator for every country of the region: small charts on one scale, and a table of ranks."""

from dataclasses import dataclass
from urllib.parse import urlencode

from dash import dcc, html

from dashboard import figures
from dashboard.components import address, table
from dashboard.figures import Line
from dashboard.repository import DEPENDENTS, Repository
from dashboard.theme import STATUS_WORDS, curly, number, span, unit_word
from indicators.engine import last_known
from indicators.model import Indicator, Pair, Result, Row
from indicators.peers import ranked
from ingest.errors import ParameterError

_CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}


@dataclass(frozen=True, slots=True)
class Comparison:
    """An indicator by one variant towards one partner, for each country that can depend on it."""

    indicator: Indicator
    variant: str
    partner: str
    results: dict[str, Result]


def comparison(repository: Repository, indicator: Indicator, partner: str, variant: str) -> Comparison:
    """Return the indicator for every country of the region but the partner; no variant named is the first one.

    Raises ParameterError for a variant that the indicator does not have.
    """
    known = [found.id for found in indicator.variants if found.inputs]
    if not known:
        raise ParameterError("indicator", expected="an indicator that the data at hand can fill", found=indicator.id)
    if variant and variant not in known:
        raise ParameterError("variant", expected=f"one of {', '.join(known)}", found=variant)
    countries = [code for code in DEPENDENTS if code != partner]
    results = {code: repository.result(indicator.id, Pair(code, partner)) for code in countries}
    return Comparison(indicator, variant or known[0], partner, results)


def multiples(repository: Repository, shown: Comparison, chosen: str) -> list[html.Section]:
    """Return a small chart for each country, all on one scale; where there is nothing, the reason."""
    lines = {code: Line(repository.name(code), result, shown.variant) for code, result in shown.results.items()}
    drawn = [line for line in lines.values() if any(row.status for row in line.rows)]
    extent = figures.extent(drawn)
    return [_small(repository, shown, code, line, extent, chosen) for code, line in lines.items()]


def _small(
    repository: Repository, shown: Comparison, code: str, line: Line, extent: figures.Extent | None, chosen: str
) -> html.Section:
    unit = shown.indicator.unit
    last = last_known(line.result, line.variant)
    heading = html.H2(html.A(line.name, href=address("/trade", Pair(code, shown.partner))))
    name = f"peer-{code}"
    look = "card small chosen" if code == chosen else "card small"
    if last is None or extent is None:
        return html.Section([heading, html.P(_why(line), className="note")], className=f"{look} empty", id=name)
    told = f"{span(last, unit)} {unit_word(unit)} in {last.period}, {STATUS_WORDS[last.status]}"
    graph = dcc.Graph(id=f"{name}-graph", figure=figures.small(line, extent), config=_CONFIG, className="graph")
    return html.Section(
        [
            heading,
            html.P(told, className="note"),
            html.Div(graph, role="img", **{"aria-label": f"{line.name}: {told}"}),
        ],
        className=look,
        id=name,
    )


def _why(line: Line) -> str:
    variant = f" by this variant ({line.variant})" if line.variant else ""
    return curly(line.result.reason or f"nothing is published{variant} for {line.name}")


def table_of_ranks(repository: Repository, shown: Comparison) -> html.Section:
    """Return the countries by rank in the last year that most of them share, with their ranks in earlier years."""
    ranks = {
        code: {row.period: row for row in result.rows} for code, result in ranked(shown.results, shown.variant).items()
    }
    years = _years(ranks)
    asked = urlencode({"partner": shown.partner})
    file = html.P(
        html.A("CSV peers", href=f"/api/v1/peers/{shown.indicator.id}.csv?{asked}", className="csv"),
        className="sources",
    )
    if not years:
        return html.Section(
            [html.H2("Ranks"), html.P("No value that could be ranked is known."), file], className="card"
        )
    values = {code: {row.period: row for row in result.of(shown.variant)} for code, result in shown.results.items()}
    latest = years[0]
    ordered = sorted(ranks, key=lambda code: (ranks[code][latest].value if latest in ranks[code] else 99, code))
    rows = []
    for code in ordered:
        value = values[code].get(latest)
        told = span(value, shown.indicator.unit) if value and value.status else ""
        places = [number(ranks[code][year].value, "rank") if year in ranks[code] else "" for year in years]
        rows.append([repository.name(code), told, *places])
    unit = unit_word(shown.indicator.unit)
    heads = ("Country", f"{latest}, {unit}" if unit else latest, *[f"Rank {year}" for year in years])
    note = (
        "1 is the highest value. Ranks are among the countries with a value in that year: where only bounds are known "
        "there is no rank."
    )
    return html.Section(
        [html.H2("Ranks"), html.P(note, className="note"), table(heads, rows), file],
        className="card wide-card",
        id="ranks",
    )


def _years(ranks: dict[str, dict[str, Row]]) -> list[str]:
    """Return the last period that at least half of the ranked countries share, and those five and ten years before."""
    counts: dict[str, int] = {}
    for periods in ranks.values():
        for period in periods:
            counts[period] = counts.get(period, 0) + 1
    most = max(counts.values(), default=0)
    shared = sorted(period for period, count in counts.items() if 2 * count >= most)
    return shared[::-1][:11:5]
