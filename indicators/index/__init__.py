"""The composite indices of data/index.toml: their panel of inputs, result, uncertainty, and place in the catalogue."""

from indicators.index.indicators import INDICATORS

__all__ = ["INDICATORS"]
