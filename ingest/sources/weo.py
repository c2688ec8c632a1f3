"""IMF World Economic Outlook: national accounts, balance of payments, debt, prices and population of countries.

The file is wide, a row per country and year and a column per subject, to five years ahead: of an April edition the
year before and all later ones are projections, of an October edition the year itself and later, with the status
`forecast`. Commodity prices, which it repeats on the rows of the World, come from the Pink Sheet instead. Other sums
over the world (`aggregate` 1) are left out unless a subject exists for the world alone.
"""

import re
from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, Status, tidy

SOURCE = Source(
    id="weo",
    publisher="International Monetary Fund",
    title="World Economic Outlook",
    url="https://www.imf.org/en/Publications/WEO",
    licence="Attribution to the IMF",
    redistribute=True,
    citation="International Monetary Fund, World Economic Outlook Database, April 2026.",
    cadence="twice a year",
)

FILES = ("econ/imf_weo_*_postsoviet.csv",)

_KEYS = ("country", "iso", "year", "aggregate")
_WORLD = {"G001": "WLD"}
_WORLD_ONLY = ("ngdp_rpchmk", "tradepch")
_COMMODITY_PRICE = re.compile(r"p(?!cpi|pp)\w+")  # p... but not the consumer prices pcpi... and the parities ppp...
_EDITION = re.compile(r"weo_(\d{4})(apr|oct)", re.IGNORECASE)
_SUBJECTS = {
    "bca": ("Current account balance", "USD bn"),
    "bca_ngdpd": ("Current account balance, share of GDP", "percent"),
    "bf": ("Financial account balance (assets less liabilities)", "USD bn"),
    "bfd": ("Direct investment, net", "USD bn"),
    "bff": ("Financial derivatives, net", "USD bn"),
    "bfo": ("Other investment, net", "USD bn"),
    "bfp": ("Portfolio investment, net", "USD bn"),
    "bfra": ("Change in reserve assets", "USD bn"),
    "bm": ("Imports of goods and services", "USD bn"),
    "bx": ("Exports of goods and services", "USD bn"),
    "d": ("External debt", "USD bn"),
    "d_bx": ("External debt, share of exports of goods and services", "percent"),
    "d_ngdpd": ("External debt, share of GDP", "percent"),
    "ds": ("External debt service", "USD bn"),
    "ds_bx": ("External debt service, share of exports of goods and services", "percent"),
    "ds_ngdpd": ("External debt service, share of GDP", "percent"),
    "dsi": ("External debt service, interest", "USD bn"),
    "dsi_bx": ("External debt service, interest, share of exports of goods and services", "percent"),
    "dsi_ngdpd": ("External debt service, interest, share of GDP", "percent"),
    "dsp": ("External debt service, amortization", "USD bn"),
    "dsp_bx": ("External debt service, amortization, share of exports of goods and services", "percent"),
    "dsp_ngdpd": ("External debt service, amortization, share of GDP", "percent"),
    "ggr": ("General government revenue", "LCU bn"),
    "ggr_ngdp": ("General government revenue, share of GDP", "percent"),
    "ggsb": ("General government structural balance", "LCU bn"),
    "ggsb_npgdp": ("General government structural balance, share of potential GDP", "percent"),
    "ggx": ("General government expenditure", "LCU bn"),
    "ggx_ngdp": ("General government expenditure, share of GDP", "percent"),
    "ggxcnl": ("General government net lending", "LCU bn"),
    "ggxcnl_ngdp": ("General government net lending, share of GDP", "percent"),
    "ggxonlb": ("General government primary net lending", "LCU bn"),
    "ggxonlb_ngdp": ("General government primary net lending, share of GDP", "percent"),
    "ggxwdg": ("General government gross debt", "LCU bn"),
    "ggxwdg_ngdp": ("General government gross debt, share of GDP", "percent"),
    "ggxwdn": ("General government net debt", "LCU bn"),
    "ggxwdn_ngdp": ("General government net debt, share of GDP", "percent"),
    "le": ("Employed persons", "persons mn"),
    "lp": ("Population", "persons mn"),
    "lur": ("Unemployment rate", "percent"),
    "ngap_npgdp": ("Output gap, share of potential GDP", "percent"),
    "ngdp": ("GDP, current prices", "LCU bn"),
    "ngdp_d": ("GDP deflator", "index"),
    "ngdp_fy": ("GDP, current prices, fiscal year", "LCU bn"),
    "ngdp_r": ("GDP, constant prices", "LCU bn"),
    "ngdp_rpch": ("GDP, constant prices, growth", "percent"),
    "ngdp_rpchmk": ("World GDP at market exchange rates, growth", "percent"),
    "ngdpd": ("GDP, current prices, US dollars", "USD bn"),
    "ngdpdpc": ("GDP per capita, current prices, US dollars", "USD"),
    "ngdppc": ("GDP per capita, current prices", "LCU"),
    "ngdprpc": ("GDP per capita, constant prices", "LCU"),
    "ngdprppppc": ("GDP per capita, constant prices, purchasing power parity", "intl USD"),
    "ngsd_ngdp": ("Gross national savings, share of GDP", "percent"),
    "nid_ngdp": ("Gross capital formation, share of GDP", "percent"),
    "pcpi": ("Consumer prices, period average", "index"),
    "pcpie": ("Consumer prices, end of period", "index"),
    "pcpiepch": ("Consumer prices, end of period, change", "percent"),
    "pcpipch": ("Consumer prices, period average, change", "percent"),
    "pppex": ("Purchasing power parity", "LCU per intl USD"),
    "pppgdp": ("GDP, current prices, purchasing power parity", "intl USD bn"),
    "ppppc": ("GDP per capita, current prices, purchasing power parity", "intl USD"),
    "pppsh": ("Share of world GDP, purchasing power parity", "percent"),
    "tm_rpch": ("Imports of goods and services, volume growth", "percent"),
    "tmg_rpch": ("Imports of goods, volume growth", "percent"),
    "tradepch": ("World trade of goods and services, volume growth", "percent"),
    "ttpch": ("Terms of trade of goods and services, change", "percent"),
    "tttpch": ("Terms of trade of goods, change", "percent"),
    "tx_rpch": ("Exports of goods and services, volume growth", "percent"),
    "txg_rpch": ("Exports of goods, volume growth", "percent"),
    "txgm_d": ("Export prices of manufactures", "index"),
    "txgm_dpch": ("Export prices of manufactures, change", "percent"),
}


