"""One statement of the memo with all that its verdicts rest on: chart, rule, clocks, readings, sources."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.charts import Chart, draw
from dashboard.components import badge, table, typeset
from dashboard.figures import Line
from dashboard.language import dated, ntr, numeral, tr
from dashboard.theme import COMPUTED_WORDS, KIND_WORDS, STATE_WORDS, curly
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.clock import THEN_KNOWN
from indicators.ledger import Judgement, computed
from indicators.model import Result
from indicators.specifications import Reading, agreeing
from indicators.verdict import Verdict
from ingest.declared import Claim
from ingest.errors import ParameterError
from ingest.freezing import rule_hash

_MOST_ROWS = 24  # of readings shown one by one
_MOST_LINES = 5  # of one chart
_MOST_SOURCES = 12
_ID = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
BASES = {
    "editions": "on editions known then",
    "current_data": "on today's data for periods over by August 2021",
    "latest_editions": "on the latest editions",
    "events": "on dated events",
    "none": "",
}
CLOCKS = {"then": "then", "now": "now"}


def card(view: View, name: str) -> html.Section:
    """Return a claim's card. Raises ParameterError for a claim that is not in the ledger."""
    judged = next((one for one in view.repository.judgements if one.claim.id == name), None)
    if judged is None:
        known = view.repository.judgements
        raise ParameterError("claim", expected=f"{known[0].claim.id} to {known[-1].claim.id}", found=name)
    claim = judged.claim
    place = f"{place_of(claim)}; {tr(KIND_WORDS[claim.kind])}"
    close = view.address("/memo", None, **{**view.asked, "claim": ""})
    return html.Section(
        [
            html.A("×", href=close, className="plain close", **{"data-soft": "true", "aria-label": tr("Close")}),
            html.H2(curly(f"{claim.id}: {tr(claim.claim)}"), id=f"claim-{claim.id}", tabIndex=-1),
            html.P(place, className="source"),
            html.Div(
                [
                    _clock(
                        tr("Known by {day}", day=dated(THEN_KNOWN)),
                        judged.then,
                        judged.then_basis,
                        judged.then_bases,
                        view.repository.titles,
                    ),
                    _clock(tr("Known now"), judged.now, judged.now_basis, judged.now_bases, view.repository.titles),
                ],
                className="clocks",
            ),
            *_charts(view, claim),
            *_rule(claim, view),
            *_readings(claim, view),
            *_sources(view, judged),
        ],
        className="card claim",
    )


def _clock(
    title: str, verdict: Verdict, basis: str, bases: Mapping[str, Verdict], titles: Mapping[str, str]
) -> html.Div:
    facts: list[tuple[str, html.Dd]] = []
    if verdict.decided_by:
        facts.append((tr("Decided by"), html.Dd(in_words(verdict.decided_by, titles), lang="en")))
    if verdict.value is not None:
        facts.append((tr("Number"), html.Dd(numeral(f"{verdict.value:,.4g}"))))
    if verdict.margin is not None:
        margin = numeral(f"{verdict.margin:+.2f}")
        told = tr("{margin} tolerances or steps from the threshold", margin=margin)
        facts.append((tr("Margin"), html.Dd(curly(told))))
    if verdict.reason:
        facts.append((tr("Why"), html.Dd(**reason_of(verdict, titles))))
    for name, other in bases.items():
        found = "" if other.value is None else numeral(f" ({other.value:.3g})")
        facts.append((tr("Basis {name}", name=tr(name)), html.Dd(curly(f"{tr(STATE_WORDS[other.state])}{found}"))))
    if verdict.missing:
        missing = tuple(map(tr, verdict.missing))  # as declared, or the names of series, which stay
        lang = "en" if missing == verdict.missing else None
        facts.append((tr("Missing"), html.Dd(curly("; ".join(missing)), lang=lang)))
    known = [tr(text) for text in (COMPUTED_WORDS[computed(verdict)], BASES[basis]) if text]
    facts.append((tr("Rests"), html.Dd(curly("; ".join(known)))))
    listed = [part for head, told in facts for part in (html.Dt(head), told)]
    return html.Div([html.H3(title), badge(verdict.state), html.Dl(listed, className="facts")])


