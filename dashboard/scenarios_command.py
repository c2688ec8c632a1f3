"""The command `depdash scenarios`: the memo's scenarios as accounts."""

import argparse
from collections.abc import Iterator
from typing import Any

from dashboard.commands import columns
from dashboard.exports import to_json
from dashboard.parameters import GAS_BENCHMARK, HORIZON, HUB_YEAR, PAIR, values
from dashboard.repository import open_repository
from dashboard.scenario_account import NOTE, scenario_account, scenario_json
from indicators.model import Pair
from indicators.scenarios import HORIZONS
from ingest.errors import ParameterError

_ASKED = (*PAIR, HORIZON, HUB_YEAR, GAS_BENCHMARK)


def scenarios(given: argparse.Namespace) -> Iterator[str]:
    """Print the account of one scenario or of all, at one horizon or at both."""
    repository = open_repository()
    asked = {name: getattr(given, name) for name in ("dependent", "partner", "horizon", "hub_year", "benchmark")}
    checked = values({name: text for name, text in asked.items() if text is not None}, _ASKED, repository)
    known = repository.scenarios.scenarios
    if given.scenario and given.scenario not in known:
        raise ParameterError("SCENARIO", expected=f"one of {', '.join(known)}", found=given.scenario)
    accounts = [
        scenario_json(
            scenario_account(
                repository, name, Pair(checked["dependent"], checked["partner"]), months,
                hub_year=checked["hub_year"], benchmark=checked["benchmark"],
            ),
            repository,
        )
        for name in ([given.scenario] if given.scenario else known)
        for months in ([checked["horizon"]] if given.horizon else HORIZONS)
    ]  # fmt: skip
    if given.json:
        yield to_json(accounts)
        return
    for account in accounts:
        yield from _told(account, repository.name(checked["dependent"]), repository.name(checked["partner"]))
    yield NOTE
    yield "Bachmann et al. (2022) find small losses of output with the family of N6; Geerolf (2022) holds that it must."


def _told(account: dict[str, Any], dependent: str, partner: str) -> Iterator[str]:
    yield f"{account['scenario']}, {account['horizon']} months: {account['title']}; {dependent} on {partner}"
    yield f"gas beside the {account['benchmark']} price of {account['hub_year']}; base year {account['base_year']}"
    header = ["line", "unit", "low", "central", "high"]
    rows = [[row["title"], row["unit"], *(_number(row[end]) for end in header[2:])] for row in account["rows"]]
    yield from columns([header, *rows])
    lacking = {name for row in account["rows"] for name in (row["lacks"] or "").split(";")}
    yield from (f"{given['id']}: {given['reason']}" for given in account["inputs"] if given["id"] in lacking)
    yield ""


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.1f}"
