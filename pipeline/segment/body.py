"""The body of the minutes: headings, turns, bullets, notes, and the lines that go on."""

from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.brackets import is_note
from pipeline.segment.building import BlockBuilder
from pipeline.segment.bullets import is_legend
from pipeline.segment.headings import Above, is_heading, names_body, number_in
from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark
from pipeline.segment.metadata import LISTS
from pipeline.segment.names import could_name, has_office, has_role
from pipeline.segment.procedure import is_clock, is_narrated, is_procedure, is_stage_note
from pipeline.segment.rules import rules
from pipeline.segment.speakers import SpeakerMark, find_speaker
from pipeline.segment.statements import inline_speaker
from pipeline.segment.view import View
from pipeline.segment.wraps import printed

_BRACKETED = ("round", "lenticular", "square", "angle")
"""Styles that name who makes a remark beyond doubt, even where the others do not say it."""
_ANSWERING = (*_BRACKETED, "colon")
"""Styles in which a reply among bullets names who gives it."""


def _lists(mark: Mark) -> bool:
    """Whether a mark is a bullet of a list and nothing else."""
    return set(mark.key) <= set(rules("marks")["lists"])


class BodyReader:
    """Reads the lines of the body in order; the builder holds what they have become so far."""

    def __init__(self, view: View, parsed: Parsed) -> None:
        self.view = view
        self.layout = view.layout
        self.parsed = parsed
        self.built = BlockBuilder(view.layout, parsed)
        self.counted: dict[str, int] = {}
        self.turn = 0
        self.listed = False  # whether a bullet of a list opens the turn
        self.reported: set[str] = set()
        self.bulleted: Block | None = None  # the row that a bullet began

    def read(self, i: int) -> str | None:
        """Take in a line; returns the section it names when it leads out of the body (問合せ先)."""
        view, line, mark = self.view, self.view.lines[i], self.view.marks[i]
        speaker = view.speakers[i]
        if line.kind == "answer":
            self.built.begin_unnamed(line, 0)
        elif speaker and self._signs(i, speaker):
            self.built.go_on(line)
        elif speaker and (view.is_speech(i, "body") or view.names_speaker(i)):
            self._begin_turn(i, speaker)
        elif is_heading(view, i, self._above()):
            self._count(i)
            return self._begin_heading(i)
        elif not self.built.unfinished() and is_legend(line.text):
            self.parsed.name("legend", line)
        elif view.is_lead_in(i) or (self.built.speaker is None and view.announces(i)):
            self.parsed.name("lead_in", line)
            self.built.open = None if mark and view.bullet(i) else self.built.open
        elif not (mark and self._takes_bullet(i, mark)):
            self._take_unmarked(i)
        return None

    def _takes_bullet(self, i: int, mark: Mark) -> bool:
        """Take in a line for its bullet: a remark, what is stated among speeches, or an item of a bulleted turn."""
        line = self.view.lines[i]
        if self.view.bullet(i) and not self._inside(i, mark):
            self._bullet(i, mark)
        elif self._reports(i, mark):
            self._report(i, mark)
        elif self._itemizes(i, mark):
            self.parsed.name("mark", line, mark.width)
            self.built.add_paragraph(line, mark.width)
        else:
            return False
        return True

    def _take_unmarked(self, i: int) -> None:
        """Take in a line that no bullet opens, or one that means nothing: a reply, a note, or what goes on."""
        if self._answers(i):
            self._reply(i, 0)
        elif self._tells(i):
            self._note(i)
        else:
            self.built.go_on(self.view.lines[i])

    def _count(self, i: int) -> None:
        """Remember which number the next heading of this family will have."""
        mark, number = self.view.marks[i], number_in(self.view.lines[i].text)
        if mark and mark.enumerates and number is not None:
            self.counted[mark.key] = number + 1

    def _signs(self, i: int, speaker: SpeakerMark) -> bool:
        """Whether a name alone on its line belongs to the remark above, where remarks end with who made them."""
        line = self.view.lines[i]
        alone = speaker.style == "round" and speaker.width == len(line.text)
        near = self.built.open is not None and not (line.after_blank and self.layout.blanks)
        return self.layout.signed and alone and near

    def _above(self) -> Above:
        unfinished = self.built.unfinished()
        turn = self.turn if self.built.open and self.built.speaker else None
        bullet = self.built.indent if self.built.open and self.built.open is self.bulleted else None
        return Above(self.built.open is None, unfinished, unfinished and self.built.wraps(), self.counted, turn, bullet)

    def _inside(self, i: int, mark: Mark) -> bool:
        """Whether a dot stands inside a sentence that wraps before it: 工業高校 / ・高専, level with the line above."""
        line, above = self.view.lines[i], self.view.lines[i - 1]
        level = line.indent == above.indent and self.view.marks[i - 1] is None and not line.after_blank
        return mark.key == "・" and mark.width == 1 and level and self.built.unfinished() and self.built.wraps()

    def _reports(self, i: int, mark: Mark) -> bool:
        """Whether a bullet of verbatim minutes states something where nobody speaks."""
        if self.layout.name != "verbatim" or self.built.unfinished() or not self.view.states(i, mark.width):
            return False
        # * 全委員が同意した。 level with * 三宅委員：…, or ウ below the reply to イ
        indent = self.view.lines[i].indent
        level = mark.key in self.view.turning and indent == self.turn
        return self.built.speaker is None or level or (mark.key in self.reported and indent < self.turn)

    def _itemizes(self, i: int, mark: Mark) -> bool:
        """Whether a bullet opens an item of what somebody lists, rather than standing inside a sentence that wraps."""
        if self.layout.name != "verbatim" or not (self.built.open or self.built.named):
            return False
        told = self.built.open is not None and self.built.open is self.bulleted
        if self.built.speaker is None and not told:
            return False
        nested = self.view.lines[i].indent > (self.built.indent if told else self.turn) and (told or self.listed)
        return _lists(mark) and (nested or not self.built.unfinished())

    def _report(self, i: int, mark: Mark) -> None:
        """Begin a row of what a bullet states, or go on with the row of the bullet that this one stands deeper than."""
        line, inside = self.view.lines[i], self.built.open is not None and self.built.open is self.bulleted
        self.built.speaker = None
        self.reported.add(mark.key)
        self.parsed.name("mark", line, mark.width)
        if inside and line.indent > self.built.indent + 1:
            self.built.add_paragraph(line, mark.width)
            return
        self.built.begin(line, mark.width)
        self.built.indent, self.bulleted = line.indent, self.built.open

    def _tells(self, i: int) -> bool:
        """Whether a line tells what happened between remarks; below a name it is all that its turn says."""
        line, whole = self.view.lines[i], not self.built.unfinished()
        if self.layout.name == "bullets":
            level = self.built.open is not self.bulleted or line.indent <= self.built.indent
            narrated = level and self._runs_meeting(line)
        else:
            told = is_procedure if self.built.speaker is None else is_narrated
            narrated = self.layout.name == "verbatim" and line.after_blank and told(line.text)
        return not self.built.named and (is_clock(line.text) or (whole and (is_note(line.text) or narrated)))

    def _runs_meeting(self, line: Line) -> bool:
        """Whether a line among bullets is procedure, and no note of an answer: （→ 事務局から説明があった。）."""
        return line.text[0] not in "(（" and is_procedure(line.text)

    def _note(self, i: int) -> None:
        """Take in what stands between remarks; a sentence, or what stands deeper than a bullet, belongs to it."""
        line = self.view.lines[i]
        deeper = line.indent > self.built.indent or ("。" in line.text and not self._runs_meeting(line))
        if self.built.open and deeper and self.layout.name == "bullets" and not is_stage_note(line.text):
            self.built.add_paragraph(line, 0)
        else:
            self.built.begin(line, 0, note=True)
            self.built.open = None

    def _answers(self, i: int) -> bool:
        """Whether a line without a mark, among bullets, opens with a name in brackets: （事務局）検討する。."""
        if self.layout.name != "bullets" or self.built.unfinished():
            return False
        named = inline_speaker(self.view.lines[i].text)
        return named is not None and has_role(named.speaker)

    def _answer(self, i: int, mark: Mark) -> bool:
        """Begin a row of an answer, if its arrow names who gives it or others of the document do."""
        if self._reply(i, mark.width):
            return True
        if mark.key not in self.view.answering:
            return False
        self.parsed.name("mark", self.view.lines[i], mark.width)
        self.built.begin_unnamed(self.view.lines[i], mark.width)
        return True

    def _reply(self, i: int, width: int) -> bool:
        """Begin a row of whoever answers, if a name stands behind the mark; the next bullet is not theirs."""
        line = self.view.lines[i]
        named = inline_speaker(line.text[width:]) or find_speaker(line.text[width:])
        if not named or named.style not in _ANSWERING:
            return False
        # →（図書館） names who replies, whatever it is
        replies = line.text[0] in rules("marks")["replies"] and named.style in _BRACKETED and could_name(named.speaker)
        if not (replies or has_role(named.speaker) or has_office(named.speaker) or self._known(i, named.speaker)):
            return False
        speaker, self.built.speaker = self.built.speaker, named.speaker
        self.parsed.name("speaker", line, width + named.width)
        self.built.begin(line, width + named.width)
        self.built.speaker = speaker
        return True

    def _known(self, i: int, name: str) -> bool:
        """Whether a name without a role stands in a run of bullets that open with names, or in the list of the head."""
        return i in self.view.called or name in self.layout.cast.present

    def _begin_turn(self, i: int, mark: SpeakerMark) -> None:
        line = self.view.lines[i]
        self.parsed.name("speaker", line, mark.width)
        self.built.speaker = mark.speaker
        self.built.turns += 1
        self.turn = line.indent
        bullet = self.view.marks[i]
        self.listed = bullet is not None and _lists(bullet)
        self.built.open = None
        self.built.named = mark.width == len(line.text)
        if not self.built.named:
            self.built.begin(line, mark.width)

    def _begin_heading(self, i: int) -> str | None:
        view, line, found, mark = self.view, self.view.lines[i], self.view.fields[i], self.view.marks[i]
        self.built.open = None
        again = self.view.repeated[i] and not view.is_topic(i)  # （質疑応答）, below every subject
        led_in = "主な" in line.text and not (mark and mark.enumerates)
        named = found is not None and found.section == "remarks" and not led_in
        heads = named and self.built.heading and not again
        if found and not heads and not names_body(view, i):
            self.parsed.name(f"field_{found.section}", line)
            self.built.speaker = None
            # 議事 within the minutes heads what follows; lists of people and papers lead out of them
            return found.section if found.section in LISTS and found.section != "agenda" else None
        speaker = self.view.speakers[i]
        shown = speaker and (speaker.style not in ("alone", "spaced") or (line.declared and view.opens_rows(i)))
        if speaker and shown and speaker.width == len(line.text):
            self.parsed.name("speaker", line)
            self.built.speaker = speaker.speaker
            return None
        self.built.speaker = None
        self.built.heading = printed(line.text[mark.width if mark and _lists(mark) else 0 :])
        self.parsed.agenda.append(self.built.heading)
        self.parsed.name("agenda", line)
        return None

    def _bullet(self, i: int, mark: Mark) -> None:
        line = self.view.lines[i]
        width = mark.width
        if mark.key in self.layout.legend:
            self.built.speaker = self.layout.legend[mark.key] or None
        if mark.key[0] in rules("marks")["replies"] and self._answer(i, mark):
            return
        named = mark.key in self.layout.inline or line.text[width] in rules("marks")["inline"]
        inline = inline_speaker(line.text[width:]) if named else None
        if inline and mark.key not in self.layout.inline:
            called = has_role(inline.speaker) or self._known(i, inline.speaker)
            if inline.style in _BRACKETED and called and self._reply(i, width):
                self.built.indent = line.indent
                return
        elif inline:
            self.built.speaker = inline.speaker
            width += inline.width
        elif self.layout.inline and mark.key in self.view.tops and not line.indent > self.built.indent:
            self.built.speaker = self.layout.legend.get(mark.key) or None
        self.parsed.name("mark", line, width)
        deeper = self.built.open is self.bulleted and line.indent > self.built.indent + 1
        if self.built.open is None or (mark.key in self.view.tops and not deeper):
            self.built.begin(line, width)
            self.built.indent, self.bulleted = line.indent, self.built.open
        else:
            self.built.add_paragraph(line, width)
