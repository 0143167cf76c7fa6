"""Bullets on lines of their own, as PDFs part them from their text."""

from collections.abc import Sequence
from dataclasses import replace

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


def _is_lone(line: Line) -> bool:
    return len(line.text) == 1 and line.text in rules("marks")["bullets"]
