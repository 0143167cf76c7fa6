"""Vertical writing in PDF: columns from right to left, each from top to bottom, tier below tier."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_SAMPLE = 300
"""Characters of a page from which its direction is told."""
_FEWEST = 10
_MAJORITY = 3
_GAP = 1.6
"""Distance between two characters, in characters, at which one was left out between them."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character and the middle of its box on the page, in points from the lower left corner."""

    char: str
    x: float
    y: float
    size: float


def is_vertical(content: pdfium.PdfTextPage) -> bool:
    """Whether most characters of a page stand below the one before, rather than beside it."""
    down = beside = 0
    for left, right in pairwise(_glyphs(content, min(_SAMPLE, content.count_chars()))):
        across, below = right.x - left.x, left.y - right.y
        size = max(left.size, right.size)
        down += abs(across) < size / 2 and size / 2 < below < 3 * size
        beside += abs(below) < size / 2 and size / 4 < across < 3 * size
    return down >= _FEWEST and down > _MAJORITY * beside


def read_vertical(content: pdfium.PdfTextPage) -> str:
    """The text of a vertical page, one line a column; indents and gaps are full-width spaces, as in print."""
    glyphs = list(_glyphs(content, content.count_chars()))
    if not glyphs:
        return ""
    size = statistics.median(glyph.size for glyph in glyphs)
    return "\n".join(
        _column_text(column, max(glyph.y for glyph in tier), size)
        for tier in _tiers(glyphs, size)
        for column in _columns(tier, size)
    )


def _glyphs(content: pdfium.PdfTextPage, count: int) -> Iterator[Glyph]:
    for i in range(count):
        char = chr(pdfium_c.FPDFText_GetUnicode(content, i))
        if char.isspace() or char in "\x00\ufffe":
            continue
        left, bottom, right, top = content.get_charbox(i, loose=True)
        yield Glyph(char, (left + right) / 2, (bottom + top) / 2, max(right - left, top - bottom))


def _tiers(glyphs: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """Bands that an empty stripe across the whole page parts, the upper first."""
    ordered = sorted(glyphs, key=lambda glyph: -glyph.y)
    return _parted(ordered, [above.y - below.y > 2 * size for above, below in pairwise(ordered)])


def _columns(tier: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    ordered = sorted(tier, key=lambda glyph: -glyph.x)
    return _parted(ordered, [right.x - left.x > size * 0.6 for right, left in pairwise(ordered)])


def _parted(ordered: Sequence[Glyph], cuts: Sequence[bool]) -> list[list[Glyph]]:
    parts = [[ordered[0]]]
    for glyph, cut in zip(ordered[1:], cuts, strict=True):
        if cut:
            parts.append([])
        parts[-1].append(glyph)
    return parts


def _column_text(column: Sequence[Glyph], top: float, size: float) -> str:
    # two digits set side by side share a place in the column
    ordered = sorted(column, key=lambda glyph: (-round(2 * glyph.y / size), glyph.x))
    text = "　" * round((top - ordered[0].y) / size) + ordered[0].char
    for above, below in pairwise(ordered):
        text += ("　" if above.y - below.y > _GAP * size else "") + below.char
    return text
