"""What `depdash alerts` does to alerts: deliver them, acknowledge one, mute a rule, tell how it stands with each."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from dashboard import alerts
from dashboard.alert_letters import letter
from dashboard.alert_notices import alert_id, due, notice, with_past
from dashboard.language import LANGUAGES, speaking
from dashboard.repository import Repository
from dashboard.watch import follows
from indicators.alerts import Firing
from indicators.model import Pair
from ingest import notices
from ingest.alerts import alert_rules
from ingest.channels import channels
from ingest.declared import Watched
from ingest.delivery import Outcome, deliver, sent_ids
from ingest.errors import DepdashError, ParameterError
from ingest.places import Place
from ingest.store import user_store

_LANGUAGE = "DEPDASH_ALERTS_LANG"


def delivered(repository: Repository, watch: Mapping[Pair, Sequence[Watched]]) -> Iterator[str]:
    """Send what was not sent yet by every configured channel, and yield a line for each.

    `watch` has the entries of a watch list by pair; for a pair without any, all rules are heard.

    Raises ParameterError where no channel is configured or a setting is wrong, and DepdashError at the end where a
    channel failed: the others have sent what they had to.
    """
    spoken = os.environ.get(_LANGUAGE, "") or "en"
    if spoken not in LANGUAGES:
        raise ParameterError(_LANGUAGE, expected=f"one of {', '.join(LANGUAGES)}", found=spoken)
    place = user_store().place
    with speaking(spoken):
        ways = channels(os.environ, letter)
        made = [one for pair, entries in watch.items() for one in _open(repository, pair, entries, place)]
        outcomes = deliver(place, made, ways)
    yield from (_line(outcome) for outcome in outcomes)
    if failed := [outcome.failed for outcome in outcomes if outcome.failed]:
        raise DepdashError("; ".join(failed))


def _open(repository: Repository, pair: Pair, watch: Sequence[Watched], place: Place) -> list[notices.Notice]:
    """Return what is to be delivered, and keep what had passed before the first delivery or while a rule was muted."""
    quiet, found = notices.muted(place, date.today()), alerts.fired(repository, pair, watch)
    known = notices.past(place, pair.dependent, pair.partner)
    whole = with_past(known, found, [rule.id for rule in alert_rules() if follows(watch, rule)], quiet)
    if whole != known:
        notices.keep_past(place, pair.dependent, pair.partner, whole)
    made = [notice(repository, one, pair) for one in due(found, whole) if one.rule.id not in quiet]
    seen = notices.acknowledged(place)
    return [one for one in made if one.id not in seen]


def _line(outcome: Outcome) -> str:
    return f"{outcome.channel}: {len(outcome.sent)} sent{', then it failed' if outcome.failed else ''}"


def acknowledged(repository: Repository, pair: Pair, identity: str) -> Iterator[str]:
    """Acknowledge an alert, and yield a line that says so.

    Raises ParameterError for an id that no alert has.
    """
    place = user_store().place
    known = {alert_id(repository, one, pair) for one in alerts.fired(repository, pair)}
    if identity not in known | sent_ids(place):
        raise ParameterError("--acknowledge", expected="an id that 'depdash alerts' lists", found=identity)
    notices.acknowledge(place, identity)
    yield f"{identity}: acknowledged; it is not delivered any more"


def muted(rule: str, until: str | None) -> Iterator[str]:
    """Mute a rule, and yield a line that says so.

    Raises ParameterError for an unknown rule, and for a last day that is none or has passed.
    """
    _require(rule, "--mute")
    last = _day(until) if until is not None else None
    notices.mute(user_store().place, rule, last)
    yield f"{rule}: muted {f'up to {last}' if last else 'for good'}; 'depdash alerts --unmute {rule}' ends it"


def unmuted(rule: str) -> Iterator[str]:
    """Have a rule's alerts delivered again, and yield a line that says so.

    Raises ParameterError for an unknown rule.
    """
    _require(rule, "--unmute")
    notices.unmute(user_store().place, rule)
    yield f"{rule}: not muted"


def _require(rule: str, parameter: str) -> None:
    known = [one.id for one in alert_rules()]
    if rule not in known:
        raise ParameterError(parameter, expected=f"one of {', '.join(known)}", found=rule)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ParameterError("--until", expected="a day such as 2030-12-31", found=text) from error
    if day < date.today():
        raise ParameterError("--until", expected="a day that has not passed", found=text)
    return day


def states(repository: Repository, found: Sequence[Firing], pair: Pair) -> list[dict[str, str]]:
    """Return the id of each alert and how it stands with it: delivered, acknowledged, muted, or nothing of these."""
    place, identify = user_store().place, partial(alert_id, repository, pair=pair)
    seen, quiet, sent = notices.acknowledged(place), notices.muted(place, date.today()), sent_ids(place)
    made = [(identify(one), one.rule.id) for one in found]
    return [{"id": identity, "state": _state(identity, rule, seen, quiet, sent)} for identity, rule in made]


def _state(identity: str, rule: str, seen: frozenset[str], quiet: dict[str, date | None], sent: frozenset[str]) -> str:
    if identity in seen:
        return "acknowledged"
    if rule in quiet:
        return f"muted until {quiet[rule]}" if quiet[rule] else "muted"
    return "delivered" if identity in sent else ""
