"""The command `depdash brief`: two pages about a pair as HTML or PDF, or slides, by the file's ending."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from dashboard.brief import PAPERS
from dashboard.brief_choices import FINDINGS
from dashboard.brief_drawing import Draw, drawing, drawn
from dashboard.brief_forms import FORMS, made
from dashboard.brief_parts import Asked
from dashboard.language import speaking
from dashboard.parameters import LANGUAGE, QUESTION, question, values
from dashboard.repository import open_repository
from dashboard.view import View
from dashboard.watch import of_file
from ingest.errors import ParameterError

ENDINGS = tuple(f".{form}" for form in FORMS)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Write the brief to a file, which is whole or not there."""
    path = Path(given.out)
    if path.suffix not in ENDINGS:
        raise ParameterError("--out", expected=f"a name that ends in {', '.join(ENDINGS)}", found=given.out)
    if not given.address.startswith(("http://", "https://")):
        raise ParameterError("--address", expected="an address of a server, http:// or https://", found=given.address)
    with drawing() if path.suffix != ".pptx" else nullcontext(drawn) as draw:
        _write(path, _made(given, path.suffix, draw))
    yield f"{path}: written"


def _made(given: argparse.Namespace, ending: str, draw: Draw) -> bytes:
    repository = open_repository()
    known = (*QUESTION, LANGUAGE, FINDINGS)
    asked = {one.name: text for one in known if (text := getattr(given, one.name)) is not None}
    found = values(asked, known, repository)
    view = View(repository, question(found), language=found["lang"], watch=of_file(given.watch, repository))
    base = f"{given.address.rstrip('/')}/"
    choices = Asked(given.since, found["findings"], given.paper, given.line, base)
    with speaking(view.language):
        return made(ending[1:], view, choices, draw)


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as held:
        held.write(content)
    os.replace(held.name, path)
    path.chmod(0o644)


def options(parser: argparse.ArgumentParser) -> None:
    """Add what a brief can be asked for."""
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="what to write: .html, .pdf or .pptx, by its ending"
    )
    parser.add_argument("--from", metavar="PERIOD", help="tell of this period on, and what moved since then")
    parser.add_argument("--to", metavar="PERIOD", help="tell of no later period")
    parser.add_argument("--findings", metavar="ID,ID", help=FINDINGS.description)
    parser.add_argument("--since", type=_year, metavar="YEAR", help="tell how likely the index rose since this year")
    parser.add_argument("--as-of", dest="as_of", metavar="DAY", help="use only editions known by this day")
    parser.add_argument("--lang", help="en, be or ru (default en)")
    parser.add_argument("--paper", choices=tuple(PAPERS), default="A4")
    parser.add_argument("--line", default="", metavar="TEXT", help="a line at the top, such as a classification")
    parser.add_argument("--address", default=Asked().base, metavar="URL", help="server that its links lead to")


def _year(text: str) -> int:
    if not (text.isdigit() and 1990 <= int(text) <= 2100):
        raise argparse.ArgumentTypeError(f"expected a year from 1990 on; found {text!r}")
    return int(text)
