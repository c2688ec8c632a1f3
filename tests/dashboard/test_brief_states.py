"""Each state of what a brief tells: moves, rules, verdicts, draws and gaps, in every language, under clock and span."""

import copy
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.brief_findings import WATCHED, Finding, findings, none_found, sentence_of
from dashboard.brief_parts import Asked, _band, parts, rise
from dashboard.language import speaking
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result, Row
from ingest.alerts import alert_rules
from ingest.periods import period

NAN = math.nan
Told = tuple[float, float, float, str]
R = "reported"
EARLY = date(2016, 1, 1)


def firm(value: float, status: str = R) -> Told:
    return (value, value, value, status)


def made(rows: Sequence[Told], first: int = 2020, unit: str = "percent", name: str = "export_share") -> Result:
    """Consecutive years of an indicator or a measure."""
    known = tuple(Row("", str(first + place), *row, ()) for place, row in enumerate(rows))
    return Result(name, "Share", unit, 1, DEFAULT_PAIR, None, "s", known, None if known else "no value")


def seen(repository: Repository, known: Mapping[str, Result], query: Query | None = None) -> View:
    """A view of a repository that knows these results, of whatever variant, and nothing else."""

    def answer(name: str, pair: Pair, as_of: date | None = None) -> Result:
        found = known.get(name, made((), name=name))
        variants = {variant for watched, variant in WATCHED if watched == name}
        variants |= {rule.variant for rule in alert_rules() if rule.of == name} or {""}
        return replace(found, rows=tuple(row._replace(variant=each) for each in variants for row in found.rows))

    changed: Any = copy.copy(repository)
    changed.result = changed.measure = answer
    return View(changed, query or Query())


def of_span(start: str = "", end: str = "", as_of: date | None = None) -> Query:
    return Query(DEFAULT_PAIR, period(start) if start else None, period(end) if end else None, as_of)


def figures(text: str) -> list[str]:
    return sorted(re.sub(r"\D", "", each) for each in re.findall(r"\d(?:[\d.,\xa0\u202f]*\d)?", text))


MOVES: list[tuple[list[Told], str, str]] = [  # rows from 2020 on, the start of the span, what is said
    ([firm(40), firm(45)], "", "Share: 45.0 % in 2021 (reported), up: +5.0 points since 2020."),
    ([firm(45), firm(40)], "", "Share: 40.0 % in 2021 (reported), down: −5.0 points since 2020."),
    ([firm(40), firm(40)], "", "Share: 40.0 % in 2021 (reported); no change beyond the bounds since 2020."),
    ([firm(40), firm(40.01)], "", "Share: 40.0 % in 2021 (reported); hardly another than in 2020."),
    ([(40, 39, 41, R), (42, 40, 44, R)], "",
     "Share: 42.0 % in 2021 (reported); no change beyond the bounds since 2020."),
    ([firm(40), (NAN, 50, 60, "official_statement")], "",
     "Share: between 50.0 and 60.0 % in 2021 (official statement), up: +10.0 to +20.0 points since 2020."),
    ([firm(40), (55, 50, 60, "official_statement")], "",
     "Share: between 50.0 and 60.0 % in 2021 (official statement), up: +10.0 to +20.0 points since 2020."),
    ([(55, 50, 60, "estimated"), firm(40)], "",
     "Share: 40.0 % in 2021 (reported), down: −20.0 to −10.0 points since 2020."),
    ([firm(40), (NAN, 35, 45, "residual")], "",
     "Share: between 35.0 and 45.0 % in 2021 (residual); no change beyond the bounds since 2020."),
    ([(55, 50, 60, "estimated"), (NAN, 20, 30, "estimated")], "",
     "Share: between 20.0 and 30.0 % in 2021 (estimate), down: −40.0 to −20.0 points since 2020."),
    ([firm(40), firm(45, "estimated")], "", "Share: 45.0 % in 2021 (estimate), up: +5.0 points since 2020."),
    ([firm(40), (NAN, 20, 60, R)], "",  # two reports that contradict each other
     "Share: between 20.0 and 60.0 % in 2021 (reported); no change beyond the bounds since 2020."),
    ([firm(40)], "", "Share: 40.0 % in 2020 (reported); nothing before it can be compared."),
    ([(NAN, NAN, NAN, "undisclosed"), firm(40)], "",
     "Share: 40.0 % in 2021 (reported); nothing before it can be compared."),
    ([firm(40), (NAN, NAN, NAN, "undisclosed")], "",
     "Share: 40.0 % in 2020 (reported); nothing before it can be compared."),
    ([], "", "Share: not known. No value."),
    ([(NAN, NAN, NAN, "undisclosed")], "", "Share: not known. Nothing known for Belarus and Russia: Share."),
    ([firm(30), firm(50), firm(45)], "", "Share: 45.0 % in 2022 (reported), down: −5.0 points since 2021."),
    ([firm(30), firm(50), firm(45)], "2020", "Share: 45.0 % in 2022 (reported), up: +15.0 points since 2020."),
    ([(NAN, NAN, NAN, "undisclosed"), firm(50), firm(45)], "2020",
     "Share: 45.0 % in 2022 (reported), down: −5.0 points since 2021."),
]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "ru", "be"])
@pytest.mark.parametrize(("rows", "start", "said"), MOVES)
def test_a_move_is_told_as_far_as_its_bounds_carry(
    rows: list[Told], start: str, said: str, code: str, repository: Repository
) -> None:
    with speaking(code):
        found = sentence_of(View(repository, of_span(start)), made(rows), "").text
    if code == "en":
        assert found == said
    assert figures(found) == figures(said)
    assert "{" not in found


