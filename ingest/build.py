"""Build a snapshot from a folder of published files: read, merge, drop what may not be passed on."""

import hashlib
import importlib
import pkgutil
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

import ingest.sources
from ingest.errors import SourceError
from ingest.model import KEY, STATUSES, Parsed
from ingest.periods import period
from ingest.store import Contents

# The post-Soviet countries outside the European Union and Turkmenistan: those whose dependence is compared.
COUNTRIES = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB")


def readers() -> list[ModuleType]:
    """Return the modules of ingest.sources, by name: a reader is found because it is there."""
    names = sorted(module.name for module in pkgutil.iter_modules(ingest.sources.__path__))
    return [importlib.import_module(f"ingest.sources.{name}") for name in names]


def contents(folder: Path) -> Contents:
    """Return what the published files in `folder` hold.

    Raises SourceError for a file that is missing or not what its publisher publishes; nothing is kept then.
    """
    tables: list[pd.DataFrame] = []
    raw: list[dict[str, Any]] = []
    for reader in readers():
        for path in _files(folder, reader):
            payload = (folder / path).read_bytes()
            parsed = reader.parse(payload, path)
            tables.append(parsed.observations.assign(source=reader.SOURCE.id, file=len(raw)))
            raw.append(_raw(reader, path, payload, parsed))
    merged, conflicts = _merged(pd.concat(tables, ignore_index=True))
    for file, found in conflicts.items():
        raw[int(file)]["conflicts"] = found
    merged = _passed_on(merged)
    for number, entry in enumerate(raw):
        entry["kept"] = int((merged["file"] == number).sum())
    series, observations = _split(merged)
    return Contents(series, observations, raw, [asdict(reader.SOURCE) for reader in readers()])


def _files(folder: Path, reader: ModuleType) -> list[str]:
    """Return the source's files, in the order of its patterns: where two overlap the first counts."""
    found: list[str] = []
    for pattern in reader.FILES:
        matches = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
        if not matches:
            raise SourceError(f"{folder.name}/{pattern}", expected=f"files of source {reader.SOURCE.id}", found="none")
        found += [path for path in matches if path not in found]
    return found


def _raw(reader: ModuleType, path: str, payload: bytes, parsed: Parsed) -> dict[str, Any]:
    source = reader.SOURCE
    return {
        "path": path,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "source": source.id,
        "publisher": source.publisher,
        "edition": parsed.edition,
        "vintage": parsed.vintage.isoformat(),
        "licence": source.licence,
        "redistribute": source.redistribute,
        "via": parsed.via,
        "rows": len(parsed.observations),
        "refused": [{"row": refusal.row, "reason": refusal.reason} for refusal in parsed.refused],
        "conflicts": [],
    }


def _merged(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, list[str]]]:
    """Drop what two files state alike, and what a later file of one edition states otherwise: that is recorded."""
    key = [*KEY, "period"]
    # Of single figures that say the same the one with an article's day counts, and of those the one known first.
    figures = table[table["freq"] == "_O"]
    ends = figures["period"].map({text: period(text).last + timedelta(days=1) for text in figures["period"].unique()})
    figures = figures.assign(undated=figures["vintage"] == ends).sort_values(["undated", "vintage"], kind="stable")
    figures = figures.drop(columns="undated")
    same_figure = figures.duplicated([*key, "value", "low", "high"])
    editions = table[table["freq"] != "_O"]
    again = editions.duplicated([*key, "vintage"])
    first = editions[~again].set_index([*key, "vintage"])["value"]
    repeated = editions[again]
    kept = first.reindex(pd.MultiIndex.from_frame(repeated[[*key, "vintage"]])).to_numpy()
    apart = abs(repeated["value"].to_numpy() - kept) > 1e-9 * abs(kept)
    differs = repeated[apart].assign(kept=kept[apart])
    conflicts = {
        int(file): [
            f"{row.item} {row.reporter} {row.partner} {row.period}: {row.value:.6g} here, {row.kept:.6g} kept"
            for row in rows.itertuples()
        ]
        for file, rows in differs.groupby("file")
    }
    whole = pd.concat([editions[~again], figures[~same_figure]], ignore_index=True)
    return whole, conflicts


def _passed_on(table: pd.DataFrame) -> pd.DataFrame:
    """Keep, of sources that may not be passed on, the rows that indicators use: the eleven countries' own reports."""
    limited = [reader.SOURCE.id for reader in readers() if not reader.SOURCE.redistribute]
    return table[~table["source"].isin(limited) | table["reporter"].isin(COUNTRIES)]


def _split(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the series, sorted by key, and the observations, sorted by series, period and vintage."""
    keys = list(KEY)
    series = table.groupby(keys, sort=True, observed=True, as_index=False)["title"].first()
    units = series["unit"].str.replace(r"[^A-Za-z0-9]+", "_", regex=True)
    series["series_id"] = series[keys].assign(unit=units).agg(":".join, axis=1)
    numbered = series[keys].assign(series=range(len(series)))
    table = table.merge(numbered, on=keys, how="left", validate="many_to_one")
    spans = {text: period(text) for text in table["period"].unique()}
    observations = table.assign(
        first=table["period"].map({text: span.first for text, span in spans.items()}),
        last=table["period"].map({text: span.last for text, span in spans.items()}),
        status=table["status"].map({status: rank for rank, status in enumerate(STATUSES)}),
        low=table["low"].where(table["low"] != table["value"]),
        high=table["high"].where(table["high"] != table["value"]),
    )
    order = ["series", "first", "last", "vintage", "preference", "file", "row"]
    names = [
        "series", "period", "first", "last", "vintage", "value", "low", "high",
        "status", "preference", "file", "row", "locator", "note",
    ]  # fmt: skip
    sorted_rows = observations.sort_values(order, kind="stable").reset_index(drop=True)
    return pd.DataFrame(series[[*keys, "series_id", "title"]]), sorted_rows[names]
