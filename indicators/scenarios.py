"""The account of a scenario: what all changes in the partner's terms cost together (N7, N8), as parameters move.

Nothing here is a forecast and nothing has a probability. Money is in million USD unless it says otherwise.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from indicators.shocks import (
    corridor_loss,
    credit_loss,
    gas_bought,
    gas_loss,
    gas_price_after,
    market_loss,
    oil_loss,
    output_left,
    part_in_effect,
    production_cut,
    years_in_effect,
)

HORIZONS = (12, 24)  # months


class Range(NamedTuple):
    """A parameter or an input between two ends; which end costs more is computed, never assumed."""

    low: float
    central: float
    high: float


class Declared(Protocol):
    """What a declared parameter has, wherever it was loaded from."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def central(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


Ranges = Mapping[str, Range]
Values = Mapping[str, float]


def ranges_of(parameters: Iterable[Declared]) -> dict[str, Range]:
    """Return declared parameters as ranges by name."""
    return {one.id: Range(one.low, one.central, one.high) for one in parameters}


def fixed(value: float) -> Range:
    """Return a range without width, as a slider gives it.

    >>> fixed(0.5)
    Range(low=0.5, central=0.5, high=0.5)
    """
    return Range(value, value, value)


LINES = ("gas", "oil", "credit", "market", "corridor")  # what has to be financed from abroad
TITLES = {
    "gas": "Dearer gas (N1)",
    "oil": "Dearer oil (N2)",
    "credit": "Credit not rolled over (N3)",
    "market": "Market lost (N4)",
    "corridor": "Corridor closed (N5)",
    "output": "Output lost to a cut of gas (N6)",
    "need": "Need",
    "at_hand": "Need, as far as known",
    "gap": "Left to be financed",
}
PARAMETERS = (
    "alpha", "eps", "alpha_o", "oil_discount_left", "rho", "undisbursed_lost", "delta", "phi_12", "phi_24",
    "price_discount", "value_added", "closure", "reroute", "overlap", "gas_cut", "gas_share", "sigma_gas", "phase",
    "reserve_floor",
)  # fmt: skip
INPUTS = (
    "gas_paid", "gas_benchmark", "gas_volume", "oil_compensation", "oil_discount", "principal_1", "principal_2",
    "exports", "exports_total", "cargo", "cargo_value", "gdp", "reserves", "imports",
)  # fmt: skip
# What each line needs of the inputs; what is told of reserves; and each line's lever: at zero so is the line.
NEEDS = {
    "gas": ("gas_paid", "gas_benchmark", "gas_volume"),
    "oil": ("oil_compensation", "oil_discount"),
    "credit": ("principal_1", "principal_2"),
    "market": ("exports",),
    "corridor": ("cargo", "cargo_value"),
    "output": ("gdp",),
}
RESERVES = ("reserve_use", "reserves_left", "cover_before", "cover", "cover_without_floor")
LEVERS = {"gas": "alpha", "oil": "alpha_o", "market": "delta", "corridor": "closure", "output": "gas_cut"}


def losses(values: Values, horizon: float) -> dict[str, float]:
    """Return each line's loss up to the horizon in months, for one value of each parameter and input.

    A line whose own lever is at zero is zero whatever is known; otherwise it is NaN where an input is. N7: molecules
    that are cut are not also bought more dearly, and cargo lost with the market is not also lost with the corridor.
    """
    years = years_in_effect(values["phase"], horizon)
    early = years_in_effect(values["phase"], min(horizon, 12))
    found = {line: years * loss for line, loss in _yearly(values).items()}
    found["market"] = early * _market(values, "phi_12") + (years - early) * _market(values, "phi_24")
    found["credit"] = credit_loss(values["rho"], principal_due(values, horizon), values["undisbursed_lost"])
    return {line: 0.0 if line in LEVERS and values[LEVERS[line]] == 0 else found[line] for line in NEEDS}


def _yearly(values: Values) -> dict[str, float]:
    """Return what a year of each steady line costs once it is fully in effect."""
    at = values.__getitem__
    after = gas_price_after(at("gas_paid"), at("gas_benchmark"), at("alpha"))
    bought = at("gas_volume") * (1 - at("gas_cut"))
    cargo = at("cargo") * at("cargo_value")
    return {
        "gas": gas_loss(at("gas_paid"), after, bought, at("eps")),
        "oil": oil_loss(at("alpha_o"), at("oil_compensation"), at("oil_discount") * at("oil_discount_left")),
        "corridor": corridor_loss(at("closure"), cargo, at("reroute"), at("overlap") * at("delta")),
        "output": at("gdp") * (1 - output_left(at("gas_share"), at("gas_cut"), at("sigma_gas"))),
    }


def _market(values: Values, resold: str) -> float:
    names = ("delta", "exports", resold, "price_discount", "value_added")
    return market_loss(*[values[name] for name in names])


