"""Check what commands, requests and addresses give as parameters, by the same declarations that describe them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import unquote_to_bytes

from dashboard.forms import DIALECTS, RFC_4180
from dashboard.language import LANGUAGES
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.account import BENCHMARKS, DISCOUNTS
from indicators.model import Pair, Result
from indicators.products.lines import LEVELS
from indicators.scenario_inputs import GAS_BENCHMARKS
from ingest.errors import ParameterError
from ingest.periods import Period, period
from ingest.scenarios import UNITS

_MONTH = r"(?:0[1-9]|1[0-2])"
_ONE = rf"[1-9][0-9]{{3}}(?:H[12]|Q[1-4]|-{_MONTH}(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
PERIOD = rf"^{_ONE}(?:\.\.(?:{_ONE}|{_MONTH}))?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NUMBERS: dict[Callable[[str], Any], str] = {int: "integer", float: "number"}  # in JSON Schema's words
WORDS = r"^[^\x00-\x1f\x7f-\x9f\ufffd]*$"  # U+FFFD stands where the request was not UTF-8


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it is for, what is allowed, and how the text becomes a value."""

    name: str
    description: str
    expected: str
    parse: Callable[[str], Any] = str
    pattern: str = ""
    choices: Callable[[Repository], Collection[str]] | None = None
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 100
    default: Any = None
    form: str = ""  # JSON Schema's `format`
    example: str = ""
    within: str = "query"  # or `path`
    check: Callable[[Any, Repository], None] | None = None  # refuses what the data do not have, by a ParameterError

    def checked(self, text: str, repository: Repository) -> Any:
        """Return the value that `text` stands for, the default for an empty one.

        Raises ParameterError naming the parameter and what is allowed.
        """
        if not text:
            return self.default
        try:
            allowed = isinstance(text, str) and len(text) <= self.longest and re.fullmatch(self.pattern or ".*", text)
            if allowed and (self.choices is None or text in self.choices(repository)):
                value = self.parse(text)
                if self.minimum is None or self.maximum is None or self.minimum <= value <= self.maximum:
                    self._check(value, repository)
                    return value
        except ValueError as error:
            raise ParameterError(self.name, expected=self.expected, found=text) from error
        raise ParameterError(self.name, expected=self.expected, found=text)

    def _check(self, value: Any, repository: Repository) -> None:
        if self.check is not None:
            self.check(value, repository)

    def schema(self, repository: Repository) -> dict[str, Any]:
        """Return the JSON Schema of what `checked` takes."""
        kind = _NUMBERS.get(self.parse, "string")
        found: dict[str, Any] = {"type": kind}
        if kind != "string":
            found |= {"minimum": self.minimum, "maximum": self.maximum}
        elif self.choices:
            found |= {"enum": sorted(self.choices(repository))}
        else:
            found |= {"maxLength": self.longest} | ({"pattern": self.pattern} if self.pattern else {})
        found |= {"format": self.form} if self.form else {}
        return found | ({"default": self.default} if self.default not in (None, ()) else {})


def _countries(repository: Repository) -> Collection[str]:
    return repository.areas


def _partners(repository: Repository) -> Collection[str]:
    return repository.partners


DEPENDENT = Parameter(
    "dependent", "the country that depends, ISO 3166 alpha-3",
    "an ISO 3166 alpha-3 code of a country in the data, such as BLR, KAZ, RUS or CHN",
    pattern="^[A-Z]{3}$", choices=_countries, longest=3, default=DEFAULT_PAIR.dependent,
)  # fmt: skip
PARTNER = Parameter(
    "partner", "the country depended on, another than the dependent one; EUU is the European Union",
    "an ISO 3166 alpha-3 code of a country in the data, such as BLR, KAZ, RUS or CHN, or EUU for the European Union",
    pattern="^[A-Z]{3}$", choices=_partners, longest=3, default=DEFAULT_PAIR.partner,
)  # fmt: skip


def _when(name: str, meaning: str) -> Parameter:
    expected = "a period such as 2019, 2021Q1, 2021-06 or 2021-06-02"
    return Parameter(name, meaning, expected, parse=period, pattern=PERIOD, longest=30, example="2019")


FROM = _when("from", "only periods that touch this one or end later")
TO = _when("to", "only periods that touch this one or begin earlier; not before `from`")
AS_OF = Parameter(
    "as_of", "only editions known by this day", "a day such as 2021-09-30",
    parse=date.fromisoformat, pattern=DAY, longest=10, form="date", example="2021-09-30",
)  # fmt: skip
VARIANT = Parameter(
    "variant", "only this way of computing it, of those that the catalogue lists", "a variant that the catalogue lists",
    pattern="^[a-z0-9_]+$", longest=60,
)  # fmt: skip


def _switch(name: str, meaning: str) -> Parameter:
    return Parameter(
        name, meaning, "on or off", parse=lambda text: text == "on", choices=lambda repository: ("on", "off"),
        default=True,
    )  # fmt: skip


