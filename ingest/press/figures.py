"""Rows of the tables of single figures: topic, entity, period, value, unit, publisher, address, quality note."""

import re
from collections.abc import Mapping

from ingest.model import Status
from ingest.press.cells import Amount, NoFigure, amount, as_printed, known_from, slug, unit, when

COLUMNS = (
    "topic", "entity", "period", "value", "unit", "source_title", "source_publisher", "source_locator", "quality_note",
)  # fmt: skip

# The fund has borne two names, and some figures join its loans with Russia's.
_AREAS = {"RUS+EFSD": "_RUS_EFSD", "EurAsEC ACF": "_EFSD", "EFSD": "_EFSD", "Gazprom": "RUS"}
_AREA = "|".join((*map(re.escape, _AREAS), "BLR", "RUS", "EU"))
_ENTITY = re.compile(rf"(?P<first>{_AREA})\b(?:(?:<-|->|-)(?P<second>{_AREA})\b)?(?P<rest>.*)")

# Topics about Russia even where the entity names Belarus alone.
_ABOUT_RUSSIA = re.compile(r"(^|_)(RUS|russian)(_|$)|^gas_(price_paid|supply_contract)")
# Prices computed from two totals are so from those of deliveries by Russia.
_PRICE_OF_RUSSIAN_CRUDE = re.compile(r"^computed|from Russia|world price")
_PRICE_OF_ALL_CRUDE = "(all sources)"

# Names of the same thing in the tables of figures and of transit quotes.
_ENTITY_PRODUCTS = {
    "plan": "agreed",
    "working_target": "target",
    "expected_actual": "expected",
    "actual": "reported",
    "gasoline_etc_transit": "gasoline",
    "all_sources": "",
}
# What the words after a period say of the thing measured; `per year` says it only after several years.
_PERIOD_PRODUCTS = {
    "": "",
    "cumulative": "",
    "full year": "",
    "per year": "",
    "cumulative plan": "plan",
    "plan": "plan",
    "agreement": "agreed",
    "signed": "signed",
    "received": "received",
    "terms": "terms",
    "change": "change",
    "run-rate": "run_rate",
    "NPP": "npp",
}

_FORECAST_PRODUCTS = frozenset({"agreed", "target", "expected", "plan", "ambassador_plan"})
_FORECAST_TOPICS = frozenset({"oil_quota"})
_FORECAST_NOTE = re.compile(r"\bex ante\b|\bexpectation\b|\bannounced\b", re.IGNORECASE)
_PRICE_AHEAD = re.compile(r"\bex[- ]ante\b|\bexpected\b|\bforecast\b", re.IGNORECASE)  # a contract's price is none
_ESTIMATED_TOPICS = frozenset({"russian_subsidy_estimate", "union_support_poll"})
_ESTIMATED_PRODUCTS = frozenset({"run_rate"})
_ESTIMATED_WORDS = re.compile(r"^computed|\bexpert\b|\bestimate[sd]?\b", re.IGNORECASE | re.MULTILINE)
_THINK_TANK = re.compile(r"\b(GMFUS|IPEM|Chatham House)\b")
_CONTRACT_PRICE = "gas_price_paid_by_BLR"  # copied from contracts and ministers, also where it was told in advance

_BEST = re.compile(r"\b(BEST|PRIMARY)\b")
_INFERIOR = re.compile(r"\brounded\b|political statement|\bapproximate|\blow trust\b|\boral\b", re.IGNORECASE)


def observation(row: Mapping[str, str]) -> dict[str, object]:
    """Return the observation that a row of a table of figures states.

    >>> row = dict.fromkeys(COLUMNS, "") | {"topic": "gas_price_paid_by_BLR", "entity": "BLR<-Gazprom", "value": "148"}
    >>> row |= {"period": "2009", "unit": "USD/1000m3", "quality_note": "Belstat, ex post: BEST for 2009"}
    >>> [observation(row)[name] for name in ("reporter", "partner", "unit", "vintage", "status", "preference")]
    ['BLR', 'RUS', 'USD/1000 m3', datetime.date(2010, 1, 1), 'official_statement', 0]

    Raises NoFigure for a row without a number or without a certain period.
    """
    topic, note = row["topic"], row["quality_note"]
    stated = _amount(row)
    named, words = when(row["period"])
    unit_name, unit_word = unit(row["unit"])
    reporter, partner, rest = _areas(row["entity"], topic, note)
    product = _joined(rest, _period_product(words, several_years=named.months > 12), unit_word)
    item = "goods_turnover" if _is_turnover(row) else topic
    return {
        "item": item, "reporter": reporter, "partner": partner, "product": product, "unit": unit_name,
        "title": title(item, product), "period": named.text, "vintage": known_from(row["source_locator"], named, note),
        "value": stated.value, "low": stated.low, "high": stated.high,
        "status": _status(topic, product, row), "preference": preference(note, row["value"]),
        "locator": row["source_locator"], "note": joined_note(row["source_publisher"], note, words),
    }  # fmt: skip


