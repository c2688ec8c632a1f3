"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

import os
from threading import Thread

from dashboard.app import create_app, lay_out
from dashboard.repository import open_repository

repository = open_repository()
app = create_app(repository)
server = app.server


def _prepare() -> None:
    """Compute what each visitor's first page needs, beside the first answers instead of before them."""
    repository.warm()
    lay_out()


def _begin() -> None:
    Thread(target=_prepare, name="prepare", daemon=True).start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin)  # a thread of the master would not be there in its workers
else:
    _begin()
