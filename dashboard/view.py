"""What a page shows: all that its address asks for, and the data picked by it. The same address, the same picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboard import parameters
from dashboard.language import tr
from dashboard.operations import ROOT
from dashboard.parameters import Parameter, Query, question, values
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.snapshots import Snapshots
from dashboard.theme import spoken
from dashboard.watch import WATCH, listed
from indicators.model import Pair, Result
from ingest.declared import Watched

# What the address of any page may ask for; a page's own parameters stand with the page.
SHARED: tuple[Parameter, ...] = (
    *parameters.QUESTION, parameters.BOUNDS, parameters.EVENTS, parameters.BENCHMARK, parameters.SNAPSHOT,
    parameters.LANGUAGE, WATCH,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """The state of a page: pair, span, clock, what charts draw, and in `asked` the page's own choices as text."""

    repository: Repository
    query: Query = field(default_factory=Query)
    bounds: bool = True
    events: bool = True
    benchmark: str = parameters.BENCHMARK.default
    language: str = parameters.LANGUAGE.default
    asked: Mapping[str, str] = field(default_factory=dict, hash=False)
    pinned: bool = False  # the address names the snapshot, and so do the links of the page
    missing: str = ""  # the snapshot that the address names, where it is not kept: the current one is shown
    watch: tuple[Watched, ...] = ()  # what the visitor follows

    @property
    def pair(self) -> Pair:
        """Who depends, and on whom."""
        return self.query.pair

    @property
    def names(self) -> tuple[str, str]:
        """The names of the dependent country and of its partner as a sentence says them."""
        return self.name(self.pair.dependent), self.name(self.pair.partner)

    def name(self, code: str) -> str:
        """Return the name of a country as a sentence of this view says it."""
        return spoken(tr(self.repository.name(code)))

    def result(self, indicator: str) -> Result:
        """Return an indicator for the pair, as known on the day asked for and within the span."""
        return self.query.within(self.repository.result(indicator, self.pair, self.query.as_of))

    def measure(self, measure: str) -> Result:
        """Return a measure for the pair, as known on the day asked for and within the span."""
        return self.query.within(self.repository.measure(measure, self.pair, self.query.as_of))

    def address(self, path: str, pair: Pair | None = None, **more: str) -> str:
        """Return an address that keeps what this view shares with other pages; `more` adds, and "" takes away."""
        kept = self.shared() | _of_pair(pair or self.pair) | more
        kept = {name: text for name, text in kept.items() if text}
        return f"{path}?{urlencode(kept)}" if kept else path

    def file(self, path: str, *names: str, **more: str) -> str:
        """Return an address of the API for what is shown: with the parameters `names` of this view, and `more`.

        The pair is spelled out wherever it is named, so that a saved address says what it is about.
        """
        known = self.shared() | {"dependent": self.pair.dependent, "partner": self.pair.partner}
        asked = {name: known[name] for name in names if known.get(name)} | more
        asked |= {"snapshot": self.repository.snapshot.id} if self.pinned else {}
        return f"{ROOT}{path}?{urlencode(asked)}" if asked else f"{ROOT}{path}"

    def shared(self) -> dict[str, str]:
        """Return as texts what differs from the default of all that any page takes; the pair is always named."""
        query = self.query
        return _of_pair(self.pair) | {
            name: text
            for name, text in (
                ("from", query.start.text if query.start else ""),
                ("to", query.end.text if query.end else ""),
                ("as_of", query.as_of.isoformat() if query.as_of else ""),
                ("bounds", "" if self.bounds else "off"),
                ("events", "" if self.events else "off"),
                ("snapshot", self.repository.snapshot.id if self.pinned else ""),
                ("lang", "" if self.language == parameters.LANGUAGE.default else self.language),
                ("benchmark", "" if self.benchmark == parameters.BENCHMARK.default else self.benchmark),
                (WATCH.name, listed(self.watch)),
            )
            if text
        }


def _of_pair(pair: Pair) -> dict[str, str]:
    """Return a pair as it stands in an address: the default one needs no words, and takes others away."""
    if pair == DEFAULT_PAIR:
        return {"dependent": "", "partner": ""}
    return {"dependent": pair.dependent, "partner": pair.partner}


def view(given: Mapping[str, str], snapshots: Snapshots, own: tuple[str, ...] = ()) -> View:
    """Return the view that an address asks for; `own` names the parameters that the page itself checks, first of all.

    What no page takes, such as the marks of a mailing, is passed over. Raises ParameterError for a wrong value.
    """
    named = parameters.SNAPSHOT.checked(given.get("snapshot", ""), snapshots.current)
    kept = snapshots.find(named) if named else None
    repository = kept or snapshots.current
    known = {parameter.name for parameter in SHARED} - set(own)
    found = values({name: text for name, text in given.items() if name in known}, SHARED, repository)
    asked = {name: text for name, text in given.items() if name in own}
    return View(
        repository, question(found), found["bounds"], found["events"], found["benchmark"],
        found["lang"], asked,
        pinned=kept is not None, missing="" if kept else named or "", watch=found[WATCH.name],
    )  # fmt: skip
