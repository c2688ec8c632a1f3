"""UNCTAD: foreign direct investment by partner and in all, goods trade by section, and its concentration on products.

The traps of each file stand in `ingest.unctad.investment` and `ingest.unctad.trade`.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.errors import SourceError
from ingest.model import Parsed, Source
from ingest.unctad import investment, trade

SOURCE = Source(
    id="unctad",
    publisher="UN Trade and Development (UNCTAD)",
    title="UNCTADstat, Bilateral FDI Statistics 2014 and World Investment Report 2022",
    url="https://unctadstat.unctad.org/",
    licence="UNCTAD terms, free with citation; World Investment Report 2022: CC BY 3.0 IGO",
    redistribute=True,
    citation="UNCTAD: UNCTADstat; Bilateral FDI Statistics 2014; World Investment Report 2022, annex tables 1 and 2.",
    cadence="annual",
)

FILES = (
    "fdi/unctad_bilateral_fdi_*.csv",
    "fdi/unctad_wir*.csv",
    "trade/unctad_trade_matrix_*.csv",
    "trade/unctad_concentration_*.csv",
)

_PARSERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "unctad_bilateral_fdi_": investment.by_partner,
    "unctad_wir": investment.totals,
    "unctad_trade_matrix_": trade.matrix,
    "unctad_concentration_": trade.concentration,
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the observations of one file, which its name tells apart.

    >>> lines = 'table,level,type,Region/economy,2021\n"FDI inflows, mn USD",5,country,Belarus,1232.943862\n'
    >>> parse(lines.encode(), "fdi/unctad_wir2022.csv").observations[["item", "value"]].values.tolist()
    [['fdi_inflow', 1232.943862]]

    Raises SourceError for a file of another name or layout.
    """
    name = PurePosixPath(path).name
    parser = next((parser for start, parser in _PARSERS.items() if name.startswith(start)), None)
    if parser is None:
        raise SourceError(path, expected=f"a name that begins with {', '.join(_PARSERS)}", found=name, do="rename it")
    return parser(payload, path)
