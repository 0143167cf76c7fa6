"""Archives of XML, as Word and Excel write them: looked over before anything in them is parsed.

Nothing is unpacked to disk, so the names inside an archive lead nowhere.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

from pipeline.errors import InputError

UNPACKABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError, ValueError)
"""What Python raises for archives that are broken, or packed in a way that Word and Excel do not know."""

SMALL = 10_000
"""Bytes that an archive counts as, at least, where its ratio is told: little XML packs very well."""

_ENTRY = b"PK\x01\x02"
"""What the record of each file begins with: they are counted before Python makes an object of each."""

_ENCRYPTED = 1
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Bounds:
    """Most bytes that all files unpack to, most of them for each packed byte, most files; bytes and tags of XML."""

    unpacked: int
    ratio: int
    parts: int
    xml_bytes: int
    xml_tags: int


def check_packed(path: Path, data: bytes, bounds: Bounds) -> frozenset[str]:
    """Refuse an archive that is broken, encrypted or beyond the bounds, or whose XML declares a document type.

    Returns:
        The names of its files.

    Raises:
        InputError: it is refused.
    """
    if data.count(_ENTRY) > bounds.parts:
        raise InputError(path, f"is an archive of more than {bounds.parts:,} files", "Save the text alone.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_size(path, len(data), entries, bounds)
            _check_xml(path, archive, entries, bounds)
    except UNPACKABLE as error:
        raise InputError(path, f"is a broken archive: {error}", "Fetch it, or save it, again.") from error
    return frozenset(entry.filename for entry in entries)


def _check_size(path: Path, packed: int, entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(bounds.unpacked, bounds.ratio * max(packed, SMALL)):
        raise InputError(path, f"unpacks to {unpacked / 1e6:,.0f} MB", "Save the text alone.")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise InputError(path, "is encrypted", "Save a copy without the password.")
    spans = sorted((entry.header_offset, entry.header_offset + entry.compress_size) for entry in entries)
    if any(end > begin for (_, end), (begin, _) in pairwise(spans)):
        raise InputError(path, "is an archive whose files lie over each other", "Fetch it, or save it, again.")


def _check_xml(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    size = tags = 0
    for entry in entries:
        with archive.open(entry) as handle:
            head = handle.read(_CHUNK)
            if not _is_xml(head):
                continue
            size += entry.file_size
            if size > bounds.xml_bytes:
                raise InputError(path, f"holds over {bounds.xml_bytes // 1_000_000} MB of XML", "Save the text alone.")
            content = head + handle.read()
        tags += content.count(b"<")
        if tags > bounds.xml_tags:
            raise InputError(path, f"holds over {bounds.xml_tags:,} tags of XML", "Save the text alone.")
        if entry.filename.lower().endswith((".xml", ".rels")) and declares_a_type(content):
            reason = f"declares a document type in {entry.filename}, which Word and Excel never do"
            raise InputError(path, reason, "Save it again from Word or Excel.")


def _is_xml(head: bytes) -> bool:
    """Whether a file begins as XML does, in any Unicode encoding."""
    return head.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<")


def declares_a_type(content: bytes) -> bool:
    """Whether XML has a document type, which may define what it repeats and name files to fetch.

    Raises:
        ValueError: it is broken before its root element.
    """
    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append(True)
    parser.StartElementHandler = lambda *_: found.append(False)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.Parse(content[start : start + _CHUNK], False)
            if found:
                return found[0]
    except (expat.ExpatError, LookupError) as error:  # LookupError: it names an encoding that there is not
        if not found:
            raise ValueError(f"XML that cannot be read: {error}") from error
    return bool(found) and found[0]
