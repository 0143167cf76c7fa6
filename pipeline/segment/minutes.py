"""One meeting's lines, each to the reader of the part it stands in: head or body."""

from pipeline.segment.blocks import Parsed
from pipeline.segment.body import BodyReader
from pipeline.segment.head import HeadReader
from pipeline.segment.view import View


def read_blocks(view: View) -> Parsed:
    """All lines of a meeting, each once: into a block, a heading, a field or named furniture."""
    parsed = Parsed()
    head, body = HeadReader(view, parsed), BodyReader(view, parsed)
    inside = False
    for i, line in enumerate(view.lines):
        if i in view.furniture:
            parsed.name(view.furniture[i], line)
        elif inside or head.body_begins(i):
            left = body.read(i)
            inside = left is None
            head.section = left or head.section
        else:
            head.read(i)
    return parsed
