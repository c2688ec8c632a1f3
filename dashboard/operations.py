"""The routes of the API, each declared once: the server takes and the description tells what stands here."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from dashboard import parameters
from dashboard.forms import MEDIA
from dashboard.parameters import PERIOD, Parameter
from dashboard.repository import Repository
from dashboard.watch import WATCH
from indicators.catalogue import CATALOGUE

ROOT = "/api/v1"
FILES = ("json", "csv", "parquet", "xlsx")
LISTS = ("json", "csv")
_IN_WORDS = {"json": "JSON", "csv": "CSV", "parquet": "Parquet", "xlsx": "an Excel workbook"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: where it is, what it takes, and what it answers in which form."""

    answer: str  # the name of the function in dashboard.api that answers
    path: str  # as OpenAPI writes it, below the root
    summary: str
    parameters: tuple[Parameter, ...] = ()
    form: str = "json"
    schema: str = ""  # of a JSON answer: a name in dashboard.openapi, with [] for a list of it
    plain: bool = False  # the address without a form

    @property
    def id(self) -> str:
        """Its name in the description and in the server's table of routes."""
        return self.answer if self.plain else f"{self.answer}_{self.form}"

    @property
    def address(self) -> str:
        """The path from the server's root, as OpenAPI writes it."""
        return f"{ROOT}{self.path}"

    @property
    def media(self) -> str:
        """The media type of its answer."""
        return MEDIA[self.form]

    @property
    def query(self) -> tuple[Parameter, ...]:
        """The parameters that stand in the query."""
        return tuple(parameter for parameter in self.parameters if parameter.within == "query")


def _indicators(repository: Repository) -> Collection[str]:
    return CATALOGUE.keys()


def _measures(repository: Repository) -> Collection[str]:
    return repository.measures.keys()


def _results(repository: Repository) -> Collection[str]:
    return [*CATALOGUE, *repository.measures]


def _claim_ids(repository: Repository) -> Collection[str]:
    return [claim.id for claim in repository.claims]


def _scenarios(repository: Repository) -> Collection[str]:
    return repository.scenarios.scenarios.keys()


_NOWHERE = "an id that the list beside it has"
INDICATOR = Parameter("id", "id of the indicator", _NOWHERE, choices=_indicators, within="path")
MEASURE = Parameter("id", "id of the measure", _NOWHERE, choices=_measures, within="path")
EITHER = Parameter("id", "id of the indicator or measure", _NOWHERE, choices=_results, within="path")
SERIES = Parameter(
    "id", "id of the series, as the search lists it; its `:` may stand as they are or be encoded", _NOWHERE,
    example="wits:export:BLR:RUS:_T:USD_mn:A", longest=300, within="path",
)  # fmt: skip
CLAIM = Parameter("id", "id of the claim", _NOWHERE, choices=_claim_ids, within="path")
SCENARIO = Parameter("id", "id of the scenario", _NOWHERE, choices=_scenarios, within="path")
WHEN = Parameter("period", "one period of the result", "", pattern=PERIOD, longest=30, example="2019", within="path")


def _listing(answer: str, summary: str, schema: str, given: tuple[Parameter, ...] = ()) -> list[Operation]:
    """A list that is had as JSON at its plain address, and in each form under that form's name."""
    plain = Operation(answer, f"/{answer}", summary, given, schema=schema, plain=True)
    named = (
        Operation(answer, f"/{answer}.{form}", f"{summary}, as {_IN_WORDS[form]}", given, form, schema)
        for form in LISTS
    )
    return [plain, *named]


def _files(answer: str, path: str, what: str, given: tuple[Parameter, ...], schema: str) -> list[Operation]:
    """An answer for a pair of countries: as JSON at its plain address, and in each form under that form's name."""
    plain = Operation(answer, path, f"{what} for a pair of countries", given, schema=schema, plain=True)
    named = (
        Operation(
            answer, f"{path}.{form}", f"{what} for a pair of countries, as {_IN_WORDS[form]}", given, form, schema
        )
        for form in FILES
    )
    return [plain, *named]


