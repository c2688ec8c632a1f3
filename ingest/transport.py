"""The one place that asks the network: ask a provider, patiently and within limits, and return its answer.

Of a provider's failures those that pass, a broken connection, a time-out, 429 and 5xx, are tried again after the pause
that it asks for, or longer and longer ones; all others end the pull with one line. Keys never reach a line of text.
"""

import logging
import random
import re
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3

from ingest.errors import SourceError
from ingest.live import Provider, Reply, Request

_LOG = logging.getLogger(__name__)
logging.getLogger("urllib3").setLevel(logging.ERROR)  # below it writes addresses out, keys and all

AGENT = "depdash (dependence of one country on another, from public series)"
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECTS = 5
_PIECE = 65_536
_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified", "retry-after", "age", "content-disposition")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a provider, in seconds."""

    connect: float = 15.0
    read: float = 60.0
    attempts: int = 5
    first_pause: float = 2.0
    longest_pause: float = 120.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What a provider said of an earlier answer, to ask whether it still holds, and that answer."""

    etag: str
    last_modified: str
    body: Callable[[], bytes]


class StoppedError(Exception):
    """The run was told to stop while it waited."""


@dataclass(frozen=True, slots=True)
class _Again:
    """A failure that may pass, and the pause that the provider asks for."""

    found: str
    pause: float | None = None


class Transport:
    """Asks one provider, one question at a time."""

    def __init__(
        self,
        provider: Provider,
        patience: Patience | None = None,
        stop: threading.Event | None = None,
        kept: Mapping[str, Kept] | None = None,
    ) -> None:
        self.provider = provider
        self.patience = patience or Patience()
        self.base = provider.address
        self._stop = stop or threading.Event()
        self._kept = dict(kept or {})
        self._last = -1e9  # monotonic time of the last question
        self._session = self._opened()
        own = urlsplit(self.base).netloc
        self._hosts = {own} | (set(provider.hosts) if self.base == provider.base.rstrip("/") else set())

    def _opened(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = urlsplit(self.base).scheme == "https"  # no proxy stands before this machine
        session.auth = as_it_is
        return session

    def fetch(self, request: Request) -> Reply:
        """Return the provider's answer.

        Raises SourceError, in one line and without any key, where there is none after all attempts, or one that is no
        answer; StoppedError when the run was told to stop.
        """
        found = ""
        for attempt in range(1, self.patience.attempts + 1):
            self._rest(max(0.0, self._last + self.provider.pace - time.monotonic()))
            outcome = self._ask(request)
            if isinstance(outcome, Reply):
                return outcome
            found = outcome.found
            _LOG.info("%s %s: %s, attempt %d", self.provider.source.id, request.address, found, attempt)
            if attempt < self.patience.attempts:
                self._rest(self._pause(outcome, attempt, request))
        raise self._refused(request, f"{found}, {self.patience.attempts} times", "run it again later")

    def _pause(self, outcome: _Again, attempt: int, request: Request) -> float:
        if outcome.pause is None:
            longest = min(self.patience.first_pause * 2 ** (attempt - 1), self.patience.longest_pause)
            # Jitter: many clients that failed together do not come back together.
            return random.uniform(0.5, 1.0) * longest  # noqa: S311 - no secret
        if outcome.pause > self.patience.longest_pause:
            raise self._refused(request, f"{outcome.found}, to be asked again in {outcome.pause:.0f} s", "run it then")
        return outcome.pause

    def _rest(self, seconds: float) -> None:
        if self._stop.wait(seconds) if seconds > 0 else self._stop.is_set():
            raise StoppedError

    def _ask(self, request: Request) -> Reply | _Again:
        """Ask once, within the provider's patience: of a name, a handshake or a header no socket bounds the whole."""
        self._last = time.monotonic()
        session, deadline = self._session, self._last + self.provider.patience
        answer = in_thread(lambda: self._exchange(request, session, deadline), self.provider.source.id)
        try:
            outcome: Reply | _Again = answer.result(self.provider.patience)
        except TimeoutError:
            self._session = self._opened()  # the thread that is left behind still listens with the other one
            return _Again("no answer in time")
        return outcome

    def _exchange(self, request: Request, session: requests.Session, deadline: float) -> Reply | _Again:
        try:
            with self._answer(request, session) as response:
                return self._reply(request, response, deadline)
        except requests.exceptions.SSLError as error:
            raise self._refused(request, "a certificate that is not valid", "do not go on") from error
        except (requests.exceptions.ConnectTimeout, requests.exceptions.ReadTimeout, urllib3.exceptions.TimeoutError):
            return _Again("no answer in time")
        except urllib3.exceptions.DecodeError:
            return _Again("a body whose compression is broken")
        except (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError, OSError) as error:
            return _Again(broken(error))
        except (requests.exceptions.RequestException, ValueError) as error:
            raise self._refused(request, f"no usable answer ({type(error).__name__})", "see its site") from error

    def _answer(self, request: Request, session: requests.Session) -> requests.Response:
        """Follow redirects, each as it stands, as long as they stay with the provider."""
        address, parameters = self._full(request), self._parameters(request)
        for _ in range(_REDIRECTS + 1):
            response = session.get(
                address,
                params=parameters,
                headers=self._headers(request),
                timeout=(self.patience.connect, self.patience.read),
                stream=True,
                allow_redirects=False,
            )
            target = response.headers.get("Location", "")
            if response.status_code not in (301, 302, 303, 307, 308) or not target:
                return response
            response.close()
            address, parameters = self._lawful(urljoin(address, target), request), ""
        raise self._refused(request, "redirects without end", "see its site")

    def _full(self, request: Request) -> str:
        """Return the address without parameters; one that a reply named has to be the provider's."""
        return self._lawful(request.path, request) if "://" in request.path else self.base + request.path

    def _lawful(self, address: str, request: Request) -> str:
        parts = urlsplit(address)
        if parts.netloc not in self._hosts or parts.scheme != urlsplit(self.base).scheme:
            elsewhere = f"{parts.scheme}://{parts.netloc}"[:80]
            raise self._refused(request, f"a way to {elsewhere}", "see whether the provider has moved")
        return address

    def _parameters(self, request: Request) -> str:
        pairs = Request("", request.query).address.lstrip("?")
        key = self.provider.key
        if request.keyed and key and key.parameter and self.provider.secret:
            return f"{pairs}&{key.parameter}={quote(self.provider.secret, safe='')}".lstrip("&")
        return pairs

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"User-Agent": AGENT, "Accept": request.accept, "Accept-Encoding": "gzip"}
        key = self.provider.key
        if request.keyed and key and key.header and self.provider.secret:
            headers[key.header] = self.provider.secret
        if kept := self._kept.get(request.address):
            asked = (("If-None-Match", kept.etag), ("If-Modified-Since", kept.last_modified))
            headers |= {name: text for name, text in asked if text}
        return headers

    def _reply(self, request: Request, response: requests.Response, deadline: float) -> Reply | _Again:
        status, kept = response.status_code, self._kept.get(request.address)
        if status == 304 and kept:
            return self._made(request, response, kept.body(), unchanged=True)
        body = self._body(request, response, deadline)
        if status in request.answers:
            return self._made(request, response, body, unchanged=False)
        found = f"HTTP {status}{self._excerpt(body)}"
        if status in PASSING:
            return _Again(found, seconds_asked(response.headers.get("Retry-After", ""), datetime.now(UTC)))
        raise self._refused(request, found, "see what it says")

    def _made(self, request: Request, response: requests.Response, body: bytes, *, unchanged: bool) -> Reply:
        names = {name.lower(): self._without_key(text) for name, text in response.headers.items()}
        headers = {name: names[name] for name in _KEPT_HEADERS if name in names}
        address = request.path if "://" in request.path else self.base + request.address
        status = 200 if unchanged else response.status_code
        for secret in self._spellings():  # some echo the question in their answer
            body = body.replace(secret.encode(), b"*" * len(secret.encode()))
        return Reply(address, status, headers, body, datetime.now(UTC).replace(microsecond=0), unchanged)

    def _body(self, request: Request, response: requests.Response, deadline: float) -> bytes:
        """Read the body piece by piece, so that neither its size nor its slowness goes beyond what is allowed.

        A compressed body may be of several members, one behind the other. Raises DecodeError for one that is broken or
        ends early: urllib3's own decoding lets that pass.
        """
        pieces, size = [], 0
        unpack = zlib.decompressobj(31) if "gzip" in response.headers.get("Content-Encoding", "").lower() else None
        while received := response.raw.read1(_PIECE, decode_content=False):
            while received:
                unpack = zlib.decompressobj(31) if unpack and unpack.eof else unpack
                try:
                    piece = unpack.decompress(received, _PIECE * 16) if unpack else received
                except zlib.error as error:
                    raise urllib3.exceptions.DecodeError from error
                received = (unpack.unconsumed_tail or unpack.unused_data) if unpack else b""
                pieces.append(piece)
                size += len(piece)
                if size > self.provider.largest:
                    most = f"{self.provider.largest:,} bytes"
                    raise self._refused(request, f"more than {most}, decompressed", "ask for less at once")
            if time.monotonic() > deadline:
                raise urllib3.exceptions.TimeoutError
            if self._stop.is_set():
                raise StoppedError
        if unpack and not unpack.eof and response.raw.tell():
            raise urllib3.exceptions.DecodeError
        return b"".join(pieces)

    def _excerpt(self, body: bytes) -> str:
        tags = r"<(style|script)\b.*?</\1>|<[^>]*>"
        text = re.sub(tags, " ", body[:4000].decode("utf-8", "replace"), flags=re.S | re.I)
        text = " ".join(self._without_key(text).split())
        return f": {text[:160]}" if text.isprintable() and text else ""

    def _without_key(self, text: str) -> str:
        for secret in self._spellings():
            text = text.replace(secret, "***")
        return text

    def _spellings(self) -> set[str]:
        """Return the key as it is, and as it stands in an address."""
        secret = self.provider.secret
        return {secret, quote(secret, safe="")} if secret else set()

    def _refused(self, request: Request, found: str, do: str) -> SourceError:
        where = f"{self.provider.source.id} {self._without_key(request.address)[:200]}"
        return SourceError(where, expected="an answer", found=self._without_key(found), do=do)