HELD = "The partner’s government holds close to half of public external debt"
FELL = "International reserves fell by more than a fifth"
RULES: list[tuple[str, str, list[Told], Query, str]] = [
    ("creditor_share_high", "creditor_share", [firm(40), firm(50)], of_span(),
     f"{HELD}. 50.0 % in 2021, above the limit of 45 %; it was not in 2020."),
    ("creditor_share_high", "creditor_share", [firm(40), firm(50), firm(40)], of_span(),
     f"{HELD}. 50.0 % in 2021, above the limit of 45 %; it was not in 2020. It no longer holds."),
    ("creditor_share_high", "creditor_share", [firm(40), firm(50), firm(40)], of_span(end="2021"),
     f"{HELD}. 50.0 % in 2021, above the limit of 45 %; it was not in 2020."),
    ("creditor_share_high", "creditor_share", [firm(40), firm(50), firm(40)], of_span(start="2021"),
     f"{HELD}. 50.0 % in 2021, above the limit of 45 %; it was not in 2020. It no longer holds."),
    ("creditor_share_high", "creditor_share", [firm(40), firm(50), firm(40)], of_span(start="2022"),
     f"The rule “{HELD}” did not fire."),
    ("creditor_share_high", "creditor_share", [firm(40), (50, 44, 56, R)], of_span(),
     f"The rule “{HELD}” did not fire."),
    ("creditor_share_high", "creditor_share", [], of_span(),
     f"The rule “{HELD}” cannot be tested: nothing is known of what it watches."),
    ("creditor_share_high", "creditor_share", [firm(40), firm(50)], of_span(start="2022"),
     f"The rule “{HELD}” cannot be tested: nothing is known of what it watches."),
    ("reserves_fall", "reserves", [firm(9000), firm(7000)], of_span(),
     f"{FELL}. 7,000 mn USD in 2021; it was 9,000 mn USD in 2020."),
    ("reserves_fall", "reserves", [firm(9000), firm(7000), firm(7000)], of_span(),  # a fall has no end
     f"{FELL}. 7,000 mn USD in 2021; it was 9,000 mn USD in 2020."),
    ("reserves_fall", "reserves", [firm(9000), (7000, 6500, 7500, R)], of_span(), f"The rule “{FELL}” did not fire."),
]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "ru", "be"])
@pytest.mark.parametrize(("rule", "of", "rows", "query", "said"), RULES)
def test_a_rule_says_whether_it_fired_holds_or_cannot_be_tested(
    rule: str, of: str, rows: list[Told], query: Query, said: str, code: str, repository: Repository
) -> None:
    with speaking(code):
        (found,) = findings(
            seen(repository, {of: made(rows, unit="USD mn" if of == "reserves" else "percent", name=of)}, query), [rule]
        )
    if code == "en":
        assert found.text == said
    assert figures(found.text) == figures(said)
    assert "{" not in found.text


@pytest.mark.parametrize("state", ["contradicted", "prediction_failed", "supported", "prediction_held"])
def test_a_verdict_that_turned_is_told_with_both(state: str, repository: Repository) -> None:
    one = repository.judgements[0]
    turned = replace(one, then=one.then._replace(state="mixed"), now=one.now._replace(state=state))
    same = replace(turned, now=turned.then)
    view = seen(repository, {})
    for judged, count in (((turned, same), 1), ((same,), 0)):
        view.repository.__dict__["judgements"] = judged
        assert len(findings(view)) == count
    view.repository.__dict__["judgements"] = (turned,)
    (told,) = findings(view)
    words = {"contradicted": "contradicted", "prediction_failed": "prediction failed", "supported": "supported",
             "prediction_held": "prediction held"}  # fmt: skip
    assert told.text.endswith(f"On what was known in September 2021: mixed; now: {words[state]}.")
    assert told.claim == one.claim.id


