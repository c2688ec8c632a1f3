"""What the tests of the store share: an S3-compatible server on this machine, and buckets of it."""

import itertools
from collections.abc import Iterator

import pytest
import requests
from moto.server import ThreadedMotoServer

from ingest.buckets import Bucket

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of an S3-compatible server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what the user of this machine has set up for S3."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture
def bucket(endpoint: str, no_credentials: None, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty place in a bucket of its own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    name = f"store-{next(_NUMBERS)}"
    with requests.Session() as session:
        session.trust_env = False  # no proxy of this machine's user
        session.put(f"{endpoint}/{name}", timeout=60).raise_for_status()
    return Bucket(name, "kept/here")
