"""One document: from its bytes to rows."""

from pathlib import Path

from pipeline.errors import InputError
from pipeline.segment.blocks import Parsed
from pipeline.segment.diet_rows import segment_diet
from pipeline.segment.furniture import close_page_gaps, find_furniture
from pipeline.segment.lines import Source, lines_of
from pipeline.segment.lone_marks import join_lone_marks
from pipeline.segment.lost_wraps import part_at_lost_wraps
from pipeline.segment.meetings import split_meetings
from pipeline.segment.metadata import find_title, meeting_date, meeting_number
from pipeline.segment.minutes import read_blocks
from pipeline.segment.pasted_cells import part_marked_cells, part_pasted_tables
from pipeline.segment.readers import is_diet_json, is_diet_xml, read_source
from pipeline.segment.readers.bounds import check_lines
from pipeline.segment.records import Head, Segmentation, meeting_key, meeting_record, remark_records
from pipeline.segment.signatures import sign
from pipeline.segment.survey import survey
from pipeline.segment.view import View
from pipeline.segment.wraps import printed
from pipeline.settings import SegmentSettings
from pipeline.tables import Meeting, Remark

__all__ = ["Segmentation", "segment_file"]

_PAGED_FORMS = ("text", "pdf")
_BLOCK_FORMS = ("docx", "html")
_SHOWN = 60
"""Characters of a menu or banner that an explanation shows."""


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
        found = segment_diet(path, read, name, settings)
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
    check_lines(path, sum(map(bool, map(str.strip, read.text.splitlines()))))
    printed_lines = part_marked_cells(part_pasted_tables(join_lone_marks(lines_of(read.text, read.places))))
    parts = split_meetings(part_at_lost_wraps(printed_lines))
    for number, (lines, cover) in enumerate(parts, 1):
        named = find_furniture(lines) | dict.fromkeys(range(cover), "cover")
        lines = close_page_gaps(lines, named) if read.form in _PAGED_FORMS else lines
        layout = survey([line for i, line in enumerate(lines) if i not in named], blocks=read.form in _BLOCK_FORMS)
        parsed = read_blocks(View(lines, layout, named))
        sign(parsed)
        head = _head(path, number, parsed, blanks=layout.blanks)
        meetings.append(meeting_record(head, parsed.agenda, source, layout.name))
        rows += remark_records(head, parsed.blocks, read, source, settings, verbatim=layout.name == "verbatim")
        furniture += parsed.furniture
        explanation += [f"{head.meeting_id}: layout {layout.name}", *(f"  {reason}" for reason in layout.reasons)]
    explanation += [f"left out of the page, {kind}: {text[:_SHOWN]}" for kind, text in read.left_out]
    return Segmentation(rows, meetings, furniture, read.text, explanation, list(read.left_out))


def _head(path: Path, number: int, parsed: Parsed, *, blanks: bool) -> Head:
    title = next(map(printed, parsed.fields.get("title", [])), "") or find_title(parsed.head, blanks=blanks)
    stem = meeting_key(path)
    times = parsed.fields.get("time", [])
    return Head(
        meeting_id=stem if number == 1 else f"{stem}-{number}",
        title=title,
        number=meeting_number(title, parsed.head),
        day=meeting_date(times, parsed.head),
        place=next(iter(parsed.fields.get("place", [])), None),
    )
