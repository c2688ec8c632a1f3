"""Compute ahead what most visitors ask for, while none of them waits: a thread that computes slows all others."""

import os
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_FIRST = 1.0  # seconds: until then a worker has come up, and answered whoever waited for it


class Pauses:
    """A WSGI application that answers by another one, and takes `steps` while nobody waits for an answer.

    >>> from werkzeug.test import Client
    >>> from werkzeug.wrappers import Response
    >>> done = []
    >>> pauses = Pauses(Response("a page"), (done.append(step) for step in "ab"))
    >>> Client(pauses).get("/").text
    'a page'
    >>> pauses.use()
    >>> done
    ['a', 'b']
    """

    def __init__(self, application: "WSGIApplication", steps: Iterator[object]) -> None:
        self._application, self._steps = application, steps
        self._asked, self._pause = 0, threading.Condition()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, and hold up the next step until then."""
        with self._pause:
            self._asked += 1
        try:
            return self._application(environ, start_response)
        finally:
            with self._pause:
                self._asked -= 1
                self._pause.notify_all()

    def use(self) -> None:
        """Take all steps, each in a pause."""
        for _ in self._steps:
            with self._pause:
                self._pause.wait_for(lambda: not self._asked)

    def use_in_workers(self) -> None:
        """Let every process that a server forks from this one do so in a thread: none outlives the fork."""
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start)
        else:
            self._start()

    def _start(self) -> None:
        starting = threading.Timer(_FIRST, self.use)
        starting.daemon = True
        starting.start()
