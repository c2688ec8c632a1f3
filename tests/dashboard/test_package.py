"""The data package: valid for the field's own validators, the same bytes for the same snapshot, whole or not there."""

import io
import json
import re
import threading
import time
import warnings
import zipfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from flask.testing import FlaskClient
from frictionless import Package

from dashboard import package
from dashboard.__main__ import main
from dashboard.making import BusyError
from dashboard.package import Packages, package_files
from dashboard.package_command import put_whole
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.errors import ParameterError
from ingest.store import packaged_store

Files = dict[str, bytes]
EMPTY_PAIR = Pair("UZB", "USA")
# The validators' own libraries warn of what they use themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def files(repository: Repository) -> Files:
    return package_files(repository, DEFAULT_PAIR)


SOME = ("indicators.export_share", "indicators.gas_price_discount", "measures.goods_exports", "claims", "events")


def test_every_indicator_and_measure_is_there_once(files: Files, repository: Repository) -> None:
    described = json.loads(files["datapackage.json"])
    paths = [resource["path"] for resource in described["resources"]]
    assert paths == [
        *(f"indicators/{name}.csv" for name in CATALOGUE), *(f"measures/{name}.csv" for name in repository.measures),
        "claims.csv", "events.csv", "sources.csv", "series.csv",
    ]  # fmt: skip
    beside = {f"{path}-metadata.json" for path in paths} | {"datapackage.json", "README.md", "CITATION.cff"}
    assert set(files) == {*paths, *beside}
    assert (described["version"], described["licenses"][0]["name"]) == (repository.snapshot.id, "CC-BY-4.0")
    assert {source["title"] for source in described["sources"]} == {
        source["title"] for source in repository.snapshot.manifest["sources"]
    }


def test_a_table_is_what_the_api_gives(files: Files, client: FlaskClient) -> None:
    for path in ("indicators/export_share.csv", "measures/goods_exports.csv", "claims.csv", "events.csv"):
        assert client.get(f"/api/v1/{path}").data == files[path]


def written(folder: Path, files: Files, names: Container[str] = ()) -> Path:
    """The description of the package, in a new folder; with `names` of these tables only."""
    described = json.loads(files["datapackage.json"])
    if names:
        described["resources"] = [table for table in described["resources"] if table["name"] in names]
    put_whole(folder, files | {"datapackage.json": json.dumps(described).encode()})
    return folder / "datapackage.json"


def complaints(description: Path) -> list[Any]:
    report = Package(str(description)).validate()
    assert report.valid == (not report.flatten(["type"]))
    return [list(found) for found in report.flatten(["type", "note", "fieldName"])]


def test_frictionless_finds_nothing_wrong(files: Files, tmp_path: Path) -> None:
    assert complaints(written(tmp_path / "out", files)) == []


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_frictionless_finds_nothing_wrong_where_little_is_known(
    form: str, repository: Repository, tmp_path: Path
) -> None:
    """In every form, of some tables only: Frictionless reads Parquet and workbooks slowly."""
    files = package_files(repository, EMPTY_PAIR, form)
    assert complaints(written(tmp_path / "out", files, SOME)) == []


def test_frictionless_would_find_something_wrong(files: Files, tmp_path: Path) -> None:
    wrong = files["indicators/export_share.csv"].replace(b",reported,", b",rumoured,", 1)
    told = complaints(written(tmp_path / "out", files | {"indicators/export_share.csv": wrong}, SOME))
    assert {kind for kind, _, _ in told} >= {"constraint-error", "hash-count"}


def csvw_problems(metadata: Path) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # which the validator collects; as errors they would end it
        described = CSVW(str(metadata), validate=True)
        return [] if described.is_valid else [str(warning.message) for warning in described.warnings] or ["invalid"]


def test_the_w3c_descriptions_are_valid(files: Files, tmp_path: Path) -> None:
    put_whole(tmp_path / "out", files)
    described = sorted((tmp_path / "out").rglob("*-metadata.json"))
    assert len(described) == sum(path.endswith(".csv") for path in files)
    quick = [path for path in described if path.name != "series.csv-metadata.json"]
    assert {path.name: found for path in quick if (found := csvw_problems(path))} == {}
    events = tmp_path / "out" / "events.csv"
    events.write_bytes(events.read_bytes().replace(b",2007-01-01,", b",2007-01-41,", 1))
    assert "2007-01-41" in csvw_problems(tmp_path / "out" / "events.csv-metadata.json")[0]


def test_the_same_snapshot_gives_the_same_bytes(repository: Repository, files: Files) -> None:
    package._lists.cache_clear()
    assert package_files(repository, DEFAULT_PAIR) == files
    assert list(files) == sorted(files)
    first, second = Packages(repository).get(DEFAULT_PAIR), Packages(repository).get(DEFAULT_PAIR)
    assert first == second
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_readme_and_citation_name_what_is_in_it(files: Files, repository: Repository) -> None:
    readme, cited = files["README.md"].decode(), files["CITATION.cff"].decode()
    assert all(f"`{path}`" in readme for path in files if path.endswith(".csv"))
    assert cited.startswith("cff-version: 1.2.0\n")
    assert f'version: "{repository.snapshot.id}"' in cited
    for source in repository.snapshot.manifest["sources"]:
        assert json.dumps(source["title"], ensure_ascii=False) in cited
        assert source["licence"].replace("|", "\\|") in readme


