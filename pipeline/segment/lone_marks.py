"""Bullets that a paste has moved: alone on their lines, as PDFs part them, or cells of a table on one line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from pipeline.segment.lines import Line
from pipeline.segment.rules import rules


def join_lone_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a bullet that stands alone set before the line below it.

    Spaces take the place of what parts the two in the source, so that offsets stay true.
    """
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and _is_lone(above) and above.page == line.page and not (_is_lone(line) or line.declared):
            text = above.text + " " * (line.start - above.end) + line.text
            joined[-1] = replace(above, text=text, end=line.end)
        else:
            joined.append(line)
    return joined


def part_marked_cells(lines: Sequence[Line]) -> list[Line]:
    """The lines, parted at tabs where a bullet opens the line and what stands behind the tab: questions and answers."""
    return [part for line in lines for part in _cells(line)]


def _cells(line: Line) -> Iterator[Line]:
    tabs = [found.end() for found in _tab().finditer(line.text)] if line.text[0] in rules("marks")["bullets"] else []
    for begin, end in pairwise((0, *tabs, len(line.text))):
        text = line.text[begin:end].rstrip()
        start = line.start + begin
        yield replace(line, text=text, start=start, end=start + len(text), after_blank=line.after_blank and not begin)


@cache
def _tab() -> re.Pattern[str]:
    return re.compile(rf"[ 　]*\t[ 　\t]*(?=[{re.escape(rules('marks')['bullets'])}])")


def _is_lone(line: Line) -> bool:
    return len(line.text) == 1 and line.text in rules("marks")["bullets"]
