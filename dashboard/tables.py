"""What the columns of every table we give away mean: one declaration for CSV, data package, CSVW and OpenAPI."""

from dataclasses import dataclass
from typing import Any

from indicators.ledger import COMPUTED, STATES
from indicators.rules import KINDS
from ingest.model import STATUSES

Json = dict[str, Any]
Record = dict[str, Any]  # a row by column: text, number, whole number, truth, a day as ISO text, or None

CODE = r"^[A-Z]{3}$"
_SHA256 = r"^[0-9a-f]{64}$"
_PRECISIONS = ("day", "month", "year")
_TYPES = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean", "day": "date"}
_JSON = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean", "day": "string"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds and what is true of every cell."""

    name: str
    kind: str  # text, number, integer, boolean or day
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table, and those that together name a row."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


_BOUNDS = (
    Column("value", "number", "the value; empty where only bounds are known or nothing is"),
    Column("low", "number", "lower bound"),
    Column("high", "number", "upper bound"),
)
# Columns of many tables.
DEPENDENT_COLUMN = Column("dependent", "text", "country that depends, ISO 3166 alpha-3", required=True, pattern=CODE)
PARTNER_COLUMN = Column("partner", "text", "country depended on, ISO 3166 alpha-3", required=True, pattern=CODE)
PERIOD_COLUMN = Column("period", "text", "day, month, quarter, half, year or a range of them", required=True)
YEAR_COLUMN = Column("period", "text", "the year", required=True)
SOURCES_COLUMN = Column("sources", "text", "source@day by which its edition was known, separated by ;")
AS_OF_COLUMN = Column("as_of", "day", "day up to which editions were used", required=True)
VARIANT_COLUMN = Column("variant", "text", "how it was computed; empty where there is one way only")
_UNIT = Column("unit", "text", "unit of value, low and high", required=True)
FLOW_COLUMN = Column("flow", "text", "exports or imports of the dependent country", required=True)
STATUS_COLUMN = Column("status", "text", "how the weakest input came to be known; empty for a gap", allowed=STATUSES)
_VARIANT = Column("variant", "text", "how it was computed", required=True)
RESULT_COLUMNS = (
    Column("indicator", "text", "id of the indicator or measure", required=True),
    DEPENDENT_COLUMN,
    PARTNER_COLUMN,
    PERIOD_COLUMN,
    *_BOUNDS,
    _UNIT,
    STATUS_COLUMN,
    SOURCES_COLUMN,
    AS_OF_COLUMN,
)
_WEIGHTED = "our mean of both sides' reports after CIF to FOB, weighed by the reporters' reliability"
RECONCILED = Table(
    (
        FLOW_COLUMN,
        YEAR_COLUMN,
        *(
            Column(f"{report}_{end}", "number", f"{text}, USD mn{'' if end == 'value' else f', {end} bound'}")
            for report, text in (
                ("reported", "the dependent country's own report"),
                ("mirror", "the partner's report, annual"),
                ("mirror_of_months", "the partner's report, sum of its months"),
                ("mirror_comtrade", "the partner's report to UN Comtrade"),
                ("reconciled", "reconciled from both sides by BACI"),
                ("imts", "IMF trade statistics; its estimates from 2022 on"),
                ("statement", "what the dependent country's officials state"),
            )
            for end in ("value", "low", "high")
        ),
        *(
            Column(f"weighted_{end}", "number", f"{_WEIGHTED}, USD mn{'' if end == 'value' else f', {end} bound'}")
            for end in ("value", "low", "high")
        ),
        Column("gap", "number", "the partner's report less the country's own, USD mn"),
        Column("gap_percent", "number", "the gap in per cent of the country's own"),
        Column("reason", "text", "why they differ, where it is known"),
    ),
    ("flow", "period"),
)
PEERS = Table(
    (
        Column("indicator", "text", "id of the indicator", required=True),
        VARIANT_COLUMN,
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        PERIOD_COLUMN,
        *_BOUNDS,
        Column("rank", "integer", "rank by value among the countries with a value in that period; 1 is the highest"),
        _UNIT,
        STATUS_COLUMN,
        SOURCES_COLUMN,
    ),
    ("indicator", "variant", "dependent", "period"),
)
_OF_WORLD = (
    ("export_share", "the partner's share of the country's goods exports, per cent"),
    ("import_share", "the partner's share of the country's goods imports, per cent"),
    ("turnover_share", "the partner's share of the country's goods turnover, per cent"),
    ("trade_asymmetry", "turnover_share less the country's share of the partner's turnover, percentage points"),
)
DEPENDENTS_TABLE = Table(
    (
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        YEAR_COLUMN,
        *(
            column
            for name, text in _OF_WORLD
            for column in (
                Column(name, "number", f"{text}; empty where it rests on a flow known to be wrong"),
                Column(f"{name}_low", "number", "its lower bound"),
                Column(f"{name}_high", "number", "its upper bound"),
            )
        ),
        STATUS_COLUMN,
        SOURCES_COLUMN,
    ),
    ("dependent",),
)
SERIES = Table(
    (
        Column("id", "text", "id of the series", required=True),
        Column("title", "text", "what it measures, as its publisher says"),
        Column("source", "text", "id of the source", required=True),
        Column("item", "text", "what is measured: the publisher's code", required=True),
        Column("reporter", "text", "who reports: ISO 3166 alpha-3, WLD the world, _Z does not apply", required=True),
        Column("partner", "text", "the other country or creditor, in the same codes", required=True),
        Column("product", "text", "goods or detail; _T the total, _Z does not apply", required=True),
        Column("unit", "text", "unit of its values", required=True),
        Column("freq", "text", "A annual, Q quarterly, M monthly, D daily, _O single figures", required=True),
        Column("first", "text", "its earliest period", required=True),
        Column("last", "text", "its latest period", required=True),
        Column("observations", "integer", "number of observations, every edition counted", required=True),
    ),
    ("id",),
)
OBSERVATIONS = Table(
    (
        PERIOD_COLUMN,
        Column("vintage", "day", "day by which this edition was certainly known", required=True),
        Column("value", "number", "the value as published; empty where only bounds were"),
        Column("low", "number", "lower bound as published; empty where it is the value"),
        Column("high", "number", "upper bound as published; empty where it is the value"),
        _UNIT,
        Column("status", "text", "how it came to be known", required=True, allowed=STATUSES),
        Column("edition", "text", "the edition, as its publisher names it", required=True),
        Column("file", "text", "the published file", required=True),
        Column("sha256", "text", "SHA-256 of that file's bytes", required=True, pattern=_SHA256),
        Column("row", "integer", "line or sheet row in that file", required=True),
        Column("locator", "text", "where else in the file or on the web it stands"),
        Column("note", "text", "what the publisher or we remark"),
    ),
    (),  # press figures may repeat a period within a vintage: a row is named by file and row, not always by these
)
_COMPUTED = "how much of what decides it was computed: bounds that leave it open are, series not at hand are not"
_CLOCKS = tuple(
    column
    for clock, when in (("then", "on what was known by 2021-09-30"), ("now", "on what is known now"))
    for column in (
        Column(f"{clock}_state", "text", f"the verdict {when}", required=True),
        Column(f"{clock}_decided_by", "text", "the indicator, measure or event that decided it"),
        Column(f"{clock}_value", "number", "the deciding number"),
        Column(f"{clock}_margin", "number", "its distance from where the verdict would change"),
        Column(f"{clock}_basis", "text", "which editions were used"),
        Column(f"{clock}_reason", "text", "why this verdict"),
        Column(f"{clock}_computed", "text", _COMPUTED, required=True, allowed=COMPUTED),
        Column(f"{clock}_missing", "text", "what the rule asks for and did not find, separated by ;"),
        Column(f"{clock}_bases", "text", "the verdict on a price's other bases, separated by ;"),
        Column(f"{clock}_sources", "text", "source@day by which its edition was known, separated by ;"),
    )
)
CLAIMS = Table(
    (
        Column("id", "text", "id of the claim", required=True),
        Column("theme", "text", "subject of the claim", required=True),
        Column("claim", "text", "the claim in our own words", required=True),
        Column("section", "text", "section of the memo", required=True),
        Column("paragraph", "integer", "paragraph of that section", required=True),
        Column("kind", "text", "kind of test", required=True, allowed=tuple(KINDS)),
        Column("rule", "text", "the function that tests it; empty where nothing at hand could"),
        Column("rule_hash", "text", "SHA-256 of the rule with its parameters", required=True, pattern=_SHA256),
        Column("rule_frozen", "day", "day since which the rule is frozen as it is"),
        *_CLOCKS,
    ),
    ("id",),
)
SPECIFICATIONS = Table(
    (
        Column("claim", "text", "id of the claim", required=True),
        Column("clock", "text", "then, what was known by 2021-09-30, or now", required=True, allowed=("then", "now")),
        Column("reading", "integer", "number of the reading", required=True),
        Column("declared", "boolean", "whether it is the reading that the claim declares", required=True),
        Column("basis", "text", "of a price: as published, relative to a benchmark, in a currency", required=True),
        Column("choices", "text", "what is chosen for the parameters of the rule", required=True),
        Column("state", "text", "the verdict", required=True, allowed=STATES),
        Column("agrees", "boolean", "whether it says the same of the claim as the declared reading", required=True),
        Column("value", "number", "the deciding number"),
        Column("margin", "number", "its distance from where the verdict would change"),
        Column("decided_by", "text", "the indicator, measure or event that decided it"),
        Column("reason", "text", "why this verdict"),
    ),
    ("claim", "reading"),
)
EVENTS = Table(
    (
        Column("id", "text", "id of the event", required=True),
        Column("date", "day", "its day, or the first day of its month or year", required=True),
        Column("precision", "text", "how exactly the source dates it", required=True, allowed=_PRECISIONS),
        Column("title", "text", "the event in a few words", required=True),
        Column("text", "text", "the event in a sentence"),
        Column("kind", "text", "kind of event", required=True),
        Column("source", "text", "who reports it"),
        Column("url", "text", "where"),
    ),
    ("id",),
)
SOURCES = Table(
    (
        Column("path", "text", "the published file, or the reply of a live provider", required=True),
        Column("source", "text", "id of the source", required=True),
        Column("title", "text", "the data set", required=True),
        Column("publisher", "text", "who publishes it", required=True),
        Column("edition", "text", "the edition, as its publisher names it", required=True),
        Column("vintage", "day", "day by which this edition was certainly known", required=True),
        Column("licence", "text", "the publisher's terms", required=True),
        Column("redistribute", "boolean", "whether the packaged snapshot passes it on whole", required=True),
        Column("citation", "text", "how to cite it"),
        Column("url", "text", "the publisher's address"),
        Column("via", "text", "the public repository that carried the file, at its commit, or the address asked"),
        Column("sha256", "text", "SHA-256 of the file's bytes", required=True, pattern=_SHA256),
        Column("bytes", "integer", "size of the file", required=True),
        Column("rows", "integer", "observations read from it", required=True),
        Column("kept", "integer", "observations of it in the snapshot", required=True),
    ),
    ("path",),
)


