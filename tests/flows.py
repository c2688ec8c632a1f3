"""A made-up world of one year, whose every flow a test chooses."""

import numpy as np

from indicators.world import World

# A sells 60 to B and 40 to C; B sells 30 to A; C sells 10 to A and 20 to B.
HAND = [[0, 60, 40], [30, 0, 0], [10, 20, 0]]


class Flows(World):
    """A world of one year with the flows of a matrix."""

    def __init__(self, flows: list[list[float]], wrong: tuple[tuple[int, int], ...] = ()) -> None:
        size = len(flows)
        self.areas = [chr(65 + number) for number in range(size)]
        self.flows = {2019: np.array(flows, dtype=float)}
        self._wrong = {2019: np.zeros((size, size), dtype=bool)}
        for pair in wrong:
            self._wrong[2019][pair] = True
