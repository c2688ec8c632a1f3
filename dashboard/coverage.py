"""What a snapshot was built from, file by file, as text for readers: docs/coverage.md."""

from collections import Counter
from typing import Any

_HEADER = """# Coverage

Every published file behind snapshot `{snapshot}`: rows read, rows kept in the packaged snapshot, first and last
period, and rows that became no observation, with the reason. Rows read exceed rows kept where two files repeat each
other or where a licence lets us pass on only the figures of the eleven countries. Made by
`depdash snapshot coverage --out docs/coverage.md`.

"""


def coverage(manifest: dict[str, Any]) -> str:
    """Return the manifest's files as a Markdown table, and below it why rows were refused.

    >>> entry = {"source": "eia", "path": "econ/b.csv", "rows": 2, "kept": 2, "first": "1987-05", "last": "2026-05"}
    >>> text = coverage({"id": "abc", "raw": [entry | {"refused": [{"row": 3, "reason": "no number"}]}]})
    >>> "| eia | econ/b.csv | 2 | 2 | 1987-05 | 2026-05 | 1 |" in text
    True
    """
    columns = ("source", "file", "rows read", "rows kept", "first", "last", "refused")
    lines = [_line(columns), _line("---" for _ in columns)]
    raw = sorted(manifest["raw"], key=lambda entry: (entry["source"], entry["path"]))
    for entry in raw:
        numbers = (f"{entry['rows']:,}", f"{entry['kept']:,}", entry["first"], entry["last"], len(entry["refused"]))
        lines.append(_line((entry["source"], entry["path"], *numbers)))
    lines.append(_line(("**all**", "", *(f"{sum(entry[n] for entry in raw):,}" for n in ("rows", "kept")), "", "", "")))
    lines += ["", "## Refused, with the reason", ""]
    for entry in raw:
        reasons = Counter(refusal["reason"] for refusal in entry["refused"])
        lines += [f"- `{entry['path']}`: {_times(number)}{reason}" for reason, number in reasons.items()]
    return _HEADER.format(snapshot=manifest["id"]) + "\n".join(lines) + "\n"


def _line(cells: Any) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _times(number: int) -> str:
    return f"{number:,} × " if number > 1 else ""
