"""docs/providers.md keeps its word: three files make a provider."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import running, small_snapshot

ROOT = Path(__file__).parents[2]
SHOWN = ("ingest/providers/office.py", "data/measures.toml", "tests/plays/office.py")


def blocks() -> dict[str, str]:
    """The files that the page shows: each heading names one, the code below it is its content."""
    text = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^## \d\. `([^`]+)`.*?\n\n```\w+\n(.*?)^```", text, flags=re.M | re.S))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the project with the three files of the page."""
    for name in ("ingest", "indicators", "dashboard", "data", "tests"):
        skip = shutil.ignore_patterns("__pycache__", "snapshots")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    for name, text in blocks().items():
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(text)
    return tmp_path


def run(tree: Path, *arguments: str, **more: str) -> str:
    given = {
        **os.environ,
        "PYTHONPATH": f"{tree}{os.pathsep}{tree / 'tests'}",
        "DEPDASH_HOME": str(tree / "home"),
        **more,
    }
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=given, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_shows_three_files() -> None:
    assert tuple(blocks()) == SHOWN


def test_three_files_make_a_provider(tree: Path) -> None:
    small_snapshot(tree / "home")
    play = {}
    exec(compile((tree / "tests/plays/office.py").read_text(), "office.py", "exec"), play)  # noqa: S102 - our own page
    with running(
        plays={"office": type("Play", (), {k: staticmethod(v) for k, v in play.items() if callable(v)})}
    ) as simulator:
        base = {"DEPDASH_BASE_URL_OFFICE": simulator.address("office")}
        told = run(tree, "-m", "dashboard", "refresh", "office", **base)
        assert "office: published: 312 new rows; updated 2026-03-01 (1 requests)" in told
        assert "office: unchanged: still updated 2026-03-01" in run(
            tree, "-m", "dashboard", "refresh", "office", **base
        )
    status = json.loads(run(tree, "-m", "dashboard", "status", "--json"))
    assert next(entry for entry in status["sources"] if entry["id"] == "office")["rows"] == 312
    asked = (
        "from dashboard.repository import open_repository; from indicators.model import Pair; "
        "row = open_repository().measure('rail_freight', Pair('BLR', 'RUS')).rows[-1]; print(row.period, row.value)"
    )
    assert run(tree, "-c", asked) == "2025 903.0\n"
