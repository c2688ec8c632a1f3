"""Measure readers, indicators and the running server; print the figures as Markdown: `python -m benchmarks FOLDER`."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks import brief, composite, indicators, readers, refresh, search, server
from benchmarks.report import heading, load, table


def main() -> None:
    """Print every table, each as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path, help="the published files, such as ../shared/sources")
    folder: Path = parser.parse_args().folder
    print(heading(), end="\n\n", flush=True)
    parts: tuple[tuple[str, Sequence[str], Callable[[], Iterable[Sequence[str]]]], ...] = (
        ("Server", ("what", "measured"), server.start_and_memory),
        ("Pages", ("page", "median ms", "95th percentile ms", "slowest ms", "kB"), server.pages),
        ("Indicators", ("what", "measured", "limit"), indicators.all_countries),
        ("World", ("what", "measured", "limit"), indicators.all_pairs),
        ("Index", ("what", "measured", "limit"), composite.all_times),
        ("Search", ("what", "measured", "limit"), search.all_searches),
        ("Brief", brief.COLUMNS, brief.all_forms),
        ("Refresh", refresh.COLUMNS, refresh.all_providers),
        ("Readers", readers.COLUMNS, lambda: readers.all_files(folder)),
    )
    for title, columns, measure in parts:
        print(f"## {title}\n")
        print(table(columns, measure()), end="\n\n", flush=True)
    print(f"Load at the end: {load()}.")


if __name__ == "__main__":
    main()
