"""`depdash import`: a published file on top of the packaged snapshot, into a store that may still be empty."""

from pathlib import Path

import pytest

from dashboard.__main__ import main
from ingest.store import Store, packaged_store


def test_a_file_is_read_on_top_of_the_packaged_snapshot(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    file = sources / "econ" / "eia_brent_monthly.csv"
    assert main(["import", "eia", str(file), "--store", str(store)]) == 0
    assert "471 observations of eia from 1 files" in capsys.readouterr().out
    before, after = packaged_store().load(), Store(store).load()
    assert len(after.tables.observations) == len(before.tables.observations)
    assert {entry["path"] for entry in after.manifest["raw"]} == {entry["path"] for entry in before.manifest["raw"]}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "eia", "nowhere.csv"], "depdash: FILE: expected a file; found 'nowhere.csv'\n"),
        (["import", "nonsense", __file__], "depdash: SOURCE: expected one of baci, "),
        (["import", "eia", __file__], "depdash: FILE: expected a file of source eia, named like eia_brent_daily.csv"),
    ],
)
def test_nonsense_is_refused_in_one_line(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--store", str(tmp_path / "store")]) == 2
    error = capsys.readouterr().err
    assert error.startswith(told)
    assert error.count("\n") == 1
    assert not (tmp_path / "store").exists()
