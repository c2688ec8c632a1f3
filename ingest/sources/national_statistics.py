"""National statistical offices: trade by partner of Kyrgyzstan, Kazakhstan, Uzbekistan and Armenia, thousand USD.

Each office has a layout, and traps, of its own: see the modules of `ingest.national`. Read for the peers' own
dependence and, with Belarus as partner, as mirrors of what Belarus stopped publishing after 2021.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.errors import SourceError
from ingest.model import Parsed, Source
from ingest.national import armenia, kazakhstan, kyrgyzstan, uzbekistan

SOURCE = Source(
    id="national_statistics",
    publisher="National statistical offices of Kyrgyzstan, Kazakhstan, Uzbekistan and Armenia",
    title="Foreign trade by country",
    url="https://armstat.am/",
    licence="Not stated with the files; official statistics, cite the office",
    redistribute=True,
    citation=(
        "National Statistical Committee of the Kyrgyz Republic; Bureau of National Statistics of Kazakhstan; "
        "Statistics Agency of Uzbekistan; Statistical Committee of Armenia: foreign trade by country."
    ),
    cadence="annual; Armenia monthly",
)

# Of the two Armenian files the extract counts where both have a month: it is the later edition, with revisions.
FILES: tuple[str, ...] = (
    "trade/national_statistics/kyrgyzstan/kgz_*_by_country.xlsx",
    "trade/national_statistics/kazakhstan/kaz_trade_by_country_*.xls",
    "trade/national_statistics/uzbekistan/sdmx_data_*.csv",
    "trade/national_statistics/armenia/armstat_armenia_trade_by_country_monthly_*.csv",
    "trade/national_statistics/armenia/armenia_data.csv",
)

_PARSERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "kgz_": kyrgyzstan.parse,
    "kaz_": kazakhstan.parse,
    "sdmx_data_": uzbekistan.parse,
    "armstat_": armenia.parse_extract,
    "armenia_data": armenia.parse_all_partners,
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return one country's exports and imports by partner, as its office publishes them, in thousand USD.

    >>> head = "country,year,month,export,import_origin,import_consignment,date"
    >>> payload = f"{head}\nBelarus,2024,1,7619.49194,4008.44976,4227.45656,2024-01-01\n".encode()
    >>> parse(payload, "armstat_armenia.csv").observations[["reporter", "partner", "item", "value"]].values.tolist()[:2]
    [['ARM', 'BLR', 'export', 7619.49194], ['ARM', 'BLR', 'import', 4008.44976]]

    Raises SourceError for a file of another name, and for one that is not what its office publishes.
    """
    name = PurePosixPath(path).name
    for start, read in _PARSERS.items():
        if name.startswith(start):
            return read(payload, path)
    expected = f"a name that begins with {', '.join(_PARSERS)}"
    raise SourceError(path, expected=expected, found=name, do="rename it")
