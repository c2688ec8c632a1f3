"""Check what commands, requests and addresses give as parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.model import Pair, Result
from ingest.errors import ParameterError
from ingest.periods import Period, period


@dataclass(frozen=True, slots=True)
class Query:
    """A checked question: which pair, over which periods, as known on which day."""

    pair: Pair
    start: Period | None = None
    end: Period | None = None
    as_of: date | None = None

    def within(self, result: Result) -> Result:
        """Return the result with only the rows whose period touches the asked ones."""
        if self.start is None and self.end is None:
            return result
        rows = tuple(row for row in result.rows if self._touches(period(row.period)))
        reason = result.reason or (None if rows else "no value in the asked periods")
        return Result(
            result.id, result.title, result.unit, result.direction, result.pair, result.as_of, result.snapshot, rows,
            reason, result.variants,
        )  # fmt: skip

    def _touches(self, span: Period) -> bool:
        after = self.start is None or span.last >= self.start.first
        return after and (self.end is None or span.first <= self.end.last)


def query(given: Mapping[str, str], repository: Repository, *, known: tuple[str, ...] = ()) -> Query:
    """Return the checked query of `given`: dependent, partner, from, to, as_of, all optional.

    Raises ParameterError naming the parameter and what is allowed, also for one that is neither these nor `known`.
    """
    names = ("dependent", "partner", "from", "to", "as_of")
    for name in given:
        if name not in names + known:
            raise ParameterError(name, expected=f"one of the parameters {', '.join(names)}", found=given[name])
    pair = Pair(
        _country("dependent", given.get("dependent") or DEFAULT_PAIR.dependent, repository),
        _country("partner", given.get("partner") or DEFAULT_PAIR.partner, repository),
    )
    if pair.dependent == pair.partner:
        raise ParameterError("partner", expected="another country than the dependent one", found=pair.partner)
    start, end = _period("from", given.get("from")), _period("to", given.get("to"))
    if start and end and end.last < start.first:
        raise ParameterError("to", expected=f"a period not before {start.text}", found=end.text)
    return Query(pair, start, end, _day("as_of", given.get("as_of")))


def _country(name: str, code: str, repository: Repository) -> str:
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z]{3}", code) or code not in repository.areas:
        allowed = "an ISO 3166 alpha-3 code of a country in the data, such as BLR, KAZ, RUS or CHN"
        raise ParameterError(name, expected=allowed, found=code)
    return code


def _period(name: str, text: str | None) -> Period | None:
    if not text:
        return None
    try:
        return period(text)
    except ValueError as error:
        raise ParameterError(
            name, expected="a period such as 2019, 2021Q1, 2021-06 or 2021-06-02", found=text
        ) from error


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ParameterError(name, expected="a day such as 2021-09-30", found=text) from error
