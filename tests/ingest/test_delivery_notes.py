"""What a store notes of deliveries, in a folder and in a bucket: sent once, acknowledged, muted, damaged."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ingest import notices
from ingest.alert_file import AlertFile
from ingest.delivery import deliver, sent_ids
from ingest.errors import BusyError, StoreError
from ingest.locks import writer_lock
from ingest.places import Folder, Place
from notices_made import made

TODAY = date(2026, 11, 30)


@pytest.fixture(params=["folder", "bucket"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Folder(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("bucket")


def test_what_was_sent_is_noted_and_not_sent_again(spot: Place, tmp_path: Path) -> None:
    way = AlertFile(tmp_path / "a.jsonl")
    assert deliver(spot, [made(1)], [way])[0].sent == (made(1).id,)
    assert deliver(spot, [made(1), made(2)], [way])[0].sent == (made(2).id,)
    assert sent_ids(spot) == {made(1).id, made(2).id}
    assert spot.names("alerts/sending") == []
    with writer_lock(spot, "alerts"), pytest.raises(BusyError, match="another run delivers alerts from the store"):
        deliver(spot, [], [way])
    with writer_lock(spot):
        assert deliver(spot, [], [way])[0].failed == ""


def test_acknowledging_and_muting_are_kept(spot: Place) -> None:
    notices.acknowledge(spot, made(1).id)
    notices.mute(spot, "gap", TODAY)
    notices.mute(spot, "other", None)
    assert notices.acknowledged(spot) == {made(1).id}
    assert notices.muted(spot, TODAY) == {"gap": TODAY, "other": None}
    assert notices.muted(spot, TODAY + timedelta(days=1)) == {"other": None}
    notices.unmute(spot, "other")
    notices.unmute(spot, "never muted")
    assert notices.muted(spot, TODAY) == {"gap": TODAY}
    assert notices.past(spot, "BLR", "RUS") == {}
    notices.keep_past(spot, "BLR", "RUS", {"gap": ["2020"]})
    assert notices.past(spot, "BLR", "RUS") == {"gap": ["2020"]}


@pytest.mark.parametrize("payload", [b"{", b"[]", b'{"until": "soon"}', b"{}"])
def test_a_damaged_note_is_one_line(payload: bytes, tmp_path: Path) -> None:
    store = Folder(tmp_path)
    store.write("alerts/muted/gap.json", payload)
    with pytest.raises(StoreError, match=r"alerts/muted.*; (remove it|mute the rule again)$") as caught:
        notices.muted(store, TODAY)
    assert "\n" not in str(caught.value)


def test_a_damaged_note_of_what_was_to_be_sent_is_one_line(tmp_path: Path) -> None:
    store = Folder(tmp_path / "store")
    store.write(f"alerts/sending/{made(1).id}.file.json", b'{"colour": 1}')
    with pytest.raises(StoreError, match=r"expected a notice; found .*; remove it"):
        deliver(store, [made(1)], [AlertFile(tmp_path / "a.jsonl")])
