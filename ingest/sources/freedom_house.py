"""Freedom House, Freedom in the World: ratings, total and every answer behind it.

An edition is named for the year in which it appears and covers the year before: `year` is the year that is judged. The
ratings `pr` and `cl` run from 1 (free) to 7 (not free), the scores the other way: `total` of 100 is the sum of
`pr_full` (of 40) and `cl_full` (of 60), those of the parts A to G, each of questions of 0 to 4 points. `AddQ`, on
forced changes of a population, is subtracted, so that a total may be negative; `AddA` was dropped after the edition of
2017 and stands as `N/A` since. Territories that Freedom House judges apart have no code and are refused. Not read: the
category F, PF or NF, which follows from the rest, and the identifiers of the country in other lists.
"""

from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="freedom_house",
    publisher="Freedom House",
    title="Freedom in the World: ratings and scores",
    url="https://freedomhouse.org/report/freedom-world",
    licence="free use with attribution",
    redistribute=True,
    citation="Freedom House, Freedom in the World 2013-2025.",
    cadence="annual",
)

FILES = ("politics/freedom_house_full_*.csv",)

_COLLECTED = date(2026, 11, 23)  # the day of the latest edition was not recorded
_NAME = "fh_full_country"
_RATINGS = {
    "pr": "Political rights, rating from 1 (free) to 7",
    "cl": "Civil liberties, rating from 1 (free) to 7",
}
_PARTS = {
    "A": "Electoral process",
    "B": "Political pluralism and participation",
    "C": "Functioning of government",
    "D": "Freedom of expression and belief",
    "E": "Associational and organisational rights",
    "F": "Rule of law",
    "G": "Personal autonomy and individual rights",
}
_QUESTIONS = {"A": 3, "B": 4, "C": 3, "D": 4, "E": 3, "F": 4, "G": 4}
_SCORES = {
    "total": "Freedom in the World, total score of 100",
    "pr_full": "Political rights, score of 40",
    "cl_full": "Civil liberties, score of 60",
    "AddQ": "Additional question: forced change of the population, points subtracted",
    "AddA": "Additional question A, to the edition of 2017",
    **{part: f"{title}, points" for part, title in _PARTS.items()},
    **{f"{part}{n}": f"{_PARTS[part]}, question {n}" for part, most in _QUESTIONS.items() for n in range(1, most + 1)},
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return ratings (unit `index`) and scores (unit `points`) by country and year judged.

    >>> head, cells = ["fh_full_country", "country_or_territory", "edition", "year"], ["Belarus", "c", "2025", "2024"]
    >>> names, scores = [*_RATINGS, *_SCORES], ["7", "7", "7"] + ["0"] * (len(_SCORES) - 1)
    >>> table = parse("\n".join([",".join(head + names), ",".join(cells + scores), ""]).encode(), "fh.csv").observations
    >>> table.loc[table["item"] == "total", ["reporter", "period", "value", "unit"]].values.tolist()
    [['BLR', '2024', 7.0, 'points']]

    Raises SourceError for a missing column, an edition that is not of the year after, or a score that is no number.
    """
    names = [*_RATINGS, *_SCORES]
    table = csv_table(payload, path, (_NAME, "country_or_territory", "edition", "year", *names))
    _check_editions(table, path)
    codes = table[_NAME].map({name: area_code(name) for name in table[_NAME].unique()})
    long = table.assign(reporter=codes).melt(["reporter", "year", "row"], names, "item", "cell")
    long = long[long["reporter"].notna()]
    cells = long["cell"].where((long["item"] != "AddA") | (long["cell"] != "N/A"))
    observations = pd.DataFrame(
        {
            "item": long["item"],
            "reporter": long["reporter"],
            "period": long["year"],
            "unit": long["item"].isin(list(_RATINGS)).map({True: "index", False: "points"}),
            "title": long["item"].map(_RATINGS | _SCORES),
            "value": numbers(cells, long["row"], path),
            "row": long["row"],
        }
    )
    edition = f"Freedom in the World 2013-{table['edition'].max()}, day of the latest edition not recorded"
    return Parsed(
        edition,
        _COLLECTED,
        tidy(observations, vintage=_COLLECTED),
        _without_code(table.assign(reporter=codes), path),
        "xmarquez/democracyData @29ea0a2",
    )


def _check_editions(table: pd.DataFrame, path: str) -> None:
    rows = table["row"]
    edition, year = (matching(table[name], rows, path, r"20\d\d", "a year").astype(int) for name in ("edition", "year"))
    if (apart := table[edition != year + 1]).size:
        first = apart.iloc[0]
        raise SourceError(
            path,
            expected="editions of the year after the one they judge",
            found=f"{first['edition']} on {first['year']} in row {first['row']}",
        )


def _without_code(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    unknown = table[table["reporter"].isna()]
    kinds = {"c": "country", "t": "territory"}
    return tuple(
        Refusal(
            path,
            int(rows["row"].iloc[0]),
            f"{kinds.get(str(kind), 'area')} {name!r} has no code ({len(rows)} row{'s' if len(rows) > 1 else ''})",
        )
        for (name, kind), rows in unknown.groupby([_NAME, "country_or_territory"])
    )
