"""The command `depdash serve`: the dashboard, until it is stopped."""

import argparse
import os
from collections.abc import Iterator
from urllib.parse import urlencode

from dashboard import server
from ingest.watch import SETTING


def run(given: argparse.Namespace) -> Iterator[str]:
    """Serve the dashboard until stopped, and tell where it follows the watch list, if there is one."""
    yield from server.run(given.host, given.port, given.workers, _following(given.watch))


def _following(file: str | None) -> str:
    """Return the query that asks for the list in a file, or in the one of DEPDASH_WATCH; empty without either."""
    if file is None and not os.environ.get(SETTING):
        return ""
    from dashboard.repository import open_repository  # with a list alone: its entries are checked before serving
    from dashboard.watch import WATCH, listed, of_file

    return urlencode({WATCH.name: listed(of_file(file, open_repository()))}, safe=",")