def preference(note: str, value: str) -> int:
    """Return 0 for a figure whose note calls it the best, 2 if it calls it rounded, doubtful or about so much, else 1.

    >>> preference("PRIMARY MinFin", "18.1"), preference("~40% of 7.2bn", "2.87"), preference("~20 Mt", "20")
    (0, 1, 2)
    """
    if _BEST.search(note):
        return 0
    about = re.search(rf"(~|\bsome \$?|\bclose to ){re.escape(value)}\b", note)
    return 2 if about or _INFERIOR.search(note) else 1


def title(item: str, product: str = "_Z") -> str:
    """Return a series' title from its item and product.

    >>> title("oil_products_via_RUS_Baltic_ports", "working_target")
    'Oil products via RUS Baltic ports, working target'
    """
    words = item.replace("_", " ")
    return words[0].upper() + words[1:] + ("" if product == "_Z" else f", {product.replace('_', ' ')}")


def joined_note(*parts: str) -> str:
    """Return the parts of a note that are there.

    >>> joined_note("RBC", "", "cumulative")
    'RBC; cumulative'
    """
    return "; ".join(part.strip() for part in parts if part.strip())


def _amount(row: Mapping[str, str]) -> Amount:
    """A trade turnover is an official statement like those of the table of statements: known to its last digit."""
    return as_printed(row["value"]) if _is_turnover(row) else amount(row["value"])


def _is_turnover(row: Mapping[str, str]) -> bool:
    return row["topic"] == "trade_share_RUS" and row["unit"] == "USD bn turnover"


def _areas(entity: str, topic: str, note: str) -> tuple[str, str, str]:
    """Reporter, partner and what the entity says beyond them."""
    found = _ENTITY.fullmatch(entity.strip())
    if found is None:
        return "_Z", "_Z", slug(entity)
    codes = [_AREAS.get(code, code) for code in (found["first"], found["second"]) if code]
    reporter = "BLR" if "BLR" in codes else codes[0]
    others = [code for code in codes if code != reporter] or [_partner(reporter, entity, topic, note)]
    rest = slug(found["rest"])
    return reporter, others[0], _ENTITY_PRODUCTS.get(rest, rest)


def _partner(reporter: str, entity: str, topic: str, note: str) -> str:
    if topic == "crude_import_price":
        russian = _PRICE_OF_RUSSIAN_CRUDE.search(note) and _PRICE_OF_ALL_CRUDE not in entity
        return "RUS" if russian else "WLD"
    return "RUS" if reporter != "RUS" and _ABOUT_RUSSIA.search(topic) else "_Z"


def _period_product(words: str, *, several_years: bool) -> str:
    if words not in _PERIOD_PRODUCTS:
        raise NoFigure(f"unknown words {words!r} after the period")
    return "per_year" if words == "per year" and several_years else _PERIOD_PRODUCTS[words]


def _joined(*products: str) -> str:
    return "_".join(dict.fromkeys(filter(None, products))) or "_Z"


def _status(topic: str, product: str, row: Mapping[str, str]) -> str:
    if topic == _CONTRACT_PRICE:
        ahead = _PRICE_AHEAD.search(row["quality_note"])
        return (Status.FORECAST if ahead else Status.OFFICIAL_STATEMENT).value
    if product in _FORECAST_PRODUCTS or topic in _FORECAST_TOPICS or _FORECAST_NOTE.search(row["quality_note"]):
        return Status.FORECAST.value
    told = "\n".join((row["quality_note"], row["source_publisher"], row["source_title"]))
    if topic in _ESTIMATED_TOPICS or product in _ESTIMATED_PRODUCTS or _THINK_TANK.search(row["source_publisher"]):
        return Status.ESTIMATED.value
    return (Status.ESTIMATED if _ESTIMATED_WORDS.search(told) else Status.OFFICIAL_STATEMENT).value
