"""The small line of a tile: strokes between neighbours, none over a gap, bounds upright, always a whole image."""

import math
import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from dashboard.sparkline import sparkline
from indicators.model import Result

NAN = math.nan
SVG = "{http://www.w3.org/2000/svg}"
Made = Callable[..., Result]


def drawing(result: Result) -> ElementTree.Element:
    kind, _, body = sparkline(result.rows).partition(",")
    assert kind == "data:image/svg+xml"
    assert not set(body) & set('<># "')  # as addresses, and attributes of HTML, have to be written
    drawn: ElementTree.Element = fromstring(unquote(body))
    return drawn


def strokes(svg: ElementTree.Element, *, faint: bool = False) -> list[list[float]]:
    """x, y, x, y of every stroke; `faint` ones are the bounds."""
    paths = [path for path in svg.findall(f"{SVG}path") if ("opacity" in path.attrib) is faint]
    return [[float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])] for path in paths]


def test_neighbours_are_joined_and_a_gap_is_not(made: Made) -> None:
    rows = [(str(year), NAN if year == 2017 else float(year), NAN, NAN, "reported") for year in range(2015, 2020)]
    svg = drawing(made(*rows))
    assert len(strokes(svg)) == 2
    # 2018 begins a run of its own: a dot, so that a lone year would be seen.
    assert len(svg.findall(f"{SVG}circle")) == 2
    ends = sorted(x for stroke in strokes(svg) for x in stroke[::2])
    middle = ends[0] + (ends[-1] - ends[0]) / 2
    assert not any(stroke[0] < middle < stroke[2] for stroke in strokes(svg))


def test_a_higher_value_stands_higher_inside_the_frame(made: Made) -> None:
    svg = drawing(made(("2019", -10.0, -10.0, -10.0, "reported"), ("2020", 30.0, 30.0, 30.0, "reported")))
    assert strokes(svg) == [[4.0, 36.0, 216.0, 4.0]]


def test_soft_bounds_are_an_upright_bar(made: Made) -> None:
    svg = drawing(made(("2022", NAN, 54.0, 60.0, "official_statement"), ("2021", 41.0, 39.0, 41.0, "reported")))
    (bar,) = strokes(svg, faint=True)
    assert bar[0] == bar[2]
    assert bar[1] > bar[3]


def test_one_value_and_none_are_whole_images(made: Made) -> None:
    alone = drawing(made(("2020", 5.0, 5.0, 5.0, "reported")))
    assert [circle.attrib["cx"] for circle in alone.findall(f"{SVG}circle")] == ["4.0"]
    assert list(drawing(made())) == []
    assert list(drawing(made(("2020", NAN, NAN, NAN, "")))) == []


def test_nothing_that_is_no_number_is_drawn(made: Made) -> None:
    svg = drawing(made(("2019", 5.0, 5.0, 5.0, "reported"), ("2020", NAN, 1.0, 2.0, "mirror")))
    assert "nan" not in ElementTree.tostring(svg, encoding="unicode")
