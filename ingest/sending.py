"""The one place that sends to the network what users asked for: alerts, to their webhook and by their mail server.

Neither an address's path, which is a secret with many services, nor a key or a password ever reaches a line of text.
"""

import hashlib
import hmac
import logging
import random
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

import requests
import urllib3

from ingest.delivery import ChannelError
from ingest.notices import Notice, body
from ingest.transport import AGENT, PASSING, as_it_is, broken, in_thread, seconds_asked

_LOG = logging.getLogger(__name__)
_LATER = "it is tried again at the next run"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_IMPLICIT_TLS = 465


@dataclass(frozen=True, slots=True)
class Tries:
    """How often to try, and how long to wait, in seconds."""

    attempts: int = 4
    connect: float = 10.0
    read: float = 15.0
    whole: float = 30.0  # of an attempt, however slowly an answer drips
    first_pause: float = 1.0
    longest_pause: float = 60.0


@dataclass(frozen=True, slots=True)
class _Again:
    """A failure that may pass, and the pause that the receiver asks for."""

    found: str
    pause: float | None = None


def signature(secret: str, timestamp: str, payload: bytes) -> str:
    """Return the HMAC-SHA256 of `timestamp.payload`, as the header X-Depdash-Signature has it.

    >>> signature("key", "1767225600", b"{}")[:23]
    'sha256=df344de429b8ee67'
    """
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + payload, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


