"""Runs that are broken off and taken up again, two at once, and the record of what was asked."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest import runs
from ingest.errors import BusyError, StoreError
from ingest.live import Key, Reply, Request
from ingest.places import Folder
from ingest.raw import Raw, Record
from ingest.refresh import Watch, refresh
from ingest.states import State, read_states, write_states
from ingest.store import Store
from plays import Answer
from simulator import small_snapshot
from toys import QUICK, Bench, Toy, playing, values

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with playing(Toy("alpha"), Toy("beta")) as bench:
        yield bench


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(small_snapshot(tmp_path_factory.mktemp("seed")).place.text)


@pytest.fixture
def store(seed: Path, tmp_path: Path) -> Store:
    shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
    return Store(tmp_path)


def until(source: str, most: int) -> Watch:
    """Break a run off as Ctrl-C would, before the question after `most`."""

    def watch(asked: str, count: int) -> None:
        if asked == source and count > most:
            raise KeyboardInterrupt

    return watch


def break_off(store: Store, bench: Bench, most: int = 2, since: int | None = None) -> None:
    with pytest.raises(KeyboardInterrupt):
        refresh(store, bench.providers(), since=since, patience=QUICK, watch=until("alpha", most))


def aged(store: Store, hours: float) -> None:
    """Let the open run have begun so many hours earlier."""
    document = json.loads(store.place.read("pulls/open.json"))
    began = datetime.fromisoformat(document["started"]) - timedelta(hours=hours)
    store.place.write("pulls/open.json", json.dumps(document | {"started": began.isoformat()}).encode())


def run_names(store: Store) -> set[str]:
    return {name.split("/")[1] for name in store.place.names("pulls") if name.count("/") > 1}


def test_a_run_taken_up_asks_only_what_was_not_asked(store: Store, bench: Bench) -> None:
    before = store.current_id
    break_off(store, bench)
    first = bench.asked()
    assert first["alpha"] == 2
    assert store.current_id == before
    aged(store, 5.9)
    report = refresh(store, bench.providers(), patience=QUICK)
    second = bench.asked()
    assert second["alpha"] == 1
    assert first["beta"] + second.get("beta", 0) in (3, 4)  # the one under way when it was broken off may come again
    assert {outcome.source: outcome.state for outcome in report.outcomes} == {"alpha": "published", "beta": "published"}
    assert values(store, "alpha") == bench.toys["alpha"].items["one"]
    assert len(run_names(store)) == 1
    assert not store.place.exists("pulls/open.json")


@pytest.mark.parametrize("change", ["six hours later", "other years", "another source", "a damaged note", "the future"])
def test_another_run_asks_everything(change: str, store: Store, bench: Bench) -> None:
    break_off(store, bench)
    bench.asked()
    if change == "six hours later":
        aged(store, 6.1)
    if change == "the future":
        aged(store, -2)
    if change == "a damaged note":
        store.place.write("pulls/open.json", b'{"id": ')
    names = ["alpha"] if change == "another source" else ["alpha", "beta"]
    since = 2021 if change == "other years" else None
    assert refresh(store, bench.providers(*names), since=since, patience=QUICK).well
    assert bench.asked() == dict.fromkeys(names, 3)
    assert len(run_names(store)) == 2


def test_an_attempt_that_failed_is_not_taken_up(store: Store, bench: Bench) -> None:
    bench.toys["beta"].wrong = True
    bench.toys["alpha"].waits_for = bench.toys["beta"].failed
    break_off(store, bench)
    assert bench.asked() == {"alpha": 2, "beta": 2}
    bench.toys["beta"].wrong = False
    assert refresh(store, bench.providers(), patience=QUICK).well
    assert bench.asked() == {"alpha": 1, "beta": 3}


def test_a_key_set_between_two_starts_of_a_run_is_used(
    store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.toys["beta"].key = Key("DEPDASH_TOY_KEY", header="X-Key", required=True)
    monkeypatch.delenv("DEPDASH_TOY_KEY", raising=False)
    with pytest.raises(KeyboardInterrupt):
        refresh(store, bench.providers(), patience=QUICK, watch=until("alpha", 1))
    monkeypatch.setenv("DEPDASH_TOY_KEY", "a-key-of-ours")
    report = refresh(store, bench.providers(), patience=QUICK)
    assert [outcome.state for outcome in report.outcomes] == ["published", "published"]


def test_two_at_once_are_not_let_in(store: Store, bench: Bench) -> None:
    toy, inside, go_on = bench.toys["alpha"], threading.Event(), threading.Event()
    answer = toy.answer

    def slow(path: str, query: dict[str, str], edition: int, size: str) -> Answer:
        inside.set()
        go_on.wait(20)
        return answer(path, query, edition, size)

    toy.answer = slow  # type: ignore[method-assign]
    first = threading.Thread(target=refresh, args=(store, bench.providers("alpha")), kwargs={"patience": QUICK})
    first.start()
    try:
        assert inside.wait(20)
        with pytest.raises(BusyError, match="another run writes to the store since"):
            refresh(store, bench.providers("alpha"), patience=QUICK)
    finally:
        go_on.set()
        first.join()
    assert values(store, "alpha")
    assert bench.asked() == {"alpha": 3}


def reply(body: bytes, address: str = "https://a.org/x") -> Reply:
    return Reply(address, 200, {"etag": '"1"'}, body, NOW)


def test_a_record_gives_back_what_was_added(tmp_path: Path) -> None:
    record = Record(Folder(tmp_path), "pulls/r/alpha/0")
    replies = [reply(b"one"), reply(b"two"), reply(b"one", "https://a.org/y")]
    for number, given in enumerate(replies):
        record.add(Request(f"/{number}", (("a", "b"),)), given)
    again = Record(Folder(tmp_path), "pulls/r/alpha/0")
    assert list(again.read()) == [(f"/{number}?a=b", given) for number, given in enumerate(replies)]
    assert len(Folder(tmp_path).names("raw")) == 2


@pytest.mark.parametrize("damage", [b"", b"no gzip", "cut", "other", "middle"])
def test_a_damaged_reply_is_told_by_name_and_mended_when_it_comes_again(tmp_path: Path, damage: bytes | str) -> None:
    place = Folder(tmp_path)
    raw, body = Raw(place), bytes(range(256)) * 20
    name = raw.put(body)
    path, whole = f"raw/{name}.gz", place.read(f"raw/{name}.gz")
    wrong = {"cut": whole[:-9], "other": place.read(f"raw/{raw.put(b'x')}.gz"), "middle": whole[:10] + b"\xff" * 40}
    place.write(path, wrong[damage] if isinstance(damage, str) else damage)
    assert not raw.has(name)
    with pytest.raises(StoreError, match=f"raw reply {name[:12]}: .*pull it again"):
        raw.get(name)
    raw.put(body)
    assert raw.get(name) == body


@pytest.mark.parametrize("entry", [b"", b"[]", b"{}", b'{"request": "/"}', b"null"])
def test_a_damaged_record_is_told_in_one_line(tmp_path: Path, entry: bytes) -> None:
    record = Record(Folder(tmp_path), "pulls/r/alpha/0")
    record.add(Request("/"), reply(b"one"))
    record.place.write("pulls/r/alpha/0/00000.json", entry)
    with pytest.raises(StoreError, match=r"pulls/r/alpha/0/00000\.json: not the record of a reply; pull it again"):
        list(record.read())


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"today": "2026-11-24", "countries": [], "x": 1}'])
def test_a_damaged_question_is_told_in_one_line(tmp_path: Path, document: bytes) -> None:
    place = Folder(tmp_path)
    place.write("pulls/r/alpha/0/ask.json", document)
    with pytest.raises(StoreError, match="no record of a pull"):
        runs.question(place, "pulls/r/alpha/0")


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b"null", b"\xff"])
def test_an_end_that_cannot_be_read_is_a_failure_and_asked_anew(store: Store, bench: Bench, document: bytes) -> None:
    break_off(store, bench)
    run = run_names(store).pop()
    store.place.write(f"pulls/{run}/alpha/0/end.json", document)
    assert refresh(store, bench.providers(), patience=QUICK).well
    assert store.place.exists(f"pulls/{run}/alpha/1/end.json")


def test_a_reply_damaged_between_two_starts_fails_one_provider(store: Store, bench: Bench) -> None:
    break_off(store, bench)
    listed = json.loads(next(store.place.read(name) for name in store.place.names("pulls") if "alpha/0/0000" in name))
    store.place.write(f"raw/{listed['sha256']}.gz", b"damaged")
    report = refresh(store, bench.providers(), patience=QUICK)
    assert [outcome.state for outcome in report.outcomes] == ["failed", "failed"]  # both were sent the same list
    assert f"raw reply {listed['sha256'][:12]}" in report.outcomes[0].text
    assert refresh(store, bench.providers(), patience=QUICK).well


class BrokenError(BaseException):
    """The power went off."""


@dataclass(frozen=True)
class Breaking(Folder):
    """A folder of which the power goes off before a file is written whose name has some form."""

    form: str = ""

    def write(self, name: str, payload: bytes) -> None:
        if re.fullmatch(self.form, name):
            raise BrokenError(name)
        super().write(name, payload)


WRITES = {
    "the note of the run": r"pulls/open\.json",
    "a reply": r"raw/.*",
    "what a reply answers": r"pulls/.*/alpha/.*",
    "the observations": r"snapshots/.*/observations\.parquet",
    "the series": r"snapshots/.*/series\.parquet",
    "the manifest": r"snapshots/.*/manifest\.json",
    "the history": r"history/.*",
    "the pointer": "current",
    "the states": r"state\.json",
}


@pytest.mark.parametrize("form", WRITES.values(), ids=list(WRITES))
def test_broken_off_before_a_file_is_written_the_store_is_whole_and_the_next_run_ends(
    form: str, store: Store, bench: Bench
) -> None:
    old, path = store.current_id, Path(store.place.text)
    with pytest.raises(BrokenError):
        refresh(Store(Breaking(path, form)), bench.providers(), patience=QUICK)
    assert store.verify() == []
    assert (store.current_id == old) == (form != WRITES["the states"])
    assert refresh(store, bench.providers(), patience=QUICK).well
    assert store.verify() == []
    assert values(store, "alpha") == bench.toys["alpha"].items["one"]


def test_states_that_grew_while_they_were_read_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Folder(tmp_path)
    write_states(place, [State("alpha", edition="of May")])
    whole = place.read("state.json")
    replies = iter((whole[:-20], whole))
    monkeypatch.setattr(Folder, "read", lambda self, name: next(replies))
    assert read_states(place)["alpha"].edition == "of May"
