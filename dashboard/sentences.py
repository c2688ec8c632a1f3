"""Sentences computed from results: what a page answers, in words that the numbers carry."""

import math
from collections.abc import Mapping, Sequence

from dash import html

from dashboard.figures import Line
from dashboard.repository import Repository
from dashboard.theme import curly, number, span, spelled, unit_word
from dashboard.view import View
from indicators.engine import last_known
from indicators.model import Result, Row

Words = list[object]
_FIRM = ("reported", "mirror")


def possessive(name: str) -> str:
    """Return the possessive of a country's name.

    >>> possessive("Belarus")
    'Belarus’s'
    """
    return curly(f"{name}'s")


def strong(row: Row, unit: str) -> html.B:
    """Return a row's value, or its bounds, in bold with its unit."""
    return _bold(span(row, unit), unit)


def _bold(text: str, unit: str) -> html.B:
    return html.B(f"{text} {unit_word(unit)}".strip())


def last_reported(result: Result, variant: str = "") -> Row | None:
    """Return the latest row that a government reported, None where there is none."""
    rows = [row for row in result.of(variant) if row.status in _FIRM]
    return rows[-1] if rows else None


def overview(view: View) -> Words:
    """Return the answer to how far one country depends on the other, in one sentence."""
    dependent, partner = possessive(view.names[0]), view.names[1]
    share, debt = view.result("export_share"), view.result("creditor_share")
    reported, known, owed = last_reported(share), last_known(share), last_known(debt)
    said: Words = []
    if reported:
        said += [
            f"{partner} took ",
            strong(reported, share.unit),
            f" of {dependent} goods exports in {reported.period}",
        ]
        if known and known.period > reported.period:
            said += [", the last year reported, and ", strong(known, share.unit)]
            said += [f" in {known.period} by official statements"]
    if owed and owed.value > 0:
        said += ["; it holds " if said else f"{partner} holds ", strong(owed, debt.unit)]
        said += [f" of {dependent} public external debt ({owed.period})"]
    if not said:
        return [f"Nothing in this snapshot tells how far {view.names[0]} depends on {partner}."]
    return [*said, "."]


def trade(view: View) -> Words:
    """Return how unequal the trade of the two is."""
    dependent, partner = view.names
    result = view.result("trade_asymmetry")
    mine, theirs = last_known(result, "share_of_dependent"), last_known(result, "share_of_partner")
    if mine is None or theirs is None:
        return [f"The trade of {dependent} with {partner} cannot be set beside both countries' totals."]
    return [
        "The trade between the two was ",
        strong(mine, "percent"),
        f" of {possessive(dependent)} goods turnover and ",
        strong(theirs, "percent"),
        f" of {possessive(partner)} in {theirs.period}.",
    ]


def energy(view: View) -> Words:
    """Return what the gas cost beside the European hub in the last year with both prices."""
    dependent, partner = view.names
    result = view.result("gas_price_discount")
    discount = last_known(result, "hub")
    if discount is None:
        return [f"No price that {dependent} pays for gas from {partner} is at hand."]
    paid = _in(view.measure("gas_price_paid"), discount.period)
    hub = _in(view.measure("gas_price_hub"), discount.period)
    if paid is None or hub is None:  # on an early clock the discount itself may be known from statements alone
        return [f"Gas from {partner} was ", strong(discount, "percent"), f" below Europe's hub in {discount.period}."]
    below_zero = [row.period for row in result.of("hub") if row.high < 0]
    tail = f", and one that was negative in {', '.join(below_zero)}." if below_zero else "."
    return [
        f"{dependent} was to pay ",
        strong(paid, "USD/1000 m3"),
        f" in {discount.period}, when Europe's hub stood at ",
        _bold(number(hub.value, "USD/1000 m3"), "USD/1000 m3"),
        ": a discount of ",
        strong(discount, "percent"),
        tail,
    ]


