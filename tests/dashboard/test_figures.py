"""Figures are plain dicts that plotly accepts, and draw each known number once, no gap bridged, nothing made up."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.figures import Figure, Line, bars, columns, over_time
from dashboard.multiples import Extent, extent, small
from indicators.model import Result
from ingest.declared import Event

NAN = math.nan
Made = Callable[..., Result]
REPORTED_WITH_A_GAP = [
    ("2016", 46.0, 44.0, 46.0, "reported"),
    ("2017", 43.9, 41.3, 43.9, "reported"),
    ("2018", NAN, NAN, NAN, ""),
    ("2019", 41.3, 39.7, 41.3, "reported"),
    ("2020", 45.2, 45.2, 45.2, "mirror"),
]
SOFT = [
    ("2022", 57.0, 54.8, 59.9, "official_statement"),
    ("2024", NAN, 60.0, 65.0, "estimated"),
    ("2025", 62.0, 62.0, 62.0, "forecast"),
]


def event(name: str, day: date) -> Event:
    return Event(name, day, name.title(), "What happened.", "other", ("trade",), "a source", "")


def traces(figure: Figure, role: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["meta"]["role"] == role]


def points(figure: Figure) -> list[tuple[str, float]]:
    """(period, y) of every value drawn, sorted."""
    return sorted(
        (told[0], y)
        for trace in traces(figure, "value")
        for told, y in zip(trace["customdata"], trace["y"], strict=True)
        if y is not None
    )


def named(figure: Figure, part: str) -> list[str]:
    return [item.get("name") for item in figure["layout"][part]]


@pytest.mark.parametrize("draw", [over_time, bars, columns])
def test_plotly_accepts_every_kind(draw: Callable[..., Figure], made: Made) -> None:
    figure = draw([Line("One", made(*REPORTED_WITH_A_GAP, *SOFT)), Line("Two", made(*SOFT), scale=0.001)], "percent")
    go.Figure(figure)


@pytest.mark.parametrize("draw", [over_time, bars, columns])
def test_each_known_value_is_drawn_once(draw: Callable[..., Figure], made: Made) -> None:
    figure = draw([Line("One", made(*REPORTED_WITH_A_GAP, *SOFT))], "percent")
    rows = [*REPORTED_WITH_A_GAP, *SOFT]
    assert points(figure) == sorted((period, value) for period, value, *_ in rows if not math.isnan(value))


@pytest.mark.parametrize("draw", [over_time, bars, columns])
def test_the_scale_is_that_of_the_axis(draw: Callable[..., Figure], made: Made) -> None:
    figure = draw([Line("One", made(("2019", 13624.0, 13000.0, 13624.0, "reported")), scale=0.001)], "USD bn")
    assert points(figure) == [("2019", 13624.0 * 0.001)]
    assert {trace["meta"]["scale"] for trace in figure["data"]} == {0.001}


def test_no_line_crosses_a_missing_period(made: Made) -> None:
    figure = over_time([Line("One", made(*REPORTED_WITH_A_GAP))], "percent")
    (line,) = traces(figure, "value")
    assert line["y"] == [46.0, 43.9, None, 41.3, 45.2]
    assert line["connectgaps"] is False


def test_no_line_crosses_a_period_that_has_no_row(made: Made) -> None:
    """Only years are filled with empty rows; a missing quarter is a gap as well."""
    rows = [(name, 1.0, 1.0, 1.0, "reported") for name in ("2019Q1", "2019Q2", "2019Q4")]
    (line,) = traces(over_time([Line("One", made(*rows))], "percent"), "value")
    drawn = [told[0] for told in line["customdata"]]
    assert None in line["y"][drawn.index("2019Q2") : drawn.index("2019Q4") + 1]


@pytest.mark.parametrize(
    ("periods", "joined"),
    [
        (["2006..2010", "2007..2011"], True),  # windows that move by a year
        (["2006..2010", "2008..2012"], False),  # one of them is missing, though the two overlap
        (["2006..2010", "2011..2015"], False),  # four of them are
        (["2018..2019", "2020"], True),
        (["2020", "2020-09"], False),  # a part is no later period
        (["2018-01..2018-07", "2018"], False),
        (["2021-12", "2022-01"], True),
        (["2021-12", "2022-02"], False),
    ],
)
def test_windows_follow_when_they_begin_a_year_apart(periods: list[str], joined: bool, made: Made) -> None:
    result = made(*[(name, 1.0, 0.5, 1.5, "reported") for name in periods])
    figure = over_time([Line("One", result)], "percent")
    (line,) = traces(figure, "value")
    assert (None not in line["y"]) is joined
    assert len(traces(figure, "bounds")) == (1 if joined else 2)


def test_ranks_are_whole_and_the_first_is_on_top(made: Made) -> None:
    for last, ticks in ((2.0, [1, 2]), (36.0, [1, 10, 20, 30]), (2800.0, [1, 500, 1000, 1500, 2000, 2500])):
        rows = [("2019", 1.0, 1.0, 1.0, "mirror"), ("2020", last, last, last, "mirror")]
        axis = over_time([Line("One", made(*rows, unit="rank"))], "rank")["layout"]["yaxis"]
        assert axis["tickvals"] == ticks
        bottom, top = axis["range"]
        assert bottom > last
        assert top < 1


def test_small_charts_share_the_stretch_of_all(made: Made) -> None:
    one = Line("One", made(("1995", 4.0, 3.0, 6.0, "reported"), ("2001", NAN, NAN, NAN, "")))
    two = Line("Two", made(("2010", -2.0, -2.0, -2.0, "reported"), ("2012", 1.0, 1.0, 1.0, "forecast"), unit="ratio"))
    shared = extent([one, two])
    assert shared == Extent(date(1995, 1, 1), date(2012, 12, 31), -2.0, 6.0)
    layouts = [small(line, shared)["layout"] for line in (one, two)]
    assert {tuple(layout["xaxis"]["range"]) for layout in layouts} == {("1995-01-01", "2012-12-31")}
    ((low, high),) = {tuple(layout["yaxis"]["range"]) for layout in layouts}
    assert low < -2 < 6 < high
    assert points(small(one, shared)) == [("1995", 4.0)]
    go.Figure(small(two, shared))


def test_nothing_known_has_no_extent_and_all_above_zero_begins_there(made: Made) -> None:
    assert extent([Line("One", made(("2020", NAN, NAN, NAN, "")))]) is None
    assert extent([]) is None
    line = Line("One", made(("2020", 5.0, 5.0, 5.0, "reported")))
    shared = extent([line])
    assert shared == Extent(date(2020, 1, 1), date(2020, 12, 31), 0.0, 5.0)
    assert small(line, shared)["layout"]["yaxis"]["range"][0] == 0


def test_what_was_not_reported_is_a_mark_and_not_a_line(made: Made) -> None:
    figure = over_time([Line("One", made(*REPORTED_WITH_A_GAP, *SOFT))], "percent")
    solid, marks = traces(figure, "value")
    assert solid["mode"] == "lines+markers"
    assert marks["mode"] == "markers"
    assert marks["marker"]["symbol"] == ["diamond", "triangle-up-open"]
    assert solid["marker"]["symbol"][3:5] == ["circle", "circle-open"]


def test_the_dotted_link_joins_neighbours_only(made: Made) -> None:
    soft = [("2021", 2.0, 2.0, 2.0, "estimated"), ("2024", 3.0, 3.0, 3.0, "estimated")]
    rows = [("2020", 1.0, 1.0, 1.0, "reported"), *soft]
    (link,) = traces(over_time([Line("One", made(*rows))], "percent"), "link")
    assert link["y"] == [1.0, 2.0, None, 3.0]
    assert link["hoverinfo"] == "skip"


def test_reported_bounds_are_bands_that_end_at_a_gap(made: Made) -> None:
    rows = [*REPORTED_WITH_A_GAP[:4], ("2020", 45.0, 44.0, 46.0, "reported")]
    first, second = traces(over_time([Line("One", made(*rows), scale=2.0)], "percent"), "bounds")
    assert [told[0] for told in first["customdata"]] == ["2016", "2017", "2017", "2016"]
    assert first["y"] == [88.0, 82.6, 87.8, 92.0]
    assert [told[0] for told in second["customdata"]] == ["2019", "2020", "2020", "2019"]
    assert first["fill"] == second["fill"] == "toself"


def test_other_bounds_are_upright_strokes(made: Made) -> None:
    (strokes,) = traces(over_time([Line("One", made(*SOFT))], "percent"), "bounds")
    assert strokes["y"] == [54.8, 59.9, None, 60.0, 65.0, None]
    assert strokes["x"][0] == strokes["x"][1]
    assert strokes["connectgaps"] is False


def test_equal_bounds_are_not_drawn(made: Made) -> None:
    assert traces(over_time([Line("One", made(("2020", 1.0, 1.0, 1.0, "reported")))], "percent"), "bounds") == []


@pytest.mark.parametrize("draw", [over_time, bars])
def test_what_ended_before_the_first_day_is_left_out(draw: Callable[..., Figure], made: Made) -> None:
    rows = [(name, 1.0, 1.0, 1.0, "reported") for name in ("2016", "2017", "2018..2019", "2020")]
    figure = draw([Line("One", made(*rows))], "percent", first=date(2019, 1, 1))
    assert [period for period, _ in points(figure)] == ["2018..2019", "2020"]
    assert figure["layout"]["xaxis"]["range"][0] == "2018-01-01"


def test_bars_stand_side_by_side_within_their_period(made: Made) -> None:
    result = made(*REPORTED_WITH_A_GAP)
    one, two = bars([Line("One", result), Line("Two", result)], "percent")["data"]
    year = 365 * 24 * 3600 * 1000
    assert one["width"][1] == pytest.approx(year * 0.8 / 2)
    assert one["offset"][1] == pytest.approx(-year * 0.4)
    assert two["offset"][1] == pytest.approx(0)
    assert one["y"][2] is None


def test_columns_stand_on_names_and_say_their_number(made: Made) -> None:
    result = made(("2020", 6.7, 6.7, 6.7, "reported"), ("2021-06-02", 6.86, 6.86, 6.86, "reported"))
    figure = columns([Line("One", result)], "percent")
    assert figure["layout"]["xaxis"]["type"] == "category"
    assert figure["data"][0]["x"] == ["2020", "2021-06-02"]
    assert figure["data"][0]["text"] == ["6.7", "6.9"]


def test_the_time_without_data_by_partner_is_shaded_and_named(made: Made) -> None:
    lines = [Line("One", made(*REPORTED_WITH_A_GAP, *SOFT))]
    shaded = over_time(lines, "percent", hidden_from=date(2022, 1, 1))
    (shape,) = shaded["layout"]["shapes"]
    assert (shape["name"], shape["x0"], shape["x1"]) == ("blackout", "2022-01-01", "2025-12-31")
    assert "not published" in next(a["text"] for a in shaded["layout"]["annotations"] if a["name"] == "blackout")
    for other in (over_time(lines, "percent"), over_time(lines, "percent", hidden_from=date(2026, 1, 1))):
        assert "blackout" not in named(other, "shapes") + named(other, "annotations")


def test_events_on_the_axis_are_marked_and_told_and_no_others(made: Made) -> None:
    events = [event("early", date(2001, 1, 1)), event("election", date(2020, 8, 9))]
    figure = over_time([Line("One", made(*REPORTED_WITH_A_GAP))], "percent", events=events)
    assert named(figure, "shapes") == ["election"]
    (marks,) = traces(figure, "event")
    assert marks["x"] == ["2020-08-09"]
    assert marks["customdata"] == [["2020-08-09", "Election"]]
    assert marks["yaxis"] == "y2"
    assert points(figure) == points(over_time([Line("One", made(*REPORTED_WITH_A_GAP))], "percent"))


@pytest.mark.parametrize(("unit", "label"), [("percent", "%"), ("USD bn", "bn USD"), ("index", "index, 0 to 1")])
@pytest.mark.parametrize("draw", [over_time, bars, columns])
def test_the_unit_stands_over_the_axis(draw: Callable[..., Figure], unit: str, label: str, made: Made) -> None:
    figure = draw([Line("One", made(("2020", 1.0, 1.0, 1.0, "reported")))], unit)
    assert [note["text"] for note in figure["layout"]["annotations"] if note["name"] == "unit"] == [label]


def test_what_the_pointer_is_told(made: Made) -> None:
    rows = [("2019", 41.3413, 39.7, 41.3413, "reported"), ("2020", NAN, NAN, NAN, "")]
    (line,) = traces(over_time([Line("One", made(*rows))], "percent"), "value")
    assert line["customdata"] == [
        ["2019", "2019: 41.34 (39.70 to 41.34), reported"],
        ["2020", "2020: no value, no data"],
    ]
    counted = over_time(
        [Line("One", made(("2019..2020", 2955.0, 2955.0, 2955.0, "reported"), unit="entries"))], "entries"
    )
    assert counted["data"][0]["customdata"] == [["2019..2020", "2019–2020: 2,955, reported"]]


def test_a_figure_without_rows_is_still_one() -> None:
    go.Figure(over_time([], "percent"))
