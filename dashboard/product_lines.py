"""The tables of what the country buys and sells by product, as finely as the snapshot has it."""

import math
from collections.abc import Sequence

from dash import html

from dashboard.components import table, whatever_the_clock
from dashboard.language import tr
from dashboard.sentences import flow_title
from dashboard.theme import EN_DASH, capital, curly, interval, number
from dashboard.view import View
from indicators.products.flags import LACKING, Verdict
from indicators.products.table import Product

_SHOWN = 12  # lines of a table, those of most trade with the partner
WORDS = {True: "yes", False: "no", None: "open"}
LEVELS = {
    "hs6": "Subheadings of the Harmonised System, six digits",
    "hs4": "Headings of the Harmonised System, four digits",
    "hs2": "Chapters of the Harmonised System",
    "groups": "Groups of chapters; the part with the partner is the partner's own report",
    "sitc": "Sections of the SITC, as UNCTAD estimates them",
}
IMPORTS = (
    "Line",
    "Imports",
    "From the partner, %",
    "Concentration",
    "Imports / exports",
    "Flagged",
    "In 2 of 3 years",
)
EXPORTS = ("Line", "Exports", "To the partner, %", "At risk (bounds)")
ABOUT = (
    "Million US dollars. A line is flagged where its suppliers are concentrated (index above 0.4), the partner sells "
    "more than half of it, and the country buys more of it than it sells. At risk is what the partner buys of lines of "
    "which it takes at least half, less what would find another buyer within a year."
)


def product_lines(view: View) -> html.Section:
    """Return a table of the lines of imports and one of exports of the latest year; a sentence for want of them."""
    body: list[object] = [html.H2(tr("Product by product")), html.P(curly(tr(ABOUT)), className="note")]
    body += whatever_the_clock(view)
    for flow in ("imports", "exports"):
        body.append(html.H3(flow_title(view, flow)))
        level = view.repository.level(view.pair, flow)
        body += _flow(view, flow, level) if level else [html.P(curly(capital(LACKING)), className="note", lang="en")]
    return html.Section(body, className="card", id="trade-products")


def _flow(view: View, flow: str, level: str) -> list[object]:
    known = {
        year: [line for line in lines if not math.isnan(getattr(line, flow))]
        for year, lines in view.repository.products(view.pair, level).items()
    }
    year = max(year for year, lines in known.items() if lines)
    with_partner = "imports_from_partner" if flow == "imports" else "exports_to_partner"
    largest = sorted(known[year], key=lambda line: -getattr(line, with_partner))[:_SHOWN]
    count, all_ = len(largest), len(known[year])
    shown = tr("the {count} largest of {all}", count=count, all=all_) if all_ > _SHOWN else tr("all at hand")
    file = view.file("/products.csv", "dependent", "partner", level=level, year=str(year))
    heads, cells = (IMPORTS, _import_cells) if flow == "imports" else (EXPORTS, _export_cells)
    return [
        html.P(curly(f"{tr(LEVELS[level])}, {year}, {shown}."), className="note"),
        table([tr(head) for head in heads], [cells(line) for line in largest], name="numbers"),
        html.P(html.A(tr("CSV products"), href=file, className="csv"), className="sources"),
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
    return f"HS {product}" if product[:1].isdigit() else tr(capital(product.replace("_", " ")))


def _told(verdict: Verdict) -> str:
    return tr(WORDS[verdict]) if verdict in WORDS else EN_DASH
