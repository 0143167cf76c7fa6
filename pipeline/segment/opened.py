"""One meeting's lines with what opens each of them: read once, asked for often."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.segment.bullets import called_in_runs, ends_signed
from pipeline.segment.cast import speaker_of
from pipeline.segment.lines import LINES_REMEMBERED, Line
from pipeline.segment.marks import Mark, find_mark
from pipeline.segment.metadata import Field, find_field, find_other_field
from pipeline.segment.rules import any_of, rules
from pipeline.segment.speakers import SpeakerMark
from pipeline.segment.statements import breaks_off, inline_speaker
from pipeline.segment.survey import Layout

_SHORTEST_TOPIC = 4
_NEAR = 6
"""Lines from one field to the next between which a field of another name stands."""


@lru_cache(maxsize=LINES_REMEMBERED)
def announces(text: str) -> bool:
    """Whether a line reads like one that announces remarks: 主な意見は以下のとおり。."""
    return any_of("headings", "lead_ins").match(text) is not None


@dataclass(frozen=True)
class OpenedLines:
    """The lines of one meeting in the layout chosen; every line's mark, speaker and field are read once."""

    lines: Sequence[Line]
    layout: Layout
    furniture: dict[int, str]

    @cached_property
    def marks(self) -> list[Mark | None]:
        """The bullet or enumerator of every line."""
        return [find_mark(line.text) for line in self.lines]

    @cached_property
    def keys(self) -> list[str | None]:
        """The family of every line's mark."""
        return [mark.key if mark else None for mark in self.marks]

    @cached_property
    def repeated(self) -> list[bool]:
        """Whether a line that names a section is printed again and again, as （質疑応答） is below every subject."""
        times = Counter(line.text for line, field in zip(self.lines, self.fields, strict=True) if field)
        return [times[line.text] > 1 for line in self.lines]

    @cached_property
    def same_before(self) -> list[int | None]:
        """The nearest line above with a mark of the same family, for every line with a mark."""
        last: dict[str, int] = {}
        found: list[int | None] = []
        for i, key in enumerate(self.keys):
            found.append(last.get(key) if key else None)
            if key:
                last[key] = i
        return found

    @cached_property
    def speakers(self) -> list[SpeakerMark | None]:
        """The speaker that opens every line, in any style."""
        return [speaker_of(line, self.layout.cast) for line in self.lines]

    @cached_property
    def fields(self) -> list[Field | None]:
        """The section that every line names."""
        known = [find_field(line.text) for line in self.lines]
        at = [i for i, field in enumerate(known) if field and field.section != "contact"]
        for above, below in pairwise(at):
            if below - above <= _NEAR:
                for i in range(above + 1, below):
                    line, key = self.lines[i], self.keys[i]
                    alike = key == self.keys[above] == self.keys[below] and (key or re.search("[：:]", line.text))
                    known[i] = find_other_field(line.text) if alike and not line.indent else None
        return known

    @cached_property
    def turning(self) -> frozenset[str]:
        """The glyphs behind most of which a speaker stands, from the first who does; lists of the head aside."""
        first = next((i for i in range(len(self.lines)) if self.styled(i)), 0)
        body = [i for i in range(first, len(self.lines)) if self.keys[i] in self.layout.openers]
        times = Counter(self.keys[i] for i in body)
        named = Counter(key for i in body if (key := self.keys[i]) and self.styled(i))
        return frozenset(key for key in named if 2 * named[key] > times[key])

    @cached_property
    def called(self) -> frozenset[int]:
        """The bullets that stand in a run of such as open with a name in brackets."""
        return called_in_runs(self.lines, self.marks)

    @cached_property
    def answering(self) -> frozenset[str]:
        """The arrows of which some say who answers: →（納税課）検討する。, or →検討する。（納税課）."""
        replies = rules("marks")["replies"]
        arrows = ((i, mark) for i, mark in enumerate(self.marks) if mark and mark.key[0] in replies)
        return frozenset(mark.key for i, mark in arrows if self._says_who(i, mark))

    def _says_who(self, i: int, mark: Mark) -> bool:
        """Whether a bullet names who speaks, before or behind what is said."""
        text = self.lines[i].text
        return inline_speaker(text[mark.width :]) is not None or (self.layout.signed and ends_signed(text))

    def marked_before(self, i: int) -> Mark | None:
        """The mark of the nearest line above that has one, when only lines that go on stand between."""
        for j in range(i - 1, max(-1, i - 6), -1):
            if self.marks[j] or self.lines[j + 1].after_blank:
                return self.marks[j]
        return None

    def bullet(self, i: int) -> str | None:
        """Key of the line's mark when it opens rows or sub-bullets of this layout."""
        mark = self.marks[i]
        return mark.key if mark and mark.key in self.layout.marks else None

    def styled(self, i: int) -> SpeakerMark | None:
        """The line's speaker when the document names its speakers in that style."""
        mark = self.speakers[i]
        return mark if mark and mark.style in self.layout.speaker_styles else None

    def is_lead_in(self, i: int) -> bool:
        """Whether a line of a summary announces remarks and is none: 主な意見は以下のとおり。."""
        return self.layout.name != "verbatim" and self.announces(i)

    @cached_property
    def topics(self) -> dict[str, int]:
        """What is listed as the agenda, without numbers, and in which line: printed again below, it is a heading."""
        found: dict[str, int] = {}
        listing = False
        for i, line in enumerate(self.lines):
            field, mark = self.fields[i], self.marks[i]
            item = mark is not None and i > 0 and self.keys[i - 1] == mark.key  # 3. 自由討議, in the list
            if field and not (listing and item and field.section == "remarks"):
                listing = field.section == "agenda"
                text = field.value
            else:
                listing = listing and "。" not in line.text and (mark is not None or line.indent > 0)
                text = line.text
            if listing and len(topic := self.bare(text)) >= _SHORTEST_TOPIC:
                found.setdefault(topic, i)
        return found

    def is_topic(self, i: int) -> bool:
        """Whether a line repeats one of the agenda."""
        return bool(self.topics) and self.topics.get(self.bare(self.lines[i].text), i) < i

    def bare(self, text: str) -> str:
        """A line without the marks that open it and without spaces."""
        while mark := find_mark(text):
            text = text[mark.width :]
        return "".join(text.split())

    def announces(self, i: int) -> bool:
        """Whether a line, with the one it wraps into or out of, reads like one that announces remarks."""
        text = self.lines[i].text
        below = text + self.lines[i + 1].text if self._wraps(i) else text
        above = self.lines[i - 1].text + text if i and self._wraps(i - 1) else text
        return any(announces(joined) for joined in {text, below, above})

    def _wraps(self, i: int) -> bool:
        """Whether a line breaks off and the next one opens nothing."""
        if i + 1 >= len(self.lines) or self.lines[i + 1].after_blank or not breaks_off(self.lines[i].text):
            return False
        return self.marks[i + 1] is None and self.speakers[i + 1] is None and self.fields[i + 1] is None

    def next_line(self, i: int) -> int | None:
        """Index of the next line that is no furniture and announces nothing; None when there is none near."""
        for j in range(i + 1, min(i + 5, len(self.lines))):
            if j not in self.furniture and not self.announces(j):
                return j
        return None

    def following(self, i: int) -> str:
        """The text of the next line of any matter; empty when there is none near."""
        j = self.next_line(i)
        return "" if j is None else self.lines[j].text
