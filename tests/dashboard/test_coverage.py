"""docs/coverage.md: every file with its rows, and every reason for which rows were refused."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.coverage import coverage
from dashboard.repository import Repository

FIRST = {
    "source": "b", "path": "t/later.csv", "rows": 1234, "kept": 1200, "first": "1990", "last": "2024-05",
    "refused": [{"row": 3, "reason": "no number"}, {"row": 9, "reason": "no number"}, {"row": 4, "reason": "no year"}],
}  # fmt: skip
SECOND = {"source": "a", "path": "t/x.csv", "rows": 6, "kept": 6, "first": "2001", "last": "2002", "refused": []}


def test_a_line_per_file_and_one_for_all() -> None:
    lines = coverage({"id": "abc123", "raw": [FIRST, SECOND]}).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert table == [
        "| source | file | rows read | rows kept | first | last | refused |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| a | t/x.csv | 6 | 6 | 2001 | 2002 | 0 |",
        "| b | t/later.csv | 1,234 | 1,200 | 1990 | 2024-05 | 3 |",
        "| **all** |  | 1,240 | 1,206 |  |  |  |",
    ]


def test_each_reason_once_with_how_often() -> None:
    text = coverage({"id": "abc123", "raw": [FIRST, SECOND]})
    refused = text.split("## Refused, with the reason")[1].strip().splitlines()
    assert refused == ["- `t/later.csv`: 2 × no number", "- `t/later.csv`: no year"]


def test_it_names_the_snapshot_and_the_command_that_made_it() -> None:
    text = coverage({"id": "abc123", "raw": []})
    assert "snapshot `abc123`" in text
    assert "`depdash snapshot coverage --out docs/coverage.md`" in text
    assert text.endswith("\n")


@pytest.fixture(scope="module")
def manifest(repository: Repository) -> dict[str, Any]:
    return repository.snapshot.manifest


def test_every_file_of_the_snapshot_is_in_it_and_nothing_was_read_of_none(manifest: dict[str, Any]) -> None:
    text = coverage(manifest)
    for entry in manifest["raw"]:
        assert f"| {entry['source']} | {entry['path']} | {entry['rows']:,} | {entry['kept']:,} |" in text
        assert entry["rows"] >= entry["kept"] >= 0
        assert entry["rows"] or entry["refused"], f"nothing came of {entry['path']}, and nobody says why"
        assert bool(entry["first"]) == bool(entry["last"]) == (entry["rows"] > 0), entry["path"]


def test_every_refused_row_has_a_reason_that_is_told(manifest: dict[str, Any]) -> None:
    text = coverage(manifest)
    for entry in manifest["raw"]:
        for reason in {refusal["reason"] for refusal in entry["refused"]}:
            assert reason.strip()
            assert any(line.startswith(f"- `{entry['path']}`") and reason in line for line in text.splitlines()), reason


def test_every_data_file_at_hand_is_read(manifest: dict[str, Any], sources: Path) -> None:
    """READMEs, code lists and labels are no data; all else stands in the snapshot."""
    about = (
        "README.md",
        "_indicators.csv",
        "SOURCES.md",
        "_concepts.csv",
        "_codes.txt",
        "_labels.csv",
        "_input_codes.csv",
        "_codes.csv",
    )
    read = {entry["path"] for entry in manifest["raw"]}
    there = {path.relative_to(sources).as_posix() for path in sources.rglob("*") if path.is_file()}
    assert sorted(path for path in there - read if not path.endswith(about)) == []
    assert read <= there


def test_the_written_coverage_is_that_of_the_packaged_snapshot(manifest: dict[str, Any]) -> None:
    written = Path(__file__).parents[2] / "docs" / "coverage.md"
    assert written.read_text(encoding="utf-8") == coverage(manifest)
