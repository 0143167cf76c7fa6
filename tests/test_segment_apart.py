"""Work in a process of its own: its answer comes back, and so does the reason why there is none."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.segment.readers.apart import MAX_MEMORY, apart

DOCUMENT = Path("a.pdf")


def test_the_answer_comes_back_from_another_process() -> None:
    pages, process = apart(DOCUMENT, lambda: [["一頁", "\ud842"], os.getpid()], 5)
    assert pages == ["一頁", "\ud842"]
    assert process != os.getpid()


def _refuse() -> None:
    raise InputError(DOCUMENT, "is encrypted", "Save a copy without the password.", "page 2")


def _run_on() -> None:
    while True:
        pass


def _break_down() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _fail() -> None:
    raise RuntimeError("nobody expects this")


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (_refuse, r"a\.pdf, page 2: is encrypted\. Save a copy without the password\."),
        (_run_on, r"takes more than 1 seconds to read\. Print it"),
        (lambda: bytearray(2 * MAX_MEMORY), r"takes more than 600 MB of memory to read\. Print it"),
        (_break_down, r"breaks the program that reads it\. Print it"),
        (_fail, r"breaks the program that reads it\. Print it"),
    ],
)
def test_whatever_goes_wrong_there_is_an_error_here(work: Callable[[], object], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        apart(DOCUMENT, work, 1)
