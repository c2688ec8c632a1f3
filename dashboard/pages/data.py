"""Where every number comes from: sources, editions, licences, files with their hashes, and all downloads."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components import question, table
from dashboard.page import Page
from dashboard.repository import Repository
from dashboard.theme import unit_word
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Pair

_LIMITED = "only the rows of the eleven countries that indicators use are kept"


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    raw = repository.snapshot.manifest["raw"]
    kept = sum(entry["kept"] for entry in raw)
    answer = [
        html.B(f"{kept:,}"), " observations from ", html.B(str(len(raw))), " published files of ",
        html.B(str(len(repository.snapshot.manifest["sources"]))), f" sources, in snapshot {repository.snapshot.id}.",
    ]  # fmt: skip
    return [
        *question("Where does every number come from?", answer),
        _downloads(repository, pair),
        _sources(repository),
        _files(raw),
        _refused(raw),
    ]


def _downloads(repository: Repository, pair: Pair) -> html.Section:
    asked = f"dependent={pair.dependent}&partner={pair.partner}"
    rows = []
    for indicator in CATALOGUE.values():
        result = repository.result(indicator.id, pair)
        rows_known = [row for row in result.rows if row.status]
        last = max(
            (row.period for variant in result.variants or ("",) if (row := last_known(result, variant))), default=""
        )
        unit = unit_word(indicator.unit) or "index"
        base = f"/api/v1/indicators/{indicator.id}"
        rows.append(
            [
                [indicator.title, html.Span(indicator.id, className="source")],
                [indicator.question, html.Span(f"{indicator.formula}; {unit}", className="source")],
                f"{len(rows_known)}, to {last}" if last else result.reason,
                [
                        html.A("CSV", href=f"{base}.csv?{asked}", className="csv"), " ",
                        html.A("JSON", href=f"{base}.json?{asked}", className="csv"), " ",
                        html.A("metadata", href=f"{base}.csv-metadata.json?{asked}", className="csv"),
                ],
            ]
        )  # fmt: skip
    pairname = f"{repository.name(pair.dependent)} on {repository.name(pair.partner)}"
    return _card(
        f"Indicators, {pairname}",
        "Id, question, formula and unit; how many values and to when.",
        ("Indicator", "What it answers", "Values", "Download"),
        rows,
    )


def _sources(repository: Repository) -> html.Section:
    rows = []
    for source in repository.snapshot.manifest["sources"]:
        files = [entry for entry in repository.snapshot.manifest["raw"] if entry["source"] == source["id"]]
        editions = list(dict.fromkeys(entry["edition"] for entry in files))
        passed = "may be passed on" if source["redistribute"] else _LIMITED
        rows.append(
            [
                [source["title"], html.Span(f"{source['publisher']} ({source['id']})", className="source")],
                "; ".join(editions),
                f"{sum(entry['kept'] for entry in files):,}",
                [source["licence"], html.Span(passed, className="source")],
                source["citation"],
            ]
        )
    return _card(
        "Sources",
        "Editions in this snapshot, observations kept, terms, and how to cite.",
        ("Source", "Editions", "Kept", "Licence", "Citation"),
        rows,
    )


def _files(raw: list[dict[str, Any]]) -> html.Section:
    rows = [
        [
            [entry["path"].rpartition("/")[2], html.Span(f"sha256 {entry['sha256']}", className="source hash")],
            entry["edition"],
            entry["vintage"],
            f"{entry['kept']:,} of {entry['rows']:,}",
            entry["via"],
        ]
        for entry in raw
    ]
    return _card(
        "Published files",
        "Each as it was read, with the hash of its bytes; the day is when its edition was certainly known.",
        ("File", "Edition", "Known by", "Kept", "Carried by"),
        rows,
    )


def _refused(raw: list[dict[str, Any]]) -> html.Section:
    rows = [
        [entry["path"].rpartition("/")[2], str(refusal["row"]), refusal["reason"]]
        for entry in raw
        for refusal in [*entry["refused"], *({"row": "", "reason": text} for text in entry["conflicts"])]
    ]
    return _card(
        "Rows refused or in conflict",
        "Rows that became no observation, and values that another file of the same edition states otherwise.",
        ("File", "Row", "Reason"),
        rows,
    )


def _card(title: str, note: str, heads: tuple[str, ...], rows: Sequence[Sequence[object]]) -> html.Section:
    return html.Section([html.H2(title), html.P(note, className="note"), table(heads, rows)], className="card")


PAGE = Page("/data", "Data", 90, body)
