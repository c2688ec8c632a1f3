"""The page of docs/method on estimators: their formulas, their declared numbers, and the nowcast's replay."""

from collections.abc import Callable, Iterable
from typing import Any

from indicators.estimators import ESTIMATORS, NOT_COMPUTED, freight, ladder, nowcast, reliability, residual
from indicators.estimators.nowcast import Nowcast
from ingest.estimators import estimator_rules

_HEAD = (
    "What is known of a pair's trade after the last report of the dependent country, in the order in which the best "
    "available is taken. All are shown. Reports and statements also fill measures; the residual and the nowcast never "
    "do, and decide no verdict."
)
_READING = (
    "The ratio is the rung's error over the growth carry's on the same periods; 0 years ahead is all horizons. The "
    "growth carry compounds one year's growth and is a weak rival beyond a year: compare the last value's error as "
    "well. The replay uses the figures as published today, since no edition of that time is kept, and lets the bridge "
    "know its guide for every later period, as it does now; a total as guide holds the flow itself. A relation that "
    "held to 2021 need not hold after 2022: the nowcast carries it on and cannot see a break, and official statements "
    "outside its band are the better evidence."
)


def estimators(made: str, docstring: Callable[[Any], str], nowcasts: Iterable[Nowcast]) -> str:
    """Return the page; `docstring` gives the words of a function, `nowcasts` are those of the default pair."""
    order = "\n".join(f"{place}. `{name}`: {text}." for place, (name, text) in enumerate(ESTIMATORS.items(), start=1))
    absent = "\n".join(NOT_COMPUTED.values())
    parts = ["# Estimators", made, _HEAD, order, absent, *_freight(docstring), *_residual(docstring)]
    return "\n\n".join([*parts, *_reliability(docstring), *_nowcast(docstring, list(nowcasts))]) + "\n"


def _freight(docstring: Callable[[Any], str]) -> list[str]:
    rules = estimator_rules().freight
    goods = ", ".join(f"{one.title.lower()} (`{one.product}`)" for one in rules.chapter)
    bands = [
        f"- {one.dependent} {one.flow}, {one.partner}: {one.low:g} to {one.high:g}. {one.source}" for one in rules.band
    ]
    remarks = [f"- {one.dependent} {one.flow}, {one.partner}, {one.product}: {one.text}" for one in rules.remark]
    otherwise = rules.otherwise
    return [
        "## CIF over FOB (`cif_fob`)",
        docstring(freight.quotients),
        f"Calibrated by {goods}: of other chapters one country's report alone is at hand. Mirrors after 2021 "
        "are totals, so estimators use the factor of all goods. It is the median over "
        f"{rules.first} to {rules.last}, not winsorised; its band runs from the smallest to the largest year. With "
        f"fewer than {rules.least_years} years it is {otherwise.value:g}, {otherwise.low:g} to {otherwise.high:g}: "
        f"{otherwise.source} {rules.least_years_source}",
        "\n".join([*bands, *remarks]),
        docstring(freight.in_terms_of_own),
    ]


def _residual(docstring: Callable[[Any], str]) -> list[str]:
    rules = estimator_rules().residual
    return [
        "## Residual (`residual`)",
        docstring(residual.residuals),
        f"Coverage is counted over {rules.coverage_first} to {rules.coverage_last}; below {rules.least_coverage:g} per "
        f"cent there is no bound. {rules.least_coverage_source} Left out: {', '.join(rules.leave_out)}. "
        f"{rules.leave_out_source}",
    ]


def _reliability(docstring: Callable[[Any], str]) -> list[str]:
    rules = estimator_rules().reliability
    copied = [f"- {' and '.join(one.reporters)} to {one.last}: {one.source}" for one in rules.copied]
    return [
        "## Reliability of reporters (`reliability`)",
        docstring(reliability.decompose),
        docstring(reliability.weighted),
        f"Reports to {', '.join(rules.sources)} of at least {rules.floor:g} million USD. {rules.floor_source} "
        f"Reporters have at least {rules.least_reports} reports. {rules.least_reports_source} By product no more than "
        "two chapters have both reports, so products are no dummies.",
        "No second report, and left out:",
        "\n".join(copied),
    ]


def _nowcast(docstring: Callable[[Any], str], nowcasts: list[Nowcast]) -> list[str]:
    rules = estimator_rules().nowcast
    rungs = [f"### `{name}`\n\n{docstring(rung)}" for name, rung in ladder.RUNGS.items()]
    told = [
        "## Nowcast (`nowcast`)",
        docstring(nowcast.nowcast),
        docstring(nowcast.variance_ratio),
        *rungs,
        "A dynamic factor model is not built: of the monthly series of other partners one alone runs on beyond 2022.",
        "`DEPDASH_NOWCAST=off` hides every nowcast, `nowcast=off` in an address those of one page or file.",
        f"### Replay of {rules.replay_first} to {rules.replay_last}, Belarus and Russia",
        _READING,
    ]
    lines = [
        "| flow | frequency | rung | years ahead | errors | RMSE | ratio | kept | used |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in nowcasts:
        for row in one.replay:
            marks = ("yes" if row.kept else "no", "yes" if row.rung == one.rung else "no")
            figures = f"{row.years_ahead} | {row.errors} | {row.rmse:.3f} | {row.ratio:.2f}"
            lines.append(f"| {row.flow} | {row.frequency} | `{row.rung}` | {figures} | {marks[0]} | {marks[1]} |")
    ratios = [
        f"- {one.flow}, {one.frequency}: variance ratio {one.variance_ratio:.2f}; bands are multiplied by "
        f"{max(1.0, one.variance_ratio) ** 0.5:.2f}."
        for one in nowcasts
    ]
    return [*told, "\n".join(lines), "\n".join(ratios)]
