"""Where countries stand among each other on one indicator, year by year."""

import math
from collections.abc import Mapping
from dataclasses import replace

from indicators.model import Result, Row

# The post-Soviet countries outside the European Union without Russia: any of them can stand in Belarus's place.
POST_SOVIET = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB")


def ranked(results: Mapping[str, Result], variant: str = "") -> dict[str, Result]:
    """Return, for each country, its rank by the value of a variant in each period: 1 is the highest value.

    Equal values share the better rank. A period of which a country has bounds only has no rank for it, and does not
    count it for the others: the row is left out. Ranks are taken before anything is rounded.
    """
    by_period: dict[str, dict[str, Row]] = {}
    for country, result in results.items():
        for row in result.of(variant):
            if not math.isnan(row.value):
                by_period.setdefault(row.period, {})[country] = row
    return {country: _ranks(country, result, variant, by_period) for country, result in results.items()}


def _ranks(country: str, result: Result, variant: str, by_period: Mapping[str, Mapping[str, Row]]) -> Result:
    rows = []
    for row in result.of(variant):
        known = by_period.get(row.period, {})
        if country in known:
            rank = 1.0 + sum(other.value > row.value for other in known.values())
            rows.append(row._replace(value=rank, low=rank, high=rank))
    return replace(result, unit="rank", rows=tuple(rows), reason=result.reason if rows else _reason(result))


def _reason(result: Result) -> str:
    return result.reason or "only bounds are known, which have no rank"
