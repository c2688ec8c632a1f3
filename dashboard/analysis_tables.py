"""What the columns of the tables of analyses mean: estimators, reliability, breaks, indices, product lines."""

from dashboard.tables import (
    AS_OF_COLUMN,
    CODE,
    DEPENDENT_COLUMN,
    FLOW_COLUMN,
    PARTNER_COLUMN,
    RESULT_COLUMNS,
    SOURCES_COLUMN,
    STATUS_COLUMN,
    VARIANT_COLUMN,
    YEAR_COLUMN,
    Column,
    Table,
)
from indicators.breaks import METHODS
from indicators.estimators import ESTIMATORS
from indicators.estimators.ladder import RUNGS
from indicators.products.lines import LEVELS
from ingest.alerts import SEVERITIES
from ingest.model import STATUSES

ESTIMATED = Table(
    (
        FLOW_COLUMN,
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
        STATUS_COLUMN,
        Column("inputs", "text", "what it was computed from: name=value, separated by ;"),
        SOURCES_COLUMN,
    ),
    ("flow", "period", "estimator"),
)
FREIGHT = Table(
    (
        FLOW_COLUMN,
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
        STATUS_COLUMN,
        Column("remark", "text", "why the quotient is not freight, where that is known"),
        SOURCES_COLUMN,
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
        FLOW_COLUMN,
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
        *RESULT_COLUMNS[:3],
        VARIANT_COLUMN,
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
        SOURCES_COLUMN,
        AS_OF_COLUMN,
    ),
    ("variant", "first", "method", "period"),
)
INDEX_YEARS = Table(
    (
        Column("index", "text", "id of the composite index", required=True),
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        YEAR_COLUMN,
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
        STATUS_COLUMN,
        SOURCES_COLUMN,
        AS_OF_COLUMN,
    ),
    ("index", "dependent", "partner", "period"),
)
_YES = "true or false; empty where it hangs on what is not published"
PRODUCTS = Table(
    (
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        Column("level", "text", "how fine the lines are", required=True, allowed=LEVELS),
        YEAR_COLUMN,
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
        SOURCES_COLUMN,
    ),
    ("level", "period", "product"),
)
ALERTS = Table(
    (
        Column("rule", "text", "id of the rule in data/alerts.toml", required=True),
        Column("severity", "text", "how much it matters", required=True, allowed=SEVERITIES),
        Column("indicator", "text", "id of the indicator, measure or claim that the rule watches", required=True),
        Column("period", "text", "the period in which it fired; of what stopped, the last one known", required=True),
        Column("text", "text", "the alert in words", required=True),
        Column("value", "number", "the value of the period, in the indicator's unit; empty where there is none"),
        Column("since", "text", "the period it is compared with, or since which it holds", required=True),
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
    ),
    ("rule", "dependent", "partner", "period"),
)
