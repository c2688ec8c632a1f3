"""Every text that pages say, collected for translation: those marked in the code, and those that declarations hold."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboard import (
    estimates,
    product_lines,
    scenario_account,
    scenario_cards,
    scenario_controls,
    scenario_figures,
    theme,
)
from dashboard.app import pages
from dashboard.cards import COPIED
from dashboard.changes import COUNTED
from dashboard.charts import HIDDEN
from dashboard.claim_view import BASES, CLOCKS, section_of
from dashboard.components import NO_PERIOD
from dashboard.frame import DRAWER
from dashboard.freshness import STATES
from dashboard.language import LOCALES
from dashboard.method import DIRECTIONS
from dashboard.pages import about, method
from dashboard.pages.memo import HEADS
from dashboard.pages.overview import TILES
from dashboard.provenance import DONE
from dashboard.repository import Repository
from dashboard.timeline import LANES
from indicators.catalogue import CATALOGUE
from indicators.estimators import ESTIMATORS, NOT_COMPUTED
from indicators.index.sensitivity import factors_of
from indicators.scenarios import TITLES
from indicators.specifications import NOMINAL
from ingest.alerts import alert_rules

_CODE = Path(__file__).parent
_MARKS = {"tr": None, "told": None, "ntr": (1, 2), "marked": None}
Message = str | tuple[str, str]  # the latter with its plural


def messages(repository: Repository) -> dict[Message, str]:
    """Return every text with where it stands: a file of the code, or the kind of declaration."""
    found: dict[Message, str] = {}
    rules = [("**.py", "python")]
    for file, _, text, _, _ in extract_from_dir(_CODE, rules, keywords=_MARKS, strip_comment_tags=True):
        found.setdefault((text[0], text[1]) if isinstance(text, tuple) else text, file)
    for text, kind in declared(repository):
        if any(letter.isalpha() for letter in text):
            found.setdefault(text, kind)
    return found


def declared(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield what declarations say on pages, each with its kind."""
    for words in (theme.STATUS_WORDS, theme.STATE_WORDS, theme.KIND_WORDS, theme.COMPUTED_WORDS, theme.UNITS):
        yield from ((text, "words") for text in words.values())
    yield from ((text, "words") for text in (*DRAWER.values(), *COPIED.values(), *BASES.values(), *HEADS))
    yield from ((text, "words") for text in (*theme.DIRECTION_WORDS.values(), *LANES.values(), *HIDDEN, NO_PERIOD))
    yield from ((text, "words") for text in (*COUNTED.values(), *DONE.values(), *STATES))
    yield from ((title, "words") for title, *_ in TILES)
    shown: list[str] = [*estimates.HEADS, *estimates.WORDS.values(), estimates.CAUTION, *ESTIMATORS.values()]
    shown += [*NOT_COMPUTED.values(), *product_lines.WORDS.values(), *product_lines.LEVELS.values()]
    shown += [*product_lines.IMPORTS, *product_lines.EXPORTS, product_lines.ABOUT]
    yield from ((text, "trade") for text in shown)
    series = repository.snapshot.tables.series
    groups = series.loc[series["source"] == "wits", "product"].unique()
    yield from (
        (theme.capital(str(name).replace("_", " ")), "product")
        for name in sorted(map(str, groups))
        if name[:1].islower()
    )
    yield from ((text, "words") for text in (*CLOCKS.values(), NOMINAL))
    yield from ((text, "words") for text in (*DIRECTIONS.values(), *method.SECTIONS.values(), *about.LIMITS))
    yield from _of_scenarios(repository)
    yield from ((page.title, "page") for page in pages())
    yield from ((name, "indicator") for name in method.THEMES)
    for indicator in CATALOGUE.values():
        yield indicator.title, "indicator"
        yield indicator.question, "indicator"
        yield from ((variant.title, "indicator") for variant in indicator.variants)
        yield from ((variant.reason, "indicator") for variant in indicator.variants)
        yield indicator.unit, "unit"
    for measure in repository.measures.values():
        yield measure["title"], "measure"
        yield measure["unit"], "unit"
    for event in repository.events:
        yield event.title, "event"
        yield event.text, "event"
    for rule in alert_rules():
        yield rule.title, "alert"
        yield rule.why, "alert"
    for claim in repository.claims:
        yield claim.theme, "claim"
        yield section_of(claim), "claim"
        yield claim.claim, "claim"
        yield claim.reason, "claim"
        yield from ((text, "claim") for text in (*claim.bases, *claim.with_.get("missing", ())))
    for index in repository.indices.indices.values() if repository.indices else ():
        yield from ((one.title, "index") for one in index.pillars)
        yield from ((one.title, "index") for one in index.inputs)
        yield from ((title, "index") for title in factors_of([pillar.title for pillar in index.pillars])[1])
    yield from ((name, "country") for name in repository.names.values())


def _of_scenarios(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield what the page of scenarios says of its own, and what data/scenarios.toml declares for it."""
    yield scenario_account.NOTE, "words"
    yield from ((title, "words") for title, _ in scenario_account.RESERVE_LINES.values())
    yield from ((text, "words") for text in (*TITLES.values(), *scenario_figures.COLOUR, *scenario_cards.CASE_HEADS))
    for words in (scenario_cards.PART_WORDS, scenario_controls.BENCHMARK_WORDS, scenario_controls.BASIS_WORDS):
        yield from ((text, "words") for text in words.values())
    yield from ((text, "words") for text in (*scenario_controls.GROUPS, *scenario_controls.UNIT_WORDS.values()))
    declared_ones = repository.scenarios
    yield declared_ones.base_source, "scenario"
    for scenario in declared_ones.scenarios.values():
        yield scenario.title, "scenario"
        yield scenario.text, "scenario"
        yield from ((parameter.title, "scenario") for parameter in scenario.parameters.values())


def renew(repository: Repository, code: str) -> tuple[int, int]:
    """Write a language's file anew: each text with the translation it has. Returns how many there are and lack one."""
    path = LOCALES / f"{code}.po"
    with path.open("rb") as file:
        before = read_po(file, locale=code)
    catalogue = Catalog(locale=code, charset="utf-8", fuzzy=False)
    lacking = 0
    for message, where in sorted(messages(repository).items(), key=lambda one: (one[1], str(one[0]))):
        key = message[0] if isinstance(message, tuple) else message
        known = before.get(key)
        text = known.string if known else ""
        lacking += not all(text if isinstance(text, tuple | list) else [text])
        catalogue.add(message, text, locations=[(where, 0)])
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=False, include_lineno=False)
    path.write_bytes(written.getvalue())
    return len(catalogue), lacking
