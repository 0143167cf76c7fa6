"""Where tables stand: on local disk or in an object store, read and written alike.

A place is a `Path`, or a URL that fsspec knows, such as s3://bucket/folder/remarks.parquet. fsspec takes addresses and
keys from the store's own settings (for S3 the files and variables of AWS); none stand in this project.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import fsspec

from pipeline.errors import InputError
from pipeline.files import UNWRITABLE, replacing, unwritable

Location = Path | str
"""A local path, or a URL."""


def located(text: str) -> Location:
    """What a user named: a URL where it has a protocol, else a local path."""
    return text if "://" in text else Path(text)


def within(folder: Location, name: str) -> Location:
    """The file `name` of a folder.

    >>> within("s3://bucket/diet/", "remarks.parquet")
    's3://bucket/diet/remarks.parquet'
    """
    return folder / name if isinstance(folder, Path) else f"{folder.rstrip('/')}/{name}"


@contextmanager
def reading(location: Location) -> Iterator[IO[bytes]]:
    """An open file to read from.

    Raises:
        InputError: it does not exist, may not be read, or its kind of store is not installed.
    """
    try:
        handle = location.open("rb") if isinstance(location, Path) else _store(location).open(location, "rb")
    except FileNotFoundError as error:
        raise InputError(location, "does not exist", "Run `make repro` to build it, or correct the name.") from error
    except PermissionError as error:
        raise InputError(location, "may not be read", "Ask for the right to read it.") from error
    with handle:
        yield handle


@contextmanager
def replacing_stream(location: Location) -> Iterator[IO[bytes]]:
    """An open file whose bytes take the place of `location` when the block ends without an error: all or none.

    Raises:
        OutputError: the disk is full, or the place is not to be written to.
        InputError: its kind of store is not installed.
    """
    if isinstance(location, Path):
        with replacing(location) as temporary, temporary.open("wb") as handle:
            yield handle
        return
    store = _store(location)
    try:
        # a transaction: an upload in parts that is completed at its end, or given up
        with store.transaction, store.open(location, "wb") as handle:
            yield handle
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        raise unwritable(location, error.errno) from error


def _store(url: str) -> Any:
    try:
        return fsspec.core.url_to_fs(url)[0]
    except ImportError as error:
        raise InputError(url, f"is in a store that needs a package: {error}", "Install that package.") from error
    except ValueError as error:
        raise InputError(url, f"is of no known kind of store: {error}", "Correct the address.") from error
