"""Receivers of alerts on this machine: a webhook that answers as it is told, a mail server, and a certificate."""

import contextlib
import datetime
import email
import email.policy
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SECRET = "s3cret-between-us"  # noqa: S105
PATH = "/services/T0K3N-in-the-path"


@dataclass
class Hook:
    """What a webhook got, and what it answers: a status with headers for each question, then 200."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)  # path, headers, body
    address: str = ""
    silent: threading.Event | None = None  # what it waits for before it answers

    @property
    def kept(self) -> dict[str, bytes]:
        """The first body of each key, of those that were taken: repeats are dropped, as a receiver should."""
        found: dict[str, bytes] = {}
        for _, headers, body in self.asked:
            found.setdefault(headers["Idempotency-Key"], body)
        return found


@contextlib.contextmanager
def hook(*answers: tuple[int, dict[str, str]], certificate: Path | None = None) -> Iterator[Hook]:
    """A webhook that runs."""
    told = Hook(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) < int(self.headers["Content-Length"]):
                return  # whoever asked was killed
            told.asked.append((self.path, dict(self.headers), body))
            if told.silent:
                told.silent.wait(30)
            status, headers = told.answers.pop(0) if told.answers else (200, {})
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, text in (headers | {"Content-Length": "0"}).items():
                    self.send_header(name, text)
                self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Say nothing: those who ask are killed."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.address = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}{PATH}"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """What a mail server got, and how it answers recipients."""

    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    port: int = 0
    refuses: str = ""  # a recipient, for good
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    safe: list[bool] = field(default_factory=list)  # whether each letter came over TLS
    rude: bool = False  # says no goodbye

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "500 what?" if self.rude else "221 Bye"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        if address == self.refuses:
            return "550 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((list(envelope.rcpt_tos), letter))
        self.safe.append(session.ssl is not None)
        return "250 taken"

    def let_in(self, server: SMTP, session: Session, envelope: Envelope, how: str, given: Any) -> AuthResult:
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == SECRET.encode(), handled=False)


class _AnyPort(Controller):
    """A mail server at a port that the system chose."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def mailbox(certificate: Path | None = None, *, implicit: bool = False) -> Iterator[Mailbox]:
    """A mail server that runs; with a certificate it offers STARTTLS, or speaks TLS from the start."""
    told, how = Mailbox(), {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        how = {"ssl_context" if implicit else "tls_context": context}
    server = _AnyPort(
        told, hostname="127.0.0.1", port=0, authenticator=told.let_in, auth_require_tls=bool(certificate), **how
    )
    server.start()
    told.port = server.port
    try:
        yield told
    finally:
        server.stop()


def certificate(folder: Path) -> Path:
    """A certificate of this machine with its key, which nobody trusts by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(names, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path
