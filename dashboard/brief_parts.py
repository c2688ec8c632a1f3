"""What a brief says, before it has a form: its answer, findings, charts, verdicts, money at risk, gaps and sources.

The HTML file and the slides are made from the same parts, so that neither says what the other does not.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard import brief_findings, charts, index_view, sentences
from dashboard.brief_findings import Finding, change_of, findings, none_found, of_today, sentence_of
from dashboard.changes import in_short
from dashboard.charts import Chart
from dashboard.index_report import index_report
from dashboard.language import Words, dated, marked, numeral, tr
from dashboard.scenario_account import scenario_account
from dashboard.scenario_controls import PATH
from dashboard.theme import EN_DASH, MINUS, STATE_WORDS, curly, number
from dashboard.view import View
from indicators.change import Change
from indicators.ledger import MEMO_PAIR, STATES
from indicators.model import Row
from indicators.scenarios import Range
from ingest.periods import period

HORIZON = 12  # months, over which the scenarios are added up
_NEARLY = 0.99  # of the draws: they are too few to tell it from certainty


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief is asked for besides its view: a year to compare with, findings, paper, a line, a server."""

    since: int | None = None  # by default the first year of the span asked for, if one is
    findings: tuple[str, ...] = ()  # ids, as `brief_choices.FINDINGS` checks them; none are chosen by rules
    paper: str = "A4"
    line: str = ""
    base: str = "http://127.0.0.1:8050/"  # what links lead to


