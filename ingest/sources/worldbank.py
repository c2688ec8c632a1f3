"""World Bank, World Development Indicators: one row per indicator, country and year, in native units.

Two files of one edition, July 2026: 43 indicators of eleven countries, and merchandise trade of fifteen; where they
overlap they are equal. The first calls the indicator's column `Indicator Code`, the second `indicator`. Some series
are stale and end early (net flows on debt in 2016, government debt in 2019, fuel exports in 2020, energy imports in
2022): kept, a reader of them sees where they end. Fossil fuel consumption is unusable and refused whole.
"""

from datetime import date

import pandas as pd

from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="worldbank",
    publisher="World Bank",
    title="World Development Indicators",
    url="https://data.worldbank.org/",
    licence="CC BY 4.0",
    redistribute=True,
    citation="World Bank, World Development Indicators, July 2026.",
    cadence="quarterly",
)

FILES = ("econ/wdi_postsoviet_long.csv", "trade/wdi_trade/wdi_trade_indicators_postsoviet.csv")

_VINTAGE = date(2026, 7, 31)  # the edition is known to the month
_UNUSABLE = {"EG.USE.COMM.FO.ZS": "0 or negative for Belarus since 2015, so no year of it can be trusted"}
# Titles as the World Bank words them; "kgoe", "kWh" and "intl USD" are per person where the title says so.
SERIES = {
    "NY.GDP.MKTP.CD": ("GDP (current US$)", "USD"),
    "NY.GDP.MKTP.KD.ZG": ("GDP growth (annual %)", "percent"),
    "NY.GDP.PCAP.CD": ("GDP per capita (current US$)", "USD"),
    "NY.GDP.PCAP.PP.CD": ("GDP per capita, PPP (current international $)", "intl USD"),
    "NY.GNP.ATLS.CD": ("GNI, Atlas method (current US$)", "USD"),
    "NE.EXP.GNFS.ZS": ("Exports of goods and services (% of GDP)", "percent"),
    "NE.IMP.GNFS.ZS": ("Imports of goods and services (% of GDP)", "percent"),
    "TX.VAL.MRCH.CD.WT": ("Merchandise exports (current US$)", "USD"),
    "TM.VAL.MRCH.CD.WT": ("Merchandise imports (current US$)", "USD"),
    "TG.VAL.TOTL.GD.ZS": ("Merchandise trade (% of GDP)", "percent"),
    "TX.VAL.FUEL.ZS.UN": ("Fuel exports (% of merchandise exports)", "percent"),
    "TX.VAL.MMTL.ZS.UN": ("Ores and metals exports (% of merchandise exports)", "percent"),
    "TT.PRI.MRCH.XD.WD": ("Net barter terms of trade index (2015 = 100)", "index"),
    "BN.CAB.XOKA.CD": ("Current account balance (BoP, current US$)", "USD"),
    "BX.KLT.DINV.CD.WD": ("Foreign direct investment, net inflows (BoP, current US$)", "USD"),
    "BX.TRF.PWKR.CD.DT": ("Personal remittances, received (current US$)", "USD"),
    "DT.DOD.DECT.CD": ("External debt stocks, total (DOD, current US$)", "USD"),
    "DT.DOD.DECT.GN.ZS": ("External debt stocks (% of GNI)", "percent"),
    "DT.DOD.DIMF.CD": ("Use of IMF credit (DOD, current US$)", "USD"),
    "DT.DOD.DPNG.CD": ("External debt stocks, private nonguaranteed (PNG) (DOD, current US$)", "USD"),
    "DT.DOD.DPPG.CD": ("External debt stocks, public and publicly guaranteed (PPG) (DOD, current US$)", "USD"),
    "DT.DOD.DSTC.CD": ("External debt stocks, short-term (DOD, current US$)", "USD"),
    "DT.DOD.DSTC.IR.ZS": ("Short-term debt (% of total reserves)", "percent"),
    "DT.DOD.MWBG.CD": ("IBRD loans and IDA credits (DOD, current US$)", "USD"),
    "DT.NFL.DECT.CD": ("Net flows on external debt, total (NFL, current US$)", "USD"),
    "DT.TDS.DECT.EX.ZS": ("Total debt service (% of exports of goods, services and primary income)", "percent"),
    "FI.RES.TOTL.CD": ("Total reserves (includes gold, current US$)", "USD"),
    "GC.DOD.TOTL.GD.ZS": ("Central government debt, total (% of GDP)", "percent"),
    "PA.NUS.FCRF": ("Official exchange rate (LCU per US$, period average)", "LCU per USD"),
    "FP.CPI.TOTL.ZG": ("Inflation, consumer prices (annual %)", "percent"),
    "SP.POP.TOTL": ("Population, total", "persons"),
    "SM.POP.NETM": ("Net migration", "persons"),
    "SM.POP.TOTL": ("International migrant stock, total", "persons"),
    "EG.IMP.CONS.ZS": ("Energy imports, net (% of energy use)", "percent"),
    "EG.USE.PCAP.KG.OE": ("Energy use (kg of oil equivalent per capita)", "kgoe"),
    "EG.USE.ELEC.KH.PC": ("Electric power consumption (kWh per capita)", "kWh"),
    "EG.ELC.RNEW.ZS": ("Renewable electricity output (% of total electricity output)", "percent"),
    "EG.EGY.PRIM.PP.KD": ("Energy intensity level of primary energy (MJ/$2021 PPP GDP)", "MJ per intl USD"),
    "MS.MIL.XPND.GD.ZS": ("Military expenditure (% of GDP)", "percent"),
    "ST.INT.RCPT.XP.ZS": ("International tourism, receipts (% of total exports)", "percent"),
    "NV.IND.TOTL.ZS": ("Industry (including construction), value added (% of GDP)", "percent"),
    "NY.GDP.TOTL.RT.ZS": ("Total natural resources rents (% of GDP)", "percent"),
    "TX.VAL.TECH.CD": ("High-technology exports (current US$)", "USD"),
    "TX.VAL.TECH.MF.ZS": ("High-technology exports (% of manufactured exports)", "percent"),
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the indicators of one of the two files, named by the World Bank's codes.

    >>> header = b"Indicator Code,Country Name,Country Code,Year,Value\n"
    >>> gdp = b"NY.GDP.MKTP.CD,Belarus,BLR,2025,93397215864.198\n"
    >>> parse(header + gdp, "wdi.csv").observations.loc[0, ["item", "reporter", "period", "unit"]].tolist()
    ['NY.GDP.MKTP.CD', 'BLR', '2025', 'USD']
    """
    indicator = "indicator" if payload.startswith((b"indicator,", b"\xef\xbb\xbfindicator,")) else "Indicator Code"
    table = csv_table(payload, path, (indicator, "Country Name", "Country Code", "Year", "Value"))
    table = table.assign(item=table[indicator].str.strip())
    read = table[table["item"].isin(list(SERIES))]
    rows = read["row"]
    series = pd.DataFrame(
        {
            "item": read["item"],
            "title": read["item"].map({code: title for code, (title, _) in SERIES.items()}),
            "unit": read["item"].map({code: unit for code, (_, unit) in SERIES.items()}),
            "reporter": matching(read["Country Code"].str.strip(), rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "period": matching(read["Year"], rows, path, r"(19|20)\d\d", "a year"),
            "value": numbers(read["Value"], rows, path),
            "row": rows,
        }
    )
    observations = tidy(series, vintage=_VINTAGE)
    via = "datasets/world-development-indicators @4ebec5a2"
    return Parsed("July 2026", _VINTAGE, observations, _refusals(table, path), via=via)


def _refusals(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    """Name each series that is not read once, at its first row."""
    first = table[~table["item"].isin(list(SERIES))].groupby("item", dropna=False)["row"].agg(["min", "size"])
    return tuple(
        Refusal(path, int(row), f"{item}: {_UNUSABLE.get(str(item), 'title and unit are not known')} ({count} rows)")
        for item, row, count in first.itertuples()
    )