def in_words(text: str, titles: Mapping[str, str]) -> str:
    """Return what a rule says, with the titles of what it read in place of their ids.

    >>> in_words("gas_price_paid 2020..2021", {"gas_price_paid": "Gas price paid"})
    'Gas price paid 2020..2021'
    """
    return curly(_ID.sub(lambda found: titles.get(found[0], found[0]), text))


def reason_of(verdict: Verdict, titles: Mapping[str, str]) -> dict[str, str | None]:
    """Return why a verdict is as it is, as an element's text: of a claim without a rule as declared, else by the rule.

    What a rule says is in English, and marked so.
    """
    said = tr(verdict.reason)
    return {"children": in_words(said, titles), "lang": "en" if said == verdict.reason else None}


def section_of(claim: Claim) -> str:
    """Return the section of the memo that a claim stands in, in English."""
    return claim.section.strip("()")


def place_of(claim: Claim) -> str:
    """Return the theme of a claim and where it stands in the memo."""
    section = tr(section_of(claim))
    return tr("{theme}; {section}, paragraph {number}", theme=tr(claim.theme), section=section, number=claim.paragraph)


def _charts(view: View, claim: Claim) -> list[html.Section]:
    """Return a chart for each unit of what the claim's rule reads, of what there is anything to draw of."""
    by_unit: dict[str, list[Line]] = {}
    known = {*CATALOGUE, *view.repository.measures}
    for name, variant in dict.fromkeys(named(claim.with_, known)):
        result = view.result(name) if name in CATALOGUE else view.measure(name)
        variants = [variant] if variant else list(_variants(result))
        for each in variants:
            line = Line(_title(result, each), result, each)
            if any(row.status for row in line.rows):
                by_unit.setdefault(result.unit, []).append(line)
    return [
        draw(
            view,
            Chart(
                id=f"{claim.id}-{number}",
                title=tr("What the rule reads"),
                note=tr("In {unit}; the whole series, of which the rule takes its periods.", unit=tr(unit)),
                unit=unit,
                lines=lines[:_MOST_LINES],
                theme=claim.theme,
            ),
        )
        for number, (unit, lines) in enumerate(by_unit.items(), start=1)
    ]


