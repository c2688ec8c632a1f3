"""What a live provider is: how it is asked, what it answers, and what is made of its answers.

A provider is a module of `ingest.providers` with a `PROVIDER` and a function `pull`, which is given an Ask, yields one
Request after the other, is sent the Reply to each, and returns what it made of them. It opens no socket and no file:
the same function runs on the network, on a test's bytes, and on the stored replies of a pull of last year.
"""

import hashlib
import os
import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

import pandas as pd

from ingest.errors import ParameterError
from ingest.model import Refusal, Source


@dataclass(frozen=True, slots=True)
class Key:
    """A provider's key: the variable it is taken from, and the header or, where nothing else is allowed, parameter."""

    variable: str
    header: str = ""
    parameter: str = ""
    required: bool = False  # without it the provider is not asked at all


@dataclass(frozen=True, slots=True)
class Request:
    """One question: a path after the provider's base address, or an address that an earlier reply named."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    accept: str = "application/json"
    answers: tuple[int, ...] = (200,)  # statuses that are an answer here: ENTSOG says 404 for "nothing found"
    keyed: bool = False  # sent with the provider's key, where there is one

    @property
    def address(self) -> str:
        """The path with its query, without the base address and without any key.

        >>> Request("/rates", (("ondate", "2024-01-05"),)).address
        '/rates?ondate=2024-01-05'
        """
        return f"{self.path}?{urlencode(self.query, safe='[]:+*,;/')}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as it was received, after HTTP's own compression was undone."""

    address: str  # in full, without any key
    status: int
    headers: Mapping[str, str]  # by lower-case name
    body: bytes
    retrieved: datetime  # in UTC
    unchanged: bool = False  # the provider said 304: `body` is the one kept from the last time

    @property
    def sha256(self) -> str:
        """The name of the body in the store of raw replies."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body)

    @property
    def receipt(self) -> "Receipt":
        """The reply without its body: of a hundred megabytes nobody needs them twice."""
        return Receipt(self.address, self.headers, self.retrieved, self.sha256, self.size)

    @property
    def where(self) -> str:
        """The address without its host, for errors.

        >>> Reply("https://api.example.org/v2/rates?day=1", 200, {}, b"", datetime(2026, 1, 1)).where
        '/v2/rates?day=1'
        """
        return _where(self.address)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is left of a reply once it has been read and its body is in the store."""

    address: str
    headers: Mapping[str, str]
    retrieved: datetime
    sha256: str
    size: int  # bytes of the body

    @property
    def where(self) -> str:
        """The address without its host, for errors."""
        return _where(self.address)


def _where(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a pull is to bring."""

    today: date
    countries: tuple[str, ...]  # the dependents and their peers, ISO 3166 alpha-3
    since: int | None = None  # the first year wanted; None: all
    known: str = ""  # the mark of the last accepted pull; empty: bring everything
    keyed: bool = False  # whether there is a key to ask with


@dataclass(frozen=True)
class Pulled:
    """What a provider has: its edition, and the observations that each reply holds."""

    mark: str  # what tells this edition from the next: a date of update, a check sum
    edition: str  # as the publisher names it
    vintage: date  # the day by which this edition was certainly known
    parts: tuple[
        tuple[Reply | Receipt, pd.DataFrame], ...
    ]  # tables with the columns OBSERVATION; `row` counts within the reply
    refused: tuple[Refusal, ...] = ()


# A provider's pull: yields requests, is sent replies, returns what it made of them, or None for nothing new.
Pull = Generator[Request, Reply, Pulled | None]


@dataclass(frozen=True)
class Provider:
    """A public service, how it wants to be asked, and where it differs from what the gate usually lets through."""

    source: Source
    base: str
    pace: float  # seconds from one request to the next
    pull: Callable[[Ask], Pull]
    every: int | None = 31  # days within which a new edition is due; None: no more are
    hosts: tuple[str, ...] = ()  # its other hosts, to which it may redirect
    key: Key | None = None
    largest: int = 60_000_000  # bytes of one reply, after decompression
    patience: float = 180.0  # seconds for one reply, from first to last byte
    most_requests: int = 400  # of one pull; more is an endless page counter
    withdraws: bool = True  # False: rows that a reply no longer has are archived, not withdrawn
    dated: bool = True  # False: the editions held have no day of publication to compare with
    thresholds: Mapping[str, float | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def address(self) -> str:
        """The base address: the provider's own, or that of the setting DEPDASH_BASE_URL_<SOURCE>.

        Raises ParameterError for an address that is not https; plain http is for this machine alone.
        """
        setting = f"DEPDASH_BASE_URL_{self.source.id.upper()}"
        given = os.environ.get(setting, self.base).rstrip("/")
        parts = urlsplit(given)
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local)):
            raise ParameterError(setting, expected="an https address, or http of this machine", found=given)
        return given

    @property
    def secret(self) -> str:
        """The key from the environment, empty where there is none.

        Raises ParameterError, which does not show it, for one that no provider gives.
        """
        secret = os.environ.get(self.key.variable, "") if self.key else ""
        if self.key and secret and not re.fullmatch(r"[!-~]{8,}", secret):
            expected = "a key of eight signs or more, without blanks and line breaks"
            raise ParameterError(self.key.variable, expected=expected, found=f"{len(secret)} signs, not shown")
        return secret
