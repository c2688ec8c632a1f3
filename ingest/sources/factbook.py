r"""CIA World Factbook, history of its texts on trade: shares of the largest partners, and total exports and imports.

A cell is text (`Russia 42%, Ukraine 13% (2019)`) or JSON that holds such text with a note. Whole per cents since the
edition of 2021; only the largest partners; the parts of one year can exceed 100. What the shares are made from is not
said, and totals are marked `est.`: all is `estimated`, a cross-check and never a first choice.

For 2022 and later Belarus and Russia, which report no partners any more, leave each other out, and the shares are of
what remains (China 34 % of Belarusian exports): items of their own, `..._without_belarus_russia`. Nothing about the
pair itself is known from here after 2021.

Totals change what they count without notice: goods in the first editions, other sums later, goods and services since
2024. Only a note that says so gives an item its name; without one it is `..._concept_unstated`. Lists of commodities
carry no number, `country comparison to the world` is a rank: neither is read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching
from ingest.model import Parsed, Refusal, Source, Status, tidy

SOURCE = Source(
    id="factbook",
    publisher="Central Intelligence Agency of the United States",
    title="The World Factbook: trade partners, exports and imports, editions since 2015",
    url="https://www.cia.gov/the-world-factbook/",
    licence="Public domain",
    redistribute=True,
    citation="CIA, The World Factbook, as kept by factbook/factbook.json.",
    cadence="weekly to 2026",
)

FILES = ("trade/cia_factbook_trade_partner_text_history.csv",)

_COLUMNS = ("iso3", "field", "text", "first_seen_commit_date", "last_seen_commit_date", "a_commit_holding_it")
_FLOWS = {"Exports": "export", "Imports": "import"}
_NO_NUMBERS = ("Exports - commodities", "Imports - commodities")
_OMITTING = {"BLR": 2022, "RUS": 2022}  # the first year whose partners leave the other of the two out
_WITHOUT = "_without_belarus_russia"

_SHARE = r"([^%(),]+(?:, The)?) (\d+(?:\.\d+)?)%"  # `Gambia, The 4%` is one partner
_SHARES = re.compile(rf"{_SHARE}(?:, {_SHARE})* \((\d{{4}})\)")
_NOTE = r"(?: note: data are in current year dollars)?"
_TOTAL = re.compile(rf"\$(\d+(?:\.\d+)?) (billion|million){_NOTE} \((\d{{4}}) est\.\){_NOTE}")
_UNITS = {"billion": "USD bn", "million": "USD mn"}
_UNSTATED = ("concept_unstated", "concept not stated")
_CONCEPTS = {  # by how the note begins
    "data are in current year dollars": _UNSTATED,
    "balance of payments": ("goods_and_services", "goods and services, balance of payments"),
    "gdp expenditure basis": ("goods_and_services_gdp", "goods and services, national accounts"),
}
_MARKUP = re.compile(r"<[^>]+>|note:")


class _NotUnderstood(ValueError):
    """A cell that is neither shares of partners nor totals as the Factbook writes them."""


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the partners' shares in per cent and the totals of each text, known from the day it was first seen.

    >>> labels = "iso3,field,text,first_seen_commit_date,last_seen_commit_date,a_commit_holding_it"
    >>> cells = 'BLR,Exports - partners,"Russia 42%, Ukraine 13% (2019)",2021-05-23,2024-05-02,cb36ea33'
    >>> observations = parse(f"{labels}\n{cells}\n".encode(), "factbook.csv").observations
    >>> observations[["item", "partner", "period", "value"]].values.tolist()
    [['export_share', 'RUS', '2019', 42.0], ['export_share', 'UKR', '2019', 13.0]]

    Raises SourceError for a field it does not know and for a file of which it understands nothing.
    """
    table = csv_table(payload, path, _COLUMNS)
    fields = "|".join((*_FLOWS, *(f"{flow} - partners" for flow in _FLOWS), *_NO_NUMBERS))
    matching(table["field"], table["row"], path, fields, f"a field {fields}")
    matching(table["iso3"], table["row"], path, "[A-Z]{3}", "an ISO 3166 code")
    matching(table["first_seen_commit_date"], table["row"], path, r"\d{4}-\d\d-\d\d", "a day")
    refused = list(_without_numbers(table, path))
    found: list[dict[str, object]] = []
    for cells in table[~table["field"].isin(_NO_NUMBERS)].to_dict("records"):
        row = int(cells["row"])
        try:
            read = list(_observations({str(name): str(cell) for name, cell in cells.items()}))
        except _NotUnderstood as error:
            refused.append(Refusal(path, row, str(error)))
            continue
        vintage = date.fromisoformat(str(cells["first_seen_commit_date"]))
        found += [stated | {"reporter": cells["iso3"], "vintage": vintage, "row": row} for stated in read]
    if not found:
        raise SourceError(path, expected="shares of partners and totals", found=f"{len(table)} rows without any")
    full = pd.DataFrame(found)
    unknown = full[full["partner"].isna()].drop_duplicates("note")
    refused += [Refusal(path, int(row["row"]), f"unknown area {row['note']!r}") for _, row in unknown.iterrows()]
    known = full[full["partner"].notna()].assign(note="")
    observations = tidy(known, product="_T", status=Status.ESTIMATED.value)
    latest = max(observations["vintage"])
    return Parsed(f"texts first seen from 2015 to {latest}", latest, observations, tuple(refused), _VIA)


