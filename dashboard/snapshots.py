"""The snapshot that is served, and others that are kept: a link made earlier is answered from what it showed."""

import logging
import threading
from collections.abc import Callable
from functools import lru_cache

from dashboard.repository import Repository, open_repository
from ingest.errors import StoreError

_LOG = logging.getLogger(__name__)
_MOST_OPEN = 2  # beside the current one; each takes some hundred megabytes


class Snapshots:
    """The repository of the current snapshot, and of every kept one, opened when it is first asked for."""

    def __init__(self, current: Repository, opened: Callable[[str], Repository] = open_repository) -> None:
        self.current = current
        self._opened = lru_cache(maxsize=_MOST_OPEN)(opened)
        self._opening = threading.Lock()  # two requests for the same one must not read it twice

    def find(self, snapshot: str) -> Repository | None:
        """Return the repository of a snapshot by its id, None where it is not kept or cannot be read."""
        if snapshot == self.current.snapshot.id:
            return self.current
        try:
            with self._opening:
                return self._opened(snapshot)
        except (StoreError, OSError) as error:
            _LOG.warning("%s", error)
            return None
