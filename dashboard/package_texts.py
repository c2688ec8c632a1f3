"""What a reader of the data package is told in words: its README, and how to cite it."""

import json

from dashboard.tables import Json

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TERMS = """Our own tables, the selection, the computed values and their descriptions, are licensed under CC BY 4.0: use
them for anything and name depdash with the snapshot's id. Publishers' figures stay under their publishers' terms:
"""
_READING = """
- UTF-8, header first. An empty cell is not known; it is never zero. Numbers are unrounded.
- `low` and `high` are the bounds of a value; where sources disagree they are apart.
- `status` says how the weakest input came to be known, from `reported` to `undisclosed`.
- `sources` holds `source@day`, the day by which that edition was certainly known.
- Text that a spreadsheet would run as a formula begins with an apostrophe.
- `datapackage.json` describes every table for Frictionless tools; beside each CSV, `-metadata.json` does in CSVW.
"""


def readme(package: Json) -> str:
    """Return the README of a described package: what is in it, on which terms, and how to read it."""
    tables = "\n".join(f"| `{table['path']}` | {_cell(table['title'])} |" for table in package["resources"])
    terms = "\n".join(
        f"| {_cell(source['title'])} | {_cell(source['version'])} | {_cell(source['licence'])} |"
        for source in package["sources"]
    )
    return (
        f"# {package['title']}\n\n{package['description']} Made by depdash from snapshot `{package['version']}`.\n\n"
        f"| file | table |\n|---|---|\n{tables}\n\n## How to read it\n{_READING}\n"
        f"## Licence\n\n{_TERMS}\n| source | editions | terms |\n|---|---|---|\n{terms}\n"
    )


def citation(package: Json) -> str:
    """Return how to cite a described package and what it is made from, in the Citation File Format."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this data set and the sources that a table names.",
        "type: dataset",
        f"title: {_quoted('depdash: ' + package['title'])}",
        f"version: {_quoted(package['version'])}",
        "authors:",
        "  - name: the depdash authors",
        f"license: {package['licenses'][0]['name']}",
        "references:",
    ]
    for source in package["sources"]:
        lines += ["  - type: data", f"    title: {_quoted(source['title'])}"]
        lines += ["    authors:", f"      - name: {_quoted(source['publisher'])}"]
        lines += [f"    notes: {_quoted(source['citation'])}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
