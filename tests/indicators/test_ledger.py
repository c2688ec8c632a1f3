"""The memo's claims: what would turn the verdicts on prices, credit and shares, and how events count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.repository import Repository
from indicators.clock import THEN
from indicators.ledger import MEMO_PAIR, Judge, Judgement, basis_of
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.verdict import Verdict
from ingest.declared import Event
from ingest.errors import DeclarationError
from ingest.model import Tables

Edit = Callable[[pd.DataFrame], pd.DataFrame]
Figures = Callable[..., "pd.Series[bool]"]
Changed = Callable[[Edit], Tables]
Judged = Callable[..., Judgement]
PRESS = {"source": "press", "reporter": "BLR", "partner": "RUS"}


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


def test_c016_c028_and_c032_without_their_events_stand(judged: Judged, moved: Callable[..., tuple[Event, ...]]) -> None:
    late = date(2021, 10, 1)
    found = judged("C028", events=moved(loan_agreement_2020=late, credit_agreement_2021=late))
    assert states(found) == ("supported", "supported_with_correction")
    found = judged("C032", events=moved(gas_price_2022=late, union_package_2021=late))
    assert states(found) == ("supported", "supported_with_correction")
    found = judged("C016", events=moved(union_package_2021=late))
    assert states(found) == ("supported", "supported_with_correction")


def test_c035_six_years_are_too_few_whatever_they_say(judged: Judged, figures: Figures) -> None:
    gap = figures(["2017"], item="gas_import_volume_from_RUS", **PRESS)
    found = judged("C035", removing(gap))
    assert states(found) == ("undecidable", "undecidable")
    assert found.now.value == 3.0
    assert len(found.now.observations) > 0
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


def test_c041_on_its_other_bases(judged: Judged, figures: Figures) -> None:
    rate = figures(["2018"], source="worldbank", item="PA.NUS.FCRF", reporter="BLR")
    for value, rises in ((2.2, 5.0), (2.1, 4.0)):  # 2018 up and 2019 down, then 2018 down too
        found = judged("C041", setting(rate, value)).now_bases
        assert (found["RUB"].value, found["BYN"].value) == (4.0, rises)
    assert judged("C041", removing(rate)).now_bases["BYN"].reason == "4 to 5 rises in 6 years"


def test_c042_dearer_oil_turns_it(judged: Judged, figures: Figures) -> None:
    def customs(number: int) -> "pd.Series[bool]":
        months = [f"{number}-{month:02d}" for month in range(1, 13)]
        return figures(months, source="crea", item="value", reporter="BLR", product="crude_oil")

    stated = figures(["2020-01..2020-05"], source="press", item="crude_import_price", reporter="BLR", partner="WLD")
    dearer = each(scaling(customs(2019), 2.0), setting(stated, 900.0))
    found = judged("C042", dearer)
    assert states(found) == ("mixed", "mixed")
    assert found.now.reason.startswith("4 to 5 rises")
    known = customs(2016) | customs(2017) | customs(2018) | customs(2019)
    assert states(judged("C042", each(setting(stated, 900.0), removing(known)))) == ("undecidable", "undecidable")


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
    assert states(found) == ("documented", "documented")
    assert (found.then.value, found.now.value) == (1.0, 2.0)
    late = moved(credit_agreement_2021=date(2021, 10, 1), union_package_2021=date(2021, 10, 1))
    found = judged("C040", events=late)
    assert states(found) == ("undocumented", "documented")
    assert (found.then_basis, found.now_basis) == ("none", "events")
    assert found.now.decided_by == "event credit_agreement_2021, event union_package_2021"
    assert states(judged("C040", events=())) == ("undocumented", "undocumented")


def test_a_rule_that_does_not_exist_is_named(repository: Repository) -> None:
    claim = replace(repository.claims[3], rule="trend_sideways")
    with pytest.raises(DeclarationError, match="claim C004: no rule 'trend_sideways'"):
        repository.judge.judgement(claim)


def test_a_rule_of_another_kind_is_refused(repository: Repository) -> None:
    claim = replace(repository.claims[3], kind="value")
    with pytest.raises(DeclarationError, match="claim C004: kind is 'value'; rule trend_up is of trend"):
        repository.judge.judgement(claim)


def test_the_memo_is_about_its_own_pair(repository: Repository, judge_on: Callable[..., Judge]) -> None:
    """Another country's numbers move no verdict: the tables without them give the same judgements."""
    assert Pair("BLR", "RUS") == MEMO_PAIR
    tables = repository.snapshot.tables
    other = tables.series.index[(tables.series["reporter"] == "UKR") | (tables.series["partner"] == "UKR")]
    kept = tables.observations[~tables.observations["series"].isin(other)].reset_index(drop=True)
    judging = judge_on(replace(tables, observations=kept))
    found = [states(judging.judgement(claim)) for claim in repository.claims]
    assert found == [states(one) for one in repository.judgements]


def test_a_verdict_rests_on_editions_where_all_of_it_was_published(
    tables_of: Callable[..., Tables],
) -> None:
    ends = ("wits", "export", "BLR", "RUS", "_T", "USD mn", "A")
    rows = [(*ends, name, 1.0, None, None, "reported", day)
            for name, day in (("2019", date(2021, 8, 1)), ("2020", date(2023, 1, 1)))]  # fmt: skip
    made = Resolver(tables_of(*rows), {}, clock=THEN)
    assert basis_of(Verdict("supported", observations=(0,)), made) == "editions"
    assert basis_of(Verdict("supported", observations=(0, 1)), made) == "current_data"
    assert basis_of(Verdict("supported"), made) == "none"
