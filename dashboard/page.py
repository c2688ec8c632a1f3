"""What a page is: a path, a title, and a function that makes its body from the repository."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.view import View

Body = Callable[[View], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the dashboard; `order` is its place in the navigation.

    `asks` names what its own address may ask for beside what every page takes, or instead of it under the same name;
    the page itself checks it. `several` names those of them that forms give once for each choice. A page that is
    `within` another stands in no navigation: that one leads to it.
    """

    path: str
    title: str
    order: int
    body: Body
    asks: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    within: str = ""
    alone: bool = False  # without header and footer, for other sites to put into theirs
