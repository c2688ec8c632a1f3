"""The overview as a page of Streamlit, of what `benchmarks.web.overview` wrote into the file OVERVIEW."""

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def overview() -> dict[str, Any]:
    """Return the page's content, read once."""
    told: dict[str, Any] = json.loads(Path(os.environ["OVERVIEW"]).read_text(encoding="utf-8"))
    return told


@st.cache_resource
def drawn(number: int, bounds: bool) -> go.Figure:
    """Return a chart, with its bounds or without, made once."""
    figure = overview()["charts"][number]["figure"]
    data = [trace | {"visible": bounds or trace["meta"]["role"] != "bounds"} for trace in figure["data"]]
    return go.Figure({"data": data, "layout": figure["layout"]})


st.set_page_config(page_title=overview()["question"], layout="wide")
bounds = st.sidebar.toggle("Bounds", value=True)
st.title(overview()["question"])
st.write(overview()["answer"])
tiles = overview()["tiles"]
for row in (tiles[:4], tiles[4:]):
    for place, tile in zip(st.columns(4), row, strict=True):
        with place.container(border=True):
            st.metric(tile["name"], tile["value"])
            st.caption(tile["known"])
            st.image(tile["spark"])
for number, chart in enumerate(overview()["charts"]):
    st.subheader(chart["title"])
    st.caption(chart["note"])
    st.plotly_chart(drawn(number, bounds), key=chart["id"], theme=None, config=chart["config"])
    st.write(chart["sentence"])
