"""The corrections of our own figures: what their file may hold, and that what it calls right is what is computed."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.declared import Erratum, Figure, Restated
from ingest.errata import errata
from ingest.errors import DeclarationError

CHANGE = '{ indicator = "x", dependent = "BLR", partner = "RUS", period = "2020", old = 1.5, new = 2.0 }'


def written(folder: Path, change: str = CHANGE, **keys: str) -> Path:
    """A folder whose errata.toml holds one correction; `keys` are put in place of its own as TOML."""
    entry = {"id": '"one"', "corrected": "2026-11-23", "since": "2026-11-20", "reason": '"Wrong."'} | keys
    lines = ["[[erratum]]", *(f"{key} = {text}" for key, text in entry.items() if text), f"changes = [{change}]"]
    (folder / "errata.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def forgetting() -> Iterator[None]:
    errata.cache_clear()
    yield
    errata.cache_clear()


def test_a_correction_is_read(tmp_path: Path) -> None:
    bounds = CHANGE.replace("new = 2.0", "new = { low = 1.0, high = 3.0 }").replace('"2020"', '"2021"')
    gone = CHANGE.replace(", new = 2.0", "").replace('"2020"', '"2022"')
    (found,) = errata(written(tmp_path, f"{CHANGE}, {bounds}, {gone}"))
    assert isinstance(found, Erratum)
    assert (found.id, str(found.corrected), str(found.since)) == ("one", "2026-11-23", "2026-11-20")
    first, second, third = found.changes
    assert first == Restated("x", "", "BLR", "RUS", "2020", Figure(1.5, 1.5, 1.5), Figure(2.0, 2.0, 2.0))
    assert second.new is not None
    assert math.isnan(second.new.value)
    assert (second.new.low, second.new.high) == (1.0, 3.0)
    assert third.new is None


def test_the_latest_comes_first_and_a_file_may_be_empty(tmp_path: Path) -> None:
    text = (written(tmp_path) / "errata.toml").read_text(encoding="utf-8")
    later = text.replace('"one"', '"two"').replace("2026-11-23", "2026-11-25")
    (tmp_path / "errata.toml").write_text(f"{text}\n{later}", encoding="utf-8")
    assert [one.id for one in errata(tmp_path)] == ["two", "one"]
    errata.cache_clear()
    (tmp_path / "errata.toml").write_text("# none\n", encoding="utf-8")
    assert errata(tmp_path) == ()


@pytest.mark.parametrize(
    ("change", "keys", "problem"),
    [
        (CHANGE, {"reason": ""}, "errata.toml: one: reason is missing"),
        (CHANGE, {"reason": '""'}, "errata.toml: one: reason is empty"),
        (CHANGE, {"why": '"x"'}, "errata.toml: one: why is unknown; known are "),
        (CHANGE, {"corrected": '"2026-11-23"'}, "errata.toml: one: corrected is '2026-11-23', not a date"),
        (CHANGE, {"corrected": "2026-11-19"}, "errata.toml: one: corrected 2026-11-19, before since 2026-11-20"),
        ("", {}, "errata.toml: one: changes is empty"),
        ("1", {}, "errata.toml: one: change 1: is 1, not a table"),
        (CHANGE.replace("2020", "soon"), {}, "errata.toml: one: change 1: period is 'soon'"),
        (CHANGE.replace("period", "when"), {}, "errata.toml: one: change 1: period is missing"),
        (CHANGE.replace("2.0", "1.5"), {}, "errata.toml: one: change 1: old and new are the same"),
        (CHANGE.replace(", old = 1.5, new = 2.0", ""), {}, "errata.toml: one: change 1: old and new are the same"),
        (CHANGE.replace("2.0", "2"), {}, "errata.toml: one: change 1: new is 2, not a finite float"),
        (CHANGE.replace("2.0", "nan"), {}, "errata.toml: one: change 1: new is nan, not a finite float"),
        (CHANGE.replace("2.0", "{ low = 3.0 }"), {}, "errata.toml: one: change 1: new: high is missing"),
        (CHANGE.replace("2.0", "{ low = 3.0, high = 1.0 }"), {}, "errata.toml: one: change 1: new has the bounds 3.0"),
        (f"{CHANGE}, {CHANGE}", {}, "errata.toml: one: change of 'x  BLR RUS 2020' is given twice"),
    ],
)
def test_what_is_no_correction_is_refused_in_one_line(
    change: str, keys: dict[str, str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(DeclarationError) as caught:
        errata(written(tmp_path, change, **keys))
    assert str(caught.value).startswith(problem)
    assert "\n" not in str(caught.value)


def test_what_is_called_right_is_what_is_computed(repository: Repository) -> None:
    corrected = {(one.indicator, one.variant, one.dependent, one.partner, one.period) for each in errata()
                 for one in each.changes}  # fmt: skip
    assert len(corrected) == sum(len(each.changes) for each in errata())
    for one in (change for each in errata() for change in each.changes):
        assert one.indicator in CATALOGUE
        result = repository.result(one.indicator, Pair(one.dependent, one.partner))
        rows = [row for row in result.of(one.variant) if row.period == one.period]
        known = [row for row in rows if not (math.isnan(row.value) and math.isnan(row.low))]
        if one.new is None:
            assert known == []
            continue
        (row,) = known
        for told, computed in zip(
            (one.new.value, one.new.low, one.new.high), (row.value, row.low, row.high), strict=True
        ):
            assert computed == pytest.approx(told, rel=1e-5, abs=1e-6, nan_ok=True), one
