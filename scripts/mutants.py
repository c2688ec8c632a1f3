"""Change the indicators one spot at a time and see whether their tests notice: a seeded sample of mutants.

    .venv-mutants/bin/python scripts/mutants.py --sample 300 --seed 2021 --jobs 2 [--only scenarios]

Runs under the Python that has cosmic-ray; the tests run under the project's own, in copies of the repository, so that
no file of it is ever changed. Of each module only its own tests run: its examples, tests/indicators/test_MODULE.py (of
one in a package test_PACKAGE.py and test_PACKAGE_MODULE.py) and what MORE_TESTS names. Prints a table by module and
every survivor as a difference, as Markdown; exits with 1 where fewer than LEAST per cent are killed.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import attrs
from cosmic_ray.commands.init import init
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parents[1]
LEAST = 85
# The facts that hold a module besides the file of its name, those of a few seconds only.
MORE_TESTS = {
    "account": ("test_support",),
    "cells": ("test_measures",),
    "clock": ("test_cells", "test_measures"),
    "pairs": ("test_dependents",),
    "products.majority": ("test_products_lines",),
    "products.table": ("test_products_lines",),
    "rules.combined": ("test_rules_parts",),
    "rules.flows": ("test_rules_on_indicators",),
    "rules.predictions": ("test_rules_parts",),
    "scenario_inputs": ("test_scenarios",),
    "shapes": ("test_measures",),
    "verdict": ("test_rules", "test_rules_parts"),
    "world": ("test_pairs",),
}
# Lists of names that other modules' tests hold, and text alone.
LEFT_OUT = ("__init__", "catalogue", "model")
_RUN_ONE = """
import json, sys
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec
mutation, command, timeout = json.load(sys.stdin)
result = mutate_and_test([MutationSpec(**mutation)], command, timeout)
json.dump((result.test_outcome, result.diff, result.output), sys.stdout)
"""


def main() -> int:
    """Run the sample and print what came of it."""
    asked = _arguments()
    tests = {_module(path): _tests(path) for path in sorted((ROOT / "indicators").rglob("*.py"))}
    chosen = {name: files for name, files in tests.items() if files and name in (asked.only or tests)}
    sample = _sample(list(chosen), asked.sample, asked.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies: Queue[Path] = Queue()
        for number in range(asked.jobs):
            copies.put(_copy(Path(folder) / str(number)))
        limits = _limits({name: chosen[name] for name in {_named(one) for one in sample}}, copies, asked.jobs)
        with ThreadPoolExecutor(asked.jobs) as pool:
            outcomes = list(pool.map(lambda one: _run(one, chosen, limits, copies), sample))
    return _report(sample, outcomes, asked.seed, time.monotonic() - started)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=300, help="how many mutants (default 300)")
    parser.add_argument("--seed", type=int, default=2021, help="which ones (default 2021)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default 2)")
    parser.add_argument("--only", nargs="+", metavar="MODULE", help="only of these modules of indicators/")
    return parser.parse_args()


def _module(path: Path) -> str:
    """Return the name of a module of indicators/, with its package's where it has one: `composite.means`."""
    return ".".join(path.relative_to(ROOT / "indicators").with_suffix("").parts)


def _tests(path: Path) -> list[str]:
    """Return the module's file and those of its tests, of its package's too where it is in one; nothing without any."""
    name, *_ = module = _module(path).split(".")
    named = [f"tests/indicators/test_{one}.py" for one in dict.fromkeys((name, "_".join(module)))]
    named += [f"tests/indicators/{one}.py" for one in MORE_TESTS.get(".".join(module), ())]
    there = [one for one in named if (ROOT / one).is_file()]
    return [str(path.relative_to(ROOT)), *there] if there and module[-1] not in LEFT_OUT else []


def _named(mutation: MutationSpec) -> str:
    return _module(ROOT / mutation.module_path)


