"""Sentences computed from results: what a page answers, in words that the numbers carry."""

from collections.abc import Sequence

from dash import html

from dashboard.repository import Repository
from dashboard.theme import interval, number, unit_word
from indicators.engine import last_known
from indicators.model import Pair, Result, Row

Words = list[object]
_FIRM = ("reported", "mirror")


def possessive(name: str) -> str:
    """Return the possessive of a country's name.

    >>> possessive("Belarus")
    "Belarus's"
    """
    return f"{name}'s"


def strong(row: Row, unit: str) -> html.B:
    """Return a row's value, or its bounds, in bold with its unit."""
    return html.B(f"{interval(row.value, row.low, row.high, unit)} {unit_word(unit)}".strip())


def last_reported(result: Result, variant: str = "") -> Row | None:
    """Return the latest row that a government reported, None where there is none."""
    rows = [row for row in result.of(variant) if row.status in _FIRM]
    return rows[-1] if rows else None


def overview(repository: Repository, pair: Pair) -> Words:
    """Return the answer to how far one country depends on the other, in one sentence."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    share, debt = repository.result("export_share", pair), repository.result("creditor_share", pair)
    reported, known, owed = last_reported(share), last_known(share), last_known(debt)
    said: Words = []
    if reported:
        said += [f"{partner} took ", strong(reported, share.unit), f" of {possessive(dependent)} goods exports in {reported.period}"]
        if known and known.period > reported.period:
            said += [", the last year reported, and ", _bounds(known, share.unit), f" in {known.period} by official statements"]
    if owed and owed.value > 0:
        said += ["; it holds " if said else f"{partner} holds ", strong(owed, debt.unit)]
        said += [f" of {possessive(dependent)} public external debt ({owed.period})"]
    if not said:
        return [f"Nothing in this snapshot tells how far {dependent} depends on {partner}."]
    return [*said, "."]


def _bounds(row: Row, unit: str) -> html.B:
    text = f"{number(row.low, unit)} to {number(row.high, unit)}" if row.low < row.high else number(row.value, unit)
    return html.B(f"{text} {unit_word(unit)}".strip())


def trade(repository: Repository, pair: Pair) -> Words:
    """Return how unequal the trade of the two is."""
    result = repository.result("trade_asymmetry", pair)
    both = [last_known(result, variant) for variant in ("share_of_dependent", "share_of_partner", "difference")]
    if not all(both):
        return [f"The trade of {repository.name(pair.dependent)} with {repository.name(pair.partner)} cannot be set beside both countries' totals."]
    mine, theirs, _ = both
    assert_rows = [row for row in (mine, theirs) if row]
    return [
        "The trade between the two was ", strong(assert_rows[0], "percent"), f" of {possessive(repository.name(pair.dependent))} goods turnover and ",
        strong(assert_rows[1], "percent"), f" of {possessive(repository.name(pair.partner))} in {assert_rows[0].period}.",
    ]  # fmt: skip


def energy(repository: Repository, pair: Pair) -> Words:
    """Return what the gas cost beside the European hub in the last year with both prices."""
    discount = last_known(repository.result("gas_price_discount", pair), "hub")
    if discount is None:
        return [f"No price that {repository.name(pair.dependent)} pays for gas from {repository.name(pair.partner)} is at hand."]
    paid = {row.period: row for row in repository.measure("gas_price_paid", pair).rows}[discount.period]
    hub = {row.period: row for row in repository.measure("gas_price_hub", pair).rows}[discount.period]
    unit = "USD/1000 m3"
    return [
        f"{repository.name(pair.dependent)} was to pay " if discount.status != "reported" else f"{repository.name(pair.dependent)} paid ",
        strong(paid, unit), f" in {discount.period}, when Europe's hub stood at ",
        html.B(f"{number(hub.value, unit)} {unit_word(unit)}"), ": a discount of ", strong(discount, "percent"),
        ", and one that was negative in 2020." if _negative(repository, pair, "2020") else ".",
    ]  # fmt: skip


def _negative(repository: Repository, pair: Pair, year: str) -> bool:
    rows = [row for row in repository.result("gas_price_discount", pair).of("hub") if row.period == year]
    return bool(rows) and rows[0].high < 0


def finance(repository: Repository, pair: Pair) -> Words:
    """Return which way official credit flowed in the last year known."""
    result = repository.result("net_official_flow", pair)
    flow, transfer = last_known(result, "net_flow"), last_known(result, "net_transfer")
    if flow is None or transfer is None:
        return [f"No official credit between {repository.name(pair.partner)} and {repository.name(pair.dependent)} is recorded."]
    direction = "brought in" if transfer.value > 0 else "took out"
    return [
        f"After repayments and interest the government of {repository.name(pair.partner)} {direction} ",
        html.B(f"{number(abs(transfer.value), result.unit)} {unit_word(result.unit)}"), f" in {transfer.period}; before interest ",
        html.B(f"{number(flow.value, result.unit)} {unit_word(result.unit)}"), ".",
    ]  # fmt: skip


def transit(repository: Repository, pair: Pair) -> Words:
    """Return what the partner's ports carried beside what was agreed."""
    agreed, reported = (repository.measure(name, pair) for name in ("port_oil_agreed", "port_oil_reported"))
    last, plan = last_known(reported), {row.period: row for row in agreed.rows}
    if last is None or last.period not in plan:
        return [f"No cargo of {repository.name(pair.dependent)} through the ports of {repository.name(pair.partner)} is recorded."]
    return [
        f"The ports of {repository.name(pair.partner)} carried ", strong(last, "Mt"), f" of oil products in {last.period}, against ",
        strong(plan[last.period], "Mt"), " agreed in February 2021.",
    ]  # fmt: skip


def memo(states: Sequence[str]) -> Words:
    """Return how the claims that data can decide came out."""
    count = {state: states.count(state) for state in set(states)}
    supported = count.get("supported", 0) + count.get("supported_with_correction", 0) + count.get("prediction_held", 0)
    against = count.get("contradicted", 0) + count.get("prediction_failed", 0)
    return [
        f"Of {len(states)} statements the data at hand support or correct ", html.B(str(supported)), ", contradict ",
        html.B(str(against)), ", and find ", html.B(str(count.get("mixed", 0))), " mixed; the rest are not decided by them, and each says why.",
    ]  # fmt: skip
