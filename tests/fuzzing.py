"""Damaged replies for a whole pull of a provider, and what must come of them: an error in one line, or fit tables.

`test_fuzz.py` draws the damage from Hypothesis. As a process of its own this is a fuzzer for Atheris, guided by the
branches of the parsers: `python tests/fuzzing.py PROVIDER SECONDS SEED` ends with 0 unless something else came of it.
"""

import importlib
import io
import json
import random
import re
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Provider, Pulled, Reply, Request
from ingest.model import STATUSES
from ingest.periods import period
from ingest.pull import pull
from plays import RETRIEVED, Answer

# Asks that take few and small replies, yet every kind of them: years from the first, countries, today.
SMALL: dict[str, tuple[int, tuple[str, ...], date]] = {
    "cbr": (2025, ("BLR", "RUS"), date(2026, 11, 24)),
    "entsog": (2026, ("BLR", "RUS"), date(2026, 3, 1)),
    "nbrb": (2026, ("BLR", "RUS"), date(2026, 11, 24)),
    "wits": (2021, ("BLR", "KAZ"), date(2026, 11, 24)),
}
USUAL = (2024, ("BLR", "RUS"))
_TODAY = date(2026, 11, 24)
_NUMBER = re.compile(rb"-?\d+(?:[.,]\d+)?")
_TOKEN = re.compile(rb"[^\s,:;<>{}\[\]\"'=/]+")
_ODD = (
    b"0", b"-1", b"1e308", b"1e400", b"NaN", b"Infinity", b"null", b"true", b'""', b"9" * 25, b"1.5", b"2024", b"2027",
    b"0001-01-01", b"9999-12-31", b"2024-02-30", b"2024-13", b"10000", b"\x00", b"\xff", b"\r", b"\n", b"[]", b"{}",
    "\u0663".encode(), "\u00b2".encode(), b"&amp;", b"<a/>", b'"', b",", b":", b"NA", b"..", b"",
)  # fmt: skip
_WHOLE = (
    b"",
    b"null",
    b"7",
    b"[]",
    b"{}",
    b"[[]]",
    b"<a/>",
    b"<html></html>",
    b"a,b\n1,2\n",
    b"\x1f\x8b",
    b"PK\x03\x04",
)


class Choices(Protocol):
    """Where the damage is drawn from: Hypothesis, Atheris or chance."""

    def between(self, low: int, high: int) -> int: ...

    def some(self, most: int) -> bytes: ...


class Target:
    """A provider with the good replies of its play."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.play: ModuleType = importlib.import_module(f"plays.{provider.source.id}")
        since, countries, today = SMALL.get(provider.source.id, (*USUAL, getattr(self.play, "TODAY", _TODAY)))
        self.ask = Ask(today, countries, since, keyed=True)
        self._bodies: dict[str, Answer] = {}
        good = pull(provider, self.ask, self.good)
        assert good is not None
        fit(good)
        self.asked = list(self._bodies)
        self.mark = good.mark

    def good(self, request: Request) -> Reply:
        """Answer from the play; what it does not know, or answers with an error, is one of the transport's."""
        if request.address not in self._bodies:
            self._bodies[request.address] = self._played(request)
        given = self._bodies[request.address]
        if given.status not in request.answers:
            raise SourceError(request.address[:80], expected="an answer", found=f"HTTP {given.status}")
        path = urlsplit(request.path).path if "://" in request.path else request.address
        return Reply(self.provider.base + path, given.status, {}, given.body, RETRIEVED)

    def _played(self, request: Request) -> Answer:
        try:
            answer: Answer = self.play.answer(request.path, dict(request.query))
        except Exception:  # noqa: BLE001 - a question made of damage, which no play foresees
            return Answer(b"", 400)
        return answer

    def run(self, choices: Choices) -> str:
        """Pull with one reply or all from some place on damaged; return what came of it.

        Raises what a pull must not: any error but one in one line, and AssertionError for tables that are unfit.
        """
        place, on = choices.between(0, len(self.asked) - 1), choices.between(0, 3) == 0
        known = self.mark if choices.between(0, 5) == 0 else ""
        count = 0

        def fetch(request: Request) -> Reply:
            nonlocal count
            reply, count = self.good(request), count + 1
            if count <= place or (count > place + 1 and not on):
                return reply
            status = request.answers[choices.between(0, len(request.answers) - 1)]
            return replace(reply, body=damaged(choices, reply.body, self._any), status=status)

        try:
            pulled = pull(self.provider, replace(self.ask, known=known), fetch)
        except DepdashError as error:
            if not str(error).isprintable():
                raise AssertionError(f"an error that is no line: {error}") from error
            return str(error)
        if pulled is None:
            return "nothing new"
        fit(pulled)
        return "read"

    def _any(self, choices: Choices) -> bytes:
        return self._bodies[self.asked[choices.between(0, len(self.asked) - 1)]].body


def fit(pulled: Pulled) -> None:
    """Refuse, by AssertionError, tables that no store should be given."""
    assert isinstance(pulled.mark, str)
    assert (pulled.mark + pulled.edition).isprintable()
    assert type(pulled.vintage) is date
    for _, table in pulled.parts:
        for column in ("value", "low", "high"):
            assert not np.isinf(table[column].to_numpy(dtype=float)).any(), f"infinite: {column}"
        for text in table["period"].unique():
            assert period(text).text == text, f"no period: {text!r}"
        assert set(table["status"]) <= set(STATUSES)
        assert all(type(day) is date for day in table["vintage"].unique()), "a vintage that is no day"
        for column in ("item", "reporter", "partner", "product", "unit", "freq"):
            assert all(isinstance(text, str) and text for text in table[column].unique()), f"no name: {column}"


