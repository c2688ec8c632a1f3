"""Where numbers come from, for the page of data: one value's observations, one source, series by words."""

from datetime import date
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.components import table, typeset
from dashboard.language import ntr, numeral, told, tr
from dashboard.markup import Element
from dashboard.repository import Repository
from dashboard.roles import Role, roles
from dashboard.theme import EN_DASH, MINUS, STATUS_WORDS, bounded, curly, spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Result, Row
from ingest.corrections import corrections
from ingest.errors import ParameterError

_MOST = 60  # rows of one table at once; the files hold them all
DONE = {  # by what a correction does; {count} values
    "refuse": "{count} left out", "inferior": "{count} marked, not used", "estimated": "{count} marked as an estimate",
}  # fmt: skip


def lineage(view: View, name: str, period: str) -> html.Section:
    """Return the observations behind a value of an indicator or a measure: series, edition, file, hash and row.

    Raises ParameterError for an unknown name or a period that the result does not have.
    """
    known = CATALOGUE.keys() | view.repository.measures.keys()
    if name not in known:
        raise ParameterError("lineage", expected="the id of an indicator or a measure", found=name)
    result = (view.result if name in CATALOGUE else view.measure)(name)
    rows = [row for row in result.rows if row.period == period]
    if not rows:
        raise ParameterError("period", expected=f"a period of {name}", found=period)
    heading = tr(
        "{title}, {dependent} on {partner}, {period}",
        title=tr(result.title),
        dependent=tr(view.repository.name(view.pair.dependent)),
        partner=view.name(view.pair.partner),
        period=spelled(period),
    )
    parts: list[object] = [html.H2(curly(heading))]
    if name in CATALOGUE:
        computed = html.Span(formula(CATALOGUE[name].formula), lang="en")
        parts.append(html.P(typeset(told("Computed as {formula}.", formula=computed)), className="note"))
    for row in rows:
        parts += _behind(view, result, row)
    if name in CATALOGUE:
        href = view.file(f"/lineage/{name}/{quote(period)}", "dependent", "partner", "as_of")
        parts.append(html.P(html.A(tr("JSON lineage"), href=href, className="csv"), className="sources"))
    return html.Section(parts, className="card", id="lineage")


def _behind(view: View, result: Result, row: Row) -> list[object]:
    value = f"{bounded(row, result.unit)}, {tr(STATUS_WORDS[row.status])}"
    heading = html.H3(curly(f"{_variant(result, row.variant)}: {value}" if row.variant else value))
    if not row.observations:
        return [heading, html.P(tr("No observation stands behind it: a gap."), className="note")]
    found = roles(view.repository, result, row)
    return [heading, *(part for role in found for part in _role(view, row, role, alone=len(found) == 1))]


def _role(view: View, row: Row, role: Role, *, alone: bool) -> list[object]:
    """Return the observations that make one input of a formula, under its name and its value."""
    found = view.repository.lineage(row._replace(observations=role.observations[:_MOST]))
    rows = [
        [
            [_series(view, entry["series"]), _small(entry["note"], lang="en")],
            entry["period"],
            _published(entry),
            entry["vintage"],
            [
                _english(entry["file"]),
                _small(
                    [
                        tr("row {row}", row=entry["row"]),
                        *([", ", _english(where)] if (where := entry["locator"]) else []),
                    ]
                ),
                _small(f"sha256 {entry['sha256']}", "hash"),
            ],
        ]
        for entry in found
    ]
    more = html.P(
        tr("{count} observations in all; the first {most} are shown.", count=_grouped(len(role.observations)),
           most=_MOST),
        className="note",
    )  # fmt: skip
    shown = table((tr("Series as published"), tr("Period"), tr("Value"), tr("Known by"), tr("File and row")), rows)
    heading = [] if alone else [html.H4(_made(role))]
    return [*heading, shown, *([more] if len(role.observations) > _MOST else [])]


def _made(role: Role) -> str:
    """Return what an input is, with its value where it is of the same period."""
    title = curly(tr(role.title)) if role.title else tr("Other inputs")
    if role.row is None:
        return title
    return f"{title}: {bounded(role.row, role.unit)}, {tr(STATUS_WORDS[role.row.status])}"


def _series(view: View, name: str) -> html.A:
    return html.A(name, lang="en", href=view.file(f"/series/{quote(name)}.csv"))


def _variant(result: Result, name: str) -> str:
    known = CATALOGUE[result.id].variants if result.id in CATALOGUE else ()
    return next((tr(variant.title) for variant in known if variant.id == name), name)


def _published(entry: dict[str, Any]) -> str:
    """Return the observed number with all its digits, or its bounds."""
    value, low, high = (
        EN_DASH if number is None else numeral(f"{number:,.12g}")
        for number in (entry["value"], entry["low"], entry["high"])
    )
    return value if entry["value"] is not None else tr("{low} to {high}", low=low, high=high)


