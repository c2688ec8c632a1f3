"""Corrections: what is declared, what each action does, and that a guard fails once the figure is mended."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.build import read, readers
from ingest.corrections import ACTIONS, LIVE, Correction, corrected, corrections
from ingest.errors import DeclarationError, SourceError
from ingest.model import STATUSES, tidy

FILE = "trade/x.csv"
MINIMAL = """
[[correction]]
id = "a"
source = "x"
file = "trade/x.csv"
periods = ["2020"]
action = "refuse"
reason = "Wrong."
expect = { values = 5.0 }
"""


def figures(*rows: tuple[str, str, float], status: str = "reported") -> pd.DataFrame:
    """Observations of made-up series: item, period, value."""
    table = pd.DataFrame(rows, columns=["item", "period", "value"])
    table["row"] = range(2, len(table) + 2)
    given = {"reporter": "BLR", "partner": "RUS", "unit": "USD", "title": "", "vintage": date(2021, 1, 1)}
    return tidy(table.assign(status=status), **given)


def known(action: str = "refuse", expect: dict[str, Any] | None = None, **keys: Any) -> Correction:
    series = {name: (value,) for name, value in keys.items() if name != "periods"}
    periods = keys.get("periods", ("2020",))
    return Correction("a", "x", (FILE,), periods, action, "Wrong.", expect or {"values": 5.0}, series)


def correct(table: pd.DataFrame, *found: Correction) -> Any:
    return corrected(table, "x", FILE, found)


TABLE = figures(("export", "2019", 4.0), ("export", "2020", 5.0), ("import", "2020", 7.0))


# --- the actions


def test_refuse_takes_the_value_out_and_lists_it() -> None:
    table, refused, touched = correct(TABLE, known(item="export"))
    assert table[["item", "period", "value"]].values.tolist() == [["export", "2019", 4.0], ["import", "2020", 7.0]]
    assert [(one.path, one.row, one.reason) for one in refused] == [(FILE, 3, "Wrong.")]
    assert touched == {"a": 1}
    assert list(table.index) == [0, 1]


def test_inferior_keeps_the_value_and_marks_it() -> None:
    table, refused, touched = correct(TABLE, known("inferior", item="export"))
    assert table["value"].tolist() == TABLE["value"].tolist()
    assert table["preference"].tolist() == [1, 2, 1]
    assert table["preference"].dtype == "int8"
    assert (refused, touched) == ([], {"a": 1})


def test_a_weaker_status_weakens_and_never_strengthens() -> None:
    table, refused, _ = correct(TABLE, known("estimated", item="export"))
    assert table["status"].tolist() == ["reported", "estimated", "reported"]
    assert refused == []
    forecast = figures(("export", "2020", 5.0), status="forecast")
    assert correct(forecast, known("estimated"))[0]["status"].tolist() == ["forecast"]


def test_only_its_own_source_and_file_are_touched() -> None:
    for source, path in (("y", FILE), ("x", "trade/y.csv")):
        table, refused, touched = corrected(TABLE, source, path, [known(item="export")])
        assert table is TABLE
        assert (refused, touched) == ([], {})


def test_corrections_follow_one_another() -> None:
    table, refused, touched = correct(
        TABLE,
        known("estimated", {"values": 7.0}, item="import"),
        Correction("b", "x", (FILE,), ("2020",), "refuse", "Wrong too.", {"values": 5.0}, {"item": ("export",)}),
    )
    assert table["status"].tolist() == ["reported", "estimated"]
    assert (len(refused), touched) == (1, {"a": 1, "b": 1})


@given(st.lists(st.sampled_from(["2018", "2019", "2020", "2021"]), min_size=1, unique=True), st.sampled_from(ACTIONS))
def test_no_correction_adds_rows_or_changes_values(periods: list[str], action: str) -> None:
    table = figures(*(("export", str(year), 5.0) for year in range(2018, 2022)), ("import", "2020", 7.0))
    found, refused, touched = correct(table, known(action, item="export", periods=tuple(periods)))
    assert len(found) + len(refused) == len(table)
    assert touched == {"a": len(periods)}
    rest = table[table["row"].isin(found["row"])]
    assert found["value"].tolist() == rest["value"].tolist()
    untouched = found[(found["item"] == "import") | ~found["period"].isin(periods)]
    assert (untouched["preference"] == 1).all()
    assert (untouched["status"] == "reported").all()


# --- the guards: each holds while the error is there, and fails once it is mended


COPIED = figures(("export", "2020", 5.0), ("export", "2021", 5.0), ("export", "2022", 5.0))
MADE = figures(("value", "2020", 30.0), ("value", "2021", 60.0), ("mass", "2020", 10.0), ("mass", "2021", 20.0))
QUOTIENT = {"quotient": {"of": "value", "value": 3.0, "tolerance": 0.01}}


@pytest.mark.parametrize(
    ("table", "correction"),
    [
        (TABLE, known(item="export")),
        (TABLE, known(item="export", expect={"values": {"2019": 4.0, "2020": 5.0}}, periods=("2019", "2020"))),
        (COPIED, known(expect={"same_as": "2020"}, periods=("2021", "2022"))),
        (MADE, known(item="mass", expect=QUOTIENT, periods=("2020", "2021"))),
    ],
    ids=["one value", "values by period", "a copy", "made from another"],
)
def test_a_guard_holds_while_the_error_is_there_and_fails_once_one_value_is_mended(
    table: pd.DataFrame, correction: Correction
) -> None:
    _, refused, _ = correct(table, correction)
    assert len(refused) == len(correction.periods)
    for number in [refusal.row - 2 for refusal in refused]:
        mended = table.assign(value=table["value"].where(table.index != number, table["value"] * 1.02))
        with pytest.raises(SourceError, match=r"correction a\).*take a out of data/corrections.toml"):
            correct(mended, correction)


def test_a_guard_fails_where_the_values_are_gone() -> None:
    with pytest.raises(SourceError, match=r"values to correct \(correction a\); found none for 2022"):
        correct(TABLE, known(item="export", periods=("2020", "2022")))
    with pytest.raises(SourceError, match="none for 2020"):
        correct(TABLE, known(item="transit"))


def test_a_copy_of_what_is_not_there_is_no_copy() -> None:
    with pytest.raises(SourceError, match="the value of 2018 again"):
        correct(COPIED, known(expect={"same_as": "2018"}, periods=("2021",)))


def test_a_quotient_of_what_is_not_there_is_none() -> None:
    with pytest.raises(SourceError, match="found nan"):
        correct(MADE[MADE["item"] == "mass"].reset_index(drop=True), known(item="mass", expect=QUOTIENT))


# --- what a live pull brings


def correct_live(table: pd.DataFrame, correction: Correction) -> Any:
    return corrected(table, "x", LIVE, [replace(correction, files=(FILE, LIVE))])


@pytest.mark.parametrize("action", ACTIONS)
def test_an_error_of_the_publishers_own_is_corrected_in_a_pull_as_in_the_file(action: str) -> None:
    correction = known(action, item="export")
    found, _, touched = correct_live(TABLE, correction)
    pd.testing.assert_frame_equal(found, correct(TABLE, correction)[0])
    assert touched == {"a": 1}


def test_an_error_of_the_file_alone_is_not_looked_for_in_a_pull() -> None:
    mended = TABLE.assign(value=6.0)
    assert corrected(mended, "x", LIVE, [known(item="export")]) == (mended, [], {})


def test_a_pull_that_does_not_ask_for_the_values_needs_no_correction() -> None:
    assert correct_live(TABLE, known(item="transit")) == (TABLE, [], {})
    some, refused, touched = correct_live(COPIED, known(expect={"values": 5.0}, periods=("2021", "2030")))
    assert some["period"].tolist() == ["2020", "2022"]
    assert (len(refused), touched) == (1, {"a": 1})


def test_a_figure_that_the_publisher_mended_stops_a_pull() -> None:
    mended = TABLE.assign(value=TABLE["value"].where(TABLE["item"] != "export", 5.5))
    with pytest.raises(SourceError, match=r"live: expected 5 for 2020.*found 5\.5"):
        correct_live(mended, known(item="export"))


def test_copies_in_a_pull_that_begins_after_what_they_copy_are_held_against_each_other() -> None:
    correction = known(expect={"same_as": "2020"}, periods=("2021", "2022"))
    later = COPIED[COPIED["period"] > "2020"].reset_index(drop=True)
    assert correct_live(later, correction)[2] == {"a": 2}
    with pytest.raises(SourceError, match="the value of 2020 again for BLR 2022"):
        correct_live(later.assign(value=[5.0, 5.2]), correction)
    with pytest.raises(SourceError, match="the value of 2020 again for BLR 2021"):
        correct_live(COPIED.assign(value=[4.9, 5.0, 5.0]), correction)


# --- the declarations


def declare(folder: Path, text: str) -> tuple[Correction, ...]:
    path = folder / f"{abs(hash(text))}.toml"
    path.write_text(text, encoding="utf-8")
    return corrections(path)


def test_a_declaration_names_one_file_or_several(tmp_path: Path) -> None:
    (one,) = declare(tmp_path, MINIMAL)
    (several,) = declare(tmp_path, MINIMAL.replace('"trade/x.csv"', '["trade/x.csv", "live"]'))
    assert (one.files, one.file) == ((FILE,), FILE)
    assert (several.files, several.file) == ((FILE, LIVE), FILE)


def test_a_declaration_is_read(tmp_path: Path) -> None:
    (found,) = declare(tmp_path, MINIMAL + 'reporter = ["BLR", "CAN"]\nitem = "production"\n')
    assert (found.id, found.periods, found.action, found.expect) == ("a", ("2020",), "refuse", {"values": 5.0})
    assert found.series == {"item": ("production",), "reporter": ("BLR", "CAN")}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("action = \"refuse\"", "action = \"drop\""), "action is 'drop', not one of refuse, inferior"),
        (("reason = \"Wrong.\"", ""), "reason is missing"),
        (("reason = \"Wrong.\"", "reason = \"\""), "reason is missing"),
        (("file = \"trade/x.csv\"", "file = 5"), "file is missing, empty or not a str or list"),
        (("file = \"trade/x.csv\"", "file = []"), "file is missing"),
        (("file = \"trade/x.csv\"", "file = [\"live\", \"trade/x.csv\"]"), "file names first the published file"),
        (("periods = [\"2020\"]", "periods = []"), "periods is missing"),
        (("periods = [\"2020\"]", "periods = \"2020\""), "not a list"),
        (("{ values = 5.0 }", "{ about = 5.0 }"), "expect holds one of values, same_as, quotient"),
        (("{ values = 5.0 }", "{ values = 5.0, same_as = \"2019\" }"), "expect holds one of"),
        (("id = \"a\"", "id = \"a\"\nunit = \"USD\""), "unit is unknown; known are id, source"),
        (("[[correction]]", "[[corrections]]"), "unknown table 'corrections'"),
        (("id = \"a\"", "id = "), "cannot be read as TOML"),
    ],
)  # fmt: skip
def test_a_faulty_declaration_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in MINIMAL
    with pytest.raises(DeclarationError, match=message):
        declare(tmp_path, MINIMAL.replace(*change))


def test_an_id_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="correction 'a' is given twice"):
        declare(tmp_path, MINIMAL + MINIMAL)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="cannot be read as TOML"):
        corrections(tmp_path / "none.toml")


def test_packaged_corrections_name_sources_files_and_statuses_that_exist() -> None:
    sources = {reader.SOURCE.id for reader in readers()}
    for one in corrections():
        assert one.source in sources, one.id
        assert one.action in ("refuse", "inferior") or one.action in STATUSES, one.id
        assert one.reason.endswith("."), one.id
        assert len(set(one.periods)) == len(one.periods), one.id
        # Of the sources that are pulled live only the World Bank's indicators have errors of the publisher's own.
        assert (LIVE in one.files) == (one.source == "worldbank"), one.id


# --- the packaged corrections on the published files


@pytest.fixture(scope="module")
def built(sources: Path) -> dict[str, Any]:
    """The manifest's entry and the observations of each file that has corrections."""
    by_id = {reader.SOURCE.id: reader for reader in readers()}
    files = {(one.source, one.file) for one in corrections()}
    return {path: (by_id[source], *read(by_id[source], path, (sources / path).read_bytes())) for source, path in files}


