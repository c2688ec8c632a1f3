"""The memo's claims on the packaged snapshot: each verdict on both clocks, and the numbers that decide them."""

from collections import Counter
from datetime import date

import pytest

from dashboard.repository import Repository
from indicators.ledger import MEMO_PAIR, STATES, Judgement, computed

OPEN, HOLDS, FAILS, CORRECTED = "undecidable", "supported", "contradicted", "supported_with_correction"
PENDING, HELD, NOW = "prediction_pending", "prediction_held", "latest_editions"
VERDICTS = [
    ("C001", HOLDS, "current_data", 0, HOLDS, NOW, 0),
    ("C002", OPEN, "none", 0, OPEN, NOW, 1.0),
    ("C003", OPEN, "current_data", 0.173, OPEN, NOW, 0.173),
    ("C004", OPEN, "current_data", 0.262, HOLDS, NOW, 0.871),
    ("C007", PENDING, "none", None, HELD, NOW, 4.34),
    ("C008", HOLDS, "current_data", -73.95, HOLDS, NOW, -73.95),
    ("C011", "mixed", "editions", -120.0, "mixed", NOW, -120.0),
    ("C016", CORRECTED, "events", 1.0, CORRECTED, "events", 1.0),
    ("C018", CORRECTED, "events", 3.0, CORRECTED, "events", 3.0),
    ("C027", CORRECTED, "current_data", -2.61, CORRECTED, NOW, -2.61),
    ("C028", CORRECTED, "events", 2.0, CORRECTED, "events", 2.0),
    ("C029", OPEN, "none", None, CORRECTED, NOW, 1.2),
    ("C032", CORRECTED, "events", 2.0, CORRECTED, "events", 2.0),
    ("C034", CORRECTED, "editions", 500.0, CORRECTED, NOW, 500.0),
    ("C035", OPEN, "editions", 4.0, OPEN, NOW, 4.0),
    ("C037", HOLDS, "editions", 500.0, HOLDS, NOW, 500.0),
    ("C038", HOLDS, "editions", 500.0, HOLDS, NOW, 500.0),
    ("C039", "mixed", "current_data", 0.006, "mixed", NOW, -168.12),
    ("C040", "documented", "events", 2.0, "documented", "events", 2.0),
    ("C041", FAILS, "editions", 1.0, FAILS, NOW, 1.0),
    ("C042", FAILS, "current_data", 2.0, FAILS, NOW, 2.0),
    ("C043", CORRECTED, "editions", 1.18, CORRECTED, NOW, 1.18),
    ("C044", HOLDS, "editions", 0, CORRECTED, NOW, 0),
    ("C045", FAILS, "current_data", 30.89, FAILS, NOW, 30.89),
    ("C046", OPEN, "none", None, OPEN, NOW, 80.45),
    ("C049", OPEN, "current_data", 1396.8, OPEN, NOW, 1396.8),
    ("C050", "mixed", "editions", 2819.6, "mixed", NOW, 2819.6),
    ("C051", OPEN, "current_data", 0.246, OPEN, NOW, 0.246),
    ("C052", OPEN, "none", None, OPEN, NOW, 1232.94),
    ("C053", OPEN, "current_data", 0.746, CORRECTED, NOW, 1.08),
    ("C055", OPEN, "none", None, OPEN, NOW, -264.36),
    ("C059", CORRECTED, "current_data", 99.43, CORRECTED, NOW, 99.47),
    ("C060", "documented", "events", 1.0, "documented", "events", 1.0),
    ("C065", OPEN, "current_data", 98.48, OPEN, NOW, 98.48),
    ("C066", PENDING, "none", None, HELD, NOW, 53.39),
    ("C067", OPEN, "none", None, CORRECTED, NOW, -0.053),
    ("C069", HOLDS, "current_data", 0.391, HOLDS, NOW, 0.391),
    ("C070", OPEN, "current_data", 0.161, OPEN, NOW, 0.161),
    ("C071", OPEN, "none", None, CORRECTED, NOW, 53.39),
    ("C073", OPEN, "none", None, OPEN, NOW, 0.17),
    ("C074", HOLDS, "current_data", 9.8, HOLDS, NOW, 12.85),
    ("C086", PENDING, "none", None, OPEN, NOW, 48.0),
    ("C087", PENDING, "none", None, HELD, NOW, 61.0),
    ("C088", OPEN, "current_data", 0.173, OPEN, NOW, 0.173),
    ("C089", PENDING, "none", None, OPEN, NOW, -6.65),
    ("C091", PENDING, "none", None, HELD, NOW, 2.0),
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


def test_what_was_computed_and_what_was_not(repository: Repository) -> None:
    """Of 107 claims 40 have a state from series, of these seven open for want of a part; six one from dated events."""
    now = {found.claim.id: (computed(found.now), found.now_basis) for found in repository.judgements}
    assert Counter(now.values()) == {
        ("whole", NOW): 33, ("part", NOW): 7, ("whole", "events"): 6, ("none", "none"): 61,
    }  # fmt: skip
    assert [claim for claim, found in now.items() if found[0] == "part"] == [
        "C003", "C046", "C049", "C051", "C055", "C065", "C070",
    ]  # fmt: skip
    for found in repository.judgements:
        for verdict in (found.then, found.now):
            part = computed(verdict) == "part"
            assert not part or (verdict.missing and verdict.observations and verdict.state == OPEN), found.claim.id
            assert computed(verdict) != "none" or verdict.state in (OPEN, PENDING, "undocumented", "not_testable")


def test_a_price_is_read_on_its_bases(repository: Repository) -> None:
    """METHODS section 0, 10: one rise of six in dollars, four relative to Europe, four in roubles, five in BYN."""
    (gas,) = (found for found in repository.judgements if found.claim.id == "C041")
    for bases in (gas.then_bases, gas.now_bases):
        assert {name: (verdict.state, verdict.value) for name, verdict in bases.items()} == {
            "relative to Europe": ("mixed", 4.0), "RUB": ("mixed", 4.0), "BYN": ("mixed", 5.0),
        }  # fmt: skip
    priced = [found.claim for found in repository.judgements if found.claim.bases]
    assert [claim.id for claim in priced] == ["C041", "C042", "C043", "C044", "C045"]
    assert all({"RUB"} < claim.bases.keys() for claim in priced)
    assert all(any("per" in basis for basis in claim.bases.values()) for claim in priced)


def test_the_windows_and_counts_that_the_reasons_print(repository: Repository) -> None:
    reasons = {found.claim.id: (found.then.reason, found.now.reason) for found in repository.judgements}
    assert "over 2010 to 2020" in reasons["C004"][0]
    assert "over 2010 to 2025" in reasons["C004"][1]
    assert reasons["C011"] == ("2020 +341.6, 2021Q1 -120.0",) * 2
    assert all("1 rise in 6 years" in reason for reason in reasons["C041"])
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
            for verdict in (found.then, found.now):
                assert lacking in verdict.reason, found.claim.id
                assert lacking in verdict.missing, found.claim.id
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


def test_claims_without_rules_are_open_by_their_kind(repository: Repository) -> None:
    plain = {"event_documented": "undocumented", "not_testable": "not_testable", "prediction": PENDING}
    for found in (judged for judged in repository.judgements if not judged.claim.rule):
        expected = plain.get(found.claim.kind, OPEN)
        assert states(found) == (expected, expected), found.claim.id
        assert (found.then_basis, found.now_basis) == ("none", "none"), found.claim.id
        assert found.now.reason == found.claim.reason
    kinds = Counter(found.claim.kind for found in repository.judgements if not found.claim.rule)
    tested = kinds.total() - kinds["event_documented"] - kinds["not_testable"] - kinds["prediction"]
    assert (tested, kinds["event_documented"], kinds["not_testable"], kinds["prediction"]) == (17, 25, 18, 1)


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
    given = [one for claim in repository.claims for one in (claim.with_, *claim.with_.get("parts", []))]
    named = {name for one in given for name in one.get("events", [])}
    assert len(named) == 7
    assert all(events[name].date and events[name].source.strip() for name in named)
