"""How each provider answers, for the simulator: one module a provider, made-up figures in the provider's real form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.live import Provider, Pull, Pulled, Reply, Request

RETRIEVED = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What a server sends back."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def remembered(answer: Callable[[str, dict[str, str]], Answer]) -> Callable[[str, dict[str, str]], Answer]:
    """Make each answer of a play once."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], Answer] = {}

    def again(path: str, query: dict[str, str]) -> Answer:
        asked = path, tuple(query.items())
        if asked not in known:
            known[asked] = answer(path, query)
        return known[asked]

    return again


def driven(
    provider: Provider, steps: Pull, answer: Callable[[str, dict[str, str]], Answer], most: int = 2000
) -> tuple[Pulled | None, list[Request]]:
    """Answer a pull from a play, without a server; return its result and what it asked."""
    asked: list[Request] = []
    try:
        request = next(steps)
        while len(asked) < most:
            asked.append(request)
            given = answer(request.path, dict(request.query))
            assert given.status in request.answers, f"{request.address} was answered {given.status}"
            address = request.path if "://" in request.path else provider.base + request.address
            headers = {name.lower(): text for name, text in given.headers.items()}
            request = steps.send(Reply(address, given.status, headers, given.body, RETRIEVED))
    except StopIteration as end:
        return end.value, asked
    raise AssertionError(f"{most} requests without end")
