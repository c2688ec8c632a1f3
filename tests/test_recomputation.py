"""Indicators of Belarus on Russia computed again from the published files, without a line of the program.

What is read here are the files themselves, with the csv, gzip and openpyxl modules alone; which file counts in which
year follows the prose of data/measures.toml and of the reports, not its code:
goods flows are Belarus's own through WITS (1998-2019), before that Russia's through Rosstat, over WDI totals (from
1995; earlier ones leave out trade among the republics), after that what officials stated, over WDI totals;
debt and its service are those of the latest edition of the IDS that has the year; disbursements exist in one.
"""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from dashboard.repository import DEFAULT_PAIR, Repository

Years = dict[str, float]

WITS = "trade/wits_summary_2019/en_BLR_AllYears_WITS_Trade_Summary.CSV"
ROSSTAT = "trade/rus_fts/rosstat_russia_trade_annual_1994_2021.xlsx"
WDI = "econ/wdi_postsoviet_long.csv"
MATRIX = "trade/comtrade_export_matrix_1995_2014.xlsx"
BACI = "trade/baci_pairs_2000_2020.csv.gz"
PINK_SHEET = "pinksheet/CMO-Historical-Data-Monthly_2026-06-02.xlsx"
STOCKS = "ids/debt_stock_by_creditor_1990_2024_2025-12.csv"
DISBURSED = "ids/disbursements_by_creditor_2000_2022_2023-12.csv"
# The latest edition first; the years before 2009 stand only in the last.
SERVICE = (
    "ids/debt_service_by_creditor_2009_2025-12.csv",
    "ids/debt_service_by_creditor_2000_2025_2023-12.csv",
)
STATEMENTS = "trade/official_statements_belarus_russia_trade_2011_2025.csv"
FIGURES, FIGURES_MORE = "econ/figures.csv", "econ/figures_more.csv"

EXPORTS, IMPORTS = ("Export", "Exports (in US$ Mil)"), ("Import", "Imports (in US$ Mil)")
GDP, RESERVES, IMPORTS_OF_GDP = "NY.GDP.MKTP.CD", "FI.RES.TOTL.CD", "NE.IMP.GNFS.ZS"
PUBLIC_DEBT = "DT.DOD.DPPG.CD"
MMBTU_IN_1000_M3 = 35.354  # 37.3 GJ at 20 C, over 1.05506 GJ

# The price paid for a year, by the row that says it best: ex post before ex ante, Belstat or the parties before others.
GAS_PRICES = {
    "2006": "46.68", "2007": "100", "2008": "128", "2009": "148", "2010": "187", "2011": "265", "2012": "165.6",
    "2013": "163", "2014": "170", "2016": "132", "2017": "141.1", "2018": "129", "2019": "127", "2020": "127",
    "2021": "128.5", "2022": "128.5",
}  # fmt: skip
GAS_PRICE_2015 = ("2015-01..05", "142.38")  # the longest part of a year without a figure of its own


@cache
def rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))


def cited(path: Path, **cells: str) -> float:
    """The number in the rows of a table of single figures that say `cells`; they have to agree on it."""
    found = {float(row["value"]) for row in rows(path) if all(row[name] == text for name, text in cells.items())}
    assert len(found) == 1, (path.name, cells, found)
    return found.pop()


def wits(sources: Path, partner: str, indicator: tuple[str, str], reporter: str = "BLR") -> Years:
    """Million dollars by year, from a table that is wide by year."""
    for row in rows(sources / WITS.replace("BLR", reporter)):
        told = (row["Partner"], row["Product categories"], row["Indicator Type"], row["Indicator"])
        if told == (partner, "All Products", *indicator):
            return {name: float(cell) for name, cell in row.items() if name.isdigit() and cell.strip()}
    raise AssertionError(f"{WITS} has no {indicator} with {partner}")


def wdi(sources: Path, code: str) -> Years:
    return {
        row["Year"]: float(row["Value"])
        for row in rows(sources / WDI)
        if row["Indicator Code"] == code and row["Country Code"] == "BLR" and row["Value"]
    }


def russia_reports(sources: Path, flow: str) -> Years:
    """Russia's annual trade with Belarus in million dollars: the country's row below that of the flow."""
    book = openpyxl.load_workbook(sources / ROSSTAT, read_only=True)
    found = {}
    for sheet in [name for name in book.sheetnames if name.isdigit() and int(name) < 1998]:
        inside = False
        for label, value, *_ in book[sheet].iter_rows(max_col=2, values_only=True):
            name = str(label).strip()
            inside = name == flow if name in ("Экспорт", "Импорт") else inside
            if inside and name == "Беларусь":
                found[sheet] = float(value)
    return found


def stated(sources: Path, period: str, metric: str) -> float:
    return cited(sources / STATEMENTS, period=period, metric=metric)


