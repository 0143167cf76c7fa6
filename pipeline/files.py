"""Writing files so that a reader never meets half of one."""

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError

UNWRITABLE = {
    errno.ENOSPC: ("the disk is full", "Free space"),
    errno.EDQUOT: ("your share of the disk is used up", "Free space"),
    errno.EFBIG: ("it grows past the size that the system allows for a file", "Raise that limit"),
    errno.EROFS: ("its file system is read-only", "Make it writable or name another place"),
    errno.EACCES: ("permission denied", "Make its folder writable or name another place"),
    errno.EPERM: ("operation not permitted", "Make its folder writable or name another place"),
}
"""What stops a write and can be put right by the user: reason and remedy by error number."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends without an error.

    The temporary file is removed when the block fails, so `path` is either the old file or the whole new one. What
    killed runs left behind is removed as well.

    Raises:
        OutputError: the disk is full, or the place is not to be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_scraps(path)
        handle, temporary = _scrap(path)
        try:
            yield temporary
            temporary.chmod(0o644)
            os.fsync(handle)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
            os.close(handle)
    except OSError as error:
        if error.errno not in UNWRITABLE or _is_of_another_file(error, path):
            raise
        raise unwritable(path, error.errno) from error


def unwritable(path: object, number: int) -> OutputError:
    """The error that tells the user why `path` was not written; `number` is a key of `UNWRITABLE`."""
    reason, remedy = UNWRITABLE[number]
    return OutputError(f"{path}: cannot be written: {reason}. {remedy}, then run it again; nothing was changed.")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically, with Unix line ends on every system."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data` (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def _scrap(path: Path) -> tuple[int, Path]:
    """An open temporary file beside `path`, locked while it is open, so that no other run takes it for left behind."""
    while True:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=".tmp")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:  # another run may have removed it before it was locked
            return handle, Path(name)
        os.close(handle)


def _remove_scraps(path: Path) -> None:
    """Remove temporary files of `path` whose writer was killed: the system has given up their locks."""
    for scrap in path.parent.iterdir():
        if scrap.name.startswith(_prefix(path)) and scrap.suffix == ".tmp":
            with suppress(OSError), scrap.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                scrap.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name}."


def _is_of_another_file(error: OSError, path: Path) -> bool:
    if error.filename is None:
        return False
    named = Path(os.fsdecode(error.filename))
    return named.parent != path.parent and named not in path.parents
