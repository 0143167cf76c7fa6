"""Taking documents into `data/raw/`: validated, never overwritten, never twice, each with a provenance record."""

from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import yaml

from pipeline.errors import InputError
from pipeline.files import read_bounded, replacing, sha256, write_text
from pipeline.segment import segment_file
from pipeline.segment.readers.bounds import MAX_BYTES
from pipeline.settings import SegmentSettings

LONGEST_NAME = 200
"""Bytes of a document's name: the record of its origin and temporary files have longer ones, file systems take 255."""


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was taken in: where it stands now, and how many remarks it holds."""

    path: Path
    remarks: int


def add_document(path: Path, raw: Path, settings: SegmentSettings, note: dict[str, str]) -> Added:
    """Copy a document into `raw` byte for byte and write its provenance.

    Args:
        path: the document.
        raw: the folder of raw documents.
        settings: bounds it must meet.
        note: what is known of its origin (publisher, terms), kept in the record.

    Raises:
        InputError: it cannot be read as minutes, its content is there already, or its name is taken or unfit.
    """
    found = segment_file(path, settings=settings)
    data = read_bounded(path, MAX_BYTES)
    digest = sha256(data)
    name = _name(path)
    target = raw / name
    for known in sorted(raw.iterdir()) if raw.is_dir() else []:
        if known.is_file() and sha256(known.read_bytes()) == digest:
            raise InputError(path, f"is in {raw.name}/ already, as {known.name}", "Nothing needs to be done.")
        if known.is_file() and known.stem == target.stem:
            raise InputError(path, f"has the name of {known.name}", "Rename it: the name is the meeting's id.")
    with replacing(target) as temporary:
        temporary.write_bytes(data)
    meeting = found.meetings[0]
    record = {
        "file": name,
        "title": meeting.title,
        "meeting_date": meeting.date.isoformat() if meeting.date else None,
        **note,
        "sha256": digest,
        "bytes": len(data),
    }
    write_text(raw / "provenance" / f"{name}.yaml", yaml.safe_dump(record, allow_unicode=True, sort_keys=False))
    return Added(target, sum(row.kind == "remark" for row in found.remarks))


def _name(path: Path) -> str:
    """The name under which a document is kept."""
    name = normalize("NFKC", path.name)
    if "/" in name or name.startswith(".") or not name.isprintable():  # NFKC makes / of ／
        raise InputError(path, "has a name that no document can be kept under", "Rename it: letters, digits, - and _.")
    if len(name.encode()) > LONGEST_NAME:
        raise InputError(path, f"has a name of more than {LONGEST_NAME} bytes", "Rename it.")
    return name