def parse(payload: bytes, path: str) -> Parsed:
    """Return the subjects of countries; the file's name tells the edition, as in `imf_weo_2026apr_postsoviet.csv`.

    Raises SourceError for a missing subject and for a name without an edition.
    """
    edition, vintage, first_forecast = _edition(path)
    table = csv_table(payload, path, (*_KEYS, *_SUBJECTS))
    rows = table["row"]
    iso = matching(table["iso"], rows, path, "[A-Z]{3}|G001", "an ISO 3166 code or G001")
    world = matching(table["aggregate"], rows, path, "[01]", "0 or 1") == "1"
    years = matching(table["year"], rows, path, r"(19|20)\d\d", "a year")
    status = (years.astype(int) >= first_forecast).map({True: Status.FORECAST.value, False: Status.REPORTED.value})
    named = table.assign(reporter=iso.replace(_WORLD), period=years, status=status, world=world)
    keys = ["reporter", "period", "status", "world", "row"]
    long = named.melt(keys, list(_SUBJECTS), var_name="item", value_name="cell")
    long = long[~long["world"] | long["item"].isin(_WORLD_ONLY)]
    series = pd.DataFrame(
        {
            **long[["item", "reporter", "period", "status", "row"]],
            "title": long["item"].map({code: title for code, (title, _) in _SUBJECTS.items()}),
            "unit": long["item"].map({code: unit for code, (_, unit) in _SUBJECTS.items()}),
            "value": numbers(long["cell"], long["row"], path),
        }
    )
    refused = tuple(Refusal(path, 1, f"subject {name!r} is not known") for name in _unknown_subjects(table))
    return Parsed(edition, vintage, tidy(series, vintage=vintage), refused, via="micomrkaic/tea @a3bfc2a5")


def _edition(path: str) -> tuple[str, date, int]:
    """Return the edition's name, the last day of its month and the first year that it projects."""
    found = _EDITION.search(path)
    if not found:
        raise SourceError(
            path, expected="an edition in the name, as in weo_2026apr", found="none", do="rename the file"
        )
    year = int(found[1])
    if found[2].lower() == "apr":
        return f"April {year}", date(year, 4, 30), year - 1
    return f"October {year}", date(year, 10, 31), year


def _unknown_subjects(table: pd.DataFrame) -> list[str]:
    known = {*_KEYS, *_SUBJECTS, "row"}
    return [name for name in table.columns if name not in known and not _COMMODITY_PRICE.fullmatch(name)]
