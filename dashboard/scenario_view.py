"""What a scenario's page says: the answer, what the numbers are, and the sums that a slider moves."""

import math

from dash import html

from dashboard.components import typeset
from dashboard.language import told, tr
from dashboard.scenario_account import NOTE, ScenarioAccount
from dashboard.scenario_controls import Question, in_months
from dashboard.scenario_figures import ends_of, said
from dashboard.sentences import Words
from dashboard.theme import lowered, number, unit_word
from dashboard.view import View
from indicators.index.rescoring import Rescored
from indicators.ledger import MEMO_PAIR
from indicators.scenario_inputs import GAS_BENCHMARKS
from indicators.scenarios import Range

_ASKED = ("dependent", "partner", "as_of")  # of the view, by every file of a scenario


def years_priced(view: View, benchmark: str) -> list[int]:
    """Return the years for which the benchmark's price of gas is known."""
    rows = view.repository.measure(GAS_BENCHMARKS[benchmark], view.pair, view.query.as_of).rows
    return [int(row.period) for row in rows if row.period.isdigit() and row.status]


def sentence(account: ScenarioAccount, dependent: str) -> Words:
    """Return what the scenario costs, with its span, what reserves pay of it and how long the rest lasts."""
    outcome = account.outcome
    whole = not outcome.need.lacks
    line = outcome.need if whole else outcome.at_hand
    ends = ends_of(line.loss)
    months = in_months(account.asked["horizon"])
    if ends is None:
        return told(
            "What {dependent} would have to finance within {months} cannot be computed without {inputs}.",
            dependent=dependent, months=months, inputs=_unknown(account),
        )  # fmt: skip
    low, high = (number(end, "USD mn") for end in ends)
    amount = html.B(tr("{middle} mn USD", middle=_middle(line.loss, "USD mn")))
    if not whole:
        return told(
            "The part that is known comes to {amount} within {months}, {low} to {high} from the cheaper to the dearer "
            "case; the rest cannot be computed without {inputs}.",
            amount=amount, months=months, low=low, high=high, inputs=_unknown(account),
        )  # fmt: skip
    words = told(
        "Starting from the trade and the reserves of {year}, {dependent} would have to finance {amount} within "
        "{months}, {low} to {high} from the cheaper to the dearer case",
        dependent=dependent, amount=amount, months=months, low=low, high=high, year=str(account.asked["base_year"]),
    )  # fmt: skip
    if ends_of(outcome.gap.loss):
        words += told(
            "; reserves above their floor would pay {paid} of it and leave {left} to be found elsewhere",
            paid=html.B(_middle(outcome.reserve_use, "USD mn")), left=html.B(said(outcome.gap.loss, "USD mn")),
        )  # fmt: skip
    if ends_of(outcome.cover):
        cover = html.B(tr("{middle} months", middle=_middle(outcome.cover, "months")))
        words += told(
            "; what remains of them pays {cover} of imports instead of {before}",
            cover=cover,
            before=_middle(outcome.cover_before, "months"),
        )  # fmt: skip
    return [*words, "."]


def _middle(amounts: Range, unit: str) -> str:
    """Return the central value, or the span where only that is known."""
    return said(amounts, unit) if math.isnan(amounts.central) else number(amounts.central, unit)


def _unknown(account: ScenarioAccount) -> str:
    names = dict.fromkeys(name for line in account.outcome.lines for name in line.lacks)
    return "; ".join(lowered(tr(account.inputs[name].title)) for name in names)


def reading(view: View, account: ScenarioAccount, asked: Question) -> html.Div:
    """Return what the scenario is, and what its numbers are and are not."""
    declared = account.told
    claim = html.A(declared.claim, href=view.address("/memo", claim=declared.claim))
    read = told("{text} A reading of the memo's statement {claim}.", text=tr(declared.text), claim=claim)
    notes = [tr(NOTE)]
    if view.pair != MEMO_PAIR:
        dependent, partner = (tr(view.repository.name(code)) for code in (MEMO_PAIR.dependent, MEMO_PAIR.partner))
        notes.append(
            tr(
                "The bands were set for {dependent} and {partner}; for another pair they are the same numbers, and say "
                "what would follow if they held there too.",
                dependent=dependent, partner=partner,
            )
        )  # fmt: skip
    if view.benchmark != asked.benchmark:
        notes.append(tr("No scenario is computed beside the netback price: gas stands beside Europe's hub."))
    return html.Div(
        [html.P(typeset(read), className="note"), html.P(typeset(" ".join(notes)), className="note")],
        className="reading",
    )


def total(account: ScenarioAccount, index: Rescored | str) -> html.Output:
    """Return the sums that a slider moves; a reader of the screen is told of them anew."""
    outcome = account.outcome
    need = outcome.at_hand if outcome.need.lacks else outcome.need
    after, before = (Range(*[math.nan] * 3), math.nan) if isinstance(index, str) else (index.after, index.before)
    sums = [
        *((tr(line.title), line.loss, "USD mn", _of_product(line.percent.central)) for line in (need, outcome.gap)),
        (tr("Reserve cover"), outcome.cover, "months", _before(outcome.cover_before.central, "months")),
        (tr("Dependence index"), after, "index", _before(before, "index")),
    ]
    items = [_sum(title, amounts, unit, then) for title, amounts, unit, then in sums]
    return html.Output(items, id="sums", className="sums")


def _of_product(percent: float) -> str:
    return "" if math.isnan(percent) else f"{number(percent, 'percent')} {unit_word('percent of GDP')}"


def _before(value: float, unit: str) -> str:
    return "" if math.isnan(value) else tr("before {value}", value=number(value, unit))


def _sum(title: str, amounts: Range, unit: str, then: str) -> html.Span:
    ends = ends_of(amounts)
    if ends is None:
        value, beside = html.B(tr("not known"), className="none"), ""
    else:
        value = html.B(f"{_middle(amounts, unit)} {unit_word(unit)}".strip())
        low, high = (number(end, unit) for end in ends)
        wide = [tr("{low} to {high}", low=low, high=high)] if low != high else []
        beside = ", ".join([*wide, *([then] if then else [])])
    return html.Span([html.Span(title, className="name"), " ", value, " ", html.Span(beside, className="meta")])
