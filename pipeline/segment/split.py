"""Turns longer than a remark may be, cut at paragraphs and then at sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.segment.wraps import join_wrapped, printed

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]?[」』）)]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it will be shown: `places[i]` is the offset of `text[i]` in the source."""

    text: str
    places: tuple[int, ...]
    page: int

    @classmethod
    def of(cls, text: str, start: int, page: int) -> "Paragraph":
        """A stretch of one line that stands at `start` of the source."""
        return cls(printed(text), tuple(range(start, start + len(text))), page)

    def wrapped(self, text: str, start: int) -> "Paragraph":
        """This paragraph with the line that it wraps into."""
        joined = join_wrapped(self.text, printed(text))
        gap = len(joined) - len(self.text) - len(text)
        places = (*self.places, *([start] * gap), *range(start, start + len(text)))
        return Paragraph(joined, places, self.page)

    def cut(self, begin: int, end: int) -> "Paragraph":
        """The characters from `begin` to `end`."""
        return Paragraph(self.text[begin:end], self.places[begin:end], self.page)


def pack(paragraphs: Sequence[Paragraph], max_chars: int) -> list[list[Paragraph]]:
    """Group the paragraphs of one turn into pieces of at most `max_chars` characters.

    A paragraph that is itself too long is cut behind sentences; a sentence that is too long stays whole.
    """
    pieces: list[list[Paragraph]] = []
    for part in (part for paragraph in paragraphs for part in _parts(paragraph, max_chars)):
        if pieces and sum(len(p.text) + 1 for p in pieces[-1]) + len(part.text) <= max_chars:
            pieces[-1].append(part)
        else:
            pieces.append([part])
    return pieces


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its full stop and closing brackets."""
    return [found for found in _SENTENCE.findall(text) if found]


def _parts(paragraph: Paragraph, max_chars: int) -> Iterator[Paragraph]:
    if len(paragraph.text) <= max_chars:
        yield paragraph
        return
    begin = end = 0
    for sentence in sentences(paragraph.text):
        if end > begin and end + len(sentence) - begin > max_chars:
            yield paragraph.cut(begin, end)
            begin = end
        end += len(sentence)
    yield paragraph.cut(begin, len(paragraph.text))
