"""What every indicator and rule is, as text for readers, from the declarations alone: docs/method."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.method_estimators import estimators
from dashboard.method_index import composite_page, declared_indices
from dashboard.theme import STATUS_MARKS
from indicators import shocks
from indicators.breaks import breaks_of
from indicators.breaks.bai_perron import CRITICAL, dated, partition
from indicators.breaks.chow import chow, holm
from indicators.breaks.interval import break_interval
from indicators.breaks.runs import runs_of, split_at
from indicators.catalogue import CATALOGUE
from indicators.equivalence import tost_mean, tost_paired, tost_welch
from indicators.estimators.nowcast import Nowcast
from indicators.model import Indicator, Input, Variant
from indicators.newey_west import autocorrelation, lags_for, long_run_variance, prewhitened_variance
from indicators.rules import RULES, kinds_of
from indicators.trend import mann_kendall_p, theil_sen
from ingest.memo import events
from ingest.model import STATUSES
from ingest.scenarios import scenarios

_MADE = "Made by `depdash indicators --method docs/method` from the declarations of indicators/ and data/."
_NOTATION = """# Method

{made} Formulas are written with these letters; `formula` says the same in words.

{letters}

{values}

{statuses}

{contents}
"""
LETTERS = """| letter | meaning |
|---|---|
| b, p, w | the dependent country, its partner, the world; j any partner, k a product |
| X, M, T | exports, imports, both of goods; 27 is the chapter of mineral fuels of the Harmonised System |
| p_c, p_B, Q | price paid, benchmark price, volume; V a value |
| D, L, R, I, F | debt, loans disbursed, principal repaid, interest, reserve assets |
| U, P, N, S | energy use, production, nuclear energy, total supply |
| K, q, TIV | capital, tonnes or volumes, SIPRI's trend indicator value |"""
VALUES = """Every value has a low, a high and a status, the weakest of its inputs; what is not known stays so. A value
is `undisclosed` where its publisher hides it. Bounds go through each formula at the ends that make the result smallest
and largest."""
_STATUSES = {
    "reported": "published by the country itself",
    "mirror": "published by the other side of the same flow",
    "residual": "what is left of a total once all that others report is taken off",
    "interpolated": "one missing year, halfway between the two known ones beside it",
    "official_statement": "said by an official: bounds as wide as the digits or the months that were left out",
    "estimated": "estimated by a publisher, or by a declared rule of ours",
    "nowcast": "carried on from the last report by the rule that did best when the past was replayed",
    "forecast": "a plan, an agreement or a publisher's forecast",
    "undisclosed": "hidden by its publisher: a gap",
}
_RULES_HEAD = """A claim of the memo declares a kind of test and, where data at hand can decide it, a rule of that
kind with its parameters in data/memo/claims.toml; the rule returns the state. A claim on a price is read on its bases
too: as published, relative to a benchmark, in roubles. Rules are frozen: data/memo/rules.toml holds the hash of each
with its day, and every change with its reason. Behind each computed verdict stands its specification table: all
readings that a fair reader could choose (windows of at least eight points, benchmarks, currencies, tolerances, base
years, which dated events count), and how many say the same of the claim (Simonsohn, Simmons and Nelson 2020)."""
# In English, as docs/method has it; as the page says it: tr.
DIRECTIONS = {1: "higher is more dependence", -1: "higher is less dependence", 0: "neither"}
_ALIGNED = {
    "rate": "of the period, or of the part that the others know",
    "next": "the next observation on or after the period's end",
    "previous": "of the year before",
    "begins": "all that begins in the year, added up",
    "constant": "one figure for all periods",
    "year": "the number of the year",
}


