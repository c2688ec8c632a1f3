"""Bring a snapshot of an older format to the present one while it is read; what is stored stays as it was written.

One function for each step from a format to the next. The id remains that of the content as it was written.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION = 2


@dataclass(frozen=True, slots=True)
class Read:
    """A snapshot as it is stored: its manifest and its two tables."""

    manifest: dict[str, Any]
    series: "pd.DataFrame"
    observations: "pd.DataFrame"


def _from_1(read: Read) -> Read:
    """The number of a raw file got room for the replies of years: a snapshot has one entry for each of them."""
    return replace(read, observations=read.observations.astype({"file": "int32"}))


_STEPS: dict[int, Callable[[Read], Read]] = {1: _from_1}
READABLE = (*_STEPS, FORMAT_VERSION)


def migrated(read: Read) -> Read:
    """Return a snapshot of a format of READABLE in the present format.

    >>> import pandas as pd
    >>> old = Read({"format_version": 1}, pd.DataFrame(), pd.DataFrame({"file": [0]}, dtype="int16"))
    >>> new = migrated(old)
    >>> new.manifest, str(new.observations["file"].dtype)
    ({'format_version': 2}, 'int32')
    """
    for version in range(read.manifest["format_version"], FORMAT_VERSION):
        read = _STEPS[version](read)
    return replace(read, manifest=read.manifest | {"format_version": FORMAT_VERSION})
