"""The declarations of data/memo against the register they restate, and what their loader refuses."""

import csv
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import theilslopes

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.specifications import specifications
from ingest import memo
from ingest.declarations import data_folder
from ingest.errors import DeclarationError
from ingest.freezing import freeze, frozen_rules, unfrozen

IDS = [f"C{number:03d}" for number in range(1, 108)]
RUN = 8  # words in a row that would be a copied sentence
EVENT = """[[event]]
id = "{id}"
date = 2021-02-19
title = "Port agreement"
text = "A deal was signed."
kind = "transit"
themes = ["transit"]
source = "BelTA"
url = ""
"""


def with_parts(given: dict[str, Any]) -> list[dict[str, Any]]:
    return [given, *(one for part in given.get("parts", []) for one in with_parts(part))]


def _register(sources: Path) -> list[dict[str, str]]:
    path = sources.parent / "reference" / "MEMO_CLAIMS.csv"
    if not path.is_file():
        pytest.skip("needs the register of claims, which is not beside the published files")
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _runs(text: str) -> set[str]:
    words = re.sub(r"[^\w\s]", "", text.lower()).split()
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _claims_text(change: str = "", at: int = 5) -> str:
    """107 well-formed claims, the one with the number `at` ending in the lines `change`."""
    blocks = []
    for claim_id in IDS:
        lines = [
            "[[claim]]", f'id = "{claim_id}"', 'theme = "trade"', 'claim = "Trade grew."', 'section = "One"',
            "paragraph = 1", 'reason = "No series."', 'kind = "trend"',
        ]  # fmt: skip
        if claim_id == f"C{at:03d}" and change:
            keys = [line.split(" = ")[0] for line in change.splitlines()]
            lines = [line for line in lines if line.split(" = ")[0] not in keys] + [change]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _write(folder: Path, claims: str, events: str | None = None) -> Path:
    (folder / "claims.toml").write_text(claims, encoding="utf-8")
    (folder / "events.toml").write_text(EVENT.format(id="port") if events is None else events, encoding="utf-8")
    return folder


def test_all_claims_are_there_in_order() -> None:
    assert [claim.id for claim in memo.claims()] == [f"C{number:03d}" for number in range(1, 108)]


def test_place_and_theme_are_those_of_the_register(sources: Path) -> None:
    rows = _register(sources)
    stated = [(row["id"], row["theme"], row["section"], int(row["paragraph"])) for row in rows]
    assert [(claim.id, claim.theme, claim.section, claim.paragraph) for claim in memo.claims()] == stated


def test_claims_are_in_our_own_words(sources: Path) -> None:
    rows = _register(sources)
    texts = {path.name: path.read_text(encoding="utf-8") for path in (sources.parent / "memo").glob("*.txt")}
    assert texts
    theirs = set().union(*map(_runs, texts.values()), *(_runs(row["claim_paraphrase"]) for row in rows))
    for claim in memo.claims():
        assert not _runs(claim.claim) & theirs, claim.id


def test_no_claim_is_the_paraphrase_again(sources: Path) -> None:
    def words(text: str) -> list[str]:
        return re.sub(r"[^\w\s]", "", text.lower()).split()

    paraphrases = {row["id"]: words(row["claim_paraphrase"]) for row in _register(sources)}
    assert not [claim.id for claim in memo.claims() if words(claim.claim) == paraphrases[claim.id]]


def test_each_claim_is_one_short_sentence() -> None:
    for claim in memo.claims():
        assert len(claim.claim) <= 160, claim.id
        assert re.fullmatch(r"[A-Z].*\.", claim.claim), claim.id
        assert not re.search(r"\. [A-Z]", claim.claim), claim.id
        assert re.fullmatch(r"[A-Z].*\.", claim.reason), claim.id
    texts = [claim.claim for claim in memo.claims()]
    assert len(set(texts)) == len(texts)


def test_rules_stand_where_the_snapshot_can_decide() -> None:
    ruled = {claim.id: claim.rule for claim in memo.claims() if claim.rule}
    assert ruled == {
        "C001": "all_hold", "C002": "most_hold", "C003": "all_hold", "C004": "trend_up", "C007": "stays_near",
        "C008": "fell_on_year_before", "C011": "flow_positive_each_period", "C016": "contradicted_by_events",
        "C018": "contradicted_by_events", "C027": "all_hold", "C028": "contradicted_by_events", "C029": "all_hold",
        "C032": "contradicted_by_events", "C034": "all_hold", "C035": "trend_down", "C037": "amount_paid",
        "C038": "amount_paid", "C039": "sign_on_every_basis", "C040": "documented_by", "C041": "yearly_rises",
        "C042": "yearly_rises", "C043": "held_fixed", "C044": "held_fixed", "C045": "held_since", "C046": "all_hold",
        "C049": "all_hold", "C050": "all_hold", "C051": "all_hold", "C052": "below_half_of_mean", "C053": "all_hold",
        "C055": "all_hold", "C059": "all_hold", "C060": "documented_by", "C065": "all_hold", "C066": "rises_above",
        "C067": "all_hold", "C069": "all_hold", "C070": "all_hold", "C071": "all_hold", "C073": "moved",
        "C074": "times_the_mean", "C086": "never_stops", "C087": "stays_near", "C088": "all_hold",
        "C089": "all_hold", "C091": "counted_apart",
    }  # fmt: skip


