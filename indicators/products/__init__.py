"""Trade line by line: lines of a pair, and the indicators by product that are made of them."""

from indicators.products import flags, majority, risk

INDICATORS = (*majority.INDICATORS, *flags.INDICATORS, *risk.INDICATORS)
