"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

import gc
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from flask import Flask

from dashboard.alert_evidence import warming
from dashboard.repository import Repository, open_repository
from dashboard.warming import Pauses


def _opened() -> tuple[Repository, Flask]:
    """Return the repository and the application: the snapshot is read while Dash and the pages are imported."""
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(open_repository)
        from dashboard.app import create_app
    return opening.result(), create_app(opening.result()).server


gc.disable()  # nothing of what is imported is garbage, and looking for it takes a tenth of the start
repository, server = _opened()
pauses = Pauses(server.wsgi_app, chain(repository.warming(), warming(repository)))
server.wsgi_app = pauses  # type: ignore[method-assign] # as Flask has it
pauses.use_in_workers()
gc.freeze()  # the workers share all of it with this process as long as no collector touches it
gc.enable()