def test_corrections_of_the_register_are_kept() -> None:
    by_id = {claim.id: claim for claim in memo.claims()}
    assert {by_id[name].kind for name in ("C036", "C054", "C096", "C105")} == {"not_testable"}
    assert by_id["C066"].kind == "prediction"
    assert by_id["C035"].with_ == {
        "indicator": "implicit_gas_transfer", "variant": "hub", "first": 2015, "last": 2020, "min_points": 8,
    }  # fmt: skip
    assert by_id["C016"].with_ == {"events": ["union_package_2021"]}
    assert by_id["C040"].with_ == {"events": ["credit_agreement_2021", "union_package_2021"]}
    assert "union_package_2021" in by_id["C032"].with_["events"]
    assert all(
        trend["min_points"] >= 8
        for claim in memo.claims()
        for trend in with_parts(claim.with_)
        if "min_points" in trend
    )
    assert by_id["C018"].with_ == {"events": ["loan_agreement_2020", "port_agreement_2021", "union_package_2021"]}


def test_claims_of_kind_event_point_to_the_fact_that_documents_them() -> None:
    dates = {event.id: event.date for event in memo.events()}
    documented = {
        claim.id: min(dates[name] for name in claim.with_["events"])
        for claim in memo.claims()
        if claim.rule == "documented_by"
    }
    assert documented == {"C040": date(2021, 7, 13), "C060": date(2020, 10, 27)}


def test_events_mark_the_page_on_security() -> None:
    marked = [event.id for event in memo.events() if "security" in event.themes]
    assert marked == ["election_2020", "air_defence_2020", "zapad_2021", "eu_sanctions_2021_12"]


def test_every_event_has_a_source_and_fits_a_chart() -> None:
    for event in memo.events():
        assert event.source.strip(), event.id
        assert "METHODS" not in event.source, event.id
        assert len(event.title) <= 32, event.id
        assert event.text.endswith("."), event.id


def test_events_stand_in_order_of_date() -> None:
    dates = [event.date for event in memo.events()]
    assert dates == sorted(dates)


def test_addresses_of_events_stand_in_the_sources(sources: Path) -> None:
    names = ("econ/figures.csv", "econ/figures_more.csv", "trade/transit_oil_products_quotes.csv")
    cells: set[str] = set()
    for name in names:
        with (sources / name).open(encoding="utf-8-sig", newline="") as rows:
            cells |= {cell.strip() for row in csv.reader(rows) for cell in row}
    assert not [event.id for event in memo.events() if event.url and event.url not in cells]


@pytest.mark.parametrize(
    ("name", "day", "precision"),
    [
        ("rouble_fall_2014", date(2014, 12, 1), "month"),
        ("loan_agreement_2020", date(2020, 12, 21), "day"),
        ("tranche_2020", date(2020, 12, 30), "day"),
        ("tranche_2021", date(2021, 6, 2), "day"),
        ("klaipeda_stop_2020", date(2020, 12, 15), "day"),
        ("union_package_2021", date(2021, 9, 9), "day"),
        ("eu_sanctions_2021_06", date(2021, 6, 24), "day"),
        ("lithuania_rail_2022", date(2022, 2, 1), "day"),
        ("default_2022", date(2022, 7, 14), "day"),
        ("beltransgaz_2011", date(2011, 11, 1), "month"),
        ("belstat_stop_2022", date(2022, 6, 1), "month"),
        ("energy_balance_stop_2021", date(2021, 1, 1), "year"),
    ],
)
def test_known_dates(name: str, day: date, precision: str) -> None:
    event = next(event for event in memo.events() if event.id == name)
    assert (event.date, event.precision) == (day, precision)


def test_the_dates_at_which_breaks_are_tested_are_those_of_the_method() -> None:
    """December 2014, January 2019, January 2020, August 2020, 24 June 2021 and the spring of 2022: no more."""
    assert [event.date for event in memo.events() if event.break_date] == [
        date(2014, 12, 1), date(2019, 1, 1), date(2020, 1, 1), date(2020, 8, 9), date(2021, 6, 24), date(2022, 3, 2),
    ]  # fmt: skip


