"""Uzbekistan, Statistics Agency: exports and imports by country, 2010-2023, thousand USD, a wide CSV each.

The file says neither which flow it is nor its unit: number 1105 is exports and 1176 imports (Russia's 3.5 and 6.7 bn
in 2023). There is no total row. Services are probably included, and `Other countries` holds what is not split, gold
among it: both are said in the titles. In some rows the Russian and the English name have changed places.
"""

import re
from pathlib import PurePosixPath

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, numbers
from ingest.model import Parsed
from ingest.national.partners import coded, parsed

_FLOWS = {"sdmx_data_1105.csv": "export", "sdmx_data_1176.csv": "import"}
_TITLES = {
    "export": "Exports by country, probably goods and services",
    "import": "Imports by country, probably goods and services",
}
_RUSSIAN, _ENGLISH = "Klassifikator_ru", "Klassifikator_en"
_LABELS = ("Code", "Klassifikator", _RUSSIAN, _ENGLISH)


def parse(payload: bytes, path: str) -> Parsed:
    """Return exports or imports of Uzbekistan by partner, by year, in thousand USD.

    Raises SourceError for a file of another number, columns that are no years and text where a number should be.
    """
    name = PurePosixPath(path).name
    if name not in _FLOWS:
        raise SourceError(path, expected=f"a file named {' or '.join(_FLOWS)}", found=name, do="rename it")
    table = csv_table(payload, path, _LABELS)
    years = [column for column in table.columns if column not in (*_LABELS, "row")]
    if not years or not all(re.fullmatch(r"20\d\d", year) for year in years):
        raise SourceError(path, expected="a column per year", found=f"columns {', '.join(years[:12]) or 'none'}")
    long = table.melt([*_LABELS, "row"], years, "period", "cell")
    named = long[_RUSSIAN].where(long[_RUSSIAN].map(_known), long[_ENGLISH])
    values = numbers(long["cell"], long["row"], path)
    cells = long[["period", "row"]].assign(name=named, value=values, item=_FLOWS[name])
    found, refused = coded(cells, path, {}, (), "")
    edition = f"to {max(years)}, publication date not recorded"
    return parsed(found, path, "UZB", _TITLES, edition, refused=refused)


def _known(name: object) -> bool:
    return area_code(str(name)) is not None