def principal_due(values: Values, horizon: float) -> float:
    """Return what falls due up to the horizon: the first year's, then the second's, evenly within each."""
    second = values["principal_2"] * (horizon - 12) / 12 if horizon > 12 else 0.0
    return values["principal_1"] * min(horizon, 12) / 12 + second


class Line(NamedTuple):
    """One line of the account: million USD, per cent of one year's product, and the inputs that it lacks."""

    id: str
    title: str
    loss: Range
    percent: Range
    lacks: tuple[str, ...]


class Outcome(NamedTuple):
    """The account of one scenario at one horizon in months. `low` is the cheaper case, `high` the dearer one.

    The cases are of the whole: a single line can be smaller in the dearer one, as the bill for gas where gas is cut.
    `lines` are what has to be financed, in the order of a waterfall; `need` is their sum, missing where one is, and
    `at_hand` the sum of those known: then a part of the need, never the whole. `output` stands apart: a loss of product
    is no payment abroad. `reserve_use` is what reserves above their floor pay, `gap` what is left to be financed, and
    `reserves_left` what remains, in million USD. `cover` is the months of imports that the remaining reserves pay,
    `cover_before` what all of them would, and `cover_without_floor` what it would be if reserves paid the whole need.
    `production` is N6, the change of output in per cent by elasticity, for the largest cut of the band.
    """

    horizon: float
    lines: tuple[Line, ...]
    need: Line
    at_hand: Line
    output: Line
    gap: Line
    reserve_use: Range
    reserves_left: Range
    cover_before: Range
    cover: Range
    cover_without_floor: Range
    production: dict[float, float]


class Swing(NamedTuple):
    """The need as far as known, with the loss of output, in million USD, with one parameter at either of its ends.

    `central` is the same with every parameter in the middle.
    """

    parameter: str
    at_low: float
    central: float
    at_high: float

    @property
    def width(self) -> float:
        """The distance between the two."""
        return abs(self.at_high - self.at_low)


def scenario(parameters: Ranges, inputs: Ranges, horizon: float) -> Outcome:
    """Return the account of a scenario for `parameters` and `inputs`, by their names in PARAMETERS and INPUTS.

    The central case takes every central value. The other two move every parameter and input to the end at which need,
    loss of output and what is left to be financed are smaller or larger, found by moving each alone (`cases`). A sum
    over a missing input is missing; where only bounds are known, only the central case is.

    Raises ValueError for a name that is missing or unknown, a range out of order, and a horizon outside 1 to 24 months.
    """
    _check(parameters, inputs, horizon)
    ranges = {**parameters, **inputs}
    accounts = [_account(case, horizon) for case in cases(parameters, inputs, horizon)]
    gdp = inputs["gdp"].central
    lacks = {line: _lacks(line, ranges, horizon) for line in NEEDS}
    lacks["need"] = lacks["gap"] = tuple(name for line in LINES for name in lacks[line])

    def line(name: str) -> Line:
        loss = Range(*(account[name] for account in accounts))
        return Line(name, TITLES[name], loss, Range(*(100 * one / gdp for one in loss)), lacks.get(name, ()))

    use, left, before, cover, all_used = (Range(*(account[name] for account in accounts)) for name in RESERVES)
    production = production_cut(parameters["gas_share"].central, parameters["gas_cut"].high)
    lines, (need, at_hand, output, gap) = map(line, LINES), map(line, ("need", "at_hand", "output", "gap"))
    sums = (need, at_hand, output, gap)
    return Outcome(horizon, tuple(lines), *sums, use, left, before, cover, all_used, production)


