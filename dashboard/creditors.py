"""Which governments a country owes, beside each other: one partner alone does not tell whether it is the largest."""

from dash import html

from dashboard.components import table, traced
from dashboard.language import tr
from dashboard.theme import STATUS_WORDS, curly, number, spelled
from dashboard.view import View
from indicators.model import Pair

_OF = "creditor_share"
_DEBT = "debt_to_partner"  # what the share is of, USD mn


def card(view: View) -> html.Section:
    """Return the governments to which public external debt is owed, the largest first, in the last year known."""
    found = view.repository.creditors(view.pair.dependent, view.query.as_of)
    heads = (
        tr("Owed to the government of"), tr("Share of public external debt, %"), tr("mn USD"), tr("Period"),
        tr("Status"),
    )  # fmt: skip
    rows: list[list[object]] = []
    for code, row in found:
        pair = Pair(view.pair.dependent, code)
        owed = view.repository.measure(_DEBT, pair, view.query.as_of)
        amount = next(one for one in owed.rows if one.period == row.period)
        share = traced(view, number(row.value, "percent"), _OF, "", row.period, pair)
        money = traced(view, number(amount.value, "USD mn"), _DEBT, "", row.period, pair)
        rows.append([view.name(code), share, money, spelled(row.period), tr(STATUS_WORDS[row.status])])
    note = tr(
        "Governments only, as the World Bank has it from the debtor: bonds, banks and international lenders are owed "
        "the rest."
    )
    body = table(heads, rows, name="numbers") if rows else html.P(tr("No value is known."), className="note")
    head = html.H2(tr("Which governments are owed"))
    return html.Section([head, html.P(curly(note), className="note"), body], className="card", id="finance-creditors")
