"""What must not be committed, and what the lock must hold."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))

# Put together here so that this file does not hold what it looks for.
FOLDERS_OF_A_MACHINE = ("/".join(("", "work", "")), "/".join(("", "root", "")))
REGISTRIES = tuple(f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "deb.debian"))


def committed_files() -> list[Path]:
    """The files git has or would take; without git, as in an unpacked archive, all that are no tool's left-overs."""
    if shutil.which("git") and (REPOSITORY / ".git").exists():
        command = ["git", "-C", str(REPOSITORY), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        paths = [REPOSITORY / name for name in listed.split("\0") if name]
    else:
        made = {".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
        paths = [path for path in REPOSITORY.rglob("*") if not made & set(path.relative_to(REPOSITORY).parts)]
    return [path for path in paths if path.is_file()]


def traces(content: bytes) -> list[str]:
    """What in `content` tells of one machine: a folder of it where a path begins, and the hosts of registries."""
    begins = rb"(?<![\w.-])"  # not inside the address of a web page
    folders = [folder for folder in FOLDERS_OF_A_MACHINE if re.search(begins + re.escape(folder.encode()), content)]
    return folders + [host for host in REGISTRIES if host.encode() in content.lower()]


def test_no_committed_file_tells_of_a_machine() -> None:
    files = committed_files()
    assert REPOSITORY / "pyproject.toml" in files
    found = {str(path.relative_to(REPOSITORY)): traces(path.read_bytes()) for path in files}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize("trace", [*FOLDERS_OF_A_MACHINE, *REGISTRIES])
def test_a_planted_trace_is_found(trace: str) -> None:
    assert traces(f"x = '{trace}'".encode()) == [trace]


def test_a_path_of_a_web_page_is_no_trace() -> None:
    assert traces(b"".join((b"https://example.org", FOLDERS_OF_A_MACHINE[0].encode(), b"paper.pdf"))) == []


def test_the_lock_holds_no_address() -> None:
    assert "://" not in LOCK


def test_every_locked_package_has_a_version_and_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)
    complete = re.compile(r"[a-z0-9-]+==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}")
    assert len(entries) > 50
    assert [entry for entry in entries if not complete.match(entry)] == []


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    project = PROJECT["project"]
    asked = [
        *project["dependencies"],
        *project["optional-dependencies"]["test"],
        *PROJECT["build-system"]["requires"],
    ]
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in asked}
    assert names <= set(re.findall(r"(?m)^([\w-]+)==", LOCK))
    assert PROJECT["dependency-groups"]["build"] == PROJECT["build-system"]["requires"]


def test_the_lock_leaves_out_what_makes_dash_slow() -> None:
    assert not re.search(r"(?m)^asgiref==", LOCK)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_code_data_assets_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"ingest/_data/codes/areas.csv", "dashboard/assets/fonts.css", "indicators/__init__.py"} <= names
    assert {name.rpartition("licenses/")[2] for name in names if "/licenses/" in name} == set(
        PROJECT["project"]["license-files"]
    )
    assert {name.split("/")[0] for name in names} - {"ingest", "indicators", "dashboard"} == {"depdash-0.1.0.dist-info"}


def test_the_data_are_found_in_a_wheel_and_in_a_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    assert data_folder_from(tmp_path) == tmp_path / "ingest" / "_data"
    assert data_folder_from(REPOSITORY) == REPOSITORY / "data"


def data_folder_from(folder: Path) -> Path:
    command = [sys.executable, "-c", "from ingest.declarations import data_folder; print(data_folder())"]
    return Path(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip())
