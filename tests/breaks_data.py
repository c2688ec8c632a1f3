"""Series for the tests of breaks: the flow of the Nile, and rows made of numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indicators.model import Pair, Result, Row

# Annual flow of the Nile at Aswan in 10^8 m3, 1871-1970, as Cobb (1978) gives it; the data set `Nile` of R.
FIRST_YEAR = 1871


def nile() -> NDArray[np.float64]:
    from statsmodels.datasets import nile as published

    return np.asarray(published.load_pandas().data["volume"], dtype=float)


def yearly(values: Sequence[float], start: int = 2000, status: str = "reported", variant: str = "") -> list[Row]:
    numbered = enumerate(map(float, values))
    return [Row(variant, str(start + number), value, value, value, status, (number,)) for number, value in numbered]


def monthly(values: Sequence[float], start: int = 2000) -> list[Row]:
    names = (f"{start + number // 12}-{number % 12 + 1:02d}" for number in range(len(values)))
    return [Row("", name, value, value, value, "reported", ()) for name, value in zip(names, values, strict=True)]


def result_of(rows: Sequence[Row], unit: str = "USD mn", variants: tuple[str, ...] = ()) -> Result:
    return Result("made", "Made", unit, 0, Pair("BLR", "RUS"), None, "none", tuple(rows), None, variants)
