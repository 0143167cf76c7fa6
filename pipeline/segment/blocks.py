"""From lines to blocks: one pass over the document with the layout at hand.

A block is a turn or a bulleted remark with its paragraphs, under an agenda heading. Lines that are no part of a
block are named furniture, so that every line is accounted for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark, find_mark, find_speaker
from pipeline.segment.metadata import find_field
from pipeline.segment.procedure import is_clock, is_stage_note
from pipeline.segment.rules import any_of
from pipeline.segment.split import Wrapping
from pipeline.segment.survey import SPEECH, Layout
from pipeline.segment.wraps import ends_sentence, printed

LONGEST_HEADING = 60
_BRACKETED = re.compile(r"[<＜〈《［\[【].{1,50}[>＞〉》］\]】]$")
_NOTE = re.compile(r"[(（〔［][^()（）〔〕［］]{1,60}[)）〕］]$")
_LISTS = ("attendees", "documents", "agenda", "contact")


@dataclass
class Block:
    """A remark in the making."""

    agenda: str | None
    speaker: str | None
    turn: int | None
    paragraphs: list[Wrapping]
    note: bool = False


@dataclass
class Parsed:
    """One meeting's blocks, headings, fields and furniture (name, start, end)."""

    head: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    agenda: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    furniture: list[tuple[str, int, int]] = field(default_factory=list)


