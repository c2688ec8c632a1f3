"""Bank of Russia live: official rates of the US dollar since July 1992 and of the Belarusian rouble since July 2016.

The same rates as the Bank's own export, which ingest.sources.cbr reads, under the same keys: the days before 1998 are
in roubles of which a thousand made one of today's, a series of their own. A rate is for the number of units that its
row names, which changed over time. There are rows for days on which a rate was set, none for the days on which it
went on. The old Belarusian rouble (BYR, R01090, to June 2016) is left out: no measure asks for it, and its scale is
another. A rate is known when it is set and not revised; the Bank dates no edition, so the day of retrieval counts.
"""

import hashlib
import re
from datetime import date, datetime
from xml.etree.ElementTree import Element

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import tidy
from ingest.replies import refuse_repeated, xml_of
from ingest.sources.cbr import SOURCE

# The Bank's number of a currency, its code, and the first day with a rate.
_CURRENCIES = (
    ("R01235", "USD", date(1992, 7, 1)),
    ("R01090B", "BYN", date(2016, 7, 1)),
)
_NAMES = {"USD": "US dollar", "BYN": "Belarusian rouble"}
_REDENOMINATED = "1998-01-01"
_DOCUMENT = "Foreign Currency Market Dynamic"


def pull(ask: Ask) -> Pull:
    """Bring the rates of every day: of each currency one window since January of last year, then all before.

    The first window is of the dollar. While its rates are as they were nothing else is asked; a rate of another
    currency or an older day that changed by itself is seen when everything is asked for again.
    """
    mark, parts = "", []
    for number, currency, first, last in _windows(ask):
        days = (("date_req1", f"{first:%d/%m/%Y}"), ("date_req2", f"{last:%d/%m/%Y}"), ("VAL_NM_RQ", number))
        reply = yield Request("/XML_dynamic.asp", days, accept="application/xml")
        table = rates(reply, number, currency, (first, last))
        if not mark:
            mark = _mark(table)
            if mark == ask.known:
                return None
        parts.append((reply, table))
    newest = max((table["period"].max() for _, table in parts if len(table)), default=None)
    if newest is None:
        raise SourceError("/XML_dynamic.asp", expected="rates", found="none in any window")
    return Pulled(mark, f"to {newest}", max(reply.retrieved.date() for reply, _ in parts), tuple(parts))


def _windows(ask: Ask) -> list[tuple[str, str, date, date]]:
    """Return number, currency, first and last day of each window, the newest first."""
    recent = date(ask.today.year - 1, 1, 1)
    since = date(ask.since or 1992, 1, 1)
    newest = [(number, code, max(opened, since, recent), ask.today) for number, code, opened in _CURRENCIES]
    before = [(number, code, max(opened, since), date(recent.year - 1, 12, 31)) for number, code, opened in _CURRENCIES]
    return [window for window in (*newest, *before) if window[2] <= window[3]]


def _mark(table: pd.DataFrame) -> str:
    """Return what tells these rates from others; the reply's own check sum would change with the days asked for."""
    return hashlib.sha256(table[["period", "value"]].to_csv(index=False).encode()).hexdigest()


def rates(reply: Reply, number: str, currency: str, window: tuple[date, date]) -> pd.DataFrame:
    r"""Return roubles per unit of a currency by day; no row for a window in which no rate was set.

    >>> head = '<ValCurs ID="R01235" DateRange1="01.03.2022" DateRange2="02.03.2022" '
    >>> head += 'name="Foreign Currency Market Dynamic">'
    >>> row = '<Record Date="02.03.2022" Id="R01235"><Nominal>10</Nominal><Value>917,457</Value></Record>'
    >>> reply = Reply("https://www.cbr.ru/a", 200, {}, f"{head}{row}</ValCurs>".encode(), datetime(2026, 11, 24))
    >>> rates(reply, "R01235", "USD", (date(2022, 3, 1), date(2022, 3, 2)))[["period", "value", "unit"]].values.tolist()
    [['2022-03-02', 91.7457, 'LCU per USD']]

    Raises SourceError for another document, currency or window, a day twice, and what is no rate above nought.
    """
    root = xml_of(reply)
    stated = tuple(root.get(name) for name in ("name", "ID", "DateRange1", "DateRange2"))
    asked = (_DOCUMENT, number, *(f"{day:%d.%m.%Y}" for day in window))
    if root.tag != "ValCurs" or stated != asked:
        expected = f"ValCurs {' '.join(asked)}"
        raise SourceError(reply.where, expected=expected, found=f"{root.tag[:40]} {' '.join(map(str, stated))[:120]}")
    if any(child.tag != "Record" for child in root):
        raise SourceError(
            reply.where, expected="elements Record", found=next(c.tag for c in root if c.tag != "Record")[:80]
        )
    table = pd.DataFrame(
        [_rate(record, number, window, reply) | {"row": row} for row, record in enumerate(root, 1)],
        columns=["period", "value", "row"],
    )
    refuse_repeated(table, ["period"], reply)
    old = (table["period"] < _REDENOMINATED).astype(bool)
    per = _NAMES[currency]
    items = old.map({False: "exchange_rate", True: "exchange_rate_old_rouble"})
    titles = old.map({
        False: f"Official rate, roubles per {per}",
        True: f"Official rate, roubles before the redenomination of 1998 per {per}",
    })  # fmt: skip
    fixed = {"reporter": "RUS", "unit": f"LCU per {currency}", "freq": "D", "vintage": reply.retrieved.date()}
    return tidy(table.assign(item=items, title=titles), **fixed)


def _rate(record: Element, number: str, window: tuple[date, date], reply: Reply) -> dict[str, object]:
    day, amount, value = record.get("Date", ""), record.findtext("Nominal", ""), record.findtext("Value", "")
    try:
        on = datetime.strptime(day, "%d.%m.%Y").date()
    except ValueError:
        on = date.min
    rate = float(value.replace(",", ".")) if re.fullmatch(r"\d{1,9}(,\d{1,8})?", value, re.ASCII) else 0.0
    units = int(amount) if re.fullmatch(r"[1-9]\d{0,8}", amount, re.ASCII) else 0
    if record.get("Id") != number or not window[0] <= on <= window[1] or not rate or not units:
        expected = f"a rate above 0 of {number} from {window[0]} to {window[1]}"
        raise SourceError(reply.where, expected=expected, found=f"{record.get('Id')} {day} {amount} {value}"[:120])
    return {"period": on.isoformat(), "value": rate / units}


PROVIDER = Provider(source=SOURCE, base="https://www.cbr.ru/scripts", pace=1.0, pull=pull, every=10, dated=False)
