"""Find and load the declarations of data/: in the wheel beside the code, in a checkout at its root."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


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
    text = (data_folder() / "codes" / "groups.toml").read_text(encoding="utf-8")
    return {code: Group(entry["name"], tuple(entry["members"])) for code, entry in tomllib.loads(text).items()}
