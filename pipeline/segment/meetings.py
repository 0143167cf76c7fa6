"""A file of several meetings, and what stands before the first: a cover, a table of contents, a menu."""

import re
from collections.abc import Sequence

from pipeline.segment.dates import find_date
from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.speakers import find_speaker
from pipeline.segment.wraps import ends_sentence

_TITLE = re.compile(r".{0,40}第[ 　]*[0-9０-９一二三四五六七八九十百〇]{1,5}[ 　]*回.{0,60}$")
_FEWEST_LINES = 4
"""Lines of the shortest meeting."""
_NEAR = 4
"""Lines below a title within which the date of its meeting stands."""


def split_meetings(lines: Sequence[Line]) -> list[tuple[Sequence[Line], int]]:
    """The lines of each meeting, with how many of them stand on a cover: before the title, and saying nothing."""
    cuts = [0]
    for i in range(_FEWEST_LINES, len(lines)):
        if i - cuts[-1] >= _FEWEST_LINES and _begins_meeting(lines, i):
            cuts.append(i)
    parts: list[tuple[Sequence[Line], int]] = []
    begin = 0
    for cut, end in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        if end < len(lines) and not _states_anything(lines[cut:end]):
            continue
        parts.append((lines[begin:end], cut - begin))
        begin = end
    return parts


def _begins_meeting(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is the title of a meeting, with its date in the line or near below."""
    line = lines[i]
    if not _TITLE.match(line.text) or line.text.endswith("。") or find_mark(line.text) or find_speaker(line.text):
        return False
    if any(find_date(after.text) for after in lines[i + 1 : i + 1 + _NEAR]):
        return True
    set_off = line.declared or line.after_blank or line.page != lines[i - 1].page
    return set_off and ends_sentence(lines[i - 1].text) and find_date(line.text) is not None


def _states_anything(lines: Sequence[Line]) -> bool:
    """Whether some line is a sentence, or two open with a bullet."""
    bullets = sum(mark is not None and not mark.enumerates for mark in (find_mark(line.text) for line in lines))
    return bullets > 1 or any("。" in line.text for line in lines)