BOUNDS = _switch("bounds", "whether charts draw bounds")
EVENTS = _switch("events", "whether charts mark events")
SNAPSHOT = Parameter(
    "snapshot", "the snapshot to answer from, by its id; without it the current one",
    "the id of a snapshot that is kept here", pattern="^[0-9a-f]{12}$", longest=12,
)  # fmt: skip
WORDS_SOUGHT = Parameter(
    "q", "words, all of which must occur in the id or the title, in any case", "at most 200 printable characters",
    pattern=WORDS, longest=200, default="", example="gas price",
)  # fmt: skip
LIMIT = Parameter(
    "limit", "how many to list at most", "a whole number from 1 to 1000", parse=int, pattern="^[0-9]{1,9}$",
    minimum=1, maximum=1000, default=100,
)  # fmt: skip
OFFSET = Parameter(
    "offset", "how many to leave out at the beginning", "a whole number from 0 to 100000000", parse=int,
    pattern="^[0-9]{1,9}$", minimum=0, maximum=100_000_000, default=0,
)  # fmt: skip


NOWCAST = Parameter(
    "nowcast", "off leaves nowcasts out", "on or off", choices=lambda _: ("on", "off"), longest=3, default="on",
)  # fmt: skip
SINCE = Parameter(
    "since", "the year since which a rise is told of; the first one with a value by default",
    "a year of the index, such as 2012", parse=int, pattern="^[0-9]{4}$", minimum=1900, maximum=2999,
)  # fmt: skip


def _indices(repository: Repository) -> Collection[str]:
    return repository.indices.indices if repository.indices else ()


INDEX = Parameter(
    "id", "id of the composite index", "dependence_index or opacity_index", choices=_indices, within="path",
)  # fmt: skip


def _part_of_key(name: str, meaning: str) -> Parameter:
    """One of the few values that occur; items and products are too many to list: any text is taken."""
    if name in ("item", "product"):
        return Parameter(name, meaning, "at most 100 printable characters", pattern=WORDS)

    def choices(repository: Repository) -> Collection[str]:
        return repository.series.keys[name]

    return Parameter(name, meaning, f"the {name} of some series, as /api/v1/series lists them", choices=choices)


YEAR = Parameter(
    "year", "only this year; without it the latest that has lines", "a year from 1900 to 2100", parse=int,
    pattern="^[0-9]{4}$", minimum=1900, maximum=2100,
)  # fmt: skip
WORLD_YEAR = replace(YEAR, description="the year; without it the latest with every country's trade")
BESIDE = Parameter(
    "beside", "a country to set beside those of the region", DEPENDENT.expected, pattern="^[A-Z]{3}$",
    choices=_countries, longest=3, example="KAZ",
)  # fmt: skip
LEVEL = Parameter(
    "level", "how fine the lines are; without it the finest that hold half of the trade",
    f"one of {', '.join(LEVELS)}", choices=lambda _: LEVELS,
)  # fmt: skip


KEY_PARAMETERS = (
    _part_of_key("source", "only series of this source"),
    _part_of_key("item", "only series of this item, the publisher's code of what is measured"),
    _part_of_key("reporter", "only what this country reports, or this area is about"),
    _part_of_key("partner", "only flows with this country or creditor"),
    _part_of_key("product", "only this product or detail"),
    _part_of_key("freq", "only this frequency: A annual, Q quarterly, M monthly, D daily, _O single figures"),
)


def _one_of(name: str, meaning: str, allowed: Collection[str], default: str) -> Parameter:
    def choices(repository: Repository) -> Collection[str]:
        return allowed

    return Parameter(name, meaning, f"one of {', '.join(allowed)}", choices=choices, default=default)


def _whole(name: str, meaning: str, minimum: int, maximum: int, default: int | None = None) -> Parameter:
    return Parameter(
        name, meaning, f"a whole number from {minimum} to {maximum}", parse=int, pattern="^[0-9]{1,9}$",
        minimum=minimum, maximum=maximum, default=default,
    )  # fmt: skip


def _number(name: str, meaning: str, minimum: float, maximum: float) -> Parameter:
    return Parameter(
        name, meaning, f"a number from {minimum:g} to {maximum:g}", parse=float, minimum=minimum,
        maximum=maximum, pattern=r"^[0-9]{1,9}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?$",
    )  # fmt: skip


