"""The command line: exit status 0, 1 or 2, errors in one line on stderr, JSON with the promised keys."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from dashboard import __main__ as entry
from dashboard import claims_command
from dashboard.__main__ import main
from indicators.catalogue import CATALOGUE
from indicators.ledger import STATES
from ingest.store import packaged_store

pytestmark = pytest.mark.usefixtures("no_user_store")
Capture = pytest.CaptureFixture[str]
RESULT = {
    "indicator", "title", "dependent", "partner", "unit", "direction", "as_of", "snapshot", "reason", "rows",
}  # fmt: skip


def run(*arguments: str) -> int:
    """The exit status, also where argparse leaves by an exception."""
    try:
        return main(arguments)
    except SystemExit as left:
        return int(left.code or 0)


def done(capsys: Capture, *arguments: str) -> str:
    assert run(*arguments) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def refused(capsys: Capture, status: int, *arguments: str) -> str:
    """The one line on stderr with which a command refuses."""
    assert run(*arguments) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"depdash[^\n]*: [^\n]+\n", said.err), said.err
    return said.err


def parsed(capsys: Capture, *arguments: str) -> Any:
    return json.loads(done(capsys, *arguments, "--json"))


@pytest.fixture
def damaged_store(tmp_path: Path) -> Path:
    """A copy of the packaged store with one byte changed in a table."""
    packaged = packaged_store()
    store = tmp_path / "store"
    shutil.copytree(packaged.place.text, store)
    table = store / "snapshots" / str(packaged.current_id) / "observations.parquet"
    payload = bytearray(table.read_bytes())
    payload[len(payload) // 2] ^= 1
    table.write_bytes(payload)
    return store


def test_version_tells_the_snapshot_too(capsys: Capture) -> None:
    snapshot = str(packaged_store().current_id)
    assert re.fullmatch(rf"depdash \d+\.\d+\.\d+\S*, snapshot {snapshot}\n", done(capsys, "--version"))


def test_every_command_is_there() -> None:
    named = re.findall(r'set_defaults\(run="([a-z_]+:[a-z_]+)"\)', Path(entry.__file__).read_text(encoding="utf-8"))
    assert len(named) == 22
    assert all(callable(resolve_name(f"dashboard.{name}")) for name in named)


@pytest.mark.parametrize("name", ["dashboard.__main__", "dashboard.serve_command"])
def test_help_and_the_process_that_watches_the_server_load_no_pandas(name: str) -> None:
    script = f"import sys, {name}; print({{'dash', 'numpy', 'pandas', 'pyarrow'}} & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said == "set()\n"


def test_a_value_for_a_reader(capsys: Capture) -> None:
    lines = done(capsys, "value", "export_share", "--from", "2018", "--to", "2019").splitlines()
    assert lines[0] == "Partner's share of goods exports, Belarus on Russia, percent"
    assert lines[1].split() == ["period", "value", "low", "high", "status"]
    assert lines[3].split() == ["2019", "41.34", "39.74", "41.46", "reported"]


def test_a_variant_that_cannot_be_filled_is_explained(capsys: Capture) -> None:
    lines = done(capsys, "value", "gas_price_discount", "--from", "2021").splitlines()
    assert lines[1].split()[:2] == ["variant", "period"]
    assert [line for line in lines if line.startswith("netback: ")]


def test_a_variant_that_is_filled_is_not_explained_away(capsys: Capture) -> None:
    lines = done(capsys, "value", "import_lines_above_half", "--from", "2015", "--to", "2015").splitlines()
    said = {line.partition(":")[0] for line in lines if ": no lines" in line}
    assert said == {"hs6_number", "hs6_value", "hs4_number", "hs4_value"}
    assert [line.split()[0] for line in lines if line.endswith(("reported", "estimated"))] == [
        "hs2_value",
        "sitc_value",
    ]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_value_for_a_program(name: str, capsys: Capture) -> None:
    found = parsed(capsys, "value", name)
    assert set(found) == RESULT
    assert (found["indicator"], found["dependent"], found["partner"]) == (name, "BLR", "RUS")
    assert found["snapshot"] == packaged_store().current_id
    varied = any(variant.id for variant in CATALOGUE[name].variants)
    columns = {"period", "value", "low", "high", "status", "sources"} | ({"variant"} if varied else set())
    assert {frozenset(row) for row in found["rows"]} == ({frozenset(columns)} if found["reason"] is None else set())


def test_a_pair_a_time_and_a_clock_can_be_asked(capsys: Capture) -> None:
    asked = ("--dependent", "KAZ", "--partner", "CHN", "--from", "2010", "--to", "2012", "--as-of", "2026-12-31")
    found = parsed(capsys, "value", "export_share", *asked)
    assert (found["dependent"], found["partner"], found["as_of"]) == ("KAZ", "CHN", "2026-12-31")
    assert [row["period"] for row in found["rows"]] == ["2010", "2011", "2012"]


def test_no_data_is_an_answer_with_its_reason(capsys: Capture) -> None:
    found = parsed(capsys, "value", "tranche_size", "--dependent", "UZB", "--partner", "USA")
    assert found["rows"] == []
    assert "UZB and USA" in found["reason"]
    assert found["reason"] in done(capsys, "value", "tranche_size", "--dependent", "UZB", "--partner", "USA")


def test_the_catalogue(capsys: Capture) -> None:
    assert [entry["id"] for entry in parsed(capsys, "indicators")] == list(CATALOGUE)
    assert [line.split()[0] for line in done(capsys, "indicators").splitlines()] == list(CATALOGUE)


def test_the_ledger(capsys: Capture) -> None:
    claims = parsed(capsys, "claims")
    for claim in claims:
        assert {"id", "theme", "claim", "section", "paragraph", "then", "now"} <= set(claim)
        for verdict in (claim["then"], claim["now"]):
            assert {"state", "decided_by", "value", "margin", "basis"} <= set(verdict)
            assert verdict["state"] in STATES
    listed, by_state, by_computed = (part.splitlines() for part in done(capsys, "claims").split("\n\n"))
    header, *lines = listed
    assert header.split() == ["claim", "then", "now", "statement"]
    assert [line.split()[:3] for line in lines] == [
        [claim["id"], claim["then"]["state"], claim["now"]["state"]] for claim in claims
    ]
    counts = {state: [int(then), int(now)] for state, then, now in (line.split() for line in by_state[1:])}
    for number, clock in enumerate(("then", "now")):
        found = Counter(claim[clock]["state"] for claim in claims)
        assert {state: count[number] for state, count in counts.items() if count[number]} == found | {"all": 107}
    assert [int(line.split()[-1]) for line in by_computed[1:]] == [33, 7, 6, 61]


def test_the_readings_of_a_claim(capsys: Capture) -> None:
    records = parsed(capsys, "claims", "--specifications", "C041")
    assert len(records) == 32
    assert sum(record["agrees"] for record in records if record["clock"] == "now") == 6
    header, *lines, then, now = done(capsys, "claims", "--specifications", "C041").splitlines()
    assert header.split() == ["clock", "state", "agrees", "basis", "choices"]
    assert len(lines) == 32
    assert (then, now) == ("then: 6 of 16 readings agree", "now: 6 of 16 readings agree")
    assert "nothing was computed" in done(capsys, "claims", "--specifications", "C009")
    assert parsed(capsys, "claims", "--specifications", "C009") == []
    assert "expected one of C001 to C107; found 'C999'" in refused(capsys, 2, "claims", "--specifications", "C999")


def test_freezing_the_rules_again_changes_nothing(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = claims_command.data_folder() / "memo" / "rules.toml"
    (tmp_path / "memo").mkdir()
    monkeypatch.setattr(claims_command, "data_folder", lambda: tmp_path)
    said = done(capsys, "claims", "--freeze", "As they are.")
    assert ": 0 rules frozen on " in said
    assert (tmp_path / "memo" / "rules.toml").read_bytes() == packaged.read_bytes()
    assert "expected why the rules are as they are" in refused(capsys, 2, "claims", "--freeze", " ")


def test_the_sources(capsys: Capture) -> None:
    found = parsed(capsys, "status")
    assert set(found) == {"snapshot", "sources"}
    for source in found["sources"]:
        fixed = {"id", "edition", "last_success", "last_error", "age_days", "rows", "state"}
        assert set(source) == fixed | {"due_days"}
        assert source["state"] == ("packaged" if source["rows"] else "never asked")
    lines = done(capsys, "status").splitlines()
    assert [line.split()[0] for line in lines[1:]] == [source["id"] for source in found["sources"]]


def test_the_doctor_tells_what_is_there(capsys: Capture) -> None:
    said = done(capsys, "doctor")
    assert f"snapshot {packaged_store().current_id}: every hash holds" in said
    assert "no snapshot; the packaged one is served" in said
    for part in ("python 3.", "dash 4.", "plotly 7.", "pandas 3."):
        assert part in said


def test_the_doctor_names_what_is_missing(
    capsys: Capture, damaged_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPDASH_HOME", str(damaged_store))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("DEPDASH_CHROME", raising=False)
    said = done(capsys, "doctor")
    assert "observations.parquet: sha256 is" in said
    assert "missing: chromium" in said


def test_the_snapshots_kept(capsys: Capture, damaged_store: Path) -> None:
    current = packaged_store().current_id
    for more in ([], ["--store", str(damaged_store)]):
        (line,) = done(capsys, "snapshot", "list", *more).splitlines()
        assert line.split() == [current, "current"]


def test_a_sound_snapshot_verifies_and_a_damaged_one_does_not(capsys: Capture, damaged_store: Path) -> None:
    current = packaged_store().current_id
    assert done(capsys, "snapshot", "verify") == f"snapshot {current}: every hash holds\n"
    said = refused(capsys, 1, "snapshot", "verify", "--store", str(damaged_store))
    assert "observations.parquet: sha256 is" in said


def test_a_damaged_snapshot_is_told_in_a_line(
    capsys: Capture, damaged_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = next((damaged_store / "snapshots").iterdir())
    (folder / "observations.parquet").write_bytes(b"PAR1")
    monkeypatch.setenv("DEPDASH_HOME", str(damaged_store))
    assert "depdash snapshot verify" in refused(capsys, 1, "value", "export_share")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "COMMAND"),
        (("nix",), "invalid choice: 'nix'"),
        (("value",), "indicator"),
        (("value", "nix"), "INDICATOR: expected one of export_share"),
        (("value", "export_share", "--dependent", "blr"), "dependent: expected an ISO 3166 alpha-3 code"),
        (("value", "export_share", "--partner", "BLR"), "partner: expected another country"),
        (("value", "export_share", "--from", "soon"), "from: expected a period such as"),
        (("value", "export_share", "--from", "2012", "--to", "2010"), "to: expected a period not before 2012"),
        (("value", "export_share", "--as-of", "2021-02-30"), "as_of: expected a day such as"),
        (("claims", "--xml"), "--xml"),
        (("snapshot",), "ACTION"),
        (("snapshot", "build", "no such folder"), "FOLDER: expected a folder of published files"),
        (("serve", "--port", "70000"), "--port: expected a port from 1 to 65535; found '70000'"),
        (("serve", "--port", "http"), "--port: expected a port"),
        (("serve", "--workers", "0"), "--workers: expected a number from 1 to 64"),
        (("serve", "--host", "999.1.1.1"), "--port: expected a free port of 999.1.1.1"),
    ],
)
def test_bad_usage_is_told_in_a_line(arguments: tuple[str, ...], said: str, capsys: Capture) -> None:
    assert said in refused(capsys, 2, *arguments)


def test_an_empty_store_is_told_in_a_line(capsys: Capture, no_user_store: Path) -> None:
    said = refused(capsys, 1, "snapshot", "verify", "--store", str(no_user_store))
    assert "it holds no snapshot; build one with 'depdash snapshot build FOLDER'" in said


def test_a_wrong_log_level_is_told_in_a_line(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest has a handler on the root logger already, so that basicConfig would look at nothing.
    monkeypatch.setattr("logging.root.handlers", [])
    monkeypatch.setenv("DEPDASH_LOG", "loud")
    assert "DEPDASH_LOG" in refused(capsys, 2, "indicators")


@pytest.mark.parametrize("command", [(), ("value",), ("serve",), ("claims",), ("snapshot",), ("snapshot", "build")])
def test_every_command_explains_itself(command: tuple[str, ...], capsys: Capture) -> None:
    assert done(capsys, *command, "--help").startswith("usage: depdash")
