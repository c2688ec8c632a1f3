"""The tables of what the country buys and sells by product, as finely as the snapshot has it."""

import math
from collections.abc import Sequence

from dash import html

from dashboard.components import table, whatever_the_clock
from dashboard.theme import EN_DASH, capital, curly, interval, number
from dashboard.view import View
from indicators.products.flags import LACKING, Verdict
from indicators.products.table import Product

_SHOWN = 12  # lines of a table, those of most trade with the partner
_WORDS = {True: "yes", False: "no", None: "open"}
_LEVELS = {
    "hs6": "Subheadings of the Harmonised System, six digits",
    "hs4": "Headings of the Harmonised System, four digits",
    "hs2": "Chapters of the Harmonised System",
    "groups": "Groups of chapters; the part with the partner is the partner's own report",
    "sitc": "Sections of the SITC, as UNCTAD estimates them",
}
_IMPORTS = (
    "Line",
    "Imports",
    "From the partner, %",
    "Concentration",
    "Imports / exports",
    "Flagged",
    "In 2 of 3 years",
)
_EXPORTS = ("Line", "Exports", "To the partner, %", "At risk (bounds)")
_ABOUT = (
    "Million US dollars. A line is flagged where its suppliers are concentrated (index above 0.4), the partner sells "
    "more than half of it, and the country buys more of it than it sells. At risk is what the partner buys of lines of "
    "which it takes at least half, less what would find another buyer within a year."
)


def product_lines(view: View) -> html.Section:
    """Return a table of the lines of imports and one of exports of the latest year; a sentence for want of them."""
    dependent, partner = view.names
    body: list[object] = [html.H2("Product by product"), html.P(curly(_ABOUT), className="note")]
    body += whatever_the_clock(view)
    for flow, towards in (("imports", "from"), ("exports", "to")):
        body.append(html.H3(curly(capital(f"{dependent}'s {flow} {towards} {partner}"))))
        level = view.repository.level(view.pair, flow)
        body += _flow(view, flow, level) if level else [html.P(curly(capital(LACKING)), className="note")]
    return html.Section(body, className="card", id="trade-products")


def _flow(view: View, flow: str, level: str) -> list[object]:
    known = {
        year: [line for line in lines if not math.isnan(getattr(line, flow))]
        for year, lines in view.repository.products(view.pair, level).items()
    }
    year = max(year for year, lines in known.items() if lines)
    with_partner = "imports_from_partner" if flow == "imports" else "exports_to_partner"
    largest = sorted(known[year], key=lambda line: -getattr(line, with_partner))[:_SHOWN]
    shown = f"the {len(largest)} largest of {len(known[year])}" if len(known[year]) > _SHOWN else "all at hand"
    file = view.file("/products.csv", "dependent", "partner", level=level, year=str(year))
    heads, cells = (_IMPORTS, _import_cells) if flow == "imports" else (_EXPORTS, _export_cells)
    return [
        html.P(curly(f"{_LEVELS[level]}, {year}, {shown}."), className="note"),
        table(heads, [cells(line) for line in largest], name="numbers"),
        html.P(html.A("CSV products", href=file, className="csv"), className="sources"),
    ]


def _import_cells(line: Product) -> Sequence[str]:
    low, high = line.concentration_low, line.concentration_high
    concentration = interval(math.nan if high - low > 0.005 else low, low, high, "index")
    return [
        _name(line.product),
        number(line.imports, "USD mn"),
        number(line.import_share, "percent"),
        concentration,
        number(line.imports_over_exports, "ratio"),
        _told(line.flagged),
        _told(line.persistent),
    ]


def _export_cells(line: Product) -> Sequence[str]:
    return [
        _name(line.product),
        number(line.exports, "USD mn"),
        number(line.export_share, "percent"),
        f"{number(line.at_risk, 'USD mn')} ({interval(math.nan, line.at_risk_low, line.at_risk_high, 'USD mn')})",
    ]


def _name(product: str) -> str:
    """Return a product as readers know it: `H6-310420` is a code of a revision, `mach_and_elec` a group."""
    return f"HS {product}" if product[:1].isdigit() else capital(product.replace("_", " "))


def _told(verdict: Verdict) -> str:
    return _WORDS.get(verdict, EN_DASH)
