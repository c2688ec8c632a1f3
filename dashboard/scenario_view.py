"""What a scenario's page says: the answer, what the numbers are, and the sums that a slider moves."""

import math

from dash import html

from dashboard.language import tr
from dashboard.scenario_account import NOTE, ScenarioAccount
from dashboard.scenario_controls import Question
from dashboard.scenario_figures import ends_of, said
from dashboard.sentences import Words
from dashboard.theme import curly, lowered, number, unit_word
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
    within = f"within {outcome.horizon:g} months"
    if ends is None:
        return [f"What {dependent} would have to finance {within} cannot be computed without {_unknown(account)}."]
    low, high = (number(end, "USD mn") for end in ends)
    words: Words = [
        f"{dependent} would have to finance " if whole else "The part that is known comes to ",
        html.B(tr("{middle} mn USD", middle=_middle(line.loss, "USD mn"))),
        f" {within}, {low} to {high} from the cheaper to the dearer case",
    ]
    if not whole:
        return [*words, f"; the rest cannot be computed without {_unknown(account)}."]
    if ends_of(outcome.gap.loss):
        words += [
            "; reserves above their floor would pay ", html.B(_middle(outcome.reserve_use, "USD mn")),
            " of it and leave ", html.B(_middle(outcome.gap.loss, "USD mn")), " to be found elsewhere",
        ]  # fmt: skip
    if ends_of(outcome.cover):
        words += [
            "; what remains of them pays ", html.B(tr("{middle} months", middle=_middle(outcome.cover, 'months'))),
            f" of imports instead of {_middle(outcome.cover_before, 'months')}",
        ]  # fmt: skip
    return [*words, "."]


def _middle(amounts: Range, unit: str) -> str:
    """Return the central value, or the span where only that is known."""
    return said(amounts, unit) if math.isnan(amounts.central) else number(amounts.central, unit)


def _unknown(account: ScenarioAccount) -> str:
    names = dict.fromkeys(name for line in account.outcome.lines for name in line.lacks)
    return "; ".join(lowered(account.inputs[name].title) for name in names)


def reading(view: View, account: ScenarioAccount, asked: Question) -> html.Div:
    """Return what the scenario is, and what its numbers are and are not."""
    told = account.told
    claim = html.A(told.claim, href=view.address("/memo", claim=told.claim))
    notes = [NOTE]
    if view.pair != MEMO_PAIR:
        home = " and ".join(view.repository.name(code) for code in (MEMO_PAIR.dependent, MEMO_PAIR.partner))
        notes.append(
            f"The bands were set for {home}; for another pair they are the same numbers, and say what would follow if "
            "they held there too."
        )
    if view.benchmark != asked.benchmark:
        notes.append("No scenario is computed beside the netback price: gas stands beside Europe's hub.")
    return html.Div(
        [
            html.P(
                [curly(tr("{text} A reading of the memo's statement ", text=told.text)), claim, "."], className="note"
            ),
            html.P(curly(" ".join(notes)), className="note"),
        ],
        className="reading",
    )


def total(account: ScenarioAccount, index: Rescored | str) -> html.Output:
    """Return the sums that a slider moves; a reader of the screen is told of them anew."""
    outcome = account.outcome
    need = outcome.at_hand if outcome.need.lacks else outcome.need
    after, before = (Range(*[math.nan] * 3), math.nan) if isinstance(index, str) else (index.after, index.before)
    sums = [
        (need.title, need.loss, "USD mn", ""),
        (outcome.gap.title, outcome.gap.loss, "USD mn", ""),
        ("Reserve cover", outcome.cover, "months", _before(outcome.cover_before.central, "months")),
        ("Dependence index", after, "index", _before(before, "index")),
    ]
    items = [_sum(title, amounts, unit, then) for title, amounts, unit, then in sums]
    return html.Output(items, id="sums", className="sums")


def _before(value: float, unit: str) -> str:
    return "" if math.isnan(value) else f", before {number(value, unit)}"


def _sum(title: str, amounts: Range, unit: str, then: str) -> html.Span:
    ends = ends_of(amounts)
    if ends is None:
        value, told = html.B(tr("not known"), className="none"), ""
    else:
        value = html.B(f"{_middle(amounts, unit)} {unit_word(unit)}".strip())
        low, high = (number(end, unit) for end in ends)
        told = f"{low} to {high}{then}" if low != high else then.removeprefix(", ")
    return html.Span([html.Span(title, className="name"), " ", value, " ", html.Span(told, className="meta")])
