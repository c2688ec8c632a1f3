"""What the API answers on each route: functions from a checked request to a response, by the name of the route."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from dashboard import accounts, alerts, breaks, exports, ledger, listings, points, scenario_account
from dashboard.account_tables import (
    SCENARIO_BANDS,
    SCENARIO_INDEX,
    SCENARIO_LINES,
    SCENARIO_SWINGS,
    SUPPORT,
    VULNERABILITY,
)
from dashboard.analysis_tables import ALERTS, BREAKS, ESTIMATED, FREIGHT, INDEX_YEARS, PRODUCTS, RELIABILITY, REPLAY
from dashboard.forms import MEDIA, RFC_4180, table_bytes
from dashboard.index_report import index_records, index_report
from dashboard.openapi import description
from dashboard.operations import ROOT
from dashboard.package import Packages
from dashboard.parameters import SCENARIO_PARAMETERS, check_variant, question
from dashboard.repository import Repository
from dashboard.scenario_account import ScenarioAccount
from dashboard.tables import (
    CLAIMS,
    DEPENDENTS_TABLE,
    EVENTS,
    OBSERVATIONS,
    PEERS,
    RECONCILED,
    SERIES,
    SOURCES,
    SPECIFICATIONS,
    Record,
    Table,
)
from dashboard.watch import WATCH, by_pair
from indicators.catalogue import CATALOGUE
from indicators.model import Result
from ingest.errors import DepdashError
from ingest.periods import period

_JSON = "application/json; charset=utf-8"
_KEYS = ("source", "item", "reporter", "partner", "product", "freq")


class UnknownError(DepdashError):
    """An id in an address names nothing."""

    def __init__(self, parameter: str, found: str, expected: str) -> None:
        self.parameter = parameter
        super().__init__(f"{parameter}: expected {expected}; found {found[:60]!r}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request: what it is for, and the value of each parameter."""

    repository: Repository
    packages: Packages
    form: str
    path: Mapping[str, str]
    query: Mapping[str, Any]


Answer = Callable[[Asked], Response]


def _openapi(asked: Asked) -> Response:
    return json_answer(description(asked.repository))


def _indicators(asked: Asked) -> Response:
    return json_answer(exports.catalogue_json())


def _indicator(asked: Asked) -> Response:
    return _result(_computed(asked), asked)


def _measures(asked: Asked) -> Response:
    return json_answer(listings.measures(asked.repository))


def _metadata(asked: Asked) -> Response:
    address = request.full_path.rstrip("?").replace(".csv-metadata.json", ".csv", 1)
    return json_answer(exports.csv_metadata(_computed(asked), asked.repository, address))


def _series(asked: Asked) -> Response:
    catalogue, query = asked.repository.series, asked.query
    key = {name: query[name] for name in _KEYS if query[name]}
    found = catalogue.found(query["q"].split(), key)
    start, limit = query["offset"], query["limit"]
    items = [catalogue.record(number) for number in found[start : start + limit]]
    if asked.form == "csv":
        return _table(SERIES, items, asked, "series")
    following = urlencode(request.args.to_dict() | {"limit": limit, "offset": start + limit})
    page = {"total": len(found), "limit": limit, "offset": start, "snapshot": asked.repository.snapshot.id}
    more = f"{request.path}?{following}" if start + limit < len(found) else None
    return json_answer(page | {"next": more, "items": items})


def _one_series(asked: Asked) -> Response:
    catalogue, query = asked.repository.series, asked.query
    number = catalogue.number(asked.path["id"])
    if number is None:
        start, _, form = asked.path["id"].rpartition(".")
        if catalogue.number(start) is not None:
            raise UnknownError("format", form, "one of csv, json")
        raise UnknownError("id", asked.path["id"], f"an id that {ROOT}/series lists")
    rows = catalogue.observations(number, query["from"], query["to"], query["as_of"])
    if asked.form == "csv":
        return _table(OBSERVATIONS, rows, asked, "".join(c if c.isalnum() else "_" for c in asked.path["id"]))
    told = {"series": catalogue.record(number), "snapshot": asked.repository.snapshot.id, "observations": rows}
    return json_answer(told)


def _claims(asked: Asked) -> Response:
    if asked.form == "csv":
        return _table(CLAIMS, ledger.claim_records(asked.repository), asked, "claims")
    return json_answer(ledger.claims_json(asked.repository))


def _claim(asked: Asked) -> Response:
    return json_answer(ledger.claim_json(asked.repository, asked.path["id"]))


def _specifications(asked: Asked) -> Response:
    claim = asked.path["id"]
    records = ledger.specification_records(asked.repository, claim)
    return _table(SPECIFICATIONS, records, asked, f"{claim}_specifications")