def _sample(modules: list[str], size: int, seed: int) -> list[MutationSpec]:
    """Return mutants drawn from all of the modules; the same for the same source and seed."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder, use_db(f"{folder}/all.sqlite", WorkDB.Mode.create) as database:
        init([Path("indicators") / f"{name.replace('.', '/')}.py" for name in modules], database, {})
        every = [mutation for item in database.work_items for mutation in item.mutations]
    every.sort(key=lambda one: (str(one.module_path), one.start_pos, one.operator_name, one.occurrence))
    drawn = random.Random(seed).sample(every, min(size, len(every)))
    print(f"{len(drawn)} of {len(every)} mutants of {len(modules)} modules, seed {seed}\n", flush=True)
    return drawn


def _copy(place: Path) -> Path:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


def _command(tests: list[str]) -> str:
    python = os.environ.get("DEPDASH_PYTHON", str(ROOT / ".venv/bin/python"))
    return f"{python} -m pytest -x -q -n0 -p no:cacheprovider --hypothesis-seed=0 {' '.join(tests)}"


def _environment() -> dict[str, str]:
    shared = ROOT.parent / "shared"
    given = {"DEPDASH_TEST_SOURCES": str(shared / "sources"), "DEPDASH_TEST_RECORDED": str(shared / "recorded")}
    return given | dict(os.environ) | {"PYTHONDONTWRITEBYTECODE": "1"}


def _limits(tests: dict[str, list[str]], copies: "Queue[Path]", jobs: int) -> dict[str, float]:
    """Return how long the tests of each module may take: several times what they take on the unchanged source."""

    def limit(files: list[str]) -> float:
        copy, started = copies.get(), time.monotonic()
        try:
            done = subprocess.run(
                _command(files).split(), cwd=copy, env=_environment(), capture_output=True, text=True, check=False
            )
        finally:
            copies.put(copy)
        if done.returncode:
            raise SystemExit(f"mutants: the tests fail before anything is changed: {files}\n{done.stdout[-2000:]}")
        return 30 + 5 * (time.monotonic() - started)

    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(tests, pool.map(limit, tests.values()), strict=True))


def _run(
    mutation: MutationSpec, tests: dict[str, list[str]], limits: dict[str, float], copies: "Queue[Path]"
) -> tuple[TestOutcome, str]:
    """Return what the tests say of one mutant, in a copy that nobody else uses, and the mutant as a difference."""
    name, copy = _named(mutation), copies.get()
    try:
        asked = json.dumps((attrs.asdict(mutation), _command(tests[name]), limits[name]), default=str)
        done = subprocess.run(
            [sys.executable, "-c", _RUN_ONE],
            cwd=copy,
            env=_environment(),
            input=asked,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        copies.put(copy)
    outcome, difference, output = json.loads(done.stdout)
    if outcome == TestOutcome.INCOMPETENT:
        raise SystemExit(f"mutants: {mutation} could not be run: {output}")
    print(".S"[outcome == TestOutcome.SURVIVED], end="", file=sys.stderr, flush=True)
    return outcome, difference or ""


def _report(sample: list[MutationSpec], outcomes: list[tuple[TestOutcome, str]], seed: int, seconds: float) -> int:
    survived = [outcome == TestOutcome.SURVIVED for outcome, _ in outcomes]
    print("| module | mutants | killed |\n|---|---|---|")
    for name in sorted({_named(one) for one in sample}):
        of_module = [lives for one, lives in zip(sample, survived, strict=True) if _named(one) == name]
        print(f"| {name} | {len(of_module)} | {of_module.count(False)} |")
    killed = 100 * survived.count(False) / max(len(sample), 1)
    print(
        f"| all | {len(sample)} | {survived.count(False)}, {killed:.1f} % |\n\n{seconds / 60:.0f} minutes, seed {seed}"
    )
    for mutation, (outcome, difference) in zip(sample, outcomes, strict=True):
        if outcome == TestOutcome.SURVIVED:
            where = f"{mutation.module_path}:{mutation.start_pos[0]}"
            print(f"\n### {where}, {mutation.operator_name}\n\n```diff\n{difference}\n```")
    return int(killed < LEAST)


if __name__ == "__main__":
    sys.exit(main())