def tornado(parameters: Ranges, inputs: Ranges, horizon: float) -> tuple[Swing, ...]:
    """Return the swing of each parameter that has a width, the widest first; all others stay central.

    Raises ValueError as `scenario` does.
    """
    _check(parameters, inputs, horizon)
    central = {name: _middle(one) for name, one in {**parameters, **inputs}.items()}

    def cost(name: str, value: float) -> float:
        account = _account({**central, name: value}, horizon)
        return _known_sum([account["at_hand"], account["output"]])

    moved = {name: one for name, one in parameters.items() if one.low != one.high}
    swings = [
        Swing(name, *(cost(name, value) for value in (one.low, central[name], one.high))) for name, one in moved.items()
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def cases(parameters: Ranges, inputs: Ranges, horizon: float) -> tuple[Values, Values, Values]:
    """Return a value for each parameter and input in the cheaper, the central and the dearer case.

    Which end of a range costs more is found by moving it alone from the central case, and so is never assumed.
    """
    ranges = {**parameters, **inputs}
    middle = {name: _middle(one) for name, one in ranges.items()}
    cheap, dear = dict(middle), dict(middle)
    for name, one in ranges.items():
        at_low, at_high = (_cost({**middle, name: end}, horizon) for end in (one.low, one.high))
        ends = (one.low, one.high) if at_low <= at_high else (one.high, one.low)
        cheap[name], dear[name] = ends
    return cheap, {name: one.central for name, one in ranges.items()}, dear


def shocked(parameters: Ranges, inputs: Ranges, horizon: float) -> dict[str, Range]:
    """Return what measures and indicators would be at the horizon, by their ids, for an index to be computed anew.

    In the units of the measures; `low` and `high` are those of the cheaper and the dearer case, in this order. Missing
    where an input is. Raises ValueError as `scenario` does.
    """
    _check(parameters, inputs, horizon)
    found = [_shocked(case, horizon) for case in cases(parameters, inputs, horizon)]
    return {name: Range(*(one[name] for one in found)) for name in found[0]}


def _shocked(values: Values, horizon: float) -> dict[str, float]:
    at, part = values.__getitem__, part_in_effect(values["phase"], horizon)
    paid = gas_price_after(at("gas_paid"), at("gas_benchmark"), part * at("alpha"))
    volume = gas_bought(at("gas_paid"), paid, at("gas_volume") * (1 - part * at("gas_cut")), at("eps"))
    resold = "phi_12" if horizon <= 12 else "phi_24"
    lost = part * at("delta") * at("exports")
    oil = at("oil_discount") * at("oil_discount_left") * (1 - part * at("alpha_o"))
    output = 1 - output_left(at("gas_share"), part * at("gas_cut"), at("sigma_gas"))
    return {
        "gas_price_paid": paid,
        "gas_volume": volume,
        "implicit_gas_transfer": (at("gas_benchmark") - paid) * volume,
        "oil_transfer": oil,
        "disbursed": at("rho") * at("principal_1" if horizon <= 12 else "principal_2"),
        "goods_exports": at("exports") - lost,
        "goods_exports_total": at("exports_total") - lost * (1 - at(resold)),
        "transit_cargo": at("cargo") * (1 - part * at("closure")),
        "reserves": _account(values, horizon)["reserves_left"],
        "gdp": at("gdp") * (1 - output) - part * _market(values, resold),
    }


def _account(values: Values, horizon: float) -> dict[str, float]:
    """Return every line and sum of the account for one case."""
    found = losses(values, horizon)
    due = [found[line] for line in LINES]
    need = math.fsum(due)
    use = _paid_by_reserves(need, values)
    left = values["reserves"] - use
    month = values["imports"] / 12 if values["imports"] > 0 else math.nan
    return {
        **found, "need": need, "at_hand": _known_sum(due), "gap": need - use, "reserve_use": use, "reserves_left": left,
        "cover_before": values["reserves"] / month, "cover": left / month,
        "cover_without_floor": _above_zero(values["reserves"] - _above_zero(need)) / month,
    }  # fmt: skip


def _paid_by_reserves(need: float, values: Values) -> float:
    """Return what reserves above the floor pay of a need; NaN where either is not known."""
    spare = values["reserves"] - values["reserve_floor"]
    return math.nan if math.isnan(need) or math.isnan(spare) else min(_above_zero(need), _above_zero(spare))


def _above_zero(value: float) -> float:
    return value if math.isnan(value) else max(value, 0.0)


def _cost(values: Values, horizon: float) -> float:
    """Return by what cases are told apart: need and loss of output, and what reserves do not pay of the need."""
    account = _account(values, horizon)
    known = account["at_hand"]
    unpaid = known - _paid_by_reserves(known, values)
    return _known_sum([known, account["output"], unpaid])


def _known_sum(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) if known else math.nan


def _middle(one: Range) -> float:
    return (one.low + one.high) / 2 if math.isnan(one.central) else one.central


def _lacks(line: str, ranges: Ranges, horizon: float) -> tuple[str, ...]:
    """Return the inputs without even bounds that keep a line from being known."""
    if line in LEVERS and ranges[LEVERS[line]].high == 0:
        return ()
    needed = (name for name in NEEDS[line] if name != "principal_2" or horizon > 12)
    return tuple(name for name in needed if math.isnan(_middle(ranges[name])))


def _check(parameters: Ranges, inputs: Ranges, horizon: float) -> None:
    for given, known, what in ((parameters, PARAMETERS, "parameter"), (inputs, INPUTS, "input")):
        for name in sorted(given.keys() ^ set(known)):
            raise ValueError(f"{what} {name!r} is {'unknown' if name in given else 'missing'}")
        for name, one in given.items():
            if one.low > one.high or one.central < one.low or one.central > one.high:
                raise ValueError(f"{what} {name!r} is out of order: {one.low}, {one.central}, {one.high}")
    if not 1 <= horizon <= 24:
        raise ValueError(f"a horizon of {horizon} months; it must be 1 to 24")
