"""The memo's claims: each verdict on the packaged snapshot, and what would turn it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.repository import Repository
from indicators.ledger import MEMO_PAIR, STATES, Judgement, judge
from indicators.model import Pair
from ingest.errors import DeclarationError
from ingest.model import Event, Tables

Edit = Callable[[pd.DataFrame], pd.DataFrame]
Figures = Callable[..., "pd.Series[bool]"]
Changed = Callable[[Edit], Tables]
Judged = Callable[..., Judgement]
PRESS = {"source": "press", "reporter": "BLR", "partner": "RUS"}


@pytest.fixture
def judged(repository: Repository, changed: Changed) -> Judged:
    """Judge one claim, on the packaged tables or on an edited copy of them, by other events or numbers."""

    def ask(claim: str, edit: Edit | None = None, events: tuple[Event, ...] | None = None, **with_: Any) -> Judgement:
        (found,) = (one for one in repository.claims if one.id == claim)
        found = replace(found, with_=found.with_ | with_)
        tables = changed(edit) if edit else repository.snapshot.tables
        dated = repository.events if events is None else events
        (judgement,) = judge([found], dated, tables, repository.measures, repository.hidden_from)
        return judgement

    return ask


def states(judgement: Judgement) -> tuple[str, str]:
    return judgement.then.state, judgement.now.state


def setting(rows: "pd.Series[bool]", value: float) -> Edit:
    """Give these observations one value, without bounds of their own."""

    def edit(table: pd.DataFrame) -> pd.DataFrame:
        assert rows.any()
        table.loc[rows, ["value", "low", "high"]] = [value, float("nan"), float("nan")]
        return table

    return edit


def scaling(rows: "pd.Series[bool]", by: float) -> Edit:
    def edit(table: pd.DataFrame) -> pd.DataFrame:
        assert rows.any()
        table.loc[rows, ["value", "low", "high"]] *= by
        return table

    return edit


def removing(rows: "pd.Series[bool]") -> Edit:
    def edit(table: pd.DataFrame) -> pd.DataFrame:
        assert rows.any()
        return table[~rows]

    return edit


def each(*edits: Edit) -> Edit:
    """One edit after the other; a removal, which shifts the rows, comes last."""

    def edit(table: pd.DataFrame) -> pd.DataFrame:
        for one in edits:
            table = one(table)
        return table

    return edit


# --- the verdicts on the packaged snapshot

VERDICTS = [
    ("C004", "undecidable", "current_data", 0.26, "supported", "latest_editions", 0.87),
    ("C011", "mixed", "editions", -120.0, "mixed", "latest_editions", -120.0),
    ("C018", "supported_with_correction", "events", 3.0, "supported_with_correction", "events", 3.0),
    ("C028", "supported_with_correction", "events", 2.0, "supported_with_correction", "events", 2.0),
    ("C035", "undecidable", "none", 4.0, "undecidable", "none", 4.0),
    ("C037", "supported", "editions", 500.0, "supported", "latest_editions", 500.0),
    ("C038", "supported", "editions", 500.0, "supported", "latest_editions", 500.0),
    ("C039", "mixed", "current_data", 0.01, "mixed", "latest_editions", -168.12),
    ("C041", "contradicted", "editions", 1.0, "contradicted", "latest_editions", 1.0),
    ("C042", "contradicted", "editions", 3.0, "contradicted", "latest_editions", 3.0),
    ("C043", "supported_with_correction", "editions", 1.18, "supported_with_correction", "latest_editions", 1.18),
    ("C044", "supported", "editions", 0.0, "supported_with_correction", "latest_editions", 0.0),
    ("C050", "supported_with_correction", "events", 1.0, "supported_with_correction", "events", 1.0),
    ("C066", "prediction_pending", "none", None, "prediction_held", "latest_editions", 53.39),
]


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


def test_the_windows_and_counts_that_the_reasons_print(repository: Repository) -> None:
    reasons = {found.claim.id: (found.then.reason, found.now.reason) for found in repository.judgements}
    assert "over 2010 to 2020" in reasons["C004"][0]
    assert "over 2010 to 2025" in reasons["C004"][1]
    assert reasons["C011"] == ("2020 +341.6, 2021Q1 -120.0",) * 2
    assert all("1 rise in 6 years" in reason for reason in reasons["C041"])
    assert all("0 to 3 rises in 6 years" in reason for reason in reasons["C042"])
    assert "announced beforehand" in reasons["C044"][1]
    assert "announced" not in reasons["C044"][0]


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
    assert kinds == {"data": 40, "event": 29, "not_testable": 18, "prediction": 6}


def test_no_then_verdict_rests_on_what_came_later(repository: Repository) -> None:
    columns = repository.snapshot.tables.columns
    known, ended = ((day - date(1970, 1, 1)).days for day in (date(2021, 9, 30), date(2021, 8, 31)))
    for found in repository.judgements:
        rows = list(found.then.observations)
        late = [row for row in rows if columns["vintage"][row] > known]
        assert all(columns["last"][row] <= ended for row in late), found.claim.id
        assert not rows or found.then_basis == ("current_data" if late else "editions"), found.claim.id


# --- what turns them


def test_c004_the_trend_of_the_share(judged: Judged, figures: Figures) -> None:
    totals = [
        figures([str(number)], source=source, item=item, reporter="BLR", partner=partner)
        for number in range(2010, 2021)
        for source, item, partner in (
            ("wits", "export", "WLD"), ("wits", "import", "WLD"),
            ("worldbank", "TX.VAL.MRCH.CD.WT", "_Z"), ("worldbank", "TM.VAL.MRCH.CD.WT", "_Z"),
        )
        if not (source == "wits" and number == 2020)
    ]  # fmt: skip
    falling = each(*(scaling(rows, 0.93 ** (place // 4)) for place, rows in enumerate(totals)))
    rising = each(*(scaling(rows, 1.07 ** (place // 4)) for place, rows in enumerate(totals)))
    assert judged("C004", falling).then.state == "supported"
    assert judged("C004", rising).then.state == "contradicted"
    stated = figures([str(number) for number in range(2022, 2026)] + ["2023-01..2023-11", "2025-01..2025-10",
                     "2025-01..2025-11"], source="press")  # fmt: skip
    assert judged("C004", removing(stated)).now.state == "undecidable"


def test_c011_a_positive_first_quarter_supports_and_a_negative_year_contradicts(
    judged: Judged, figures: Figures
) -> None:
    quarter = figures(["2021Q1"], item="external_debt_repayment", **PRESS)
    year = figures(["2020"], item="external_debt_repayment", **PRESS)
    found = judged("C011", setting(quarter, 100.0))
    assert states(found) == ("supported", "supported")
    assert found.now.value == pytest.approx(22.7)
    assert states(judged("C011", setting(year, 2000.0))) == ("contradicted", "contradicted")
    assert states(judged("C011", removing(year | quarter))) == ("undecidable", "undecidable")
    assert states(judged("C011", removing(quarter))) == ("supported", "supported")


@pytest.fixture
def moved(repository: Repository) -> Callable[..., tuple[Event, ...]]:
    """The dated facts, some of them on another day."""

    def move(**days: date) -> tuple[Event, ...]:
        assert set(days) <= {event.id for event in repository.events}
        return tuple(replace(event, date=days.get(event.id, event.date)) for event in repository.events)

    return move


def test_c018_each_dated_agreement_counts_from_its_day(judged: Judged, moved: Callable[..., tuple[Event, ...]]) -> None:
    late, later = date(2021, 10, 1), date(2022, 1, 1)
    found = judged("C018", events=moved(port_agreement_2021=late))
    assert states(found) == ("supported_with_correction", "supported_with_correction")
    assert (found.then.value, found.now.value) == (2.0, 3.0)
    assert found.then.decided_by == "event loan_agreement_2020, event union_package_2021"
    found = judged("C018", events=moved(port_agreement_2021=late, loan_agreement_2020=later, union_package_2021=late))
    assert states(found) == ("supported", "supported_with_correction")
    assert (found.then_basis, found.now_basis) == ("none", "events")
    assert judged("C018", events=moved(port_agreement_2021=date(2021, 9, 30))).then.value == 3.0


def test_c028_and_c050_without_their_events_stand(judged: Judged, moved: Callable[..., tuple[Event, ...]]) -> None:
    late = date(2021, 10, 1)
    found = judged("C028", events=moved(loan_agreement_2020=late, credit_agreement_2021=late))
    assert states(found) == ("supported", "supported_with_correction")
    found = judged("C050", events=moved(beltransgaz_2011=late))
    assert states(found) == ("supported", "supported_with_correction")


def test_c035_six_years_are_too_few_whatever_they_say(judged: Judged, figures: Figures) -> None:
    gap = figures(["2017"], item="gas_import_volume_from_RUS", **PRESS)
    found = judged("C035", removing(gap))
    assert states(found) == ("undecidable", "undecidable")
    assert found.now.value == 3.0
    volumes = {number: figures([str(number)], item="gas_import_volume_from_RUS", **PRESS) for number in (2017, 2018)}
    falling = each(setting(volumes[2017], 60.0), setting(volumes[2018], 10.0))
    assert states(judged("C035", falling)) == ("undecidable", "undecidable")
    assert states(judged("C035", min_points=4)) == ("undecidable", "undecidable")
    assert states(judged("C035", falling, min_points=4)) == ("supported", "supported")
    rising = setting(figures([str(number) for number in range(2016, 2021)], item="gas_price_paid_by_BLR", **PRESS), 0.0)
    assert "supported" not in states(judged("C035", rising, min_points=4))


@pytest.mark.parametrize(("claim", "day"), [("C037", "2020-12-30"), ("C038", "2021-06-02")])
def test_c037_and_c038_another_amount_and_none(claim: str, day: str, judged: Judged, figures: Figures) -> None:
    tranche = figures([day], item="russian_state_loan_tranche", **PRESS)
    assert states(judged(claim, setting(tranche, 400.0))) == ("contradicted", "contradicted")
    assert states(judged(claim, setting(tranche, 509.0))) == ("supported", "supported")
    found = judged(claim, removing(tranche))
    assert states(found) == ("undecidable", "undecidable")
    assert (found.then_basis, found.now_basis) == ("none", "none")


def test_a_payment_that_became_known_later_was_not_known_then(judged: Judged, figures: Figures) -> None:
    tranche = figures(["2021-06-02"], item="russian_state_loan_tranche", **PRESS)

    def late(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[tranche, "vintage"] = pd.Timestamp("2021-10-01")
        return table

    assert states(judged("C038", late)) == ("undecidable", "supported")


def test_c039_interest_decides(judged: Judged, figures: Figures) -> None:
    lent, interest = (
        figures(["2020", "2021"], source="worldbank_debt", item=item, reporter="BLR", partner="RUS")
        for item in ("disbursement.bilateral_non_concessional", "DT.INT.BLAT.CD")
    )
    found = judged("C039", setting(interest, 1e6))
    assert states(found) == ("supported", "supported")
    assert found.now.margin is not None
    assert found.now.margin > 0
    assert states(judged("C039", setting(lent, 1e8))) == ("contradicted", "contradicted")
    assert states(judged("C039", removing(interest))) == ("undecidable", "undecidable")


def test_c041_prices_that_rise_each_year(judged: Judged, figures: Figures) -> None:
    def paid(*names: str) -> "pd.Series[bool]":
        return figures(names, item="gas_price_paid_by_BLR", product="_Z", **PRESS)

    years = {number: paid(str(number)) for number in (2014, 2016, 2017, 2018, 2019, 2020)}
    stand_in = paid("2015-01..2015-05")
    climb = [setting(rows, 10.0 * number - 20_000) for number, rows in years.items()]
    found = judged("C041", each(*climb, setting(stand_in, 150.0)))
    assert states(found) == ("supported", "supported")
    assert found.now.value == 6.0
    found = judged("C041", each(*climb, setting(stand_in, 150.0), setting(years[2020], 190.0)))
    assert states(found) == ("mixed", "mixed")
    assert found.now.value == 5.0
    known = years[2014] | stand_in | paid("2015-01") | paid("2015-10")
    for number in (2016, 2017, 2018, 2019):
        known |= years[number]
    assert states(judged("C041", removing(known))) == ("undecidable", "undecidable")


def test_c041_by_price_relative_to_europe(repository: Repository) -> None:
    (found,) = (one for one in repository.judgements if one.claim.id == "C041")
    assert found.claim.with_.get("benchmark") == "gas_price_hub"
    assert all(verdict.reason.endswith("relative to gas_price_hub 4") for verdict in (found.then, found.now))


def test_c042_dearer_oil_leaves_it_open(judged: Judged, figures: Figures) -> None:
    def price(name: str, partner: str = "RUS") -> "pd.Series[bool]":
        return figures([name], source="press", item="crude_import_price", reporter="BLR", partner=partner)

    dearer = each(
        setting(price("2014-01..2014-05"), 100.0),
        setting(price("2018H1"), 200.0),
        setting(price("2019"), 300.0),
        setting(price("2020-01..2020-05", "WLD"), 400.0),
    )
    found = judged("C042", dearer)
    assert states(found) == ("undecidable", "undecidable")
    assert found.now.reason.startswith("3 to 6 rises")
    assert states(judged("C042", setting(price("2020-01..2020-05", "WLD"), 400.0))) == ("undecidable", "undecidable")


def test_c043_the_price_of_2021(judged: Judged, figures: Figures) -> None:
    price = figures(["2021"], item="gas_price_paid_by_BLR", **PRESS)
    assert states(judged("C043", setting(price, 140.0))) == ("contradicted", "contradicted")
    assert states(judged("C043", setting(price, 127.5))) == ("supported", "supported")
    assert states(judged("C043", removing(price))) == ("undecidable", "undecidable")


def test_c044_the_price_of_2022_and_when_it_was_known(judged: Judged, figures: Figures) -> None:
    price = figures(["2022"], item="gas_price_paid_by_BLR", **PRESS)
    assert states(judged("C044", setting(price, 140.0))) == ("contradicted", "contradicted")
    assert states(judged("C044", removing(price))) == ("undecidable", "undecidable")

    def paid_later(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[price, "vintage"] = pd.Timestamp("2023-01-01")
        return table

    found = judged("C044", paid_later)
    assert states(found) == ("undecidable", "supported")
    assert (found.then_basis, found.now_basis) == ("none", "latest_editions")


def test_c066_the_turnover_of_2023_and_2024(judged: Judged, figures: Figures) -> None:
    late = figures(["2023", "2023-01..2023-11", "2024"], source="press")
    assert states(judged("C066", scaling(late, 0.6))) == ("prediction_pending", "prediction_failed")
    assert states(judged("C066", removing(late))) == ("prediction_pending", "prediction_pending")
    last = figures(["2024"], item="goods_turnover", **PRESS)
    assert states(judged("C066", setting(last, 40.0))) == ("prediction_pending", "undecidable")
    held = judged("C066", setting(last, 80.0))
    assert states(held) == ("prediction_pending", "prediction_held")
    assert held.now.decided_by == "turnover_share 2023"


def test_c066_is_pending_until_2020_is_known_too(judged: Judged, figures: Figures) -> None:
    first = figures(["2020"], source="press", reporter="BLR", partner="RUS")
    mirrors = figures(["2020"], source="rosstat", reporter="RUS", partner="BLR")
    months = figures([f"2020-{month:02d}" for month in range(1, 13)], source="rosstat", reporter="RUS", partner="BLR")
    baci = figures(["2020"], source="baci")
    assert judged("C066", removing(first | mirrors | months | baci)).now.state == "prediction_pending"


# --- claims by kind, events and faults


def test_an_event_documents_from_its_day_on(judged: Judged, moved: Callable[..., tuple[Event, ...]]) -> None:
    assert states(judged("C040")) == ("documented", "documented")
    found = judged("C040", events=moved(credit_agreement_2021=date(2021, 10, 1)))
    assert states(found) == ("undocumented", "documented")
    assert (found.then_basis, found.now_basis) == ("none", "events")
    assert found.now.decided_by == "event credit_agreement_2021 2021-10-01"
    assert states(judged("C040", events=())) == ("undocumented", "undocumented")


def test_a_rule_that_does_not_exist_is_named(repository: Repository) -> None:
    claim = replace(repository.claims[3], rule="trend_sideways")
    with pytest.raises(DeclarationError, match="claim C004: no rule 'trend_sideways'"):
        judge([claim], repository.events, repository.snapshot.tables, repository.measures)


def test_the_memo_is_about_its_own_pair(repository: Repository) -> None:
    """Another country's numbers move no verdict: the tables without them give the same judgements."""
    assert Pair("BLR", "RUS") == MEMO_PAIR
    tables = repository.snapshot.tables
    other = tables.series.index[(tables.series["reporter"] == "UKR") | (tables.series["partner"] == "UKR")]
    kept = tables.observations[~tables.observations["series"].isin(other)].reset_index(drop=True)
    found = judge(
        repository.claims, repository.events, replace(tables, observations=kept), repository.measures,
        repository.hidden_from,
    )  # fmt: skip
    assert [states(one) for one in found] == [states(one) for one in repository.judgements]
