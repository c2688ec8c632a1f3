"""wiiw FDI database: Kazakhstan's inflow and inward stock of foreign direct investment by partner, from 2003.

Wide by year, `.` where no figure is known. The partner `Total by countries` is the world; three sums for the members
of the European Union at different times overlap the countries. From 2013 the accounts follow BPM6 and the directional
principle, before that they do not: the notes of the totals say so, and a trend across 2013 has a break.

Not read: the rows in per cent, each the value over the total of its year (a test holds that).
"""

import re
from datetime import date

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="wiiw",
    publisher="Vienna Institute for International Economic Studies (wiiw)",
    title="FDI database: Kazakhstan by partner",
    url="https://data.wiiw.ac.at/",
    licence="wiiw terms",
    redistribute=False,
    citation="wiiw FDI database, from the National Bank of Kazakhstan.",
    cadence="annual",
)

FILES = ("fdi/wiiw_kazakhstan_fdi_by_partner_*.csv",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the edition was not recorded
_LABELS = ("Country", "Direction", "Partner-Code", "Partner", "Unit", "Footnotes")
_ITEMS = {
    "FDI inflow": ("fdi_inflow", "Foreign direct investment: inflow"),
    "FDI inward stock": ("fdi_inward_stock", "Foreign direct investment: inward stock"),
}
_VALUES, _SHARES = "EUR m", "in % of total"
_AREAS = {"WORLD": "WLD", "EU27_2020": "EU27_2020", "EU28_2013": "EU28", "EU15_1995": "EU15"}
_BREAK = "From 2013 based on BPM6"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return flows and stocks in mn EUR by partner.

    >>> head = "Country,Direction,Partner-Code,Partner,Unit,Footnotes,_2020,_2021"
    >>> line = "Kazakhstan,FDI inward stock,RU,Russia,EUR m,-,.,4741.4105016"
    >>> parse(f"{head}\n{line}\n".encode(), "wiiw.csv").observations[["partner", "period", "value"]].values.tolist()
    [['RUS', '2021', 4741.4105016]]

    Raises SourceError for another direction or unit, or a file without years.
    """
    table = csv_table(payload, path, _LABELS)
    matching(table["Direction"], table["row"], path, "|".join(_ITEMS), "FDI inflow or FDI inward stock")
    matching(table["Unit"], table["row"], path, f"{_VALUES}|{_SHARES}", f"the unit {_VALUES} or {_SHARES}")
    years = [name for name in table.columns if re.fullmatch(r"_(19|20)\d\d", name)]
    if not years:
        raise SourceError(path, expected="a column per year, _2003", found=f"columns {', '.join(table.columns[-5:])}")
    values = table[table["Unit"] == _VALUES]
    values = values.assign(
        reporter=values["Country"].map(area_code),
        partner=values["Partner-Code"].map(_AREAS).fillna(values["Partner"].map(area_code)),
        item=values["Direction"].map({direction: item for direction, (item, _) in _ITEMS.items()}),
        title=values["Direction"].map({direction: title for direction, (_, title) in _ITEMS.items()}),
        note=values["Footnotes"].str.contains(_BREAK).map({True: "break in 2013 (BPM6)", False: ""}),
    )
    keys = ["reporter", "partner", "item", "title", "note", "row"]
    coded = values["reporter"].notna() & values["partner"].notna()
    long = values[coded].melt(keys, years, var_name="year", value_name="cell")
    long = long.assign(
        value=numbers(long["cell"].mask(long["cell"] == "."), long["row"], path), period=long["year"].str[1:]
    )
    observations = tidy(long[[*keys, "period", "value"]], unit="EUR mn", vintage=_COLLECTED)
    refused = tuple(
        Refusal(path, int(row["row"]), f"area {row['Partner']!r} is not in data/codes/areas.csv")
        for _, row in values[~coded].iterrows()
    )
    edition = f"to {max(years)[1:]}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, refused, "dfshapir/kazakhstan_ipe @5f27536")
