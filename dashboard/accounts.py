"""Scenarios, the support account and vulnerability as tables and as the API gives them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from dashboard.exports import number
from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.account import AccountYear, Compared, compared, support_account
from indicators.model import Cell, Pair, status_name
from indicators.scenario_inputs import Given, behind, ranges_given, scenario_inputs
from indicators.scenarios import RESERVES, Outcome, Range, ranges_of, scenario, tornado
from indicators.vulnerability import CHANNELS, COARSE_CHANNELS, ChannelLoss, Elasticity, Vulnerability, both_sides
from ingest.model import Status
from ingest.scenarios import Parameter, Scenario

NOTE = (
    "Nothing here is a forecast, and nothing has a probability. Money is in million USD, added up over the horizon; "
    "per cent is of one year's GDP."
)
_ENDS = ("low", "central", "high")
_RESERVES = {
    "reserve_use": ("Paid by reserves", "USD mn"),
    "reserves_left": ("Reserves left", "USD mn"),
    "cover": ("Reserves left, months of imports", "months"),
    "cover_without_floor": ("The same, had reserves paid the whole need", "months"),
}


def bands(repository: Repository) -> list[Record]:
    """Return every parameter of every scenario with its band and its source."""
    return [
        {"scenario": one.id, "title": one.title, "parameter": given.id, "parameter_title": given.title}
        | {name: getattr(given, name) for name in (*_ENDS, "unit", "basis", "source")}
        for one in repository.scenarios.scenarios.values()
        for given in one.parameters.values()
    ]


def scenario_json(
    repository: Repository,
    name: str,
    pair: Pair,
    horizon: int,
    *,
    hub_year: int | None = None,
    benchmark: str = "hub",
    as_of: date | None = None,
    chosen: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Return a scenario's account with all that it was computed from.

    `chosen` sets parameters by id in place of their bands. The rows are those of `account_tables.SCENARIO_LINES`.
    """
    declared, told = repository.scenarios, repository.scenarios.scenarios[name]
    parameters = _with_chosen(told, chosen or {})
    hub = declared.hub_year if hub_year is None else hub_year
    inputs = scenario_inputs(repository.resolver(as_of), pair, declared.base_year, hub, benchmark)
    ranges = ranges_of(parameters.values()), ranges_given(inputs)
    outcome = scenario(*ranges, horizon)
    asked = {
        "scenario": name, "dependent": pair.dependent, "partner": pair.partner, "horizon": horizon,
        "base_year": declared.base_year, "hub_year": hub, "benchmark": benchmark,
    }  # fmt: skip
    return asked | {
        "title": told.title,
        "text": told.text,
        "claim": told.claim,
        "note": NOTE,
        "as_of": str(as_of or repository.known_to),
        "snapshot": repository.snapshot.id,
        "parameters": [asdict(given) for given in parameters.values()],
        "inputs": [_input(name, given, repository) for name, given in inputs.items()],
        "rows": [asked | row for row in _outcome_rows(outcome, inputs, repository)],
        "tornado": [
            {"parameter": one.parameter, "at_low": number(one.at_low), "at_high": number(one.at_high)}
            for one in tornado(*ranges, horizon)
        ],
    }


def _with_chosen(told: Scenario, chosen: Mapping[str, float]) -> dict[str, Parameter]:
    return {
        name: given
        if name not in chosen
        else replace(
            given, low=chosen[name], central=chosen[name], high=chosen[name], basis="given",
            source="Given in the question",
        )
        for name, given in told.parameters.items()
    }  # fmt: skip


def _input(name: str, given: Given, repository: Repository) -> Record:
    told: Record = {"id": name, "title": given.title, "unit": given.unit} | _ends(given.range)
    told |= {"period": given.period or None, "status": given.status or None, "reason": given.reason or None}
    return told | {"sources": repository.sources_behind(given.observations)}


def _outcome_rows(outcome: Outcome, inputs: dict[str, Given], repository: Repository) -> list[Record]:
    found = []
    for line in (*outcome.lines, outcome.need, outcome.at_hand, outcome.gap, outcome.output):
        for unit, amounts in (("USD mn", line.loss), ("percent of GDP", line.percent)):
            told = _row(line.id, line.title, unit, amounts)
            found.append(told | _behind(line.id, amounts, inputs, repository) | {"lacks": ";".join(line.lacks) or None})
    for name in RESERVES:
        amounts = getattr(outcome, name)
        told = _row(name, *_RESERVES[name], amounts) | _behind(name, amounts, inputs, repository)
        found.append(told | {"lacks": ";".join(outcome.need.lacks) or None})
    for sigma, change in outcome.production.items():
        title = f"Output at an elasticity of {sigma:g}, for the largest cut of gas (N6)"
        told = _row(f"production_{sigma:g}", title, "percent of output", Range(change, change, change))
        found.append(told | {"status": str(Status.ESTIMATED), "lacks": None, "sources": None})
    return found


def _row(line: str, title: str, unit: str, amounts: Range) -> Record:
    return {"line": line, "title": title, "unit": unit} | _ends(amounts)


def _ends(amounts: Range) -> Record:
    return {end: number(amount) for end, amount in zip(_ENDS, amounts, strict=True)}


