"""The command `depdash index`: a composite index with its band, ranks, parts and what spreads it."""

import argparse
from collections.abc import Iterator
from typing import Any

from dashboard.commands import columns
from dashboard.exports import to_json
from dashboard.index_report import index_report
from dashboard.parameters import INDEX, INDEX_QUESTION, question, values
from dashboard.repository import open_repository


def run(given: argparse.Namespace) -> Iterator[str]:
    """Print an index for a pair."""
    repository = open_repository()
    name = INDEX.checked(given.id, repository)
    asked = {"dependent": given.dependent, "partner": given.partner, "since": given.since, "as_of": given.as_of}
    checked = values({key: text for key, text in asked.items() if text is not None}, INDEX_QUESTION, repository)
    report = index_report(repository, name, question(checked).pair, checked["since"], checked["as_of"])
    if given.json:
        yield to_json(report)
        return
    pair = f"{repository.name(report['dependent'])} on {repository.name(report['partner'])}"
    yield f"{report['title']}, {pair}: mean of the pillars, 5th, 50th and 95th percentile of {report['draws']:,} draws"
    if report["reason"]:
        yield report["reason"]
        return
    yield from columns([_head(report), *(_row(row) for row in report["rows"])])
    if report["sensitivity"] and report["sensitivity"]["sentence"]:
        yield f"{report['sensitivity']['period']}: {report['sensitivity']['sentence']}"
        factors = report["sensitivity"]["factors"]
        names = ("first", "first_error", "total", "total_error")
        shares = [[one["title"], *(f"{one[name]:.3f}" for name in names)] for one in factors]
        yield from columns([["Sobol index", "first", "+/-", "total", "+/-"], *shares])
    yield from columns([["input", "weight", "0 at", "1 at"], *([one["id"], *_posts(one)] for one in report["inputs"])])
    for one in report["left_out"]:
        yield f"left out: {one['what']}. {one['reason']}"


def _head(report: dict[str, Any]) -> list[str]:
    pillars = [one["id"] for one in report["pillars"]]
    rise = f"rise since {report['since']}" if report["since"] else "rise"
    return ["period", "value", "p5", "p50", "p95", "coverage", "rank", "of", rise, *pillars, "status"]


def _row(row: dict[str, Any]) -> list[str]:
    numbers = [_text(row[name]) for name in ("value", "p5", "p50", "p95", "coverage")]
    rank = "" if row["rank"] is None else f"{row['rank']} ({row['rank_p5']:.0f}-{row['rank_p95']:.0f})"
    pillars = [_text(value) for value in row["pillars"].values()]
    return [
        row["period"], *numbers, rank, str(row["ranked"]), _text(row["probability_of_rise"]), *pillars, row["status"],
    ]  # fmt: skip


def _posts(one: dict[str, Any]) -> list[str]:
    return [f"{one['effective_weight']:.3f}", f"{one['goalpost_low']:g}", f"{one['goalpost_high']:g}"]


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
