"""One document: from its bytes to rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unicodedata import normalize

from pipeline.errors import InputError
from pipeline.files import sha256
from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.body import is_note, read_blocks
from pipeline.segment.dates import find_date
from pipeline.segment.furniture import close_page_gaps, find_furniture
from pipeline.segment.lines import Source, lines_of
from pipeline.segment.lost_wraps import part_at_lost_wraps
from pipeline.segment.meetings import split_meetings
from pipeline.segment.metadata import find_title, meeting_date, meeting_number
from pipeline.segment.procedure import is_clock, is_procedure
from pipeline.segment.readers import DietSpeech, diet_speeches, is_diet_json, is_diet_xml, read_source
from pipeline.segment.speakers import Cast, find_speaker
from pipeline.segment.split import Paragraph, Wrapping, pack
from pipeline.segment.survey import survey
from pipeline.segment.view import View
from pipeline.segment.wraps import printed
from pipeline.settings import SegmentSettings
from pipeline.tables import Meeting, Remark

_PAGED_FORMS = ("text", "pdf")
_BLOCK_FORMS = ("docx", "html")
_DIET = Cast(glued=frozenset("○"))
"""Records of some years run the name into the speech; the API's records begin with the speaker in any case."""


@dataclass(frozen=True)
class Segmentation:
    """What a document holds: rows of both kinds in order, meetings, named furniture, and how it was read.

    `start` and `end` of the rows, and the spans of `furniture` (name, start, end), index `source_text`.
    """

    remarks: list[Remark]
    meetings: list[Meeting]
    furniture: list[tuple[str, int, int]]
    source_text: str
    explanation: list[str]


@dataclass(frozen=True)
class _Head:
    meeting_id: str
    title: str
    number: int | None
    day: date | None
    place: str | None


def segment_file(path: Path, *, source: str | None = None, settings: SegmentSettings | None = None) -> Segmentation:
    """Read a document of any format into rows.

    Args:
        path: the document.
        source: what the column `source` shall hold; the path as given when absent.
        settings: bounds of a remark and of a readable document.

    Raises:
        InputError: the document cannot be used; see `read_source`. Also when it is read less cleanly than
            `min_quality`, and when no remark was found in it.
    """
    settings = settings or SegmentSettings()
    read = read_source(path)
    if read.quality < settings.min_quality:
        reason = f"can be read to only {read.quality:.0%} (min_quality is {settings.min_quality:.0%})"
        raise InputError(path, reason, "Find a copy with proper text, or run text recognition (OCR).")
    name = source or str(path)
    if is_diet_json(read.text) or is_diet_xml(read.text):
        found = _segment_diet(path, read, name, settings)
    else:
        found = _segment_pages(path, read, name, settings)
    if not found.remarks:
        raise InputError(path, "holds no remarks", "Check that these are minutes, with the remarks in the text.")
    return found


def _segment_pages(path: Path, read: Source, source: str, settings: SegmentSettings) -> Segmentation:
    rows: list[Remark] = []
    meetings: list[Meeting] = []
    furniture: list[tuple[str, int, int]] = []
    explanation = [f"read as {read.form}, quality {read.quality:.2f}"]
    parts = split_meetings(part_at_lost_wraps(lines_of(read.text, read.headings, read.names)))
    for number, (lines, cover) in enumerate(parts, 1):
        named = find_furniture(lines) | dict.fromkeys(range(cover), "cover")
        lines = close_page_gaps(lines, named) if read.form in _PAGED_FORMS else lines
        layout = survey([line for i, line in enumerate(lines) if i not in named], blocks=read.form in _BLOCK_FORMS)
        parsed = read_blocks(View(lines, layout, named))
        head = _head(path, number, parsed, blanks=layout.blanks)
        meetings.append(_meeting(head, parsed.agenda, source, layout.name))
        rows += _rows(head, parsed.blocks, read, source, settings, verbatim=layout.name == "verbatim")
        furniture += parsed.furniture
        explanation += [f"{head.meeting_id}: layout {layout.name}", *(f"  {reason}" for reason in layout.reasons)]
    return Segmentation(rows, meetings, furniture, read.text, explanation)


