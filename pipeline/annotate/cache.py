"""A cache of parses, addressed by the text and by every version that affects a parse.

It stands outside the outputs: deleting it costs time, never results. Nor does trouble with it stop a run.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pipeline.annotate.model import parser_versions
from pipeline.files import sha256

_SCHEMA = """
CREATE TABLE IF NOT EXISTS parses (
    key TEXT PRIMARY KEY,
    versions TEXT NOT NULL,
    used TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    parse BLOB NOT NULL
) WITHOUT ROWID
"""
_FILE = "parses.sqlite"
_FIND = "SELECT checksum, CAST(parse AS BLOB) FROM parses WHERE key = ?"
_INSERT = "INSERT OR REPLACE INTO parses VALUES (?, ?, ?, ?, ?)"
_USE = "UPDATE parses SET used = ? WHERE key = ?"

_SURROUNDINGS = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""Errors that come from disk, rights or other processes; all others come from the file's own content."""

PATIENCE = 60.0
"""Seconds to wait for another process that writes."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CacheSize:
    """What a cache holds; `stale` entries were made by other versions than those installed."""

    entries: int
    stale: int
    bytes: int


class ParseCache:
    """Packed parses kept in one SQLite file of a folder.

    An entry that was damaged is noticed by its checksum and counts as missing; a file that is no database any
    more is set aside and begun again. Where the file can be neither read nor written, texts count as unknown and
    `trouble` says why.
    """

    def __init__(self, folder: Path, versions: str | None = None) -> None:
        self._path = folder / _FILE
        self._versions = parser_versions() if versions is None else versions
        self.trouble = ""

    def get(self, texts: Sequence[str]) -> dict[str, bytes]:
        """The packed parses of those texts that the cache knows."""
        keys = {self._key(text): text for text in texts}
        found: dict[str, bytes] = {}
        with self._going_on():
            found = self._transaction(lambda connection: _sound_entries(connection, list(keys)))
            self._transaction(lambda connection: connection.executemany(_USE, [(_today(), key) for key in found]))
        return {keys[key]: data for key, data in found.items()}

    def put(self, parses: Mapping[str, bytes]) -> None:
        """Keep the packed parses of these texts."""
        keyed = [(self._key(text), data) for text, data in parses.items()]
        rows = [(key, self._versions, _today(), _checksum(key, data), data) for key, data in keyed]
        with self._going_on():
            self._transaction(lambda connection: connection.executemany(_INSERT, rows))

    def size(self) -> CacheSize:
        """How much the cache holds."""
        query = "SELECT COUNT(*), COALESCE(SUM(versions != ?), 0) FROM parses"
        entries, stale = self._transaction(lambda c: c.execute(query, (self._versions,)).fetchone())
        return CacheSize(entries, stale, self._path.stat().st_size)

    def prune(self, unused_since: str | None = None) -> int:
        """Remove what other versions made, and what was last used before a day.

        Args:
            unused_since: day as YYYY-MM-DD; `None` keeps all that the installed versions made.

        Returns:
            The number of entries removed.

        """
        query = "DELETE FROM parses WHERE versions != ? OR used < ?"
        removed = self._transaction(lambda c: c.execute(query, (self._versions, unused_since or "")).rowcount)
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("VACUUM")
        return removed

    def _key(self, text: str) -> str:
        return sha256(f"{self._versions}\0{text}".encode())

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.Error) and not _is_of_surroundings(error):
                raise
            self.trouble = self.trouble or f"{self._path}: {error}"

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the database, which is made if there is none and begun again if it is no database."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _committed(self._path, work)
        except sqlite3.DatabaseError as error:
            if _is_of_surroundings(error):
                raise
        self._path.replace(self._path.with_suffix(".damaged"))
        return _committed(self._path, work)


def _committed(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection, connection:
        connection.execute(_SCHEMA)
        return work(connection)


def _is_of_surroundings(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & 0xFF in _SURROUNDINGS  # the low byte is the kind, the rest its particulars


def _sound_entries(connection: sqlite3.Connection, keys: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for key in keys:
        row = connection.execute(_FIND, (key,)).fetchone()
        if row and row[1] is not None and row[0] == _checksum(key, row[1]):
            found[key] = row[1]
    return found


def _checksum(key: str, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(key.encode()))


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