def _events(asked: Asked) -> Response:
    return _listed(EVENTS, listings.events(asked.repository), asked, "events")


def _alerts(asked: Asked) -> Response:
    pair, repository = question(asked.query).pair, asked.repository
    records = [
        record
        for one, entries in by_pair(asked.query[WATCH.name], pair).items()
        for record in alerts.alert_records(repository, alerts.standing(repository, one, entries), one)
    ]
    return _listed(ALERTS, records, asked, f"alerts_{pair.dependent}_{pair.partner}")


def _sources(asked: Asked) -> Response:
    return _listed(SOURCES, listings.sources(asked.repository), asked, "sources")


def _scenarios(asked: Asked) -> Response:
    return _listed(SCENARIO_BANDS, scenario_account.bands(asked.repository), asked, "scenarios")


def _scenario(asked: Asked) -> Response:
    account = _account(asked)
    if asked.form == "csv":
        records = scenario_account.scenario_records(account, asked.repository)
        return _table(SCENARIO_LINES, records, asked, _named_after(account))
    return json_answer(scenario_account.scenario_json(account, asked.repository))


def _tornado(asked: Asked) -> Response:
    account = _account(asked)
    records = scenario_account.swing_records(account, asked.repository)
    return _listed(SCENARIO_SWINGS, records, asked, f"{_named_after(account)}_tornado")


def _scenario_index(asked: Asked) -> Response:
    account = _account(asked)
    records = scenario_account.index_records(account, asked.repository)
    return _listed(SCENARIO_INDEX, records, asked, f"{_named_after(account)}_index")


def _account(asked: Asked) -> ScenarioAccount:
    query, pair = asked.query, question(asked.query).pair
    return scenario_account.scenario_account(
        asked.repository, asked.path["id"], pair, query["horizon"],
        hub_year=query["hub_year"], benchmark=query["benchmark"], as_of=query["as_of"],
        chosen={one.name: query[one.name] for one in SCENARIO_PARAMETERS if query[one.name] is not None},
    )  # fmt: skip


def _named_after(account: ScenarioAccount) -> str:
    return "_".join(str(account.asked[name]) for name in ("scenario", "dependent", "partner", "horizon"))


def _support(asked: Asked) -> Response:
    query, pair = asked.query, question(asked.query).pair
    found = accounts.support(asked.repository, pair, query["benchmark"], float(query["discount"]), query["as_of"])
    return _listed(SUPPORT, found, asked, f"support_{pair.dependent}_{pair.partner}")


def _vulnerability(asked: Asked) -> Response:
    query, pair = asked.query, question(asked.query).pair
    found = accounts.vulnerability(asked.repository, pair, query["sigma"], query["as_of"])
    return _listed(VULNERABILITY, found, asked, f"vulnerability_{pair.dependent}_{pair.partner}")


def _reconcile(asked: Asked) -> Response:
    pair = question(asked.query).pair
    name = f"reconcile_{pair.dependent}_{pair.partner}"
    return _listed(RECONCILED, listings.reconciled(asked.repository, pair), asked, name)


def _estimators(asked: Asked) -> Response:
    pair = question(asked.query).pair
    rows = listings.estimated(asked.repository, pair, with_nowcast=asked.query["nowcast"] == "on")
    return _listed(ESTIMATED, rows, asked, f"estimators_{pair.dependent}_{pair.partner}")


def _nowcast(asked: Asked) -> Response:
    pair = question(asked.query).pair
    rows = listings.replay(asked.repository, pair)
    return _listed(REPLAY, rows, asked, f"nowcast_{pair.dependent}_{pair.partner}")


def _cif_fob(asked: Asked) -> Response:
    dependent = asked.query["dependent"]
    return _listed(FREIGHT, listings.freight(asked.repository, dependent), asked, f"cif_fob_{dependent}")


def _reliability(asked: Asked) -> Response:
    return _listed(RELIABILITY, listings.reliability(asked.repository), asked, "reliability")


def _products(asked: Asked) -> Response:
    pair, level = question(asked.query).pair, asked.query["level"] or ""
    records = listings.products(asked.repository, pair, level, asked.query["year"])
    return _listed(PRODUCTS, records, asked, f"products_{pair.dependent}_{pair.partner}")


def _peers(asked: Asked) -> Response:
    indicator, partner = asked.path["id"], asked.query["partner"]
    records = listings.peers(asked.repository, indicator, partner, asked.query["beside"])
    return _table(PEERS, records, asked, f"{indicator}_peers_{partner}")