def formula(text: str) -> str:
    """Return a formula with the signs of print.

    >>> formula("a - b x c")
    'a − b × c'
    """
    return text.replace(" - ", f" {MINUS} ").replace(" x ", " × ")


def _small(text: object, look: str = "", **more: str) -> html.Span:
    return html.Span(text, className=f"source {look}".strip(), **more)


def _english(text: str) -> html.Span:
    return html.Span(text, lang="en")


def _grouped(count: int) -> str:
    return numeral(f"{count:,}")


def search(view: View, words: str) -> html.Section:
    """Return a search over all series as published, and what it finds for `words`."""
    kept = view.address("/data", q="").partition("?")[2].split("&")
    hidden = [
        Element("input", type="hidden", name=name, value=value)
        for name, _, value in (part.partition("=") for part in kept)
        if name != "q"
    ]
    form = html.Form(
        [
            html.Label(
                [tr("Words in id or title"), Element("input", name="q", value=words, type="search", maxLength=100)]
            ),
            *hidden,
            html.Button(tr("Search"), type="submit", className="plain"),
        ],
        action="/data",
        method="GET",
        className="filters",
    )
    found = view.repository.series.found(words.split()) if words.strip() else []
    rows = []
    for number in found[:_MOST]:
        record = view.repository.series.record(number)
        base = f"/series/{quote(record['id'])}"
        rows.append(
            [
                [_english(record["title"] or record["item"]), _small(record["id"], lang="en")],
                _english(record["unit"]),
                tr("{first} to {last}", first=record["first"], last=record["last"]),
                _grouped(record["observations"]),
                [
                    html.A(tr("CSV"), href=view.file(f"{base}.csv"), className="csv"),
                    " ",
                    html.A(tr("JSON"), href=view.file(f"{base}.json"), className="csv"),
                ],
            ]
        )
    counts = {"found": _grouped(len(found)), "all": _grouped(len(view.repository.series))}
    if not words.strip():
        said = ""
    elif not found:
        said = tr("{found} of {all} series: none has all of these words in its id or its title. Try fewer.", **counts)
    elif len(found) > _MOST:
        said = tr("{found} of {all} series; the first {most} are shown, add words to narrow.", most=_MOST, **counts)
    else:
        said = tr("{found} of {all} series", **counts)
    heads = (tr("Series"), tr("Unit"), tr("Periods"), tr("Observations"), tr("Download"))
    shown = [table(heads, rows)] if rows else []
    note = tr("Every series as its publisher gives it, with each edition kept, the file and the row of every number.")
    return html.Section(
        [
            html.H2(tr("Search all series")),
            html.P(note, className="note"),
            form,
            html.P(said, className="note"),
            *shown,
        ],
        className="card",
        id="search",
    )


def source_card(repository: Repository, name: str) -> html.Section:
    """Return a source's terms, files, corrections, and what was refused or in conflict.

    Raises ParameterError for an unknown source.
    """
    if name not in repository.sources:
        raise ParameterError("source", expected=f"one of {', '.join(repository.sources)}", found=name)
    source = repository.sources[name]
    files = [entry for entry in repository.snapshot.manifest["raw"] if entry["source"] == name]
    licence = told("{licence}; passed on: {extent}", licence=_english(source["licence"]), extent=_passed_on(source))
    texts = {
        tr("Publisher"): source["publisher"],
        tr("Address"): source["url"],
        tr("Terms"): licence,
        tr("Cite as"): source["citation"],
        tr("Published"): source["cadence"],
    }
    facts = []
    for head, text in texts.items():
        content = _english(text) if isinstance(text, str) else text
        facts += [html.Dt(head), html.Dd(typeset(content))] if text else []
    return html.Section(
        [
            html.H2(curly(f"{source['title']} ({name})"), lang="en"),
            html.Dl(facts, className="facts"),
            html.H3(tr("Files and replies: {count}", count=len(files))),
            *([] if files else [html.P(tr("Nothing of this source is in the snapshot yet."), className="note")]),
            table(
                (tr("File"), tr("Edition"), tr("Known by"), tr("Kept"), tr("Carried by, or asked of")),
                [_file(entry) for entry in files[-_MOST:]],
            ),
            *_refused(files),
        ],
        className="card",
        id="source",
    )


def _file(entry: dict[str, Any]) -> list[object]:
    span = tr("{first} to {last}", first=entry["first"], last=entry["last"])
    when = f"{entry['retrieved'][:16].replace('T', ' ')} UTC" if "retrieved" in entry else ""
    answered = [_small(tr("answered {day}", day=when))] if when else []
    return [
        [_english(entry["path"]), _small(f"sha256 {entry['sha256']}", "hash")],
        [_english(entry["edition"]), _small(span)],
        entry["vintage"],
        tr("{kept} of {all}", kept=_grouped(entry["kept"]), all=_grouped(entry["rows"])),
        [html.Span(entry["via"], className="long", lang="en"), *answered],
    ]


