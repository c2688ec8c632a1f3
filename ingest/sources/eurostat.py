"""Eurostat: the Union's goods trade with seven post-Soviet countries (Comext), and first applications for asylum.

The formats have a module each in ingest.eurostat, which names its traps. Editions differ and all are kept, each under
the day by which it was known. Lithuania's fuels (HS 27) of 2022 to Belarus and Russia all but vanished between December
2022 and January 2023, for August from 47.3 to 0.9 mn EUR to Belarus, and its totals fell by as much. The years 2020 and
2021 as extracted in November 2024 (6,216 and 6,878 mn EUR to Belarus) are 0.2 and 0.4 % below the sums of the months
as of January 2023 (6,228 and 6,906). No table of all goods or of fuels by month has a row for the Union: it is the sum
of its 27 members, ingest.eurostat.flows.MEMBERS. `:` is "not available", no trade or confidential, never nought.
The tables of labels and of input codes beside these hold no observations and are not read.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.errors import SourceError
from ingest.eurostat import annual, asylum, browser, partners, sanctioned
from ingest.model import Parsed, Source

SOURCE = Source(
    id="eurostat",
    publisher="Eurostat",
    title="Comext: EU trade since 1988 by HS2-4-6 and CN8 (DS-045409); asylum applicants (migr_asyappctza)",
    url="https://ec.europa.eu/eurostat/",
    licence="free reuse with attribution (Commission Decision 2011/833/EU)",
    redistribute=True,
    citation="Eurostat, Comext DS-045409; Eurostat, migr_asyappctza",
    cadence="monthly; asylum yearly",
)

_COMEXT = "trade/eurostat_comext"
_CN8 = "eurostat_comext_eu_exports_sanctioned_cn8"
# The workbook comes before the long table that was made of it: they state the same cells.
FILES: tuple[str, ...] = (
    f"{_COMEXT}/eu_total_trade_*_spreadsheet.xlsx",
    f"{_COMEXT}/eu_trade_by_partner_monthly_*_long.csv",
    f"{_COMEXT}/lt_*_exports.xlsx",
    f"{_COMEXT}/eu27_exports_to_belarus_annual_*_eur.csv",
    f"{_COMEXT}/{_CN8}_by_partner_monthly_*.csv.gz",
    f"{_COMEXT}/{_CN8}_to_belarus_by_reporter_monthly_*.csv.gz",
    f"{_COMEXT}/eu_export_sanctioned.xlsx",
    "migration/eurostat_asylum_applications_*_annual.csv",
)

_RUIMPEKS = "vzemlys/ruimpeks @5b5d97cc"
_EXPORT_SANCTIONS = "mary-lev/eu-export-sanctions @64655210, @25457230, @c0de4094 (data/eu_year_export)"
_GDIDATA = "iom/gdidata @c9e4cc6 (data/eu_asyapp.rda)"
# By the beginning of a file's name: how it is read, and the repository that carried it.
_READERS: dict[str, tuple[Callable[[bytes, str], Parsed], str]] = {
    "eu_total_trade_": (browser.parse, _RUIMPEKS),
    "eu_trade_by_partner_": (partners.parse, _RUIMPEKS),
    "lt_": (browser.parse, _RUIMPEKS),
    "eu27_exports_to_belarus_annual_": (annual.parse, _EXPORT_SANCTIONS),
    f"{_CN8}_by_partner_": (sanctioned.by_partner, _RUIMPEKS),
    f"{_CN8}_to_belarus_by_reporter_": (sanctioned.by_reporter, _RUIMPEKS),
    "eu_export_sanctioned": (sanctioned.sums_by_reporter, _RUIMPEKS),
    "eurostat_asylum_applications_": (asylum.parse, _GDIDATA),
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the observations of one table, told by its name.

    >>> parsed = parse(b"geo,t,nat,sex,n\nPOL,2021,BLR,female,895\n", "eurostat_asylum_applications_annual.csv")
    >>> parsed.observations[["reporter", "partner", "period", "value", "unit"]].values.tolist()
    [['POL', 'BLR', '2021', 895.0, 'persons']]

    Raises SourceError for a table of another name, or one that is not what Eurostat publishes.
    """
    name = PurePosixPath(path).name
    for start, (read, via) in _READERS.items():
        if name.startswith(start):
            return replace(read(payload, path), via=via)
    expected = f"a name that begins with {', '.join(_READERS)}"
    raise SourceError(path, expected=expected, found=name, do="rename it")
