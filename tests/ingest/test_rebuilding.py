"""Every past snapshot can be made again from what was received, without any provider, to the same id."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.errors import StoreError
from ingest.importing import imported
from ingest.live import Provider
from ingest.raw import Raw
from ingest.rebuilding import rebuilt
from ingest.refresh import accept, refresh
from ingest.store import Store
from simulator import small_snapshot
from toys import QUICK, Toy, playing

PUBLISHED = b"Date,Price\n1990-01-15,21.25\n1990-02-15,19.81\n1990-03-15,18.39\n"


@dataclass
class Past:
    """A store with several publications behind it, and by what each snapshot came about."""

    root: Path
    providers: dict[str, Provider]
    snapshots: dict[str, str]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    root = tmp_path_factory.mktemp("past")
    store, made = small_snapshot(root), {}
    made["origin"] = str(store.current_id)
    early = Toy("early", items={"one": {"2099-01": 1.0}})
    with playing(Toy("zeta"), Toy("alpha", dated=False), Toy("nothing", items={"one": {}}), early) as bench:
        alpha, zeta = bench.toys["alpha"], bench.toys["zeta"]
        made["since"] = refresh(store, bench.providers("zeta", "nothing", "early"), since=2022, patience=QUICK).snapshot
        made["accepted, of a new source"] = accept(store, early.provider, "they are plans").snapshot
        del bench.toys["early"]
        made["full"] = refresh(store, bench.providers(), patience=QUICK).snapshot
        Raw(store.place).put(PUBLISHED)
        file = [("eia_brent_monthly.csv", PUBLISHED)]
        made["import"] = store.write(imported(store.load(), "eia", file, "20240120T060000Z-0a1b2c"))
        alpha.times(1000.0, "2024-02-15")
        zeta.revise(101.0, "2024-02-15")
        del zeta.items["two"]["2023-02"]
        made["one held back"] = refresh(store, bench.providers(), patience=QUICK).snapshot
        made["accepted"] = accept(store, alpha.provider, "redenominated").snapshot
        zeta.revise(102.0, "2024-03-15")
        made["last"] = refresh(store, bench.providers(), patience=QUICK).snapshot
        providers = bench.providers() | {"early": early.provider}
    assert len(set(made.values())) == 8
    return Past(root, providers, made)


@pytest.fixture
def store(past: Past, tmp_path: Path) -> Store:
    shutil.copytree(past.root, tmp_path, dirs_exist_ok=True)
    return Store(tmp_path)


@pytest.mark.parametrize(
    "made",
    ["since", "accepted, of a new source", "full", "import", "one held back", "accepted", "last"],
)
def test_every_past_snapshot_is_made_again_to_the_same_id(
    past: Past, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.transport.Transport.fetch", None)  # nobody is asked
    contents = rebuilt(Store(past.root), past.snapshots[made], past.providers)
    assert Store(tmp_path).put(contents) == past.snapshots[made]


def test_the_manifest_tells_what_a_snapshot_was_made_from(past: Past) -> None:
    store = Store(past.root)
    steps = store.manifest()["made_from"]
    assert store.manifest()["origin"] == past.snapshots["origin"]
    assert [step["source"] for step in steps] == ["zeta", "early", "zeta", "alpha", "eia", "zeta", "alpha", "zeta"]
    assert [step.get("accepted", "") for step in steps] == ["", "they are plans", "", "", "", "", "redenominated", ""]
    assert steps[0]["since"] == 2022
    assert steps[0]["run"] == steps[1]["run"]
    assert steps[5]["run"] == steps[6]["run"]
    assert "nothing" not in {source["id"] for source in store.manifest()["sources"]}
    for made in ("import", "last"):
        sources = {source["id"] for source in store.manifest(past.snapshots[made])["sources"]}
        assert {"alpha", "early", "zeta", "eia"} <= sources


def test_a_snapshot_that_is_damaged_is_made_again(past: Past, store: Store) -> None:
    name = past.snapshots["full"]
    store.place.write(f"snapshots/{name}/observations.parquet", b"damaged")
    assert store.verify(name)
    assert store.put(rebuilt(store, name, past.providers)) == name
    assert store.verify(name) == []


def test_a_reply_that_is_missing_is_told_in_one_line(past: Past, store: Store) -> None:
    entry = next(entry for entry in store.manifest()["raw"] if entry["source"] == "zeta")
    store.place.remove(f"raw/{entry['sha256']}.gz")
    with pytest.raises(StoreError, match=f"^raw reply {entry['sha256'][:12]}: cannot be read .*pull it again$"):
        rebuilt(store, past.snapshots["last"], past.providers)


def test_a_reply_that_was_changed_makes_no_other_snapshot(past: Past, store: Store) -> None:
    entry = next(entry for entry in store.manifest()["raw"] if entry["source"] == "zeta")
    other = json.loads(Raw(store.place).get(entry["sha256"])) | {"2023-12": 999.0}
    told = Raw(store.place).put(json.dumps(other).encode())
    store.place.write(f"raw/{entry['sha256']}.gz", store.place.read(f"raw/{told}.gz"))
    with pytest.raises(StoreError, match="its bytes are not those of its name"):
        rebuilt(store, past.snapshots["last"], past.providers)


def test_a_record_that_is_missing_is_told_in_one_line(past: Past, store: Store) -> None:
    for name in store.place.names("pulls"):
        store.place.remove(name)
    with pytest.raises(StoreError, match="no record of a pull; pull it again"):
        rebuilt(store, past.snapshots["last"], past.providers)


def test_a_provider_of_another_version_is_told_in_one_line(past: Past) -> None:
    with pytest.raises(StoreError, match="provider zeta: this version has none of that name"):
        rebuilt(Store(past.root), past.snapshots["last"], {})


def test_a_snapshot_of_files_alone_is_built_from_them(past: Past) -> None:
    with pytest.raises(StoreError, match=r"it was built from files; 'depdash snapshot build FOLDER' makes it again"):
        rebuilt(Store(past.root), past.snapshots["origin"], past.providers)


def test_without_its_origin_nothing_is_made(past: Past, store: Store) -> None:
    store.remove(past.snapshots["origin"])
    with pytest.raises(StoreError, match="what it began with is neither kept nor packaged"):
        rebuilt(store, past.snapshots["last"], past.providers)
