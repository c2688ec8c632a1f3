"""Answer again what was answered before: whoever opens a page asks for it and for its files in the same words."""

import io
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MOST = 128  # answers of some ten to two hundred kilobytes, compressed
_LONGEST = 10_000  # bytes of a question; that of a page has some hundred
_FOR = 300.0  # seconds; a page tells how old its sources are and what the last refresh met
_TOLD_APART_BY = ("CONTENT_TYPE", "HTTP_ACCEPT_ENCODING")
_CONDITIONS = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")  # what asks for less than a whole file


class Remembering:
    """A WSGI application that keeps what another one answers to all that is posted to `path`, where it is well.

    Files below `files`, which stay as they are while a server runs, are kept for good: to compress one takes longer
    than to send it.

    >>> from werkzeug.test import Client
    >>> asked = []
    >>> def answer(environ, start_response):
    ...     asked.append(environ["wsgi.input"].read())
    ...     return Response("a page")(environ, start_response)
    >>> client = Client(Remembering(answer, "/ask"))
    >>> client.post("/ask", data=b"x").text, client.post("/ask", data=b"x").text, asked
    ('a page', 'a page', [b'x'])
    """

    def __init__(
        self,
        application: "WSGIApplication",
        path: str,
        files: tuple[str, ...] = (),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application, self._path, self._below = application, path, files
        self._pages, self._files = _Kept(_FOR, clock), _Kept(math.inf, clock)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or ask the application; a question too long to be a page's is handed on."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and int(length) <= _LONGEST):
            return self._application(environ, start_response)
        if method == "POST" and path == self._path and length != "0":
            asked = environ["wsgi.input"].read(int(length))
            return self._answered(self._pages, asked, environ | {"wsgi.input": io.BytesIO(asked)}, start_response)
        if method == "GET" and path.startswith(self._below) and not any(environ.get(name) for name in _CONDITIONS):
            # An address with the mark of its content may be kept by browsers too, one without may not.
            asked = f"{path} {'m=' in environ.get('QUERY_STRING', '')}".encode()
            return self._answered(self._files, asked, environ, start_response)
        return self._application(environ, start_response)

    def _answered(
        self, kept: "_Kept", asked: bytes, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = (asked, *(environ.get(name, "").encode("latin-1") for name in _TOLD_APART_BY))
        answer = kept.get(key)
        if answer is None:
            answer = Response.from_app(self._application, environ, buffered=True)
            answer.freeze()
            if answer.status_code == 200:
                kept.put(key, answer)
        return answer(environ, start_response)


class _Kept:
    """The answers last asked for, by question, each for some seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._kept: OrderedDict[tuple[bytes, ...], tuple[float, Response]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[bytes, ...]) -> Response | None:
        with self._lock:
            since, answer = self._kept.get(key, (0.0, None))
            if answer is None or self._clock() - since > self._seconds:
                return None
            self._kept.move_to_end(key)
            return answer

    def put(self, key: tuple[bytes, ...], answer: Response) -> None:
        with self._lock:
            self._kept[key] = self._clock(), answer
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
