"""Sentences computed from results: what a page answers, in words that the numbers carry."""

import math
from collections.abc import Mapping, Sequence

from dash import html

from dashboard.components import traced
from dashboard.figures import Line
from dashboard.language import Words, language, marked, told, tr
from dashboard.theme import EN_DASH, STATUS_WORDS, capital, curly, number, span, spelled, unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Result, Row

_FIRM = ("reported", "mirror")
_STATED = "official_statement"
# What gas is set beside: the measure of its price, and how a sentence calls it.
_BENCHMARKS = {
    "hub": ("gas_price_hub", "Europe's hub (Pink Sheet)"),
    "gazprom_average": ("gas_price_gazprom_average", "Gazprom's average price to Europe"),
}


# What gas cost beside a benchmark, by the sign of the discount.
_BESIDE = {
    1: marked("Gas from {partner} was {share} below {benchmark} in {year}."),
    -1: marked("Gas from {partner} was dearer than {benchmark} in {year}: the discount was {share}."),
    0: marked("Whether gas from {partner} was cheaper than {benchmark} in {year} is open: the discount was {share}."),
}
_PAID = {
    1: marked("{dependent} was to pay {paid} in {year}; {benchmark} stood at {price}: a discount of {share}"),
    -1: marked("{dependent} was to pay {paid} in {year}, more than {benchmark} at {price}: a discount of {share}"),
    0: marked(
        "{dependent} was to pay {paid} in {year}; {benchmark} stood at {price}: a discount of {share}, which leaves "
        "open which of the two is dearer"
    ),
}
_OPEN_RANKS = marked("Bounds overlap: who comes first or last is not certain.")
# Which way official credit moved money, by the sign of what is left after repayments and interest.
_MOVED = {
    1: marked("After repayments and interest the government of {partner} brought in {transfer} in {year}"),
    -1: marked("After repayments and interest the government of {partner} took out {transfer} in {year}"),
    0: marked(
        "Whether credit of the government of {partner} brought money in or took it out in {year} is open: after "
        "repayments and interest it was {transfer}"
    ),
}


def possessive(name: str) -> str:
    """Return the possessive of a country's name in English; translations are worded to do without.

    >>> possessive("Belarus")
    'Belarus’s'
    """
    return curly(f"{name}'s") if language() == "en" else name


def strong(view: View, row: Row, result: Result, text: str = "", unit: str = "") -> html.B:
    """Return a row's value, or its bounds, in bold with its unit, or `text` in their place; it opens its lineage.

    `unit` is that of a variant which has another than its result.
    """
    unit = unit or result.unit
    said = f"{text or span(row, unit)} {unit_word(unit)}".strip()
    traceable = row.observations
    return html.B(traced(view, said, result.id, row.variant, row.period, result.pair) if traceable else said)


def last_reported(result: Result, variant: str = "") -> Row | None:
    """Return the latest row that a government reported, None where there is none."""
    rows = [row for row in result.of(variant) if row.status in _FIRM]
    return rows[-1] if rows else None


def flow_title(view: View, flow: str) -> str:
    """Return the title of one direction of the pair's trade, `exports` or `imports`."""
    dependent, partner = view.names
    text = (
        marked("{of_dependent} exports to {partner}")
        if flow == "exports"
        else marked("{of_dependent} imports from {partner}")
    )
    said = tr(text, of_dependent=possessive(dependent), dependent=dependent, partner=partner)
    return capital(said)


def overview(view: View) -> Words:
    """Return the answer to how far one country depends on the other, in one sentence."""
    dependent, partner = view.names
    share, debt = view.result("export_share"), view.result("creditor_share")
    reported, known, owed = last_reported(share), last_known(share), last_known(debt)
    names = {"dependent": dependent, "of_dependent": possessive(dependent), "partner": partner}
    said: Words = []
    if reported:
        text = (
            marked("{partner} took {share} ({low} to {high}) of {of_dependent} goods exports in {year}")
            if reported.low < reported.high
            else marked("{partner} took {share} of {of_dependent} goods exports in {year}")
        )
        ends = {"low": number(reported.low, share.unit), "high": number(reported.high, share.unit)}
        said += told(text, share=strong(view, reported, share), year=reported.period, **names, **ends)
        if known and known.period > reported.period:
            text = (
                marked(", the last year reported, and {share} in {year} by official statements")
                if known.status == _STATED
                else marked(", the last year reported, and {share} in {year} ({status})")
            )
            said += told(text, share=strong(view, known, share), year=known.period, status=_word(known))
    elif known:
        said += told(
            "{partner} took {share} of {of_dependent} goods exports in {year} ({status})",
            share=strong(view, known, share), year=known.period, status=_word(known), **names,
        )  # fmt: skip
    if owed and (owed.value > 0 or owed.high > 0):
        text = (
            marked("; it holds {share} of {of_dependent} public external debt ({year})")
            if said
            else marked("{partner} holds {share} of {of_dependent} public external debt ({year})")
        )
        said += told(text, share=strong(view, owed, debt), year=owed.period, **names)
    if not said:
        return told("Nothing that is known tells how far {dependent} depends on {partner}.", **names)
    return [*said, "."]


