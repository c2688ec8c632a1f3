"""A chart as a component of its own: the browser hands its figure to plotly, and nothing comes back from it.

Dash's own graph tells Dash of each zoom, hover and switch, which makes a switch slower, and loads its script only when
the first one is shown, which delays the first picture. `assets/components.js` draws this one.
"""

from typing import Any

from dash.development.base_component import Component

from dashboard.figures import Figure

_CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}


class Graph(Component):
    """A figure drawn by plotly, of the height that its class or style gives it.

    >>> Graph("trade-shares", {"data": [], "layout": {}}).id
    {'type': 'graph', 'chart': 'trade-shares'}
    """

    _children_props: tuple[str, ...] = ()
    _base_nodes = ("children",)
    _namespace = "depdash"
    _type = "Graph"

    def __init__(self, chart: str, figure: Figure, style: dict[str, Any] | None = None) -> None:
        self._prop_names = ["id", "figure", "config", "className", "style"]
        self._valid_wildcard_attributes: list[str] = []
        self.id = {"type": "graph", "chart": chart}
        self.figure = figure
        self.config = _CONFIG
        self.className = "graph"
        self.style = style or {}
