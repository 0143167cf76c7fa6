"""Turns longer than a remark may be, cut at paragraphs and then at sentences."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.segment.wraps import printed, space_between

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?」』）)]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it will be shown.

    `anchors` tells where it stands: (place in the unwrapped text, offset in the source) of every line, in order;
    `begin` is where in that text this piece of it begins.
    """

    text: str
    anchors: tuple[tuple[int, int], ...]
    page: int
    begin: int = 0

    @property
    def start(self) -> int:
        """Offset in the source of the first character."""
        return self._place(0)

    @property
    def end(self) -> int:
        """Offset in the source of the character after the last one."""
        return self._place(len(self.text) - 1) + 1

    def cut(self, begin: int, end: int) -> "Paragraph":
        """The characters from `begin` to `end`."""
        return Paragraph(self.text[begin:end], self.anchors, self.page, self.begin + begin)

    def _place(self, at: int) -> int:
        at += self.begin
        place, offset = self.anchors[bisect_right(self.anchors, (at, sys.maxsize)) - 1]
        return offset + at - place


@dataclass(slots=True)
class Wrapping:
    """The lines of one paragraph, collected before they are joined: joining at every line would take square time."""

    page: int
    lines: list[tuple[str, int]]

    @classmethod
    def of(cls, text: str, start: int, page: int) -> "Wrapping":
        """A paragraph that begins with a stretch of a line that stands at `start` of the source."""
        return cls(page, [(printed(text), start)])

    def add(self, text: str, start: int) -> None:
        """Take in the line that this paragraph wraps into."""
        self.lines.append((printed(text), start))

    @property
    def last(self) -> str:
        """The last line so far."""
        return self.lines[-1][0]

    def paragraph(self) -> Paragraph:
        """All lines joined."""
        pieces: list[str] = []
        anchors: list[tuple[int, int]] = []
        length = 0
        for text, start in self.lines:
            if pieces:
                between = space_between(pieces[-1], text)
                pieces.append(between)
                length += len(between)
            anchors.append((length, start))
            pieces.append(text)
            length += len(text)
        return Paragraph("".join(pieces), tuple(anchors), self.page)


def pack(paragraphs: Sequence[Paragraph], max_chars: int) -> list[list[Paragraph]]:
    """Group the paragraphs of one turn into pieces of at most `max_chars` characters.

    A paragraph that is itself too long is cut behind sentences, a sentence that is too long behind commas.
    """
    pieces: list[list[Paragraph]] = []
    length = 0
    for part in (part for paragraph in paragraphs for part in _parts(paragraph, max_chars)):
        length += 1 + len(part.text)
        if pieces and length <= max_chars:
            pieces[-1].append(part)
        else:
            pieces.append([part])
            length = len(part.text)
    return pieces


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its full stop and closing brackets."""
    return [found for found in _SENTENCE.findall(text) if found]


def _parts(paragraph: Paragraph, max_chars: int) -> Iterator[Paragraph]:
    if len(paragraph.text) <= max_chars:
        yield paragraph
        return
    begin = end = 0
    for unit in _units(paragraph.text, max_chars):
        if end > begin and end + len(unit) - begin > max_chars:
            yield paragraph.cut(begin, end)
            begin = end
        end += len(unit)
    yield paragraph.cut(begin, len(paragraph.text))


def _units(text: str, max_chars: int) -> Iterator[str]:
    """Sentences; of one that is too long its clauses, and of a clause that is too long equal cuts."""
    for sentence in sentences(text):
        clauses = [sentence] if len(sentence) <= max_chars else re.findall(r"[^、，]*[、，]|[^、，]+", sentence)
        for clause in clauses:
            yield from _equal_cuts(clause, max_chars)


def _equal_cuts(text: str, longest: int) -> Iterator[str]:
    """Cuts of about the same length, so that no full stop is left alone in the last one."""
    step = -(-len(text) // -(-len(text) // longest)) if text else 1
    yield from (text[at : at + step] for at in range(0, len(text), step))
