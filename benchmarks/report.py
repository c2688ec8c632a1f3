"""How figures are printed: what and when they are of, and tables, as Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path


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
    return "\n".join([line(columns), "|" + "---|" * len(columns), *map(line, rows)])


def line(cells: Iterable[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"