def named(content: Any, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield those of the `known` measures and indicators that a rule's parameters name, each with its variant.

    >>> known = {"gdp", "net_official_flow"}
    >>> list(named([{"measure": "gdp"}, {"indicator": "net_official_flow", "variant": "net_flow"}], known))
    [('gdp', ''), ('net_official_flow', 'net_flow')]
    """
    if isinstance(content, Mapping):
        variant = content.get("variant", "")
        for value in content.values():
            if isinstance(value, str) and value in known:
                yield value, variant if value in CATALOGUE else ""
            else:
                yield from named(value, known)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for value in content:
            yield from named({"name": value} if isinstance(value, str) else value, known)


def _variants(result: Result) -> Sequence[str]:
    return result.variants or ("",)


def _title(result: Result, variant: str) -> str:
    known = CATALOGUE[result.id].variants if result.id in CATALOGUE else ()
    return tr(next((one.title for one in known if one.id == variant and one.title), result.title))


def _rule(claim: Claim, view: View) -> list[object]:
    """Return how the claim is tested, and since when the rule is frozen."""
    hashed, frozen = rule_hash(claim), view.repository.frozen.get(claim.id)
    is_frozen = frozen is not None and frozen.current[0] == hashed
    since = tr("frozen {day}", day=frozen.current[1]) if frozen and is_frozen else tr("not frozen")
    told: list[object] = [html.H3(tr("How it is tested")), html.P(curly(tr(claim.reason)))]
    rule = tr("Rule {name}, {since}, sha256 ", name=claim.rule or tr("none"), since=since)
    told.append(html.P([rule, html.Span(hashed[:12], className="hash")], className="source"))
    if claim.with_:
        given = [html.Li([html.B(name), f": {_plainly(value)}"]) for name, value in claim.with_.items()]
        told.append(html.Details([html.Summary(tr("Its parameters")), html.Ul(given, lang="en")], className="more"))
    return told


def _plainly(value: Any) -> str:
    """Return a parameter in words of TOML.

    >>> _plainly([{"rule": "moved", "start": ["2019"]}, 2])
    'rule moved, start 2019; 2'
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plainly(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(_plainly, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _readings(claim: Claim, view: View) -> list[object]:
    """Return the readings as a table: each, or their number by verdict and basis where there are too many."""
    readings = view.repository.specifications(claim.id)
    if not readings:
        return []
    if len(readings) <= _MOST_ROWS:
        heads = (tr("Clock"), tr("Reading"), tr("Verdict"), tr("Agrees"))
        rows = [
            [tr(CLOCKS[one.clock]), _way(one), tr(STATE_WORDS[one.verdict.state]), _yes(one.agrees)] for one in readings
        ]
    else:
        heads = (tr("Clock"), tr("Readings"), tr("Verdict"), tr("Agree"))
        counted = Counter((one.clock, one.basis, one.verdict.state, one.agrees) for one in readings)
        rows = [
            [
                tr(CLOCKS[clock]),
                tr("{count} readings, {basis}", count=count, basis=tr(basis)),
                tr(STATE_WORDS[state]),
                _yes(agrees),
            ]
            for (clock, basis, state, agrees), count in counted.items()
        ]
    file = view.file(f"/claims/{claim.id}/specifications.csv")
    return [
        html.H3(tr("Other fair readings")),
        html.P(counted_readings(readings), className="note"),
        table(heads, rows, name="numbers"),
        html.A(tr("CSV {count} readings of {id}", count=len(readings), id=claim.id), href=file, className="csv"),
    ]


def counted_readings(readings: Sequence[Reading]) -> str:
    """Return how many readings agree, on what is known now where that was computed."""
    clock = "now" if agreeing(readings, "now")[1] else "then"
    agree, of = agreeing(readings, clock)
    return ntr(
        "{agree} of {count} reading agrees {clock}", "{agree} of {count} readings agree {clock}", of,
        agree=agree, clock=tr(CLOCKS[clock]),
    )  # fmt: skip


def _yes(agrees: object) -> str:
    return tr("yes") if agrees else tr("no")


def _way(reading: Reading) -> list[object]:
    declared = [tr(" (declared)")] if reading.declared else []
    return [f"{tr(reading.basis)}, ", html.Span(reading.choices, lang="en"), *declared]


def _sources(view: View, judged: Judgement) -> list[object]:
    """Return the observations that the verdict of now, or of then, was decided on."""
    found = view.repository.lineage(judged.now) or view.repository.lineage(judged.then)
    told = view.file(f"/claims/{judged.claim.id}")
    more = html.A(tr("JSON {id}, all that is behind it", id=judged.claim.id), href=told, className="csv")
    items = [
        html.Li(
            typeset(
                [
                    html.Span(one["series"], lang="en"),
                    f", {one['period']}: {_number(one)}; ",
                    html.Span(f"{one['source']}, {one['edition']}", lang="en"),
                ]
            )
        )
        for one in found[:_MOST_SOURCES]
    ]
    if not items:
        return [html.P(more)]
    counted = ntr("Rests on {count} observation", "Rests on {count} observations", len(found))
    left = tr(", of which the first {count} are named", count=_MOST_SOURCES) if len(found) > _MOST_SOURCES else ""
    return [
        html.H3(tr("Sources")),
        html.P(f"{counted}{left}.", className="note"),
        html.Ul(items, className="reasons"),
        html.P(more),
    ]


def _number(one: Mapping[str, Any]) -> str:
    if one["value"] is not None:
        return numeral(f"{one['value']:,.6g}")
    low, high = (numeral(str(one[end])) for end in ("low", "high"))
    return tr("{low} to {high}", low=low, high=high)