@dataclass(frozen=True)
class Webhook:
    """An address that takes a notice as JSON by POST, signed; it answers 2xx, itself and not by a redirect."""

    address: str = field(repr=False)
    secret: str = field(repr=False)
    tries: Tries = Tries()
    rest: Callable[[float], None] = time.sleep

    @property
    def key(self) -> str:
        """What the store knows it by."""
        return "webhook"

    @property
    def name(self) -> str:
        """What users know it by: the host alone."""
        return f"webhook {urlsplit(self.address).hostname}"

    def has(self) -> tuple[str, ...]:
        """Return nothing: a webhook cannot be asked."""
        return ()

    def send(self, notice: Notice) -> None:
        """Post a notice, again and again within limits while it is not taken for reasons that may pass.

        Raises ChannelError where it was not taken in the end.
        """
        outcome = _Again("nothing")
        for attempt in range(1, self.tries.attempts + 1):
            taken = self._within(notice)
            if taken is None:
                return
            outcome = taken
            _LOG.info("%s %s: %s, attempt %d", self.name, notice.id, outcome.found, attempt)
            if attempt < self.tries.attempts:
                self.rest(self._pause(outcome, attempt))
        raise self._refused(f"{outcome.found}, {self.tries.attempts} times", _LATER)

    def _pause(self, outcome: _Again, attempt: int) -> float:
        longest = self.tries.longest_pause
        if outcome.pause is None:
            return random.uniform(0.5, 1.0) * min(self.tries.first_pause * 2 ** (attempt - 1), longest)  # noqa: S311
        if outcome.pause > longest:
            raise self._refused(f"{outcome.found}, to be asked again in {outcome.pause:.0f} s", "run it again then")
        return outcome.pause

    def _within(self, notice: Notice) -> _Again | None:
        """Post once, within the whole time of an attempt: of a name or a header no socket bounds that."""
        try:
            taken: _Again | None = in_thread(lambda: self._post(notice), "webhook").result(self.tries.whole)
        except TimeoutError:
            return _Again("no answer in time")
        return taken

    def _post(self, notice: Notice) -> _Again | None:
        try:
            with requests.Session() as session:
                session.auth = as_it_is
                session.trust_env = urlsplit(self.address).scheme == "https"  # no proxy stands before this machine
                return self._judged(self._answer(session, notice))
        except requests.exceptions.SSLError as error:
            raise self._refused("a certificate that is not valid", "do not go on") from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
            return _Again("no answer in time")
        except (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError, OSError) as error:
            return _Again(broken(error))

    def _answer(self, session: requests.Session, notice: Notice) -> requests.Response:
        payload, timestamp = body(notice), str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "Idempotency-Key": notice.id,
            "X-Depdash-Timestamp": timestamp,
            "X-Depdash-Signature": signature(self.secret, timestamp, payload),
        }
        limits = (self.tries.connect, self.tries.read)
        with session.post(
            self.address, data=payload, headers=headers, timeout=limits, stream=True, allow_redirects=False
        ) as response:
            return response

    def _judged(self, response: requests.Response) -> _Again | None:
        status = response.status_code
        if 200 <= status < 300:
            return None
        if status in PASSING or status >= 500:
            return _Again(f"HTTP {status}", seconds_asked(response.headers.get("Retry-After", ""), datetime.now(UTC)))
        if 300 <= status < 400:
            do = "redirects are not followed: name the last address in DEPDASH_ALERTS_WEBHOOK"
            raise self._refused(f"a redirect (HTTP {status})", do)
        raise self._refused(f"HTTP {status}", "see to the receiver", ends=status in (401, 403, 404, 405, 410))

    def _refused(self, found: str, do: str, *, ends: bool = True) -> ChannelError:
        return ChannelError(self.name, expected="an answer 2xx", found=found, do=do, ends=ends)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice as mail: the same facts as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Mail:
    """One recipient, by way of a mail server; a password goes over TLS alone, or to this machine."""

    host: str
    port: int
    sender: str
    recipient: str
    compose: Callable[[Notice], Letter]
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0

    @property
    def key(self) -> str:
        """What the store knows it by: each recipient has notes of their own."""
        return f"mail-{hashlib.sha256(self.recipient.lower().encode()).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """What users know it by."""
        return f"mail to {self.recipient}"

    def has(self) -> tuple[str, ...]:
        """Return nothing: a mailbox cannot be asked."""
        return ()

    def send(self, notice: Notice) -> None:
        """Hand a notice to the mail server; the same one has the same Message-ID each time.

        Raises ChannelError where it was not taken.
        """
        try:
            self._handed(self._message(notice))
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(f"the recipient refused ({_code(error)})", "see to DEPDASH_ALERTS_MAIL_TO") from error
        except smtplib.SMTPAuthenticationError as error:
            raise self._refused("user or password refused", "see to DEPDASH_SMTP_USER") from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._refused("a server that takes no password", "see to DEPDASH_SMTP_USER") from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(f"answer {error.smtp_code}", _LATER) from error
        except ssl.SSLError as error:
            raise self._refused("a certificate that is not valid", "do not go on") from error
        except (smtplib.SMTPException, OSError) as error:
            found = "no answer in time" if isinstance(error, TimeoutError) else broken(error)
            raise self._refused(found, _LATER) from error

    def _handed(self, message: EmailMessage) -> None:
        server = self._opened()
        try:
            server.send_message(message, self.sender, [self.recipient])
            with suppress(smtplib.SMTPException, OSError):  # it was taken, however the server says goodbye
                server.quit()
        finally:
            server.close()

    def _opened(self) -> smtplib.SMTP:
        if self.port == _IMPLICIT_TLS:
            trusted = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=trusted)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._made_safe(server)
        except (OSError, smtplib.SMTPException, ChannelError):
            server.close()
            raise
        return server

    def _made_safe(self, server: smtplib.SMTP) -> None:
        """Go over to TLS where it is offered, and tell who asks where a user is named."""
        server.ehlo_or_helo_if_needed()
        safe = self.port == _IMPLICIT_TLS or self.host in _LOCAL
        if self.port != _IMPLICIT_TLS and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            safe = True
        if self.user:
            if not safe:
                raise self._refused("a server without TLS", "a password is not sent to it; name another DEPDASH_SMTP")
            server.login(self.user, self.password)

    def _message(self, notice: Notice) -> EmailMessage:
        letter, message = self.compose(notice), EmailMessage()
        message["From"], message["To"] = self.sender, self.recipient
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(datetime.fromisoformat(notice.at))
        domain = Address(addr_spec=self.sender).domain
        message["Message-ID"] = f"<{notice.id}.{self.key}@{domain}>"
        if notice.revises:
            message["In-Reply-To"] = message["References"] = f"<{notice.revises}.{self.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Depdash-Alert"] = notice.id
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    def _refused(self, found: str, do: str) -> ChannelError:
        return ChannelError(self.name, expected=f"{self.host}:{self.port} to take it", found=found, do=do)


def _code(error: smtplib.SMTPRecipientsRefused) -> int:
    return int(next(iter(error.recipients.values()))[0])
