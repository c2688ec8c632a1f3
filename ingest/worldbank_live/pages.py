"""Pages of the World Bank's API: their counters, the day of the last update, and messages where data should be.

The API answers a wrong question with status 200 and a message, in JSON or, from its second endpoint, in XML. A
message never names which part of the question was wrong. Counters are numbers with data and texts with some lists.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Receipt, Reply, Request
from ingest.replies import json_of, records, xml_of

LARGEST_PAGE = "32500"  # rows; more is refused

Pages = list[tuple[Receipt, pd.DataFrame]]


@dataclass(frozen=True, slots=True)
class Page:
    """The counters of one page."""

    number: int
    pages: int
    per_page: int
    total: int
    updated: date


@dataclass(frozen=True, slots=True)
class Message:
    """What the API says in place of data."""

    codes: frozenset[str]
    text: str


def document_of(reply: Reply, shape: Any = Any) -> Any | Message:
    """Return the JSON of a reply, of a `shape` as `json_of` takes it, or the message that stands in its place.

    >>> from datetime import datetime
    >>> body = b'[{"message":[{"id":"175","key":"Invalid format","value":"The indicator was not found."}]}]'
    >>> document_of(Reply("https://h/a", 200, {}, body, datetime.min)).text
    '175 Invalid format: The indicator was not found.'

    Raises SourceError for a body that is neither.
    """
    if b"<wb:error" in reply.body[:1000]:
        said = [node.attrib | {"value": node.text or ""} for node in xml_of(reply) if node.tag.endswith("}message")]
        return _message(said, reply)
    if b'"message"' in reply.body[:1000]:
        document = json_of(reply)
        holder = document[0] if isinstance(document, list) and len(document) == 1 else document
        if isinstance(holder, dict) and "message" in holder:
            return _message(holder["message"], reply)
    return json_of(reply, shape)


def _message(said: Any, reply: Reply) -> Message:
    table = records(said, {"id": str, "key": str, "value": str}, reply)
    texts = (table["id"] + " " + table["key"] + ": " + table["value"]).unique()
    return Message(frozenset(table["id"]), "; ".join(texts)[:200])


def refused(message: Message, reply: Reply) -> SourceError:
    """Return the error for a message that nothing can be made of.

    >>> from datetime import datetime
    >>> str(refused(Message(frozenset({"120"}), "120 Invalid value"), Reply("https://h/a", 200, {}, b"", datetime.min)))
    '/a: expected data; found the message 120 Invalid value; fetch the file again'
    """
    return SourceError(reply.where, expected="data", found=f"the message {message.text}")


def page_of(counters: Any, reply: Reply) -> Page:
    """Return the counters that a page begins with.

    >>> from datetime import datetime
    >>> counters = {"page": 1, "pages": "1", "per_page": 50, "total": 4, "lastupdated": "2026-07-13"}
    >>> page_of(counters, Reply("https://h/a", 200, {}, b"", datetime(2026, 7, 14))).updated.isoformat()
    '2026-07-13'

    Raises SourceError for counters that do not fit each other, and for an update after the day of the reply.
    """
    names = ("page", "pages", "per_page", "total", "lastupdated")
    table = records([counters], dict.fromkeys(names[:4], int | str) | {"lastupdated": str}, reply)
    given = table.iloc[0]
    try:
        number, pages, per_page, total = (int(given[name]) for name in names[:4])
        page = Page(number, pages, per_page, total, date.fromisoformat(given["lastupdated"]))
    except ValueError as error:
        raise SourceError(reply.where, expected="four counts and a day", found=str(error)[:80]) from error
    if page.per_page < 1 or page.total < 0 or page.pages != -(-page.total // page.per_page):
        expected = f"as many pages as {page.total} rows of {page.per_page} a page make"
        raise SourceError(reply.where, expected=expected, found=f"{page.pages}")
    if page.updated > reply.retrieved.date() + timedelta(days=1):
        raise SourceError(reply.where, expected="an update before today", found=page.updated.isoformat())
    return page


def all_pages(
    reply: Reply,
    most: int,
    request: Callable[[int], Request],
    page: Callable[[Any | Message, Reply], tuple[Page, Any]],
    table: Callable[[Any, Reply], pd.DataFrame],
    shape: Any = Any,
) -> Generator[Request, Reply, Pages]:
    """Return every page of a question, of which `reply` is the first, as a table with the day of its `updated`.

    `request` asks for a page by its number, `page` takes it apart, `table` reads its rows; `most` is how many rows the
    question can have, `shape` that of a page, as `json_of` takes it.

    Raises SourceError for pages that promise more, or that do not continue the first.
    """
    document = document_of(reply, shape)
    first, _ = page(document, reply)
    refuse_endless(first, most, reply)
    found: Pages = []
    for number in range(1, max(first.pages, 1) + 1):
        if number > 1:
            reply = yield request(number)
            document = document_of(reply, shape)
        counters, rows = page(document, reply)
        read = table(rows, reply)
        refuse_misfit(counters, number, first, len(read), reply)
        found.append((reply.receipt, read.assign(updated=counters.updated)))
    return found


def refuse_endless(first: Page, most: int, reply: Reply) -> None:
    """Raise SourceError for a `first` page whose counters promise more rows than its question can have.

    >>> from datetime import datetime
    >>> page = Page(1, 1, 50, 4, date(2026, 7, 13))
    >>> refuse_endless(page, 4, Reply("https://h/a", 200, {}, b"", datetime.min))
    """
    if first.total > most:
        raise SourceError(reply.where, expected=f"at most {most:,} rows", found=f"{first.total:,} on as many pages")


def refuse_misfit(page: Page, number: int, first: Page, rows: int, reply: Reply) -> None:
    """Raise SourceError where page `number`, of `rows` rows, does not continue the `first` one.

    >>> from datetime import datetime
    >>> page = Page(1, 1, 50, 4, date(2026, 7, 13))
    >>> refuse_misfit(page, 1, page, 4, Reply("https://h/a", 200, {}, b"", datetime.min))
    """
    left = first.total - first.per_page * (number - 1)
    expected = (number, first.pages, first.total, first.updated, max(min(left, first.per_page), 0))
    found = (max(page.number, 1), page.pages, page.total, page.updated, rows)  # no rows are told as page 0 of 0
    if found != expected:
        words = "page {} of {}, {} rows in all, updated {}, {} rows here"
        raise SourceError(reply.where, expected=words.format(*expected), found=words.format(*found))


def refuse_mixed(pages: Pages, updated: date) -> None:
    """Raise SourceError for a page of another update than the one that was first told of.

    >>> refuse_mixed([], date(2026, 7, 13))
    """
    if changed := [receipt for receipt, table in pages if (table["updated"] != updated).any()]:
        expected = f"the update of {updated.isoformat()}"
        raise SourceError(changed[0].where, expected=expected, found="another one, made meanwhile")


def refuse_twice(tables: Iterable[tuple[Receipt, pd.DataFrame]], key: list[str]) -> None:
    """Raise SourceError where a row stands twice, be it on two pages.

    >>> refuse_twice([], ["day"])
    """
    seen: list[pd.DataFrame] = []
    for number, (_, table) in enumerate(tables):
        seen.append(table[key].assign(reply=number))
    if not seen:
        return
    together = pd.concat(seen, ignore_index=True)
    if (twice := together[together.duplicated(key)]).size:
        reply = list(tables)[int(twice.iloc[0]["reply"])][0]
        named = " ".join(str(cell) for cell in twice.iloc[0][key])
        raise SourceError(reply.where, expected="each row once in all pages", found=f"two of {named}")
