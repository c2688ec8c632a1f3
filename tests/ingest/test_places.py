"""A folder and a bucket do the same; what goes wrong with either is told in a line."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.buckets import Bucket
from ingest.errors import ParameterError, StoreError
from ingest.places import Folder, Place, place

PAYLOAD = bytes(range(256)) * 50
LARGE = os.urandom(11_000_000)  # more than is sent in one part


@pytest.fixture(params=["folder", "bucket"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Folder(tmp_path) if request.param == "folder" else request.getfixturevalue("bucket")


@pytest.mark.parametrize("payload", [b"", b"x", PAYLOAD, LARGE], ids=("empty", "byte", "some", "large"))
def test_what_is_written_is_read(spot: Place, payload: bytes) -> None:
    spot.write("a/b/c.bin", payload)
    assert spot.read("a/b/c.bin") == payload
    spot.write("a/b/c.bin", payload + b"!")
    assert spot.read("a/b/c.bin") == payload + b"!"


def test_what_is_absent_is_absent(spot: Place) -> None:
    with pytest.raises(FileNotFoundError):
        spot.read("a/b")
    assert not spot.exists("a/b")
    assert spot.names("") == spot.names("a/") == []
    assert spot.written("a") == spot.unfinished() == {}
    spot.remove("a/b")
    spot.write("a/b/c", b"")
    assert not spot.exists("a/b"), "a folder is no file"
    assert spot.exists("a/b/c")


def test_names_are_those_of_all_files_below(spot: Place) -> None:
    for name in ("b/2", "a/x/1", "a/y", "ab/1", "top"):
        spot.write(name, b"1")
    assert spot.names("") == ["a/x/1", "a/y", "ab/1", "b/2", "top"]
    assert spot.names("a") == spot.names("a/") == ["a/x/1", "a/y"]
    assert list(spot.written("a/x")) == ["a/x/1"]


def test_names_that_begin_with_a_dot_are_not_told(spot: Place) -> None:
    spot.write("a/.hidden", b"1")
    spot.write(".b/shown", b"1")
    assert spot.names("") == list(spot.written("")) == [".b/shown"]
    assert spot.read("a/.hidden") == b"1"


def test_a_removed_file_is_gone_and_the_others_stay(spot: Place) -> None:
    spot.write("a/b/c", b"1")
    spot.write("a/d", b"1")
    spot.remove("a/b/c")
    assert spot.names("") == ["a/d"]
    spot.remove("a/d")
    assert spot.names("") == []


def test_when_a_file_was_written_is_told_in_utc(spot: Place) -> None:
    spot.write("a/b", b"1")
    (at,) = spot.written("").values()
    assert at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - at) < timedelta(seconds=60)


def test_equal_places_are_the_same(tmp_path: Path) -> None:
    assert {place(tmp_path), place(str(tmp_path))} == {Folder(tmp_path)}
    assert {place("s3://one/a/b/"), place("s3://one/a/b")} == {Bucket("one", "a/b")}
    assert place("s3://one").text == "s3://one"
    assert place("s3://one") != place("s3://one/a")


@pytest.mark.parametrize("address", ["s3://", "s3:///prefix"])
def test_an_address_without_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(ParameterError, match="expected s3://BUCKET or s3://BUCKET/PREFIX"):
        place(address)


def test_prefixes_of_one_bucket_do_not_meet(bucket: Bucket) -> None:
    other = Bucket(bucket.bucket, "kept/here too")
    bucket.write("a", b"1")
    other.write("b", b"2")
    assert (bucket.names(""), other.names("")) == (["a"], ["b"])
    assert Bucket(bucket.bucket).names("") == ["kept/here too/b", "kept/here/a"]


def test_a_file_is_put_in_place_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.write("a/b", b"old")
    kept: list[str] = []

    def killed(aside: Path, target: Path) -> None:
        aside.rename(aside.with_name(f"{aside.name}-kept"))  # as a killed writer would have left it
        kept.append(aside.name)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            folder.write("a/b", b"new")
    assert folder.read("a/b") == b"old"
    assert folder.names("") == ["a/b"]
    assert list(folder.unfinished()) == [f"a/{kept[0]}-kept"]


def test_a_file_reaches_the_disk_before_its_name_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *given: (done.append("replace"), replace(*given)))
    Folder(tmp_path).write("a/b", b"1")
    folders = ["sync", "sync"] if hasattr(os, "O_DIRECTORY") else []  # a, and the folder in which a is new
    assert done == ["sync", "replace", *folders]


def test_a_file_gets_the_rights_that_others_get(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    Folder(tmp_path).write("a", b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


def faults(spot: Bucket) -> Iterator[str]:
    """What each way of using a place says when it goes wrong."""
    uses: list[Callable[[], object]] = [
        lambda: spot.read("a"),
        lambda: spot.write("a", b"1"),
        lambda: spot.exists("a"),
        lambda: spot.names(""),
        lambda: spot.remove("a"),
    ]
    for use in uses:
        with pytest.raises(StoreError) as raised:
            use()
        yield str(raised.value)


def test_a_missing_bucket_is_told_in_a_line(bucket: Bucket) -> None:
    expected = "store s3://no-such-bucket/x: there is no such bucket; create it, or name another"
    assert set(faults(Bucket("no-such-bucket", "x"))) == {expected}


@pytest.mark.usefixtures("no_credentials")
def test_a_server_that_is_not_there_is_told_in_a_line_and_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever asks here is refused
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        began = time.monotonic()
        said = set(faults(Bucket("store")))
    assert said == {"store s3://store: its server does not answer; check the network and AWS_ENDPOINT_URL"}
    assert time.monotonic() - began < 30


@pytest.fixture
def refusing(no_credentials: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """A server that answers as it is told, whatever it is asked."""
    answer: dict[str, object] = {}

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = f"<Error><Code>{answer['code']}</Code><Message>No\nway</Message></Error>".encode()
            body = b"" if self.command == "HEAD" else body
            self.send_response(int(str(answer["status"])))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer

        def log_message(self, *given: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ENDPOINT_URL", "https://not.asked.example")
        yield answer
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "AccessDenied", "access is denied; check the credentials"),
        (403, "SignatureDoesNotMatch", "the secret key is wrong; check AWS_SECRET_ACCESS_KEY"),
        (403, "InvalidAccessKeyId", "the access key is unknown; check AWS_ACCESS_KEY_ID"),
        (400, "SomethingElse", "When listing objects"),
    ],
)
def test_a_refusal_is_told_in_a_line(refusing: dict[str, object], status: int, code: str, said: str) -> None:
    refusing.update(status=status, code=code)
    for told in faults(Bucket("store")):
        assert told.startswith("store s3://store: ")
        assert "\n" not in told
    with pytest.raises(StoreError, match=said):
        Bucket("store").names("")


@pytest.mark.parametrize(
    "address", ["http://storage.example", "ftp://127.0.0.1", "127.0.0.1:9000", "https://", "https://example.org/path"]
)
def test_an_endpoint_that_is_none_or_not_safe_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    with pytest.raises(ParameterError, match="AWS_ENDPOINT_URL: expected an https address without a path, or http"):
        Bucket("store").read("a")
