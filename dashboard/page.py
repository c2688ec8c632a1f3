"""What a page is: a path, a title, and a function that makes its body from the repository."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dash import Dash

from dashboard.repository import Repository
from indicators.model import Pair

Body = Callable[[Repository, Pair, Mapping[str, str]], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the dashboard; `order` is its place in the navigation, `wire` adds its callbacks."""

    path: str
    title: str
    order: int
    body: Body
    wire: Callable[[Dash, Repository], None] = lambda app, repository: None
