"""US sanctions on Belarus: entries of the Treasury's SDN list whose programme names Belarus, by day of a snapshot.

Both tables were derived from dated copies of the list. A day is that of the copy, up to some days after the listing,
and is also the day by which the count was known. The first copy, of August 2021, already holds that month's round, so a
rise from its 103 entries understates the rise since before that round, and they are no additions of that day: the note
says so. Of two copies of one day the later counts. The reporter is the country on the list, the partner the one that
lists; WLD is the whole list. Entries moved to Executive Order 14038 on 20 August 2021; the second table has the
programme of the last copy. It is counted by the day on which an entry was first seen; names are not read.
"""

from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="ofac",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    title="Specially Designated Nationals list: entries under Belarus programmes",
    url="https://sanctionslist.ofac.treas.gov/",
    licence="public domain",
    redistribute=True,
    citation="US Department of the Treasury, Office of Foreign Assets Control, Specially Designated Nationals list, "
    "copies of 18 August 2021 to 3 May 2024.",
    cadence="irregular",
)

FILES = ("politics/ofac_sdn_belarus_counts_*.csv", "politics/ofac_sdn_belarus_entries_first_seen_*.csv")

_DAY = r"20\d\d-\d\d-\d\d"
_ENTRIES = "Entries of the SDN list"
# By column: whose entries they are, and of which kind.
_COUNTS = {
    "belarus_all": ("BLR", "_T"),
    "belarus_individual": ("BLR", "individual"),
    "belarus_entity": ("BLR", "entity"),
    "belarus_vessel": ("BLR", "vessel"),
    "belarus_aircraft": ("BLR", "aircraft"),
    "belarus_eo14038": ("BLR", "eo14038"),
    "total_entries": ("WLD", "_T"),
}
_KINDS = {"individual": "individual", "-0-": "entity", "vessel": "vessel", "aircraft": "aircraft"}  # -0-: no kind given
_ORDER = "BELARUS-EO14038"
_ALREADY = "already listed in the first copy"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return counts of entries by day, each known on that day.

    >>> head = "commit,commit_date," + ",".join(["total_entries", *list(_COUNTS)[:-1]])
    >>> line = "a6ab072f,2024-05-02T18:43:33+00:00,14973,232,128,99,0,5,160"
    >>> table = parse(f"{head}\n{line}\n".encode(), "ofac_sdn_belarus_counts.csv").observations
    >>> table.loc[table["product"] == "eo14038", ["reporter", "partner", "period", "value"]].values.tolist()
    [['BLR', 'USA', '2024-05-02', 160.0]]

    Raises SourceError for a file whose name tells neither table, a missing column, or a cell of another form.
    """
    name = PurePosixPath(path).name
    if name.startswith("ofac_sdn_belarus_counts"):
        return _counts(payload, path)
    if name.startswith("ofac_sdn_belarus_entries_first_seen"):
        return _first_seen(payload, path)
    expected = "a name that begins with ofac_sdn_belarus_counts or ofac_sdn_belarus_entries_first_seen"
    raise SourceError(path, expected=expected, found=name, do="rename it")


def _counts(payload: bytes, path: str) -> Parsed:
    table = csv_table(payload, path, ("commit_date", *_COUNTS))
    rows = table["row"]
    moments = matching(table["commit_date"], rows, path, rf"{_DAY}T\d\d:\d\d:\d\d\+00:00", "a moment of UTC")
    ordered = table.assign(period=moments.str[:10], moment=moments).sort_values("moment", kind="stable")
    earlier = ordered[ordered.duplicated("period", keep="last")]
    last = ordered.drop(earlier.index)
    parts = [
        last[["period", "row"]].assign(
            reporter=reporter, product=product, value=numbers(last[column], last["row"], path)
        )
        for column, (reporter, product) in _COUNTS.items()
    ]
    long = pd.concat(parts, ignore_index=True)
    reason = f"{len(earlier)} copies followed by another of the same day, which counts"
    refused = (Refusal(path, int(earlier["row"].min()), reason),) if len(earlier) else ()
    return _parsed(long.assign(item="sdn_entries", title=_ENTRIES), long["period"].max(), refused)


def _first_seen(payload: bytes, path: str) -> Parsed:
    table = csv_table(payload, path, ("type", "program", "first_seen", "last_seen"))
    rows = table["row"]
    kinds = matching(table["type"].str.strip(), rows, path, "|".join(_KINDS), "a kind of entry").map(_KINDS)
    programmes = matching(table["program"], rows, path, ".*BELARUS.*", "a programme that names Belarus")
    days, latest = (matching(table[column], rows, path, _DAY, "a day") for column in ("first_seen", "last_seen"))
    entries = pd.DataFrame({"period": days, "product": kinds, "row": rows})
    under_order = entries[programmes.str.contains(_ORDER, regex=False)].assign(product="eo14038")
    whole = pd.concat([entries.assign(product="_T"), entries, under_order], ignore_index=True)
    counted = whole.groupby(["period", "product"], as_index=False).agg(value=("row", "size"), row=("row", "min"))
    first = counted["period"] == counted["period"].min()
    title = f"{_ENTRIES}, by the day on which they were first seen"
    named = counted.assign(reporter="BLR", item="sdn_entries_first_seen", title=title)
    return _parsed(named.assign(note=first.map({True: _ALREADY, False: ""})), latest.max(), ())


def _parsed(counts: pd.DataFrame, latest: str, refused: tuple[Refusal, ...]) -> Parsed:
    days = {day: date.fromisoformat(day) for day in counts["period"].unique()}
    known = counts.assign(vintage=counts["period"].map(days))
    edition = f"copies of the list to {latest}, each with its own day"
    observations = tidy(known, partner="USA", unit="entries", freq="D")
    via = "jackdwyer/specially-designated-nationals-list, all copies of sdn.csv"
    return Parsed(edition, date.fromisoformat(latest), observations, refused, via)