def test_under_an_earlier_clock_nothing_later_is_told(repository: Repository) -> None:
    assert any(one.claim for one in findings(View(repository)))
    assert any(one.text.startswith("Belarus publishes no trade") for one in parts(View(repository), Asked()).unknown)
    told = parts(View(repository, of_span(as_of=EARLY)), Asked())
    texts = [one.text for one in (*told.findings, *told.unknown)]
    assert not any(one.claim for one in told.findings)
    assert not any("publishes no trade" in text or "statements of the memo" in text for text in texts)
    assert not {year for text in texts for year in re.findall(r"\b20\d\d\b", text)} - {"2016"}
    known = Query(DEFAULT_PAIR, as_of=date(2018, 6, 1))
    years = {one.period[:4] for one in findings(View(repository, known)) if one.period}
    assert all(year <= "2018" for year in years)


def test_within_a_span_nothing_outside_it_is_told(repository: Repository) -> None:
    told = parts(View(repository, of_span("2012", "2019")), Asked())
    assert told.told.endswith("; periods from 2012 to 2019")
    span = period("2012").first, period("2019").last
    for one in told.findings:
        if one.period:
            lies = period(one.period)
            assert lies.first <= span[1]
            assert lies.last >= span[0]
    rows = [row for declared in told.charts for line in declared.lines for row in line.rows]
    assert rows
    assert {row.period[:4] for row in rows} <= {str(year) for year in range(2012, 2020)}
    assert told.change
    assert (told.change.since.period, told.change.to.period) == ("2012", "2019")
    assert not any("publishes no trade" in one.text for one in told.unknown)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("2012", "", "; periods from 2012 on"), ("", "2019", "; periods to 2019"), ("", "", "")],
)
def test_the_span_is_named(start: str, end: str, said: str, repository: Repository) -> None:
    assert parts(View(repository, of_span(start, end)), Asked()).told.endswith(f"{repository.snapshot.id}{said}")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Nothing is known of Belarus and Russia that a brief could tell."),
        ({"reserve_cover": made([firm(3)])}, "Nothing moved beyond its bounds, and no rule holds."),
    ],
)
def test_having_no_finding_is_not_knowing_nothing(known: dict[str, Result], said: str, repository: Repository) -> None:
    assert none_found(seen(repository, known)) == said


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (None, "Whether the index rose since 2012 cannot be told."),
        (1.0, "In nearly all draws it stood higher in 2022 than in 2012."),
        (0.991, "In nearly all draws it stood higher in 2022 than in 2012."),
        (0.75, "In 75 % of the draws it stood higher in 2022 than in 2012."),
        (0.009, "In hardly any draw it stood higher in 2022 than in 2012."),
    ],
)
def test_draws_are_never_called_certain(chance: float | None, said: str) -> None:
    assert rise(2012, "2022", chance) == said


def test_the_index_is_compared_within_the_span_alone(repository: Repository) -> None:
    def answer(asked: Asked, *span: str) -> str:
        return "".join(each for each in parts(View(repository, of_span(*span)), asked).answer if isinstance(each, str))

    assert "higher in 2019 than in 2012" in answer(Asked(), "2012", "2019")
    assert "higher in 2019 than in 2015" in answer(Asked(since=2015), "2012", "2019")
    assert "than in" not in answer(Asked(), "2015", "2015")
    assert "Whether the index rose since 2015 cannot be told." in answer(Asked(since=2015), "2015", "2015")
    assert "than in" not in answer(Asked())


@pytest.mark.parametrize(
    ("amounts", "said"),
    [((2.0, 3.0, 4.0), "3 (2–4)"), ((NAN, NAN, NAN), "not known"), ((NAN, 3.0, 4.0), "not known"),
     ((-1200.0, -0.2, 10.0), "0 (−1,200–10)")],
)  # fmt: skip
def test_money_at_risk_has_three_figures_or_none(amounts: tuple[float, float, float], said: str) -> None:
    assert _band(amounts) == said


def test_a_changed_snapshot_changes_the_sentences(repository: Repository) -> None:
    before = seen(repository, {"export_share": made([firm(40), firm(45)])})
    after = seen(repository, {"export_share": made([firm(40), firm(35)])})
    assert [one.text for one in findings(before)] != [one.text for one in findings(after)]
    assert [one.text for one in findings(before)] == [one.text for one in findings(before)]


def test_what_is_watched_has_other_names_than_the_rules() -> None:
    assert not {name for name, _ in WATCHED} & {rule.id for rule in alert_rules()}
    assert {name for name, _ in WATCHED} <= set(CATALOGUE)


def test_chosen_findings_come_in_the_order_asked(repository: Repository) -> None:
    found: list[Finding] = findings(View(repository), ["reserves_fall", "export_share"])
    assert [one.of for one in found] == ["reserves", "export_share"]


def test_what_stopped_after_the_span_had_not_stopped_in_it(repository: Repository) -> None:
    (now,) = findings(View(repository), ["customs_stopped"])
    (then,) = findings(View(repository, of_span(end="2021")), ["customs_stopped"])
    assert now.text.endswith("The last value is of 2021-12.")
    assert then.text.endswith("did not fire.")
