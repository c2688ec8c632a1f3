"""How fresh a source is said to be: one state for each way that it can stand with it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.freshness import status
from ingest.states import State
from toys import Toy

TODAY = date(2026, 11, 24)
SEEN = "2026-11-23T06:00:00+00:00"
PULLED = State("toy", edition="of October", vintage="2026-11-02", last_try=SEEN, last_success=SEEN)
HELD: dict[str, Any] = {"run": "r", "folder": "f", "findings": [], "rows": 3}


def entry(day: str, edition: str, kept: int = 10) -> dict[str, Any]:
    return {"source": "toy", "vintage": day, "edition": edition, "kept": kept}


def of(state: State | None, *raw: dict[str, Any], live: bool = True, every: int | None = 31) -> dict[str, Any]:
    manifest = {"sources": [{"id": "toy"}] if raw else [], "raw": list(raw)}
    providers = {"toy": replace(Toy("toy").provider, every=every)} if live else {}
    (found,) = status(manifest, {state.source: state} if state else {}, providers, TODAY)
    return found


FILE = entry("2026-01-24", "a file")


@pytest.mark.parametrize(
    ("state", "raw", "live", "every", "expected"),
    [
        (None, (FILE,), False, 31, "packaged"),
        (None, (FILE,), True, 31, "packaged"),
        (None, (), True, 31, "never asked"),
        (State("toy"), (), True, 31, "never asked"),
        (PULLED, (FILE,), True, 31, "current"),
        (PULLED, (FILE,), True, 22, "current"),
        (PULLED, (FILE,), True, 21, "late"),
        (PULLED, (FILE,), True, None, "current"),
        (replace(PULLED, last_error="HTTP 503"), (FILE,), True, 31, "failed"),
        (State("toy", last_try=SEEN, last_error="HTTP 503"), (), True, 31, "failed"),
        (replace(PULLED, last_error="unit_slip", quarantine=HELD), (FILE,), True, 31, "held back"),
        (State("toy", last_try=SEEN, keyless=True), (), True, 31, "no key"),
        (replace(PULLED, keyless=True, last_error="HTTP 401, before"), (FILE,), True, 31, "no key"),
    ],
)  # fmt: skip
def test_each_way_to_stand_has_its_name(
    state: State | None, raw: tuple[dict[str, Any], ...], live: bool, every: int | None, expected: str
) -> None:
    assert of(state, *raw, live=live, every=every)["state"] == expected


def test_what_was_pulled_last_counts() -> None:
    found = of(PULLED, FILE, entry("2026-10-02", "of September", 5))
    assert found == {
        "id": "toy",
        "edition": "of October",
        "last_success": "2026-11-23",
        "last_error": None,
        "age_days": 22,
        "due_days": 31,
        "rows": 15,
        "state": "current",
    }


def test_a_pull_without_news_counts_though_no_file_tells_of_it() -> None:
    found = of(PULLED)
    assert (found["edition"], found["age_days"], found["rows"]) == ("of October", 22, 0)


def test_of_files_the_newest_edition_counts() -> None:
    found = of(None, FILE, entry("2026-03-24", "a later file"), live=False)
    assert (found["edition"], found["last_success"], found["age_days"]) == ("a later file", "2026-03-24", 245)
    assert (found["due_days"], found["rows"]) == (None, 20)


def test_a_file_newer_than_the_last_pull_counts() -> None:
    found = of(PULLED, entry("2026-11-20", "imported since"))
    assert (found["edition"], found["age_days"]) == ("imported since", 4)


def test_a_failure_is_told_beside_the_last_good_data() -> None:
    found = of(replace(PULLED, last_error="HTTP 503, 5 times"), FILE)
    assert (found["last_error"], found["edition"], found["rows"]) == ("HTTP 503, 5 times", "of October", 10)
    assert found["last_success"] == "2026-11-23"


def test_what_was_never_had_has_no_age() -> None:
    found = of(None)
    assert {name: found[name] for name in ("edition", "last_success", "age_days", "rows")} == {
        "edition": None, "last_success": None, "age_days": None, "rows": 0,
    }  # fmt: skip


def test_all_sources_are_listed_once_by_name() -> None:
    manifest = {"sources": [{"id": "b"}, {"id": "a"}], "raw": []}
    live = {name: Toy(name).provider for name in ("c", "b")}
    assert [found["id"] for found in status(manifest, {}, live, TODAY)] == ["a", "b", "c"]
