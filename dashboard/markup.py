"""Parts of a page that Dash need not mount, sent as HTML: the browser sets them in one step.

Dash mounts each component by itself, which takes a page of a thousand of them seconds. `settled` leaves to Dash what it
is needed for, its charts, and turns all else into text.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, cast

from dash.development.base_component import Component

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_NAMES = {"className": "class", "htmlFor": "for"}  # the others are those of HTML, which reads either case
_NOT_SHOWN = {"children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks"}
_HTML = "dash_html_components"


class Element(Component):
    """An HTML element that `dash.html` lacks, such as a form's fields; `settled` has to reach it.

    >>> settled(Element("input", name="q", type="search")).inner
    ''
    """

    _children_props: tuple[str, ...] = ()
    _base_nodes = ("children",)
    _namespace = "depdash"
    _type = "Element"

    def __init__(self, tag: str, children: Any = None, **attributes: Any) -> None:
        self._prop_names = ["children", "tag", "attributes"]
        self._valid_wildcard_attributes: list[str] = []
        self.tag = tag
        self.children = children
        self.attributes = attributes


class Markup(Component):
    """An element with its attributes as React names them, and its content as HTML."""

    _children_props: tuple[str, ...] = ()
    _base_nodes = ("children",)
    _namespace = "depdash"
    _type = "Markup"

    def __init__(self, tag: str, attributes: Mapping[str, Any], inner: str) -> None:
        self._prop_names = ["id", "tag", "attributes", "inner"]
        self._valid_wildcard_attributes: list[str] = []
        self.tag = tag
        self.attributes = dict(attributes)
        self.inner = inner


def settled(component: Any) -> Any:
    """Return a tree of components with all that Dash is not needed for as `Markup`.

    Elements that hold a component of Dash's core stay as they are, and only their other parts are turned.

    >>> from dash import html
    >>> part = settled(html.P(["Rose ", html.B("<5")], className="note"))
    >>> (part.tag, part.attributes, part.inner)
    ('p', {'className': 'note'}, 'Rose <b>&lt;5</b>')
    """
    if isinstance(component, (list, tuple)):
        return [settled(part) for part in component]
    if not isinstance(component, Component):
        return component
    if _is_still(component):
        tag, attributes = _element(component)
        return Markup(tag, attributes, "" if tag in _VOID else _inner(component))
    if component._namespace == _HTML and getattr(component, "children", None) is not None:
        component.children = settled(component.children)
    return component


def _is_still(component: Any) -> bool:
    """Return whether neither a component nor anything in it is Dash's to mount."""
    if isinstance(component, (list, tuple)):
        return all(_is_still(part) for part in component)
    if not isinstance(component, Component):
        return True
    if component._namespace != _HTML and not isinstance(component, Element):
        return False
    return _is_still(getattr(component, "children", None))


def _element(component: Component) -> tuple[str, dict[str, Any]]:
    if isinstance(component, Element):
        return component.tag, {name: value for name, value in component.attributes.items() if value is not None}
    props = cast(dict[str, Any], component.to_plotly_json()["props"])
    shown = {name: value for name, value in props.items() if name not in _NOT_SHOWN and value is not None}
    return component._type.lower(), shown


def _inner(component: Component) -> str:
    return _text(getattr(component, "children", None))


def _text(content: Any) -> str:
    if content is None or content is False:
        return ""
    if isinstance(content, (list, tuple)):
        return "".join(map(_text, content))
    if not isinstance(content, Component):
        return escape(str(content), quote=False)
    tag, attributes = _element(content)
    start = f"<{tag}{''.join(_attribute(name, value) for name, value in attributes.items())}>"
    return start if tag in _VOID else f"{start}{_inner(content)}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    name = _NAMES.get(name, name)
    if isinstance(value, Mapping):
        value = ";".join(f"{_dashed(key)}:{each}" for key, each in value.items())
    if value is False and not name.startswith(("aria-", "data-")):
        return ""
    if value is True and not name.startswith(("aria-", "data-")):
        return f" {name}"
    return f' {name}="{escape(str(value))}"'


def _dashed(name: str) -> str:
    """Return a property of style as CSS spells it.

    >>> _dashed("backgroundColor")
    'background-color'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
