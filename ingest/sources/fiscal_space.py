"""World Bank, A Cross-Country Database of Fiscal Space (Kose, Kurlat, Ohnsorge, Sugawara): debt ratios by year.

The edition of spring 2023, frozen: later editions revise it. Its month is not recorded, so it counts as known from the
day of collection. The file has 13 of the database's variables and no labels; titles are ours, after the variables'
codes. All are percentages but the average maturity, which is in years; ratios to reserves go far above 100. Coverage
differs: Belarus has nothing on the holders, the currency and the next year's repayment of government debt, its
concessional debt ends with 1996, and its ratios to reserves end with 2021.
"""

from datetime import date

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, tidy

SOURCE = Source(
    id="fiscal_space",
    publisher="World Bank",
    title="A Cross-Country Database of Fiscal Space",
    url="https://www.worldbank.org/en/research/brief/fiscal-space",
    licence="World Bank terms; cite Kose, Kurlat, Ohnsorge and Sugawara (2022)",
    redistribute=True,
    citation=(
        "Kose, M. A., Kurlat, S., Ohnsorge, F. and Sugawara, N. (2022), A Cross-Country Database of Fiscal Space, "
        "Journal of International Money and Finance 128, spring 2023 version."
    ),
    cadence="about yearly",
)

FILES: tuple[str, ...] = ("econ/wb_fiscal_space_postsoviet_long.csv",)

_COLLECTED = date(2026, 11, 23)
_EDITION = "Spring 2023, month not recorded"
_COLUMNS = ("variable", "iso3", "year", "value")
_TITLES = {
    "ggdy": "General government gross debt, percent of GDP",
    "concggd": "Concessional debt, percent of general government debt",
    "avglife": "Average maturity of government debt, years",
    "debtduey": "Government debt due within a year, percent of GDP",
    "fordebtsh": "Government debt held by non-residents, percent of total",
    "fxsovsh": "Sovereign debt in foreign currency, percent of total",
    "xtdebty": "Total external debt, percent of GDP",
    "xtdebtres": "Total external debt, percent of reserves",
    "xtdebtrxg": "Total external debt, percent of reserves without gold",
    "stdebtall": "Short-term external debt, percent of external debt",
    "stdebtres": "Short-term external debt, percent of reserves",
    "fxdebtall": "External debt in foreign currency, percent of external debt",
    "prdebty": "Private external debt, percent of GDP",
}
_IN_YEARS = "avglife"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return debt ratios by country and year; `item` is the database's own name of the variable.

    >>> payload = b"variable,iso3,ifs_code,year,value\nggdy,BLR,913,2020,47.493\n"
    >>> parse(payload, "fiscal_space.csv").observations[["item", "reporter", "unit", "value"]].values.tolist()
    [['ggdy', 'BLR', 'percent', 47.493]]

    Raises SourceError for a variable it does not know, whose unit would be a guess, and two values of one year.
    """
    table = csv_table(payload, path, _COLUMNS)
    matching(table["variable"], table["row"], path, "|".join(_TITLES), "a known variable")
    matching(table["iso3"], table["row"], path, "[A-Z]{3}", "an ISO code of a country")
    years = matching(table["year"], table["row"], path, r"(19|20)\d\d", "a year")
    twice = table[table.duplicated(["variable", "iso3", "year"])]
    if len(twice):
        found = f"another in row {twice['row'].iloc[0]}"
        raise SourceError(path, expected="one value per variable, country and year", found=found)
    ratios = table[["row"]].assign(
        item=table["variable"],
        title=table["variable"].map(_TITLES),
        reporter=table["iso3"],
        period=years,
        unit=table["variable"].eq(_IN_YEARS).map({True: "years", False: "percent"}),
        value=numbers(table["value"], table["row"], path),
    )
    via = "ZHongli626/Foreign_debt_growth_extension @f2142ccd"
    return Parsed(_EDITION, _COLLECTED, tidy(ratios, vintage=_COLLECTED), via=via)
