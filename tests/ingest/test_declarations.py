"""Where the declarations are found, and names of areas as publishers spell them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import declarations
from ingest.build import COUNTRIES
from ingest.declarations import area_code, data_folder


def test_a_checkout_has_its_data_at_the_root() -> None:
    assert data_folder() == Path(declarations.__file__).parents[1] / "data"
    assert {"codes", "memo", "measures.toml", "store"} <= {path.name for path in data_folder().iterdir()}


def test_a_wheel_has_its_data_beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "ingest"
    (package / "_data").mkdir(parents=True)
    monkeypatch.setattr(declarations, "__file__", str(package / "declarations.py"))
    assert data_folder() == package / "_data"


@given(st.sampled_from(["Russian Federation", "Asian Dev. Bank", "Belarus"]), st.text(" \t\xa0\n", max_size=4))
def test_blanks_of_any_kind_make_no_other_name(name: str, blanks: str) -> None:
    spelt = blanks + name.replace(" ", f"{blanks} {blanks}") + blanks
    assert area_code(spelt) == area_code(name)


@pytest.mark.parametrize("name", ["", " ", "BELARUS", "Bela rus", "Belarus*", "Total"])
def test_another_name_is_unknown_and_never_guessed(name: str) -> None:
    assert area_code(name) is None


def test_the_compared_countries_are_known_by_name() -> None:
    names = "Armenia", "Azerbaijan", "Belarus", "Georgia", "Kazakhstan", "Kyrgyz Republic", "Moldova"
    more = "Russian Federation", "Tajikistan", "Ukraine", "Uzbekistan"
    assert tuple(area_code(name) for name in names + more) == COUNTRIES
