"""Work in a process of its own, bounded in processor time and memory: for libraries that nothing else can stop.

The process is a fork: it has all that this one has loaded, and its end takes nothing with it.
"""

import json
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

MAX_MEMORY = 600_000_000
"""Bytes that the process may take beside what it has from this one."""

_OUT_OF_MEMORY = 3
_REFUSED = "refused"


def apart(path: Path, work: Callable[[], Any], seconds: int) -> Any:
    """What `work` gives, as far as JSON can say it.

    Args:
        path: the document, for messages.
        work: is called in the other process; may raise `InputError`.
        seconds: of the processor that it may take.

    Raises:
        InputError: `work` did, took too much time or memory, or broke down.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _serve(work, writing, seconds)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        answer = answers.read()
    status = os.waitpid(child, 0)[1]
    if status:
        raise InputError(path, _reason(status, seconds), "Print it into a new PDF, or save its text alone.")
    found = json.loads(answer)
    if isinstance(found, dict) and _REFUSED in found:
        reason, remedy, place = found[_REFUSED]
        raise InputError(path, reason, remedy, place)
    return found


def _serve(work: Callable[[], Any], writing: int, seconds: int) -> None:
    """Do the work, write the answer, and end this process without any of the clearing up that is the other's."""
    status = 1
    try:
        _limit(seconds)
        try:
            answer = work()
        except InputError as error:
            answer = {_REFUSED: [error.reason, error.remedy, error.place]}
        with os.fdopen(writing, "wb") as answers:
            answers.write(json.dumps(answer).encode())
        status = 0
    except MemoryError:
        status = _OUT_OF_MEMORY
    finally:
        os._exit(status)


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with suppress(OSError, ValueError):  # not every system tells, or lets be bounded, what a process has
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MAX_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _reason(status: int, seconds: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"takes more than {seconds} seconds to read"
    if code in (-signal.SIGABRT, -signal.SIGTRAP, _OUT_OF_MEMORY):  # how pdfium ends without memory
        return f"takes more than {MAX_MEMORY // 1_000_000} MB of memory to read"
    return "breaks the program that reads it"
