"""What a document gives: rows of the table of remarks, and of that of meetings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unicodedata import normalize

from pipeline.files import sha256
from pipeline.segment.blocks import Block
from pipeline.segment.lines import Source
from pipeline.segment.procedure import is_procedure
from pipeline.segment.split import Paragraph, pack
from pipeline.settings import SegmentSettings
from pipeline.tables import Meeting, Remark


@dataclass(frozen=True)
class Segmentation:
    """What a document holds: rows of both kinds in order, meetings, named furniture, and how it was read.

    `start` and `end` of the rows, and the spans of `furniture` (name, start, end), index `source_text`. `left_out` is
    what the format prints around that text: (kind, text).
    """

    remarks: list[Remark]
    meetings: list[Meeting]
    furniture: list[tuple[str, int, int]]
    source_text: str
    explanation: list[str]
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Head:
    """What is known of a meeting before its remarks are read."""

    meeting_id: str
    title: str
    number: int | None
    day: date | None
    place: str | None


def meeting_key(path: Path) -> str:
    """The id of a document's meeting: the file's name, as one name however it is normalised (／ becomes /).

    >>> meeting_key(Path("．．／第１回.txt"))
    '..-第1回'
    """
    return normalize("NFKC", path.stem).replace("/", "-")


def meeting_record(head: Head, agenda: list[str], source: str, layout: str) -> Meeting:
    """The row of a meeting."""
    return Meeting(head.meeting_id, head.title, head.number, head.day, head.place, agenda, source, layout)


def remark_records(
    head: Head, blocks: Sequence[Block], read: Source, source: str, settings: SegmentSettings, *, verbatim: bool
) -> list[Remark]:
    """The rows of a meeting's blocks; turns of verbatim minutes are cut at `max_chars`."""
    rows: list[Remark] = []
    seen: Counter[str] = Counter()
    for block in blocks:
        bound = settings.max_chars if verbatim else len(read.text)
        for piece in pack([wrapping.paragraph() for wrapping in block.paragraphs], bound):
            text = "\n".join(paragraph.text for paragraph in piece)
            seen[text] += 1
            # of the text and its place among equals only, so that an id outlives whatever is added around it
            remark_id = sha256(f"{head.meeting_id}\0{text}\0{seen[text]}".encode())[:16]
            rows.append(_row(head, block, piece, (remark_id, len(rows) + 1, text, source), read))
    return rows


def _row(
    head: Head, block: Block, piece: Sequence[Paragraph], identity: tuple[str, int, str, str], read: Source
) -> Remark:
    remark_id, order, text, source = identity
    return Remark(
        remark_id=remark_id,
        meeting_id=head.meeting_id,
        meeting_title=head.title,
        meeting_number=head.number,
        date=head.day,
        agenda=block.agenda,
        speaker=block.speaker,
        turn=block.turn,
        order=order,
        kind="procedure" if block.note or is_procedure(text) else "remark",
        text=text,
        source=source,
        page=piece[0].page if read.paged else None,
        start=piece[0].start,
        end=piece[-1].end,
        quality=read.quality,
    )
