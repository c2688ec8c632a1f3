"""Votes in the United Nations General Assembly: ideal points, and agreement with Russia and the United States.

Three tables, and in each another definition, hence another item:
- `idealpointall`, `idealpointfp` (votes on final passage) and `idealpointlegacy` of July 2025, with the 5 and 95 %
  quantiles as low and high where they are published. The other quantiles of the same draws are not read.
- `idealpoint` of the older edition to 2012: estimated on its own scale, so never joined to those above; and
  `pct_agree`, the share of identical votes (0 to 1 in spite of its name).
- `same_vote` and `agree3` (an abstention agrees by half), 1992-2019, derived from the single votes.

`year` is the year in which a session begins, but in the derived table **the calendar year of the vote**; and its
agreement with the United States counts only votes in which Russia took part as well (both recomputed in the tests).
Its last year, 2020, has one vote and is refused. `RUS` before 1992 is the Soviet Union. A country's agreement with
itself is refused. Single votes are words, each of them a series of one point: they are checked, not kept.
"""

from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, gunzip, matching, numbers
from ingest.model import Parsed, Refusal, Source, Status, tidy

SOURCE = Source(
    id="unga",
    publisher="Bailey, Strezhnev and Voeten",
    title="United Nations General Assembly voting data",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    licence="CC0",
    redistribute=True,
    citation="Bailey, M. A., Strezhnev, A. and Voeten, E. (2017), Estimating Dynamic State Preferences from United "
    "Nations Voting Data, Journal of Conflict Resolution 61(2): 430-456; data of July 2025.",
    cadence="annual",
)

FILES = (
    "politics/unga_idealpoints_july2025_*.csv",
    "econ/unga_voting_idealpoints_*.csv",
    "politics/unga_agreement_with_russia_us_*_derived.csv",
    "politics/unga_roll_call_votes_*.csv.gz",
)

