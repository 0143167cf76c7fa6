"""The block at hand while the body is read: begun, gone on with line by line, or left."""

from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.bullets import ends_signed
from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.paragraphs import SLACK, line_reach
from pipeline.segment.split import Wrapping
from pipeline.segment.statements import WRAPPING
from pipeline.segment.survey import Layout
from pipeline.segment.wraps import ends_sentence

_NEARLY = 0.7
_SET_IN = 2
"""The indent of a first line, by one full-width space; what hangs below the text stands deeper."""
_FAR = 0.55
"""Part of the margin before which a line of bullets surely ends its paragraph."""
_GOES_ON = "、，はがをにでもやてへ"
"""Characters behind which no sentence ends."""


class BlockBuilder:
    """Builds blocks from lines in order.

    State: the agenda heading, the speaker, the turn and whether it was only `named` so far, the open block and its
    indent, and how far its last line reaches and how deep it stands.
    """

    def __init__(self, layout: Layout, parsed: Parsed) -> None:
        self.layout = layout
        self.parsed = parsed
        self.heading: str | None = None
        self.speaker: str | None = None
        self.turns = 0
        self.named = False
        self.open: Block | None = None
        self.indent = 0
        self.reach = 0.0
        self.deep = 0

    def begin(self, line: Line, width: int, *, note: bool = False) -> None:
        """Open a block with what stands behind the first `width` characters of a line."""
        speaker = None if note else self.speaker
        turn = self.turns if self.layout.name == "verbatim" and speaker else None
        self.open = Block(self.heading, speaker, turn, [self._wrapping(line, width)], note)
        self.parsed.blocks.append(self.open)
        self.named = False

    def begin_unnamed(self, line: Line, width: int) -> None:
        """Open a block of somebody whom nothing names, and leave the speaker as it is."""
        speaker, self.speaker = self.speaker, None
        self.begin(line, width)
        self.speaker = speaker

    def add_paragraph(self, line: Line, width: int) -> None:
        """Begin a paragraph of the open block, or a block where none is open."""
        if self.open is None:
            self.begin(line, width)
        else:
            self.open.paragraphs.append(self._wrapping(line, width))

    def go_on(self, line: Line) -> None:
        """Take in a line that opens nothing: the last paragraph goes on, or another begins."""
        if self.open is None:
            self.begin(line, 0)
            return
        last = self.open.paragraphs[-1]
        if not self._begins_paragraph(line, last):
            last.add(line.text, line.start)
            self.reach, self.deep = line_reach(line), line.indent
        elif self.layout.name == "verbatim" or self._set_in(line):
            self.add_paragraph(line, 0)
        else:
            self.speaker = None if self.layout.inline else self.speaker
            self.begin(line, 0)

    def unfinished(self) -> bool:
        """Whether the open block ends inside a sentence."""
        if self.open is None or ends_sentence(self.open.paragraphs[-1].last):
            return False
        # where lines wrap, one that ends far before the margin is whole without a full stop: 資料１により説明
        broken = self.open.paragraphs[-1].last[-1:] in _GOES_ON
        return broken or self._reaches_margin()

    def _reaches_margin(self) -> bool:
        return self.layout.margin < float("inf") and self.reach >= _NEARLY * self.layout.margin

    def wraps(self) -> bool:
        """Whether the line above reaches the margin, where there is one, so that it goes on in the next."""
        return self.layout.width is not None and self.reach >= self.layout.width - SLACK

    def _wrapping(self, line: Line, width: int) -> Wrapping:
        self.reach, self.deep = line_reach(line), line.indent
        return Wrapping.of(line.text[width:], line.start + width, line.page)

    def _set_in(self, line: Line) -> bool:
        """Whether a line deeper than the bullet above is a paragraph of what is said there: no line wraps."""
        whole = self.layout.name == "bullets" and self.layout.margin == float("inf")
        return whole and bool(self.layout.inline) and 0 < line.indent - self.indent <= _SET_IN

    def _begins_paragraph(self, line: Line, last: Wrapping) -> bool:
        layout = self.layout
        if not ends_sentence(last.last):
            # a short line is whole without a full stop: an entry of a list that a speaker reads
            left = find_mark(last.last) is not None and (line.indent < self.deep or line.after_blank)
            item = (left or find_mark(line.text) is not None) and not self._reaches_margin()
            short = (len(last.last) < WRAPPING or layout.margin < float("inf")) and not self.unfinished()
            return layout.name == "verbatim" and (item or short)
        blank = line.after_blank and layout.blanks
        if layout.name == "bullets":
            # a sentence that ends far before the margin ends its bullet
            ended = layout.margin < float("inf") and self.reach < _FAR * layout.margin
            signed = layout.signed and ends_signed(last.last)
            return self._set_in(line) or signed or ((blank or layout.whole or ended) and line.indent <= self.indent)
        if blank or line.indent > layout.base or layout.whole:
            return True
        # without an indent only a line that ends well before the margin ends its paragraph
        return layout.width is not None and self.reach < layout.width - SLACK