def _word(row: Row) -> str:
    return tr(STATUS_WORDS[row.status])


def trade(view: View) -> Words:
    """Return how unequal the trade of the two is."""
    dependent, partner = view.names
    result = view.result("trade_asymmetry")
    mine, theirs = _last_of_both(result, "share_of_dependent", "share_of_partner")
    if mine is None or theirs is None:
        return told(
            "The trade of {dependent} with {partner} cannot be set beside both countries' totals.",
            dependent=dependent, partner=partner,
        )  # fmt: skip
    return told(
        "The trade between the two was {mine} of {of_dependent} goods turnover and {theirs} of {of_partner} in {year}.",
        mine=strong(view, mine, result, unit="percent"), theirs=strong(view, theirs, result, unit="percent"),
        year=theirs.period,
        of_dependent=possessive(dependent), of_partner=possessive(partner),
        dependent=dependent,
        partner=partner,
    )  # fmt: skip


def _last_of_both(result: Result, one: str, other: str) -> tuple[Row | None, Row | None]:
    """Return the rows of two variants in the last period in which something is known of both, None where none is."""
    rows = [{row.period: row for row in result.of(name) if _is_known(row)} for name in (one, other)]
    both = max(rows[0].keys() & rows[1].keys(), default="")
    return rows[0].get(both), rows[1].get(both)


def _is_known(row: Row) -> bool:
    return not (math.isnan(row.value) and math.isnan(row.low))


def _sign(row: Row) -> int:
    """Return 1 or -1 where all that the bounds allow lies above or below zero, 0 where they leave it open."""
    low, high = (row.value if math.isnan(end) else end for end in (row.low, row.high))
    return (low > 0) - (high < 0)


def energy(view: View) -> Words:
    """Return what the gas cost beside the benchmark chosen in the last year with both prices."""
    dependent, partner = view.names
    result = view.result("gas_price_discount")
    if view.benchmark not in _BENCHMARKS:
        (chosen,) = (one for one in CATALOGUE[result.id].variants if one.id == view.benchmark)
        return told(
            "The discount beside this benchmark cannot be told: {title}: {reason}.",
            title=tr(chosen.title), reason=tr(chosen.reason),
        )  # fmt: skip
    measure, named = _BENCHMARKS[view.benchmark]
    discount = last_known(result, view.benchmark)
    if discount is None:
        return told(
            "No price that {dependent} pays for gas from {partner} is at hand.", dependent=dependent, partner=partner
        )
    price, beside = view.measure("gas_price_paid"), view.measure(measure)
    paid, other = _in(price, discount.period), _in(beside, discount.period)
    share = strong(view, discount, result, _ends(discount, result.unit))
    if paid is None or other is None:  # on an early clock the discount itself may be known from statements alone
        return told(_BESIDE[_sign(discount)], partner=partner, share=share, benchmark=tr(named), year=discount.period)
    said = told(
        _PAID[_sign(discount)], dependent=dependent, paid=strong(view, paid, price), year=discount.period, share=share,
        benchmark=tr(named), price=strong(view, other, beside),
    )  # fmt: skip
    below_zero = [row.period for row in result.of(view.benchmark) if row.high < 0 and row is not discount]
    if below_zero:
        said += told(", and one that was negative in {years}", years=", ".join(below_zero))
    return [*said, "."]


def _in(result: Result, name: str) -> Row | None:
    return next((row for row in result.rows if row.period == name), None)


def finance(view: View) -> Words:
    """Return which way official credit flowed in the last year known."""
    dependent, partner = view.names
    result = view.result("net_official_flow")
    flow, transfer = _last_of_both(result, "net_flow", "net_transfer")
    if flow is None or transfer is None:
        return told(
            "What {partner} lent {dependent}, less what was paid back, is not known for any whole year.",
            partner=partner, dependent=dependent,
        )  # fmt: skip
    sign = _sign(transfer)
    moved = told(
        _MOVED[sign], partner=partner, year=transfer.period,
        transfer=strong(view, transfer, result, _ends(_turned(transfer) if sign < 0 else transfer, result.unit)),
    )  # fmt: skip
    return [*moved, *told("; interest aside, the net flow was {flow}.", flow=strong(view, flow, result))]


