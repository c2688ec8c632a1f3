"""What is to be delivered of a snapshot: its alerts as notices, without those that had passed before anybody asked."""

import math
from collections.abc import Collection, Sequence

from dashboard import alerts
from dashboard.language import speaking, tr
from dashboard.repository import Repository
from dashboard.theme import number
from indicators.alerts import Firing
from indicators.model import Pair
from ingest.notices import Notice, notice_id


def alert_id(repository: Repository, one: Firing, pair: Pair) -> str:
    """Return the id of an alert: the same for as long as it says the same numbers, in whatever language."""
    rule = one.rule
    subject = (rule.id, rule.of, rule.variant, pair.dependent, pair.partner, one.period)
    if rule.kind in ("stopped", "break", "late"):
        return notice_id(subject, ())  # the period is what fired; the mean after a break moves with each new value
    if rule.kind == "verdict":
        return notice_id(subject, (one.since, one.now.status))
    unit = alerts.unit_of(repository, rule, pair)
    with speaking("en"):
        return notice_id(subject, (one.since, *(number(each, unit) for each in one.now[2:5])))


def notice(repository: Repository, one: Firing, pair: Pair) -> Notice:
    """Return an alert as receivers get it, in the language spoken."""
    rule = one.rule
    dependent, partner = (repository.name(code) for code in (pair.dependent, pair.partner))
    return Notice(
        id=alert_id(repository, one, pair),
        rule=rule.id,
        severity=rule.severity,
        indicator=rule.of,
        variant=rule.variant,
        dependent=pair.dependent,
        partner=pair.partner,
        pair=tr("{dependent} on {partner}", dependent=dependent, partner=partner),
        subject=tr(alerts.subject(repository, rule)),
        period=one.period,
        since=one.since,
        title=tr(rule.title),
        text=alerts.told(repository, one, pair),
        why=tr(rule.why),
        value=_known(one.now.value),
        low=_known(one.now.low),
        high=_known(one.now.high),
        unit=alerts.unit_of(repository, rule, pair),
        known_by=alerts.known_by(repository, one).isoformat(),
        snapshot=repository.snapshot.id,
    )


def with_past(
    known: dict[str, list[str]], found: Sequence[Firing], rules: Sequence[str], quiet: Collection[str]
) -> dict[str, list[str]]:
    """Return the periods that each rule is not to tell of: for one that is new here, or `quiet`, all that passed.

    >>> with_past({"gap": ["2020"]}, [], ["gap", "new"], [])
    {'gap': ['2020'], 'new': []}
    """
    more = {rule: _passed(rule, found) for rule in rules if rule not in known or rule in quiet}
    return known | {rule: sorted({*known.get(rule, ()), *periods}) for rule, periods in more.items()}


def due(found: Sequence[Firing], known: dict[str, list[str]]) -> list[Firing]:
    """Return the alerts that somebody is to hear of, the gravest first: those that hold, and what is not past."""
    told = [one for one in found if one.holds or one.period not in known.get(one.rule.id, ())]
    return sorted(told, key=lambda one: (alerts.ORDER.index(one.rule.severity), one.rule.id, one.period))


def _passed(rule: str, found: Sequence[Firing]) -> set[str]:
    return {one.period for one in found if one.rule.id == rule and not one.holds}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
