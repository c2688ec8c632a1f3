"""World Bank Pink Sheet live: the workbook of monthly prices, found by its file name on the page of its editions.

The workbook's address changes with a hash about once a year, and the old address may go on serving the old file. Its
name and the day of the download therefore tell nothing; the printed `Updated on ...` does. An edition comes out in the
first days of each month, so a pull asks first for the workbook where it stood the last time, one conditional request
that an unchanged file answers. Only where that is no workbook any more, or the edition there is old enough for the next
to be due, the page is asked where the workbook stands now. An edition two months overdue is an error.
"""

import re
from contextlib import suppress
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Parsed
from ingest.sources.pinksheet import SOURCE, parse

_PAGE = "/en/research/commodity-markets"
_FILE = "CMO-Historical-Data-Monthly.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MARK = re.compile(r"(\d{4}-\d\d-\d\d) ([0-9a-f]+) (.+)")
_NEXT_IS_DUE = timedelta(days=35)
_STALE = timedelta(days=75)
_AHEAD = timedelta(days=1)  # Washington and the clock here may be a day apart


class Mark(NamedTuple):
    """Which edition was accepted last, and where it stood."""

    printed: date
    sha256: str
    address: str


def pull(ask: Ask) -> Pull:
    """Bring all prices of the newest edition, from the address of the last one or the one that the page names."""
    known = mark_of(ask.known)
    held = edition = None
    if known:
        held = yield Request(known.address, accept=_XLSX, answers=(200, 403, 404, 410))
        if held.sha256 == known.sha256 and _is_newest(known.printed, ask):
            return None
        edition = _edition(held, known)
        if edition and _is_newest(edition.vintage, ask):
            return _pulled(ask, held, edition, known.address, known)
    address = workbook_address((yield Request(_PAGE, accept="text/html")))
    if not (known and held and edition and address == known.address):
        held = yield Request(address, accept=_XLSX)
        edition = parse(held.body, held.where)
    return _pulled(ask, held, edition, address, known)


def mark_of(known: str) -> Mark | None:
    """Return the mark that `known` spells, None where it spells none.

    >>> mark_of("2026-06-02 3f2a /en/doc/1/CMO.xlsx")
    Mark(printed=datetime.date(2026, 6, 2), sha256='3f2a', address='/en/doc/1/CMO.xlsx')
    """
    words = _MARK.fullmatch(known)
    return Mark(date.fromisoformat(words[1]), words[2], words[3]) if words else None


def _is_newest(printed: date, ask: Ask) -> bool:
    return ask.today - printed <= _NEXT_IS_DUE


def workbook_address(page: Reply) -> str:
    """Return where the page says that the workbook stands: an address, or a path on the page's own host.

    >>> from datetime import datetime
    >>> body = b'<a href="/en/doc/1/related/CMO-Historical-Data-Monthly.xlsx">Monthly prices</a>'
    >>> reply = Reply("https://www.worldbank.org/en/research/commodity-markets", 200, {}, body, datetime(2026, 1, 5))
    >>> workbook_address(reply)
    '/en/doc/1/related/CMO-Historical-Data-Monthly.xlsx'

    Raises SourceError for a page without a link to it.
    """
    links = _Links()
    with suppress(AssertionError):  # the parser's answer to a declaration that it does not know
        links.feed(page.body.decode("utf-8", "replace"))
    for link in links.found:
        if unquote(_parts(link)[2]).rsplit("/", 1)[-1] == _FILE:
            address = urljoin(_PAGE, link)
            return f"https:{address}" if address.startswith("//") else address
    found = f"{len(links.found)} other links"
    raise SourceError(page.where, expected=f"a link to {_FILE}", found=found, do="see whether the page has moved")


def _parts(link: str) -> tuple[str, ...]:
    try:
        return urlsplit(link)
    except ValueError:  # a host that is none
        return ("", "", "")


class _Links(HTMLParser):
    """Collects where the links of a page lead, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a link."""
        if tag == "a":
            self.found += [text.strip() for name, text in attrs if name == "href" and text]


def _edition(held: Reply, known: Mark) -> Parsed | None:
    """Return the edition that stands where the last one stood, None where that is no workbook or an older one."""
    try:
        edition = parse(held.body, held.where)
    except SourceError:
        return None
    return edition if edition.vintage >= known.printed else None


def _pulled(ask: Ask, reply: Reply, edition: Parsed, address: str, known: Mark | None) -> Pulled | None:
    """Return an edition, None where it is the one known; refuse one that is stale, of a day to come, or goes back."""
    oldest = max(ask.today - _STALE, known.printed if known else date.min)
    if not oldest <= edition.vintage <= ask.today + _AHEAD:
        why = "stale" if edition.vintage < oldest else "of a day to come"
        expected, found = f"an edition of {oldest} to {ask.today}", f"{edition.edition!r}, which is {why}"
        raise SourceError(reply.where, expected=expected, found=found, do=f"see where {SOURCE.url} has the workbook")
    mark = Mark(edition.vintage, reply.sha256, address)
    if mark == known:
        return None
    table = edition.observations
    if table.empty:
        raise SourceError(reply.where, expected="prices", found="none in any column")
    table = table[table["period"].str[:4].astype(int) >= (ask.since or 0)].reset_index(drop=True)
    return Pulled(" ".join(map(str, mark)), edition.edition, edition.vintage, ((reply, table),), edition.refused)


PROVIDER = Provider(
    source=SOURCE, base="https://www.worldbank.org", pace=1.0, pull=pull, every=40, hosts=("thedocs.worldbank.org",)
)