_VIA = "factbook/factbook.json (history; commit named in each row)"


def _without_numbers(table: pd.DataFrame, path: str) -> Iterator[Refusal]:
    for field, rows in table[table["field"].isin(_NO_NUMBERS)].groupby("field"):
        yield Refusal(path, int(rows["row"].min()), f"{field}: {len(rows)} rows that name goods without a number")


def _observations(cells: Mapping[str, str]) -> Iterator[dict[str, object]]:
    flow, _, partners = cells["field"].partition(" - ")
    texts, note = _texts(cells["text"])
    if partners:
        for text in texts:
            yield from _shares(text, _FLOWS[flow], cells["iso3"])
    else:
        for text in texts:
            yield from _totals(text, _FLOWS[flow], note)


def _texts(cell: str) -> tuple[list[str], str]:
    """Return the texts of a cell without their markup, and the note that stands beside them in JSON."""
    if not cell.startswith("{"):
        return [cell], ""
    try:
        parts = json.loads(cell)
    except json.JSONDecodeError as error:
        raise _NotUnderstood(f"damaged JSON {cell[:40]!r}") from error
    note = _MARKUP.sub("", str(parts.pop("note", ""))).strip()
    parts.pop("country comparison to the world", None)
    return [str(text) for text in parts.values()], note


def _shares(text: str, flow: str, reporter: str) -> Iterator[dict[str, object]]:
    whole = _SHARES.fullmatch(text)
    if whole is None:
        raise _NotUnderstood(f"{text[:60]!r} is no list of partners with per cents")
    year = whole.groups()[-1]
    omitting = int(year) >= _OMITTING.get(reporter, int(year) + 1)
    title = f"Partner's share of {flow}s" + (", Belarus and Russia leaving each other out" if omitting else "")
    for name, share in re.findall(rf"(?:^|, ){_SHARE}", text):
        yield {
            "item": f"{flow}_share{_WITHOUT if omitting else ''}", "title": title, "partner": area_code(name),
            "unit": "percent", "period": year, "value": float(share), "note": name,
        }  # fmt: skip


def _totals(text: str, flow: str, note: str) -> Iterator[dict[str, object]]:
    name, words = _concept(note)
    for part in re.split(r" \+\+ | / ", text):
        found = _TOTAL.fullmatch(part)
        if found is None:
            raise _NotUnderstood(f"{part[:60]!r} is no amount in dollars with its year")
        yield {
            "item": f"{flow}_{name}", "title": f"{flow.capitalize()}s, {words}", "partner": "WLD",
            "unit": _UNITS[found[2]], "period": found[3], "value": float(found[1]), "note": "",
        }  # fmt: skip


def _concept(note: str) -> tuple[str, str]:
    """What the totals beside a note count, as the name of an item and in words."""
    if not note:
        return _UNSTATED
    for start, concept in _CONCEPTS.items():
        if note.casefold().startswith(start):
            return concept
    raise _NotUnderstood(f"unknown note {note[:60]!r}")
