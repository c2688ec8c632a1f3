"""`depdash alerts --deliver`, `--acknowledge`, `--mute`: what is told of the packaged snapshot, and what is refused."""

import json
from pathlib import Path

import pytest

from dashboard import alerts
from dashboard.__main__ import main
from dashboard.alert_notices import due, with_past
from dashboard.repository import DEFAULT_PAIR, Repository
from receivers import SECRET, hook


@pytest.fixture
def delivering(no_user_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that alerts of the packaged snapshot are delivered to."""
    for name in ("WEBHOOK", "MAIL_TO", "LANG"):
        monkeypatch.delenv(f"DEPDASH_ALERTS_{name}", raising=False)
    monkeypatch.setenv("DEPDASH_ALERTS_FILE", str(tmp_path / "alerts.jsonl"))
    return tmp_path / "alerts.jsonl"


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    assert main(["alerts", "--json"]) == 0
    return {row["rule"]: row for row in json.loads(capsys.readouterr().out)}


def test_the_command_delivers_what_holds_once(delivering: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = listed(capsys)
    assert main(["alerts", "--mute", "creditor_share_high", "--until", "2999-12-31"]) == 0
    assert main(["alerts", "--acknowledge", held["net_transfer_negative"]["id"]]) == 0
    assert main(["alerts", "--deliver"]) == 0
    sent = {json.loads(line)["rule"] for line in delivering.read_text(encoding="utf-8").splitlines()}
    assert sent == held.keys() - {"creditor_share_high", "net_transfer_negative"}
    states = {rule: row["state"] for rule, row in listed(capsys).items()}
    assert states.pop("creditor_share_high") == "muted until 2999-12-31"
    assert states.pop("net_transfer_negative") == "acknowledged"
    assert set(states.values()) == {"delivered"}
    assert main(["alerts", "--unmute", "creditor_share_high"]) == 0
    assert main(["alerts", "--deliver"]) == 0
    assert capsys.readouterr().out.endswith(f"file {delivering}: 1 sent\n")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (["--acknowledge", "../current"], 2, "--acknowledge: expected an id that 'depdash alerts' lists"),
        (["--mute", "no_rule"], 2, "--mute: expected one of gas_price_gap"),
        (["--unmute", "no_rule"], 2, "--unmute: expected one of"),
        (["--mute", "reserves_fall", "--until", "2020-01-01"], 2, "--until: expected a day that has not passed"),
        (["--mute", "reserves_fall", "--until", "soon"], 2, "--until: expected a day such as"),
        (["--until", "2999-01-01"], 2, "--until: expected --mute RULE"),
        (["--deliver", "--backtest"], 2, "--backtest: expected nothing beside --deliver"),
    ],
)
def test_what_is_not_known_is_refused_in_one_line(
    asked: list[str], status: int, said: str, delivering: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alerts", *asked]) == status
    assert capsys.readouterr().err.startswith(f"depdash: {said}")
    assert not delivering.exists()


def test_a_failure_is_one_line_and_a_status(
    delivering: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with hook((404, {})) as told:
        monkeypatch.setenv("DEPDASH_ALERTS_WEBHOOK", told.address)
        monkeypatch.setenv("DEPDASH_ALERTS_SECRET", SECRET)
        assert main(["alerts", "--deliver"]) == 1
    said = capsys.readouterr()
    assert said.err == "depdash: webhook 127.0.0.1: expected an answer 2xx; found HTTP 404; see to the receiver\n"
    assert delivering.read_bytes().count(b"\n") == 5
    assert "webhook 127.0.0.1: 0 sent, then it failed" in said.out


def test_what_had_passed_is_not_told_and_what_passes_later_is(repository: Repository) -> None:
    found = alerts.fired(repository, DEFAULT_PAIR)
    rules = sorted({one.rule.id for one in found})
    known = with_past({}, found, rules, [])
    assert {one.rule.id for one in due(found, known)} == {one.rule.id for one in found if one.holds}
    passed = next(one for one in found if not one.holds)
    fewer = [one for one in found if one is not passed]
    assert passed in due(found, with_past(with_past({}, fewer, rules, []), found, rules, []))
    muted = with_past(with_past({}, fewer, rules, []), found, rules, [passed.rule.id])
    assert passed not in due(found, muted)
