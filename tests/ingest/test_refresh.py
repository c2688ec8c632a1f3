"""A refresh from end to end: what is new becomes a vintage, what is wrong stays outside, what is old stays held."""

import gzip
import hashlib
import json
import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from faults import Fault
from indicators.clock import as_of
from ingest import refresh as refreshing
from ingest.buckets import Bucket
from ingest.errors import ParameterError, StoreError
from ingest.gate import Finding
from ingest.live import Key
from ingest.providers import providers
from ingest.publishing import Part
from ingest.refresh import Outcome, Report, accept, refresh
from ingest.states import read_states
from ingest.store import Snapshot, Store
from plays import Answer
from simulator import running, small_snapshot
from toys import MONTHS, QUICK, Bench, Toy, playing, values, vintages, without_pauses

SECRET = "s3cr3t-of-ours"  # noqa: S105


@pytest.fixture
def bench() -> Iterator[Bench]:
    with playing(Toy("alpha"), Toy("beta")) as bench:
        yield bench


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return small_snapshot(tmp_path)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the first edition of both."""
    root = tmp_path_factory.mktemp("seed")
    with playing(Toy("alpha"), Toy("beta")) as bench:
        assert run(small_snapshot(root), bench).well
    return root


@pytest.fixture
def full(seed: Path, tmp_path: Path) -> Store:
    shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
    return Store(tmp_path)


def run(store: Store, bench: Bench, *names: str, since: int | None = None, dry: bool = False) -> Report:
    return refresh(store, bench.providers(*names), since=since, dry=dry, patience=QUICK)


def states_of(report: Report) -> dict[str, str]:
    return {outcome.source: outcome.state for outcome in report.outcomes}


def one(report: Report, source: str) -> Outcome:
    return next(outcome for outcome in report.outcomes if outcome.source == source)


def seen(store: Store, source: str, day: date, month: str) -> list[float]:
    """What a clock sees of a series: each vintage of a month that was known by `day`."""
    tables = store.load().tables
    mask = as_of(day).sees(tables)
    assert mask is not None
    numbers = tables.series.index[(tables.series["source"] == source) & (tables.series["item"] == "one")]
    found = tables.observations[mask & tables.observations["series"].isin(numbers)]
    return [float(value) for value in found.loc[found["period"] == month, "value"]]


def files(store: Store) -> dict[str, bytes]:
    return {name: store.place.read(name) for name in store.place.names("")}


def test_the_first_refresh_publishes_and_the_second_asks_once(store: Store, bench: Bench) -> None:
    before = store.current_id
    first = run(store, bench)
    assert states_of(first) == {"alpha": "published", "beta": "published"}
    assert one(first, "alpha").rows == 2 * len(MONTHS)
    assert (first.before, first.snapshot) == (before, store.current_id)
    assert first.snapshot != before
    assert bench.asked() == {"alpha": 3, "beta": 3}
    assert values(store, "alpha")["2023-12"] == 100.0 + 59 % 7
    second = run(store, bench)
    assert second.well
    assert states_of(second) == {"alpha": "unchanged", "beta": "unchanged"}
    assert bench.asked() == {"alpha": 1, "beta": 1}
    assert store.current_id == first.snapshot
    assert read_states(store.place)["alpha"].last_success == read_states(store.place)["alpha"].last_try


def test_of_a_new_edition_only_what_changed_is_a_new_vintage(full: Store, bench: Bench) -> None:
    old = values(full, "alpha")["2023-06"]
    bench.toys["alpha"].revise(old * 1.01, "2024-02-15")
    report = run(full, bench)
    assert one(report, "alpha").rows == 1
    assert len(vintages(full, "alpha")) == len(MONTHS) + 1
    known = [(date(2024, 1, 15), old, ""), (date(2024, 2, 15), old * 1.01, "")]
    assert vintages(full, "alpha", "2023-06") == known
    assert seen(full, "alpha", date(2024, 2, 14), "2023-06") == [old]
    assert seen(full, "alpha", date(2024, 2, 15), "2023-06") == [old, old * 1.01]
    entries = [entry for entry in full.manifest()["raw"] if entry["source"] == "alpha"]
    assert [(entry["rows"], entry["edition"]) for entry in entries] == [
        (60, "of 2024-01-15"), (60, "of 2024-01-15"), (1, "of 2024-02-15"),
    ]  # fmt: skip


def test_a_value_that_changes_again_on_one_day_is_of_the_next(store: Store, bench: Bench) -> None:
    toy = bench.toys["alpha"]
    toy.dated = False
    run(store, bench, "alpha")
    for number in (1, 2):
        toy.revise(100.0 + number, f"edition {number}")
        assert one(run(store, bench, "alpha"), "alpha").rows == 1
    days, found, _ = zip(*vintages(store, "alpha", "2023-06"), strict=True)
    first = days[0]
    assert first == datetime.now(UTC).date()
    assert days == (first, first + timedelta(days=1), first + timedelta(days=2))
    assert found[1:] == (101.0, 102.0)
    assert len(seen(store, "alpha", first, "2023-06")) == 1


def test_a_row_that_is_gone_is_withdrawn_and_not_nought(full: Store, bench: Bench) -> None:
    bench.toys["beta"].withdraws = False
    for toy in bench.toys.values():
        toy.edition = "2024-02-15"
        del toy.items["one"]["2023-06"]
    assert states_of(run(full, bench)) == {"alpha": "published", "beta": "unchanged"}
    day, value, note = vintages(full, "alpha", "2023-06")[-1]
    assert math.isnan(value)
    assert (day, note) == (date(2024, 2, 15), "withdrawn by the publisher")
    assert math.isnan(values(full, "alpha")["2023-06"])
    assert values(full, "beta")["2023-06"] > 100
    assert len(vintages(full, "beta")) == len(MONTHS)


def test_a_window_that_moves_on_takes_nothing_away(full: Store, bench: Bench) -> None:
    """Where a provider's old rows drop out of its window, their loss is nothing for the gate."""
    toy = bench.toys["alpha"]
    toy.withdraws = False
    toy.edition = "2024-02-15"
    toy.items = {name: {m: v for m, v in held.items() if m >= "2022"} for name, held in toy.items.items()}
    assert states_of(run(full, bench, "alpha")) == {"alpha": "unchanged"}
    assert len(values(full, "alpha")) == len(MONTHS)


