"""A bare Dash app with an empty callback, which imports all that depdash does: the floor of the server.

`python -m benchmarks.web.bare` prints the modules of other projects that depdash has imported once it can serve.
"""

import importlib
import os
import sys
from typing import Any

from dash import Dash, Input, Output, html
from flask import Flask

ANSWER = "out.children"
QUESTION = {
    "output": ANSWER,
    "outputs": {"id": "out", "property": "children"},
    "inputs": [{"id": "in", "property": "n_clicks", "value": 1}],
    "changedPropIds": ["in.n_clicks"],
}


def imported() -> list[str]:
    """Return the modules of installed packages that an application ready to serve has imported, in their order."""
    importlib.import_module("dashboard.wsgi")
    found = [(name, getattr(module, "__file__", None)) for name, module in sys.modules.items()]
    return [name for name, file in found if file and "site-packages" in file and _is_importable(name)]


def _is_importable(name: str) -> bool:
    """Tell a module by its own name from one that another put there."""
    spec = sys.modules[name].__spec__
    return spec is not None and spec.name == name


def served() -> Flask:
    """Return the app, set up as depdash is, with the modules of BARE_IMPORTS imported."""
    for name in os.environ["BARE_IMPORTS"].split():
        importlib.import_module(name)
    app = Dash("bare", compress=True, use_async=False)
    app.layout = html.Div([html.Div(id="out"), html.Button("Nothing", id="in")])

    @app.callback(Output("out", "children"), Input("in", "n_clicks"))
    def empty(clicks: Any) -> str:
        return ""

    app.server.test_client().get("/_dash-dependencies")  # a worker without it may refuse its first callbacks
    return app.server


if __name__ == "__main__":
    print(" ".join(imported()))
