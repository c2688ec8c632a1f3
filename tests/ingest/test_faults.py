"""What each provider can do wrong, played over HTTP: recovered, refused or held back; never a wrong number."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from faults import FAULTS, Fault
from ingest.live import Provider
from ingest.model import KEY
from ingest.providers import providers
from ingest.refresh import Outcome, refresh
from ingest.store import Store
from ingest.transport import Patience
from ingest.vintages import held
from simulator import Simulator, running, small_snapshot

# The simulator and all providers share this process, and that its machine with others: an honest answer may take long.
PATIENT = Patience(connect=30.0, read=60.0, attempts=2, first_pause=0.001, longest_pause=0.05)
QUICK = replace(PATIENT, connect=2.0, read=5.0)  # for faults that are about silence
LARGEST = 20_000_000
SINCE = 2022
PLAYED = sorted(providers())


def cannot(fault: Fault, play: ModuleType) -> str:
    """Say why a fault cannot apply to a provider, nothing where it can; each play declares its own by name."""
    return str(play.CANNOT.get(fault.name, ""))


def played(patience: float = 120.0) -> dict[str, Provider]:
    """The providers without their pauses."""
    return {
        name: replace(provider, pace=0.0, largest=min(provider.largest, LARGEST), patience=patience)
        for name, provider in providers().items()
    }


def values(store: Store, source: str) -> "pd.Series[float]":
    table = held(store.load(), source)
    return table.set_index([*KEY[1:], "period"])["value"].sort_index()


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running() as simulator, pytest.MonkeyPatch.context() as patch:
        point_at(patch, simulator)
        yield simulator


def point_at(patch: pytest.MonkeyPatch, simulator: Simulator, base: str = "") -> None:
    for name in PLAYED:
        patch.setenv(f"DEPDASH_BASE_URL_{name.upper()}", base or simulator.address(name))
    patch.setenv("DEPDASH_EIA_KEY", "of-the-tests")
    patch.delenv("DEPDASH_COMTRADE_KEY", raising=False)


@pytest.fixture(scope="module")
def seed(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has accepted edition 1 of every provider."""
    root = tmp_path_factory.mktemp("seed")
    store = small_snapshot(root)
    simulator.set(edition=1)
    report = refresh(store, played(), since=SINCE, patience=PATIENT)
    assert report.well, report.outcomes
    assert {outcome.state for outcome in report.outcomes} == {"published"}
    return root


@pytest.fixture(scope="module")
def clean(simulator: Simulator, seed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, "pd.Series[float]"]:
    """What each provider's values are once edition 2 was pulled without any fault."""
    root = tmp_path_factory.mktemp("clean") / "store"
    shutil.copytree(seed, root)
    simulator.set(edition=2)
    report = refresh(Store(root), played(), since=SINCE, patience=PATIENT)
    assert report.well, report.outcomes
    return {name: values(Store(root), name) for name in PLAYED}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_no_fault_becomes_a_wrong_number(
    fault: Fault,
    simulator: Simulator,
    seed: Path,
    clean: dict[str, "pd.Series[float]"],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    shutil.copytree(seed, tmp_path / "store")
    store = Store(tmp_path / "store")
    before = {name: values(store, name) for name in PLAYED}
    silent = fault.wire is not None and not fault.once
    limits = played(6.0 if silent else 120.0).items()
    asked = {name: provider for name, provider in limits if not cannot(fault, simulator.plays[name])}
    cells = {name: cannot(fault, simulator.plays[name]) for name in PLAYED}
    if fault.base:
        point_at(monkeypatch, simulator, fault.base)
    simulator.set(fault, edition=2)
    outcomes = refresh(store, asked, since=SINCE, patience=QUICK if silent else PATIENT).outcomes
    broken, missed = list(simulator.broken), [name for name in asked if not (fault.base or simulator.struck[name])]
    simulator.set(None, edition=1)
    assert store.verify() == []
    wrong = []
    for outcome in outcomes:
        cells[outcome.source] = {"published": "recovered"}.get(outcome.state, outcome.state)
        if problem := judged(outcome, values(store, outcome.source), before[outcome.source], clean[outcome.source]):
            wrong.append(f"{outcome.source}: {problem}: {outcome.text[:300]}")
    record_property("printed", f"{fault.name:32}  {'  '.join(f'{name}={cells[name]}' for name in PLAYED)}")
    assert not wrong, "\n".join(wrong)
    assert not broken, "\n".join(broken[:3])
    assert not missed, f"not hit by the fault: {missed}"


def judged(outcome: Outcome, now: "pd.Series[float]", before: "pd.Series[float]", clean: "pd.Series[float]") -> str:
    """Say what is wrong with what a faulty pull left behind."""
    if outcome.state in ("published", "unchanged"):
        return "" if same(now, clean) else f"published {apart(now, clean)}"
    if not same(now, before):
        return f"{outcome.state}, but the values changed"
    if not outcome.text or "\n" in outcome.text or "Traceback" in outcome.text:
        return "no reason in one line"
    if "fault of depdash" in outcome.text:
        return "a fault of the program, not of the provider"
    return ""


def same(one: "pd.Series[float]", other: "pd.Series[float]") -> bool:
    return one.index.equals(other.index) and bool(np.allclose(one, other, rtol=1e-9, equal_nan=True))


def apart(now: "pd.Series[float]", clean: "pd.Series[float]") -> str:
    shared = now.index.intersection(clean.index)
    differ = shared[~np.isclose(now[shared], clean[shared], rtol=1e-9, equal_nan=True)]
    examples = [f"{key}: {now[key]} for {clean[key]}" for key in differ[:2]]
    return f"{len(differ)} of {len(shared)} other values, {len(now) - len(shared)} more, {examples}"


def test_the_table_is_large_enough(simulator: Simulator) -> None:
    possible = {name: sum(not cannot(fault, simulator.plays[name]) for fault in FAULTS) for name in PLAYED}
    assert sum(count >= 40 for count in possible.values()) >= 10, possible
