"""The support account and vulnerability as tables and as the API gives them."""

import math
from collections.abc import Iterable
from datetime import date

from dashboard.exports import number
from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.account import AccountYear, Compared, compared, support_account
from indicators.model import Cell, Pair, status_name
from indicators.vulnerability import CHANNELS, COARSE_CHANNELS, ChannelLoss, Elasticity, Vulnerability, both_sides

_ENDS = ("low", "central", "high")


def support(
    repository: Repository, pair: Pair, benchmark: str = "hub", discount: float = 5.0, as_of: date | None = None
) -> list[Record]:
    """Return the support account by year and component, and every published estimate with ours beside it."""
    resolver = repository.resolver(as_of)
    asked = {"dependent": pair.dependent, "partner": pair.partner, "benchmark": benchmark, "discount": discount}
    account = [row for year in support_account(resolver, pair, benchmark, discount) for row in _year(year, repository)]
    beside = [_compared(one, repository) for one in compared(resolver, pair, benchmark, discount)]
    return [asked | row for row in [*account, *beside]]


_NOT_PUBLISHED = dict.fromkeys(("published", "published_low", "published_high", "difference", "known", "years"))


def _year(year: AccountYear, repository: Repository) -> Iterable[Record]:
    cells = [(name, "USD mn", cell) for name, cell in year.components.items()]
    cells += [("total", "USD mn", year.total)] if year.total else []
    cells += [("total", "percent of GDP", year.percent)] if year.percent else []
    cells += [("at_hand", "USD mn", year.at_hand)]
    for name, unit, cell in cells:
        lacks = ";".join(year.lacks) or None if name == "at_hand" else None
        told = {"period": year.period, "line": name, "unit": unit} | _cell(cell) | _NOT_PUBLISHED
        yield told | {"lacks": lacks} | _known(cell, repository)


def _compared(one: Compared, repository: Repository) -> Record:
    published, published_low, published_high = _numbers(one.published)
    ours = _cell(one.ours) if one.ours else dict.fromkeys(("value", "low", "high"))
    return {
        "period": one.period,
        "line": one.measure,
        "unit": one.unit,
        **ours,
        "published": published,
        "published_low": published_low,
        "published_high": published_high,
        "difference": number(one.difference.value) if one.difference else None,
        "known": one.known,
        "years": one.years,
        "lacks": None if one.ours else f"{one.known} of {one.years} years are known to our account",
        **_known(one.ours or one.published, repository),
    }


def vulnerability(
    repository: Repository, pair: Pair, sigma: float | None = None, as_of: date | None = None
) -> list[Record]:
    """Return what each side would lose by channel and year, by product where that is known and over all goods.

    `sigma` stands in place of the band of data/scenarios.toml.
    """
    band = repository.scenarios.sigma
    low, central, high = (band[end].value if sigma is None else sigma for end in _ENDS)
    found = []
    for channels, asked in (("by_product", CHANNELS), ("all_goods", COARSE_CHANNELS)):
        sides = both_sides(repository.resolver(as_of), pair, Elasticity(low, central, high), asked)
        for dependent, years in sides.items():
            partner = pair.partner if dependent == pair.dependent else pair.dependent
            for year in years:
                key = {"dependent": dependent, "partner": partner, "period": year.period, "channels": channels}
                found += [key | row for row in _vulnerable(year, repository)]
    return found


def _vulnerable(year: Vulnerability, repository: Repository) -> Iterable[Record]:
    for one in year.channels:
        yield {"channel": one.channel} | _shares(one) | _loss(one.loss, (one.share, one.weight, one.loss), repository)
    empty = dict.fromkeys(("share", "share_low", "share_high", "weight"))
    lacks = {"lacks": ";".join(year.lacks) or None}
    if year.total:
        yield {"channel": "total"} | empty | _loss(year.total, (year.total,), repository) | lacks
    else:
        nothing = dict.fromkeys(("loss", "loss_low", "loss_high", "status", "sources"))
        yield {"channel": "total"} | empty | nothing | {"unbounded": False} | lacks


def _shares(one: ChannelLoss) -> Record:
    value, low, high = _numbers(one.share)
    return {"share": value, "share_low": low, "share_high": high, "weight": number(one.weight.value)}


def _loss(loss: Cell, behind_it: tuple[Cell, ...], repository: Repository) -> Record:
    finite = [None if math.isinf(end) else number(end) for end in loss[:3]]
    rows = tuple(dict.fromkeys(row for cell in behind_it for row in cell.observations))
    status = status_name(max(cell.status for cell in behind_it))
    told: Record = dict(zip(("loss", "loss_low", "loss_high"), finite, strict=True))
    told |= {"unbounded": any(math.isinf(end) for end in loss[:3]), "status": status, "lacks": None}
    return told | {"sources": ";".join(repository.sources_behind(rows)) or None}


def _cell(cell: Cell) -> Record:
    return dict(zip(("value", "low", "high"), _numbers(cell), strict=True))


def _numbers(cell: Cell) -> list[float | None]:
    return [number(end) for end in cell[:3]]


def _known(cell: Cell, repository: Repository) -> Record:
    sources = ";".join(repository.sources_behind(cell.observations)) or None
    return {"status": status_name(cell.status), "sources": sources}
