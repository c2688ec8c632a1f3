"""The channels that users configured for alerts, from the environment, every setting checked; no secret is quoted."""

from collections.abc import Callable, Mapping
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ingest.alert_file import AlertFile
from ingest.delivery import Channel
from ingest.errors import ParameterError
from ingest.notices import Notice
from ingest.sending import Letter, Mail, Webhook

_FILE, _WEBHOOK, _SECRET = "DEPDASH_ALERTS_FILE", "DEPDASH_ALERTS_WEBHOOK", "DEPDASH_ALERTS_SECRET"
_TO, _FROM, _SMTP = "DEPDASH_ALERTS_MAIL_TO", "DEPDASH_ALERTS_MAIL_FROM", "DEPDASH_SMTP"
_USER, _PASSWORD = "DEPDASH_SMTP_USER", "DEPDASH_SMTP_PASSWORD"
_LOCAL = ("localhost", "127.0.0.1", "::1")


def channels(environment: Mapping[str, str], compose: Callable[[Notice], Letter]) -> list[Channel]:
    """Return the configured channels: a file, a webhook, and one for each recipient of mail.

    >>> [one.name for one in channels({"DEPDASH_ALERTS_FILE": "alerts.jsonl"}, lambda notice: Letter("", "", ""))]
    ['file alerts.jsonl']

    Raises ParameterError for a setting that is wrong or missing, and where no channel is configured.
    """
    given = {name: text.strip() for name, text in environment.items() if text.strip()}
    found: list[Channel] = []
    if _FILE in given:
        found.append(AlertFile(Path(given[_FILE])))
    if _WEBHOOK in given:
        found.append(_webhook(given))
    if _TO in given:
        found += _mails(given, compose)
    if not found:
        raise ParameterError("--deliver", expected=f"{_FILE}, {_WEBHOOK} or {_TO} in the environment", found="none")
    return found


def _webhook(given: Mapping[str, str]) -> Webhook:
    parts = _split(given[_WEBHOOK])
    lawful = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not parts.hostname or not lawful or parts.username is not None:
        expected = "an https address without user or password, or http of this machine"
        raise ParameterError(_WEBHOOK, expected=expected, found="another")
    if _SECRET not in given:
        raise ParameterError(_SECRET, expected="the key that both sides sign with", found="nothing")
    return Webhook(given[_WEBHOOK], given[_SECRET])


def _mails(given: Mapping[str, str], compose: Callable[[Notice], Letter]) -> list[Mail]:
    for name in (_FROM, _SMTP):
        if name not in given:
            raise ParameterError(name, expected=f"a setting beside {_TO}", found="nothing")
    if (_USER in given) != (_PASSWORD in given):
        raise ParameterError(_USER, expected=f"{_USER} and {_PASSWORD} together", found="one of them")
    server = _split(f"//{given[_SMTP]}")
    if not server.hostname or not server.port or server.path or server.username is not None:
        raise ParameterError(_SMTP, expected="HOST:PORT", found="another")
    sender, known = _address(_FROM, given[_FROM]), (given.get(_USER, ""), given.get(_PASSWORD, ""))
    recipients = dict.fromkeys(_address(_TO, text) for text in given[_TO].split(",") if text.strip())
    return [Mail(server.hostname, server.port, sender, one, compose, *known) for one in recipients]


def _split(text: str) -> SplitResult:
    """Return the parts of an address, none for one that has none or whose port is no number."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _address(name: str, text: str) -> str:
    try:
        parts = Address(addr_spec=text.strip())
    except (ValueError, IndexError) as error:
        raise ParameterError(name, expected="mail addresses such as name@example.org", found=text) from error
    if not parts.domain or not text.isascii():
        raise ParameterError(name, expected="mail addresses such as name@example.org", found=text)
    return text.strip()
