"""Give the commands one hostile file after the other: `python -m tests.hostile FOLDER NAME...`.

One line of JSON for each: exit code, what was said, processor time, and the peak of memory. A case that ends this
process ends the output; whoever reads it goes on with the next one.
"""

import io
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from pipeline.cli.app import main
from pipeline.stages import paths
from pipeline.tables import REMARKS, to_table, write_table
from tests.hostile import CASES
from tests.hostile.case import PATH, Case

KILLED_AFTER = 30
"""Seconds of the processor after which a case is ended."""
MOST_MEMORY = 4 * 2**30
"""Address space of this process, far more than it may use: a machine of others is not to be filled."""


def run(case: Case, folder: Path) -> dict[str, object]:
    """What came of one case."""
    path = case.make(folder)
    _reset_peak()
    signal.setitimer(signal.ITIMER_PROF, KILLED_AFTER)
    began = _processor()
    with _in(folder), _caught() as (said, complained):
        code = _exit_code([str(path) if word == PATH else word for word in case.arguments])
    seconds = _processor() - began
    signal.setitimer(signal.ITIMER_PROF, 0)
    found = {"code": code, "lines": said().count("\n"), "complaint": complained(), "path": os.fsencode(path).hex()}
    return found | {"name": case.name, "seconds": seconds, "peak": _peak()}


def _exit_code(arguments: list[str]) -> int:
    sys.argv = ["ronten", *arguments]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@contextmanager
def _caught() -> Iterator[tuple]:
    """Standard output and error as a terminal would take them: only what can be encoded."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="")

    def text(stream: io.TextIOWrapper) -> str:
        stream.flush()
        return stream.buffer.getvalue().decode()

    with redirect_stdout(out), redirect_stderr(err):
        yield (lambda: text(out)), (lambda: text(err))


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """Bytes of memory that this process had at most since `_reset_peak`, or a process that it started ever had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return 1024 * max(int(found[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _stand_in(folder: Path) -> None:
    """A project without remarks or labels, so that no case can reach the real one."""
    folder.mkdir()
    for name in ("RAW", "WRITTEN", "CODED"):
        (folder / name).mkdir()
        setattr(paths, name, folder / name)
    paths.REMARKS_TABLE = folder / "remarks.parquet"
    write_table(to_table([], REMARKS), paths.REMARKS_TABLE, REMARKS)


if __name__ == "__main__":
    base, names = Path(sys.argv[1]), sys.argv[2:]
    _stand_in(base / "project")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    known = {case.name: case for case in CASES}
    for number, name in enumerate(names):
        own = base / str(number)
        own.mkdir()
        sys.stdout.write(json.dumps(run(known[name], own)) + "\n")
        sys.stdout.flush()
