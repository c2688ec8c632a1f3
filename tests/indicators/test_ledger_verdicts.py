"""The memo's claims on the packaged snapshot: each verdict on both clocks, and the numbers that decide them."""

from collections import Counter
from datetime import date

import pytest

from dashboard.repository import Repository
from indicators.ledger import MEMO_PAIR, STATES, Judgement

OPEN, HOLDS, FAILS, CORRECTED = "undecidable", "supported", "contradicted", "supported_with_correction"
PENDING, HELD, NOW = "prediction_pending", "prediction_held", "latest_editions"
VERDICTS = [
    ("C001", OPEN, "current_data", -0.003, OPEN, NOW, -0.003),
    ("C002", OPEN, "none", 0.0, OPEN, NOW, 1.0),
    ("C003", OPEN, "current_data", 0.17, OPEN, NOW, 0.17),
    ("C004", OPEN, "current_data", 0.26, HOLDS, NOW, 0.87),
    ("C007", PENDING, "none", None, HELD, NOW, 4.34),
    ("C008", HOLDS, "current_data", -73.95, HOLDS, NOW, -73.95),
    ("C011", "mixed", "editions", -120.0, "mixed", NOW, -120.0),
    ("C018", CORRECTED, "events", 3.0, CORRECTED, "events", 3.0),
    ("C028", CORRECTED, "events", 2.0, CORRECTED, "events", 2.0),
    ("C032", CORRECTED, "events", 2.0, CORRECTED, "events", 2.0),
    ("C034", CORRECTED, "editions", 500.0, CORRECTED, NOW, 500.0),
    ("C035", OPEN, "none", 4.0, OPEN, "none", 4.0),
    ("C037", HOLDS, "editions", 500.0, HOLDS, NOW, 500.0),
    ("C038", HOLDS, "editions", 500.0, HOLDS, NOW, 500.0),
    ("C039", "mixed", "current_data", 0.01, "mixed", NOW, -168.12),
    ("C041", FAILS, "editions", 1.0, FAILS, NOW, 1.0),
    ("C042", FAILS, "current_data", 3.0, FAILS, NOW, 3.0),
    ("C043", CORRECTED, "editions", 1.18, CORRECTED, NOW, 1.18),
    ("C044", HOLDS, "editions", 0.0, CORRECTED, NOW, 0.0),
    ("C045", FAILS, "current_data", 30.89, FAILS, NOW, 30.89),
    ("C049", OPEN, "current_data", 1396.8, OPEN, NOW, 1396.8),
    ("C050", CORRECTED, "events", 1.0, CORRECTED, "events", 1.0),
    ("C051", OPEN, "current_data", 0.246, OPEN, NOW, 0.246),
    ("C053", OPEN, "none", 3.0, OPEN, "none", 3.0),
    ("C055", OPEN, "none", None, OPEN, NOW, -264.36),
    ("C059", CORRECTED, "current_data", 99.43, CORRECTED, NOW, 99.47),
    ("C065", OPEN, "current_data", 98.48, OPEN, NOW, 98.48),
    ("C066", PENDING, "none", None, HELD, NOW, 53.39),
    ("C067", OPEN, "none", None, OPEN, NOW, -0.053),
    ("C069", HOLDS, "current_data", 0.391, HOLDS, NOW, 0.391),
    ("C070", OPEN, "current_data", 0.161, OPEN, NOW, 0.161),
    ("C071", OPEN, "none", None, CORRECTED, NOW, 53.39),
    ("C073", OPEN, "none", None, OPEN, NOW, 0.17),
    ("C074", HOLDS, "current_data", 9.8, HOLDS, NOW, 12.85),
    ("C086", PENDING, "none", None, OPEN, NOW, 48.0),
    ("C088", OPEN, "current_data", 0.17, OPEN, NOW, 0.17),
    ("C089", PENDING, "none", None, OPEN, NOW, -6.65),
]


def states(judgement: Judgement) -> tuple[str, str]:
    return judgement.then.state, judgement.now.state


@pytest.mark.parametrize(("claim", "then", "then_basis", "was", "now", "now_basis", "is_"), VERDICTS)
def test_the_verdict_on_both_clocks(
    claim: str, then: str, then_basis: str, was: float | None, now: str, now_basis: str, is_: float | None,
    repository: Repository,
) -> None:  # fmt: skip
    (found,) = (judgement for judgement in repository.judgements if judgement.claim.id == claim)
    assert (found.then.state, found.then_basis) == (then, then_basis)
    assert (found.now.state, found.now_basis) == (now, now_basis)
    for verdict, expected in ((found.then, was), (found.now, is_)):
        assert verdict.value == (None if expected is None else pytest.approx(expected, abs=0.005))
        assert verdict.reason


def test_these_are_all_claims_with_rules(repository: Repository) -> None:
    assert [claim.id for claim in repository.claims if claim.rule] == [row[0] for row in VERDICTS]
    assert (MEMO_PAIR.dependent, MEMO_PAIR.partner) == ("BLR", "RUS")