def _behind(line: str, amounts: Range, inputs: dict[str, Given], repository: Repository) -> Record:
    status, rows = behind(line, inputs)
    if all(math.isnan(amount) for amount in amounts):
        return {"status": None, "sources": None}
    return {"status": status, "sources": ";".join(repository.sources_behind(rows)) or None}


def support(
    repository: Repository, pair: Pair, benchmark: str = "hub", discount: float = 5.0, as_of: date | None = None
) -> list[Record]:
    """Return the support account by year and component, and every published estimate with ours beside it."""
    resolver = repository.resolver(as_of)
    asked = {"dependent": pair.dependent, "partner": pair.partner, "benchmark": benchmark, "discount": discount}
    account = [row for year in support_account(resolver, pair, benchmark, discount) for row in _year(year, repository)]
    beside = [_compared(one, repository) for one in compared(resolver, pair, benchmark, discount)]
    return [asked | row for row in [*account, *beside]]


_NOT_PUBLISHED = dict.fromkeys(("published", "published_low", "published_high", "difference", "known", "years"))


def _year(year: AccountYear, repository: Repository) -> Iterable[Record]:
    cells = [(name, "USD mn", cell) for name, cell in year.components.items()]
    cells += [("total", "USD mn", year.total)] if year.total else []
    cells += [("total", "percent of GDP", year.percent)] if year.percent else []
    cells += [("at_hand", "USD mn", year.at_hand)]
    for name, unit, cell in cells:
        lacks = ";".join(year.lacks) or None if name == "at_hand" else None
        told = {"period": year.period, "line": name, "unit": unit} | _cell(cell) | _NOT_PUBLISHED
        yield told | {"lacks": lacks} | _known(cell, repository)


def _compared(one: Compared, repository: Repository) -> Record:
    published, published_low, published_high = _numbers(one.published)
    ours = _cell(one.ours) if one.ours else dict.fromkeys(("value", "low", "high"))
    return {
        "period": one.period,
        "line": one.measure,
        "unit": one.unit,
        **ours,
        "published": published,
        "published_low": published_low,
        "published_high": published_high,
        "difference": number(one.difference.value) if one.difference else None,
        "known": one.known,
        "years": one.years,
        "lacks": None if one.ours else f"{one.known} of {one.years} years are known to our account",
        **_known(one.ours or one.published, repository),
    }


def vulnerability(
    repository: Repository, pair: Pair, sigma: float | None = None, as_of: date | None = None
) -> list[Record]:
    """Return what each side would lose by channel and year, by product where that is known and over all goods.

    `sigma` stands in place of the band of data/scenarios.toml.
    """
    band = repository.scenarios.sigma
    low, central, high = (band[end].value if sigma is None else sigma for end in _ENDS)
    found = []
    for channels, asked in (("by_product", CHANNELS), ("all_goods", COARSE_CHANNELS)):
        sides = both_sides(repository.resolver(as_of), pair, Elasticity(low, central, high), asked)
        for dependent, years in sides.items():
            partner = pair.partner if dependent == pair.dependent else pair.dependent
            for year in years:
                key = {"dependent": dependent, "partner": partner, "period": year.period, "channels": channels}
                found += [key | row for row in _vulnerable(year, repository)]
    return found


def _vulnerable(year: Vulnerability, repository: Repository) -> Iterable[Record]:
    for one in year.channels:
        yield {"channel": one.channel} | _shares(one) | _loss(one.loss, (one.share, one.weight, one.loss), repository)
    empty = dict.fromkeys(("share", "share_low", "share_high", "weight"))
    lacks = {"lacks": ";".join(year.lacks) or None}
    if year.total:
        yield {"channel": "total"} | empty | _loss(year.total, (year.total,), repository) | lacks
    else:
        nothing = dict.fromkeys(("loss", "loss_low", "loss_high", "status", "sources"))
        yield {"channel": "total"} | empty | nothing | {"unbounded": False} | lacks


def _shares(one: ChannelLoss) -> Record:
    value, low, high = _numbers(one.share)
    return {"share": value, "share_low": low, "share_high": high, "weight": number(one.weight.value)}


def _loss(loss: Cell, behind_it: tuple[Cell, ...], repository: Repository) -> Record:
    finite = [None if math.isinf(end) else number(end) for end in loss[:3]]
    rows = tuple(dict.fromkeys(row for cell in behind_it for row in cell.observations))
    status = status_name(max(cell.status for cell in behind_it))
    told: Record = dict(zip(("loss", "loss_low", "loss_high"), finite, strict=True))
    told |= {"unbounded": any(math.isinf(end) for end in loss[:3]), "status": status, "lacks": None}
    return told | {"sources": ";".join(repository.sources_behind(rows)) or None}


def _cell(cell: Cell) -> Record:
    return dict(zip(("value", "low", "high"), _numbers(cell), strict=True))


def _numbers(cell: Cell) -> list[float | None]:
    return [number(end) for end in cell[:3]]


def _known(cell: Cell, repository: Repository) -> Record:
    sources = ";".join(repository.sources_behind(cell.observations)) or None
    return {"status": status_name(cell.status), "sources": sources}