def _ends(row: Row, unit: str) -> str:
    """Return a row's span, in words where a sign would stand beside the dash."""
    said, ends = span(row, unit), (number(row.low, unit), number(row.high, unit))
    return tr("{low} to {high}", low=ends[0], high=ends[1]) if row.low < 0 and said == EN_DASH.join(ends) else said


def _turned(row: Row) -> Row:
    """Return a row below zero without its sign, its bounds in order."""
    return row._replace(value=-row.value, low=-row.high, high=-row.low)


def transit(view: View) -> Words:
    """Return what the partner's ports carried beside what was agreed."""
    dependent, partner = view.names
    agreed, reported = (view.measure(name) for name in ("port_oil_agreed", "port_oil_reported"))
    last = last_known(reported)
    plan = {row.period: row for row in agreed.rows if _is_known(row)}
    if last is None or last.period not in plan:
        return told(
            "No cargo of {dependent} through the ports of {partner} is known beside an agreed one.",
            dependent=dependent, partner=partner,
        )  # fmt: skip
    return told(
        "The ports of {partner} carried {cargo} of oil products in {year}, against {plan} agreed between the "
        "governments.",
        partner=partner, year=last.period,
        cargo=strong(view, last, reported), plan=strong(view, plan[last.period], agreed),
    )  # fmt: skip


def security(view: View) -> Words:
    """Return how much of the arms came from the partner in the last five years known."""
    dependent, partner = view.names
    result = view.result("arms_supplier_share")
    last = last_known(result, "all")
    if last is None:
        return told(
            "No arms delivered by {partner} to {dependent} are in the register.", partner=partner, dependent=dependent
        )
    first, _, end = last.period.partition("..")
    return told(
        "{partner} delivered {share} of the arms that {dependent} received from {first} to {end}, by SIPRI's count.",
        partner=partner, dependent=dependent, share=strong(view, last, result), first=first, end=end,
    )  # fmt: skip


def peers(view: View, countries: Mapping[str, Result], variant: str, period: str) -> Words:
    """Return which country comes first and which last in a period, of those with a value; no period is no answer."""
    rows = {code: row for code, result in countries.items() for row in result.of(variant) if row.period == period}
    known = {code: row for code, row in rows.items() if not math.isnan(row.value)}
    if not known:
        return [tr("No value is known that could be compared; each country stands for itself below.")]
    order = sorted(known, key=lambda code: known[code].value, reverse=True)
    first, last = order[0], order[-1]
    second = order[1] if len(order) > 2 else ""
    named, when = tr(view.repository.name(first)), spelled(period)
    if first == last:
        value = strong(view, known[first], countries[first])
        return told("Only {country} has a value in {when}: {value}.", country=named, when=when, value=value)
    text = (
        marked(
            "In {when} {first} came first with {most}, {second} second with {next} and {last} last with {least}, among "
            "the {count} countries with a value."
        )
        if second
        else marked("In {when} {first} came first with {most} and {last} last with {least}; no other has a value.")
    )
    values = {
        name: strong(view, known[code], countries[code]) if code else ""
        for name, code in (("most", first), ("next", second), ("least", last))
    }
    names = {name: tr(view.repository.name(code)) for name, code in (("second", second), ("last", last))}
    said = told(text, when=when, first=named, count=str(len(order)), **values, **names)
    return said if _is_certain([known[code] for code in order]) else [*said, " ", tr(_OPEN_RANKS)]


def _is_certain(order: Sequence[Row]) -> bool:
    """Return whether the bounds leave no doubt of which row is the first and which the last."""
    most, least = order[0], order[-1]
    surely_first = all(not row.high > most.low for row in order[1:])
    return surely_first and all(not row.low < least.high for row in order[:-1])


def compared(view: View, lines: Sequence[Line]) -> Words:
    """Return the last value of each line that is compared, those without one left out."""
    said: Words = []
    for line in lines:
        last = last_known(line.result, line.variant)
        if last:
            said += ["; "] if said else []
            value = strong(view, last, line.result)
            said += told("{line}: {value} in {when}", line=line.name, value=value, when=spelled(last.period))
    return [*said, "."] if said else [tr("No value is known of what is asked for.")]


def memo(states: Sequence[str]) -> Words:
    """Return how the claims that data can decide came out."""
    held = sum(states.count(state) for state in ("supported", "supported_with_correction", "prediction_held"))
    failed = sum(states.count(state) for state in ("contradicted", "prediction_failed"))
    return told(
        "Of {all} statements the data at hand support or correct {held}, contradict {failed}, and find {mixed} mixed; "
        "the rest are not decided by them, and each says why.",
        all=str(len(states)), held=html.B(str(held)), failed=html.B(str(failed)),
        mixed=html.B(str(states.count("mixed"))),
    )  # fmt: skip
