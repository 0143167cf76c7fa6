"""How paragraphs show in a document: by indents, blank lines, or only by where lines wrap."""

import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark
from pipeline.segment.metadata import find_field
from pipeline.segment.speakers import SpeakerMark
from pipeline.segment.statements import ENDS, WRAPPING, breaks_off, names_subject
from pipeline.segment.wraps import columns, ends_sentence

SLACK = 3
"""Characters by which a line that wraps may be shorter than the others: a word or a full stop is not parted."""
_FEWEST = 3
"""Lines that go on at one indent before it is that of a column."""
_NEARLY = 0.7
"""Share of the next line's length from which a line that breaks off goes on there."""
_BEYOND = 1.2
"""Share of the wrapping length beyond which a line cannot have been wrapped."""


def line_reach(line: Line) -> float:
    """Where a line ends, in full-width characters from the margin."""
    return line.indent / 2 + columns(line.text)


def count_prose(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], *, blanks: bool
) -> int:
    """Number of paragraphs that state something and have no mark, and are set off from the lines above them."""
    found = 0
    below_mark = False
    for i, line in enumerate(lines):
        opened = marks[i] is not None or speakers[i] is not None
        apart = line.after_blank and blanks
        if opened or apart:
            below_mark = opened and ("。" in line.text or wraps_into(line, *lines[i + 1 : i + 2]))
        after_sentence = i == 0 or ends_sentence(lines[i - 1].text) or len(lines[i - 1].text) < WRAPPING
        set_off = apart or (line.indent > 0 and after_sentence and not below_mark)
        if set_off and not opened and not find_field(line.text):
            found += any("。" in part.text for part in lines[i : i + 2])
    return found


def wraps_into(line: Line, below: Line | None = None) -> bool:
    """Whether a line breaks off and is about as long as the next: a heading is shorter than what stands under it."""
    if not breaks_off(line.text) or (below and names_subject(line.text)):
        return False
    return below is None or line_reach(line) > _NEARLY * line_reach(below)


def has_wraps(lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]) -> bool:
    """Whether some long line breaks off inside a sentence that goes on below."""
    return any(
        breaks_off(line.text)
        and not (line.declared or after.declared or speakers[i] or marks[i] or find_field(after.text))
        for i, (line, after) in enumerate(pairwise(lines), 1)
    )


def wrap_margin(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], *, blanks: bool
) -> float:
    """Median length of the lines that break off and go on in the next one; infinite where none does."""
    wrapped = [
        line_reach(line)
        for i, (line, after) in enumerate(pairwise(lines), 1)
        if breaks_off(line.text)
        and not ((after.after_blank and blanks) or speakers[i] or marks[i] or find_field(after.text))
    ]
    return _usual(wrapped, lines)


def wrap_base(lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]) -> int:
    """The indent of most lines that go on with the one above: that of the column in which speeches are set."""
    indents = Counter(
        after.indent
        for i, (line, after) in enumerate(pairwise(lines), 1)
        if breaks_off(line.text) and not (after.after_blank or speakers[i] or marks[i] or find_field(after.text))
    )
    base, times = max(indents.items(), key=lambda counted: (counted[1], -counted[0]), default=(0, 0))
    return base if times >= _FEWEST else 0


def _usual(wrapped: Sequence[float], lines: Sequence[Line]) -> float:
    """The median of what wraps; infinite where many lines are longer, so that those break off for another reason."""
    width = statistics.median(wrapped) if wrapped else float("inf")
    longer = sum(len(line.text) > _BEYOND * width for line in lines)
    return width if longer <= len(wrapped) else float("inf")


def wrap_width(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], *, blanks: bool
) -> float | None:
    """Median length of the lines that go on in the next one; None when indents or blank lines part paragraphs."""
    wrapped: list[float] = []
    base = wrap_base(lines, speakers, marks)
    for i, (line, after) in enumerate(pairwise(lines)):
        if speakers[i + 1] or marks[i + 1] or find_field(after.text):
            continue
        parted = after.indent > base or (after.after_blank and blanks)
        if parted and line.text.endswith("。") and "。" in after.text:
            return None
        if not parted and len(line.text) >= WRAPPING and line.text[-1] not in ENDS:
            wrapped.append(line_reach(line))
    return _usual(wrapped, lines)
