"""Build a snapshot from published files: read, correct, merge, drop what may not be passed on."""

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
from ingest.corrections import corrected, corrections
from ingest.errors import SourceError
from ingest.layout import laid_out
from ingest.model import KEY, Parsed
from ingest.periods import period
from ingest.scheduled import no_longer_scheduled
from ingest.store import Contents
from ingest.vintages import WITHDRAWN

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
    files = [(reader, path, (folder / path).read_bytes()) for reader in readers() for path in files_of(folder, reader)]
    return merged([read(reader, path, payload) for reader, path, payload in files])


def read(reader: ModuleType, path: str, payload: bytes) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the manifest's entry for one published file, and its observations after corrections.

    Raises SourceError for a file that is not what its publisher publishes, or where a correction no longer fits.
    """
    source = reader.SOURCE
    parsed: Parsed = reader.parse(payload, path)
    table, refused, touched = corrected(parsed.observations, source.id, path, corrections())
    spans = [period(text) for text in table["period"].unique()]
    entry = {
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
        "rows": len(table),
        "first": min(spans, key=lambda span: span.first).text if spans else "",
        "last": max(spans, key=lambda span: span.last).text if spans else "",
        "refused": [{"row": refusal.row, "reason": refusal.reason} for refusal in (*parsed.refused, *refused)],
        "corrections": touched,
        "conflicts": [],
    }
    return entry, table.assign(source=source.id)


def merged(parts: list[tuple[dict[str, Any], pd.DataFrame]]) -> Contents:
    """Return the contents of a snapshot made of the entries and observations of its files, the preferred first."""
    raw = [entry for entry, _ in parts]
    tables = [table.assign(file=number) for number, (_, table) in enumerate(parts)]
    whole, conflicts = _merged(pd.concat(tables, ignore_index=True))
    for file, found in conflicts.items():
        raw[int(file)]["conflicts"] = found
    whole = _passed_on(whole)
    kept = whole.loc[whole["note"] != WITHDRAWN, "file"].value_counts()
    for number, entry in enumerate(raw):
        entry["kept"] = int(kept.get(number, 0))
    series, observations = laid_out(whole)
    return Contents(series, observations, raw, [asdict(reader.SOURCE) for reader in readers()])


def files_of(folder: Path, reader: ModuleType) -> list[str]:
    """Return the source's files, in the order of its patterns: where two overlap the first counts.

    Raises SourceError for a pattern that nothing in the folder fits.
    """
    found: list[str] = []
    for pattern in reader.FILES:
        matches = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
        if not matches:
            raise SourceError(f"{folder.name}/{pattern}", expected=f"files of source {reader.SOURCE.id}", found="none")
        found += [path for path in matches if path not in found]
    return found


def _merged(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, list[str]]]:
    """Drop what two files state alike, and what a later file of one edition states otherwise: that is recorded.

    What was scheduled and a later edition no longer has is withdrawn with it.
    """
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
    editions = editions[~again]
    whole = pd.concat([editions, no_longer_scheduled(editions), figures[~same_figure]], ignore_index=True)
    return whole, conflicts


def _passed_on(table: pd.DataFrame) -> pd.DataFrame:
    """Keep, of sources that may not be passed on whole, the rows that indicators use: those of the eleven countries.

    Of what others report of them only energy is used, to know where the partner's gas goes. Lines of products under a
    revision of the Harmonised System are the user's own: no packaged file has them.
    """
    limited = [reader.SOURCE.id for reader in readers() if not reader.SOURCE.redistribute]
    own = table["reporter"].isin(COUNTRIES)
    gas = table["item"].eq("gas_pipeline_import") & table["partner"].isin(COUNTRIES)
    lines = table["product"].str.match(r"H\d-")
    return table[~table["source"].isin(limited) | own | gas | lines]