def test_at_least_25_states_are_computed_from_observations(repository: Repository) -> None:
    by_rule = [found for found in repository.judgements if found.claim.rule]
    by_data = [found for found in by_rule if "events" not in (found.then_basis, found.now_basis)]
    assert len(by_data) == 33
    read = [found for found in by_data if found.now.observations]
    assert len(read) == 31  # the other two count too few points for a trend
    assert len([found for found in read if found.now.state != OPEN]) == 18


def test_the_windows_and_counts_that_the_reasons_print(repository: Repository) -> None:
    reasons = {found.claim.id: (found.then.reason, found.now.reason) for found in repository.judgements}
    assert "over 2010 to 2020" in reasons["C004"][0]
    assert "over 2010 to 2025" in reasons["C004"][1]
    assert reasons["C011"] == ("2020 +341.6, 2021Q1 -120.0",) * 2
    assert all("1 rise in 6 years" in reason for reason in reasons["C041"])
    assert all(reason.endswith("gas_price_hub 4; in RUB 4; in BYN 5") for reason in reasons["C041"])
    assert all("2 to 3 rises in 6 years" in reason for reason in reasons["C042"])
    assert "announced beforehand" in reasons["C044"][1]
    assert "announced" not in reasons["C044"][0]
    assert all("-78.1 %, -73.9 % at the price" in reason for reason in reasons["C008"])
    assert all("lacks power" in reason for claim in ("C003", "C088") for reason in reasons[claim])
    assert ["8 months of 2021" in reason for reason in reasons["C074"]] == [True, False]
    assert ["over 2016 to 2020" in reason for reason in reasons["C059"]] == [True, False]
    assert reasons["C059"][1].startswith("99.5 % over 2016 to 2021, the limit is 90 %; 61.4 % over 2016 to 2021")
    assert "; 14.3 % over 2016 to 2021, the limit is 50 %" in reasons["C059"][1]
    assert "514 known days from 2021-10-01 to 2023-03-29, first on 2022-05-16" in reasons["C086"][1]
    assert "[0.09818, 0.6555] in 2019 to [0, 0.2679] in 2022" in reasons["C073"][1]


def test_what_is_missing_is_named(repository: Repository) -> None:
    for found in repository.judgements:
        for lacking in found.claim.with_.get("missing", []):
            assert lacking in found.then.reason, found.claim.id
            assert lacking in found.now.reason, found.claim.id
        assert "snapshot" not in found.claim.reason, found.claim.id


def test_the_numbers_that_reasons_state_are_those_of_the_measures(repository: Repository) -> None:
    reasons = {claim.id: claim.reason for claim in repository.claims}
    listed = {row.period: row.value for row in repository.measure("sanctions_listings", MEMO_PAIR).rows}
    assert "103 Belarusian entries in September 2021" in reasons["C005"]
    assert {value for day, value in listed.items() if day.startswith("2021-09")} == {103.0}
    (part,) = (row for row in repository.result("capital_links", MEMO_PAIR).of("fdi_inflow") if row.period == "2011")
    assert "70 per cent of that year" in reasons["C050"]
    assert round(part.value) == 70


def test_every_claim_is_judged_once_in_their_order(repository: Repository) -> None:
    assert [found.claim.id for found in repository.judgements] == [f"C{number:03d}" for number in range(1, 108)]
    assert all(verdict.state in STATES for found in repository.judgements for verdict in (found.then, found.now))


def test_claims_without_rules_follow_their_kind(repository: Repository) -> None:
    plain = {"data": "undecidable", "not_testable": "not_testable", "prediction": "prediction_pending"}
    for found in repository.judgements:
        claim = found.claim
        if claim.rule:
            continue
        documented = "documented" if claim.event else "undocumented"
        expected = plain.get(claim.kind, documented)
        assert states(found) == (expected, expected), claim.id
        basis = "events" if expected == "documented" else "none"
        assert (found.then_basis, found.now_basis) == (basis, basis), claim.id
        assert found.now.reason == claim.reason
    kinds = Counter(found.claim.kind for found in repository.judgements if not found.claim.rule)
    assert kinds == {"data": 22, "event": 27, "not_testable": 18, "prediction": 3}


def test_no_then_verdict_rests_on_what_came_later(repository: Repository) -> None:
    columns = repository.snapshot.tables.columns
    known, ended = ((day - date(1970, 1, 1)).days for day in (date(2021, 9, 30), date(2021, 8, 31)))
    for found in repository.judgements:
        rows = list(found.then.observations)
        late = [row for row in rows if columns["vintage"][row] > known]
        assert all(columns["last"][row] <= ended for row in late), found.claim.id
        assert not rows or found.then_basis == ("current_data" if late else "editions"), found.claim.id


def test_every_event_that_a_claim_names_is_dated_and_has_a_source(repository: Repository) -> None:
    events = {event.id: event for event in repository.events}
    named = {name for claim in repository.claims for name in (claim.event, *claim.with_.get("events", [])) if name}
    assert len(named) == 7
    assert all(events[name].date and events[name].source.strip() for name in named)