@dataclass(frozen=True, slots=True)
class Risk:
    """What one scenario would cost, as text, and the page that tells how it was added up."""

    name: str
    title: str
    need: str
    percent: str
    gap: str
    href: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a brief in the language spoken; addresses begin with a slash."""

    question: str
    told: str  # what it is based on: the day and the snapshot
    answer: Words
    index: Row | None  # the last year of the index with a value
    change: Change | None  # of the index to that year
    findings: list[Finding]
    charts: list[Chart]  # those without anything to draw too
    verdicts: list[tuple[str, int, int]]  # a state, and how many statements were in it then and are now
    risks: list[Risk]
    unknown: list[Finding]
    sources: list[tuple[str, str]]  # title and edition, as the publisher writes them
    href: str  # of the view itself, in this snapshot
    nothing: str  # why there is no finding, where there is none
    changed: list[str]  # since the snapshot before, in sentences; empty where there is none to compare with


def parts(view: View, asked: Asked) -> Parts:
    """Return what a brief says; the same view and choices give the same parts."""
    dependent, partner = view.names
    day = dated(view.query.as_of or view.repository.known_to)
    row = index_view.headline(view.result(index_view.INDEX))
    results = [view.result(name) for name, _ in brief_findings.WATCHED]
    return Parts(
        question=curly(tr("How far does {dependent} depend on {partner}?", dependent=dependent, partner=partner)),
        told=tr("Known by {day}; snapshot {id}", day=day, id=view.repository.snapshot.id) + _period(view),
        answer=_printed([*index_view.sentence(view), *sentences.overview(view), *_since(view, asked)]),
        index=row,
        change=_change(view, row),
        findings=findings(view, asked.findings),
        charts=_charts(view),
        verdicts=_verdicts(view),
        risks=_risks(view),
        unknown=_unknown(view),
        sources=view.repository.editions_of(result for result in results if result.rows),
        href=view.address("/", None, snapshot=view.repository.snapshot.id),
        nothing=none_found(view),
        changed=in_short(view) if of_today(view) else [],
    )


def _period(view: View) -> str:
    """Return the span asked for, as it follows the day and the snapshot; nothing where all periods are."""
    start, end = (one.text if one else "" for one in (view.query.start, view.query.end))
    if not (start or end):
        return ""
    text = (
        marked("; periods from {start} to {end}")
        if start and end
        else marked("; periods from {start} on")
        if start
        else marked("; periods to {end}")
    )
    return tr(text, start=start, end=end)


def source(view: View, one: Finding) -> str:
    """Return the address of what a finding rests on: a statement of the memo, or the cell of a value.

    >>> from dashboard.repository import open_repository
    >>> source(View(open_repository()), Finding("Rose.", "export_share", "", "2019"))
    '/data?lineage=export_share&period=2019'
    """
    if one.claim:
        return view.address("/memo", None, claim=one.claim)
    return view.address("/data", view.pair, lineage=one.of, period=one.period)


def cited(editions: Sequence[tuple[str, str]]) -> list[str]:
    """Return titles and editions of sources as a list of them is printed, once where one of the two names the other.

    >>> cited([("Debt Statistics", "Debt Statistics, 2025"), ("Review 2021: gas", "Review 2021"), ("Comtrade", "1995")])
    ['Debt Statistics, 2025', 'Review 2021: gas', 'Comtrade: 1995']
    """
    return [curly(_cited(*one)) for one in editions]


def _cited(title: str, edition: str) -> str:
    return edition if title in edition else title if edition in title else f"{title}: {edition}"


def _printed(words: Words) -> Words:
    return [curly(part) if isinstance(part, str) else part for part in words]


def _since(view: View, asked: Asked) -> list[str]:
    """Return how likely it is that the index rose since a year, or that this cannot be told; nothing without a year."""
    year = _first_year(view) if asked.since is None else asked.since
    if year is None:
        return []
    report = index_report(view.repository, index_view.INDEX, view.pair, year, view.query.as_of)
    told = [(row["period"], row["probability_of_rise"]) for row in report["rows"] if row["value"] is not None]
    known = [one for one in told if one[1] is not None and int(one[0]) > year and view.query.touches(period(one[0]))]
    if known:
        return [" ", rise(year, *known[-1])]
    return [] if asked.since is None else [" ", rise(year)]


def rise(year: int, last: str = "", chance: float | None = None) -> str:
    """Return in which share of its draws the index stood higher in the last year than in an earlier one.

    >>> rise(2012, "2022", 0.997)
    'In nearly all draws it stood higher in 2022 than in 2012.'
    """
    if chance is None:
        return tr("Whether the index rose since {year} cannot be told.", year=year)
    if chance > _NEARLY:
        return tr("In nearly all draws it stood higher in {last} than in {year}.", last=last, year=year)
    if chance < 1 - _NEARLY:
        return tr("In hardly any draw it stood higher in {last} than in {year}.", last=last, year=year)
    text = marked("In {percent} % of the draws it stood higher in {last} than in {year}.")
    return tr(text, percent=number(100 * chance, "rank"), last=last, year=year)


def _first_year(view: View) -> int | None:
    """Return the first year of the span asked for in which the index has a value, None where no start is asked for."""
    if view.query.start is None:
        return None
    valued = (row for row in view.result(index_view.INDEX).of(index_view.HEADLINE) if not math.isnan(row.value))
    return next((int(row.period) for row in valued), None)


def _change(view: View, row: Row | None) -> Change | None:
    """Return the change of the index to its last year with a value: later years are known by bounds alone."""
    if row is None:
        return None
    result = view.result(index_view.INDEX)
    known = tuple(one for one in result.of(row.variant) if one.period <= row.period)
    return change_of(view, replace(result, rows=known), row.variant)


def _charts(view: View) -> list[Chart]:
    debt = Chart("brief-debt", tr("Share of public external debt"), "", "percent",
                 charts.variant_lines(view, "creditor_share"), "finance")  # fmt: skip
    return [index_view.whole(view), charts.shares_chart(view, "brief-shares", "overview"),
            charts.prices_chart(view, "brief-gas"), debt]  # fmt: skip


def drawable(declared: Chart) -> bool:
    """Return whether anything of a chart can be drawn."""
    return any(row.status for line in declared.lines for row in line.rows)


def _verdicts(view: View) -> list[tuple[str, int, int]]:
    """Return how the statements of the memo of 2021 came out; it is about one pair alone."""
    if view.pair != MEMO_PAIR:
        return []
    judged = view.repository.judgements
    then, now = Counter(one.then.state for one in judged), Counter(one.now.state for one in judged)
    return [(state, then[state], now[state]) for state in STATES if then[state] or now[state]]


def _risks(view: View) -> list[Risk]:
    """Return what each scenario of the memo would cost, over a year; nothing where not one can be added up."""
    risks, known = [], False
    for name, told in view.repository.scenarios.scenarios.items():
        outcome = scenario_account(view.repository, name, view.pair, HORIZON, as_of=view.query.as_of).outcome
        need, href = outcome.need, view.address(PATH, view.pair, scenario=name)
        known = known or not any(map(math.isnan, need.loss))
        risks.append(
            Risk(name, tr(told.title), _band(need.loss), _band(need.percent, 1), _band(outcome.gap.loss), href)
        )
    return risks if known else []


def without_risks(view: View) -> str:
    """Return why a brief adds up no scenario: the memo is of one pair, and of others what it rests on is not known.

    >>> from dashboard.repository import open_repository
    >>> without_risks(View(open_repository()))[:77]
    'The scenarios cannot be added up: what they rest on is not known on this day.'
    """
    if view.pair == MEMO_PAIR:
        return tr("The scenarios cannot be added up: what they rest on is not known on this day.")
    dependent, partner = view.names
    of_memo = [view.name(code) for code in (MEMO_PAIR.dependent, MEMO_PAIR.partner)]
    text = marked(
        "The memo of 2021 is about {first} and {second}. None of its statements is about {dependent} and {partner}, "
        "and what its scenarios rest on is not known of them."
    )
    return curly(tr(text, first=of_memo[0], second=of_memo[1], dependent=dependent, partner=partner))


def _band(amounts: Range, digits: int = 0) -> str:
    low, central, high = amounts
    if any(map(math.isnan, amounts)):
        return tr("not known")
    rounded = (round(one, digits) + 0.0 for one in (central, low, high))  # no nought has a sign
    ends = [numeral(f"{one:,.{digits}f}".replace("-", MINUS)) for one in rounded]
    return f"{ends[0]} ({ends[1]}{EN_DASH}{ends[2]})"


def _unknown(view: View) -> list[Finding]:
    """Return what is hidden, what is known by bounds alone, and what the data do not decide."""
    dependent, _ = view.names
    items: list[Finding] = []
    year = view.repository.hidden_from.get(view.pair.dependent)
    if year and hidden_by(view, year):
        text = tr("{dependent} publishes no trade by partner since {year}.", dependent=dependent, year=year)
        items.append(Finding(curly(text)))
    items += [sentence_of(view, view.result(name), variant)
              for name, variant in (("opacity_index", "arithmetic"), ("bounds_width", ""))]  # fmt: skip
    if view.pair == MEMO_PAIR and of_today(view):
        judged = view.repository.judgements
        open_ = sum(one.now.state in ("undecidable", "undocumented", "not_testable") for one in judged)
        text = marked("{open} of {all} statements of the memo cannot be decided with the data at hand.")
        items.append(Finding(curly(tr(text, open=open_, all=len(judged)))))
    return items


def hidden_by(view: View, year: int) -> bool:
    """Return whether a view reaches the year since which something is hidden, by its clock and by its span."""
    day, end = view.query.as_of, view.query.end
    return (day is None or day.year >= year) and (end is None or end.last.year >= year)


def verdict_word(state: str) -> str:
    """Return how a state of a statement is called in the language spoken.

    >>> verdict_word("supported_with_correction")
    'supported, corrected'
    """
    return tr(STATE_WORDS[state])
