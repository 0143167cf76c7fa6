"""Documents that have been read, addressed by content, name, settings and the code that reads.

It stands outside the outputs: deleting it costs time, never results.
"""

import hashlib
import json
import zlib
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.files import replacing, sha256
from pipeline.segment.document import Segmentation, segment_file
from pipeline.settings import SegmentSettings
from pipeline.tables import Meeting, Remark

LIBRARIES = ("pypdfium2", "lxml", "python-docx", "charset-normalizer")

SUFFIX = ".json.z"


class DocumentCache:
    """Segmented documents, one small file each. A damaged one counts as missing."""

    def __init__(self, folder: Path, settings: SegmentSettings) -> None:
        self._folder = folder
        self._settings = settings
        self.computed = 0

    def segment_file(self, path: Path, source: str) -> Segmentation:
        """What `segment_file` gives for the document; `computed` counts those that had to be read.

        Raises:
            InputError: the document cannot be used.
        """
        file = self._file(path, source)
        known = file and _loaded(file)
        if known:
            return known
        self.computed += 1
        found = segment_file(path, source=source, settings=self._settings)
        if file:
            with suppress(OSError, OutputError):  # a full disk or a folder without rights costs time alone
                _save(found, file)
        return found

    def files(self) -> tuple[list[Path], list[Path]]:
        """Entries of the code and settings as they are, and those of others."""
        every = sorted(self._folder.glob(f"*{SUFFIX}"))
        own = [file for file in every if file.name.startswith(self._reader)]
        return own, [file for file in every if file not in own]

    def prune(self, unused_since: str | None = None) -> int:
        """Remove entries of other code or settings, and those last used before a day; return how many.

        Args:
            unused_since: day as YYYY-MM-DD; `None` keeps all entries of the code as it is.
        """
        own, stale = self.files()
        gone = [*stale, *(file for file in own if unused_since and _used(file) < unused_since)]
        for file in gone:
            file.unlink()
        return len(gone)

    def _file(self, path: Path, source: str) -> Path | None:
        """Where the entry stands; nothing for a document that cannot be opened, which reading it tells better."""
        try:
            with path.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError:
            return None
        key = sha256("\0".join([digest, path.name, source]).encode())
        return self._folder / f"{self._reader}-{key[:32]}{SUFFIX}"

    @cached_property
    def _reader(self) -> str:
        """All that affects a segmentation beside the document: settings, this package's files, the libraries."""
        package = Path(__file__).parent
        files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml", ".tsv"))
        parts = [self._settings.model_dump_json(), *(f"{name} {version(name)}" for name in LIBRARIES)]
        code = [file.relative_to(package).as_posix().encode() + file.read_bytes() for file in files]
        return sha256(b"\0".join([*(part.encode() for part in parts), *code]))[:16]


def _save(found: Segmentation, file: Path) -> None:
    text = json.dumps(asdict(found), ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    with replacing(file) as temporary:
        temporary.write_bytes(zlib.compress(text.encode(), 1))


def _loaded(file: Path) -> Segmentation | None:
    try:
        # zlib's own checksum tells damage
        found = json.loads(zlib.decompress(file.read_bytes()))
        with suppress(OSError):
            file.touch()  # the day of its last use
        return Segmentation(
            remarks=[Remark(**_dated(row)) for row in found["remarks"]],
            meetings=[Meeting(**_dated(row)) for row in found["meetings"]],
            furniture=[(name, start, end) for name, start, end in found["furniture"]],
            source_text=found["source_text"],
            explanation=found["explanation"],
            left_out=[(kind, text) for kind, text in found["left_out"]],
        )
    except (OSError, zlib.error, ValueError, KeyError, TypeError):
        return None


def _used(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"date": row["date"] and date.fromisoformat(row["date"])}
