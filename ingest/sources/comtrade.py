"""UN Comtrade: the matrix of goods exports, Russia's trade by partner and product, and two products of many reporters.

Downloads from comtradeplus.un.org, down to six digits, can be imported beside them. The traps of each kind of file
stand in `ingest.comtrade.matrix`, `ingest.comtrade.flows` and `ingest.comtrade.lines`. Russia's own files come
before the extracts of products 27 and 44, which repeat her rows: they are of a later download and hold the revision of
2016 and 2017, in which figures that were suppressed at first were added.
"""

from ingest.comtrade import flows, lines, matrix
from ingest.model import Parsed, Source

SOURCE = Source(
    id="comtrade",
    publisher="United Nations Statistics Division",
    title="UN Comtrade: goods trade by partner, and by product for Russia, mineral fuels and wood",
    url="https://comtradeplus.un.org/",
    licence="UN Comtrade terms of use",
    redistribute=False,
    citation="United Nations, UN Comtrade Database; the matrix of 1995-2014 through World Bank WITS.",
    cadence="annual",
)

FILES = (
    "trade/comtrade_export_matrix_1995_2014.xlsx",
    "trade/comtrade_russia_hs2/*.csv",
    "trade/comtrade_hs27_*.csv",
    "trade/comtrade_hs44_*.csv",
)

# What a user may import that the packaged snapshot does not hold.
DOWNLOADS = ("trade/TradeData_*.csv",)


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the flows of one file, in thousand USD from the matrix (`.xlsx`) and in USD from tables and downloads.

    >>> head = "Year,Trade Flow,Reporter,Partner,Commodity Code,Trade Value (US$)"
    >>> line = "2015,Export,Russian Federation,Belarus,TOTAL,12428309688"
    >>> parse(f"{head}\n{line}\n".encode(), "trade/comtrade_russia.csv").observations.loc[0, "product"]
    '_T'

    Raises SourceError for a file of another layout.
    """
    if lines.is_download(path):
        return lines.parse(payload, path)
    return matrix.parse(payload, path) if path.endswith(".xlsx") else flows.parse(payload, path)
