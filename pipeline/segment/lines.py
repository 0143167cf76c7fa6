"""The one intermediate form: a document as lines with page and offsets, whatever its format was."""

from collections.abc import Iterator
from dataclasses import dataclass

PAGE_BREAK = "\f"
LINES_REMEMBERED = 400_000
"""Lines whose marks are kept in memory: furniture, survey and parser each ask for them, one after the other."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text read from a document. `start` and `end` of every row index `text`.

    Pages are parted by form feeds; `paged` says whether page numbers mean anything. `quality` is the share of
    characters that could be read. `headings` are the offsets of lines that the format itself declares headings, `names`
    of those that stand where it shows who speaks: in a table beside the speech, or as the term of a list.
    `left_out` holds what is printed around the minutes and is no part of `text`, such as menus: (kind, text).
    """

    text: str
    form: str
    paged: bool
    quality: float
    headings: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` is stripped and stands at `start` to `end` of the source; `indent` counts characters.

    `declared` says that the format declares it a heading, `named` that it shows who speaks.
    """

    text: str
    start: int
    end: int
    page: int
    indent: int
    after_blank: bool
    declared: bool = False
    named: bool = False


def lines_of(text: str, headings: frozenset[int] = frozenset(), names: frozenset[int] = frozenset()) -> list[Line]:
    """The lines with print on them, in order; a full-width space indents by two.

    Args:
        text: of a document.
        headings: offsets of the first printed character of the lines that the format declares headings.
        names: the same for the lines that the format shows to be who speaks.
    """
    return list(_lines(text, headings, names))


def _lines(text: str, headings: frozenset[int], names: frozenset[int]) -> Iterator[Line]:
    page, offset, blank = 1, 0, True
    for raw in text.splitlines(keepends=True):
        page += raw.count(PAGE_BREAK) if raw.startswith(PAGE_BREAK) else 0
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            indent = sum(2 if char == "　" else 1 for char in raw[:lead] if char != PAGE_BREAK)
            start = offset + lead
            yield Line(stripped, start, start + len(stripped), page, indent, blank, start in headings, start in names)
        blank = not stripped
        page += 0 if raw.startswith(PAGE_BREAK) else raw.count(PAGE_BREAK)
        offset += len(raw)
