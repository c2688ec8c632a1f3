"""Draw the charts of a brief in processes of their own, which load matplotlib while the brief is computed."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from dashboard.figures import Figure

Draw = Callable[[Sequence[Figure]], list[str]]
_PROCESSES = 2


def drawn(figures: Sequence[Figure]) -> list[str]:
    """Return figures as SVG, drawn in this process.

    >>> drawn([])
    []
    """
    from dashboard.brief_charts import svg  # loads matplotlib, which takes two seconds that only briefs need

    return [svg(figure) for figure in figures]


@contextmanager
def drawing() -> Iterator[Draw]:
    """Yield what draws as `drawn` does, in forks of this process, which have to be made before it has threads.

    >>> with drawing() as draw:
    ...     draw([])
    []
    """
    if sys.platform == "win32":  # it has no forks
        yield drawn
        return
    with ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("fork")) as pool:
        for _ in range(_PROCESSES):
            pool.submit(drawn, ())
        yield lambda figures: [picture for one in pool.map(drawn, [[figure] for figure in figures]) for picture in one]
