"""data/products.toml: every chapter has a kind, every band a source, and what is wrong is named."""

from pathlib import Path

import pytest

from ingest.declarations import data_folder
from ingest.errors import DeclarationError
from ingest.products import CHAPTERS, SECTIONS, line_rules

TEXT = (data_folder() / "products.toml").read_text(encoding="utf-8")


def test_the_packaged_rules() -> None:
    rules = line_rules()
    assert {*CHAPTERS, *SECTIONS} < rules.resale.keys()
    assert len(CHAPTERS) == 96
    assert all(0 <= one.low <= one.central <= one.high <= 1 for one in rules.resale.values())
    assert sorted(chapter for chapters in rules.groups.values() for chapter in chapters) == list(CHAPTERS)
    assert "77" not in rules.resale
    assert rules.groups["transportation"] == ("86", "87", "88", "89")
    assert "RUS" not in rules.sanctions["BLR"]
    assert len(rules.sanctions["BLR"]) == 36


def test_a_group_is_re_sold_as_its_chapters_are() -> None:
    rules = line_rules()
    assert rules.resale["fuels"] == rules.resale["27"]
    metals = [rules.resale[chapter] for chapter in rules.groups["metals"]]
    assert len(metals) == 11  # 72 to 83 without 77
    assert rules.resale["metals"].low == min(one.low for one in metals) == 0.0
    assert rules.resale["metals"].high == max(one.high for one in metals) == 0.6
    # 72, 74, 75, 76, 78 to 81 at 0.4; 73 at 0.2; 82 and 83 at 0.1
    assert rules.resale["metals"].central == pytest.approx((8 * 0.4 + 0.2 + 2 * 0.1) / 11)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"10", "12",', '"12",', "10 has no kind"), ('"10", "12",', '"10", "12", "12",', "12 is given twice"),
        ('"10", "12",', '"10", "12", "77",', "'77' is no chapter"), ("low = 0.2", "low = 0.5", "out of order"),
        ("high = 0.6", "high = 1.6", "outside 0 to 1"), ("low = 0.2", "low = 0", "low is 0, not a float"),
        ("Own judgement: goods", "Goods", "begins with 'Own judgement: '"),
        ('"judgement"', '"guess"', "basis is 'guess'"), ('kind = "priced"\n', "", "resale 1: kind is missing"),
        ('kind = "priced"', 'kind = "priced"\nphi = 0.1', "phi is unknown"),
        ('fuels = ["27", "27"]\n', "", "every chapter once"),
        ('fuels = ["27", "27"]', 'fuels = ["27"]', "first and last"),
        ('fuels = ["27", "27"]', 'fuels = ["27", "28"]', "every chapter once"),
        ('target = "BLR"', 'aim = "BLR"', "target is missing"), ("[[resale]]", "[[resale", "TOML"),
        ('senders = [', 'senders = [1, ', "sanctions: senders is 1, not a str"),
        ('senders = [', 'senders = ["AUS", ', "sanctions: senders 'AUS' is given twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TEXT
    (tmp_path / "products.toml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError, match=reason):
        line_rules(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"products\.toml"):
        line_rules(tmp_path)
