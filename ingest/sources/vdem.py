"""V-Dem, version 15: the five democracy indices and two of their parts, with the bounds of the measurement model.

Every index runs from 0 to 1; low and high are the published bounds (about one standard deviation of the posterior),
and that deviation is a series of its own. The scores are estimated anew for the whole history with each version: never
compare them with those of another one. `RUS` and its neighbours before 1992 are the Soviet republics. Not read: the
identifiers of the country in other lists, the years of coding and the text of its historical name, which are no
measurements. Turkmenistan has no scores for 1990.
"""

from datetime import date

import pandas as pd

from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, Status, tidy

SOURCE = Source(
    id="vdem",
    publisher="V-Dem Institute",
    title="V-Dem dataset, version 15: main indices",
    url="https://www.v-dem.net/data/the-v-dem-dataset/",
    licence="CC BY-SA 4.0",
    redistribute=True,
    citation="Coppedge, M. et al. (2025), V-Dem Country-Year Dataset v15, Varieties of Democracy (V-Dem) Project.",
    cadence="yearly, in March",
)

FILES = ("politics/vdem_v15_main_indices_*.csv",)

_VINTAGE = date(2025, 3, 31)  # version 15 is the edition of March 2025
_TITLES = {
    "v2x_polyarchy": "Electoral democracy index",
    "v2x_libdem": "Liberal democracy index",
    "v2x_partipdem": "Participatory democracy index",
    "v2x_delibdem": "Deliberative democracy index",
    "v2x_egaldem": "Egalitarian democracy index",
    "v2x_api": "Additive polyarchy index",
    "v2x_mpi": "Multiplicative polyarchy index",
}
_COLUMNS = tuple(f"{item}{part}" for item in _TITLES for part in ("", "_codelow", "_codehigh", "_sd"))


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the indices of each country and year with low and high, and their standard deviations; all from 0 to 1.

    >>> cells = "0.161,0.147,0.174,0.014"
    >>> lines = [",".join(["country_text_id", "year", *_COLUMNS]), ",".join(["BLR", "2024"] + [cells] * 7)]
    >>> table = parse("\n".join([*lines, ""]).encode(), "vdem_v15.csv").observations
    >>> table.loc[:0, ["item", "reporter", "period", "value", "low", "high"]].values.tolist()
    [['v2x_polyarchy', 'BLR', '2024', 0.161, 0.147, 0.174]]

    Raises SourceError for a missing column, a country that is no ISO 3166 code, or a cell outside 0 to 1.
    """
    table = csv_table(payload, path, ("country_text_id", "year", *_COLUMNS))
    rows = table["row"]
    keys = pd.DataFrame(
        {
            "reporter": matching(table["country_text_id"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "period": matching(table["year"], rows, path, r"(19|20)\d\d", "a year"),
            "row": rows,
        }
    )
    read = {column: _from_0_to_1(table[column], rows, path) for column in _COLUMNS}
    parts = []
    for item, title in _TITLES.items():
        parts.append(
            keys.assign(
                item=item, title=title, value=read[item], low=read[f"{item}_codelow"], high=read[f"{item}_codehigh"]
            )
        )
        deviation = keys.assign(item=f"{item}_sd", title=f"{title}: standard deviation", value=read[f"{item}_sd"])
        parts.append(deviation)
    observations = tidy(
        pd.concat(parts, ignore_index=True).astype({"low": "float64", "high": "float64"}),
        unit="index",
        status=Status.ESTIMATED.value,
        vintage=_VINTAGE,
    )
    return Parsed("version 15, March 2025", _VINTAGE, observations, via="xmarquez/democracyData @29ea0a2")


def _from_0_to_1(cells: pd.Series, rows: pd.Series, path: str) -> pd.Series:
    """Return the cells as numbers; blank ones, of a year that was not coded, as NaN."""
    coded = cells.fillna("0")
    matching(coded, rows, path, r"0(\.\d+)?|1(\.0+)?|\d(\.\d+)?[eE]-\d+", "a number from 0 to 1")
    return numbers(cells, rows, path)
