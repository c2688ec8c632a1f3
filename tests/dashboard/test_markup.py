"""What Dash need not mount is sent as the HTML that Dash would have made of it."""

from html.parser import HTMLParser
from typing import Any

from dash import html
from hypothesis import given
from hypothesis import strategies as st

from dashboard.graph import Graph
from dashboard.markup import Element, Markup, settled

# What HTML reads as its own, far more often than chance would give it.
TEXTS = st.text(st.sampled_from("<>&\"'/=;!-#abiq "), max_size=12) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), max_size=12
)


class Read(HTMLParser):
    """The texts and the attributes that a browser would read from HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(TEXTS, TEXTS)
def test_no_text_breaks_out(text: str, title: str) -> None:
    made = settled(html.Div(html.Span(text, title=title)))
    found = Read(made.inner)
    assert "".join(found.texts) == text
    assert found.attributes == [{"title": title}]


def test_attributes_are_those_of_html() -> None:
    inner: str = settled(
        html.Div(
            [
                html.Label("Q", htmlFor="q", className="a", style={"backgroundColor": "#fff", "flexGrow": 2}, key="k"),
                Element("input", name="q", value="<1>", disabled=False, required=True, max=None),
                html.Button("x", hidden=True, **{"aria-pressed": "false", "data-x": "y"}),
                html.Td(colSpan=2, tabIndex=0),
                html.Details([None, html.Summary(7)], open=True),
            ]
        )
    ).inner
    assert Read(inner).attributes == [
        {"for": "q", "class": "a", "style": "background-color:#fff;flex-grow:2"},
        {"name": "q", "value": "<1>", "required": None},
        {"hidden": None, "aria-pressed": "false", "data-x": "y"},
        {"colspan": "2", "tabindex": "0"},
        {"open": None},
        {},
    ]
    assert "</input>" not in inner
    assert Read(inner).texts == ["Q", "x", "7"]


def test_what_holds_a_chart_stays_with_dash() -> None:
    graph = Graph("g", {"data": [], "layout": {}})
    found: Any = settled(html.Div([html.P("one"), html.Section([graph, html.P("two")]), "three"], id="frame"))
    assert isinstance(found, html.Div)
    first, section, text = found.children
    assert (first.tag, first.inner, text) == ("p", "one", "three")
    assert isinstance(section, html.Section)
    assert section.children[0] is graph
    assert isinstance(section.children[1], Markup)
