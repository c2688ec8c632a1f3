"""Answer again what was answered a moment ago: everyone who opens a page asks for it in the same words."""

import io
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


class Remembering:
    """A WSGI application that keeps what another one answers to all that is posted to `path`, where it is well.

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
        self, application: "WSGIApplication", path: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._application, self._path, self._clock = application, path, clock
        self._kept: OrderedDict[tuple[bytes, ...], tuple[float, Response]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or ask the application; a question too long to be a page's is handed on."""
        length = environ.get("CONTENT_LENGTH") or ""
        posted = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == self._path
        if not (posted and length.isascii() and length.isdigit() and int(length) <= _LONGEST):
            return self._application(environ, start_response)
        asked = environ["wsgi.input"].read(int(length))
        key = (asked, *(environ.get(name, "").encode("latin-1") for name in _TOLD_APART_BY))
        answer = self._known(key)
        if answer is None:
            answer = Response.from_app(self._application, environ | {"wsgi.input": io.BytesIO(asked)}, buffered=True)
            answer.freeze()
            if answer.status_code == 200:
                self._keep(key, answer)
        return answer(environ, start_response)

    def _known(self, key: tuple[bytes, ...]) -> Response | None:
        with self._lock:
            since, answer = self._kept.get(key, (0.0, None))
            if answer is None or self._clock() - since > _FOR:
                return None
            self._kept.move_to_end(key)
            return answer

    def _keep(self, key: tuple[bytes, ...], answer: Response) -> None:
        with self._lock:
            self._kept[key] = self._clock(), answer
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
