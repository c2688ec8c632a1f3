"""What is printed beside the requests: once for a question, one at a time among all workers, and nothing forgotten."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from dashboard.making import BusyError
from dashboard.printing import Printing
from ingest.errors import DepdashError

PATIENCE = 20  # seconds


def printed(printing: Printing, question: str) -> bytes:
    """Ask until the file is there, as a page does."""
    pause = threading.Event()
    for _ in range(PATIENCE * 50):
        with suppress(BusyError):
            found = printing.get(question)
            if found is not None:
                return found
        pause.wait(0.02)
    raise AssertionError(f"{question} was not printed in {PATIENCE} seconds")


def counting(made: list[str]) -> Callable[[str], bytes]:
    def make(question: str) -> bytes:
        made.append(question)
        return f"the file of {question}".encode()

    return make


def test_a_question_is_printed_once(tmp_path: Path) -> None:
    made: list[str] = []
    printing = Printing(tmp_path / "briefs", counting(made), most=2)
    assert printing.get("ü?") is None
    assert printed(printing, "ü?") == "the file of ü?".encode()
    assert printed(printing, "ü?") == "the file of ü?".encode()
    assert made == ["ü?"]


def test_workers_share_what_is_printed_and_print_one_at_a_time(tmp_path: Path) -> None:
    made: list[str] = []
    at_once, most = 0, 0
    counted = threading.Lock()

    def make(question: str) -> bytes:
        nonlocal at_once, most
        with counted:
            at_once += 1
            most = max(most, at_once)
        made.append(question)
        with counted:
            at_once -= 1
        return question.encode()

    workers = [Printing(tmp_path, make, most=9) for _ in range(3)]
    questions = [str(number) for number in range(6)]
    for place, question in enumerate(questions):
        workers[place % 3].get(question)
    for place, question in enumerate(questions):
        assert printed(workers[(place + 1) % 3], question) == question.encode()
    assert sorted(made) == questions
    assert most == 1


def test_what_a_worker_left_behind_another_prints(tmp_path: Path) -> None:
    """A worker that is killed leaves the question, and the system lets its lock go."""
    made: list[str] = []
    with FileLock(tmp_path / ".printer.lock"):
        assert Printing(tmp_path, counting(made), most=2).get("left") is None
    assert printed(Printing(tmp_path, counting(made), most=2), "left") == b"the file of left"


def test_what_fails_is_told_once_and_tried_again(tmp_path: Path) -> None:
    tries = iter([DepdashError("no Chromium found"), b"a file"])

    def make(question: str) -> bytes:
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    printing = Printing(tmp_path, make, most=2)
    with pytest.raises(DepdashError, match="no Chromium found"):
        printed(printing, "one")
    assert printed(printing, "one") == b"a file"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_holds_up_nobody(tmp_path: Path) -> None:
    def make(question: str) -> bytes:
        return b"%d" % (1 // int(question))

    printing = Printing(tmp_path, make, most=2)
    with pytest.raises(DepdashError, match="the log of the server tells why"):
        printed(printing, "0")
    assert printed(printing, "1") == b"1"


def test_few_may_wait(tmp_path: Path) -> None:
    printing = Printing(tmp_path, counting([]), most=20)
    with FileLock(tmp_path / ".printer.lock"):  # another worker prints something long
        for number in range(8):
            assert printing.get(str(number)) is None
        with pytest.raises(BusyError, match="8 others wait"):
            printing.get("one more")
        assert printing.get("3") is None  # who waits already may ask on
    assert printed(printing, "one more") == b"the file of one more"


def test_the_last_ones_are_kept(tmp_path: Path) -> None:
    made: list[str] = []
    printing = Printing(tmp_path, counting(made), most=2)
    for question in ("a", "b", "c"):
        printed(printing, question)
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    printed(printing, "a")
    assert made == ["a", "b", "c", "a"]
    assert {path.suffix for path in tmp_path.iterdir()} <= {".pdf", ".lock"}
