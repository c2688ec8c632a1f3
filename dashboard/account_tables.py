"""What the columns of the accounts mean: scenarios, the support account and vulnerability."""

from dashboard.tables import DEPENDENT_COLUMN, PARTNER_COLUMN, SOURCES_COLUMN, Column, Table
from ingest.model import STATUSES
from ingest.scenarios import BASES

_STATUS = Column("status", "text", "how the weakest input came to be known; empty where one lacks", allowed=STATUSES)
_LACKS = Column("lacks", "text", "what is not known of it, separated by ;")
_SCENARIO = Column("scenario", "text", "id of the scenario", required=True)
_YEAR = Column("period", "text", "the year, or the span of years of a published estimate", required=True)

SCENARIO_BANDS = Table(
    (
        _SCENARIO,
        Column("title", "text", "the scenario in a few words", required=True),
        Column("parameter", "text", "id of the parameter", required=True),
        Column("parameter_title", "text", "what the parameter is", required=True),
        Column("low", "number", "lower end of its band", required=True),
        Column("central", "number", "its central value", required=True),
        Column("high", "number", "upper end of its band", required=True),
        Column("unit", "text", "unit of the three", required=True),
        Column("basis", "text", "what it rests on", required=True, allowed=BASES),
        Column("source", "text", "where it comes from, or why it is as it is", required=True),
    ),
    ("scenario", "parameter"),
)
_ASKED = (
    _SCENARIO,
    DEPENDENT_COLUMN,
    PARTNER_COLUMN,
    Column("horizon", "integer", "months over which the account runs", required=True),
    Column("base_year", "integer", "year from which the inputs are taken, or the latest before", required=True),
    Column("hub_year", "integer", "year of the gas benchmark's price", required=True),
    Column("benchmark", "text", "price that gas is set beside", required=True),
)
SCENARIO_LINES = Table(
    (
        *_ASKED,
        Column("line", "text", "line of the account, or what is left of reserves or output", required=True),
        Column("title", "text", "what the line is", required=True),
        Column("unit", "text", "unit of low, central and high; GDP is that of one year", required=True),
        Column("low", "number", "in the cheaper case"),
        Column("central", "number", "in the central case"),
        Column("high", "number", "in the dearer case; a single line can be smaller in it than in the cheaper one"),
        _STATUS,
        _LACKS,
        SOURCES_COLUMN,
    ),
    ("line", "unit"),
)
SCENARIO_SWINGS = Table(
    (
        *_ASKED,
        Column("parameter", "text", "id of the parameter", required=True),
        Column("title", "text", "what the parameter is", required=True),
        Column("unit", "text", "unit of low, central and high", required=True),
        Column("low", "number", "lower end of the parameter's band", required=True),
        Column("central", "number", "its central value", required=True),
        Column("high", "number", "upper end of its band", required=True),
        Column(
            "at_low", "number", "need as far as known, with output lost, at the lower end; all else central, USD mn"
        ),
        Column("at_central", "number", "the same with this one central as well, USD mn"),
        Column("at_high", "number", "the same at the upper end, USD mn"),
        Column("swing", "number", "distance between the two, USD mn"),
        _STATUS,
        SOURCES_COLUMN,
    ),
    ("parameter",),
)
SCENARIO_INDEX = Table(
    (
        *_ASKED,
        Column("part", "text", "id of the index, or of one of its pillars", required=True),
        Column("title", "text", "what it is", required=True),
        Column("before", "number", "in the base year as it is, 0 to 1"),
        Column("low", "number", "as the cheaper case would leave it; it can be higher than in the dearer one"),
        Column("central", "number", "as the central case would leave it"),
        Column("high", "number", "as the dearer case would leave it"),
        _STATUS,
        Column("reason", "text", "why there is no value"),
        SOURCES_COLUMN,
    ),
    ("part",),
)
SUPPORT = Table(
    (
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        Column("benchmark", "text", "price that gas is set beside", required=True),
        Column("discount", "number", "rate at which deferrals are discounted, per cent a year", required=True),
        _YEAR,
        Column("line", "text", "component, sum, or the published estimate that stands beside", required=True),
        Column("unit", "text", "unit of all numbers of the row", required=True),
        Column("value", "number", "ours; empty where only bounds are known or a year of the span lacks"),
        Column("low", "number", "lower bound of ours"),
        Column("high", "number", "upper bound of ours"),
        _STATUS,
        Column("published", "number", "the estimate as published; empty in rows of the account"),
        Column("published_low", "number", "its lower bound"),
        Column("published_high", "number", "its upper bound"),
        Column("difference", "number", "ours less the published one"),
        Column("known", "integer", "years of the span that our account knows"),
        Column("years", "integer", "years of the span"),
        _LACKS,
        SOURCES_COLUMN,
    ),
    ("period", "line", "unit"),
)
VULNERABILITY = Table(
    (
        DEPENDENT_COLUMN,
        PARTNER_COLUMN,
        _YEAR,
        Column("channels", "text", "by_product, or all_goods where trade by product is not known", required=True),
        Column("channel", "text", "sector, or total: all of them weighted by their part in the product", required=True),
        *(Column(f"share{end}", "number", f"partner's part of the sector, 0 to 1{text}")
          for end, text in (("", ""), ("_low", ", lower bound"), ("_high", ", upper bound"))),
        Column("weight", "number", "the sector over the country's product"),
        *(Column(f"loss{end}", "number", f"rise of the price index, log points; empty without bound{text}")
          for end, text in (("", ""), ("_low", ", lower bound"), ("_high", ", upper bound"))),
        Column("unbounded", "boolean", "whether the loss or its upper bound is infinite", required=True),
        _STATUS,
        _LACKS,
        SOURCES_COLUMN,
    ),
    ("dependent", "period", "channels", "channel"),
)  # fmt: skip
