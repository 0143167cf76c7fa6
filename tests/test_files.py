"""Files are replaced whole or not at all, whoever is killed and whatever the disk says."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.files import replacing, write_text

WRITER = """
import sys, time
from pathlib import Path
from pipeline.files import replacing
with replacing(Path(sys.argv[1])) as temporary:
    temporary.write_text("half", encoding="utf-8")
    print("begun", flush=True)
    time.sleep(60)
"""


@contextmanager
def _writer(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that has written half of a file."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_text(path, "old")
    with _writer(path) as process:
        process.kill()
        process.wait()
    assert path.read_text(encoding="utf-8") == "old"
    assert len(_names(tmp_path)) == 2
    write_text(path, "new")
    assert _names(tmp_path) == ["a.json"]


def test_what_a_living_writer_writes_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with _writer(path):
        write_text(path, "new")
        assert len(_names(tmp_path)) == 2
    assert path.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, r"a\.json: cannot be written: the disk is full\. Free space, then run it again"),
        (errno.EROFS, "its file system is read-only"),
        (errno.EACCES, "permission denied"),
    ],
)
def test_a_write_that_the_system_stops_is_told_with_its_remedy(tmp_path: Path, number: int, message: str) -> None:
    path = tmp_path / "a.json"
    write_text(path, "old")
    with pytest.raises(OutputError, match=message), replacing(path):
        raise OSError(number, os.strerror(number))
    assert path.read_text(encoding="utf-8") == "old"
    assert _names(tmp_path) == ["a.json"]


def test_trouble_with_another_file_is_not_told_of_the_written_one(tmp_path: Path) -> None:
    with pytest.raises(PermissionError, match="elsewhere"), replacing(tmp_path / "a.json"):
        raise PermissionError(errno.EACCES, "denied", "/elsewhere/b.json")
