"""What parts of a run become of a snapshot: entries, sources, corrections, and nothing where nothing is new."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from ingest import publishing
from ingest.corrections import Correction
from ingest.live import Pulled, Reply
from ingest.model import Refusal, tidy
from ingest.publishing import LIVE, Part, findings_of, news_of, publish, with_news
from ingest.runs import Run
from ingest.store import Store
from simulator import small_snapshot
from toys import MONTHS, Toy, series

RUN = Run("20240201T060000Z-0a1b2c", "2024-02-01T06:00:00+00:00", None, ("alpha",))
REFUSED = Refusal("/items/one", 3, "an area that nobody knows")


def reply(name: str) -> Reply:
    return Reply(f"https://a.org/{name}", 200, {}, name.encode(), datetime(2024, 2, 1, 6, tzinfo=UTC))


def table(values: dict[str, float], day: date, item: str = "one") -> pd.DataFrame:
    found = pd.DataFrame({"period": list(values), "value": list(values.values()), "row": range(1, len(values) + 1)})
    return tidy(found, item=item, reporter="BLR", unit="USD mn", freq="M", vintage=day)


def part(*values: dict[str, float], day: date = date(2024, 1, 15), accepted: str = "", withdraws: bool = True) -> Part:
    parts = tuple((reply(f"{day} {n}"), table(each, day, f"item {n}")) for n, each in enumerate(values))
    pulled = Pulled(day.isoformat(), f"of {day}", day, parts, (REFUSED,))
    provider = Toy("alpha", withdraws=withdraws).provider
    return Part(provider, pulled, RUN, "pulls/r/alpha/0", accepted)


def published(store: Store, new: Part) -> str:
    return publish(store, store.load, [news_of(store.load(), new)], store.version)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return small_snapshot(tmp_path)


def corrections(monkeypatch: pytest.MonkeyPatch, **given: object) -> None:
    base = {"id": "made-up", "source": "alpha", "files": (LIVE,), "reason": "made up", "action": "refuse"}
    chosen = {**base, "series": {"item": ("item 0",)}, "periods": ("2019-02",), "expect": {}, **given}
    names = Correction.__dataclass_fields__
    made = Correction(**{name: chosen[name] for name in names if name in chosen})
    monkeypatch.setattr(publishing, "corrections", lambda: (made,))


def test_each_reply_with_news_is_an_entry_of_the_manifest(store: Store) -> None:
    base = store.load()
    contents = with_news(base, [news_of(base, part(series(100.0), series(7.0)))])
    assert contents
    first, second = contents.raw[-2:]
    assert (first["via"], second["via"]) == ("https://a.org/2024-01-15 0", "https://a.org/2024-01-15 1")
    assert (first["kept"], first["first"], first["last"], first["pull"]) == (60, "2019-01", "2023-12", RUN.id)
    assert first["retrieved"] == "2024-02-01T06:00:00+00:00"
    assert first["sha256"] == reply("2024-01-15 0").sha256
    assert (first["refused"], second["refused"]) == ([], [{"row": 3, "reason": "an area that nobody knows"}])
    assert (contents.origin, [step["source"] for step in contents.made_from]) == (base.id, ["alpha"])
    assert "alpha" in {source["id"] for source in contents.sources}


def test_without_news_there_is_nothing_to_write(store: Store) -> None:
    name = published(store, part(series(100.0)))
    again = part(series(100.0), day=date(2024, 2, 15))
    found = news_of(store.load(), again)
    assert found.rows.empty
    assert with_news(store.load(), [found]) is None
    assert published(store, again) == name
    assert publish(store, store.load, [], store.version) == name


def test_a_dry_publication_counts_and_writes_nothing(store: Store) -> None:
    before, new = store.current_id, news_of(store.load(), part(series(100.0)))
    assert publish(store, store.load, [new], store.version, dry=True) == before
    assert len(new.rows) == len(MONTHS)
    assert store.ids() == [before]


def test_a_withdrawal_is_told_by_a_reply_of_the_pull(store: Store) -> None:
    published(store, part(series(100.0)))
    less = {month: value for month, value in series(100.0).items() if month != "2021-05"}
    contents = with_news(store.load(), [news_of(store.load(), part(less, day=date(2024, 2, 15)))])
    assert contents
    assert (contents.raw[-1]["kept"], contents.raw[-1]["first"]) == (1, "2021-05")
    assert contents.raw[-1]["sha256"] == reply("2024-02-15 0").sha256
    assert len(contents.observations) == len(store.load().tables.observations) + 1


def test_the_gate_knows_of_a_window_that_moves_on(store: Store) -> None:
    published(store, part(series(100.0)))
    window = {month: value for month, value in series(100.0).items() if month >= "2022"}
    found = findings_of(store.load(), part(window, day=date(2024, 2, 15)), date(2024, 1, 15))
    assert [finding.check for finding in found] == ["rows_lost", "periods_lost"]
    assert findings_of(store.load(), part(window, day=date(2024, 2, 15), withdraws=False), None) == []


@pytest.mark.parametrize(("value", "checks"), [(101.0, []), (9.0, ["corrections"])])
def test_corrections_are_made_to_what_came_live(
    store: Store, monkeypatch: pytest.MonkeyPatch, value: float, checks: list[str]
) -> None:
    corrections(monkeypatch, expect={"values": value})
    found = findings_of(store.load(), part(series(100.0)), None)
    assert [finding.check for finding in found] == checks
    # One that does not fit any more holds a part back; of a part that was accepted all the same nothing is taken.
    new = news_of(store.load(), part(series(100.0), accepted="mended" if checks else ""))
    contents = with_news(store.load(), [new])
    assert contents
    assert (contents.raw[-1]["kept"], len(contents.raw[-1]["refused"])) == ((60, 1) if checks else (59, 2))


def test_an_edition_of_an_earlier_day_is_held_back(store: Store) -> None:
    published(store, part(series(100.0)))
    found = findings_of(store.load(), part(series(100.0), day=date(2024, 1, 14)), date(2024, 1, 15))
    assert [finding.check for finding in found] == ["edition_older"]