def test_the_archive_is_made_once_per_pair(
    client: FlaskClient, repository: Repository, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Pair] = []

    def counted(repository: Repository, pair: Pair) -> Files:
        made.append(pair)
        return {"a": pair.partner.encode()}

    monkeypatch.setattr(package, "package_files", counted)
    packages = Packages(repository)
    for pair in (DEFAULT_PAIR, EMPTY_PAIR, DEFAULT_PAIR):
        assert packages.get(pair) == packages.get(pair)
    assert made == [DEFAULT_PAIR, EMPTY_PAIR]
    packages._most = 1
    packages.get(Pair("KAZ", "CHN"))
    packages.get(DEFAULT_PAIR)
    assert made[2:] == [Pair("KAZ", "CHN"), DEFAULT_PAIR]


def wait_until_full(packages: Packages) -> None:
    """Wait until one package is made and another request waits, or five seconds."""
    deadline = time.monotonic() + 5
    while packages._places._value and time.monotonic() < deadline:
        time.sleep(0.01)


def test_who_waited_for_the_same_pair_makes_it_no_second_time(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Pair] = []

    def slow(repository: Repository, pair: Pair) -> Files:
        made.append(pair)
        wait_until_full(packages)
        return {}

    monkeypatch.setattr(package, "package_files", slow)
    packages = Packages(repository)
    asking = [threading.Thread(target=packages.get, args=(DEFAULT_PAIR,)) for _ in range(2)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert made == [DEFAULT_PAIR]


def test_more_than_two_at_once_are_told_to_come_again(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, entered = threading.Event(), threading.Semaphore(0)

    def slow(repository: Repository, pair: Pair) -> Files:
        entered.release()
        assert go_on.wait(10)
        return {}

    monkeypatch.setattr(package, "package_files", slow)
    packages = Packages(repository)
    asking = [threading.Thread(target=packages.get, args=(pair,)) for pair in (DEFAULT_PAIR, EMPTY_PAIR)]
    for thread in asking:
        thread.start()
    assert entered.acquire(timeout=10)
    wait_until_full(packages)
    with pytest.raises(BusyError):
        packages.get(Pair("KAZ", "CHN"))
    go_on.set()
    for thread in asking:
        thread.join()
    assert packages.get(Pair("KAZ", "CHN"))


def test_the_package_over_http(client: FlaskClient, files: Files, repository: Repository) -> None:
    answer = client.get("/api/v1/package.zip")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert re.search(r'filename="depdash_BLR_RUS_[0-9a-f]{12}.zip"', answer.headers["Content-Disposition"])
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert {name: packed.read(name) for name in packed.namelist()} == files


@pytest.fixture
def left(tmp_path: Path) -> Iterator[Path]:
    """A place for a package, in which nothing half written may be left."""
    yield tmp_path / "out"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".writing-")]


def test_nothing_half_written_is_left(left: Path) -> None:
    with pytest.raises(OSError, match=r"exists|directory"):
        put_whole(left, {"a": b"1", "a/b": b"2"})
    assert not left.exists()
    left.mkdir()
    put_whole(left, {"deep/a": b"1"})
    assert (left / "deep" / "a").read_bytes() == b"1"
    with pytest.raises(ParameterError, match="found 'a full one: "):
        put_whole(left, {"b": b"2"})
    assert not (left / "b").exists()


@pytest.mark.usefixtures("no_user_store")
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_the_command_writes_a_folder(form: str, left: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["export", "--out", str(left), "--format", form, "--dependent", "KAZ", "--partner", "CHN"]
    assert main(asked) == 0
    assert f"of snapshot {packaged_store().current_id}, described by" in capsys.readouterr().out
    assert (left / "indicators" / f"export_share.{form}").stat().st_size > 100
    assert json.loads((left / "datapackage.json").read_text(encoding="utf-8"))["name"] == "depdash-kaz-chn"
    assert main(asked) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"depdash: --out: expected a new or an empty folder; found [^\n]+\n", said.err)


@pytest.mark.usefixtures("no_user_store")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--out"),
        (("--out", "x", "--format", "docx"), "one of csv, parquet, xlsx; found 'docx'"),
        (("--out", "x", "--partner", "BLR"), "partner: expected another country"),
        (("--out", "/dev/null"), "found 'a file: /dev/null'"),
        (("--out", "/dev/null/x"), "/dev/null"),
    ],
)
def test_bad_usage_is_told_in_a_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    try:
        status = main(["export", *arguments])
    except SystemExit as left:
        status = int(left.code or 0)
    assert status == (1 if "/dev/null/x" in arguments else 2)
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "x").exists()
