"""Answers that are kept: the same bytes for the same question, none that is wrong, old, or another's."""

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from dashboard import remembering
from dashboard.remembering import Remembering


class Asked:
    """An application that counts: it answers with its count, with the status that the question names."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.count += 1
        said = Request(environ).get_data(as_text=True)
        return Response(f"{self.count} {said}", status=400 if said == "wrong" else 200)(environ, start_response)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def time() -> list[float]:
    return [0.0]


@pytest.fixture
def client(asked: Asked, time: list[float]) -> Client:
    return Client(Remembering(asked, "/ask", clock=lambda: time[0]))


def test_the_same_question_is_asked_once(client: Client, asked: Asked) -> None:
    answers = [client.post("/ask", data="a") for _ in range(3)]
    assert {answer.text for answer in answers} == {"1 a"}
    assert {answer.status_code for answer in answers} == {200}
    assert asked.count == 1


def test_another_question_encoding_or_way_is_another_answer(client: Client, asked: Asked) -> None:
    client.post("/ask", data="a")
    client.post("/ask", data="b")
    client.post("/ask", data="a", headers={"Accept-Encoding": "br"})
    client.post("/ask", data="a", content_type="application/json")
    assert asked.count == 4
    for _ in range(2):
        client.get("/ask")
        client.post("/other", data="a")
    assert asked.count == 8


def test_what_is_wrong_is_not_kept(client: Client, asked: Asked) -> None:
    assert [client.post("/ask", data="wrong").status_code for _ in range(2)] == [400, 400]
    assert asked.count == 2


def test_an_answer_grows_old(client: Client, asked: Asked, time: list[float]) -> None:
    for now, count in ((0.0, 1), (299.0, 1), (301.0, 2), (600.0, 2), (602.0, 3)):
        time[0] = now
        client.post("/ask", data="a")
        assert asked.count == count, now


def test_only_so_many_are_kept_those_last_asked_for(
    client: Client, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_MOST", 2)
    for question in "abacab":
        client.post("/ask", data=question)
    # a and b are asked, a is kept, c takes the place of b, a is kept, b is asked anew.
    assert asked.count == 4


@pytest.mark.parametrize("data", ["x" * 10_001, ""])
def test_what_no_page_asks_is_handed_on(data: str, client: Client) -> None:
    assert client.post("/ask", data=data).text.endswith(f" {data}")


def test_a_length_that_is_none_is_handed_on(client: Client) -> None:
    answer = client.post("/ask", data="a", headers={"Content-Length": "²"})
    assert answer.status_code == 200


def test_a_file_is_kept_for_good_whole_and_by_its_path(asked: Asked, time: list[float]) -> None:
    client = Client(Remembering(asked, "/ask", ("/assets/",), clock=lambda: time[0]))
    assert {client.get(f"/assets/a.js?m={number}").text for number in range(3)} == {"1 "}
    time[0] = 1e9
    assert client.get("/assets/a.js?m=7").text == "1 "
    others: list[dict[str, Any]] = [
        {"path": "/assets/a.js"},  # without a mark: another answer to browsers
        {"path": "/assets/b.js?m=1"},
        {"path": "/assets/a.js?m=1", "headers": {"Accept-Encoding": "br"}},
        {"path": "/assets/a.js?m=1", "headers": {"Range": "bytes=0-1"}},
        {"path": "/assets/a.js?m=1", "headers": {"If-None-Match": "x"}},
        {"path": "/else"},
    ]
    assert [client.get(**other).text for other in others] == [f"{number} " for number in range(2, 8)]
