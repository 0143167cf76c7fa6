"""The one intermediate form: a document as lines with page and offsets, whatever its format was."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

PAGE_BREAK = "\f"
KINDS = ("heading", "name", "answer")
"""What a format shows a line to be: a heading; who speaks, in a table beside the speech or as the term of a list; or
an answer, in another column of that table."""
LINES_REMEMBERED = 400_000
"""Lines whose marks are kept in memory: furniture, survey and parser each ask for them, one after the other."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text read from a document. `start` and `end` of every row index `text`.

    Pages are parted by form feeds; `paged` says whether page numbers mean anything. `quality` is the share of
    characters that could be read. `places` are the offsets of lines by their `KINDS`. `left_out` holds what is printed
    around the minutes and is no part of `text`, such as menus: (kind, text).
    """

    text: str
    form: str
    paged: bool
    quality: float
    places: Mapping[str, frozenset[int]] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` is stripped and stands at `start` to `end` of the source; `indent` counts characters.

    `kind` is what the format itself shows the line to be, one of `KINDS`; else empty.
    """

    text: str
    start: int
    end: int
    page: int
    indent: int
    after_blank: bool
    kind: str = ""

    @property
    def declared(self) -> bool:
        """Whether the format declares it a heading."""
        return self.kind == "heading"

    @property
    def named(self) -> bool:
        """Whether the format shows that it names who speaks."""
        return self.kind == "name"


def lines_of(text: str, places: Mapping[str, Collection[int]] | None = None) -> list[Line]:
    """The lines with print on them, in order; a full-width space indents by two.

    Args:
        text: of a document.
        places: offsets of the first printed character of the lines of each kind.
    """
    kinds = {offset: kind for kind, offsets in (places or {}).items() for offset in offsets}
    return list(_lines(text, kinds))


def _lines(text: str, kinds: Mapping[int, str]) -> Iterator[Line]:
    page, offset, blank = 1, 0, True
    for raw in text.splitlines(keepends=True):
        page += raw.count(PAGE_BREAK) if raw.startswith(PAGE_BREAK) else 0
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            indent = sum(2 if char == "　" else 1 for char in raw[:lead] if char != PAGE_BREAK)
            start = offset + lead
            yield Line(stripped, start, start + len(stripped), page, indent, blank, kinds.get(start, ""))
        blank = not stripped
        page += 0 if raw.startswith(PAGE_BREAK) else raw.count(PAGE_BREAK)
        offset += len(raw)
