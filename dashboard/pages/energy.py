"""What the country pays for the partner's gas, beside what others pay, and what the difference is worth."""

from collections.abc import Sequence

from dash import html

from dashboard import parameters, sentences
from dashboard.charts import FIRST_GAS_PRICE, Chart, draw, prices_chart, variant_lines
from dashboard.components import grid, question
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.page import Page
from dashboard.theme import curly
from dashboard.view import View
from indicators.account import BENCHMARKS
from indicators.catalogue import CATALOGUE


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    return [
        *question(
            tr("How cheap is {partner}'s gas for {dependent}?", partner=partner, dependent=dependent),
            sentences.energy(view),
        ),
        _benchmarks(view),
        grid(
            [
                draw(view, prices_chart(view, "energy-prices", view.benchmark)),
                *[draw(view, chart) for chart in (*_gas(view), *_oil(view))],
                *[draw(view, chart) for chart in _supply(view)],
            ]
        ),
    ]


def _benchmarks(view: View) -> html.Div:
    """Return the switch of what the price paid is set beside; prices, discount and transfer follow it."""
    titles = {variant.id: variant.title for variant in CATALOGUE["gas_price_discount"].variants}
    links = [
        html.Span(curly(tr(titles[name])), className="chosen", **{"aria-current": "true"})
        if name == view.benchmark
        else html.A(
            curly(tr(titles[name])), href=view.address("/energy", benchmark=_named(name)), **{"data-soft": "true"}
        )
        for name in BENCHMARKS
    ]
    chosen = next(one for one in CATALOGUE["gas_price_discount"].variants if one.id == view.benchmark)
    why = [html.P(f"{tr(chosen.title)}: {tr(chosen.reason)}.", className="note")] if chosen.reason else []
    segments = html.Div(links, className="segments", role="group", **{"aria-label": tr("Gas set beside")})
    return html.Div(
        [html.Div([html.Span(tr("Gas set beside"), className="label"), segments], className="choices"), *why],
        className="switch-row",
    )


def _named(benchmark: str) -> str:
    """Return a benchmark as an address names it: not at all where it is the default."""
    return "" if benchmark == parameters.BENCHMARK.default else benchmark


def _gas(view: View) -> list[Chart]:
    return [
        Chart(
            id="energy-discount",
            title=tr("Discount on the partner's gas"),
            note=tr(
                "Per cent below the benchmark; negative where the price paid was above it. Another benchmark "
                "gives another figure: the switch above."
            ),
            unit="percent",
            lines=_beside(view, "gas_price_discount"),
            theme="energy",
            first=FIRST_GAS_PRICE,
        ),
        Chart(
            id="energy-transfer",
            title=tr("What the discount is worth"),
            note=tr(
                "Billion US dollars a year: benchmark less price paid, times the volume. Years without a "
                "volume are gaps."
            ),
            unit="USD bn",
            lines=_beside(view, "implicit_gas_transfer", scale=0.001),
            theme="energy",
            first=FIRST_GAS_PRICE,
        ),
        Chart(
            id="energy-transfer-of-gdp",
            title=tr("What the discount is worth, of GDP"),
            note=tr("The same in per cent of GDP at current dollars: a fall of the exchange rate raises it."),
            unit="percent of GDP",
            lines=_beside(view, "implicit_gas_transfer_of_gdp"),
            theme="energy",
            first=FIRST_GAS_PRICE,
        ),
    ]


def _beside(view: View, indicator: str, scale: float = 1.0) -> list[Line]:
    """Return the line of an indicator beside the benchmark chosen, an empty one where it has none."""
    (variant,) = (one for one in CATALOGUE[indicator].variants if one.id == view.benchmark)
    return [Line(tr(variant.title), view.result(indicator), variant.id, scale)]


def _oil(view: View) -> list[Chart]:
    return [
        Chart(
            id="energy-oil-ratio",
            title=tr("Oil: price paid beside the world price"),
            note=tr(
                "Unit value of the partner's crude over Brent at 7.3 barrels a tonne; below 1 is cheaper "
                "than Brent. Tonnes of 2020 are imputed by the publisher and refused: a gap."
            ),
            unit="ratio",
            lines=[
                Line(tr("Year"), view.result("oil_price_ratio")),
                Line(tr("Month"), view.result("oil_price_ratio_monthly")),
            ],
            theme="energy",
        ),
        Chart(
            id="energy-oil-transfer",
            title=tr("What cheaper oil is worth"),
            note=tr(
                "Million US dollars a year, two views of one transfer: the gap to Brent, and the export duty "
                "not taken. With Brent for Urals both are upper bounds."
            ),
            unit="USD mn",
            lines=variant_lines(view, "oil_transfer"),
            kind="bars",
        ),
        Chart(
            id="energy-tax-manoeuvre",
            title=tr("Loss from the partner's oil tax manoeuvre"),
            note=tr("Million US dollars a year beside 2018, before what loans and premiums made up for."),
            unit="USD mn",
            lines=variant_lines(view, "tax_manoeuvre_loss"),
            kind="bars",
        ),
    ]


def _supply(view: View) -> list[Chart]:
    _, partner = view.names
    return [
        Chart(
            id="energy-imports",
            title=tr("Energy bought abroad"),
            note=tr(
                "Net imports in per cent of energy use; with nuclear fuel counted as imported; and the part "
                "that comes from {partner}, by its share of fuel imports.",
                partner=partner,
            ),
            unit="percent",
            lines=[
                Line(tr("All imports"), view.result("energy_import_dependency")),
                Line(tr("Nuclear fuel counted"), view.result("energy_import_dependency_nuclear_adjusted")),
                Line(tr("From {partner}", partner=partner), view.result("supplier_energy_dependency"), "all_fuels"),
                Line(
                    tr("Gas from {partner}, of gas used", partner=partner),
                    view.result("supplier_energy_dependency"),
                    "gas",
                ),
            ],
            theme="energy",
        ),
        Chart(
            id="energy-suppliers",
            title=tr("Concentration of fuel imports over suppliers"),
            note=tr("Herfindahl-Hirschman index of imports of oil, gas and coal by value: 1 is a single supplier."),
            unit="index",
            lines=[Line(tr("Fuel imports"), view.result("fuel_supplier_hhi"))],
        ),
    ]


PAGE = Page("/energy", "Energy", 20, body)