def in_thread(call: Callable[[], Any], name: str) -> "Future[Any]":
    """Return what `call` will return or raise; its thread ends with the program, however long it takes.

    >>> in_thread(lambda: 6 * 7, "sum").result()
    42
    """
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed on
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


def as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return a request as it is, in the place of a user's .netrc: no password there is any server's business.

    >>> as_it_is(requests.Request("GET", "https://example.org").prepare()).headers
    {}
    """
    return prepared


def broken(error: BaseException) -> str:
    """Return in words how a connection failed; the error's own text would hold the address with its key.

    >>> broken(ConnectionRefusedError())
    'a connection refused'
    """
    reason: BaseException | None = error
    seen: list[BaseException] = []
    while reason is not None and len(seen) < 8:
        seen.append(reason)
        inner = reason.args[0] if reason.args and isinstance(reason.args[0], BaseException) else None
        reason = inner if inner else getattr(reason, "reason", None)
        reason = reason if isinstance(reason, BaseException) else None
    if any(isinstance(step, urllib3.exceptions.NameResolutionError) for step in seen):
        return "a host that is not known"
    if any(isinstance(step, ConnectionRefusedError) or "refused" in str(step).lower() for step in seen):
        return "a connection refused"
    if any("IncompleteRead" in str(step) for step in seen):
        return "a body that ends early"
    return "a connection that broke"


def seconds_asked(header: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or as a date.

    >>> seconds_asked("7", datetime(2026, 1, 1, tzinfo=UTC))
    7.0
    >>> seconds_asked("Thu, 01 Jan 2026 00:00:30 GMT", datetime(2026, 1, 1, tzinfo=UTC))
    30.0
    """
    if header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - now).total_seconds())
    except (ValueError, TypeError):
        return None