@cache
def total(sources: Path, flow: str) -> Years:
    """All goods in million dollars: WITS, and WDI for the years from 1995 that it lacks."""
    code, indicator = ("TX.VAL.MRCH.CD.WT", EXPORTS) if flow == "Export" else ("TM.VAL.MRCH.CD.WT", IMPORTS)
    later = {year: value / 1e6 for year, value in wdi(sources, code).items() if year >= "1995"}
    return later | wits(sources, "World", indicator)


@cache
def with_russia(sources: Path, flow: str) -> Years:
    """Goods in million dollars as the first in line reports or states them; to 2023, later there is no split."""
    own = wits(sources, "Russian Federation", (flow, f"Trade (US$ Mil)-Top 5 {flow} Partner"))
    mirror = russia_reports(sources, "Импорт" if flow == "Export" else "Экспорт")
    totals = total(sources, flow)
    exported = stated(sources, "2022", "BLR goods exports to RUS")
    if flow == "Export":
        statements = {
            "2020": 1000 * stated(sources, "2020", "BLR goods exports to RUS"),
            "2021": stated(sources, "2021", "RUS share of BLR goods exports") / 100 * totals["2021"],
            "2022": 1000 * exported,
            "2023": 1000 * stated(sources, "2023", "RUS imports from BLR"),
        }
    else:
        statements = {
            "2020": 1000 * stated(sources, "2020", "BLR goods imports from RUS"),
            "2021": stated(sources, "2021", "RUS share of BLR goods imports") / 100 * totals["2021"],
            "2022": 1000 * (exported - stated(sources, "2022", "BLR trade balance with RUS")),
            "2023": 1000 * stated(sources, "2023", "RUS exports to BLR"),
        }
    return mirror | statements | own


def turnover(sources: Path) -> Years:
    """Both flows; for 2020 and 2024 the turnover itself was stated."""
    exports, imports = with_russia(sources, "Export"), with_russia(sources, "Import")
    both = {year: exports[year] + imports[year] for year in exports.keys() & imports.keys()}
    both["2020"] = 1000 * cited(sources / FIGURES, topic="trade_share_RUS", period="2020", value="29.52")
    both["2024"] = 1000 * stated(sources, "2024", "goods turnover BLR-RUS")
    return both


def percent(part: Years, whole: Years) -> Years:
    return {year: 100 * part[year] / whole[year] for year in part.keys() & whole.keys()}


def export_share(sources: Path) -> Years:
    return percent(with_russia(sources, "Export"), total(sources, "Export"))


def import_share(sources: Path) -> Years:
    return percent(with_russia(sources, "Import"), total(sources, "Import"))


def turnover_share(sources: Path) -> Years:
    exports, imports = total(sources, "Export"), total(sources, "Import")
    return percent(turnover(sources), {year: exports[year] + imports[year] for year in exports.keys() & imports.keys()})


def trade_to_gdp(sources: Path) -> Years:
    return percent(turnover(sources), {year: value / 1e6 for year, value in wdi(sources, GDP).items()})


def herfindahl(flows: Iterator[float]) -> float:
    values = list(flows)
    return sum(value**2 for value in values) / sum(values) ** 2


def hhi_of_matrix(sources: Path) -> Years:
    """The exporter is the column, against what the labels suggest; Belarus's is empty to 1997."""
    book = openpyxl.load_workbook(sources / MATRIX, read_only=True)
    found = {}
    for year in book.sheetnames:
        header, *body = book[year].iter_rows(values_only=True)
        column = header.index("Belarus")
        flows = {row[0]: float(row[column]) for row in body if row[column] is not None and row[0] != "Belarus"}
        if flows:
            found[year] = herfindahl(iter(flows.values()))
    return found