_COLLECTED = date(2026, 11, 23)  # for files whose publication date was not recorded
_JULY_2025 = date(2025, 7, 31)
_YEAR = r"(19|20)\d\d"
_UNVOTES = "dgrtwo/unvotes @7eb7034"
# By item: the title, the columns of low and high, the column with the number of votes.
_IDEAL_POINTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "idealpointall": ("Ideal point, all votes", ("q5all", "q95all"), "nvotesall"),
    "idealpointfp": ("Ideal point, votes on final passage", ("q5fp", "q95fp"), "nvotesfp"),
    "idealpointlegacy": ("Ideal point, as earlier editions chose votes", (), "nvotesLegacy"),
}
_ISO3 = {
    "AM": "ARM", "AZ": "AZE", "BY": "BLR", "CN": "CHN", "DE": "DEU", "GE": "GEO", "KG": "KGZ", "KZ": "KAZ",
    "MD": "MDA", "PL": "POL", "RU": "RUS", "TJ": "TJK", "UA": "UKR", "US": "USA", "UZ": "UZB",
}  # fmt: skip
_AGREEMENT = {
    "same_vote": ("ratio", "Share of identical votes by calendar year"),
    "agree3": ("ratio", "Agreement in votes by calendar year, an abstention counts half"),
    "n_with": ("votes", "Votes in which both took part, by calendar year"),
}
_PARTNERS = {"ru": "RUS", "us": "USA"}
_FEWEST_VOTES = 2  # what a year must have: one vote is no share
_ITSELF = "figures of a country's agreement with itself"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the ideal points or agreements of one of the tables; none, and one refusal, for the single votes.

    >>> cells = b"Year,CountryAbb,CountryName,idealpoint,PctAgreeUS,PctAgreeRUSSIA\n2012,BLR,Belarus,-0.41,0.12,0.78\n"
    >>> table = parse(cells, "unga_voting_idealpoints_1946_2012.csv").observations
    >>> table[["item", "partner", "value"]].values.tolist()
    [['idealpoint', '_Z', -0.41], ['pct_agree', 'USA', 0.12], ['pct_agree', 'RUS', 0.78]]

    Raises SourceError for a file whose name tells no table, a missing column, or a cell of another form.
    """
    name = PurePosixPath(path).name
    for start, read in _READERS.items():
        if name.startswith(start):
            return read(payload, path)
    raise SourceError(path, expected=f"a name that begins with {', '.join(_READERS)}", found=name, do="rename it")


def _ideal_points(payload: bytes, path: str) -> Parsed:
    columns = [name for item, (_, bounds, votes) in _IDEAL_POINTS.items() for name in (item, *bounds, votes)]
    table = csv_table(payload, path, ("iso3c", "year", *columns))
    rows = table["row"]
    keys = pd.DataFrame(
        {
            "reporter": matching(table["iso3c"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "period": matching(table["year"], rows, path, rf"{_YEAR}(\.0)?", "a year").str[:4],
            "row": rows,
        }
    )
    read = {column: numbers(table[column], rows, path) for column in columns}
    unknown = pd.Series(float("nan"), index=table.index)
    parts = []
    for item, (title, bounds, votes) in _IDEAL_POINTS.items():
        low, high = (read[bound] for bound in bounds) if bounds else (unknown, unknown)
        point = {"item": item, "title": title, "unit": "index", "status": Status.ESTIMATED.value}
        number = {"item": votes, "title": f"{title}: number of votes", "unit": "votes", "status": Status.REPORTED.value}
        parts.append(keys.assign(**point, value=read[item], low=low, high=high))
        parts.append(keys.assign(**number, value=read[votes], low=unknown, high=unknown))
    observations = tidy(pd.concat(parts, ignore_index=True), vintage=_JULY_2025)
    return Parsed("July 2025", _JULY_2025, observations, via="lucasbuildsapps/Masterthesis @5298218")


def _older_edition(payload: bytes, path: str) -> Parsed:
    agreement = {"PctAgreeUS": "USA", "PctAgreeRUSSIA": "RUS"}
    table = csv_table(payload, path, ("Year", "CountryName", "idealpoint", *agreement))
    rows = table["row"]
    codes = table["CountryName"].map({name: area_code(name) for name in table["CountryName"].unique()})
    keys = pd.DataFrame(
        {"reporter": codes, "period": matching(table["Year"], rows, path, _YEAR, "a year"), "row": rows}
    )
    point = {"item": "idealpoint", "partner": "_Z", "unit": "index", "status": Status.ESTIMATED.value}
    share = {"item": "pct_agree", "unit": "ratio", "status": Status.REPORTED.value}
    parts = [keys.assign(**point, title="Ideal point, edition to 2012", value=numbers(table["idealpoint"], rows, path))]
    for column, partner in agreement.items():
        value = _shares(table[column], rows, path)
        title = "Share of identical votes, edition to 2012"
        parts.append(keys.assign(**share, partner=partner, title=title, value=value))
    whole = pd.concat(parts, ignore_index=True)
    known, itself = whole["reporter"].notna(), whole["reporter"] == whole["partner"]
    unknown = table[codes.isna()].drop_duplicates("CountryName")
    refused = [
        Refusal(path, int(row), f"unknown area {name!r}")
        for name, row in unknown[["CountryName", "row"]].itertuples(index=False)
    ]
    refused += _refused(whole[itself], path, _ITSELF)
    return Parsed(
        f"edition to {keys['period'].max()}, publication date not recorded",
        _COLLECTED,
        tidy(whole[known & ~itself], vintage=_COLLECTED),
        tuple(refused),
        "kosukeimai/qss-package @59933ec0",
    )


def _agreement(payload: bytes, path: str) -> Parsed:
    columns = [f"{item}_{partner}" for item in _AGREEMENT for partner in _PARTNERS]
    table = csv_table(payload, path, ("country", "year", *columns))
    rows = table["row"]
    codes = matching(table["country"], rows, path, "|".join(_ISO3), "one of the fifteen countries").map(_ISO3)
    keys = pd.DataFrame(
        {"reporter": codes, "period": matching(table["year"], rows, path, _YEAR, "a year"), "row": rows}
    )
    parts = []
    for item, (unit, title) in _AGREEMENT.items():
        for ending, partner in _PARTNERS.items():
            cells = table[f"{item}_{ending}"]
            value = _shares(cells, rows, path) if unit == "ratio" else numbers(cells, rows, path)
            name = "votes_compared" if unit == "votes" else item
            parts.append(keys.assign(item=name, partner=partner, unit=unit, title=title, value=value))
    whole = pd.concat(parts, ignore_index=True)
    most = whole[whole["item"] == "votes_compared"].groupby("period")["value"].max()
    single = whole["period"].map(most) < _FEWEST_VOTES
    itself = (whole["reporter"] == whole["partner"]) & ~single
    refused = [
        *_refused(whole[single], path, f"figures of {', '.join(most.index[most < _FEWEST_VOTES])}: one vote, no share"),
        *_refused(whole[itself], path, _ITSELF),
    ]
    edition = f"derived from votes to {most.index.max()}, publication date not recorded"
    observations = tidy(whole[~single & ~itself], vintage=_COLLECTED)
    return Parsed(edition, _COLLECTED, observations, tuple(refused), _UNVOTES)


def _single_votes(payload: bytes, path: str) -> Parsed:
    table = csv_table(gunzip(payload, path), path, ("rcid", "date", "country_code", "vote"))
    matching(table["vote"], table["row"], path, "yes|no|abstain", "a vote: yes, no or abstain")
    days = matching(table["date"], table["row"], path, rf"{_YEAR}-\d\d-\d\d", "a day")
    nothing = tidy(pd.DataFrame(columns=["item", "unit", "period", "value"]), vintage=_COLLECTED)
    reason = f"{len(table)} single votes: words, each a series of one point; agreement is derived from them"
    refused = (Refusal(path, 2, reason),)
    return Parsed(f"votes to {days.max()}, publication date not recorded", _COLLECTED, nothing, refused, _UNVOTES)


def _shares(cells: pd.Series, rows: pd.Series, path: str) -> pd.Series:
    """Return the cells as numbers from 0 to 1, where a change to percent would show."""
    known = cells.fillna("0")
    matching(known, rows, path, r"0(\.\d+)?|1(\.0+)?|\d(\.\d+)?[eE]-\d+", "a share from 0 to 1")
    return numbers(cells, rows, path)


def _refused(figures: pd.DataFrame, path: str, what: str) -> list[Refusal]:
    found = figures.dropna(subset=["value"])
    return [Refusal(path, int(found["row"].min()), f"{len(found)} {what}")] if len(found) else []


_READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "unga_idealpoints_": _ideal_points,
    "unga_voting_idealpoints_": _older_edition,
    "unga_agreement_": _agreement,
    "unga_roll_call_votes_": _single_votes,
}