def method(measures: Mapping[str, Mapping[str, Any]], nowcasts: Iterable[Nowcast] = ()) -> dict[str, str]:
    """Return the pages of docs/method by file name; `measures` are those of data/measures.toml.

    `nowcasts` are those of the default pair, whose replay the page of estimators prints.

    >>> "trade.md" in method({})
    True
    """
    themes = list(dict.fromkeys(indicator.theme for indicator in CATALOGUE.values()))
    pages = {f"{theme}.md": _theme(theme, measures) for theme in themes}
    pages["index.md"] = f"{pages['index.md']}\n{declared_indices()}\n"
    pages["composite.md"] = composite_page(_MADE)
    pages["rules.md"] = _rules()
    pages["scenarios.md"] = _scenarios()
    pages["estimators.md"] = estimators(_MADE, _docstring, nowcasts)
    pages["breaks.md"] = _breaks()
    listed = [
        f"- [{theme}]({theme}.md): {', '.join(f'`{i.id}`' for i in CATALOGUE.values() if i.theme == theme)}"
        for theme in themes
    ]
    listed.append("- [composite](composite.md): the engine behind the indices, with an example worked through")
    listed.append("- [rules](rules.md): what tests the memo's claims")
    listed.append(
        "- [scenarios](scenarios.md): the memo's three scenarios as arithmetic, every parameter with its source"
    )
    listed.append("- [estimators](estimators.md): what is known of a pair's trade after its last report, and how well")
    listed.append("- [breaks](breaks.md): structural breaks, trends, and tests of no change")
    contents = "\n".join(listed)
    told = {"letters": LETTERS, "values": VALUES, "statuses": statuses(), "contents": contents}
    return {"README.md": _NOTATION.format(made=_MADE, **told), **pages}


def statuses() -> str:
    """Return what each status means, from the strongest to the weakest, as a table."""
    rows = [f"| {STATUS_MARKS.get(name, '')} `{name}` | {_STATUSES[name]} |" for name in STATUSES]
    return "\n".join(["| status | how the value came to be known |", "|---|---|", *rows])


def _theme(theme: str, measures: Mapping[str, Mapping[str, Any]]) -> str:
    told = [_indicator(each, measures) for each in CATALOGUE.values() if each.theme == theme]
    return "\n\n".join([f"# {theme.capitalize()}", _MADE, *told]) + "\n"