def _head(path: Path, number: int, parsed: Parsed, *, blanks: bool) -> _Head:
    title = next(map(printed, parsed.fields.get("title", [])), "") or find_title(parsed.head, blanks=blanks)
    stem = normalize("NFKC", path.stem)
    times = parsed.fields.get("time", [])
    return _Head(
        meeting_id=stem if number == 1 else f"{stem}-{number}",
        title=title,
        number=meeting_number(title, parsed.head),
        day=meeting_date(times, parsed.head),
        place=next(iter(parsed.fields.get("place", [])), None),
    )


def _meeting(head: _Head, agenda: list[str], source: str, layout: str) -> Meeting:
    return Meeting(head.meeting_id, head.title, head.number, head.day, head.place, agenda, source, layout)


def _rows(
    head: _Head, blocks: Sequence[Block], read: Source, source: str, settings: SegmentSettings, *, verbatim: bool
) -> list[Remark]:
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
    head: _Head, block: Block, piece: Sequence[Paragraph], identity: tuple[str, int, str, str], read: Source
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


def _segment_diet(path: Path, read: Source, source: str, settings: SegmentSettings) -> Segmentation:
    """The API's own records part the turns; offsets index the speeches joined by line ends."""
    rows: list[Remark] = []
    meetings: list[Meeting] = []
    furniture: list[tuple[str, int, int]] = []
    texts: list[str] = []
    length = 0
    for number, speeches in enumerate(diet_speeches(path, read.text).values(), 1):
        head = _diet_head(path, number, speeches[0])
        blocks: list[Block] = []
        turn = 0
        for speech in speeches:
            if speech.order == 0:
                furniture.append(("head", length, length + len(speech.text)))
            else:
                turn += 1
                spoken, named = _turn(speech, length, turn)
                furniture += named
                blocks += spoken
            texts.append(speech.text)
            length += len(speech.text) + 1
        meetings.append(_meeting(head, [], source, "diet"))
        rows += _rows(head, blocks, read, source, settings, verbatim=True)
    joined = "\n".join(texts)
    return Segmentation(rows, meetings, furniture, joined, ["read as records of the Diet library's API"])


def _diet_head(path: Path, number: int, first: DietSpeech) -> _Head:
    stem = normalize("NFKC", path.stem)
    return _Head(
        meeting_id=first.meeting_id or (stem if number == 1 else f"{stem}-{number}"),
        title=first.title,
        number=meeting_number(f"第{first.issue.strip('第号')}回", []) if first.issue else None,
        day=find_date(first.date),
        place=None,
    )


def _turn(speech: DietSpeech, offset: int, turn: int) -> tuple[list[Block], list[tuple[str, int, int]]]:
    """The blocks of one speech, parted by notes that stand on lines of their own, and its furniture."""
    blocks: list[Block] = []
    lines = lines_of(speech.text)
    furniture = [(name, offset + lines[i].start, offset + lines[i].end) for i, name in find_furniture(lines).items()]
    rules = {start for _, start, _ in furniture}
    for i, line in enumerate(lines):
        mark = find_speaker(line.text, _DIET) if i == 0 else None
        width = mark.width if mark else 0
        text, start = line.text[width:], offset + line.start + width
        if mark:
            furniture.append(("speaker", offset + line.start, start))
        if not text or start in rules:
            continue
        note = is_note(text) or is_clock(text)
        if note or not blocks or blocks[-1].note:
            speaker = None if note else speech.speaker or None
            blocks.append(Block(None, speaker, None if note else turn, [Wrapping.of(text, start, 1)], note))
        elif line.indent or line.after_blank:
            blocks[-1].paragraphs.append(Wrapping.of(text, start, 1))
        else:
            blocks[-1].paragraphs[-1].add(text, start)
    return blocks, furniture