def _refused(files: list[dict[str, Any]]) -> list[object]:
    rows: list[list[object]] = []
    for entry in files:
        file = entry["path"].rpartition("/")[2]
        rows += [[_english(file), str(refusal["row"]), _english(refusal["reason"])] for refusal in entry["refused"]]
        rows += [[_english(file), "", _english(text)] for text in entry["conflicts"]]
    if not rows:
        return [html.P(tr("No row was refused, and no two files of one edition differ."), className="note")]
    note = ntr(
        "{number} row became no observation or differ between two files of one edition.",
        "{number} rows became no observation or differ between two files of one edition.",
        len(rows),
        number=_grouped(len(rows)),
    )
    more = [html.P(tr("The first {most} are shown.", most=_MOST), className="note")] if len(rows) > _MOST else []
    return [
        html.H3(tr("Refused or in conflict")),
        html.P(note, className="note"),
        table((tr("File"), tr("Row"), tr("Reason")), rows[:_MOST]),
        *more,
    ]


def freshness(view: View, today: date) -> html.Details:
    """Return every source with its edition, last success, its age on `today` against what is due, and its terms."""
    rows = []
    found = view.repository.status(today)
    for entry in found:
        source, state = view.repository.sources[entry["id"]], entry["state"]
        due = tr("due within {days}", days=_grouped(entry["due_days"])) if entry["due_days"] else ""
        rows.append(
            [
                [
                    html.A(source["title"], href=view.address("/data", source=entry["id"]), lang="en"),
                    _small(f"{source['publisher']} ({entry['id']})", lang="en"),
                ],
                [_english(entry["edition"]) if entry["edition"] else tr("none yet"), _small(_last(entry))],
                [_age(entry["age_days"]), _small(due)],
                _grouped(entry["rows"]),
                tr(state),
                [_english(source["licence"]), _small(tr("passed on: {extent}", extent=_passed_on(source)))],
            ]
        )
    note = tr(
        "The newest edition and the days since it was certainly known. Where a publisher's day was not recorded it is "
        "the day on which the files were collected or the provider answered. “Packaged” was read from published files "
        "and not yet asked for live; “held back” did not pass the checks, so the last good data stay."
    )
    trouble = [(entry["id"], entry["last_error"]) for entry in found if entry["last_error"]]
    return html.Details(
        [
            html.Summary(html.H2(tr("Sources and freshness: {count}", count=len(rows)))),
            html.P(curly(note), className="note"),
            *_trouble(trouble),
            table((tr("Source"), tr("Newest edition"), tr("Age in days"), tr("Kept"), tr("State"), tr("Terms")), rows),
        ],
        className="card folded",
        id="sources",
        open=bool(trouble),
    )


def _last(entry: dict[str, Any]) -> str:
    """Return when a source last answered, or by when its packaged files were known."""
    day = entry["last_success"] or tr("never")
    return tr("known by {day}", day=day) if entry["state"] == "packaged" else tr("answered {day}", day=day)


def _age(days: int | None) -> str:
    return "" if days is None else _grouped(days)


def _trouble(found: list[tuple[str, str]]) -> list[object]:
    """Say which providers failed or were held back, and why."""
    if not found:
        return []
    items = [html.Li([html.B(source), f": {text}"], lang="en") for source, text in found]
    return [html.P(tr("The last refresh did not go well with:"), className="note"), html.Ul(items, className="trouble")]


def _passed_on(source: dict[str, Any]) -> str:
    return tr("whole") if source["redistribute"] else tr("rows of the eleven countries only")


def correction_list(repository: Repository) -> html.Details:
    """Return the known errors of publishers that were left out or marked, and how many values each concerns."""
    touched: dict[str, int] = {}
    for entry in repository.snapshot.manifest["raw"]:
        touched |= entry.get("corrections", {})
    rows = [
        [
            _english(known.id),
            _english(known.file.rpartition("/")[2]),
            tr(DONE[known.action], count=touched[known.id]),
            _english(known.reason),
        ]
        for known in corrections()
        if known.id in touched
    ]
    note = tr(
        "Values that a publisher plainly got wrong. Each correction says what it expects to find and stops the build "
        "once the publisher has mended the figure."
    )
    return html.Details(
        [
            html.Summary(html.H2(tr("Corrections: {count}", count=len(rows)))),
            html.P(note, className="note"),
            table((tr("Correction"), tr("File"), tr("Values"), tr("Why")), rows),
        ],
        className="card folded",
        id="corrections",
    )
