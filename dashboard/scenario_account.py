"""A scenario's account with all that it was computed from: as tables, and as the API gives it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, NamedTuple

from dashboard.exports import number
from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.catalogue import CATALOGUE
from indicators.index.rescoring import Rescored
from indicators.model import Pair
from indicators.scenario_inputs import Given, behind, ranges_given, scenario_inputs
from indicators.scenarios import RESERVES, Line, Outcome, Range, Ranges, Swing, ranges_of, scenario, tornado
from ingest.model import Status
from ingest.scenarios import Parameter, Scenario

NOTE = (  # in English; as the page says it: tr
    "Nothing here is a forecast, and nothing has a probability. Money is in million USD, added up over the horizon; "
    "per cent is of one year's GDP."
)
INDEX = "dependence_index"
GIVEN = "given"  # what a parameter rests on that the question sets
_ENDS = ("low", "central", "high")
RESERVE_LINES = {  # the titles in English
    "reserve_use": ("Paid by reserves", "USD mn"),
    "reserves_left": ("Reserves left", "USD mn"),
    "cover_before": ("Reserves before, months of imports", "months"),
    "cover": ("Reserves left, months of imports", "months"),
    "cover_without_floor": ("The same, had reserves paid the whole need", "months"),
}
# What a line needs besides what the payments need; what was there before needs no payments.
_ALSO = {name: ("reserves", "imports") if unit == "months" else ("reserves",) for name, (_, unit) in
         RESERVE_LINES.items()} | {"gap": ("reserves",)}  # fmt: skip


class ScenarioAccount(NamedTuple):
    """The account of one scenario, and what it was asked for and computed from."""

    asked: Record  # scenario, pair, horizon, years and benchmark, by the names of the columns
    told: Scenario
    as_of: date | None
    parameters: dict[str, Parameter]
    inputs: dict[str, Given]
    outcome: Outcome
    swings: tuple[Swing, ...]

    @property
    def pair(self) -> Pair:
        """Who depends, and on whom."""
        return Pair(self.asked["dependent"], self.asked["partner"])

    @property
    def ranges(self) -> tuple[Ranges, Ranges]:
        """The ranges of parameters and of inputs, as `scenario` takes them."""
        return ranges_of(self.parameters.values()), ranges_given(self.inputs)

    def lacks(self, line: str) -> tuple[str, ...]:
        """Return the inputs that a line or sum lacks, by name."""
        lines = (*self.outcome.lines, self.outcome.need, self.outcome.at_hand, self.outcome.output)
        known = {one.id: one.lacks for one in lines}
        needed = () if line == "cover_before" else known.get(line, self.outcome.need.lacks)
        return (*needed, *(name for name in _ALSO.get(line, ()) if self.inputs[name].reason))


def bands(repository: Repository) -> list[Record]:
    """Return every parameter of every scenario with its band and its source."""
    return [
        {"scenario": one.id, "title": one.title, "parameter": given.id, "parameter_title": given.title}
        | {name: getattr(given, name) for name in (*_ENDS, "unit", "basis", "source")}
        for one in repository.scenarios.scenarios.values()
        for given in one.parameters.values()
    ]


def scenario_account(
    repository: Repository,
    name: str,
    pair: Pair,
    horizon: int,
    *,
    hub_year: int | None = None,
    benchmark: str = "hub",
    as_of: date | None = None,
    chosen: Mapping[str, float] | None = None,
) -> ScenarioAccount:
    """Return a scenario's account; `chosen` sets parameters by id in place of their bands."""
    declared, told = repository.scenarios, repository.scenarios.scenarios[name]
    parameters = _with_chosen(told, chosen or {})
    hub = declared.hub_year if hub_year is None else hub_year
    inputs = scenario_inputs(repository.resolver(as_of), pair, declared.base_year, hub, benchmark)
    ranges = ranges_of(parameters.values()), ranges_given(inputs)
    asked = {
        "scenario": name, "dependent": pair.dependent, "partner": pair.partner, "horizon": horizon,
        "base_year": declared.base_year, "hub_year": hub, "benchmark": benchmark,
    }  # fmt: skip
    swings = tornado(*ranges, horizon)
    return ScenarioAccount(asked, told, as_of, parameters, inputs, scenario(*ranges, horizon), swings)


def _with_chosen(told: Scenario, chosen: Mapping[str, float]) -> dict[str, Parameter]:
    return {
        name: given
        if name not in chosen
        else replace(
            given, low=chosen[name], central=chosen[name], high=chosen[name], basis=GIVEN,
            source="Given in the question",
        )
        for name, given in told.parameters.items()
    }  # fmt: skip


def scenario_json(account: ScenarioAccount, repository: Repository) -> dict[str, Any]:
    """Return an account with all that it was computed from; its rows are those of `account_tables.SCENARIO_LINES`."""
    told = account.told
    return account.asked | {
        "title": told.title,
        "text": told.text,
        "claim": told.claim,
        "note": NOTE,
        "as_of": str(account.as_of or repository.known_to),
        "snapshot": repository.snapshot.id,
        "parameters": [asdict(given) for given in account.parameters.values()],
        "inputs": [_input(name, given, repository) for name, given in account.inputs.items()],
        "rows": scenario_records(account, repository),
        "tornado": [
            {"parameter": one.parameter, "at_low": number(one.at_low), "at_high": number(one.at_high)}
            for one in account.swings
        ],
    }


