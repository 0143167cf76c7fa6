"""Answers of the Diet library's API: its own records part the turns."""

from pathlib import Path

from pipeline.segment.blocks import Block
from pipeline.segment.brackets import is_note
from pipeline.segment.dates import find_date
from pipeline.segment.furniture import find_furniture
from pipeline.segment.lines import Source, lines_of
from pipeline.segment.metadata import meeting_number
from pipeline.segment.procedure import is_clock
from pipeline.segment.readers import DietSpeech, diet_speeches
from pipeline.segment.records import Head, Segmentation, meeting_key, meeting_record, remark_records
from pipeline.segment.speakers import Cast, SpeakerMark, candidates, find_speaker
from pipeline.segment.split import Wrapping
from pipeline.settings import SegmentSettings
from pipeline.tables import Meeting, Remark

_DIET = Cast(glued=frozenset("○"))
"""Records of some years run the name into the speech; the API's records begin with the speaker in any case."""


def segment_diet(path: Path, read: Source, source: str, settings: SegmentSettings) -> Segmentation:
    """The API's own records part the turns; offsets index the speeches joined by line ends."""
    rows: list[Remark] = []
    meetings: list[Meeting] = []
    furniture: list[tuple[str, int, int]] = []
    texts: list[str] = []
    length = 0
    for number, speeches in enumerate(diet_speeches(path, read.text).values(), 1):
        head = _head(path, number, speeches[0])
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
        meetings.append(meeting_record(head, [], source, "diet"))
        rows += remark_records(head, blocks, read, source, settings, verbatim=True)
    joined = "\n".join(texts)
    return Segmentation(rows, meetings, furniture, joined, ["read as records of the Diet library's API"])


def _head(path: Path, number: int, first: DietSpeech) -> Head:
    stem = meeting_key(path)
    return Head(
        meeting_id=first.meeting_id or (stem if number == 1 else f"{stem}-{number}"),
        title=first.title,
        number=meeting_number(f"第{first.issue.strip('第号')}回", []) if first.issue else None,
        day=find_date(first.date),
        place=None,
    )


def _mark(text: str) -> SpeakerMark | None:
    """The speaker that a record opens with, whatever the role: each record is a speech."""
    return find_speaker(text, _DIET) or next((found for found in candidates(text) if found.style == "glyph"), None)


def _turn(speech: DietSpeech, offset: int, turn: int) -> tuple[list[Block], list[tuple[str, int, int]]]:
    """The blocks of one speech, parted by notes that stand on lines of their own, and its furniture."""
    blocks: list[Block] = []
    lines = lines_of(speech.text)
    furniture = [(name, offset + lines[i].start, offset + lines[i].end) for i, name in find_furniture(lines).items()]
    rules = {start for _, start, _ in furniture}
    for i, line in enumerate(lines):
        mark = _mark(line.text) if i == 0 else None
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