@pytest.mark.parametrize("correction", corrections(), ids=lambda one: one.id)
def test_every_correction_matches_something(correction: Correction, built: dict[str, Any]) -> None:
    _, entry, table = built[correction.file]
    assert entry["corrections"][correction.id] >= len(correction.periods)
    left = table[table["period"].isin(correction.periods)]
    for name, allowed in correction.series.items():
        left = left[left[name].isin(allowed)]
    if correction.action == "refuse":
        assert left.empty
        assert sum(refusal["reason"] == correction.reason for refusal in entry["refused"]) >= len(correction.periods)
    elif correction.action == "inferior":
        assert (left["preference"] == 2).all()
    else:
        assert set(left["status"]) == {correction.action}


@pytest.mark.parametrize("id", ["crea_blr_crude_2020_01", "baci_blr_from_gbr_2020", "owid_blr_gas_2024"])
def test_a_published_figure_once_mended_stops_the_build(id: str, built: dict[str, Any], sources: Path) -> None:
    (correction,) = (one for one in corrections() if one.id == id)
    reader, *_ = built[correction.file]
    table = reader.parse((sources / correction.file).read_bytes(), correction.file).observations
    rows = table["period"].eq(correction.periods[0])
    for name, allowed in correction.series.items():
        rows &= table[name].isin(allowed)
    mended = table.assign(value=table["value"].mask(rows, table["value"] * 1.01))
    with pytest.raises(SourceError, match=f"take {id} out"):
        corrected(mended, correction.source, correction.file, corrections())
