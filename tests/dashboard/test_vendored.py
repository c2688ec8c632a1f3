"""The files of others that the dashboard serves: the chart library and the type faces."""

import re
from pathlib import Path

from plotly.offline import get_plotlyjs_version

ASSETS = Path(__file__).parents[2] / "dashboard" / "assets"


def test_the_chart_library_is_the_one_that_plotly_was_made_for() -> None:
    header = (ASSETS / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:300]
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}\n" in header
    assert "Licensed under the MIT license" in header


def test_every_font_file_has_a_rule_and_every_rule_a_file() -> None:
    rules = set(re.findall(r'url\("fonts/([^"?]+)\?m=5\.3"\)', (ASSETS / "fonts.css").read_text(encoding="utf-8")))
    assert rules == {path.name for path in (ASSETS / "fonts").glob("*.woff2")}
    assert len(rules) == 6


def test_the_type_faces_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_fonts_are_fetched_from_nowhere_else() -> None:
    assert "://" not in (ASSETS / "fonts.css").read_text(encoding="utf-8")
