"""Whatever a provider sends: an error in one line, or tables that a store may be given."""

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzzing
from ingest.errors import SourceError
from ingest.providers import providers

PROVIDERS = providers()
SECONDS = 1  # of fuzzing a provider
LONGEST = 120  # seconds for its process, on a machine that has other things to do


class Drawn:
    """Choices of Hypothesis."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def between(self, low: int, high: int) -> int:
        return self.data.draw(st.integers(low, high))

    def some(self, most: int) -> bytes:
        return self.data.draw(st.binary(max_size=most))


target = cache(lambda name: fuzzing.Target(PROVIDERS[name]))


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # on what it leaves out, which is missed where it is read
@pytest.mark.parametrize("name", sorted(PROVIDERS))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_pull_of_damaged_replies_ends_in_a_line_or_in_fit_tables(name: str, data: st.DataObject) -> None:
    assert target(name).run(Drawn(data))


def test_what_a_provider_says_is_quoted_in_one_line() -> None:
    error = SourceError("a", expected="b", found="one\r\ntwo\x1b[31m")
    assert str(error) == "a: expected b; found one  two [31m; fetch the file again"


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_branches_found_by_atheris_hold(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs Atheris, which is made for Linux")
    command = [sys.executable, fuzzing.__file__, name, str(SECONDS), "1"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True,
        timeout=LONGEST, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
    runs = next(line for line in ran.stderr.splitlines() if "number_of_executed_units" in line)
    assert int(runs.split(":")[-1]) >= 10
