"""The file of a watch list: what it may hold, and what is refused in one line."""

import re
from pathlib import Path

import pytest

from ingest.declared import Watched
from ingest.errors import DeclarationError
from ingest.watch import MOST, watch_list, watched


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_read_in_their_order(tmp_path: Path) -> None:
    text = 'watch = [\n  "reserves", # how long\n  "gas_price_discount.hub",\n  "export_share.ARM-RUS",\n]\n'
    assert watch_list(written(tmp_path, text)) == (
        Watched("reserves"), Watched("gas_price_discount", "hub"), Watched("export_share", "", "ARM", "RUS"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["export_share", "a.b", "a.ARM-RUS", "a.b.ARM-RUS"])
def test_an_entry_is_written_as_it_was_read(text: str) -> None:
    assert watched(text).text == text


@pytest.mark.parametrize("text", ["", "a.", ".a", "a.ARM", "a.ARM-RUS.b", "A", "a b", "a,b", "a-b", "a" * 61, "a\n"])
def test_what_is_no_entry_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        watched(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("watch = [", "cannot be read as TOML"),
        ("", "watch is missing"),
        ("watch = []", "watch is empty"),
        ('watch = "a"', "watch is 'a', not a list"),
        ('watch = ["a"]\npair = "BLR-RUS"', "pair is unknown; known are watch"),
        ("watch = [1]", "an entry of watch is 1, not a str"),
        ('watch = ["A-1"]', "watch has 'A-1', not an id such as export_share, gas_price_discount.hub or export_share"),
        ('watch = ["a", "b", "a"]', "entry 'a' is given twice"),
        (f"watch = {[f'a{n}' for n in range(MOST + 1)]}", f"watch has {MOST + 1} entries; at most {MOST} are shown"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        watch_list(written(tmp_path, text))
    assert str(caught.value).startswith(f"mine.toml: {said}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"mine\.toml: cannot be read as TOML: .*No such file"):
        watch_list(tmp_path / "mine.toml")
