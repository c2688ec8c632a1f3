"""The command `depdash export`: the data package as a folder."""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from dashboard.package import package_files
from dashboard.parameters import query
from dashboard.repository import open_repository
from ingest.errors import ParameterError

FORMS = ("csv", "parquet", "xlsx")


def export(given: argparse.Namespace) -> Iterator[str]:
    """Write every table for a pair of countries, described, into a new folder."""
    folder = Path(given.out)
    if given.format not in FORMS:
        raise ParameterError("--format", expected=f"one of {', '.join(FORMS)}", found=given.format)
    _refuse_full(folder)
    repository = open_repository()
    pair = query({"dependent": given.dependent, "partner": given.partner}, repository).pair
    files = package_files(repository, pair, given.format)
    put_whole(folder, files)
    yield f"{folder}: {len(files)} files of snapshot {repository.snapshot.id}, described by datapackage.json"


def put_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files aside and rename them into place: the folder is never there in part.

    Raises ParameterError where the folder holds something, OSError where it cannot be written.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        for path, payload in files.items():
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(payload)
        aside.chmod(0o755)
        _refuse_full(folder)
        if folder.is_dir():
            folder.rmdir()  # empty: a rename onto it is refused by some systems
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_full(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        found = f"{'a full one' if folder.is_dir() else 'a file'}: {folder}"
        raise ParameterError("--out", expected="a new or an empty folder", found=found)
