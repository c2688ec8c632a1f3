"""What the files of data/ are checked for: keys, types, texts, bands, judgements; and what is said of faults."""

import re
from collections.abc import Callable
from math import inf, nan
from pathlib import Path

import pytest

from ingest.entries import (
    check_above,
    check_band,
    check_choice,
    check_judgement,
    check_keys,
    check_once,
    check_texts,
    check_type,
    read_toml,
)
from ingest.errors import DeclarationError
from ingest.reasons import reasons

W = "index.toml: trade"
KEYS = {"id": str, "weight": float}
REFUSED = [
    (lambda: check_keys(W, 1, KEYS), "is 1, not a table"),
    (lambda: check_keys(W, {"id": "a"}, KEYS), "weight is missing"),
    (lambda: check_keys(W, {"id": "a", "weight": 1.0, "wait": 1.0}, KEYS), "wait is unknown; known are id, weight"),
    (lambda: check_keys(W, {"id": "", "weight": 1.0}, KEYS), "id is empty"),
    (lambda: check_keys(W, {"id": "a", "weight": 1}, KEYS), "weight is 1, not a float"),
    (lambda: check_keys(W, {"id": "a", "of": []}, {"id": str}, {"of": list}), "of is empty"),
    (lambda: check_type(W, "first", True, int), "first is True, not a int"),
    (lambda: check_choice(W, "panel", "moon", ("world", "peers")), "panel is 'moon', not one of world, peers"),
    (lambda: check_texts(W, "peers", ["BLR", 1]), "peers is 1, not a str"),
    (lambda: check_texts(W, "peers", ["BLR"], ["ARM"]), "peers is 'BLR', not one of ARM"),
    (lambda: check_texts(W, "peers", ["BLR", "BLR"]), "peers 'BLR' is given twice"),
    (lambda: check_once(W, "input", ["a", "b", "a"]), "input 'a' is given twice"),
    (lambda: check_above(W, "weight", 0.0), "weight is 0.0, not above 0"),
    (lambda: check_above(W, "sigma", 1.0, 1), "sigma is 1.0, not above 1"),
    (lambda: check_above(W, "weight", inf), "weight is inf, not above 0"),
    (lambda: check_above(W, "weight", nan), "weight is nan, not above 0"),
    (lambda: check_band(W, 0.2, 0.1), "the band 0.2, 0.1 is out of order or outside 0 to inf"),
    (lambda: check_band(W, -0.1, 0.1), "the band -0.1, 0.1 is out of order"),
    (lambda: check_band(W, 0.1, nan, 0.3), "the band 0.1, nan, 0.3 is out of order"),
    (lambda: check_band(W, 0.1, 0.2, 1.1, most=1), "the band 0.1, 0.2, 1.1 is out of order or outside 0 to 1"),
    (lambda: check_band(W, 0.1, inf), "the band 0.1, inf is out of order or outside 0 to inf"),
    (lambda: check_judgement(W, "judgement", "A law"), "a source begins with 'Own judgement: ' where the basis is"),
    (lambda: check_judgement(W, "law", "Own judgement: fair"), "a source begins with 'Own judgement: '"),
]


@pytest.mark.parametrize(("check", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_wrong_is_named_with_its_place(check: Callable[[], None], said: str) -> None:
    with pytest.raises(DeclarationError, match=f"^{re.escape(f'{W}: {said}')}"):
        check()


def test_what_is_right_passes() -> None:
    check_keys(W, {"id": "a", "weight": 1.0, "note": ""}, KEYS, {"note": str}, ("note",))
    check_texts(W, "peers", ["BLR", "ARM"], ("ARM", "BLR"))
    check_band(W, 0.0, 0.0, 1.0, most=1)
    check_band(W, 6000.0, 7000.0)
    check_judgement(W, "judgement", "Own judgement: fair")
    check_judgement(W, "law", "A law")


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"^index\.toml: cannot be read as TOML: "):
        read_toml(tmp_path / "index.toml")
    (tmp_path / "index.toml").write_bytes(b"\xff")
    with pytest.raises(DeclarationError, match=r"^index\.toml: cannot be read as TOML: "):
        read_toml(tmp_path / "index.toml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('flow = "both"\nfirst = "1998"', "reason 1: first is '1998', not a int"),
        ('flow = "trade"\nfirst = 1998', "reason 1: flow is 'trade', not one of exports, imports, both"),
        ('flow = "both"\nsince = 1998', "reason 1: first is missing"),
    ],
)
def test_a_faulty_reason_of_a_gap_is_refused(line: str, said: str, tmp_path: Path) -> None:
    entry = f'[[reason]]\ndependent = "BLR"\npartner = "RUS"\nlast = 2021\ntext = "Why."\n{line}\n'
    (tmp_path / "reconcile.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(DeclarationError, match=re.escape(f"reconcile.toml: {said}")):
        reasons(tmp_path)