def result_table(varied: bool) -> Table:
    """Return the columns of a result; `variant` stands after `partner` where there are variants.

    >>> result_table(varied=True).names[2:5], result_table(varied=False).key
    (['partner', 'variant', 'period'], ('period',))
    """
    if not varied:
        return Table(RESULT_COLUMNS, ("period",))
    return Table((*RESULT_COLUMNS[:3], _VARIANT, *RESULT_COLUMNS[3:]), ("variant", "period"))


def table_schema(table: Table) -> Json:
    """Return the table in Frictionless' Table Schema.

    >>> table_schema(EVENTS)["fields"][1]["type"], table_schema(EVENTS)["primaryKey"]
    ('date', ['id'])
    """
    fields = []
    for column in table.columns:
        field: Json = {"name": column.name, "type": _TYPES[column.kind], "description": column.description}
        limits: Json = {"required": True} if column.required else {}
        limits |= {"enum": list(column.allowed)} if column.allowed else {}
        limits |= {"pattern": column.pattern.strip("^$")} if column.pattern else {}
        fields.append(field | ({"constraints": limits} if limits else {}))
    return {"fields": fields, "missingValues": [""]} | ({"primaryKey": list(table.key)} if table.key else {})


def csvw_schema(table: Table) -> Json:
    """Return the table as the `tableSchema` of the W3C's CSVW.

    >>> csvw_schema(EVENTS)["columns"][1]["datatype"]
    'date'
    """
    columns = []
    for column in table.columns:
        datatype: str | Json = _TYPES[column.kind]
        if column.pattern:
            datatype = {"base": "string", "format": column.pattern.strip("^$")}
        described = {"name": column.name, "titles": column.name, "dc:description": column.description}
        columns.append(described | {"datatype": datatype} | ({"required": True} if column.required else {}))
    return {"columns": columns} | ({"primaryKey": list(table.key)} if table.key else {})


def json_schema(table: Table) -> Json:
    """Return the JSON Schema of a row as the API gives it: null for an empty cell.

    >>> json_schema(EVENTS)["properties"]["url"]["type"]
    ['string', 'null']
    """
    properties = {}
    for column in table.columns:
        kind = _JSON[column.kind]
        schema: Json = {"type": kind if column.required else [kind, "null"], "description": column.description}
        schema |= {"format": "date"} if column.kind == "day" else {}
        schema |= {"enum": [*column.allowed, *([] if column.required else [None])]} if column.allowed else {}
        properties[column.name] = schema | ({"pattern": column.pattern} if column.pattern else {})
    return {"type": "object", "properties": properties, "required": table.names, "additionalProperties": False}
