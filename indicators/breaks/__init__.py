"""Structural breaks of a result: at known dates, at unknown ones, and never across a change of status.

`breaks_of` is all that other layers need; its parts work on any series of numbers.
"""

from indicators.breaks.evaluate import breaks_of
from indicators.breaks.model import METHODS, Break, Breaks, RunBreaks, Trend, Untested
from indicators.breaks.runs import Left

__all__ = ["METHODS", "Break", "Breaks", "Left", "RunBreaks", "Trend", "Untested", "breaks_of"]