class BlockParser:
    """Reads the lines of one meeting in order. State: the section, the agenda heading, the turn, the open block."""

    def __init__(self, lines: Sequence[Line], layout: Layout, furniture: dict[int, str]) -> None:
        self.lines = lines
        self.layout = layout
        self.furniture = furniture
        self.tops = top_marks(lines, layout, self.furniture)
        self.parsed = Parsed()
        self.section = "head"
        self.heading: str | None = None
        self.speaker: str | None = None
        self.turns = 0
        self.open: Block | None = None

    def parse(self) -> Parsed:
        """All lines, each once."""
        for i, line in enumerate(self.lines):
            if i in self.furniture:
                self._name(self.furniture[i], line)
            elif self.section == "body" or self._enters_body(i, line):
                self.section = "body"
                self._body(i, line)
            else:
                self._head(line)
        return self.parsed

    def _name(self, kind: str, line: Line, width: int | None = None) -> None:
        """Account for a line, or for its first `width` characters, as no part of a remark's text."""
        end = line.end if width is None else line.start + width
        self.parsed.furniture.append((kind, line.start, end))

    # the head: title, fields, lists of people and papers

    def _head(self, line: Line) -> None:
        found = find_field(line.text)
        if found:
            self.section = found.section
            self._name(f"field_{found.section}", line)
            if found.value:
                self.parsed.fields.setdefault(found.section, []).append(found.value)
            return
        if self.section in ("time", "place") and self.section not in self.parsed.fields:
            self.parsed.fields[self.section] = [line.text.lstrip("：: 　")]
        elif self.section == "head":
            self.parsed.head.append(line)
        self._name(self.section, line)

    def _enters_body(self, i: int, line: Line) -> bool:
        if self._speech(i, line) or is_clock(line.text):
            return True
        if find_field(line.text):
            return False
        if self.layout.name == "verbatim":
            return self._heads_first_speech(i, line)
        if self.section not in _LISTS and self._heads_first_rows(i, line):
            return True
        announced = self.section == "remarks"
        if any_of("headings", "agenda").match(line.text) and self.section != "agenda":
            return True
        mark = find_mark(line.text)
        if mark and mark.key in self.tops:
            rest = line.text[mark.width :]
            return announced or ends_sentence(rest) or (self.section == "head" and len(rest) > 25)
        return announced or (self.layout.name == "paragraphs" and self._begins_prose(i))

    def _heads_first_speech(self, i: int, line: Line) -> bool:
        """Whether a heading stands above the first speech, rather than in the list of the agenda."""
        if self.section in _LISTS or not self._opens_rows(i) or len(line.text) > LONGEST_HEADING:
            return False
        mark = find_mark(line.text)
        return bool(any_of("headings", "agenda").match(line.text) or (mark and mark.enumerates))

    def _heads_first_rows(self, i: int, line: Line) -> bool:
        """Whether a speaker's name stands above the first bullets, or a numbered heading above the first prose."""
        if self.layout.name == "bullets":
            speaker = find_speaker(line.text)
            return bool(speaker and speaker.style != "alone" and self._opens_rows(i))
        mark = find_mark(line.text)
        return bool(mark and mark.enumerates and i + 1 < len(self.lines) and self._begins_prose(i + 1))

    def _begins_prose(self, i: int) -> bool:
        """Whether the paragraph at hand states something, and is no entry of the head."""
        text = self.lines[i].text
        for line in self.lines[i + 1 : i + 8]:
            if line.after_blank or line.indent or ends_sentence(text):
                break
            text += line.text
        return len(text) > 20 and "。" in text

    def _speech(self, i: int, line: Line) -> bool:
        mark = find_speaker(line.text)
        if mark is None or mark.style not in self.layout.speaker_styles:
            return False
        speech = line.text[mark.width :] or self._following(i)
        if self.section in _LISTS or mark.style == "alone" or find_field(line.text):
            return ends_sentence(speech) or len(speech) > 30
        return len(speech) >= SPEECH or ends_sentence(speech) or self.section == "body"

    def _following(self, i: int) -> str:
        """The next line that is no furniture and announces nothing; empty when there is none near."""
        lead_in = any_of("headings", "lead_ins")
        near = enumerate(self.lines[i + 1 : i + 5], i + 1)
        return next((line.text for j, line in near if j not in self.furniture and not lead_in.match(line.text)), "")

    # the body: headings, marks, continuation

    def _body(self, i: int, line: Line) -> None:
        mark = find_mark(line.text)
        if self._speech(i, line) or self._bare_speaker(line):
            self._begin_turn(line)
        elif self._is_heading(i, line, mark):
            self._begin_heading(line)
        elif self.layout.name == "bullets" and mark and mark.key in self.layout.marks:
            self._bullet(line, mark)
        elif any_of("headings", "lead_ins").match(line.text) and self.layout.name == "bullets":
            self._name("lead_in", line)
        elif is_clock(line.text) or (
            _NOTE.match(line.text) and (self.open is None or ends_sentence(self.open.paragraphs[-1].last))
        ):
            self._begin(line, 0, note=True)
            self.open = None
        else:
            self._continue(line)

    def _bare_speaker(self, line: Line) -> bool:
        mark = find_speaker(line.text)
        styled = mark is not None and mark.style in self.layout.speaker_styles and mark.style != "alone"
        return bool(styled and mark and mark.width < len(line.text))

    def _begin_turn(self, line: Line) -> None:
        mark = find_speaker(line.text)
        if mark is None:
            return
        self._name("speaker", line, mark.width)
        self.speaker = mark.speaker
        self.turns += 1
        self.open = None
        if mark.width < len(line.text):
            self._begin(line, mark.width)

    def _unfinished(self) -> bool:
        return self.open is not None and not ends_sentence(self.open.paragraphs[-1].last)

    def _is_heading(self, i: int, line: Line, mark: Mark | None) -> bool:
        text = line.text
        if len(text) > LONGEST_HEADING or text.endswith(("。", "、")):
            return False
        if self._unfinished() and not line.after_blank and not (self.layout.name == "bullets" and self._opens_rows(i)):
            return False
        if any_of("headings", "agenda").match(text):
            return True
        if self.layout.name == "bullets" and mark and mark.key in self.layout.marks:
            return self._is_bulleted_heading(i, text[mark.width :], mark)
        if is_clock(text):
            return False
        if _BRACKETED.match(text) or find_field(text) is not None:
            return True
        if self.layout.name == "verbatim":
            return bool(mark and mark.enumerates and self._opens_rows(i))
        if self.layout.name == "paragraphs":
            return bool(mark and mark.enumerates and "。" not in text)
        if mark and mark.enumerates and not self._unfinished() and not ends_sentence(text):
            return True
        return self._opens_rows(i) and not is_stage_note(text)

    def _is_bulleted_heading(self, i: int, rest: str, mark: Mark) -> bool:
        """A short bulleted line above bullets of another mark names their subject, as in ○ 人材について."""
        following = find_mark(self._following(i))
        below = following is not None and following.key != mark.key and following.key in self.layout.marks
        return below and len(rest) <= 40 and bool(re.search(r"(について|に関して|関係|関連|の在り方|のあり方)$", rest))

    def _opens_rows(self, i: int) -> bool:
        """Whether the next line opens a row, so that this one may be its heading."""
        text = self._following(i)
        if self.layout.name == "verbatim":
            found = find_speaker(text)
            return found is not None and found.style in self.layout.speaker_styles
        mark = find_mark(text)
        return mark is not None and mark.key in self.layout.marks

    def _begin_heading(self, line: Line) -> None:
        found = find_field(line.text)
        self.open = None
        if found:
            self._name(f"field_{found.section}", line)
            if found.section in _LISTS:
                self.section = found.section
            return
        speaker = find_speaker(line.text)
        if speaker and speaker.style != "alone" and speaker.width == len(line.text):
            self._name("speaker", line)
            self.speaker = speaker.speaker
            return
        self.speaker = None
        mark = find_mark(line.text)
        bulleted = mark is not None and not mark.enumerates
        self.heading = printed(line.text[mark.width :] if mark and bulleted else line.text)
        self.parsed.agenda.append(self.heading)
        self._name("agenda", line)

    def _bullet(self, line: Line, mark: Mark) -> None:
        self._name("mark", line, mark.width)
        if mark.key in self.layout.legend:
            self.speaker = self.layout.legend[mark.key]
        if mark.key in self.tops or self.open is None:
            self._begin(line, mark.width)
        else:
            self.open.paragraphs.append(Wrapping.of(line.text[mark.width :], line.start + mark.width, line.page))

    def _begin(self, line: Line, width: int, *, note: bool = False) -> None:
        paragraph = Wrapping.of(line.text[width:], line.start + width, line.page)
        speaker = None if note else self.speaker
        turn = self.turns if self.layout.name == "verbatim" and not note else None
        self.open = Block(self.heading, speaker, turn, [paragraph], note)
        self.parsed.blocks.append(self.open)

    def _continue(self, line: Line) -> None:
        if self.open is None:
            self._begin(line, 0)
            return
        last = self.open.paragraphs[-1]
        if not self._begins_paragraph(line, last):
            last.add(line.text, line.start)
        elif self.layout.name == "verbatim":
            self.open.paragraphs.append(Wrapping.of(line.text, line.start, line.page))
        else:
            self._begin(line, 0)

    def _begins_paragraph(self, line: Line, last: Wrapping) -> bool:
        if not ends_sentence(last.last):
            return False
        if self.layout.name == "bullets":
            return line.after_blank
        return line.after_blank or line.indent > 0


def top_marks(lines: Sequence[Line], layout: Layout, furniture: dict[int, str]) -> frozenset[str]:
    """The marks that open remarks; the others open sub-bullets, which stay with their parent.

    A mark is a top mark when it is nowhere deeper than the first one, or when it opens a list under a heading.
    """
    indents: dict[str, int] = {}
    openers: set[str] = set()
    previous_marked = False
    for i, line in enumerate(lines):
        if i in furniture:
            continue
        mark = find_mark(line.text)
        if mark and mark.key in layout.marks:
            indents[mark.key] = min(indents.get(mark.key, line.indent), line.indent)
            if not previous_marked:
                openers.add(mark.key)
        previous_marked = bool(mark and mark.key in layout.marks) or (previous_marked and not line.after_blank)
    openers |= layout.legend.keys() & layout.marks
    least = min((indents[key] for key in openers), default=0)
    return frozenset(key for key in openers if indents[key] <= least + 1) or frozenset(layout.marks)
