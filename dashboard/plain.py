"""A small HTML document beside the pages: what Dash need not show."""

from html import escape

from dash import html

from dashboard.language import language
from dashboard.markup import settled
from dashboard.theme import curly

_WHOLE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">{more}<title>{title}</title>
<link rel="stylesheet" href="/assets/fonts.css"><link rel="stylesheet" href="/assets/style.css"></head>
<body><main id="main" class="wide"><h1>{title}</h1>{inner}</main></body></html>
"""


def document(title: str, body: list[object], *, again: int = 0) -> str:
    """Return a document of a heading and what stands below; it asks for itself again after so many seconds, if any.

    >>> from dash import html
    >>> "<h1>Wait &amp; see</h1><p>Soon</p></main>" in document("Wait & see", [html.P("Soon")])
    True
    """
    inner = settled(html.Div(body)).inner
    more = f'<meta http-equiv="refresh" content="{again}">' if again else ""
    return _WHOLE.format(language=language(), more=more, title=escape(curly(title), quote=False), inner=inner)
