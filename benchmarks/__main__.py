"""Measure readers, indicators and the running server; print the figures as Markdown: `python -m benchmarks FOLDER`."""

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from benchmarks import composite, indicators, readers, refresh, server


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
        ("Refresh", refresh.COLUMNS, refresh.all_providers),
        ("Readers", readers.COLUMNS, lambda: readers.all_files(folder)),
    )
    for title, columns, measure in parts:
        print(f"## {title}\n")
        print(table(columns, measure()), end="\n\n", flush=True)
    print(f"Load at the end: {load()}.")


def heading() -> str:
    """Return on what and when this is measured, and how busy the machine was with other work."""
    return (
        f"# {platform.node()}, {cpu()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}\n\n"
        f"Load before the start: {load()}."
    )


def cpu() -> str:
    """Return the model of the processor."""
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def load() -> str:
    """Return the load averages of 1, 5 and 15 minutes."""
    return ", ".join(f"{average:.2f}" for average in os.getloadavg())


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table.

    >>> print(table(("page", "ms"), [("/", "9")]))
    | page | ms |
    |---|---|
    | / | 9 |
    """
    lines = [columns, *rows]
    text = [f"| {' | '.join(cells)} |" for cells in lines]
    return "\n".join([text[0], "|" + "---|" * len(columns), *text[1:]])


if __name__ == "__main__":
    main()
