"""Carry the partner's report of a pair's trade beyond its last year, by the rung of the ladder that a replay keeps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indicators.cells import behind
from indicators.estimators.freight import factor_of, in_terms_of_own
from indicators.estimators.ladder import MEASURED_AGAINST, RUNGS
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from ingest.declared import EstimatorRules, NowcastRules
from ingest.model import STATUSES, Status
from ingest.periods import period

_NOWCAST = STATUSES.index(Status.NOWCAST)
SEASONS = {"annual": 1, "monthly": 12}


class Replayed(NamedTuple):
    """How one rung did over the replay, so many years ahead (0: over all of them), beside the growth carry."""

    frequency: str
    flow: str
    rung: str
    years_ahead: int
    errors: int
    rmse: float  # of logs
    ratio: float  # to the growth carry's over the same periods
    kept: bool


@dataclass(frozen=True, slots=True)
class Nowcast:
    """One flow carried on: by which rung, with which bands, or why not."""

    frequency: str
    flow: str
    rung: str
    cells: Quantity
    replay: tuple[Replayed, ...]
    variance_ratio: float  # of growth of the observed partners, since the break over before
    reason: str = ""


class _Series(NamedTuple):
    first: int  # the place of its first value in time
    logs: list[float]


def nowcast(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str, frequency: str) -> Nowcast:
    """Return the flow for the periods after the partner's last report, in USD mn of the dependent country's terms.

    The replay stands at the end of each year before `replay_last`, knows the flow to that day and the guide for every
    later period, and carries the flow on; both as published today, since no edition of that time is kept. A rung is
    kept where its error over all horizons is at least `better_by` below the growth carry's; of those kept the one with
    the smallest error counts, and the growth carry where none is. Bands hold the part `coverage` of the replay's
    errors at each horizon, never narrower further ahead, times the root of the observed partners' variance ratio.
    """
    declared = rules.nowcast.annual if frequency == "annual" else rules.nowcast.monthly
    season = SEASONS[frequency]
    reported = resolver.quantity(declared.flow.format(flow=flow), pair)
    series = _unbroken(reported, season)
    needed = rules.nowcast.replay_first - rules.nowcast.least_years
    if series is None or series.first > needed * season or _last(series) < (rules.nowcast.replay_last + 1) * season - 1:
        why = f"the partner's own report does not run unbroken from {needed} to {rules.nowcast.replay_last}"
        return Nowcast(frequency, flow, "", {}, (), math.nan, why)
    guides = resolver.quantity(declared.bridge.format(flow=flow), pair)
    guide = {place - series.first: log for place, log in _logs(guides, season).items()}
    errors = _errors(series, guide, season, rules.nowcast)
    replay = _table(frequency, flow, errors, rules.nowcast)
    kept = [row for row in replay if row.years_ahead == 0 and row.kept]
    rung = min(kept, key=lambda row: row.rmse).rung if kept else MEASURED_AGAINST
    ratio = variance_ratio(resolver, pair, rules, flow)
    bands = _bands(errors[rung], rules.nowcast, ratio)
    ahead = rules.nowcast.years_ahead * season
    factor, _ = factor_of(resolver, pair, rules.freight, flow)
    rows = behind([*reported.values(), *(guides.values() if rung in ("bridge", "chow_lin") else ())])
    cells = {}
    for number, log in enumerate(RUNGS[rung](series.logs, season, guide, ahead)):
        if not math.isnan(log):
            band = bands[number // season]
            report = Cell(math.exp(log), math.exp(log - band), math.exp(log + band), _NOWCAST, rows)
            cells[_name(_last(series) + 1 + number, season)] = in_terms_of_own(report, factor, flow)
    return Nowcast(frequency, flow, rung, cells, replay, ratio)


def _place(name: str, season: int) -> int | None:
    """Return where a year or a month stands in time, None for a period of another kind."""
    span = period(name)
    if span.months != 12 // season or name != _name(_number(name, season), season):
        return None
    return _number(name, season)


def _number(name: str, season: int) -> int:
    first = period(name).first
    return first.year if season == 1 else first.year * 12 + first.month - 1


def _name(place: int, season: int) -> str:
    return str(place) if season == 1 else f"{place // 12}-{place % 12 + 1:02d}"


def _logs(quantity: Quantity, season: int) -> dict[int, float]:
    places = {name: _place(name, season) for name, cell in quantity.items() if cell.value > 0}
    return {place: math.log(quantity[name].value) for name, place in places.items() if place is not None}


def _unbroken(quantity: Quantity, season: int) -> _Series | None:
    """Return the longest run of periods without a gap that ends with the last one known."""
    logs = _logs(quantity, season)
    if not logs:
        return None
    first = max(logs)
    while first - 1 in logs:
        first -= 1
    return _Series(first, [logs[place] for place in range(first, max(logs) + 1)])


def _last(series: _Series) -> int:
    return series.first + len(series.logs) - 1


def _errors(
    series: _Series, guide: dict[int, float], season: int, rules: NowcastRules
) -> dict[str, list[tuple[int, float]]]:
    """Return for each rung (years ahead, error of the log) over the replay, of the periods that the rung reaches."""
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in RUNGS}
    for year in range(rules.replay_first, rules.replay_last + 1):
        known = year * season - series.first
        ahead = min((rules.replay_last + 1) * season - series.first - known, rules.years_ahead * season)
        for name, rung in RUNGS.items():
            carried = rung(series.logs[:known], season, guide, ahead)
            found[name] += [
                (number // season + 1, series.logs[known + number] - log) for number, log in enumerate(carried)
            ]
    return found


def _table(
    frequency: str, flow: str, errors: dict[str, list[tuple[int, float]]], rules: NowcastRules
) -> tuple[Replayed, ...]:
    rows = []
    for name, own in errors.items():
        for years in range(rules.years_ahead + 1):
            chosen = [number for number, (ahead, _) in enumerate(own) if years in (0, ahead)]
            chosen = [number for number in chosen if not math.isnan(own[number][1])]
            rmse = _root_mean_square([own[number][1] for number in chosen])
            ratio = rmse / _root_mean_square([errors[MEASURED_AGAINST][number][1] for number in chosen])
            kept = name == MEASURED_AGAINST or ratio <= 1 - rules.better_by
            if chosen:
                rows.append(Replayed(frequency, flow, name, years, len(chosen), rmse, ratio, kept))
    return tuple(rows)


def _root_mean_square(errors: Sequence[float]) -> float:
    return math.sqrt(math.fsum(error * error for error in errors) / len(errors)) if errors else math.nan


def _bands(errors: Sequence[tuple[int, float]], rules: NowcastRules, ratio: float) -> list[float]:
    """Return the half width in logs for each year ahead; a quantile is an error that occurred, the next above it."""
    wider = math.sqrt(max(1.0, ratio)) if not math.isnan(ratio) else 1.0
    bands: list[float] = []
    for years in range(1, rules.years_ahead + 1):
        sizes = [abs(error) for ahead, error in errors if ahead == years and not math.isnan(error)]
        widest = float(np.quantile(sizes, rules.coverage, method="higher")) if sizes else 0.0
        bands.append(max(widest, *bands) if bands else widest)
    return [band * wider for band in bands]


def variance_ratio(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str) -> float:
    """Return the variance of yearly log growth of what other partners report, since the break over before it.

    Around each partner's mean before the break, over partners with growth on both sides; NaN where there is none.
    """
    first, cut = rules.nowcast.observed_from, rules.nowcast.break_year
    panel = resolver.panel(f"{flow}_by_partner_mirror", pair, "mirror")
    before: list[float] = []
    after: list[float] = []
    for partner in sorted({name for cells in panel.values() for name in cells} - {pair.partner}):
        logs = _logs({year: cells[partner] for year, cells in panel.items() if partner in cells}, 1)
        growth = {year: logs[year] - logs[year - 1] for year in logs if year - 1 in logs and year >= first}
        early = [one for year, one in growth.items() if year < cut]
        late = [one for year, one in growth.items() if year >= cut]
        if len(early) >= 2 and late:
            mean = math.fsum(early) / len(early)
            before += [(one - mean) ** 2 * len(early) / (len(early) - 1) for one in early]
            after += [(one - mean) ** 2 for one in late]
    return (math.fsum(after) / len(after)) / (math.fsum(before) / len(before)) if before else math.nan