def test_the_failure_of_one_leaves_the_others_alone(store: Store, bench: Bench) -> None:
    bench.toys["alpha"].status = 503
    report = run(store, bench)
    assert not report.well
    assert states_of(report) == {"alpha": "failed", "beta": "published"}
    state = read_states(store.place)["alpha"]
    assert state.last_error == one(report, "alpha").text
    assert "HTTP 503: out of order" in state.last_error
    assert (state.mark, state.last_success, state.last_full) == ("", "", "")
    bench.toys["alpha"].status = 200
    assert states_of(run(store, bench)) == {"alpha": "published", "beta": "unchanged"}
    state = read_states(store.place)["alpha"]
    assert (state.last_error, state.mark) == (None, "2024-01-15")


def test_a_fault_in_judging_one_part_leaves_the_others_alone(
    store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = refreshing.findings_of

    def faulty(base: Snapshot, part: Part, accepted: date | None) -> list[Finding]:
        if part.provider.source.id == "alpha":
            raise ZeroDivisionError("a table that nobody thought of")
        return judge(base, part, accepted)

    monkeypatch.setattr(refreshing, "findings_of", faulty)
    report = run(store, bench)
    assert states_of(report) == {"alpha": "failed", "beta": "published"}
    assert "ZeroDivisionError: a table that nobody thought of; a fault of depdash" in one(report, "alpha").text
    monkeypatch.setattr(refreshing, "findings_of", judge)
    assert states_of(run(store, bench)) == {"alpha": "published", "beta": "unchanged"}


def test_a_failure_of_a_new_edition_keeps_the_old_mark(full: Store, bench: Bench) -> None:
    toy = bench.toys["alpha"]
    toy.revise(101.0, "2024-02-15")
    toy.wrong = True
    report = run(full, bench)
    assert states_of(report) == {"alpha": "failed", "beta": "unchanged"}
    assert "KeyError: 'an answer of another kind'; a fault of depdash" in one(report, "alpha").text
    assert read_states(full.place)["alpha"].mark == "2024-01-15"
    toy.wrong = False
    assert one(run(full, bench), "alpha").rows == 1


def test_what_the_gate_holds_back_is_published_as_received_once_accepted(full: Store, bench: Bench) -> None:
    before, bytes_before = full.current_id, full.place.read("current")
    toy = bench.toys["alpha"]
    toy.times(1000.0, "2024-02-15")
    report = run(full, bench)
    assert states_of(report) == {"alpha": "quarantined", "beta": "unchanged"}
    assert not report.well
    assert (full.current_id, full.place.read("current")) == (before, bytes_before)
    state = read_states(full.place)["alpha"]
    assert state.mark == "2024-01-15"
    assert state.quarantine is not None
    assert "unit_slip: 120 of 120 values are 1000 times those held; allowed" in str(state.last_error)
    bench.asked()
    toy.times(5.0, "2024-03-15")  # what comes later is not what was accepted
    accepted = accept(full, toy.provider, " redenominated ")
    assert bench.asked() == {}
    assert accepted.snapshot == full.current_id != before
    assert values(full, "alpha")["2019-02"] == 101.0 * 1000
    step = full.manifest()["made_from"][-1]
    assert (step["source"], step["accepted"], step["run"]) == ("alpha", "redenominated", state.quarantine["run"])
    after = read_states(full.place)["alpha"]
    assert [entry["reason"] for entry in after.accepted] == ["redenominated"]
    assert (after.quarantine, after.last_error, after.mark) == (None, None, "2024-02-15")
    with pytest.raises(ParameterError, match="expected a source whose part is held back"):
        accept(full, toy.provider, "again")


def test_what_the_provider_takes_back_is_held_back_no_more(full: Store, bench: Bench) -> None:
    toy = bench.toys["alpha"]
    good = replace(toy)
    toy.times(1000.0, "2024-02-15")
    run(full, bench)
    assert states_of(run(full, bench))["alpha"] == "quarantined"  # its mark was not saved
    toy.items, toy.edition = good.items, good.edition
    assert states_of(run(full, bench))["alpha"] == "unchanged"
    state = read_states(full.place)["alpha"]
    assert (state.quarantine, state.last_error) == (None, None)


def test_an_empty_part_cannot_be_accepted(full: Store, bench: Bench) -> None:
    toy = bench.toys["alpha"]
    toy.edition, toy.items = "2024-02-15", {name: {} for name in toy.items}
    assert states_of(run(full, bench))["alpha"] == "quarantined"
    with pytest.raises(ParameterError, match="expected a part with rows; found 'alpha, which brought none'"):
        accept(full, toy.provider, "let it pass")


def test_an_empty_reason_is_none(store: Store, bench: Bench) -> None:
    with pytest.raises(ParameterError, match="--reason"):
        accept(store, bench.toys["alpha"].provider, "  ")


def test_a_dry_run_writes_nothing_and_tells(full: Store, bench: Bench) -> None:
    before = files(full)
    bench.toys["alpha"].revise(101.0, "2024-02-15")
    bench.toys["beta"].times(1000.0, "2024-02-15")
    report = run(full, bench, dry=True)
    assert states_of(report) == {"alpha": "published", "beta": "quarantined"}
    assert one(report, "alpha").rows == 1
    assert report.snapshot == report.before
    assert files(full) == before


def test_since_asks_for_less_and_leaves_no_mark(store: Store, bench: Bench) -> None:
    report = run(store, bench, "alpha", since=2022)
    assert one(report, "alpha").rows == 48
    assert min(values(store, "alpha")) == "2022-01"
    state = read_states(store.place)["alpha"]
    assert (state.mark, state.last_full, state.edition) == ("", "", "of 2024-01-15")
    assert one(run(store, bench, "alpha"), "alpha").rows == 72
    assert bench.asked() == {"alpha": 6}


def test_a_full_pull_once_a_month_finds_what_a_mark_cannot_tell(full: Store, bench: Bench) -> None:
    bench.toys["alpha"].revise(101.0, bench.toys["alpha"].edition)
    assert states_of(run(full, bench, "alpha")) == {"alpha": "unchanged"}
    document = json.loads(full.place.read("state.json"))
    document["alpha"]["last_full"] = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="seconds")
    full.place.write("state.json", json.dumps(document).encode())
    assert one(run(full, bench, "alpha"), "alpha").rows == 1


