"""The cards of a scenario's page: each one way to look at the account, with the file of the same numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard import scenario_figures
from dashboard.cards import Download, framed, picture
from dashboard.components import table, traced
from dashboard.figures import Figure
from dashboard.language import numeral, tr
from dashboard.scenario_account import INDEX, RESERVE_LINES, ScenarioAccount
from dashboard.scenario_controls import BENCHMARK_WORDS, Question, in_months
from dashboard.scenario_figures import COLOUR, ends_of, said
from dashboard.theme import EN_DASH, STATUS_WORDS, capital, curly, lowered, number, spelled, unit_word
from dashboard.view import View
from indicators.index.rescoring import Rescored
from indicators.scenario_inputs import Given, behind
from indicators.scenarios import RESERVES, Line, Range, Swing

_ASKED = ("dependent", "partner", "as_of")  # of the view, by every file of a scenario
CASE_HEADS = ("Cheaper case", "Central", "Dearer case")  # in English, as the words below
PART_WORDS = {
    "goods_exports": "exports to the partner", "goods_exports_total": "all exports", "gdp": "product",
    "goods_turnover": "turnover with the partner", "debt_to_partner": "debt to the partner",
    "public_debt": "public external debt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What all cards of one scenario share."""

    view: View
    account: ScenarioAccount
    asked: Question

    def file(self, part: str, form: str) -> str:
        """Return the address of a table of the scenario with every parameter as it is set here."""
        view, own = self.view, {"scenario", "horizon"}
        more = {"horizon": str(self.asked.horizon), "benchmark": self.asked.benchmark}
        more |= {name: text for name, text in view.asked.items() if name not in own and text}
        return view.file(f"/scenarios/{self.asked.scenario}{part}.{form}", *_ASKED, **more)

    def editions(self, *observations: int) -> list[tuple[str, str]]:
        """Return the editions behind the account, and behind other observations."""
        return self.view.repository.editions_behind((*behind("cover", self.account.inputs)[1], *observations))


def cards(shown: Shown, index: Rescored | str) -> list[html.Section]:
    """Return the account as a waterfall, what moves it, how long reserves last, the index, and the cut of gas."""
    return [_waterfall(shown), _tornado(shown), _cover(shown), _index(shown, index), _production(shown)]


def _waterfall(shown: Shown) -> html.Section:
    outcome = shown.account.outcome
    bars = scenario_figures.waterfall(outcome)
    lines = [*outcome.lines, outcome.need if not outcome.need.lacks else outcome.at_hand, outcome.gap, outcome.output]
    note = tr(
        "Million US dollars over {months}, gas beside {benchmark} of {year}. Each bar begins where the one before it "
        "ends. Thin lines run from the cheaper to the dearer case of the whole, in which a single line can be smaller.",
        months=in_months(shown.asked.horizon), benchmark=tr(BENCHMARK_WORDS[shown.asked.benchmark]),
        year=shown.account.asked["hub_year"],
    )  # fmt: skip
    told = "; ".join(bar.words for bar in bars) + "."
    rows = [row for line in lines for row in _line_rows(shown.account, line)]
    return _card(
        shown, "scenario-waterfall", tr("What has to be financed"), note, told, ("", _line_heads(), rows),
        scenario_figures.drawn(bars, "USD mn") if any(ends_of(line.loss) for line in outcome.lines) else None,
        [bar.kind for bar in bars],
    )  # fmt: skip


def _line_heads() -> tuple[str, ...]:
    return (tr("Line"), tr("Unit"), *_cases(), tr("Status"), tr("Lacks"))


def _cases() -> list[str]:
    return [tr(head) for head in CASE_HEADS]


def _line_rows(account: ScenarioAccount, line: Line) -> list[list[object]]:
    lacks, money, part = _lacks(account, line.id), unit_word("USD mn"), unit_word("percent of GDP")
    title = tr(line.title)
    return [
        [title, unit, *_three(amounts, of), _status(account, line.id, amounts), lacks if of == "USD mn" else ""]
        for unit, of, amounts in ((money, "USD mn", line.loss), (part, "percent", line.percent))
    ]


def _lacks(account: ScenarioAccount, line: str) -> str:
    return "; ".join(tr(account.inputs[name].title) for name in account.lacks(line))


def _three(amounts: Range, unit: str) -> list[str]:
    return [number(amount, unit) for amount in amounts]


def _status(account: ScenarioAccount, line: str, amounts: Range) -> str:
    status = behind(line, account.inputs)[0] if ends_of(amounts) else ""
    return tr(STATUS_WORDS[status])


