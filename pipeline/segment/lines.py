"""The one intermediate form: a document as lines with page and offsets, whatever its format was."""

from collections.abc import Iterator
from dataclasses import dataclass

PAGE_BREAK = "\f"


@dataclass(frozen=True, slots=True)
class Source:
    """The text read from a document. `start` and `end` of every row index `text`.

    Pages are parted by form feeds; `paged` says whether page numbers mean anything. `quality` is the share of
    characters that could be read.
    """

    text: str
    form: str
    paged: bool
    quality: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` is stripped and stands at `start` to `end` of the source; `indent` counts characters."""

    text: str
    start: int
    end: int
    page: int
    indent: int
    after_blank: bool


def lines_of(text: str) -> list[Line]:
    """The lines with print on them, in order; a full-width space indents by two."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    page, offset, blank = 1, 0, True
    for raw in text.splitlines(keepends=True):
        page += raw.count(PAGE_BREAK) if raw.startswith(PAGE_BREAK) else 0
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            indent = sum(2 if char == "　" else 1 for char in raw[:lead] if char != PAGE_BREAK)
            start = offset + lead
            yield Line(stripped, start, start + len(stripped), page, indent, blank)
        blank = not stripped
        page += 0 if raw.startswith(PAGE_BREAK) else raw.count(PAGE_BREAK)
        offset += len(raw)
