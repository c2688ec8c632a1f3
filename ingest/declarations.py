"""Find and load the declarations of data/: in the wheel beside the code, in a checkout at its root."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.entries import read_toml


def data_folder() -> Path:
    """Return the folder of the packaged data: `ingest/_data` in a wheel, `data` in a checkout."""
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "data"


@cache
def _areas() -> dict[str, str]:
    with (data_folder() / "codes" / "areas.csv").open(encoding="utf-8", newline="") as rows:
        return {row["name"]: row["code"] for row in csv.DictReader(rows)}


def area_code(name: str) -> str | None:
    """Return the code of a country, the world or an institution as publishers spell it, None for an unknown name.

    >>> area_code("Russian Federation"), area_code("Russia"), area_code("World")
    ('RUS', 'RUS', 'WLD')
    """
    return _areas().get(" ".join(name.replace("\xa0", " ").split()))


@dataclass(frozen=True, slots=True)
class Group:
    """Countries that stand together as one partner."""

    name: str
    members: tuple[str, ...]


@cache
def groups() -> dict[str, Group]:
    """Return the groups of countries that can be a partner, by code.

    >>> groups()["EUU"].name, len(groups()["EUU"].members)
    ('European Union', 27)
    """
    declared = read_toml(data_folder() / "codes" / "groups.toml")
    return {code: Group(entry["name"], tuple(entry["members"])) for code, entry in declared.items()}


@cache
def country_names() -> dict[str, str]:
    """Return the usual English name of every country, by code.

    >>> country_names()["BLR"]
    'Belarus'
    """
    with (data_folder() / "codes" / "countries.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


def measures() -> dict[str, dict[str, Any]]:
    """Return what each measure is filled from, by id, as data/measures.toml declares it.

    >>> measures()["gdp"]["unit"]
    'USD mn'
    """
    return read_toml(data_folder() / "measures.toml")
