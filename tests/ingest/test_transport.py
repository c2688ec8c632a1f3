"""The one module that opens sockets, against a real server on loopback: patience, limits, redirects, keys."""

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from faults import WIRE, Fault
from ingest.errors import ParameterError, SourceError
from ingest.live import Ask, Key, Provider, Pull, Request
from ingest.providers.nbrb import SOURCE
from ingest.transport import Kept, Patience, StoppedError, Transport
from plays import Answer
from simulator import Simulator, running

QUICK = Patience(connect=0.5, read=0.4, attempts=3, first_pause=0.001, longest_pause=0.5)
SECRET = "s3cr3t-of-ours"  # noqa: S105


def nothing(ask: Ask) -> Pull:
    yield Request("/")
    return None


def provider(**given: Any) -> Provider:
    return Provider(
        source=SOURCE, base="https://api.example.org", pace=0, pull=nothing, largest=1_000_000, patience=1.0, **given
    )


def answering(answer: Callable[[str, dict[str, str]], Answer]) -> dict[str, Any]:
    play = SimpleNamespace(answer=lambda path, query, edition, size: answer(path, query), TAGGED=True)
    play.is_data = lambda path, query: True
    return {"nbrb": play}


def echo(path: str, query: dict[str, str]) -> Answer:
    return Answer(repr((path, sorted(query.items()))).encode(), headers={"Content-Type": "text/plain"})


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    with running(plays=answering(echo)) as simulator:
        monkeypatch.setenv("DEPDASH_BASE_URL_NBRB", simulator.address("nbrb"))
        yield simulator


def fault(name: str) -> Fault:
    return next(fault for fault in WIRE if fault.name == name)


def test_a_reply_has_the_bytes_the_address_and_the_time(simulator: Simulator) -> None:
    reply = Transport(provider(), QUICK).fetch(Request("/rates", (("a", "1 2"), ("c[x]", "ge:1+le:2"))))
    assert reply.body == b"('/rates', [('a', '1 2'), ('c[x]', 'ge:1 le:2')])"
    assert reply.address == f"{simulator.address('nbrb')}/rates?a=1+2&c[x]=ge:1+le:2"
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/plain"
    assert (datetime.now(UTC) - reply.retrieved).total_seconds() < 60


@pytest.mark.parametrize("name", ["reset once", "HTTP 503 once", "HTTP 429 with Retry-After"])
def test_a_failure_that_passes_is_tried_again(simulator: Simulator, name: str) -> None:
    simulator.set(fault(name))
    assert Transport(provider(), QUICK).fetch(Request("/a")).body.startswith(b"('/a'")
    assert simulator.asked["nbrb"] == 2


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [
        ("time-out before the body", 3, "no answer in time, 3 times"),
        ("time-out in the body", 3, "no answer in time, 3 times"),
        ("slow drip", 3, "no answer in time, 3 times"),
        ("reset", 3, "a connection that broke, 3 times"),
        ("body that ends early", 3, "a body that ends early, 3 times"),
        ("gzip that is cut", 3, "a body whose compression is broken, 3 times"),
        ("gzip bomb", 1, "more than 1,000,000 bytes"),
        ("redirect to a foreign host", 1, "a way to https://example.invalid"),
        ("redirect loop", 6, "redirects without end"),
        ("HTTP 401", 1, "HTTP 401: .*Access denied"),
        ("HTTP 403 quota", 1, "HTTP 403: .*Quota will be back in 03:14:17"),
        ("HTTP 429, to wait for an hour", 1, "to be asked again in 3600 s"),
        ("HTTP 500", 3, "HTTP 500, 3 times"),
        ("HTTP 502 page", 3, "HTTP 502: Maintenance We will be back soon"),
        ("HTTP 204", 1, "HTTP 204"),
    ],
)
def test_a_failure_that_stays_is_one_line(simulator: Simulator, name: str, asked: int, says: str) -> None:
    simulator.set(fault(name))
    with pytest.raises(SourceError, match=says) as refused:
        Transport(provider(), QUICK).fetch(Request("/a"))
    assert "\n" not in str(refused.value)
    assert simulator.asked["nbrb"] == asked


