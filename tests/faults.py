"""What providers do wrong: faults of the wire, which never come to an answer, and faults of the answer itself."""

import copy
import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from plays import Answer

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: on the `wire`, by a `change` of answers that hold data, or where pages are turned."""

    name: str
    wire: Callable[[Any], None] | None = None
    change: Callable[[ModuleType, Answer], Answer] | None = None
    turn: Callable[[ModuleType, Answer, Answer], Answer] | None = None  # given the first page of the same question too
    once: bool = False
    base: str = ""  # another base address, where the fault lies before any answer


def _status(code: int, body: bytes = b"", **headers: str) -> Callable[[Any], None]:
    return lambda handler: handler.send(Answer(body, code, {k.replace("_", "-"): v for k, v in headers.items()}))


def _silent(handler: Any) -> None:
    handler.simulator.leave.wait(10)
    handler.close_connection = True


def _silent_in_body(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"[" + b" " * 99)
    handler.wfile.flush()
    _silent(handler)


def _drip(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        while not handler.simulator.leave.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:
        handler.close_connection = True


def _early_end(handler: Any) -> None:
    handler.send(Answer(b"[1, 2", 200, {"Content-Length": "5000"}))


def _to(target: str) -> Callable[[Any], None]:
    return lambda handler: handler.send(Answer(b"", 301, {"Location": target.format(path=handler.path)}))


_PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon</body></html>"
_BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
_BOMB_BYTES = b"".join(_BOMB.compress(b" " * 1_000_000) for _ in range(80)) + _BOMB.flush()
_ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE v [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><ValCurs><v>&d;</v></ValCurs>"""
_EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]><ValCurs>&x;</ValCurs>"""

WIRE = (
    Fault("connection refused", base="http://127.0.0.1:1"),
    Fault("unknown host", base="https://provider.invalid"),
    Fault("time-out before the body", wire=_silent),
    Fault("time-out in the body", wire=_silent_in_body),
    Fault("slow drip", wire=_drip),
    Fault("reset", wire=lambda handler: handler.reset()),
    Fault("reset once", wire=lambda handler: handler.reset(), once=True),
    Fault("redirect to a foreign host", wire=_to("https://example.invalid/elsewhere")),
    Fault("redirect loop", wire=_to("{path}")),
    Fault("HTTP 400", wire=_status(400, b'{"message":"bad request"}')),
    Fault("HTTP 401", wire=_status(401, b'{"statusCode":401,"message":"Access denied due to invalid key"}')),
    Fault(
        "HTTP 403 quota", wire=_status(403, b'{"message":"Out of call volume quota. Quota will be back in 03:14:17."}')
    ),
    Fault("HTTP 404", wire=_status(404, b"<html><body>Not Found</body></html>")),
    Fault("HTTP 413", wire=_status(413, b"Request Entity Too Large")),
    Fault("HTTP 429 with Retry-After", wire=_status(429, b"slow down", Retry_After="0"), once=True),
    Fault("HTTP 429, to wait for an hour", wire=_status(429, b"slow down", Retry_After="3600")),
    Fault("HTTP 429 without Retry-After", wire=_status(429, b"slow down")),
    Fault("HTTP 500", wire=_status(500, b"")),
    Fault("HTTP 502 page", wire=_status(502, _PAGE)),
    Fault("HTTP 503", wire=_status(503, b"")),
    Fault("HTTP 503 once", wire=_status(503, b""), once=True),
    Fault("HTTP 200 with a page", wire=_status(200, _PAGE, Content_Type="text/html")),
    Fault("HTTP 200 with an error", wire=_status(200, b'{"error":{"message":"Internal error"}}')),
    Fault("HTTP 200 without a body", wire=_status(200, b"")),
    Fault("HTTP 204", wire=_status(204)),
    Fault("body that ends early", wire=_early_end),
    Fault("gzip that is cut", wire=_status(200, gzip.compress(b'{"a": 1}' * 900)[:-40], Content_Encoding="gzip")),
    Fault("gzip bomb", wire=_status(200, _BOMB_BYTES, Content_Encoding="gzip")),
    Fault("XML entity bomb", wire=_status(200, _ENTITIES, Content_Type="text/xml")),
    Fault("XML external entity", wire=_status(200, _EXTERNAL, Content_Type="text/xml")),
)


def _body(change: Callable[[bytes], bytes]) -> Callable[[ModuleType, Answer], Answer]:
    return lambda play, answer: replace(answer, body=change(answer.body))


def _rows(change: Callable[[ModuleType, Rows], Rows]) -> Callable[[ModuleType, Answer], Answer]:
    """Change the rows of an answer; an answer without rows stays as it is."""

    def changed(play: ModuleType, answer: Answer) -> Answer:
        rows = play.rows(answer.body)
        return replace(answer, body=play.with_rows(answer.body, change(play, copy.deepcopy(rows)))) if rows else answer

    return changed


def _values(change: Callable[[Any], Any]) -> Callable[[ModuleType, Answer], Answer]:
    def changed(play: ModuleType, rows: Rows) -> Rows:
        return [row | {play.VALUE: change(row[play.VALUE])} if row.get(play.VALUE) is not None else row for row in rows]

    return _rows(changed)


def _times(factor: float) -> Callable[[Any], Any]:
    def changed(value: Any) -> Any:
        if isinstance(value, str):
            text = value.replace(",", ".")
            if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
                return value
            product = f"{float(text) * factor:.10g}"
            return product.replace(".", ",") if "," in value else product
        return value * factor

    return changed


def _as_text(value: Any) -> Any:
    return "about 12" if isinstance(value, str) else str(value)


def _lost_year(play: ModuleType, rows: Rows) -> Rows:
    return [row for row in rows if "2023" not in str(row[play.PERIOD])]


def _renamed(play: ModuleType, rows: Rows) -> Rows:
    return [{(f"{name}_new" if name == play.VALUE else name): cell for name, cell in row.items()} for row in rows]


def _repeated(play: ModuleType, answer: Answer, first: Answer) -> Answer:
    """The counters of the page that was asked for, the rows of the first; a shorter page stays: its size tells."""
    rows = play.rows(first.body)
    whole = len(play.rows(answer.body)) == len(rows)
    return replace(answer, body=play.with_rows(answer.body, rows)) if whole else answer


def _endless(play: ModuleType, answer: Answer, first: Answer) -> Answer:
    """Full pages without end: those behind the last, and that one, are the first once more."""
    return replace(answer, body=play.endless(play.with_rows(answer.body, play.rows(first.body))))


CHANGES = (
    Fault("body cut in the middle", change=_body(lambda body: body[: len(body) // 2])),
    Fault(
        "another charset", change=_body(lambda body: b"\xff\xfe" + body.decode("utf-8", "replace").encode("utf-16-le"))
    ),
    Fault("byte-order mark", change=_body(lambda body: b"\xef\xbb\xbf" + body)),
    Fault("NaN", change=_values(lambda value: "NaN" if isinstance(value, str) else float("nan"))),
    Fault("Infinity", change=_values(lambda value: "Infinity" if isinstance(value, str) else float("inf"))),
    Fault("strings for numbers", change=_values(_as_text)),
    Fault("null values", change=_values(lambda value: "" if isinstance(value, str) else None)),
    Fault("duplicate rows", change=_rows(lambda play, rows: rows + rows[:3])),
    Fault(
        "contradicting duplicates",
        change=_rows(
            lambda play, rows: (
                rows + [r | {play.VALUE: _times(1.5)(r[play.VALUE])} for r in rows[:3] if r.get(play.VALUE) is not None]
            )
        ),
    ),
    Fault("other order of columns", change=_rows(lambda play, rows: [dict(reversed(row.items())) for row in rows])),
    Fault("a new column", change=_rows(lambda play, rows: [row | {"quality_note": "b"} for row in rows])),
    Fault(
        "a missing column",
        change=_rows(lambda play, rows: [{k: v for k, v in r.items() if k != play.VALUE} for r in rows]),
    ),
    Fault("a renamed column", change=_rows(_renamed)),
    Fault("another unit", change=_rows(lambda play, rows: [row | {play.UNIT: "furlongs"} for row in rows])),
    Fault("values times 1000", change=_values(_times(1000))),
    Fault("values with the sign turned", change=_values(_times(-1))),
    Fault("a year missing", change=_rows(_lost_year)),
    Fault("another country", change=_rows(lambda play, rows: [row | {play.AREA: play.OTHER_AREA} for row in rows])),
    Fault("no rows", change=_rows(lambda play, rows: [])),
    Fault("500 rows at most", change=_rows(lambda play, rows: rows[: getattr(play, "CUT", 500)])),
    Fault("endless page counter", turn=_endless),
    Fault("page 2 repeats page 1", turn=_repeated),
)
FAULTS = WIRE + CHANGES