def _tornado(shown: Shown) -> html.Section:
    account = shown.account
    titled = [(account.parameters[one.parameter], one) for one in account.swings]
    moving = [(tr(given.title), one) for given, one in titled if one.width > 0.5]
    still = [tr(given.title) for given, one in titled if not one.width > 0.5]
    fixed = [tr(given.title) for given in account.parameters.values() if given.low == given.high]
    bars = scenario_figures.tornado(moving[: scenario_figures.MOST_SWINGS])
    note = tr(
        "Million US dollars: the need as far as known, with output lost, with one parameter at either end of its band "
        "and all others central."
    )
    note += _only(len(moving))
    told = _widest(moving)
    if still and moving:
        told += " " + tr("Moves it by less than a million: {parameters}.", parameters=_listed(still))
    if fixed and moving:
        told += " " + tr("Without a band: {parameters}.", parameters=_listed(fixed))
    heads = (tr("Parameter"), tr("Band"), tr("At its low end"), tr("At its high end"), tr("Distance"))
    rows = [
        [
            tr(given.title),
            numeral(f"{given.low:g}{EN_DASH}{given.high:g}"),
            *_three(Range(one.at_low, one.at_high, one.width), "USD mn"),
        ]
        for given, one in titled
    ]
    drawn = scenario_figures.drawn(bars, "USD mn") if bars else None
    kinds = [bar.kind for bar in bars]
    table_of = ("/tornado", heads, rows)
    return _card(shown, "scenario-tornado", tr("What moves it most"), note, told, table_of, drawn, kinds)


def _only(count: int) -> str:
    most = scenario_figures.MOST_SWINGS
    return " " + tr("The {most} that move it most; the table has all.", most=most) if count > most else ""


def _widest(moving: Sequence[tuple[str, Swing]]) -> str:
    if not moving:
        return tr("No parameter that has a band moves what is known.")
    title, swing = moving[0]
    low, central, high = (number(value, "USD mn") for value in (swing.at_low, swing.central, swing.at_high))
    return tr(
        "{parameter} moves it most: {low} at its low end, {high} at its high end, {central} with all central.",
        parameter=title, low=low, high=high, central=central,
    )  # fmt: skip


def _listed(titles: Sequence[str]) -> str:
    return "; ".join(map(lowered, titles))


def _cover(shown: Shown) -> html.Section:
    account = shown.account
    bars = scenario_figures.cover(account.outcome)
    note = tr(
        "Months of imports of goods and services. Reserves pay the need down to their floor, which moves with its "
        "band; the last row is what would be left if they paid all of it."
    )
    rows: list[list[object]] = []
    for name in RESERVES:
        title, unit = RESERVE_LINES[name]
        amounts = getattr(account.outcome, name)
        status, lacks = _status(account, name, amounts), _lacks(account, name)
        rows.append([tr(title), tr(unit), *_three(amounts, unit), status, lacks])
    told = "; ".join(bar.words for bar in bars) + "." if bars else _why(account, "cover")
    drawn = scenario_figures.drawn(bars, "months") if bars else None
    title, kinds = tr("How long reserves last"), [bar.kind for bar in bars]
    return _card(shown, "scenario-cover", title, note, told, ("", _line_heads(), rows), drawn, kinds)


def _why(account: ScenarioAccount, line: str) -> str:
    return tr("Not known, since these are missing: {inputs}.", inputs=_lacks(account, line))


def _index(shown: Shown, index: Rescored | str) -> html.Section:
    title = tr("The dependence index of {year}, scored anew", year=shown.account.asked["base_year"])
    heads = (tr("Part"), tr(scenario_figures.BEFORE), *_cases())
    if isinstance(index, str):
        why, table_of = f"{capital(index)}.", ("/index", heads, ())
        return _card(shown, "scenario-index", title, "", why, table_of, None, [], lang="en")
    panel = shown.view.repository.index(INDEX, shown.account.pair, shown.account.as_of).panel
    parts = [(tr("Index"), index.before, index.after)]
    parts += [
        (tr(pillar.title), index.pillars_before[pillar.id], index.pillars[pillar.id])
        for pillar in panel.declared.pillars
    ]
    known = [part for part in parts if not math.isnan(part[1]) or ends_of(part[2])]
    note = tr(
        "From 0 to 1; thin lines run from the cheaper to the dearer case. The scenario changes {measures}. Ties that "
        "are cut lower the index: the partner can withdraw less, whatever the cutting cost. The band of the index's "
        "own method is not in it.",
        measures=_changed(index.moved),
    )
    told = "; ".join(_then(*part) for part in known) + "." if known else tr("Nothing of the index is observed.")
    if parts[0] not in known:
        told += " " + tr("The index itself has no value: less than enough of its inputs is observed.")
    if index.unmoved:
        told += " " + tr("Left as it is, since an input is missing: {measures}.", measures=_changed(index.unmoved))
    rows: list[list[object]] = [
        [part, number(before, "index"), *_three(after, "index")] for part, before, after in parts
    ]
    used = panel.used(shown.account.pair.dependent, index.year)
    rows_behind = [row for cell in used for row in cell.observations]
    drawn = scenario_figures.dots(known, "index") if known else None
    kinds = [scenario_figures.BEFORE, scenario_figures.AFTER] if known else []
    return _card(
        shown, "scenario-index", title, note, told, ("/index", heads, rows), drawn, kinds, observations=rows_behind
    )  # fmt: skip


def _then(title: str, before: float, after: Range) -> str:
    return tr(
        "{part} {before} as it is, {after} with the scenario",
        part=title, before=number(before, "index"), after=said(after, "index"),
    )  # fmt: skip