HORIZON = _whole("horizon", "months over which the account runs", 1, 24, 12)
HUB_YEAR = _whole("hub_year", "year of the gas benchmark's price; by default that of data/scenarios.toml", 1960, 2100)
GAS_BENCHMARK = _one_of("benchmark", "price that gas is set beside", tuple(GAS_BENCHMARKS), "hub")
_MOST = {"part": 1.0, "elasticity": 10.0, "months": 120.0, "USD mn": 1e6}
SCENARIO_PARAMETERS = tuple(
    _number(name, f"sets `{name}` of the scenario, in place of its band; unit: {unit}", 0.0, _MOST[unit])
    for name, unit in UNITS.items()
)
BENCHMARK = _one_of("benchmark", "price that gas is set beside", BENCHMARKS, "hub")
LANGUAGE = _one_of("lang", "language of the page", tuple(LANGUAGES), "en")
DISCOUNT = _one_of(
    "discount", "rate at which a deferred payment is discounted, per cent a year", [f"{rate:g}" for rate in DISCOUNTS],
    f"{DISCOUNTS[0]:g}",
)  # fmt: skip
DIALECT = _one_of(
    "dialect", "how the CSV is written: as in RFC 4180, or for a spreadsheet with decimal comma", DIALECTS, RFC_4180
)
SIGMA = _number("sigma", "elasticity of substitution between partners, in place of its band", 1.01, 100.0)
PAIR = (DEPENDENT, PARTNER)
SPAN = (FROM, TO)
QUESTION = (*PAIR, *SPAN, AS_OF)
INDEX_QUESTION = (*PAIR, SINCE, AS_OF)
PRODUCTS = (*PAIR, YEAR, LEVEL)
SEARCH = (WORDS_SOUGHT, *KEY_PARAMETERS, LIMIT, OFFSET)


def check_variant(variant: str | None, result: Result) -> None:
    """Raise ParameterError for a variant that the result does not have; none at all asks for all of them."""
    if variant is not None and variant not in result.variants:
        allowed = f"one of {', '.join(result.variants)}" if result.variants else f"none: {result.id} has no variants"
        raise ParameterError("variant", expected=allowed, found=variant)


@dataclass(frozen=True, slots=True)
class Query:
    """A checked question: which pair, over which periods, as known on which day."""

    pair: Pair = DEFAULT_PAIR
    start: Period | None = None
    end: Period | None = None
    as_of: date | None = None

    def within(self, result: Result) -> Result:
        """Return the result with only the rows whose period touches the asked ones."""
        if self.start is None and self.end is None:
            return result
        rows = tuple(row for row in result.rows if self.touches(period(row.period)))
        reason = result.reason or (None if rows else "no value in the asked periods")
        return Result(
            result.id, result.title, result.unit, result.direction, result.pair, result.as_of, result.snapshot, rows,
            reason, result.variants,
        )  # fmt: skip

    def touches(self, span: Period) -> bool:
        """Return whether a period lies, even in part, within the asked ones."""
        after = self.start is None or span.last >= self.start.first
        return after and (self.end is None or span.first <= self.end.last)


def given_by(query: bytes) -> dict[str, str]:
    """Return the parameters of a query; what is not UTF-8 becomes U+FFFD, which no parameter takes.

    Flask's own reading would leave it escaped, as if somebody had asked for the escape. Raises ParameterError for a
    parameter that is given twice.

    >>> given_by(b"from=2012&lang=be"), given_by(b"q=%ff")
    ({'from': '2012', 'lang': 'be'}, {'q': '\ufffd'})
    """
    found: dict[str, str] = {}
    for part in filter(None, query.replace(b"+", b" ").split(b"&")):
        name_bytes, _, text = part.partition(b"=")
        name = unquote_to_bytes(name_bytes).decode(errors="replace")
        value = unquote_to_bytes(text).decode(errors="replace")
        if name in found:
            raise ParameterError(name[:40], expected="one value", found=[found[name], value])
        found[name] = value
    return found


def values(given: Mapping[str, str], known: Collection[Parameter], repository: Repository) -> dict[str, Any]:
    """Return the value of every parameter in `known`, from `given` or by default.

    Raises ParameterError naming the parameter and what is allowed, also for one in `given` that is not known, for a
    partner that is the dependent country and for a span that ends before it begins.
    """
    names = [parameter.name for parameter in known]
    for name in given:
        if name not in names:
            allowed = f"one of the parameters {', '.join(names)}" if names else "no parameter"
            raise ParameterError(name[:40], expected=allowed, found=given[name])
    found = {parameter.name: parameter.checked(given.get(parameter.name, ""), repository) for parameter in known}
    if {"dependent", "partner"} <= found.keys() and found["dependent"] == found["partner"]:
        raise ParameterError("partner", expected="another country than the dependent one", found=found["partner"])
    start, end = found.get("from"), found.get("to")
    if start and end and end.last < start.first:
        raise ParameterError("to", expected=f"a period not before {start.text}", found=end.text)
    return found


def query(given: Mapping[str, str], repository: Repository, *, known: tuple[str, ...] = ()) -> Query:
    """Return the checked query of `given`: dependent, partner, from, to, as_of, all optional.

    Raises ParameterError naming the parameter and what is allowed, also for one that is neither these nor `known`.
    """
    return question(values({name: given[name] for name in given if name not in known}, QUESTION, repository))


def question(found: Mapping[str, Any]) -> Query:
    """Return checked values, such as those of `values`, as a query; what is not among them is not limited."""
    pair = Pair(found.get("dependent", DEFAULT_PAIR.dependent), found.get("partner", DEFAULT_PAIR.partner))
    return Query(pair, found.get("from"), found.get("to"), found.get("as_of"))
