"""Starting commands in sessions of their own, ending them in every way, and seeing what is left of them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 15
"""Seconds in which all processes of an ended command must be gone."""


@contextmanager
def started(command: Sequence[str], folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A running command, with everything it starts in one session; all of it is killed at the end."""
    process = subprocess.Popen(  # noqa: S603 - commands of the tests
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_obey_ctrl_c,
    )
    try:
        yield process
    finally:
        for number in session(process.pid):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait()


def _obey_ctrl_c() -> None:
    # a shell lets what it starts in the background, and so all that this starts in turn, ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def session(leader: int) -> list[int]:
    """The living processes of a session, those included whose parents have ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                # behind the name in brackets: state, parent, group, session
                state, _, _, of = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
                if int(of) == leader and state != "Z":
                    found.append(int(entry.name))
    return found


def kill_all(leader: int) -> None:
    """SIGKILL to every process of a session, as when the machine loses its power."""
    for number in session(leader):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def left_over(leader: int, seconds: float = PATIENCE) -> list[int]:
    """Processes of a session that are still there after some patience."""
    until = time.monotonic() + seconds
    while found := session(leader):
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    return found