def _in(result: Result, name: str) -> Row | None:
    return next((row for row in result.rows if row.period == name), None)


def finance(view: View) -> Words:
    """Return which way official credit flowed in the last year known."""
    dependent, partner = view.names
    result = view.result("net_official_flow")
    flow, transfer = last_known(result, "net_flow"), last_known(result, "net_transfer")
    if flow is None or transfer is None:
        return [f"No official credit between {partner} and {dependent} is in this snapshot."]
    direction = "brought in" if transfer.value > 0 else "took out"
    return [
        f"After repayments and interest the government of {partner} {direction} ",
        _bold(number(abs(transfer.value), result.unit), result.unit),
        f" in {transfer.period}; interest aside, the net flow was ",
        _bold(number(flow.value, result.unit), result.unit),
        ".",
    ]


def transit(view: View) -> Words:
    """Return what the partner's ports carried beside what was agreed."""
    dependent, partner = view.names
    agreed, reported = (view.measure(name) for name in ("port_oil_agreed", "port_oil_reported"))
    last = last_known(reported)
    plan = {row.period: row for row in agreed.rows}
    if last is None or last.period not in plan:
        return [f"No cargo of {dependent} through the ports of {partner} is in this snapshot."]
    return [
        f"The ports of {partner} carried ",
        strong(last, "Mt"),
        f" of oil products in {last.period}, against ",
        strong(plan[last.period], "Mt"),
        " agreed between the governments.",
    ]


def security(view: View) -> Words:
    """Return how much of the arms came from the partner in the last five years known."""
    dependent, partner = view.names
    result = view.result("arms_supplier_share")
    last = last_known(result, "all")
    if last is None:
        return [f"No arms delivered by {partner} to {dependent} are in the register."]
    first, _, end = last.period.partition("..")
    return [
        f"{partner} delivered ",
        strong(last, result.unit),
        f" of the arms that {dependent} received from {first} to {end}, by SIPRI's count.",
    ]


def peers(repository: Repository, countries: Mapping[str, Result], variant: str, period: str) -> Words:
    """Return which country comes first and which last in a period, of those with a value; no period is no answer."""
    rows = {code: row for code, result in countries.items() for row in result.of(variant) if row.period == period}
    known = {code: row for code, row in rows.items() if not math.isnan(row.value)}
    if not known:
        return ["No value is known that could be compared; each country stands for itself below."]
    unit = next(iter(countries.values())).unit
    order = sorted(known, key=lambda code: known[code].value, reverse=True)
    first, last = order[0], order[-1]
    named, when = repository.name(first), spelled(period)
    if first == last:
        return [f"Only {named} has a value in {when}: ", strong(known[first], unit), "."]
    return [
        f"In {when} {named} came first with ",
        strong(known[first], unit),
        f" and {repository.name(last)} last with ",
        strong(known[last], unit),
        f", among the {len(order)} countries with a value.",
    ]


def compared(lines: Sequence[Line]) -> Words:
    """Return the last value of each line that is compared, those without one left out."""
    said: Words = []
    for line in lines:
        last = last_known(line.result, line.variant)
        if last:
            said += [
                "; " if said else "",
                f"{line.name}: ",
                strong(last, line.result.unit),
                f" in {spelled(last.period)}",
            ]
    return [*said, "."] if said else ["No value is known of what is asked for."]


def memo(states: Sequence[str]) -> Words:
    """Return how the claims that data can decide came out."""
    held = sum(states.count(state) for state in ("supported", "supported_with_correction", "prediction_held"))
    failed = sum(states.count(state) for state in ("contradicted", "prediction_failed"))
    return [
        f"Of {len(states)} statements the data at hand support or correct ",
        html.B(str(held)),
        ", contradict ",
        html.B(str(failed)),
        ", and find ",
        html.B(str(states.count("mixed"))),
        " mixed; the rest are not decided by them, and each says why.",
    ]
