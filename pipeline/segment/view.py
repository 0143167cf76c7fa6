"""The questions that rules ask of a line's neighbourhood in one meeting, and what its marks do there."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.segment.brackets import is_bracketed, is_note, is_round
from pipeline.segment.cast import SPEECH
from pipeline.segment.metadata import LISTS
from pipeline.segment.names import has_role
from pipeline.segment.opened import OpenedLines
from pipeline.segment.procedure import is_procedure
from pipeline.segment.rules import any_of, rules
from pipeline.segment.statements import states_something
from pipeline.segment.survey import CERTAIN
from pipeline.segment.wraps import ends_sentence, reads_like_speech

LONG_SPEECH = 30
"""Characters that make a speech of what stands behind a name in a list of people."""
_NEARLY_ALL = 0.8
_FEW_LINES = 6
_GRAMMAR = re.compile("[。はがを]|です|ます|こと$")
"""What stands in a speech and in no list of people."""
SHORTEST_STATEMENT = 15
"""Characters of the shortest paragraph that states something."""


def _is_answer(text: str) -> bool:
    """Whether a line below a name can be all that somebody says: 異議なし, （資料１により説明）; not the next name."""
    return is_procedure(text) and not has_role(text)


@dataclass(frozen=True)
class View(OpenedLines):
    """What the marks of one meeting do, and what stands near each of its lines."""

    @cached_property
    def tops(self) -> frozenset[str]:
        """The marks that open remarks; the others open sub-bullets, which stay with their parent.

        A mark is a top mark when it is nowhere deeper than the first one, or when it opens a list under a heading.
        """
        indents: dict[str, int] = {}
        openers: set[str] = set()
        previous_marked = False
        for i, line in enumerate(self.lines):
            if i in self.furniture:
                continue
            headed = self.fields[i] is not None or line.declared or self._heads_bullets(i)
            key = None if headed or self.is_lead_in(i) else self.bullet(i)
            if key:
                indents[key] = min(indents.get(key, line.indent), line.indent)
                if not previous_marked:
                    openers.add(key)
            previous_marked = key is not None or (previous_marked and not headed and not self._ends_list(i))
        openers |= self.layout.legend.keys() & self.layout.marks
        circles = {key for key in indents if key in rules("marks")["circles"]}
        if any(indents[key] == indents[other] for key in circles & openers for other in circles - openers):
            openers |= circles
        least = min((indents[key] for key in openers if key in indents), default=0)
        return frozenset(key for key in openers if indents.get(key, 0) <= least + 1) or frozenset(self.layout.marks)

    def _heads_bullets(self, i: int) -> bool:
        """Whether a numbered line states nothing itself, above a line of another mark that does."""
        mark, j = self.marks[i], self.next_line(i)
        below = None if j is None else self.marks[j]
        if j is None or mark is None or below is None or not mark.enumerates or below.key == mark.key:
            return False
        return "。" not in self.lines[i].text and self.states(j, below.width)

    def _ends_list(self, i: int) -> bool:
        """Whether a line without a bullet is none that a bullet goes on in."""
        line = self.lines[i]
        headed = line.declared or self.fields[i] is not None or is_bracketed(line.text) or is_round(line.text)
        return headed or self.is_lead_in(i) or (line.after_blank and self.layout.blanks)

    @cached_property
    def heads(self) -> frozenset[str]:
        """The symbols that head turns in verbatim minutes: nearly every line behind one stands above a turn.

        ◎日程第１ among ◎市長（…）, or ■港について: what a speaker lists stands above other lines of the list.
        """
        first = next((i for i in range(len(self.lines)) if self.styled(i)), len(self.lines))
        times: Counter[str] = Counter()
        above: Counter[str] = Counter()
        for i in range(max(0, first - 1), len(self.lines)):
            mark = self.marks[i]
            legend = i < first and mark is not None and mark.key in self.layout.openers  # ◎は会長、○は委員
            if mark and not (mark.enumerates or i in self.furniture or self.styled(i) or legend):
                times[mark.key] += 1
                rest = self.lines[i].text[mark.width :]
                heads = self.opens_rows(i) or any_of("headings", "agenda").match(rest) is not None
                above[mark.key] += "。" not in rest and heads
        plain = [None if field else key for key, field in zip(self.keys, self.fields, strict=True)]
        listing = {key for key, after in pairwise(plain) if key == after}
        headed = {key for key in times if above[key] >= _NEARLY_ALL * times[key]}
        return frozenset(headed | (self._heading_signs() - listing))

    def _heading_signs(self) -> set[str]:
        """The symbols that stand before fields and nowhere before a sentence, such as ■日時 and ■その他."""
        fields = {key for key, field in zip(self.keys, self.fields, strict=True) if key and field}
        stating = {mark.key for mark, line in zip(self.marks, self.lines, strict=True) if mark and "。" in line.text}
        return {key for key in fields - stating - self.layout.openers if not key.startswith("enumerator")}

    def is_speech(self, i: int, section: str) -> bool:
        """Whether a line opens a turn; in lists of people only what reads like a speech does."""
        mark = self.styled(i)
        if mark is None:
            return False
        speech = self.lines[i].text[mark.width :] or self.following(i)
        if mark.style == "spaced":
            hanging = section == "body" or self._hangs(i + 1)
            answered = section == "body" and _is_answer(speech)
            return answered or reads_like_speech(speech) or (hanging and self.states(i, mark.width))
        if section != "body" and mark.style not in CERTAIN and mark.style != "alone":
            return reads_like_speech(speech) and (section not in LISTS or _GRAMMAR.search(speech) is not None)
        if section == "body" and mark.width == len(self.lines[i].text) and _is_answer(speech):
            return True
        if section in LISTS or mark.style == "alone" or self.fields[i]:
            return self.states(i, mark.width)
        return len(speech) >= SPEECH or ends_sentence(speech) or section == "body"

    def _hangs(self, i: int) -> bool:
        """Whether a line is set in below the one above, opens nothing, and holds the end of a sentence."""
        if i >= len(self.lines) or self.opens(i):
            return False
        line = self.lines[i]
        return line.indent > 0 and not line.after_blank and "。" in line.text

    def states(self, i: int, width: int) -> bool:
        """Whether a sentence ends behind the first `width` characters of a line or in the lines it wraps into.

        Below a name alone on its line that may be the first of a list.
        """
        below = i + 1
        if width == len(self.lines[i].text) and below < len(self.lines) and not self.fields[below]:
            mark = self.marks[below]
            if mark and not self.styled(below):
                return states_something(self.lines, below, mark.width, self.opens, self.furniture)
        return states_something(self.lines, i, width, self.opens, self.furniture)

    def opens(self, i: int) -> bool:
        """Whether a line opens anything: it has a mark, a speaker or a field."""
        return not (self.speakers[i] is None and self.marks[i] is None and self.fields[i] is None)

    def names_speaker(self, i: int) -> bool:
        """Whether a line of the body opens a turn however short, for a mark that names a speaker beyond doubt."""
        mark = self.styled(i)
        return mark is not None and mark.style not in ("alone", "spaced") and mark.width < len(self.lines[i].text)

    def next_row(self, i: int) -> int | None:
        """Index of the next line of any matter that does not only tell what happened; None when there is none near."""
        j = self.next_line(i)
        noted = j is not None and is_note(self.lines[j].text) and not self.styled(j)
        return self.next_line(j) if noted and j is not None else j

    def opens_rows(self, i: int) -> bool:
        """Whether the next line opens a row, so that this one may be its heading."""
        j = self.next_row(i)
        if j is None:
            return False
        if self.layout.name == "verbatim":
            # ○出席委員 in the head is built like a turn, but says nothing
            mark = self.styled(j)
            listed = mark is not None and (self.fields[j] is not None or mark.style == "spaced")
            return mark is not None and (not listed or self.is_speech(j, "body"))
        return self.bullet(j) is not None

    def speech_near(self, i: int) -> bool:
        """Whether somebody speaks within a few lines, below who explained what."""
        return any(
            self.styled(j) and self.is_speech(j, "body") for j in range(i + 1, min(i + _FEW_LINES, len(self.lines)))
        )

    def states_row(self, i: int) -> bool:
        """Whether a line opens a row and says something behind its mark, as no entry of a list of people does."""
        if i >= len(self.lines) or self.bullet(i) not in self.tops:
            return False
        mark = self.marks[i]
        width = mark.width if mark else 0
        return self.states(i, width) or len(self.lines[i].text) - width > LONG_SPEECH

    def begins_prose(self, i: int) -> bool:
        """Whether the paragraph at hand states something, and is no entry of the head."""
        if i >= len(self.lines):
            return False
        text = self.lines[i].text
        for j in range(i + 1, min(i + 8, len(self.lines))):
            line = self.lines[j]
            if line.after_blank or line.indent or ends_sentence(text) or self.opens(j):
                break
            text += line.text
        return len(text) >= SHORTEST_STATEMENT and "。" in text