def _result(answer: str, folder: str, what: str, where: Parameter) -> list[Operation]:
    """A result for a pair of countries, in all forms, and the description of its CSV."""
    given, path = (where, *parameters.QUESTION), f"/{folder}/{{id}}"
    metadata = Operation(
        f"{answer}_metadata", f"{path}.csv-metadata.json", "The columns of that CSV, described in CSVW",
        given, schema="CsvMetadata",
    )  # fmt: skip
    return [*_files(answer, path, what, given, "Result"), metadata]


def _part_of_scenario(part: str, summary: str, schema: str) -> list[Operation]:
    """A table beside a scenario's account, for the same question."""
    answer, path = f"scenario_{part}", f"/scenarios/{{id}}/{part}"
    return [
        Operation(answer, f"{path}.{form}", f"{summary}, as {_IN_WORDS[form]}", _SCENARIO_QUESTION, form, schema)
        for form in LISTS
    ]


_SPAN = (SERIES, *parameters.SPAN, parameters.AS_OF)
_ONE_CLAIM = "A claim with both verdicts, its rule, its readings and the observations behind"
_SCENARIO = "The account of a scenario for a pair of countries, with any of its parameters set"
_SCENARIO_QUESTION = (
    SCENARIO, *parameters.PAIR, parameters.HORIZON, parameters.HUB_YEAR, parameters.GAS_BENCHMARK, parameters.AS_OF,
    *parameters.SCENARIO_PARAMETERS,
)  # fmt: skip
_ONE_SERIES = "Every observation of a series as published, of every edition"
_DECLARED: tuple[Operation, ...] = (
    Operation("openapi", "/openapi.json", "This description", plain=True, schema="OpenApi"),
    Operation("indicators", "/indicators", "The catalogue of indicators", plain=True, schema="Indicator[]"),
    Operation("indicators", "/indicators.json", "The catalogue of indicators", schema="Indicator[]"),
    *_result("indicator", "indicators", "An indicator", INDICATOR),
    Operation("measures", "/measures", "The measures that indicators are made of", plain=True, schema="Measure[]"),
    Operation("measures", "/measures.json", "The measures that indicators are made of", schema="Measure[]"),
    *_result("measure", "measures", "A measure", MEASURE),
    *_listing("series", "Search the series as published", "SeriesPage", parameters.SEARCH),
    Operation("one_series", "/series/{id}", _ONE_SERIES, _SPAN, schema="SeriesObservations", plain=True),
    Operation("one_series", "/series/{id}.json", f"{_ONE_SERIES}, as JSON", _SPAN, schema="SeriesObservations"),
    Operation("one_series", "/series/{id}.csv", f"{_ONE_SERIES}, as CSV", _SPAN, "csv"),
    *_listing("claims", "The memo's claims with both verdicts", "Claim[]"),
    Operation("claim", "/claims/{id}", _ONE_CLAIM, (CLAIM,), schema="ClaimWhole", plain=True),
    Operation("claim", "/claims/{id}.json", f"{_ONE_CLAIM}, as JSON", (CLAIM,), schema="ClaimWhole"),
    Operation(
        "specifications", "/claims/{id}/specifications.csv",
        "Every reading of a claim that a fair reader could choose, with its verdict, as CSV", (CLAIM,), "csv",
    ),
    *_listing(
        "alerts", "The alerts that hold for a pair, the gravest first; with a watch list those of its rules and pairs",
        "Alert[]", (*parameters.PAIR, WATCH),
    ),
    *_listing("events", "The dated facts that charts mark", "Event[]"),
    *_listing("sources", "The published files: edition, terms, hash", "SourceFile[]"),
    *_listing("scenarios", "The memo's scenarios: every parameter with its band and source", "ScenarioBand[]"),
    Operation("scenario", "/scenarios/{id}", _SCENARIO, _SCENARIO_QUESTION, schema="Scenario", plain=True),
    Operation("scenario", "/scenarios/{id}.json", f"{_SCENARIO}, as JSON", _SCENARIO_QUESTION, schema="Scenario"),
    Operation("scenario", "/scenarios/{id}.csv", f"{_SCENARIO}, its lines as CSV", _SCENARIO_QUESTION, "csv"),
    *_part_of_scenario("tornado", "What each parameter of a scenario alone moves, the widest first", "ScenarioSwing[]"),
    *_part_of_scenario("index", "The dependence index as it is, and as a scenario would leave it", "ScenarioIndex[]"),
    *_listing(
        "support", "The partner's support by year and component, with the published estimates beside it", "Support[]",
        (*parameters.PAIR, parameters.BENCHMARK, parameters.DISCOUNT, parameters.AS_OF),
    ),
    *_listing(
        "vulnerability", "What each side would lose by channel if the other vanished", "Vulnerability[]",
        (*parameters.PAIR, parameters.SIGMA, parameters.AS_OF),
    ),
    *_listing("reconcile", "Every report of a pair's trade side by side", "Reconciled[]", parameters.PAIR),
    *_listing(
        "estimators", "Every estimate of a pair's trade after the country's last own report", "Estimate[]",
        (*parameters.PAIR, parameters.NOWCAST),
    ),
    *_listing("nowcast", "How each rung of the nowcast's ladder did over the replay", "Replayed[]", parameters.PAIR),
    *_listing("cif_fob", "What importers report over what exporters do", "Freight[]", (parameters.DEPENDENT,)),
    *_listing("reliability", "How far each reporter's trade figures are off", "Reporter[]"),
    Operation(
        "index", "/index/{id}.json", "A composite index: band, ranks, parts and what spreads it, as JSON",
        (parameters.INDEX, *parameters.INDEX_QUESTION), schema="Index",
    ),
    Operation(
        "index", "/index/{id}.csv", "A composite index by year with its band and ranks, as CSV",
        (parameters.INDEX, *parameters.INDEX_QUESTION), "csv",
    ),
    *_listing("products", "Every line of a pair's trade in a year", "Product[]", parameters.PRODUCTS),
    Operation(
        "peers", "/peers/{id}.csv", "An indicator for every country of the region, with ranks, as CSV",
        (INDICATOR, parameters.PARTNER, parameters.BESIDE), "csv",
    ),
    *_listing(
        "dependents", "How much of its trade every country of the world has with a partner in a year", "Dependent[]",
        (parameters.PARTNER, parameters.WORLD_YEAR),
    ),
    *_files(
        "breaks", "/breaks/{id}", "Structural breaks of an indicator or a measure",
        (EITHER, *parameters.PAIR, parameters.AS_OF, parameters.VARIANT), "Breaks",
    ),
    Operation(
        "lineage", "/lineage/{id}/{period}", "The observations behind an indicator's value: file, hash, row, address",
        (INDICATOR, WHEN, *parameters.PAIR, parameters.AS_OF, parameters.VARIANT), schema="Lineage[]", plain=True,
    ),
    Operation(
        "point", "/points/{id}/{period}", "One value with all that it came from: inputs, corrections, other editions",
        (EITHER, WHEN, *parameters.PAIR, parameters.AS_OF, parameters.VARIANT), schema="Point", plain=True,
    ),
    Operation(
        "package", "/package.zip", "All tables for a pair of countries as a Frictionless data package",
        parameters.PAIR, "zip", plain=True,
    ),
)  # fmt: skip


def _whole(operation: Operation) -> Operation:
    """Return an operation with what all can be asked for: an earlier snapshot, and how a CSV is written."""
    more = () if operation.answer == "openapi" else (parameters.SNAPSHOT,)
    more = (*more, parameters.DIALECT) if operation.form == "csv" else more
    return replace(operation, parameters=(*operation.parameters, *more))


OPERATIONS = tuple(_whole(operation) for operation in _DECLARED)


def schema_of(operation: Operation) -> dict[str, Any]:
    """Return the JSON Schema of the answer: of a file that it is bytes, of JSON a reference to its declaration.

    >>> schema_of(OPERATIONS[1])["items"]
    {'$ref': '#/components/schemas/Indicator'}
    """
    if operation.form != "json":
        return {"type": "string"} | ({} if operation.form == "csv" else {"contentMediaType": operation.media})
    name = operation.schema.removesuffix("[]")
    one = {"$ref": f"#/components/schemas/{name}"}
    return {"type": "array", "items": one} if operation.schema.endswith("[]") else one
