"""Writing files so that a reader never meets half of one, and reading no more of one than is bearable."""

import errno
import fcntl
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, OutputError

UNWRITABLE = {
    errno.ENOSPC: ("the disk is full", "Free space"),
    errno.EDQUOT: ("your share of the disk is used up", "Free space"),
    errno.EFBIG: ("it grows past the size that the system allows for a file", "Raise that limit"),
    errno.EROFS: ("its file system is read-only", "Make it writable or name another place"),
    errno.EACCES: ("permission denied", "Make its folder writable or name another place"),
    errno.EPERM: ("operation not permitted", "Make its folder writable or name another place"),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter one"),
}
"""What stops a write and can be put right by the user: reason and remedy by error number."""

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes the halves of characters beyond the first plane, of which one alone cannot be written as UTF-8."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends without an error.

    The temporary file is removed when the block fails, so `path` is either the old file or the whole new one. The
    next run uses up what a killed one left.

    Raises:
        OutputError: the disk is full, or the place is not to be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep out all other processes and threads that lock the same folder, until the block ends.

    Who changes files by what stands in them must read them inside of the block.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which ends the lock, as does the end of the process


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically, with Unix line ends on every system."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file, none of which are read when it is larger than `most`.

    Raises:
        InputError: it is missing, a folder, a pipe or a device, too large, or may not be read; or its name is no UTF-8.
    """
    check_ordinary(path, most)
    try:
        with path.open("rb") as handle:
            data = handle.read(most + 1)  # the files of /proc say that they are empty
    except OSError as error:
        raise _unopened(path, error) from error
    if len(data) > most:
        raise _too_large(path, most)
    return data


def check_ordinary(path: Path, most: int) -> None:
    """Refuse what is no ordinary file of at most `most` bytes; raises as `read_bounded` does."""
    try:
        str(path).encode()
        found = path.stat()
    except UnicodeEncodeError as error:
        raise InputError(path, "has a name that is no UTF-8", "Rename it.") from error
    except OSError as error:
        raise _unopened(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise InputError(path, "is a folder", "Name the files in it, for example with a wildcard.")
    if not stat.S_ISREG(found.st_mode):
        raise InputError(path, "is no ordinary file", "Give a document.")
    if found.st_size > most:
        raise _too_large(path, most)


def _too_large(path: Path, most: int) -> InputError:
    return InputError(path, f"is larger than {most // 1_000_000} MB", "Split it.")


def _unopened(path: Path, error: OSError) -> InputError:
    if error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink():
        return InputError(path, "is a link that leads to no file", "Name the file itself.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError(path, "does not exist", "Check the name.")
    if isinstance(error, PermissionError):
        return InputError(path, "may not be read", "Change its permissions.")
    return InputError(path, f"cannot be opened: {error.strerror}", "Check the name and the disk.")


def parse_json(path: object, text: str, remedy: str, place: str = "") -> Any:
    """JSON of anybody's making.

    Raises:
        InputError: it is no JSON, nests deeper or counts higher than Python reads, or holds half a character.
    """
    try:
        found = json.loads(text)
        if _HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError(path, "holds half of a character (a lone surrogate)", remedy, place) from error
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        raise InputError(path, f"is no JSON: {error}", remedy, place) from error
    return found


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data` (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def _scrap(path: Path) -> tuple[int, Path]:
    """An empty temporary file beside `path`, open and locked as long as it is in use.

    Its name is numbered: what a killed run left is not locked, and used again; what another run writes is passed over.
    """
    for number in count():
        temporary = path.with_name(f".{path.name}.{number}.tmp")
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if _locked(handle, temporary):
            os.ftruncate(handle, 0)
            return handle, temporary
        os.close(handle)
    raise AssertionError("numbers do not end")


def _locked(handle: int, path: Path) -> bool:
    """Lock an open file; false where another has locked it, or has moved it away before it was locked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _is_of_another_file(error: OSError, path: Path) -> bool:
    if error.filename is None:
        return False
    named = Path(os.fsdecode(error.filename))
    return named.parent != path.parent and named not in path.parents
