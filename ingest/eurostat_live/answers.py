"""Tell Eurostat's answers apart: data, nothing, too much asked for, or put off until it is ready.

Only the body tells them apart: a question that is put off is answered with status 200 or 413, in the form that was
asked for or in another, and one that finds nothing with 200, 400 or 404.
"""

from collections.abc import Generator
from typing import Any
from xml.etree.ElementTree import Element

from ingest.errors import SourceError
from ingest.live import Reply, Request
from ingest.replies import json_of, xml_of

ANSWERS = (200, 400, 404, 413)
_MOST_LOOKS = 60  # at one question that was put off; at a second or more each they last for minutes
_READY = "AVAILABLE"
_AWAITED = ("SUBMITTED", "PROCESSING")

Fetching = Generator[Request, Reply, Reply | None]


class TooBigError(SourceError):
    """More was asked for than Eurostat answers at once: ask for less."""


def fetched(request: Request, service: str) -> Fetching:
    """Ask `request`, wait where the answer is put off, and return the reply that holds the data, None for no data.

    `service` is the path of the service that keeps what was put off: `/comext/dissemination` or `/dissemination`.

    >>> from datetime import datetime
    >>> steps = fetched(Request("/dissemination/a"), "/dissemination")
    >>> next(steps).path
    '/dissemination/a'
    >>> body = b'{"error":[{"status":200,"id":100,"label":"NO_RESULTS"}]}'
    >>> try: steps.send(Reply("https://h/a", 200, {}, body, datetime(2026, 11, 24)))
    ... except StopIteration as end: print(end.value)
    None

    Raises TooBigError where less has to be asked for, and SourceError for any other error and for a wait without end.
    """
    reply = yield request
    for _ in range(_MOST_LOOKS):
        fault, key = _read(reply)
        if fault == "" and not key:
            return reply
        if "NO_RESULTS" in fault:
            return None
        if key:
            reply = yield from _prepared(key, service, reply)
            return _data(reply)
        if "ASYNCHRONOUS_RESPONSE" not in fault:
            raise _error(fault, reply)
        reply = yield request
    raise SourceError(
        reply.where, expected=f"data after {_MOST_LOOKS} questions", found="put off again", do="ask later"
    )


def _prepared(key: str, service: str, first: Reply) -> Generator[Request, Reply, Reply]:
    """Wait until the data of `key` are ready, and return them."""
    for _ in range(_MOST_LOOKS):
        look = yield Request(f"{service}/1.0/async/status/{key}", accept="application/xml", answers=ANSWERS)
        fault, _ = _read(look)
        if fault:
            raise _error(fault, look)
        status = next((_text(part) for part in _elements(xml_of(look), "status") if not len(part)), "")
        if status == _READY:
            return (yield Request(f"{service}/1.0/async/data/{key}", accept="*/*", answers=ANSWERS))
        if status not in _AWAITED:
            raise SourceError(look.where, expected=f"{', '.join(_AWAITED)} or {_READY}", found=repr(status[:40]))
    raise SourceError(first.where, expected=f"data after {_MOST_LOOKS} looks", found="not yet ready", do="ask later")


def _data(reply: Reply) -> Reply | None:
    fault, key = _read(reply)
    if "NO_RESULTS" in fault:
        return None
    if fault or key:
        raise _error(fault or "put off again", reply)
    return reply


def _error(fault: str, reply: Reply) -> SourceError:
    text = " ".join(fault.split())[:160]
    if "EXTRACTION_TOO_BIG" in fault:
        return TooBigError(reply.where, expected="a question of at most 5,000,000 rows", found=text, do="ask for less")
    return SourceError(reply.where, expected="data", found=f"status {reply.status}, {text}")


def _read(reply: Reply) -> tuple[str, str]:
    """Return what is wrong, empty for data, and the key of what was put off, empty where there is none."""
    head = reply.body[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"{"):
        fault = _fault_of(json_of(reply))
    elif head.startswith(b"<"):
        return _envelope(xml_of(reply))
    else:
        fault = ""
    return (fault or f"no message, {len(reply.body)} bytes", "") if reply.status != 200 and not fault else (fault, "")


def _fault_of(document: Any) -> str:
    """Return the text of `error` or `warning` of a document in JSON."""
    if not isinstance(document, dict) or document.get("class") == "dataset":
        return ""
    found = document.get("error") or document.get("warning")
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict):
            return f"{item.get('id', '')} {item.get('label', '')}".strip() or "an error without a label"
    return "an error of another form" if found else ""


def _envelope(root: Element) -> tuple[str, str]:
    """Return the fault that an envelope states, or the key of the question that it puts off; neither for a status."""
    for queued in _elements(root, "queued"):
        key = next((_text(part) for part in _elements(queued, "id")), "")
        return (
            ("", key) if key.replace("-", "").isalnum() and key.isascii() else ("a put-off question without a key", "")
        )
    fault = " ".join(_text(part) for name in ("faultcode", "faultstring") for part in _elements(root, name))
    if fault:
        return fault, ""
    if any(True for _ in _elements(root, "status")):
        return "", ""
    return f"an XML document {_name(root)}", ""


def _elements(root: Element, name: str) -> list[Element]:
    return [part for part in root.iter() if _name(part) == name]


def _name(part: Element) -> str:
    return str(part.tag).rsplit("}", 1)[-1][:60]


def _text(part: Element) -> str:
    return (part.text or "").strip()