@pytest.mark.parametrize(
    ("base", "says"),
    [("http://127.0.0.1:1", "a connection refused"), ("https://provider.invalid", "a host that is not known")],
)
def test_no_server_is_one_line(monkeypatch: pytest.MonkeyPatch, base: str, says: str) -> None:
    monkeypatch.setenv("DEPDASH_BASE_URL_NBRB", base)
    with pytest.raises(SourceError, match=f"{says}, 3 times"):
        Transport(provider(), QUICK).fetch(Request("/a"))


@pytest.mark.parametrize("base", ["http://api.nbrb.by", "ftp://127.0.0.1/", "api.nbrb.by", "", "https://"])
def test_a_base_address_is_https_or_this_machine(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("DEPDASH_BASE_URL_NBRB", base)
    with pytest.raises(ParameterError, match="DEPDASH_BASE_URL_NBRB: expected an https address"):
        Transport(provider(), QUICK)


def test_statuses_that_answer_are_answers(simulator: Simulator) -> None:
    simulator.set(fault("HTTP 404"))
    assert Transport(provider(), QUICK).fetch(Request("/a", answers=(200, 404))).status == 404


def test_an_address_that_a_reply_named_stays_with_the_provider(simulator: Simulator) -> None:
    own = f"{simulator.address('nbrb')}/file.xlsx"
    assert Transport(provider(), QUICK).fetch(Request(own)).address == own
    with pytest.raises(SourceError, match=r"a way to http://127\.0\.0\.1:9"):
        Transport(provider(), QUICK).fetch(Request("http://127.0.0.1:9/file.xlsx"))


def test_a_key_goes_in_the_header_and_nowhere_else(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPDASH_TEST_KEY", SECRET)
    seen: list[str | None] = []

    def wire(handler: Any) -> None:
        seen.append(handler.headers.get("Ocp-Key"))
        handler.send(Answer(f"your key {SECRET} is not welcome".encode(), 401))

    simulator.set(Fault("noted", wire=wire))
    transport = Transport(provider(key=Key("DEPDASH_TEST_KEY", header="Ocp-Key")), QUICK)
    for keyed in (True, False):
        with pytest.raises(SourceError) as refused:
            transport.fetch(Request("/a", keyed=keyed))
        assert SECRET not in str(refused.value)
        assert "your key *** is not welcome" in str(refused.value)
    assert seen == [SECRET, None]


def test_a_key_in_the_address_is_in_no_text(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DEPDASH_TEST_KEY", SECRET)
    transport = Transport(provider(key=Key("DEPDASH_TEST_KEY", parameter="api_key")), QUICK)
    reply = transport.fetch(Request("/a", (("b", "1"),), keyed=True))
    assert reply.body == f"('/a', [('api_key', '{'*' * len(SECRET)}'), ('b', '1')])".encode()
    assert SECRET not in repr(reply)
    simulator.set(fault("reset"))
    with caplog.at_level("DEBUG"), pytest.raises(SourceError) as refused:
        transport.fetch(Request("/a", keyed=True))
    assert "nbrb /a: a connection that broke, attempt 1" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value.__cause__ or "")


def test_a_key_with_signs_of_its_own_is_spelt_for_an_address(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPDASH_TEST_KEY", "a+b/c=&d")
    seen: list[str] = []

    def wire(handler: Any) -> None:
        seen.append(handler.path)
        handler.send(Answer(f"you asked {handler.path}".encode()))

    simulator.set(Fault("noted", wire=wire))
    transport = Transport(provider(key=Key("DEPDASH_TEST_KEY", parameter="api_key")), QUICK)
    reply = transport.fetch(Request("/a", keyed=True))
    assert seen == ["/nbrb/a?api_key=a%2Bb%2Fc%3D%26d"]
    assert b"a%2Bb" not in reply.body


@pytest.mark.parametrize("key", ["of ours, two", "with-its-line-break\n", "ключ-не-ascii", "short"])
def test_a_key_that_no_provider_gives_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("DEPDASH_TEST_KEY", key)
    with pytest.raises(ParameterError, match="DEPDASH_TEST_KEY: expected a key of eight signs or more") as refused:
        _ = provider(key=Key("DEPDASH_TEST_KEY", header="Ocp-Key")).secret
    assert key.strip() not in str(refused.value)


def test_no_password_of_the_user_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("default login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    transport = Transport(provider(), QUICK)
    prepared = transport._session.prepare_request(requests.Request("GET", "https://api.example.org/a"))
    assert "Authorization" not in prepared.headers


def test_a_redirect_is_followed_as_it_stands(simulator: Simulator) -> None:
    seen: list[str] = []

    def wire(handler: Any) -> None:
        seen.append(handler.path)
        moved = Answer(b"", 301, {"Location": handler.path.replace("/a?", "/moved?")})
        handler.send(moved if "/a?" in handler.path else Answer(b"{}"))

    simulator.set(Fault("moved", wire=wire))
    Transport(provider(), QUICK).fetch(Request("/a", (("b", "1"),)))
    assert seen == ["/nbrb/a?b=1", "/nbrb/moved?b=1"]


def test_a_compressed_body_of_several_members_is_read_to_its_end(simulator: Simulator) -> None:
    packed = b"".join(gzip.compress(part * 40_000) for part in (b"a", b"b", b"c"))
    sent = [Answer(packed, headers={"Content-Encoding": "gzip"})]
    simulator.set(Fault("members", wire=lambda handler: handler.send(sent[0])))
    assert Transport(provider(), QUICK).fetch(Request("/a")).body == b"a" * 40_000 + b"b" * 40_000 + b"c" * 40_000
    for end in (b"not gzip", gzip.compress(b"d" * 900)[:-9]):
        sent[0] = Answer(packed + end, headers={"Content-Encoding": "gzip"})
        with pytest.raises(SourceError, match="a body whose compression is broken"):
            Transport(provider(), QUICK).fetch(Request("/a"))


@pytest.mark.parametrize(
    "begun", [b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"]
)
def test_what_drips_before_the_body_is_not_listened_to_for_ever(simulator: Simulator, begun: bytes) -> None:
    def wire(handler: Any) -> None:
        handler.wfile.write(begun)
        for _ in range(400):  # twenty seconds, were they listened to
            handler.simulator.leave.wait(0.05)
            handler.wfile.write(b"x")
            handler.wfile.flush()

    simulator.set(Fault("drip", wire=wire))
    with pytest.raises(SourceError, match="no answer in time, 2 times"):
        Transport(provider(), Patience(0.5, 0.4, 2, 0.001, 0.5)).fetch(Request("/a"))


def test_an_answer_that_still_holds_is_not_sent_again(simulator: Simulator) -> None:
    first = Transport(provider(), QUICK).fetch(Request("/a"))
    assert not first.unchanged
    kept = {"/a": Kept(first.headers["etag"], "", lambda: first.body)}
    again = Transport(provider(), QUICK, kept=kept).fetch(Request("/a"))
    assert (again.unchanged, again.status, again.body) == (True, 200, first.body)


def test_questions_keep_their_pace(simulator: Simulator) -> None:
    class Calm(threading.Event):
        rests: list[float] = []  # noqa: RUF012

        def wait(self, timeout: float | None = None) -> bool:
            self.rests.append(timeout or 0)
            return False

    calm = Calm()
    paced = Transport(Provider(source=SOURCE, base="https://a.org", pace=40.0, pull=nothing), QUICK, calm)
    paced.fetch(Request("/a"))
    assert calm.rests == []
    paced.fetch(Request("/a"))
    assert 39 < calm.rests[0] <= 40


def test_pauses_grow_and_have_an_end(simulator: Simulator) -> None:
    class Calm(threading.Event):
        rests: list[float] = []  # noqa: RUF012

        def wait(self, timeout: float | None = None) -> bool:
            self.rests.append(timeout or 0)
            return False

    simulator.set(fault("HTTP 503"))
    calm = Calm()
    with pytest.raises(SourceError):
        Transport(provider(), Patience(0.5, 0.4, 6, 2.0, 10.0), calm).fetch(Request("/a"))
    for pause, most in zip(calm.rests, (2, 4, 8, 10, 10), strict=True):
        assert most / 2 <= pause <= most


def test_a_stop_ends_the_waiting(simulator: Simulator) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        Transport(provider(), QUICK, stop).fetch(Request("/a"))
    assert simulator.asked["nbrb"] == 0
