"""A link to an earlier snapshot is answered from it, on pages and by the API, as long as it is kept."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.snapshots import Snapshots
from dashboard.view import view
from ingest.errors import ParameterError, StoreError
from simulator import small_snapshot

CRUDE = "/api/v1/series?q=brent"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a snapshot that only the user's store holds: a small one beside the packaged one that is served."""
    store = small_snapshot(tmp_path)
    monkeypatch.setenv("DEPDASH_HOME", str(tmp_path))
    return str(store.current_id)


def test_a_kept_snapshot_is_opened_once(kept: str, repository: Repository) -> None:
    snapshots = Snapshots(repository)
    found = snapshots.find(kept)
    assert found is not None
    assert found.snapshot.id == kept != repository.snapshot.id
    assert snapshots.find(kept) is found
    assert snapshots.find(repository.snapshot.id) is repository


def test_what_is_not_kept_or_damaged_is_not_found(kept: str, repository: Repository, tmp_path: Path) -> None:
    snapshots = Snapshots(repository)
    assert snapshots.find("0123456789ab") is None
    (tmp_path / "snapshots" / kept / "observations.parquet").write_bytes(b"cut")
    assert Snapshots(repository).find(kept) is None


def test_one_that_comes_later_is_found_then(repository: Repository) -> None:
    """A refresh may publish it meanwhile: that it was not there is not kept in mind."""
    there: list[str] = []

    def opened(snapshot: str) -> Repository:
        if snapshot not in there:
            raise StoreError("not yet")
        return repository

    snapshots = Snapshots(repository, opened)
    assert snapshots.find("0123456789ab") is None
    there.append("0123456789ab")
    assert snapshots.find("0123456789ab") is repository


def test_the_view_of_a_kept_snapshot_keeps_it_in_its_links(kept: str, repository: Repository) -> None:
    shown = view({"snapshot": kept}, Snapshots(repository))
    assert (shown.repository.snapshot.id, shown.pinned, shown.missing) == (kept, True, "")
    assert shown.address("/trade") == f"/trade?snapshot={kept}"
    with pytest.raises(ParameterError, match="snapshot: expected the id of a snapshot"):
        view({"snapshot": "../../etc/pa"}, Snapshots(repository))


def test_the_api_answers_from_the_snapshot_asked_for(kept: str, client: FlaskClient, repository: Repository) -> None:
    now, then = (client.get(address) for address in (CRUDE, f"{CRUDE}&snapshot={kept}"))
    assert now.get_json()["snapshot"] == now.headers["Depdash-Snapshot"] == repository.snapshot.id
    assert then.get_json()["snapshot"] == then.headers["Depdash-Snapshot"] == kept
    assert then.headers["ETag"].startswith(f'"{kept}-')
    assert then.get_json()["total"] != now.get_json()["total"]


@pytest.mark.parametrize("text", ["0123456789ab", "zz", "47D457BC039C", "%00", "a" * 13])
def test_an_unknown_snapshot_is_a_problem_that_names_it(text: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/indicators/export_share.csv?snapshot={text}")
    told: Any = answer.get_json()
    assert (answer.status_code, told["parameter"]) == (400, "snapshot")
    assert re.match(r"snapshot: expected the id of a snapshot that is kept here", told["detail"])


def test_the_description_itself_is_of_no_snapshot(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    taken = {
        path: any(one["name"] == "snapshot" for one in told["get"].get("parameters", []))
        for path, told in paths.items()
        if path.startswith("/api/v1")
    }
    assert not taken.pop("/api/v1/openapi.json")
    assert set(taken.values()) == {True}


def test_a_page_of_a_snapshot_without_the_country_says_so(
    kept: str, whole: Callable[..., Any], text_of: Callable[[Any], str]
) -> None:
    """The small snapshot holds prices alone: no country can be asked for."""
    shown = text_of(whole("/data", DEFAULT_PAIR, {"snapshot": kept}))
    assert "dependent: expected an ISO 3166 alpha-3 code of a country in the data" in shown