def test_after_a_restore_what_is_gone_is_asked_for_again(store: Store, bench: Bench) -> None:
    before = store.current_id
    run(store, bench, "alpha")
    assert before
    store.restore(before)
    report = run(store, bench, "alpha")
    assert one(report, "alpha").rows == 2 * len(MONTHS)
    assert values(store, "alpha")


def test_a_writer_that_was_taken_for_dead_undoes_nothing(
    full: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = next(name for name in full.ids() if name != full.current_id)
    bench.toys["alpha"].revise(101.0, "2024-02-15")
    loads = Store.load

    def overtaken(self: Store, snapshot: str | None = None) -> object:
        found = loads(self, snapshot)
        monkeypatch.setattr(Store, "load", loads)
        full.restore(other)
        return found

    monkeypatch.setattr(Store, "load", overtaken)
    with pytest.raises(StoreError, match="another run made snapshot"):
        run(full, bench)
    assert full.current_id == other


def test_every_reply_is_kept_with_what_it_answered(store: Store, bench: Bench) -> None:
    run(store, bench, "alpha")
    names = store.place.names("raw")
    bodies = {name: gzip.decompress(store.place.read(name)) for name in names}
    assert names == sorted(f"raw/{hashlib.sha256(body).hexdigest()}.gz" for body in bodies.values())
    records = [json.loads(store.place.read(name)) for name in store.place.names("pulls") if name[-10:-5].isdigit()]
    base = bench.simulator.address("alpha")
    assert [entry["address"] for entry in records] == [f"{base}/list", f"{base}/items/one", f"{base}/items/two"]
    assert {f"raw/{entry['sha256']}.gz" for entry in records} == set(names)
    for entry in records:
        assert entry["status"] == 200
        assert entry["headers"].keys() >= {"date"}
        assert datetime.now(UTC) - datetime.fromisoformat(entry["retrieved"]) < timedelta(minutes=5)
        assert entry["bytes"] == len(bodies[f"raw/{entry['sha256']}.gz"])


def test_without_its_key_a_provider_is_not_asked(store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEPDASH_TOY_KEY", raising=False)
    bench.toys["alpha"].key = Key("DEPDASH_TOY_KEY", header="X-Key", required=True)
    report = run(store, bench)
    assert report.well
    assert one(report, "alpha").state == "no key"
    assert "DEPDASH_TOY_KEY" in one(report, "alpha").text
    assert bench.asked() == {"beta": 3}
    state = read_states(store.place)["alpha"]
    assert (state.keyless, state.last_error) == (True, None)
    monkeypatch.setenv("DEPDASH_TOY_KEY", SECRET)
    assert states_of(run(store, bench))["alpha"] == "published"
    assert not read_states(store.place)["alpha"].keyless


def test_a_key_that_is_echoed_reaches_no_file(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def echoed(play: object, answer: Answer) -> Answer:
        body = answer.body.replace(b'"command"', f'"api_key": "{SECRET}", "command"'.encode())
        return Answer(body, headers={**answer.headers, "ETag": f'"{SECRET}"'})

    with running(fault=Fault("echo", change=echoed)) as simulator, caplog.at_level("DEBUG"):
        monkeypatch.setenv("DEPDASH_BASE_URL_EIA", simulator.address("eia"))
        monkeypatch.setenv("DEPDASH_EIA_KEY", SECRET)
        asked = without_pauses({"eia": providers()["eia"]})
        report = refresh(store, asked, since=2026, patience=QUICK)
        assert (one(report, "eia").state, simulator.struck["eia"]) == ("published", simulator.asked["eia"])
        refused = Answer(f"the key {SECRET} is not known".encode(), 403)
        simulator.set(Fault("refused", wire=lambda handler: handler.send(refused)))
        report = refresh(store, asked, since=2026, patience=QUICK)
    assert "the key *** is not known" in one(report, "eia").text
    payloads = files(store)
    assert any(name.startswith("raw/") for name in payloads)
    for name, payload in payloads.items():
        assert SECRET.encode() not in (gzip.decompress(payload) if name.endswith(".gz") else payload), name
    assert SECRET not in caplog.text


def test_a_store_in_a_bucket_is_refreshed_like_a_folder(bucket: Bucket, bench: Bench, tmp_path: Path) -> None:
    remote, local = small_snapshot(bucket.text), small_snapshot(tmp_path)  # type: ignore[arg-type]
    for month in ("2023-05", "2023-06"):
        reports = [run(store, bench) for store in (remote, local)]
        assert [report.well for report in reports] == [True, True]
        assert values(remote, "alpha") == values(local, "alpha")
        bench.toys["alpha"].revise(101.5, f"2024-0{month[-1]}-15", month=month)
    assert values(Store(bucket.text), "alpha")["2023-05"] == 101.5
    assert remote.verify() == []
    assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1")
