"""One indicator alone, to be put into another page: its chart, what it says last, and the way back."""

from collections.abc import Sequence

from dash import html

from dashboard.charts import Chart, draw, variant_lines
from dashboard.figures import Line
from dashboard.language import told, tr
from dashboard.page import Page
from dashboard.theme import capital, curly, unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from ingest.errors import ParameterError


def body(view: View) -> Sequence[object]:
    """Return the chart of the indicator that the address names.

    Raises ParameterError for an indicator that is not in the catalogue.
    """
    name = view.asked.get("indicator", "")
    if name not in CATALOGUE:
        raise ParameterError("indicator", expected="the id of an indicator, as /data lists them", found=name)
    indicator = CATALOGUE[name]
    dependent, partner = view.names
    unit = unit_word(indicator.unit) or tr(indicator.unit)
    declared = Chart(
        id=f"embed-{name}",
        title=f"{tr(indicator.title)}: {dependent}, {partner}",
        note=f"{tr(indicator.question)} {capital(unit)}.",
        unit=indicator.unit,
        lines=variant_lines(view, name) or [Line(tr(indicator.title), view.result(name))],
        theme=indicator.theme,
        shaded="trade by partner" if indicator.theme == "trade" else "",
    )
    back = html.A(tr("depdash"), href=view.address("/"), target="_blank", rel="noopener")
    return [
        html.H1(curly(declared.title), className="unseen"),  # its card's own title is one among several elsewhere
        draw(view, declared),
        html.P(told("From {site}, snapshot {id}.", site=back, id=view.repository.snapshot.id), className="note"),
    ]


PAGE = Page("/embed/<indicator>", "Embedded", 999, body, asks=("indicator",), alone=True)
