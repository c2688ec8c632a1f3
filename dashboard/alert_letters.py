"""An alert as mail: the same facts as text and as HTML, in the language spoken."""

from html import escape

from dashboard.alert_cards import SEVERITIES
from dashboard.language import language, tr
from dashboard.theme import curly, spelled
from ingest.notices import Notice
from ingest.sending import Letter

_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.4">
<h1 style="font-size: 1.2em">{title}</h1>
{paragraphs}<table style="text-align: left">
{rows}</table>
<p>{footer}</p>
</body></html>
"""


def letter(notice: Notice) -> Letter:
    """Return a notice as mail; a revision says so in its subject and in its first sentence."""
    title = notice.title
    if notice.revises:
        title = tr("Revision: {title}", title=title)
    subject = f"{title}: {notice.pair}, {spelled(notice.period)}"
    return Letter(subject, _text(notice), _html(notice, subject))


def facts(notice: Notice) -> list[tuple[str, str]]:
    """Return what a notice says beside its sentences, each fact with its name."""
    return [
        (tr("Pair"), notice.pair),
        (tr("Watched"), notice.subject),
        (tr("Period"), spelled(notice.period)),
        (tr("Severity"), tr(SEVERITIES[notice.severity])),
        (tr("Known by"), notice.known_by),
        (tr("Rule"), notice.rule),
        (tr("Alert"), notice.id),
        (tr("Snapshot"), notice.snapshot),
    ]


def _sentences(notice: Notice) -> list[str]:
    revised = [tr("This revises alert {id}, which said: {text}", id=notice.revises, text=notice.before)]
    return [*(revised if notice.revises else []), notice.text, notice.why]


def _footer(notice: Notice) -> str:
    return tr("To hear no more of it: {command}", command=f"depdash alerts --acknowledge {notice.id}")


def _text(notice: Notice) -> str:
    listed = "\n".join(f"{name}: {value}" for name, value in facts(notice))
    return "\n\n".join([*map(curly, _sentences(notice)), listed, _footer(notice)]) + "\n"


def _html(notice: Notice, subject: str) -> str:
    paragraphs = "".join(f"<p>{escape(curly(text))}</p>\n" for text in _sentences(notice))
    rows = "".join(f'<tr><th scope="row">{escape(n)}</th><td>{escape(v)}</td></tr>\n' for n, v in facts(notice))
    parts = {"lang": language(), "subject": subject, "title": curly(notice.title), "footer": _footer(notice)}
    return _PAGE.format(**{name: escape(text) for name, text in parts.items()}, paragraphs=paragraphs, rows=rows)
