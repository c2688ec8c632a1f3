"""What a brief can be asked for, by every way in: what it tells of, on which paper, under which line."""

from collections.abc import Collection, Mapping
from typing import Any

from dashboard.brief import PAPERS
from dashboard.brief_findings import MOST, WATCHED, title_of
from dashboard.language import tr
from dashboard.parameters import Parameter
from dashboard.repository import Repository
from dashboard.theme import capital
from dashboard.view import View
from ingest.alerts import alert_rules

_IDS = (*(name for name, _ in WATCHED), *(rule.id for rule in alert_rules()))


def _parsed(text: str) -> tuple[str, ...]:
    """Return the ids in a list with commas; raises ValueError for one that is none, given twice, or too many."""
    names = tuple(name.strip() for name in text.split(","))
    if not set(names) <= set(_IDS) or len(set(names)) != len(names) or len(names) > MOST:
        raise ValueError(text)
    return names


FINDINGS = Parameter(
    "findings", f"what the brief tells of, at most {MOST} ids separated by commas; chosen by rules by default",
    f"at most {MOST} different ones of {', '.join(_IDS)}, separated by commas",
    parse=_parsed, longest=400, default=(), example="export_share,gas_price_gap",
)  # fmt: skip
PAPER = Parameter(
    "paper", "the paper that a brief of two pages is set for; A4 by default", f"one of {', '.join(PAPERS)}",
    choices=lambda repository: PAPERS, default="A4", example="letter",
)  # fmt: skip
LINE = Parameter(
    "line", "a line at the top of every page, such as a classification; none by default",
    "at most 80 characters on one line", pattern=r"[^\x00-\x1f\x7f]*", longest=80, default="",
    example="For official use",
)  # fmt: skip
CHOICES = (FINDINGS, PAPER, LINE)


def checked(asked: Mapping[str, str], repository: Repository) -> dict[str, Any]:
    """Return what is asked for, by name, what is not by its default.

    >>> from dashboard.repository import open_repository
    >>> checked({"paper": "letter"}, open_repository())
    {'findings': (), 'paper': 'letter', 'line': ''}

    Raises ParameterError that tells what there is.
    """
    return {one.name: one.checked(asked.get(one.name, ""), repository) for one in CHOICES}


def offered(view: View) -> tuple[dict[str, str], dict[str, str]]:
    """Return what can be asked for with its title, by id: what is watched, and the rules of alerts."""
    watched = {name: _called(view, name, variant) for name, variant in WATCHED}
    return watched, {rule.id: tr(rule.title) for rule in alert_rules()}


def _called(view: View, name: str, variant: str) -> str:
    return capital(tr(title_of(view.result(name), variant)))


def listed(names: Collection[str]) -> str:
    """Return ids as an address has them.

    >>> listed(("export_share", "reserves_fall"))
    'export_share,reserves_fall'
    """
    return ",".join(names)
