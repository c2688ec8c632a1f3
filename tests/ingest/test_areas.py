"""The list of areas: every spelling of the packaged files has one code."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from ingest.declarations import area_code, data_folder

COUNTERPARTS = ("country", "counterpart_area", "counterpart-area", "counterpart_name", "entity_name")


def test_names_are_listed_once_and_codes_are_well_formed() -> None:
    with (data_folder() / "codes" / "areas.csv").open(encoding="utf-8", newline="") as rows:
        areas = list(csv.DictReader(rows))
    names = [area["name"] for area in areas]
    assert len(names) == len(set(names))
    assert all(name == " ".join(name.split()) for name in names)
    assert all(re.fullmatch(r"[A-Z]{3}|_[A-Z0-9]{1,5}", area["code"]) for area in areas)


def test_every_debtor_and_creditor_has_a_code(sources: Path) -> None:
    unknown = set()
    for path in sorted((sources / "ids").glob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table.columns.intersection(COUNTERPARTS):
            unknown |= {name for name in table[column].unique() if area_code(name) is None}
    assert not unknown


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russian Federation", "RUS"),
        ("Russia", "RUS"),
        ("Serbia, FR(Serbia/Montenegro)", "SRB"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Asian Dev. Bank   ", "_ADB"),
        ("World Bank-IBRD\xa0", "_IBRD"),
        ("Eurasian Development Bank", "_EDB"),
        ("Bondholders", "_BOND"),
        ("World", "WLD"),
        ("Atlantis", None),
    ],
)
def test_spellings(name: str, code: str | None) -> None:
    assert area_code(name) == code
