"""World Bank Worldwide Governance Indicators: Voice and Accountability only, the one dimension that was at hand.

The estimate is in units of a standard normal distribution, about -2.5 to 2.5, and relative to the world of that year:
a change in it may be a change elsewhere. The rank is a percentile (0 is the worst) and comes with its 90 % bounds; the
estimate comes with its standard error instead, which is a series of its own. There are no data for 1997, 1999 and
2001. Not read: the identifiers of the country in other lists.
"""

from datetime import date

import pandas as pd

from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, Status, tidy

SOURCE = Source(
    id="wgi",
    publisher="World Bank",
    title="Worldwide Governance Indicators: Voice and Accountability",
    url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
    licence="CC BY 4.0",
    redistribute=True,
    citation="Kaufmann, D. and Kraay, A., Worldwide Governance Indicators, World Bank.",
    cadence="annual",
)

FILES = ("politics/wgi_voice_accountability_*.csv",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the edition was not recorded
# By column: the World Bank's code, the title, the unit, the status.
_SERIES = {
    "Estimate": ("VA.EST", "estimate", "index", Status.ESTIMATED.value),
    "StdErr": ("VA.STD.ERR", "standard error", "index", Status.ESTIMATED.value),
    "NumSrc": ("VA.NO.SRC", "number of sources", "sources", Status.REPORTED.value),
    "Rank": ("VA.PER.RNK", "percentile rank", "percent", Status.ESTIMATED.value),
}
_BOUNDS = ("Lower", "Upper")


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the estimate, its standard error, the number of sources and the percentile rank with its 90 % bounds.

    >>> cells = b"wb_code,year,Estimate,StdErr,NumSrc,Rank,Lower,Upper\nBLR,2023,-1.667397,0.124425,8,3.92,0.49,7.35\n"
    >>> parse(cells, "wgi.csv").observations[["item", "value", "high"]].values.tolist()[3]
    ['VA.PER.RNK', 3.92, 7.35]

    Raises SourceError for a missing column, an unknown form of country or year, or a cell that is no number.
    """
    table = csv_table(payload, path, ("wb_code", "year", *_SERIES, *_BOUNDS))
    rows = table["row"]
    keys = pd.DataFrame(
        {
            "reporter": matching(table["wb_code"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "period": matching(table["year"], rows, path, r"(19|20)\d\d", "a year"),
            "row": rows,
        }
    )
    nothing = pd.Series(float("nan"), index=table.index)
    low, high = (numbers(table[bound], rows, path) for bound in _BOUNDS)
    parts = [
        keys.assign(
            item=item,
            title=f"Voice and Accountability: {title}",
            unit=unit,
            status=status,
            value=numbers(table[column], rows, path),
            low=low if column == "Rank" else nothing,
            high=high if column == "Rank" else nothing,
        )
        for column, (item, title, unit, status) in _SERIES.items()
    ]
    observations = tidy(pd.concat(parts, ignore_index=True), vintage=_COLLECTED)
    edition = f"{keys['period'].min()}-{keys['period'].max()}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, via="xmarquez/democracyData @29ea0a2")
