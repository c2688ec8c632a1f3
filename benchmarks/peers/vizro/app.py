"""The overview as a page of Vizro, of what `benchmarks.web.overview` wrote into the file OVERVIEW."""

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import vizro.models as vm
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture

OVERVIEW = json.loads(Path(os.environ["OVERVIEW"]).read_text(encoding="utf-8"))
CHARTS = OVERVIEW["charts"]
data_manager["figures"] = pd.DataFrame(CHARTS)[["id", "figure"]]


@capture("graph")
def drawn(data_frame: pd.DataFrame, chart: str, bounds: bool = True) -> go.Figure:
    """Return a chart, with its bounds or without."""
    (figure,) = data_frame.loc[data_frame["id"] == chart, "figure"]
    data = [trace | {"visible": bounds or trace["meta"]["role"] != "bounds"} for trace in figure["data"]]
    return go.Figure({"data": data, "layout": figure["layout"]})


def _tile(tile: dict[str, str]) -> vm.Card:
    return vm.Card(text=f"{tile['name']}\n\n### {tile['value']}\n\n{tile['known']}\n\n![]({tile['spark']})")


def _graph(chart: dict[str, Any]) -> vm.Graph:
    return vm.Graph(
        id=chart["id"],
        figure=drawn("figures", chart=chart["id"]),
        title=chart["title"],
        header=chart["note"],
        footer=chart["sentence"],
        extra={"config": chart["config"]},
    )


page = vm.Page(
    title=OVERVIEW["question"],
    path="/",
    layout=vm.Flex(),
    components=[
        vm.Text(text=OVERVIEW["answer"]),
        vm.Container(
            layout=vm.Grid(grid=[[0, 1, 2, 3], [4, 5, 6, 7]], row_min_height="190px"),
            components=[_tile(tile) for tile in OVERVIEW["tiles"]],
        ),
        *map(_graph, CHARTS),
    ],
    controls=[
        vm.Parameter(
            targets=[f"{chart['id']}.bounds" for chart in CHARTS], selector=vm.Switch(title="Bounds", value=True)
        )
    ],
)
server = Vizro(compress=True).build(vm.Dashboard(pages=[page], theme="vizro_light")).dash.server
server.test_client().get("/")  # a worker that has not shown the page yet refuses what another one's page loads
