"""The body of the minutes: headings, turns, bullets, notes, and the lines that go on."""

from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.brackets import is_note
from pipeline.segment.headings import Above, is_heading
from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark
from pipeline.segment.metadata import LISTS
from pipeline.segment.names import has_office, has_role
from pipeline.segment.procedure import is_clock, is_stage_note
from pipeline.segment.rules import rules
from pipeline.segment.speakers import SpeakerMark, find_speaker
from pipeline.segment.split import Wrapping
from pipeline.segment.statements import inline_speaker
from pipeline.segment.view import View
from pipeline.segment.wraps import columns, ends_sentence, printed

_ANSWERING = ("round", "lenticular", "square", "colon")
"""Styles in which a reply among bullets names who gives it."""
_SLACK = 3
"""Characters by which a line that wraps may be shorter than the others: a word or a full stop is not parted."""


def line_reach(line: Line) -> float:
    """Where a line ends, in full-width characters from the margin."""
    return line.indent / 2 + columns(line.text)


class BodyReader:
    """Reads the lines of the body in order.

    State: the agenda heading, the speaker, the turn, the open block and its indent, and how far its last line reaches.
    """

    def __init__(self, view: View, parsed: Parsed) -> None:
        self.view = view
        self.layout = view.layout
        self.parsed = parsed
        self.heading: str | None = None
        self.speaker: str | None = None
        self.turns = 0
        self.open: Block | None = None
        self.indent = 0
        self.reach = 0.0

    def read(self, i: int) -> str | None:
        """Take in a line; returns the section it names when it leads out of the body (問合せ先)."""
        view, line, mark = self.view, self.view.lines[i], self.view.marks[i]
        speaker = view.speakers[i]
        if speaker and self._signs(i, speaker):
            self._continue(i)
        elif speaker and (view.is_speech(i, "body") or view.names_speaker(i)):
            self._begin_turn(i, speaker)
        elif is_heading(view, i, self._above()):
            return self._begin_heading(i)
        elif view.is_lead_in(i):
            self.parsed.name("lead_in", line)
            self.open = None if mark and view.bullet(i) else self.open
        elif mark and view.bullet(i) and not self._inside(i, mark):
            self._bullet(i, mark)
        elif self._answers(i):
            self._reply(i, 0)
        elif is_clock(line.text) or (is_note(line.text) and not self._unfinished()):
            self._note(i)
        else:
            self._continue(i)
        return None

    def _signs(self, i: int, speaker: SpeakerMark) -> bool:
        """Whether a name alone on its line belongs to the remark above, where remarks end with who made them."""
        line = self.view.lines[i]
        alone = speaker.style == "round" and speaker.width == len(line.text)
        apart = line.after_blank and self.layout.blanks
        return self.layout.signed and alone and self.open is not None and not apart

    def _above(self) -> Above:
        unfinished = self._unfinished()
        return Above(heading=self.open is None, unfinished=unfinished, broken=unfinished and self._wraps())

    def _unfinished(self) -> bool:
        return self.open is not None and not ends_sentence(self.open.paragraphs[-1].last)

    def _inside(self, i: int, mark: Mark) -> bool:
        """Whether a dot stands inside a sentence that wraps before it: 工業高校 / ・高専, level with the line above."""
        line, above = self.view.lines[i], self.view.lines[i - 1]
        level = line.indent == above.indent and self.view.marks[i - 1] is None and not line.after_blank
        return mark.key == "・" and mark.width == 1 and level and self._unfinished() and self._wraps()

    def _note(self, i: int) -> None:
        """Take in what stands between remarks; a sentence, or what stands deeper than a bullet, belongs to it."""
        line = self.view.lines[i]
        deeper = line.indent > self.indent or "。" in line.text
        if self.open and deeper and self.layout.name == "bullets" and not is_stage_note(line.text):
            self.open.paragraphs.append(self._wrapping(i, 0))
        else:
            self._begin(i, 0, note=True)
            self.open = None

    def _answers(self, i: int) -> bool:
        """Whether a line without a mark, among bullets, opens with a name in brackets: （事務局）検討する。."""
        if self.layout.name != "bullets" or self._unfinished():
            return False
        named = inline_speaker(self.view.lines[i].text)
        return named is not None and has_role(named.speaker)

    def _reply(self, i: int, width: int) -> bool:
        """Begin a row of whoever answers, if a name stands behind the mark; the next bullet is not theirs."""
        line = self.view.lines[i]
        named = inline_speaker(line.text[width:]) or find_speaker(line.text[width:])
        if not named or named.style not in _ANSWERING or not (has_role(named.speaker) or has_office(named.speaker)):
            return False
        speaker, self.speaker = self.speaker, named.speaker
        self.parsed.name("speaker", line, width + named.width)
        self._begin(i, width + named.width)
        self.speaker = speaker
        return True

    def _wraps(self) -> bool:
        """Whether the line above reaches the margin, where there is one, so that it goes on in the next."""
        return self.layout.width is not None and self.reach >= self.layout.width - _SLACK

    def _begin_turn(self, i: int, mark: SpeakerMark) -> None:
        line = self.view.lines[i]
        self.parsed.name("speaker", line, mark.width)
        self.speaker = mark.speaker
        self.turns += 1
        self.open = None
        if mark.width < len(line.text):
            self._begin(i, mark.width)

    def _begin_heading(self, i: int) -> str | None:
        line, found = self.view.lines[i], self.view.fields[i]
        self.open = None
        if found and not (found.section == "remarks" and self.heading):
            self.parsed.name(f"field_{found.section}", line)
            # 議事 within the minutes heads what follows; lists of people and papers lead out of them
            return found.section if found.section in LISTS and found.section != "agenda" else None
        speaker = self.view.speakers[i]
        if speaker and speaker.style not in ("alone", "spaced") and speaker.width == len(line.text):
            self.parsed.name("speaker", line)
            self.speaker = speaker.speaker
            return None
        self.speaker = None
        mark = self.view.marks[i]
        bulleted = mark is not None and not mark.enumerates
        self.heading = printed(line.text[mark.width :] if mark and bulleted else line.text)
        self.parsed.agenda.append(self.heading)
        self.parsed.name("agenda", line)
        return None

    def _bullet(self, i: int, mark: Mark) -> None:
        line = self.view.lines[i]
        width = mark.width
        if mark.key in self.layout.legend:
            self.speaker = self.layout.legend[mark.key]
        if mark.key[0] in rules("marks")["replies"] and self._reply(i, width):
            return
        inline = inline_speaker(line.text[width:]) if mark.key in self.layout.inline else None
        if inline:
            self.speaker = inline.speaker
            width += inline.width
        self.parsed.name("mark", line, width)
        deeper = line.indent > self.indent + 1
        if self.open is None or (mark.key in self.view.tops and not deeper):
            self._begin(i, width)
            self.indent = line.indent
        else:
            self.open.paragraphs.append(self._wrapping(i, width))

    def _wrapping(self, i: int, width: int) -> Wrapping:
        line = self.view.lines[i]
        self.reach = line_reach(line)
        return Wrapping.of(line.text[width:], line.start + width, line.page)

    def _begin(self, i: int, width: int, *, note: bool = False) -> None:
        speaker = None if note else self.speaker
        turn = self.turns if self.layout.name == "verbatim" and speaker else None
        self.open = Block(self.heading, speaker, turn, [self._wrapping(i, width)], note)
        self.parsed.blocks.append(self.open)

    def _continue(self, i: int) -> None:
        if self.open is None:
            self._begin(i, 0)
            return
        line, last = self.view.lines[i], self.open.paragraphs[-1]
        if not self._begins_paragraph(i, last):
            last.add(line.text, line.start)
            self.reach = line_reach(line)
        elif self.layout.name == "verbatim":
            self.open.paragraphs.append(self._wrapping(i, 0))
        else:
            self._begin(i, 0)

    def _begins_paragraph(self, i: int, last: Wrapping) -> bool:
        if not ends_sentence(last.last):
            return False
        line, layout = self.view.lines[i], self.layout
        blank = line.after_blank and layout.blanks
        if layout.name == "bullets":
            return (blank or layout.whole) and line.indent <= self.indent
        if blank or line.indent or layout.whole:
            return True
        # without an indent only a line that ends well before the margin ends its paragraph
        return layout.width is not None and columns(last.last) < layout.width - _SLACK
