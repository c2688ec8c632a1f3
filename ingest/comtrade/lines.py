"""Tables as comtradeplus.un.org downloads them: `TradeData_MONTH_DAY_YEAR_HOUR_MINUTE_SECOND.csv`, named by the day.

They have the columns of the API's replies. The encoding is UTF-8 or Latin-1, and records may end in a comma that the
header has not. Codes of four and six digits mean something else in each revision of the Harmonised System, so the
revision stands before them (`H6-310420`); chapters (`31`) are the same in all. Rows of single modes of transport,
customs procedures and second partners are parts of the rows of all of them and are left out. Not read: quantities.
"""

import csv
import io
import re
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, tidy

_NAME = re.compile(r"TradeData_(\d{1,2})_(\d{1,2})_(\d{4})_.*\.csv")
_COLUMNS = (
    "typeCode", "freqCode", "period", "reporterISO", "reporterDesc", "flowCode", "partnerCode", "partnerDesc",
    "partner2Code", "classificationCode", "cmdCode", "customsCode", "motCode", "primaryValue",
)  # fmt: skip
_WHOLE = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_ITEMS = {
    "X": ("export", "Exports"),
    "M": ("import", "Imports"),
    "RX": ("re_export", "Re-exports (part of exports)"),
    "RM": ("re_import", "Re-imports (part of imports)"),
}
_CAPS = (500, 100_000, 250_000)  # rows after which a download is cut, by what the user may have


def is_download(path: str) -> bool:
    """Tell whether a file is named as a download is."""
    return _NAME.fullmatch(path.rpartition("/")[2]) is not None


def parse(payload: bytes, path: str) -> Parsed:
    """Return the flows of a download in USD, as known on the day in its name.

    Raises SourceError for a name without the day, another layout, classification or frequency, a code, flow or year of
    another form, a flow given twice, and a number of rows at which downloads are cut.
    """
    day = _day(path)
    table = csv_table(_tidied(payload), path, _COLUMNS)
    if len(table) in _CAPS:
        do = "download it in parts, or use the API with a key"
        raise SourceError(path, expected="a whole table", found=f"{len(table)} rows: downloads are cut there", do=do)
    for name, pattern, expected in (
        ("typeCode", "C", "goods (C)"),
        ("freqCode", "A", "years (A)"),
        ("period", r"(19|20)\d\d", "a year"),
        ("reporterISO", "[A-Z]{3}", "a reporter's code"),
        ("flowCode", "|".join(_ITEMS), f"a flow of {', '.join(_ITEMS)}"),
        ("classificationCode", "H[0-6]", "a revision of the Harmonised System, H0 to H6"),
        ("cmdCode", r"TOTAL|\d\d|\d{4}|\d{6}", "TOTAL or a code of two, four or six digits"),
    ):
        matching(table[name], table["row"], path, pattern, expected)
    whole = pd.Series(True, index=table.index)
    for name, code in _WHOLE.items():
        whole &= table[name] == code
    flows = _flows(table, path)
    coded = flows["partner"].notna()
    to_itself = flows["reporter"] == flows["partner"]
    kept = flows[whole & coded & ~to_itself]
    _refuse_repeated(kept, path)
    refused = (
        *_refusals(table[~whole], path, "a part of the trade by transport, customs procedure or second partner"),
        *_refusals(table[whole & ~coded], path, "a partner that is not in data/codes/areas.csv"),
        *_refusals(table[whole & to_itself], path, "trade of a country with itself: goods that came back"),
    )
    return Parsed(f"downloaded {day}", day, tidy(kept, unit="USD", vintage=day), refused)


def _day(path: str) -> date:
    name = _NAME.fullmatch(path.rpartition("/")[2])
    try:
        month, day, year = (int(part) for part in name.groups()) if name else (0, 0, 0)
        return date(year, month, day)
    except ValueError as error:
        expected = "the name that comtradeplus.un.org gives, TradeData_MONTH_DAY_YEAR_*.csv"
        raise SourceError(path, expected=expected, found=path.rpartition("/")[2]) from error


def _tidied(payload: bytes) -> bytes:
    """Return the bytes as UTF-8, and without the comma after every record that the header does not have."""
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = payload.decode("latin-1")
    lines = text.replace("\r\n", "\n").split("\n")
    first = [len(row) for row in csv.reader(io.StringIO("\n".join(lines[:2])))]
    if len(first) == 2 and first[1] == first[0] + 1 and all(line.endswith(",") for line in lines[1:] if line):
        lines[1:] = [line.removesuffix(",") for line in lines[1:]]
    return "\n".join(line for line in lines if line).encode() + b"\n" if text.strip() else payload


def _flows(table: pd.DataFrame, path: str) -> pd.DataFrame:
    products = product_codes(table["cmdCode"], table["classificationCode"])
    partners = {
        (code, name): "WLD" if code == "0" else area_code(name) if isinstance(name, str) else None
        for code, name in zip(table["partnerCode"], table["partnerDesc"], strict=True)
    }
    reporters = {
        (iso3, name): (area_code(name) if isinstance(name, str) else None) or iso3
        for iso3, name in zip(table["reporterISO"], table["reporterDesc"], strict=True)
    }
    return pd.DataFrame({
        "item": table["flowCode"].map({flow: item for flow, (item, _) in _ITEMS.items()}),
        "reporter": [reporters[pair] for pair in zip(table["reporterISO"], table["reporterDesc"], strict=True)],
        "partner": [partners[pair] for pair in zip(table["partnerCode"], table["partnerDesc"], strict=True)],
        "product": products,
        "title": table["flowCode"].map({flow: title for flow, (_, title) in _ITEMS.items()}) + titles(products),
        "period": table["period"], "value": numbers(table["primaryValue"], table["row"], path), "row": table["row"],
    })  # fmt: skip


def product_codes(codes: pd.Series, revisions: pd.Series) -> pd.Series:
    """Return the product of each row: `_T`, a chapter, or a finer code behind its revision.

    >>> product_codes(pd.Series(["TOTAL", "31", "310420"]), pd.Series(["H6", "H6", "H6"])).tolist()
    ['_T', '31', 'H6-310420']
    """
    return codes.where(codes.str.len() < 4, revisions + "-" + codes).where(codes != "TOTAL", "_T")


def titles(products: pd.Series) -> pd.Series:
    """Return how a title goes on for each product.

    >>> titles(pd.Series(["_T", "31", "H6-310420"])).tolist()
    [', all goods', ', HS 31', ', HS 310420 of revision H6']
    """
    named = ", HS " + products.str.replace(r"^(H\d)-(\d+)$", r"\2 of revision \1", regex=True)
    return named.where(products != "_T", ", all goods")


def _refuse_repeated(flows: pd.DataFrame, path: str) -> None:
    repeated = flows.duplicated(["item", "reporter", "partner", "product", "period"])
    if repeated.any():
        first = flows[repeated].iloc[0]
        told = f"{first['item']} {first['reporter']} {first['partner']} {first['product']} {first['period']} again"
        raise SourceError(path, expected="each flow once", found=f"{told} in row {first['row']}")


def _refusals(rows: pd.DataFrame, path: str, reason: str) -> tuple[Refusal, ...]:
    return (Refusal(path, int(rows["row"].iloc[0]), f"{reason} ({len(rows)} rows)"),) if len(rows) else ()
