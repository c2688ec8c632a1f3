"""What the columns of every table we give away mean: one declaration for CSV, data package, CSVW and OpenAPI."""

from dataclasses import dataclass
from typing import Any

from indicators.breaks import METHODS
from indicators.estimators import ESTIMATORS
from indicators.ladder import RUNGS
from indicators.ledger import COMPUTED, STATES
from indicators.lines import LEVELS
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
_STATUS = Column("status", "text", "how the weakest input came to be known; empty for a gap", allowed=STATUSES)
_VARIANT = Column("variant", "text", "how it was computed", required=True)
_RESULT = (
    Column("indicator", "text", "id of the indicator or measure", required=True),
    Column("dependent", "text", "country that depends, ISO 3166 alpha-3", required=True, pattern=CODE),
    Column("partner", "text", "country depended on, ISO 3166 alpha-3", required=True, pattern=CODE),
    Column("period", "text", "day, month, quarter, half, year or a range of them", required=True),
    *_BOUNDS,
    Column("unit", "text", "unit of value, low and high", required=True),
    _STATUS,
    Column("sources", "text", "source@day by which its edition was known, separated by ;"),
    Column("as_of", "day", "day up to which editions were used", required=True),
)
_WEIGHTED = "our mean of both sides' reports after CIF to FOB, weighed by the reporters' reliability"
_FLOW = Column("flow", "text", "exports or imports of the dependent country", required=True)
RECONCILED = Table(
    (
        _FLOW,
        Column("period", "text", "the year", required=True),
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
ESTIMATED = Table(
    (
        _FLOW,
        Column("period", "text", "a year, or a month of a nowcast", required=True),
        Column("estimator", "text", "how it was estimated", required=True, allowed=tuple(ESTIMATORS)),
        Column("value", "number", "USD mn; empty where only bounds are known, as of a residual"),
        Column("low", "number", "lower bound, USD mn; a residual has none"),
        Column("high", "number", "upper bound, USD mn"),
        Column("share", "number", "per cent of the country's total of that year"),
        Column("share_low", "number", "lower bound of the share"),
        Column("share_high", "number", "upper bound of the share"),
        Column(
            "coverage", "number", "per cent that a residual's partners had of earlier trade with all but the partner"
        ),
        _STATUS,
        Column("inputs", "text", "what it was computed from: name=value, separated by ;"),
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
    ),
    ("flow", "period", "estimator"),
)
FREIGHT = Table(
    (
        _FLOW,
        Column("partner", "text", "the other country, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("product", "text", "chapter of the Harmonised System; _T all goods", required=True),
        Column("years", "integer", "years in which both countries report the flow", required=True),
        Column("first", "text", "the first of them", required=True),
        Column("last", "text", "the last of them", required=True),
        Column("median", "number", "median of the importer's report over the exporter's", required=True),
        Column("least", "number", "the smallest quotient of a year", required=True),
        Column("most", "number", "the largest quotient of a year", required=True),
        Column("low", "number", "lower end of the band that estimators use", required=True),
        Column("high", "number", "upper end of that band", required=True),
        _STATUS,
        Column("remark", "text", "why the quotient is not freight, where that is known"),
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
    ),
    ("flow", "partner", "product"),
)
RELIABILITY = Table(
    (
        Column("reporter", "text", "the country that reports, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("reports", "integer", "its flows and years that the other country reports as well", required=True),
        Column("partners", "integer", "how many other countries these are", required=True),
        Column("error", "number", "its mean part in |ln(imports / exports)|, log points", required=True),
        Column("error_low", "number", "5th percentile of the error", required=True),
        Column("error_high", "number", "95th percentile of the error", required=True),
        Column("reliability", "number", "exp(-error): 1 is a reporter without error", required=True),
    ),
    ("reporter",),
)
REPLAY = Table(
    (
        _FLOW,
        Column("frequency", "text", "annual or monthly", required=True, allowed=("annual", "monthly")),
        Column("rung", "text", "way of carrying the flow on", required=True, allowed=tuple(RUNGS)),
        Column("years_ahead", "integer", "how far ahead, in years; 0 for all of them", required=True),
        Column("errors", "integer", "periods of the replay", required=True),
        Column("rmse", "number", "root mean square error, log points", required=True),
        Column("ratio", "number", "rmse over that of the growth carry on the same periods", required=True),
        Column("kept", "boolean", "whether it beats the growth carry by enough, or is it", required=True),
        Column("used", "boolean", "whether the nowcast shown is made by it", required=True),
        Column("variance_ratio", "number", "of the other partners' growth, since the break over before; widens bands"),
    ),
    ("flow", "frequency", "rung", "years_ahead"),
)
BREAKS = Table(
    (
        *_RESULT[:3],
        Column("variant", "text", "how it was computed; empty where there is one way only"),
        Column("first", "text", "first period of the run of reported values that was tested", required=True),
        Column("last", "text", "last period of that run", required=True),
        Column("scale", "text", "on which means were compared", required=True, allowed=("level", "log", "logit")),
        Column("method", "text", "chow at a known date, bai_perron at an unknown one", required=True, allowed=METHODS),
        Column("events", "text", "the events that set a known date, separated by ;"),
        Column("period", "text", "the last period before the break", required=True),
        Column("low", "text", "first period of its 95 % interval; empty where it cannot be computed"),
        Column("high", "text", "last period of its 95 % interval"),
        Column("before", "number", "mean before the break; geometric on the scale log", required=True),
        Column("after", "number", "mean after the break", required=True),
        Column("size", "number", "the second less the first", required=True),
        Column("unit", "text", "unit of before, after and size", required=True),
        Column("statistic", "number", "F of no break; empty where nothing varies around the means"),
        Column("p", "number", "p of no break; of an unknown date at most this, by the tables; empty above 10 %"),
        Column("p_adjusted", "number", "p adjusted for the number of known dates (Holm)"),
        Column("points", "integer", "points on both sides of the break", required=True),
        Column("found", "boolean", "whether a break is found at 5 %", required=True),
        Column("at_bounds", "boolean", "whether all lower and all upper bounds say the same", required=True),
        Column("notes", "text", "what must be read with the run, separated by ;"),
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
        Column("as_of", "day", "day up to which editions were used", required=True),
    ),
    ("variant", "first", "method", "period"),
)
PEERS = Table(
    (
        Column("indicator", "text", "id of the indicator", required=True),
        Column("variant", "text", "how it was computed; empty where there is one way only"),
        Column("dependent", "text", "country that depends, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("partner", "text", "country depended on, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("period", "text", "day, month, quarter, half, year or a range of them", required=True),
        *_BOUNDS,
        Column("rank", "integer", "rank by value among the countries with a value in that period; 1 is the highest"),
        Column("unit", "text", "unit of value, low and high", required=True),
        _STATUS,
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
    ),
    ("indicator", "variant", "dependent", "period"),
)
INDEX_YEARS = Table(
    (
        Column("index", "text", "id of the composite index", required=True),
        Column("dependent", "text", "country that depends, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("partner", "text", "country depended on, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("period", "text", "the year", required=True),
        Column("value", "number", "arithmetic mean of the pillars, 0 to 1; empty below the coverage needed"),
        Column("p5", "number", "5th percentile; below the coverage needed as if what is not known scored 0"),
        Column("p50", "number", "50th percentile; empty below the coverage needed"),
        Column("p95", "number", "95th percentile; below the coverage needed as if what is not known scored 1"),
        Column("coverage", "number", "part of the weight that is observed", required=True),
        Column("rank", "integer", "rank by value among the countries with one in that year; 1 is the highest"),
        Column("rank_p5", "number", "5th percentile of the rank"),
        Column("rank_p95", "number", "95th percentile of the rank"),
        Column("ranked", "integer", "how many countries have a value in that year", required=True),
        Column("since", "integer", "the year since which a rise is told of"),
        Column("probability_of_rise", "number", "part of the draws that rose since then, on inputs both years have"),
        _STATUS,
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
        Column("as_of", "day", "day up to which editions were used", required=True),
    ),
    ("index", "dependent", "partner", "period"),
)
_YES = "true or false; empty where it hangs on what is not published"
PRODUCTS = Table(
    (
        Column("dependent", "text", "country that depends, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("partner", "text", "country depended on, ISO 3166 alpha-3", required=True, pattern=CODE),
        Column("level", "text", "how fine the lines are", required=True, allowed=LEVELS),
        Column("period", "text", "the year", required=True),
        Column("product", "text", "chapter, revision and code of the HS, group of WITS or SITC section", required=True),
        Column("imports", "number", "imports of it from the world, USD mn"),
        Column("imports_from_partner", "number", "of these from the partner, USD mn"),
        Column("import_share", "number", "the partner's part of the imports, per cent"),
        Column("concentration_low", "number", "Herfindahl index of the suppliers, lower bound"),
        Column("concentration_high", "number", "Herfindahl index of the suppliers, upper bound"),
        Column("exports", "number", "exports of it to the world, USD mn"),
        Column("exports_to_partner", "number", "of these to the partner, USD mn"),
        Column("export_share", "number", "the partner's part of the exports, per cent"),
        Column("imports_over_exports", "number", "imports / exports; 9999 where nothing is exported"),
        Column("cdi1", "boolean", f"whether the suppliers are concentrated, index above 0.4: {_YES}"),
        Column("cdi2", "boolean", f"whether the partner sells more than half: {_YES}"),
        Column("cdi3", "boolean", f"whether imports are above exports: {_YES}"),
        Column("flagged", "boolean", f"whether all three hold: {_YES}, or below 100,000 USD"),
        Column("persistent", "boolean", f"whether they did in two of the three years to this one: {_YES}"),
        Column("flagged_as_union", "boolean", f"whether the European Union's own conditions hold: {_YES}"),
        Column("world_concentration", "number", "Herfindahl index of the world's exporters"),
        Column("substitutability", "number", "part of the world's exports that others than the partner sell, 0 to 1"),
        Column(
            "substitutability_open", "number", "the same without countries that have sanctions on the dependent one"
        ),
        Column("at_risk", "number", "exports at risk if the partner stopped buying, USD mn"),
        Column("at_risk_low", "number", "exports at risk, lower bound"),
        Column("at_risk_high", "number", "exports at risk, upper bound"),
        Column("status", "text", "how the weakest input came to be known", required=True, allowed=STATUSES),
        Column("sources", "text", "source@day by which its edition was known, separated by ;"),
    ),
    ("level", "period", "product"),
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
        Column("period", "text", "day, month, quarter, half, year or a range of them", required=True),
        Column("vintage", "day", "day by which this edition was certainly known", required=True),
        Column("value", "number", "the value as published; empty where only bounds were"),
        Column("low", "number", "lower bound as published; empty where it is the value"),
        Column("high", "number", "upper bound as published; empty where it is the value"),
        Column("unit", "text", "unit of value, low and high", required=True),
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
        return Table(_RESULT, ("period",))
    return Table((*_RESULT[:3], _VARIANT, *_RESULT[3:]), ("variant", "period"))


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