def _indicator(indicator: Indicator, measures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one indicator: question, formula, unit, inputs, reference, caveats."""
    lines = [
        f"## {indicator.title} (`{indicator.id}`)",
        indicator.question,
        f"$${indicator.tex}$$",
        f"In words: {indicator.formula}. Unit: {indicator.unit}. Direction: {DIRECTIONS[indicator.direction]}.",
        "\n".join(line for variant in indicator.variants for line in _variant(variant, measures)),
        f"Reference: {indicator.reference}.",
        "\n".join(f"- {caveat}" for caveat in indicator.caveats),
    ]
    return "\n\n".join(line for line in lines if line)


def _variant(variant: Variant, measures: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    told = [f"`{variant.id}`: {variant.title}"] * bool(variant.id) + where_empty(variant)
    if told:
        yield f"- {'; '.join(told)}"
    indent = "  " if told else ""
    for name, given in variant.inputs.items():
        yield f"{indent}- {name.replace('_', ' ')}: {input_words(given, measures)}"
    for name in variant.needs:
        yield f"{indent}- {needed_words(name, measures)}"


def where_empty(variant: Variant) -> list[str]:
    """Return why a variant is empty, or why it is where it finds nothing; no words where neither is so."""
    return [f"{'empty' if variant.empty else 'where empty'}: {variant.reason}"] if variant.reason else []


def needed_words(name: str, measures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the title and the id of a measure or an indicator that a formula asks for itself."""
    title = CATALOGUE[name].title if name in CATALOGUE else measures.get(name, {}).get("title", name)
    return f"{title} (`{name}`)"


def input_words(given: Input, measures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what an argument of a formula is: its title, its id, and how its periods meet those of the first."""
    declared = measures.get(given.measure, {})
    told = [f"{declared.get('title', given.measure)} (`{given.measure}`)" if given.measure else "the period"]
    if given.indicator:
        of = f", variant `{given.variant}`" if given.variant else ""
        told = [f"the indicator {CATALOGUE[given.indicator].title} (`{given.indicator}`{of})"]
    told += [_ALIGNED[given.align]] if given.align in _ALIGNED else []
    told += ["with the partner as the reporter"] if given.of == "partner" else []
    told += ["by partner"] if given.each else []
    told += [f"its {given.end} bound"] if given.end != "value" else []
    return ", ".join(told)


def _rules() -> str:
    told = [f"## `{name}`\n\nKind: {_kind(name)}.\n\n{_docstring(rule)}" for name, rule in RULES.items()]
    return "\n\n".join(["# Rules", _MADE, _RULES_HEAD, *told]) + "\n"


def _kind(rule: str) -> str:
    kinds = ", ".join(f"`{kind}`" for kind in sorted(kinds_of(rule, {})))
    return kinds or "that of one of the parts it combines"


def _scenarios() -> str:
    """Return each formula of the scenario arithmetic, then each scenario with its parameters."""
    declared = scenarios()
    shared = (shocks.gas_loss, shocks.oil_loss, shocks.credit_loss, shocks.market_loss, shocks.corridor_loss)
    told = [f"## `{formula.__name__}`\n\n{_docstring(formula)}" for formula in (*shared, shocks.output_left)]
    for one in declared.scenarios.values():
        rows = ["| parameter | low | central | high | unit | rests on | source |", "|---|---|---|---|---|---|---|"]
        for given in one.parameters.values():
            band = f"{given.low:g} | {given.central:g} | {given.high:g}"
            rows.append(f"| {given.title} (`{given.id}`) | {band} | {given.unit} | {given.basis} | {given.source} |")
        told.append(f"## {one.id}: {one.title}\n\n{one.text}\n\n" + "\n".join(rows))
    head = "Nothing here is a forecast, and nothing has a probability. Money is in million USD."
    return "\n\n".join(["# Scenarios", _MADE, head, *told]) + "\n"


def _breaks() -> str:
    """Return how breaks, trends and equivalence are tested, at which dates, and against which published values."""
    parts = {
        "Breaks": (breaks_of, runs_of, split_at, chow, holm, dated, partition, break_interval),
        "Errors": (lags_for, long_run_variance, autocorrelation, prewhitened_variance),
        "Trends": (theil_sen, mann_kendall_p),
        "No change": (tost_mean, tost_paired, tost_welch),
    }
    told = [
        "\n\n".join([f"## {title}", *(f"### `{each.__name__}`\n\n{_docstring(each)}" for each in functions)])
        for title, functions in parts.items()
    ]
    head = "A break where status, definition or publication change is one of the statistics first: no test crosses it."
    source = "Critical values: Bai and Perron (2003), Econometrics Journal 6, 72-78; one coefficient, trimming 0.15."
    return "\n\n".join(["# Breaks", _MADE, head, *_break_dates(), _critical_values(), source, *told]) + "\n"


def _break_dates() -> Iterable[str]:
    yield "\n".join(
        [
            "| known date | event | source |",
            "|---|---|---|",
            *(
                f"| {event.date} | {event.title} (`{event.id}`) | {event.source} |"
                for event in events()
                if event.break_date
            ),
        ]
    )
    yield "\n".join(
        [
            "| definition changes | series | what changes |",
            "|---|---|---|",
            *(
                f"| {event.date} | {', '.join(f'`{name}`' for name in event.redefines)} | {event.text} |"
                for event in events()
                if event.redefines
            ),
        ]
    )


def _critical_values() -> str:
    steps = [f"sup-F({known + 1}\\|{known})" for known in range(len(CRITICAL[0.05]))]
    rows = [f"| {level:g} | {' | '.join(f'{value:.2f}' for value in row)} |" for level, row in CRITICAL.items()]
    return "\n".join([f"| level | {' | '.join(steps)} |", "|---" * (len(steps) + 1) + "|", *rows])


def _docstring(rule: Any) -> str:
    """Return the words of a function's docstring, without its examples."""
    paragraphs = (inspect.getdoc(rule) or "").split("\n\n")
    return "\n\n".join(paragraph for paragraph in paragraphs if not paragraph.startswith(">>>"))