def test_the_rouble_fell_as_the_event_says(sources: Path) -> None:
    with (sources / "econ/cbr_usd_rub_daily_1992_2023.csv").open(encoding="utf-8-sig", newline="") as rows:
        rates = dict(tuple(row[:2]) for row in csv.reader(rows))
    text = next(event.text for event in memo.events() if event.id == "rouble_fall_2014")
    for day in ("12/2/2014", "12/18/2014"):
        assert f"{float(rates[day]):.2f}" in text
    assert max(float(rate) for day, rate in rates.items() if day.startswith("12/") and day.endswith("/2014")) == 67.7851


def test_definitions_of_published_series_change_on_known_days() -> None:
    assert [(event.date, event.redefines) for event in memo.events() if event.redefines] == [
        (date(2010, 4, 1), ("pinksheet:NGAS_EUR",)), (date(2015, 4, 1), ("pinksheet:NGAS_EUR",)),
        (date(2020, 1, 1), ("pinksheet:POTASH",)),
    ]  # fmt: skip


def test_reporters_that_went_dark() -> None:
    assert [(event.id, event.hides) for event in memo.events() if event.hides] == [
        ("customs_stop_2022", ("RUS",)), ("belstat_stop_2022", ("BLR",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('state = "supported"', "claims.toml: C005: state is unknown"),
        ('kind = "guess"', "claims.toml: C005: kind is 'guess', not one of value, unchanged"),
        ('claim = ""', "claims.toml: C005: claim is empty"),
        ('paragraph = "1"', "claims.toml: C005: paragraph is '1', not a int"),
        ("paragraph = true", "claims.toml: C005: paragraph is True, not a int"),
        ('event = "port"', "claims.toml: C005: event is unknown"),
        ('[claim.bases]\nRUB = { times = "rate" }', "claims.toml: C005: bases.RUB is {'times': 'rate'}, not a table"),
        ("[claim.readings]\nfirst = [2010]", "claims.toml: C005: readings.first is no list"),
        ('rule = "r"\n[claim.with]\na = 1\n[claim.bases]\nRUB = { by = "rate" }', "claims.toml: C005: bases.RUB is"),
        ('rule = "r"\n[claim.with]\na = 1\n[claim.readings]\na = []', "claims.toml: C005: readings.a is no list"),
        ('rule = "trend_up"', "claims.toml: C005: rule needs a table"),
        ("[claim.with]\nfirst = 2010", "claims.toml: C005: rule needs a table"),
        ('kind = "not_testable"\nrule = "trend_up"\n[claim.with]\nfirst = 2010', "claims.toml: C005: rule stands on"),
        ('rule = "r"\n[claim.with]\nevents = ["wedding"]', "claims.toml: C005: with.events is 'wedding'"),
        ('rule = "r"\n[claim.with]\nparts = [{ events = ["wedding"] }]', "claims.toml: C005: with.events is 'wedding'"),
        ('id = "C006"', "claims.toml: C006: id stands where C005 is expected"),
        ('id = "C004"', "claims.toml: C004: id stands where C005 is expected"),
    ],
)
def test_a_faulty_claim_is_refused_by_name(tmp_path: Path, change: str, told: str) -> None:
    folder = _write(tmp_path, _claims_text(change))
    with pytest.raises(DeclarationError) as refused:
        memo.claims(folder)
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_well_formed_claims_load(tmp_path: Path) -> None:
    folder = _write(tmp_path, _claims_text('rule = "r"\n[claim.with]\nevents = ["port"]'))
    assert memo.claims(folder)[4].with_ == {"events": ["port"]}


def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    folder = _write(tmp_path, _claims_text().replace('theme = "trade"\n', "", 1))
    with pytest.raises(DeclarationError, match=r"^claims.toml: C001: theme is missing$"):
        memo.claims(folder)


def test_adding_a_claim_is_one_entry(tmp_path: Path, repository: Repository) -> None:
    """An entry more in the packaged file is loaded, judged on both clocks, hashed and read in other ways."""
    packaged = data_folder() / "memo"
    text = (packaged / "claims.toml").read_text(encoding="utf-8")
    entry = """
[[claim]]
id = "C108"
theme = "debt"
claim = "Russia's part of what the state owes abroad grew."
section = "Added"
paragraph = 1
kind = "trend"
reason = "The trend of the share decides it."
rule = "trend_up"
with = { indicator = "creditor_share", first = 2010, min_points = 8 }
"""
    added = memo.claims(_write(tmp_path, text + entry, (packaged / "events.toml").read_text(encoding="utf-8")))[-1]
    assert added.id == "C108"
    found = repository.judge.judgement(added)
    assert (found.then.state, found.now.state, found.now_basis) == ("undecidable", "supported", "latest_editions")
    assert len(specifications(added, repository.judge)) > 100
    assert unfrozen([added], frozen_rules()) == ["C108"]  # shown as not frozen until it is
    assert added.id in freeze([added], {}, date(2026, 1, 1), "A new claim.")


def test_a_claim_may_be_on_an_index_and_on_product_lines(tmp_path: Path, repository: Repository) -> None:
    """Rules may ask for what only the declarations of indices, groups and lines can answer, on both clocks."""
    packaged = data_folder() / "memo"
    text = (packaged / "claims.toml").read_text(encoding="utf-8")
    entries = """
[[claim]]
id = "C108"
theme = "trade"
claim = "Dependence grew."
section = "Added"
paragraph = 1
kind = "trend"
reason = "The trend of the index decides it."
rule = "trend_up"
with = { indicator = "dependence_index", variant = "quadratic", first = 2013, min_points = 8 }

[[claim]]
id = "C109"
theme = "trade"
claim = "Less than half of exports was at risk."
section = "Added"
paragraph = 2
kind = "threshold"
reason = "The share at risk decides it."
rule = "stays_beyond"
with = { indicator = "export_at_risk", variant = "groups_50", first = 2019, last = 2019, limit = 50.0, side = "below" }
"""
    folder = _write(tmp_path, text + entries, (packaged / "events.toml").read_text(encoding="utf-8"))
    trend, threshold = (repository.judge.judgement(claim) for claim in memo.claims(folder)[-2:])
    rows = repository.result("dependence_index", DEFAULT_PAIR).of("quadratic")
    known = [row for row in rows if row.period >= "2013" and not math.isnan(row.low)]
    years = [int(row.period) for row in known]
    slopes = [theilslopes([getattr(row, end) for row in known], years).slope for end in ("low", "high")]
    assert trend.now.value == pytest.approx(min(slopes))
    assert trend.now.decided_by == f"dependence_index 2013 to {known[-1].period}"
    assert trend.then.decided_by == "dependence_index 2013 to 2020"
    assert (threshold.then.state, threshold.now.state) == ("supported", "supported")
    (row,) = (one for one in repository.result("export_at_risk", DEFAULT_PAIR).of("groups_50") if one.period == "2019")
    assert threshold.now.value == row.high
    assert set(row.observations) == set(threshold.now.observations)


def test_a_claim_left_out_is_refused(tmp_path: Path) -> None:
    blocks = _claims_text().split("\n\n")
    folder = _write(tmp_path, "\n\n".join([*blocks[:50], *blocks[51:]]))
    with pytest.raises(DeclarationError, match="C052: id stands where C051 is expected"):
        memo.claims(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "transit"', 'kind = "party"', "events.toml: port: kind is 'party', not one of loan"),
        ('themes = ["transit"]', 'themes = ["sport"]', "events.toml: port: themes is 'sport', not one of overview"),
        ('source = "BelTA"', 'source = ""', "events.toml: port: source is empty"),
        ('source = "BelTA"\n', "", "events.toml: port: source is missing"),
        ('url = ""', 'link = ""\nurl = ""', "events.toml: port: link is unknown"),
        ('url = ""', 'url = ""\nhides = ["Russia"]', "events.toml: port: hides has 'Russia'"),
        (
            'url = ""',
            'url = ""\nredefines = ["gas"]',
            "events.toml: port: redefines has 'gas', not a series written source",
        ),
        ('url = ""', 'url = ""\nbreak_date = "yes"', "events.toml: port: break_date is 'yes', not a bool"),
        ('url = ""', 'url = ""\nprecision = "week"', "events.toml: port: precision is 'week', not one of day"),
        ('url = ""', 'url = ""\nprecision = "month"', "events.toml: port: date is 2021-02-19; with precision month"),
        ("2021-02-19", '"2021-02-19"', "events.toml: port: date is '2021-02-19', not a date"),
        ("2021-02-19", "2021-02-19T10:00:00", "events.toml: port: date is datetime.datetime("),
        ("[[event]]", "[[evnt]]", "events.toml: unknown table 'evnt'"),
        ("[[event]]", "[event]", "events.toml: 'event' is not written as [[event]]"),
        ("[[event]]", "[[event", "events.toml: cannot be read as TOML"),
    ],
)
def test_a_faulty_event_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = EVENT.format(id="port")
    assert old in text
    folder = _write(tmp_path, _claims_text(), text.replace(old, new))
    with pytest.raises(DeclarationError) as refused:
        memo.events(folder)
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_an_event_given_twice_is_refused(tmp_path: Path) -> None:
    folder = _write(tmp_path, _claims_text(), EVENT.format(id="port") + "\n" + EVENT.format(id="port"))
    with pytest.raises(DeclarationError, match=r"^events.toml: event 'port' is given twice$"):
        memo.events(folder)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"^claims.toml: cannot be read"):
        memo.claims(tmp_path)
