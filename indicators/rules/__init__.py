"""The rules that test claims: each takes what was known and returns a verdict with its deciding number.

`RULES` has all of them by name; a module holds those that ask alike.
"""

from indicators.rules.combined import COMBINED, KINDS, RULES, all_hold, kinds_of, most_hold

__all__ = ["COMBINED", "KINDS", "RULES", "all_hold", "kinds_of", "most_hold"]