@cache
def baci(sources: Path, end: str, other: str) -> dict[str, dict[str, float]]:
    """Belarus's flows at one `end`, by year and country at the other."""
    by_year: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(sources / BACI, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row[end] == "BLR":
                by_year[row["year"]][row[other]] = float(row["value_thousand_usd"])
    return by_year


def hhi_of_baci(sources: Path) -> Years:
    return {year: herfindahl(iter(flows.values())) for year, flows in baci(sources, "exporter", "importer").items()}


def hhi_of_imports(sources: Path) -> Years:
    """Without 2020, of which a flow to Belarus is a known error of the file."""
    found = {year: herfindahl(iter(flows.values())) for year, flows in baci(sources, "importer", "exporter").items()}
    return {year: index for year, index in found.items() if year != "2020"}


def hirschman_of_exports(sources: Path) -> Years:
    return {year: 100 * math.sqrt(index) for year, index in hhi_of_baci(sources).items()}


def normalised_hhi_of_imports(sources: Path) -> Years:
    """Over the 205 partners of the classification."""
    return {year: (205 * index - 1) / 204 for year, index in hhi_of_imports(sources).items()}


def part_of_russia(sources: Path) -> Years:
    flows = baci(sources, "exporter", "importer")
    return {year: 100 * held["RUS"] ** 2 / sum(value**2 for value in held.values()) for year, held in flows.items()}


def russia_total(sources: Path) -> Years:
    """Russia's turnover with the world in million dollars: its own report through WITS, and Rosstat's for 2020 on."""
    exports, imports = (wits(sources, "World", indicator, reporter="RUS") for indicator in (EXPORTS, IMPORTS))
    found = {year: value + imports[year] for year, value in exports.items()}
    book = openpyxl.load_workbook(sources / ROSSTAT, read_only=True)
    for sheet in ("2020", "2021"):
        flows = {}
        for label, value, *_ in book[sheet].iter_rows(max_col=2, values_only=True):
            flows.setdefault(str(label).strip(), value)
        found[sheet] = float(flows["Экспорт"]) + float(flows["Импорт"])
    return found


def trade_asymmetry(sources: Path) -> Years:
    """The share of Belarus's turnover less the share of Russia's, of the years that Russia's own report has."""
    own, flows, theirs = turnover_share(sources), turnover(sources), russia_total(sources)
    return {year: own[year] - 100 * flows[year] / theirs[year] for year in own.keys() & theirs.keys()}


def owed_to_russia(sources: Path, path: str, code: str) -> Years:
    """Dollars by year, under either spelling of the columns."""
    found = {}
    for row in rows(sources / path):
        creditor = row.get("counterpart-area") or row.get("counterpart_area")
        if (row["country"], creditor, row["series_code"]) == ("Belarus", "Russian Federation", code):
            found[(row.get("time") or row["year"])[:4]] = float(row["value"])
    return found


def creditor_share(sources: Path) -> Years:
    return percent(owed_to_russia(sources, STOCKS, "DT.DOD.BLAT.CD"), wdi(sources, PUBLIC_DEBT))


def served(sources: Path, *codes: str) -> Years:
    """Million dollars by year: of each series the latest edition that has the year, and their sum."""
    paid: dict[str, float] = defaultdict(float)
    for code in codes:
        latest, earlier = (owed_to_russia(sources, path, code) for path in SERVICE)
        for year, value in (earlier | latest).items():
            paid[year] += value / 1e6
    return paid


def lent(sources: Path, *kinds: str) -> Years:
    """Million dollars by year; a year without any row is a gap."""
    found: dict[str, float] = defaultdict(float)
    for row in rows(sources / DISBURSED):
        if (row["iso_code"], row["counterpart_area"]) == ("BLR", "Russia") and row["indicator"] in kinds:
            found[row["year"][:4]] += float(row["value"]) / 1e6
    return found


def less(first: Years, *others: Years) -> Years:
    years = [year for year in first if all(year in other for other in others)]
    return {year: first[year] - math.fsum(other[year] for other in others) for year in years}


GOVERNMENT = ("bilateral_concessional", "bilateral_non_concessional")


def net_flow(sources: Path) -> Years:
    return less(lent(sources, *GOVERNMENT), served(sources, "DT.AMT.BLAT.CD"))


def net_transfer(sources: Path) -> Years:
    return less(lent(sources, *GOVERNMENT), served(sources, "DT.AMT.BLAT.CD", "DT.INT.BLAT.CD"))


def net_flow_with_banks(sources: Path) -> Years:
    return less(lent(sources, *GOVERNMENT, "banks"), served(sources, "DT.AMT.BLAT.CD", "DT.AMT.PCBK.CD"))


def net_transfer_with_banks(sources: Path) -> Years:
    served_with_banks = served(sources, "DT.AMT.BLAT.CD", "DT.AMT.PCBK.CD", "DT.INT.BLAT.CD", "DT.INT.PCBK.CD")
    return less(lent(sources, *GOVERNMENT, "banks"), served_with_banks)


def hub_price(sources: Path) -> Years:
    """Europe's gas in dollars per 1,000 m3: the mean of the year's months."""
    sheet = openpyxl.load_workbook(sources / PINK_SHEET, read_only=True)["Monthly Prices"]
    months: dict[str, list[float]] = defaultdict(list)
    column = 0
    for row in sheet.iter_rows(values_only=True):
        if "Natural gas, Europe" in row:
            column = row.index("Natural gas, Europe")
        elif column and str(row[0])[4:5] == "M" and isinstance(row[column], int | float):
            months[str(row[0])[:4]].append(float(row[column]))
    return {year: math.fsum(prices) / 12 * MMBTU_IN_1000_M3 for year, prices in months.items() if len(prices) == 12}


def price_paid(sources: Path) -> Years:
    def figure(period: str, value: str) -> float:
        path = sources / (FIGURES_MORE if period == "2017" else FIGURES)
        return cited(path, topic="gas_price_paid_by_BLR", period=period, value=value)

    whole = {year: figure(year, value) for year, value in GAS_PRICES.items()}
    return whole | {"2015": figure(*GAS_PRICE_2015)}


def gas_price_discount(sources: Path) -> Years:
    paid, hub = price_paid(sources), hub_price(sources)
    return {year: 100 - 100 * price / hub[year] for year, price in paid.items()}


def reserve_cover(sources: Path) -> Years:
    reserves, gdp, imports = (wdi(sources, code) for code in (RESERVES, GDP, IMPORTS_OF_GDP))
    years = reserves.keys() & gdp.keys() & imports.keys()
    return {year: 12 * reserves[year] / (gdp[year] * imports[year] / 100) for year in years}


def tranches(sources: Path) -> Iterator[tuple[str, float, float]]:
    """Day of the tranche, the tranche, and the reserves that the national bank published next."""
    table = rows(sources / FIGURES_MORE)
    reserves = {row["period"]: float(row["value"]) for row in table if row["topic"] == "gross_reserves"}
    for row in table:
        if row["topic"] == "russian_state_loan_tranche":
            following = min(day for day in reserves if day >= row["period"])
            yield row["period"], float(row["value"]), reserves[following]


def tranche_of_reserves_before(sources: Path) -> Years:
    return {day: 100 * tranche / (reserves - tranche) for day, tranche, reserves in tranches(sources)}


def tranche_of_reserves_after(sources: Path) -> Years:
    return {day: 100 * tranche / reserves for day, tranche, reserves in tranches(sources)}


RECOMPUTED: dict[tuple[str, str], Callable[[Path], Years]] = {
    ("export_share", ""): export_share,
    ("import_share", ""): import_share,
    ("turnover_share", ""): turnover_share,
    ("trade_to_gdp", ""): trade_to_gdp,
    ("export_partner_hhi", "comtrade_matrix"): hhi_of_matrix,
    ("export_partner_hhi", "baci"): hhi_of_baci,
    ("import_partner_hhi", "baci"): hhi_of_imports,
    ("hirschman_index", "exports_baci"): hirschman_of_exports,
    ("normalised_partner_hhi", "imports_baci"): normalised_hhi_of_imports,
    ("effective_partners", "exports_baci"): lambda sources: {y: 1 / hhi for y, hhi in hhi_of_baci(sources).items()},
    ("partner_part_of_concentration", "exports_baci"): part_of_russia,
    ("creditor_share", ""): creditor_share,
    ("net_official_flow", "net_flow"): net_flow,
    ("net_official_flow", "net_transfer"): net_transfer,
    ("net_official_flow", "net_flow_with_banks"): net_flow_with_banks,
    ("net_official_flow", "net_transfer_with_banks"): net_transfer_with_banks,
    ("gas_price_discount", "hub"): gas_price_discount,
    ("reserve_cover", ""): reserve_cover,
    ("tranche_size", "reserves_before"): tranche_of_reserves_before,
    ("tranche_size", "reserves_after"): tranche_of_reserves_after,
}


@pytest.mark.parametrize(("indicator", "variant"), RECOMPUTED)
def test_the_program_gives_what_the_published_files_say(
    repository: Repository, sources: Path, indicator: str, variant: str
) -> None:
    """In every period that either side has a value for."""
    shown = {row.period: row.value for row in repository.result(indicator, DEFAULT_PAIR).of(variant)}
    known = {period: value for period, value in shown.items() if not math.isnan(value)}
    again = RECOMPUTED[indicator, variant](sources)
    assert sorted(known) == sorted(again)
    assert [known[period] for period in sorted(again)] == pytest.approx(
        [again[period] for period in sorted(again)], rel=1e-9
    )


def test_known_answers(sources: Path) -> None:
    """So that both sides cannot be wrong in the same way: numbers printed by others."""
    printed = wits(sources, "Russian Federation", ("Export", "Partner share(%)-Top 5 Export Partner"))
    shares = export_share(sources)
    assert {year: round(shares[year], 2) for year in printed} == printed
    assert round(creditor_share(sources)["2024"], 1) == 46.7
    assert round(net_transfer(sources)["2022"], 1) == -739.7
    assert round(tranche_of_reserves_after(sources)["2020-12-30"], 2) == 6.69


def test_the_asymmetry_is_what_the_published_files_say(repository: Repository, sources: Path) -> None:
    """Of the years for which Russia's own report of its trade with the world is at hand."""
    shown = {row.period: row.value for row in repository.result("trade_asymmetry", DEFAULT_PAIR).of("difference")}
    again = trade_asymmetry(sources)
    assert {"2000", "2010", "2019", "2020", "2021"} <= again.keys()
    assert {year: shown[year] for year in again} == pytest.approx(again, rel=1e-9)
