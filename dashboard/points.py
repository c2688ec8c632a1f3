"""One value with all that it came from: the observations, their publishers, corrections and earlier editions."""

import math
from typing import Any

from dashboard import exports
from dashboard.repository import Repository
from dashboard.theme import STATUS_WORDS, interval, unit_word
from indicators.catalogue import CATALOGUE
from indicators.model import Result, Row
from ingest.corrections import corrections

MOST = 60  # observations told at once: a world total rests on thousands, which the files hold


def point(result: Result, row: Row, repository: Repository) -> dict[str, Any]:
    """Return a row of a result with its formula and, for up to MOST of its observations, where each was read.

    Each input has series, publisher, edition, file, hash and row, the correction that touched it if any, and every
    other edition's value of the same period. Numbers are unrounded, None where there is none.
    """
    known = CATALOGUE.get(result.id)
    variants = {variant.id: variant.title for variant in known.variants} if known else {}
    entries = repository.lineage(row._replace(observations=row.observations[:MOST]))
    return {
        "id": result.id,
        "title": result.title,
        "dependent": result.pair.dependent,
        "partner": result.pair.partner,
        "variant": row.variant,
        "variant_title": variants.get(row.variant, ""),
        "period": row.period,
        **{name: exports.number(getattr(row, name)) for name in ("value", "low", "high")},
        "unit": result.unit,
        "said": f"{interval(row.value, row.low, row.high, result.unit)} {unit_word(result.unit)}".strip(),
        "status": row.status or None,
        "status_word": STATUS_WORDS[row.status],
        "formula": known.formula if known else "",
        "snapshot": result.snapshot,
        "total": len(row.observations),
        "inputs": [
            _input(entry, number, repository) for entry, number in zip(entries, row.observations[:MOST], strict=True)
        ],
    }


def _input(entry: dict[str, Any], number: int, repository: Repository) -> dict[str, Any]:
    tables = repository.snapshot.tables
    source = repository.sources[entry["source"]]
    series = int(tables.columns["series"][number])
    files = {raw["path"]: raw for raw in repository.snapshot.manifest["raw"]}
    return entry | {
        "title": str(tables.series["title"].iat[series]),
        "between": _between(series, repository),
        "unit": tables.units[series],
        "source_title": source["title"],
        "publisher": source["publisher"],
        "url": source["url"],
        "retrieved": files.get(entry["file"], {}).get("retrieved", ""),
        "correction": _correction(entry, series, repository),
        "earlier": _earlier(series, number, repository),
    }


def _between(series: int, repository: Repository) -> str:
    """Return the names of who reports and of the partner: `Belarus, Russia`."""
    key = repository.snapshot.tables.series
    codes = (str(key[end].iat[series]) for end in ("reporter", "partner"))
    return ", ".join(repository.name(code) for code in codes if not code.startswith("_"))


def _correction(entry: dict[str, Any], series: int, repository: Repository) -> str:
    """Return why a value was corrected, "" where it was not."""
    key = {name: str(repository.snapshot.tables.series[name].iat[series]) for name in _KEY}
    return next(
        (
            known.reason
            for known in corrections()
            if known.source == entry["source"]
            and entry["file"] in known.files
            and entry["period"] in known.periods
            and all(key[name] in allowed for name, allowed in known.series.items())
        ),
        "",
    )


_KEY = ("item", "reporter", "partner", "product")


def _earlier(series: int, number: int, repository: Repository) -> list[dict[str, Any]]:
    """Return the other editions' values of the same series and period, the newest first."""
    columns, rows = repository.snapshot.tables.columns, repository.snapshot.tables.rows_of(series)
    others = [
        other
        for other in range(rows.start, rows.stop)
        if other != number and columns["period"][other] == columns["period"][number]
    ]
    found = [
        {
            "vintage": repository.vintage(other).isoformat(),
            **{name: _known(float(columns[name][other])) for name in ("value", "low", "high")},
        }
        for other in others
    ]
    return sorted(found, key=lambda one: str(one["vintage"]), reverse=True)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
