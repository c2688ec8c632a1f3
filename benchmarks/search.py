"""How long a search among all series takes, with the rows of a whole page of them."""

from collections.abc import Iterator

from benchmarks.composite import timed
from dashboard.repository import open_repository

_PAGE = 1000


def all_searches() -> Iterator[tuple[str, str, str]]:
    """Yield the time of a search by words, and of one within a source."""
    yield _row("export", "5")
    yield _row("russia", source="baci")


def _row(*words: str, **key: str) -> tuple[str, str, str]:
    series = open_repository().series

    def page() -> None:
        for number in series.found(words, key)[:_PAGE]:
            series.record(number)

    asked = ", ".join([*words, *(f"{name} {value}" for name, value in key.items())])
    count = len(series.found(words, key))
    return f"{asked}: {count:,} of {len(series):,} series, {min(count, _PAGE):,} rows", *timed(page, 0.1)
