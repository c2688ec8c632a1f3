"""Names at the ends of lines: only where each fits, near its line, and over no other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.labels import NAME, labelled
from indicators.model import Row

LAYOUT = {"height": 360, "margin": {"l": 46, "t": 34, "b": 34, "r": 14}, "annotations": [{"name": "unit"}]}
ROOM = 360 - 68
NAN = float("nan")


def line(name: str, *values: float, first: int = 2010) -> tuple[str, str, list[Row], float]:
    rows = [Row("", str(first + place), one, one, one, "reported", ()) for place, one in enumerate(values)]
    return name, "#112233", rows, 1.0


def names(*lines: tuple[str, str, list[Row], float]) -> list[str]:
    notes = labelled(LAYOUT, lines)["annotations"]
    return [note["text"].partition("</span> ")[2] for note in notes if note["name"] == NAME]


def test_lines_far_apart_are_named_and_the_margin_makes_room() -> None:
    drawn = labelled(LAYOUT, [line("Exports", 40, 60), line("Imports from Russia", 60, 20)])
    assert names(line("Exports", 40, 60), line("Imports", 60, 20)) == ["Imports", "Exports"]
    assert drawn["margin"]["r"] > 100
    assert drawn["annotations"][0] == {"name": "unit"}
    assert LAYOUT["margin"] == {"l": 46, "t": 34, "b": 34, "r": 14}


def test_one_line_many_lines_and_long_names_are_left_to_the_legend() -> None:
    assert names(line("Alone", 1, 2)) == []
    assert names(*(line(f"Line {place}", 1, 10 * place) for place in range(5))) == []
    assert names(line("Short", 1, 2), line("A name far too long to stand beside its line", 60, 20)) == []


def test_lines_that_end_in_one_place_or_long_ago_are_left_to_the_legend() -> None:
    assert names(*(line(name, 10, 50) for name in ("A", "B", "C"))) == []
    assert names(line("Now", *range(20)), line("Long ago", 5, 5)) == []
    assert names(line("Known", 1, 2), line("Unknown", NAN, NAN)) == []


def test_a_line_known_by_bounds_at_its_end_stands_at_their_middle() -> None:
    name, colour, rows, scale = line("Between", 10, 20)
    bounds = [*rows, Row("", "2012", NAN, 30.0, 50.0, "official_statement", ())]
    notes = labelled(LAYOUT, [(name, colour, bounds, scale), line("Firm", 90, 90, 90)])["annotations"]
    assert [note["y"] for note in notes if note["name"] == NAME] == [40.0, 90.0]


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=4))
def test_no_name_lies_over_another_or_far_from_its_line(values: list[float]) -> None:
    notes = labelled(LAYOUT, [line(f"L{place}", one, one) for place, one in enumerate(values)])["annotations"][1:]
    places = sorted(note["y"] / max(values) * ROOM + note["yshift"] for note in notes)
    assert all(above - below >= 17 for below, above in pairwise(places))
    assert all(0 <= note["yshift"] <= 27 for note in notes)
