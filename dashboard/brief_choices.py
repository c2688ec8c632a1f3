"""What a brief can be asked to tell of: by the ids of what is watched and of the rules of alerts, for every way in."""

from collections.abc import Collection

from dashboard.brief_findings import MOST, WATCHED, title_of
from dashboard.language import tr
from dashboard.parameters import Parameter
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


def chosen(view: View) -> tuple[str, ...]:
    """Return the findings that an address asks for, none where it leaves them to the rules.

    >>> from dashboard.repository import open_repository
    >>> chosen(View(open_repository(), asked={"findings": "export_share,reserves_fall"}))
    ('export_share', 'reserves_fall')

    Raises ParameterError that lists what there is.
    """
    found: tuple[str, ...] = FINDINGS.checked(view.asked.get(FINDINGS.name, ""), view.repository)
    return found


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
