"""The frozen rules: the packaged record against the declarations, what a hash rests on, and what the loader refuses."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import memo
from ingest.declared import Claim
from ingest.errors import DeclarationError
from ingest.freezing import Change, Frozen, freeze, frozen_rules, rule_hash, unfrozen

CLAIM = Claim("C001", "trade", "Trade grew.", "One", 1, "trend", "It grew.", "trend_up", {"first": 2010, "last": 2020})
ONE, OTHER = "1" * 64, "2" * 64
DAY = date(2026, 1, 1)
FROZEN = f'[[frozen]]\nclaim = "C001"\nhash = "{ONE}"\nday = 2026-01-01\n'
CHANGE = (
    f'[[change]]\nclaim = "C001"\nday = 2026-02-01\nbefore = "{ONE}"\nafter = "{OTHER}"\nreason = "A wrong year."\n'
)


def write(folder: Path, text: str) -> Path:
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    return folder


# --- the packaged rules


def test_no_rule_changed_without_a_logged_change() -> None:
    """After changing a rule on purpose: depdash claims --freeze "why it changed"."""
    assert unfrozen(memo.claims(), frozen_rules()) == []


def test_the_rules_as_first_frozen_are_not_rewritten() -> None:
    firsts = "".join(f"{one.claim}{one.hash}{one.day}" for one in frozen_rules().values() if one.claim <= "C107")
    assert hashlib.sha256(firsts.encode()).hexdigest()[:16] == "cf3f859e0032b443"


# --- hashes


def test_a_hash_is_that_of_the_canonical_text() -> None:
    text = '{"bases":{},"kind":"trend","readings":{},"rule":"trend_up","with":{"first":2010,"last":2020}}'
    assert rule_hash(CLAIM) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "threshold"},
        {"rule": "trend_down"},
        {"with_": {"first": 2011, "last": 2020}},
        {"bases": {"RUB": {"times": "exchange_rate"}}},
        {"readings": {"first": [2010, 2011]}},
    ],
)
def test_whatever_decides_a_claim_changes_its_hash(change: dict[str, Any]) -> None:
    assert rule_hash(replace(CLAIM, **change)) != rule_hash(CLAIM)


@pytest.mark.parametrize(
    "change", [{"claim": "Other words."}, {"reason": "Other words."}, {"with_": {"last": 2020, "first": 2010}}]
)
def test_words_and_the_order_of_parameters_do_not(change: dict[str, Any]) -> None:
    assert rule_hash(replace(CLAIM, **change)) == rule_hash(CLAIM)


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2))
)
def test_a_hash_tells_parameters_apart(with_: dict[str, Any]) -> None:
    same = rule_hash(replace(CLAIM, with_=with_)) == rule_hash(CLAIM)
    assert same == (with_ == CLAIM.with_)


# --- freezing


def test_a_changed_rule_is_a_logged_change(tmp_path: Path) -> None:
    first = freeze([CLAIM], {}, DAY, "First.")
    frozen = frozen_rules(write(tmp_path, first))
    assert frozen == {"C001": Frozen("C001", rule_hash(CLAIM), DAY)}
    assert freeze([CLAIM], frozen, date(2026, 3, 1), "Nothing changed.") == first
    changed = replace(CLAIM, rule="trend_down")
    assert unfrozen([changed], frozen) == ["C001"]
    later = date(2026, 2, 1)
    again = frozen_rules(write(tmp_path, freeze([changed], frozen, later, 'The claim says "fell".')))
    logged = Change("C001", later, rule_hash(CLAIM), rule_hash(changed), 'The claim says "fell".')
    assert again == {"C001": Frozen("C001", rule_hash(CLAIM), DAY, (logged,))}
    assert again["C001"].current == (rule_hash(changed), later)
    assert unfrozen([changed], again) == []
    assert unfrozen([CLAIM], again) == ["C001"]


def test_without_a_record_nothing_is_frozen(tmp_path: Path) -> None:
    assert frozen_rules(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FROZEN.replace(ONE, "abc"), "rules.toml: C001: hash is 'abc', not a SHA-256"),
        (FROZEN.replace("2026-01-01", '"soon"'), "rules.toml: C001: day is 'soon', not a date"),
        (FROZEN + FROZEN, "rules.toml: C001: claim is frozen twice"),
        (CHANGE, "rules.toml: C001: change is of a claim that was never frozen"),
        (FROZEN + CHANGE.replace('"A wrong year."', '""'), "rules.toml: C001: reason is empty"),
        (
            FROZEN + CHANGE.replace(f'before = "{ONE}"', f'before = "{OTHER}"'),
            "rules.toml: C001: before is 222222222222 of",
        ),
        (FROZEN + CHANGE.replace("2026-02-01", "2025-12-31"), "rules.toml: C001: before is 111111111111 of 2025-12-31"),
        (FROZEN + CHANGE.replace(OTHER, "x"), "rules.toml: C001: after is 'x'"),
        ("[[melted]]", "rules.toml: unknown table 'melted'; only [[frozen]], [[change]] is known"),
    ],
)
def test_a_faulty_record_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        frozen_rules(write(tmp_path, text))
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_changes_follow_each_other(tmp_path: Path) -> None:
    back = CHANGE.replace("2026-02-01", "2026-03-01").replace(ONE, "x").replace(OTHER, ONE).replace("x", OTHER)
    assert frozen_rules(write(tmp_path, FROZEN + CHANGE + back))["C001"].current == (ONE, date(2026, 3, 1))
