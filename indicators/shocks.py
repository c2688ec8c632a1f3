"""What a single change in the partner's terms costs: N1 to N6 of the scenario arithmetic, one formula each.

Money is in million USD.
"""

import math

ELASTICITIES = (0.05, 0.1, 0.3, 1.0)  # N6 is printed for all four: the answer is the elasticity


def gas_price_after(paid: float, benchmark: float, closed: float) -> float:
    """Return the price when a part of its gap to the benchmark is closed, in the unit of both.

    >>> gas_price_after(128.5, 569.8, 0.5)
    349.15
    """
    return paid + closed * (benchmark - paid)


def gas_loss(paid: float, after: float, volume: float, elasticity: float) -> float:
    """Return what a year of gas costs more at a new price, volumes falling with constant elasticity.

    N1: (p1 - p0) * Q * (p1/p0)^(-eps); prices in USD per 1,000 m3, `volume` in bcm. NaN without positive prices.

    >>> round(gas_loss(128.5, 569.8, 18.8, 0.2))
    6159
    """
    return (after - paid) * gas_bought(paid, after, volume, elasticity)


def gas_bought(paid: float, after: float, volume: float, elasticity: float) -> float:
    """Return the volume bought at a new price: Q * (p1/p0)^(-eps). NaN without positive prices.

    >>> gas_bought(100.0, 400.0, 20.0, 0.5)
    10.0
    """
    return volume * float((after / paid) ** -elasticity) if paid > 0 and after > 0 else math.nan


def oil_loss(withdrawn: float, compensation: float, discount: float) -> float:
    """Return what a year of oil costs more when a part of compensation and residual discount is withdrawn (N2).

    >>> oil_loss(0.5, 300.0, 1100.0)
    700.0
    """
    return withdrawn * (compensation + discount)


def credit_loss(rolled_over: float, principal: float, undisbursed: float) -> float:
    """Return the money that is lacking when only a part of principal is lent anew and promised loans do not come (N3).

    >>> credit_loss(0.5, 1000.0, 600.0)
    1100.0
    """
    return (1 - rolled_over) * principal + undisbursed


def market_loss(lost: float, exports: float, resold: float, discount: float, value_added: float) -> float:
    """Return the value added lost with a part of the partner's market, in a year.

    N4: v * delta * X * (1 - phi) + d * delta * phi * X: what finds no buyer costs its value added, what is sold
    elsewhere the whole price discount.

    >>> market_loss(0.3, 16000.0, 0.1, 0.2, 0.6)
    2688.0
    """
    return value_added * lost * exports * (1 - resold) + discount * lost * resold * exports


def corridor_loss(closed: float, cargo: float, rerouted: float, lost_with_market: float = 0.0) -> float:
    """Return what the closing of a part of the way through the partner's ports costs in a year.

    N5: closure * X * (1 - reroute), without the part of the cargo that N4 has already lost (N7).

    >>> corridor_loss(0.3, 1000.0, 0.5)
    150.0
    """
    return closed * cargo * (1 - lost_with_market) * (1 - rerouted)


def output_left(share: float, cut: float, elasticity: float) -> float:
    """Return what part of output is left when an input of a given share of it is cut and can only partly be replaced.

    N6: [s (1-c)^((sigma-1)/sigma) + 1 - s]^(sigma/(sigma-1)); (1-c)^s at an elasticity of 1, 1 - c at 0. `share` and
    `cut` from 0 to 1. Bachmann et al. (2022) find small losses with this family; Geerolf (2022) holds that it must.

    >>> [round(100 * (output_left(0.10, 0.30, sigma) - 1), 1) for sigma in (0.05, 0.1, 0.3, 1.0)]
    [-21.0, -12.7, -5.1, -3.5]
    """
    left = 1 - cut
    if cut == 0 or share == 0:
        return 1.0
    if elasticity == 0 or (left <= 0 and elasticity <= 1):
        return max(left, 0.0)
    if elasticity == 1:
        return float(left**share)
    power = (elasticity - 1) / elasticity
    # As logarithms, because near an elasticity of 1 the power of a power loses every digit.
    fall = -1.0 if left <= 0 else math.expm1(power * math.log(left))
    inside = share * fall
    return math.exp(math.log1p(inside) / power) if inside > -1 else 0.0


def production_cut(share: float, cut: float) -> dict[float, float]:
    """Return the change of output in per cent for each of the four elasticities of N6.

    >>> {sigma: round(change, 1) for sigma, change in production_cut(0.10, 0.30).items()}
    {0.05: -21.0, 0.1: -12.7, 0.3: -5.1, 1.0: -3.5}
    """
    return {sigma: 100 * (output_left(share, cut, sigma) - 1) for sigma in ELASTICITIES}


def years_in_effect(phase: float, months: float) -> float:
    """Return for how many years at full size a change has counted, when it grew evenly over `phase` months.

    >>> years_in_effect(0, 12), years_in_effect(24, 12), years_in_effect(24, 24), years_in_effect(12, 24)
    (1.0, 0.25, 1.0, 1.5)
    """
    growing = min(months, phase)
    grown = growing * growing / (2 * phase) if phase > 0 else 0.0
    return (grown + months - growing) / 12


def part_in_effect(phase: float, months: float) -> float:
    """Return what part of a change is in effect at the end of `months`.

    >>> part_in_effect(24, 12), part_in_effect(0, 12)
    (0.5, 1.0)
    """
    return min(months / phase, 1.0) if phase > 0 else 1.0