def _dependents(asked: Asked) -> Response:
    partner = asked.query["partner"]
    records = listings.dependents(asked.repository, partner, asked.query["year"])
    return _listed(DEPENDENTS_TABLE, records, asked, f"dependents_on_{partner}")


def _index(asked: Asked) -> Response:
    name, pair = asked.path["id"], question(asked.query).pair
    report = index_report(asked.repository, name, pair, asked.query["since"], asked.query["as_of"])
    if asked.form == "json":
        return json_answer(report)
    return _table(INDEX_YEARS, index_records(report), asked, f"{name}_{pair.dependent}_{pair.partner}_years")


def _lineage(asked: Asked) -> Response:
    result, variant = _computed(asked), asked.query["variant"]
    check_variant(variant, result)
    rows = listings.lineage(result, _period(asked), variant, asked.repository)
    if not rows:
        raise UnknownError("period", asked.path["period"], f"one of the periods of {result.id}")
    return json_answer(rows)


def _point(asked: Asked) -> Response:
    result, variant = _computed(asked), asked.query["variant"]
    check_variant(variant, result)
    rows = [row for row in result.of(variant or next(iter(result.variants), "")) if row.period == _period(asked)]
    if not rows:
        raise UnknownError("period", asked.path["period"], f"one of the periods of {result.id}")
    return json_answer(points.point(result, rows[0], asked.repository))


def _period(asked: Asked) -> str:
    """Return the period that the address names in its canonical spelling, "" where it names none."""
    try:
        return period(asked.path["period"]).text
    except ValueError:
        return ""


def _breaks(asked: Asked) -> Response:
    result, variant, checked = _computed(asked), asked.query["variant"], question(asked.query)
    check_variant(variant, result)
    found = asked.repository.breaks(result.id, checked.pair, checked.as_of, variant)
    if asked.form == "json":
        return json_answer(breaks.breaks_json(found, asked.repository))
    name = f"breaks_{found.id}_{checked.pair.dependent}_{checked.pair.partner}"
    return _table(BREAKS, breaks.break_records(found, asked.repository), asked, name)


def _package(asked: Asked) -> Response:
    pair = question(asked.query).pair
    answer = Response(asked.packages.get(pair), content_type=MEDIA["zip"])
    return _named(answer, f"depdash_{pair.dependent}_{pair.partner}_{asked.repository.snapshot.id}.zip")


ANSWERS: dict[str, Answer] = {
    "openapi": _openapi, "indicators": _indicators, "indicator": _indicator, "indicator_metadata": _metadata,
    "measures": _measures, "measure": _indicator, "measure_metadata": _metadata, "series": _series,
    "one_series": _one_series, "claims": _claims, "events": _events, "sources": _sources, "lineage": _lineage,
    "reconcile": _reconcile, "estimators": _estimators, "nowcast": _nowcast, "cif_fob": _cif_fob,
    "reliability": _reliability, "peers": _peers, "dependents": _dependents,
    "breaks": _breaks, "index": _index, "package": _package, "claim": _claim, "specifications": _specifications,
    "products": _products, "point": _point, "scenarios": _scenarios, "scenario": _scenario, "support": _support,
    "vulnerability": _vulnerability, "alerts": _alerts, "scenario_tornado": _tornado, "scenario_index": _scenario_index,
}  # fmt: skip


def _computed(asked: Asked) -> Result:
    """Return the result that the request asks for, of an indicator or a measure."""
    name, checked = asked.path["id"], question(asked.query)
    compute = asked.repository.result if name in CATALOGUE else asked.repository.measure
    return checked.within(compute(name, checked.pair, checked.as_of))


def _result(result: Result, asked: Asked) -> Response:
    if asked.form == "json":
        return json_answer(exports.result_json(result, asked.repository))
    name = f"{result.id}_{result.pair.dependent}_{result.pair.partner}"
    return _table(exports.table_of(result), exports.result_records(result, asked.repository), asked, name)


def _listed(table: Table, records: list[Record], asked: Asked, name: str) -> Response:
    return _table(table, records, asked, name) if asked.form == "csv" else json_answer(records)


def _table(table: Table, records: list[Record], asked: Asked, name: str) -> Response:
    form = asked.form
    media = f"{MEDIA[form]}; charset=utf-8" if form == "csv" else MEDIA[form]
    content = table_bytes(table, records, form, name, asked.query.get("dialect", RFC_4180))
    return _named(Response(content, content_type=media), f"{name}.{form}")


def _named(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def json_answer(content: Any) -> Response:
    """Return content as JSON; NaN and days become what JSON can hold."""
    return Response(exports.to_json(content), content_type=_JSON)
