"""What several test folders share: the folder of published files and the packaged snapshot."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from dashboard.repository import Repository, open_repository

REPOSITORY = Path(__file__).parents[1]
sys.path.append(str(Path(__file__).parent))  # for `plays`, the providers that tests answer from

# How long an example takes depends on the machine and on what else runs there; no test is about that.
settings.register_profile("depdash", deadline=None)
settings.load_profile("depdash")


@pytest.fixture(scope="session")
def sources() -> Path:
    """The published files, which the project does not keep; CI has them beside the checkout."""
    folder = Path(os.environ.get("DEPDASH_TEST_SOURCES", REPOSITORY.parent / "shared" / "sources"))
    if not folder.is_dir():
        pytest.skip(f"needs the published files, none at {folder.name!r} beside the checkout")
    return folder


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The packaged snapshot with its declarations, whatever snapshots the user of this machine keeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEPDASH_HOME", str(tmp_path_factory.mktemp("no-snapshot-of-ours")))
        return open_repository()


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The recorded replies of providers, which the project does not keep; CI has them beside the checkout."""
    folder = Path(os.environ.get("DEPDASH_TEST_RECORDED", REPOSITORY.parent / "shared" / "recorded"))
    if not folder.is_dir():
        pytest.skip(f"needs the recorded replies, none at {folder.name!r} beside the checkout")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as `printed`: the table of providers and faults, the count of kills."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.getreports(key)]
    for line in sorted(str(text) for report in reports for name, text in report.user_properties if name == "printed"):
        terminalreporter.write_line(line)