def _input(name: str, given: Given, repository: Repository) -> Record:
    told: Record = {"id": name, "title": given.title, "unit": given.unit} | _ends(given.range)
    told |= {"period": given.period or None, "status": given.status or None, "reason": given.reason or None}
    return told | {"sources": repository.sources_behind(given.observations)}


def scenario_records(account: ScenarioAccount, repository: Repository) -> list[Record]:
    """Return every line of an account in its units, as rows of `account_tables.SCENARIO_LINES`."""
    outcome, found = account.outcome, []
    for line in (*outcome.lines, outcome.need, outcome.at_hand, outcome.gap, outcome.output):
        found += [_row(account, repository, line.id, line.title, unit, ends) for unit, ends in _both(line)]
    for name in RESERVES:
        found.append(_row(account, repository, name, *RESERVE_LINES[name], getattr(outcome, name)))
    for sigma, change in outcome.production.items():
        title = f"Output at an elasticity of {sigma:g}, for the largest cut of gas (N6)"
        told: Record = {"line": f"production_{sigma:g}", "title": title, "unit": "percent of output"}
        told |= _ends(Range(change, change, change)) | {"status": str(Status.ESTIMATED), "lacks": None, "sources": None}
        found.append(account.asked | told)
    return found


def _both(line: Line) -> tuple[tuple[str, Range], ...]:
    return ("USD mn", line.loss), ("percent of GDP", line.percent)


def _row(
    account: ScenarioAccount, repository: Repository, line: str, title: str, unit: str, amounts: Range
) -> Record:  # fmt: skip
    lacks = account.lacks(line)
    if unit == "percent of GDP" and account.inputs["gdp"].reason:
        lacks = (*lacks, "gdp")
    told = {"line": line, "title": title, "unit": unit} | _ends(amounts)
    known = not all(math.isnan(amount) for amount in amounts)
    return account.asked | told | _behind(line, account, repository, known) | {"lacks": ";".join(lacks) or None}


def _ends(amounts: Range) -> Record:
    return {end: number(amount) for end, amount in zip(_ENDS, amounts, strict=True)}


def _behind(line: str, account: ScenarioAccount, repository: Repository, known: bool) -> Record:
    if not known:
        return {"status": None, "sources": None}
    status, rows = behind(line, account.inputs)
    return {"status": status, "sources": ";".join(repository.sources_behind(rows)) or None}


def swing_records(account: ScenarioAccount, repository: Repository) -> list[Record]:
    """Return what each parameter alone moves, the widest first, as rows of `account_tables.SCENARIO_SWINGS`."""
    found = []
    for one in account.swings:
        given = account.parameters[one.parameter]
        told: Record = {"parameter": given.id, "title": given.title, "unit": given.unit}
        told |= {end: getattr(given, end) for end in _ENDS}
        told |= {f"at_{end}": number(value) for end, value in zip(_ENDS, one[1:], strict=True)}
        told |= {"swing": number(one.width)}
        known = not math.isnan(one.width)
        found.append(account.asked | told | _behind("at_hand", account, repository, known))
    return found


def rescored_index(account: ScenarioAccount, repository: Repository) -> Rescored | str:
    """Return the index scored anew with what the account leaves, or the reason why it cannot be."""
    parameters, inputs = (tuple(ranges.items()) for ranges in account.ranges)
    try:
        return repository.rescored(
            account.pair, parameters, inputs, account.outcome.horizon, account.asked["base_year"], account.as_of
        )
    except ValueError as error:  # the year is not one of the index, as known on that day
        return str(error)


def index_records(account: ScenarioAccount, repository: Repository) -> list[Record]:
    """Return the index and its pillars before and after, as rows of `account_tables.SCENARIO_INDEX`."""
    found = rescored_index(account, repository)
    title = CATALOGUE[INDEX].title
    empty = {"part": INDEX, "title": title, "before": None, **dict.fromkeys(_ENDS)}
    if isinstance(found, str):
        return [account.asked | empty | {"status": None, "reason": found, "sources": None}]
    panel = repository.index(INDEX, account.pair, account.as_of).panel
    parts = {INDEX: (title, found.before, found.after)}
    parts |= {
        pillar.id: (pillar.title, found.pillars_before[pillar.id], found.pillars[pillar.id])
        for pillar in panel.declared.pillars
    }
    rows = [row for cell in panel.used(account.pair.dependent, found.year) for row in cell.observations]
    rows += behind("gap", account.inputs)[1]
    sources = ";".join(repository.sources_behind(rows)) or None
    return [
        account.asked
        | {"part": part, "title": name, "before": number(before)}
        | _ends(after)
        | _status(before, after, sources)
        for part, (name, before, after) in parts.items()
    ]


def _status(before: float, after: Range, sources: str | None) -> Record:
    if all(math.isnan(value) for value in (before, *after)):
        return {"status": None, "reason": "less than enough of its inputs is observed", "sources": None}
    return {"status": str(Status.ESTIMATED), "reason": None, "sources": sources}
