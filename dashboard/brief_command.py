"""The command `depdash brief`: two pages about a pair as HTML or PDF, or slides, by the file's ending."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from dashboard.brief_choices import CHOICES
from dashboard.brief_drawing import Draw, drawing, drawn
from dashboard.brief_forms import FORMS, made
from dashboard.brief_parts import Asked
from dashboard.language import speaking
from dashboard.parameters import LANGUAGE, QUESTION, SINCE, question, values
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
    if not (given.address or Asked().base).startswith(("http://", "https://")):
        raise ParameterError("--address", expected="an address of a server, http:// or https://", found=given.address)
    with drawing() if path.suffix != ".pptx" else nullcontext(drawn) as draw:
        _write(path, _made(given, path.suffix, draw))
    yield f"{path}: written"


def _made(given: argparse.Namespace, ending: str, draw: Draw) -> bytes:
    repository = open_repository()
    known = (*QUESTION, LANGUAGE, *CHOICES, SINCE)
    asked = {one.name: text for one in known if (text := getattr(given, one.name)) is not None}
    found = values(asked, known, repository)
    view = View(repository, question(found), language=found["lang"], watch=of_file(given.watch, repository))
    base = f"{given.address.rstrip('/')}/" if given.address else Asked().base
    choices = Asked(found["since"], found["findings"], found["paper"], found["line"], base)
    with speaking(view.language):
        return made(ending[1:], view, choices, draw)


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as held:
        held.write(content)
    os.replace(held.name, path)
    path.chmod(0o644)
