"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pyarrow as pa
from flask import Flask

from dashboard.warming import Pauses
from ingest.store import served_store


def _opened() -> tuple[Flask, Iterator[object]]:
    """Return the application, and the steps that warm it: the snapshot is read while all else is imported."""
    with ThreadPoolExecutor(1) as aside:
        reading = aside.submit(served_store().load)
        from dashboard.alert_evidence import warming
        from dashboard.app import create_app
        from dashboard.repository import repository_of
    repository = repository_of(reading.result())
    return create_app(repository).server, chain(repository.warming(), warming(repository))


pa.set_memory_pool(pa.system_memory_pool())  # it gives back what it frees: a server of two workers takes 70 MB less
pa.set_cpu_count(1)  # of two cores: the imports need the other
gc.disable()  # nothing of what is imported is garbage, and looking for it takes a tenth of the start
server, steps = _opened()
pauses = Pauses(server.wsgi_app, steps)
server.wsgi_app = pauses  # type: ignore[method-assign] # as Flask has it
pauses.use_in_workers()
gc.freeze()  # the workers share all of it with this process as long as no collector touches it
gc.enable()
