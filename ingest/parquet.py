"""The two tables of a snapshot as Parquet: the same content gives the same bytes."""

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.model import KEY

_PACKAGED_LEVEL = 15  # of zstd: packed once, downloaded by everyone
_LIVE_LEVEL = 9  # a tenth larger in a fifth of the time, after each refresh
_SMALLEST = {
    # Row numbers and series run on from row to row: their differences take a third of the room that they take.
    "use_dictionary": ["period", "locator", "note"],
    "column_encoding": {"series": "DELTA_BINARY_PACKED", "row": "DELTA_BINARY_PACKED"},
}

_TEXT = pa.dictionary(pa.int32(), pa.string())
_SERIES = pa.schema([*((name, _TEXT) for name in KEY), ("series_id", pa.string()), ("title", pa.string())])
_OBSERVATIONS = pa.schema(
    [("series", pa.int32()), ("period", _TEXT), ("first", pa.date32()), ("last", pa.date32()), ("vintage", pa.date32())]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("status", pa.int8()), ("preference", pa.int8()), ("file", pa.int32()), ("row", pa.int32())]
    + [("locator", _TEXT), ("note", _TEXT)]
)


def encoded(series: pd.DataFrame, observations: pd.DataFrame, *, live: bool) -> dict[str, bytes]:
    """Return the files of both tables by name; of a `live` snapshot they are packed less, and sooner."""
    level = _LIVE_LEVEL if live else _PACKAGED_LEVEL
    return {
        "series.parquet": _encoded(series, _SERIES, compression_level=level),
        "observations.parquet": _encoded(observations, _OBSERVATIONS, compression_level=level, **_SMALLEST),
    }


def row_count(payload: bytes) -> int:
    """Return how many rows a file says it has."""
    return int(pq.read_metadata(io.BytesIO(payload)).num_rows)


def table(payload: bytes) -> pd.DataFrame:
    """Return the table of a file. Raises OSError or ArrowException for another file."""
    file = pq.ParquetFile(pa.BufferReader(payload))
    # One after the other: of all at once, what was read and what is made of it would be held together.
    read = {name: _column(file, name) for name in file.schema_arrow.names}
    return pd.DataFrame(read, copy=False)


def _column(file: pq.ParquetFile, name: str) -> "pd.Series[Any]":
    column: pd.Series[Any] = file.read([name], use_threads=False).column(0).to_pandas(date_as_object=False)
    return column


def _encoded(frame: pd.DataFrame, schema: pa.Schema, **encoding: Any) -> bytes:
    arrow = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)
    stream = io.BytesIO()
    pq.write_table(arrow, stream, compression="zstd", **encoding)
    return stream.getvalue()
