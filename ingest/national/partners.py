"""What the tables of all offices share: partners by name, one row per partner and year, and what is left out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.model import Parsed, Refusal, tidy

COLLECTED = date(2026, 11, 23)  # where the day of publication is not known: the day the files were collected
VIA = "mary-lev/eu-export-sanctions @4b6a5dfc"


def coded(
    table: pd.DataFrame, path: str, names: Mapping[str, str], left_out: Collection[str], why: str
) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the rows of `table` whose `name` is a partner, with its code in `partner`, and refusals of the others.

    `names` are codes for names of this table only, `left_out` names that are no partner and `why` they are left out.

    >>> table = pd.DataFrame({"name": ["Всего", "Беларусь", "Азия", "Атлантида"], "row": [6, 7, 8, 9]})
    >>> found, refused = coded(table, "kgz.xlsx", {"Всего": "WLD"}, {"Азия"}, "a sum of the countries below it")
    >>> found["partner"].tolist(), [refusal.reason for refusal in refused]
    (['WLD', 'BLR'], ["'Азия': a sum of the countries below it (1 row)", "unknown area 'Атлантида' (1 row)"])
    """
    plain = {name: " ".join(str(name).split()) for name in table["name"].unique()}
    codes = {name: names.get(text) or area_code(text) for name, text in plain.items() if text not in left_out}
    found = table.assign(partner=table["name"].map(codes))
    lost = found[found["partner"].isna()]
    reasons = {
        name: f"{plain[name]!r}: {why}" if plain[name] in left_out else f"unknown area {plain[name]!r}"
        for name in lost["name"].unique()
    }
    refused = tuple(counted(path, rows, reasons[str(name)]) for name, rows in lost.groupby("name", sort=False))
    return found.dropna(subset=["partner"]).drop(columns="name"), refused


def counted(path: str, rows: pd.DataFrame, reason: str) -> Refusal:
    """Return one refusal for a group of rows of the file: the first row, the reason and how many rows there are.

    >>> counted("a.csv", pd.DataFrame({"row": [4, 4, 9]}), "no country").reason
    'no country (2 rows)'
    """
    number = len(rows.drop_duplicates([column for column in ("locator", "row") if column in rows]))
    return Refusal(path, int(rows["row"].min()), f"{reason} ({number} row{'s' if number > 1 else ''})")


def parsed(
    table: pd.DataFrame,
    path: str,
    reporter: str,
    titles: Mapping[str, str],
    edition: str,
    vintage: date = COLLECTED,
    refused: Iterable[Refusal] = (),
    via: str = VIA,
) -> Parsed:
    """Return the trade of `reporter` with all goods as product, in thousand USD.

    `table` has item, partner, period, value, row, and freq and locator where they are not A and empty.
    Raises SourceError where a partner, item and period has two values.
    """
    known = table.dropna(subset=["value"])
    twice = known[known.duplicated(["item", "partner", "period"])]
    if len(twice):
        row = twice.iloc[0]
        found = f"{row['item']} {row['partner']} {row['period']} again in row {row['row']}"
        raise SourceError(path, expected="one value per partner and period", found=found)
    observations = tidy(
        known.assign(title=known["item"].map(dict(titles))),
        reporter=reporter,
        product="_T",
        unit="USD thousand",
        vintage=vintage,
    )
    return Parsed(edition, vintage, observations, tuple(refused), via)