def damaged(choices: Choices, body: bytes, another: Callable[[Choices], bytes]) -> bytes:
    """Return another body: a good one changed once or twice, the reply to another question, or nonsense."""
    kind = choices.between(0, 9)
    if kind == 0:
        return choices.some(60)
    if kind == 1:
        return another(choices)
    if kind == 2:
        return _WHOLE[choices.between(0, len(_WHOLE) - 1)]
    for _ in range(choices.between(1, 2)):
        body = _packed(choices, body) if body.startswith(b"PK") else _changed(choices, body)
    return body


def _packed(choices: Choices, body: bytes) -> bytes:
    """Change an archive: from outside, or in one of its parts with the check sum put right."""
    if choices.between(0, 3) == 0:
        return _spliced(choices, body)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return body
    if not parts:
        return body
    name = list(parts)[choices.between(0, len(parts) - 1)]
    parts[name] = _changed(choices, parts[name])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return written.getvalue()


def _changed(choices: Choices, body: bytes) -> bytes:
    ways = (_cut, _spliced, _doubled, _replaced, _replaced, _replaced, _grown, _grown)
    return ways[choices.between(0, len(ways) - 1)](choices, body)


def _cut(choices: Choices, body: bytes) -> bytes:
    return body[: choices.between(0, len(body))]


def _spliced(choices: Choices, body: bytes) -> bytes:
    at, new = choices.between(0, len(body)), choices.some(6)
    return body[:at] + new + body[at + choices.between(0, 8) :]


def _doubled(choices: Choices, body: bytes) -> bytes:
    """Put a stretch of lines or characters once more."""
    at = choices.between(0, len(body))
    end = body.find(b"\n", at) + 1 or min(len(body), at + choices.between(1, 400))
    start = body.rfind(b"\n", 0, at) + 1 or at
    return body[:end] + body[start:end] + body[end:]


def _replaced(choices: Choices, body: bytes) -> bytes:
    """Put an odd cell, or one from elsewhere in the body, in the place of a number or a word."""
    form = (_NUMBER, _TOKEN)[choices.between(0, 1)]
    here = form.search(body, choices.between(0, len(body)))
    if here is None:
        return body
    there = form.search(body, choices.between(0, len(body))) if choices.between(0, 1) else None
    new = there[0] if there else _ODD[choices.between(0, len(_ODD) - 1)]
    return body[: here.start()] + new + body[here.end() :]


def _grown(choices: Choices, body: bytes) -> bytes:
    """Change a node of a JSON document: another of its nodes, anything, nothing or twice the same."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _replaced(choices, body)
    holder: Any = {"": document}
    key: Any = ""
    for _ in range(choices.between(0, 8)):
        node = holder[key]
        if not isinstance(node, dict | list) or not node:
            break
        place = choices.between(0, len(node) - 1)
        holder, key = node, list(node)[place] if isinstance(node, dict) else place
    kind = choices.between(0, 5)
    if kind == 0 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif kind == 1 and isinstance(holder, dict) and key:
        holder[str(_anything(choices, 0))[:20]] = holder.pop(key)
    elif kind == 2 and key != "":
        del holder[key]
    else:
        holder[key] = _anything(choices, 3)
    return json.dumps(holder[""] if key == "" and "" in holder else document).encode()


def _anything(choices: Choices, depth: int) -> Any:
    kind = choices.between(0, 9 if depth else 7)
    if kind < 2:
        return (None, True, False, -1, 0, 1, 2, 2024, 10**25, 10**400, 0.5, 1e308)[choices.between(0, 11)]
    if kind < 7:
        odd = _ODD[choices.between(0, len(_ODD) - 1)]
        return odd.decode("latin-1")
    if kind == 7:
        return choices.some(8).decode("utf-8", "replace")
    items = [_anything(choices, depth - 1) for _ in range(choices.between(0, 3))]
    return items if kind == 8 else {str(item)[:20]: item for item in items}


class Provided:
    """Choices of Atheris."""

    def __init__(self, provider: Any) -> None:
        self.provider = provider

    def between(self, low: int, high: int) -> int:
        return int(self.provider.ConsumeIntInRange(low, high))

    def some(self, most: int) -> bytes:
        return bytes(self.provider.ConsumeBytes(self.between(0, most)))


def main(name: str, seconds: str, seed: str) -> None:
    """Fuzz one provider for some seconds; never returns."""
    import atheris

    warnings.simplefilter("error")  # as in all tests
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # on what it leaves out
    parsers = ("providers", "imf_live", "eurostat_live", "worldbank_live", "replies", "files", "sources")
    with atheris.instrument_imports(include=[f"ingest.{parser}" for parser in parsers]):
        target = Target(importlib.import_module(f"ingest.providers.{name}").PROVIDER)
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
        chance = random.Random(int(seed))  # noqa: S311 - the same start each time
        for number in range(20):
            (Path(folder) / str(number)).write_bytes(chance.randbytes(120))
        options = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=240", "-len_control=0", "-timeout=60"]
        # What is used would be counted from the start of the process that began this one: only what is asked for is.
        memory = ["-rss_limit_mb=0", "-malloc_limit_mb=2048"]
        quiet = ["-print_final_stats=1", f"-artifact_prefix={tempfile.gettempdir()}/fuzzing-{name}-"]
        atheris.Setup(
            [sys.argv[0], *options, *memory, *quiet, folder],
            lambda given: target.run(Provided(atheris.FuzzedDataProvider(given))) and None,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
