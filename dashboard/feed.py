"""The Atom feed of alerts and of changes of the data (RFC 4287): what a reader polls in place of a page."""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as Xml

from dashboard import alerts
from dashboard.changes import counted
from dashboard.language import tr
from dashboard.named import in_words
from dashboard.repository import Repository
from dashboard.view import View
from dashboard.watch import by_pair, listed
from indicators.alerts import Firing
from indicators.model import Pair

MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"


def feed(view: View, base: str) -> bytes:
    """Return the feed of a view's pair, or of its watch list.

    Its links begin with `base`, the server's address with its last `/`. An entry keeps its id and day from one
    snapshot to the next, so that no reader shows an alert twice.
    """
    repository, pair = view.repository, view.pair
    dependent, partner = view.names
    root = Xml.Element("feed", xmlns=_ATOM)
    title = tr("Alerts, {dependent} on {partner}", dependent=dependent, partner=partner)
    _text(root, "title", tr("Alerts of a watch list") if view.watch else title)
    whole = f"urn:depdash:feed:{pair.dependent}:{pair.partner}"
    _text(root, "id", f"{whole}:{listed(view.watch)}" if view.watch else whole)
    _text(root, "updated", _moment(repository.known_to))
    Xml.SubElement(root, "link", rel="self", type=MEDIA, href=f"{base}{view.address('/feed.xml')[1:]}")
    Xml.SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}{view.address('/')[1:]}")
    _text(Xml.SubElement(root, "author"), "name", "depdash")
    for entry in (*_of_alerts(view, base), *_of_changes(repository, view, base)):
        root.append(entry)
    Xml.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="utf-8") + b"\n"


def _of_alerts(view: View, base: str) -> Iterator[Xml.Element]:
    for pair, entries in by_pair(view.watch, view.pair).items():
        named = "" if pair == view.pair else f"{in_words(pair, view.repository)}: "
        for one in alerts.standing(view.repository, pair, entries):
            text = f"{named}{alerts.told(view.repository, one, pair)}"
            href = f"{base}{alerts.address(view, one, pair)[1:]}"
            day = alerts.known_by(view.repository, one)
            yield _entry(_id(one, pair), text, f"{text} {tr(one.rule.why)}", day, href, one.rule.severity)


def _id(one: Firing, pair: Pair) -> str:
    return f"urn:depdash:alert:{one.rule.id}:{pair.dependent}:{pair.partner}:{one.period}"


def _of_changes(repository: Repository, view: View, base: str) -> Iterator[Xml.Element]:
    """Yield what the snapshot changed, where there is one before it."""
    found = repository.changes
    if found is not None:
        href = f"{base}{view.address('/data/changes', None, **{'from': found.data.before, 'to': found.data.after})[1:]}"
        title, named = tr("New data: snapshot {id}", id=found.data.after), f"urn:depdash:snapshot:{found.data.after}"
        yield _entry(named, title, counted(found.data), repository.known_to, href, "data")


def _entry(identity: str, title: str, summary: str, day: date, href: str, kind: str) -> Xml.Element:
    entry = Xml.Element("entry")
    _text(entry, "id", identity)
    _text(entry, "title", title)
    _text(entry, "updated", _moment(day))
    _text(entry, "summary", summary)
    Xml.SubElement(entry, "link", rel="alternate", type="text/html", href=href)
    Xml.SubElement(entry, "category", term=kind)
    return entry


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
