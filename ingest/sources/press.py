"""Single figures from the press and officials, each with its article: prices, loans, debts, trade, transit.

Traps: periods are years, quarters, ranges, days or words; values are ranges, qualified (`>7`) or text; the same figure
stands in two tables under two spellings; several publishers give different figures for one thing, and all are kept; a
copy of an official figure, an expert's estimate and a plan stand side by side, so each row's status is decided by the
declared rules of ingest.press. Rows without a certain period or a number are refused one by one, with the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table
from ingest.model import Parsed, Refusal, Source, tidy
from ingest.press import figures, shares, statements, transit
from ingest.press.cells import COLLECTED, NoFigure

SOURCE = Source(
    id="press",
    publisher="press and officials, named with each figure",
    title="Single figures from press copies of official statements and estimates",
    url="",
    licence="single figures quoted with their source",
    redistribute=True,
    citation="the article named with each figure",
    cadence="irregular",
)

FILES: tuple[str, ...] = (
    "econ/figures.csv",
    "econ/figures_more.csv",
    "trade/official_statements_belarus_russia_trade_2011_2025.csv",
    "trade/transit_oil_products_quotes.csv",
    "trade/blr_partner_press_*.csv",
)

Row = Mapping[str, str]
Reader = Callable[[Row], Iterable[dict[str, object]]]

_SAME = ("(same)", "same as above")  # in a column of addresses: that of the row above


def parse(payload: bytes, path: str) -> Parsed:
    """Return the observations of one table of press figures and the rows that became none.

    >>> head = "topic,entity,period,value,unit,source_title,source_publisher,source_locator,quality_note"
    >>> lines = ["gas_price_paid_by_BLR,BLR,2019,127,USD/1000m3,,Belsat,,", "debt,BLR,~2024,7,USD bn,,,,"]
    >>> parsed = parse("\\n".join([head, *lines, ""]).encode(), "econ/figures.csv")
    >>> parsed.observations.loc[0, "vintage"].isoformat(), parsed.refused[0].reason
    ('2020-01-01', "'~2024' names no certain period")
    """
    columns, read, addresses = _table(path)
    table = csv_table(payload, path, columns).fillna("")
    table[addresses] = table[addresses].where(~table[addresses].isin(_SAME)).ffill()
    found: list[dict[str, object]] = []
    refused: list[Refusal] = []
    for cells in table.to_dict("records"):
        row = int(cells["row"])
        try:
            found += [stated | {"row": row} for stated in read({str(name): str(cell) for name, cell in cells.items()})]
        except NoFigure as error:
            refused.append(Refusal(path, row, str(error)))
    if not found:
        raise SourceError(path, expected="figures", found=f"{len(refused)} rows without any")
    observations = tidy(pd.DataFrame(found), freq="_O")
    edition = "as collected, each figure with its own day"
    return Parsed(edition, COLLECTED, observations, tuple(refused))


@cache
def _table(path: str) -> tuple[tuple[str, ...], Reader, str]:
    """The columns of a table, how a row of it is read, and the column of its addresses, told by the file's name."""
    name = PurePosixPath(path).name
    if name.startswith("figures"):
        return figures.COLUMNS, lambda row: [figures.observation(row)], "source_locator"
    if name.startswith("official_statements"):
        return statements.COLUMNS, lambda row: list(statements.observations(row)), "url"
    if name.startswith("transit"):
        return transit.COLUMNS, lambda row: list(transit.observations(row)), "url"
    if name.startswith("blr_partner_press"):
        return shares.COLUMNS, lambda row: list(shares.observations(row)), "url"
    expected = "a name that begins with figures, official_statements, transit or blr_partner_press"
    raise SourceError(path, expected=expected, found=name, do="rename it")