def _changed(measures: Sequence[str]) -> str:
    return ", ".join(tr(PART_WORDS[name]) for name in measures)


def _production(shown: Shown) -> html.Section:
    """Return what a cut of volumes costs by elasticity: a table, since the answer is the elasticity."""
    account = shown.account
    cut, share = account.parameters["gas_cut"], account.parameters["gas_share"]
    rows = [[numeral(f"{sigma:g}"), number(change, "percent")] for sigma, change in account.outcome.production.items()]
    note = tr(
        "Change of output in per cent for the largest cut of the band, {cut} % of volumes, at a share of gas in output "
        "of {share}, by the elasticity with which gas can be replaced. Bachmann et al. (2022) find small losses with "
        "this family of functions; Geerolf (2022) holds that it must.",
        cut=numeral(f"{100 * cut.high:g}"), share=numeral(f"{share.central:g}"),
    )  # fmt: skip
    if cut.high == 0:
        rows = []
        note = tr(
            "{scenario} cuts no volumes: no output is lost. Move “{parameter}” to see what it would cost.",
            scenario=account.told.id, parameter=tr(cut.title),
        )  # fmt: skip
    title = tr("If volumes of gas were cut")
    body = [table((tr("Elasticity"), tr("Output, %")), rows, name="numbers")] if rows else []
    return html.Section(
        [html.H2(title), html.P(curly(note), className="note"), *body], className="card", id="scenario-cut"
    )


def _card(
    shown: Shown,
    identity: str,
    title: str,
    note: str,
    told: str,
    table_of: tuple[str, Sequence[str], Sequence[Sequence[object]]],
    figure: Figure | None,
    kinds: Sequence[str],
    observations: Sequence[int] = (),
    lang: str | None = None,
) -> html.Section:
    """Return a card; `table_of` is which table of the API it shows with its heads and rows.

    `lang` is the language of what is `told`, where it is not that of the page.
    """
    part, heads, rows = table_of
    editions = shown.editions(*observations)
    files = {form: shown.file(part, form) for form in ("csv", "json")}
    name = f"scenario{part.replace('/', '_')}"
    sources = "; ".join(f"{source}, {edition}" for source, edition in editions)
    link = html.A(tr("CSV {name}", name=name), href=files["csv"], className="csv", **{"data-csv": name})
    foot: list[object] = [html.P([curly(tr("Sources: {sources}. ", sources=sources)), link], className="sources")]
    if rows:
        body = table(heads, rows, name="plain-table")
        foot.append(html.Details([html.Summary(tr("Table")), body], className="more"))
    told = curly(told)
    if figure is None:
        content = [html.H2(curly(title)), html.P(told, className="note", lang=lang), *foot]
        return html.Section(content, className="card account", id=identity)
    return framed(
        shown.view, identity, title, note,
        chart=[_legend(figure, kinds), *picture(identity, figure, told, style={"height": figure["layout"]["height"]})],
        downloads=[Download(title, name, files, name)],
        editions=editions,
        below=foot[1:],
        look="card account",
    )  # fmt: skip


def _legend(figure: Figure, kinds: Sequence[str]) -> html.Ul:
    drawn = [scenario_figures.CASES for trace in figure["data"] if trace["meta"]["role"] == "bounds"]
    chips = [
        html.Li([html.Span(className="chip", style={"backgroundColor": COLOUR[kind]}), curly(tr(kind))])
        for kind in dict.fromkeys((*kinds, *drawn))
    ]
    return html.Ul(chips, className="legend")


def starts_from(shown: Shown) -> html.Section:
    """Return what the account starts from, each number leading to where it came from; what is missing first."""
    account = shown.account
    missing = [given for given in account.inputs.values() if given.reason]
    rows = [_given(shown.view, given) for given in account.inputs.values() if not given.reason]
    heads = (tr("Input"), tr("Value"), tr("Unit"), tr("Year"), tr("Status"))
    note = tr(
        "The latest known for {year} or up to two years before; what falls due is of the two years after. {source}.",
        year=account.asked["base_year"], source=tr(shown.view.repository.scenarios.base_source),
    )  # fmt: skip
    whole = shown.file("", "json")
    lacking: list[object] = []
    if missing:
        items = [html.Li(curly(f"{tr(given.title)}: {_reason(given)}.")) for given in missing]
        lacking = [html.H3(tr("What is missing")), html.Ul(items, className="reasons")]
    return html.Section(
        [
            html.H2(tr("What it starts from")),
            html.P(curly(note), className="note"),
            *lacking,
            table(heads, rows),
            html.P(html.A(tr("JSON scenario, all of it"), href=whole, className="csv"), className="sources"),
        ],
        className="card",
        id="scenario-inputs",
    )  # fmt: skip


def _reason(given: Given) -> str:
    """Return why an input is missing, without its title."""
    return tr("nothing is known for {years}", years=given.reason.rpartition(" for ")[2].replace(" to ", tr(" to ")))


def _given(view: View, given: Given) -> list[object]:
    value = traced(view, said(given.range, given.unit), given.of, given.variant, given.period)
    return [tr(given.title), value, tr(given.unit), spelled(given.period), tr(STATUS_WORDS[given.status])]
