"""Horizontal writing in PDF: pdfium's lines, with the indents, gaps and blank lines that it leaves out put back."""

import ctypes
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_GAP = 1.2
"""Distance between two characters, in characters, that parts columns rather than words."""
_BLANK = 1.35
"""Distance between two lines, in usual distances, that shows a blank one."""
_FAR = 6
"""Characters from the margin from which a stretch of text has a margin of its own, as the cells of a table have."""
_LONG = 5
"""Lines that make a stretch of text long enough to show the page's margin."""
_SPACES = re.compile(r"(?<=\S)[ 　\xa0]+(?=\S)")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page: its text, where its first character stands, in points, and how large that one is."""

    text: str
    x: float
    y: float
    size: float


def printed_lines(content: pdfium.PdfTextPage) -> list[PrintedLine]:
    """The lines of a page in pdfium's order, which is that in which they were set."""
    lines: list[PrintedLine] = []
    place = 0  # in UTF-16 units, as pdfium counts
    for raw in content.get_text_range().split("\r\n"):
        text = raw.strip()
        if text:
            lead = len(raw) - len(raw.lstrip())
            index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(content, place + lead)
            lines.append(_line(content, text, index))
        place += _units(raw) + 2
    return lines


def page_texts(pages: Sequence[Sequence[PrintedLine]]) -> list[str]:
    """The text of each page, with full-width spaces for indents, and blank lines where the page shows them."""
    stretches = [list(_stretches(page)) for page in pages]
    steps = [above.y - below.y for page in stretches for stretch in page for above, below in pairwise(stretch)]
    step = statistics.median(steps) if steps else 0.0
    edges = [round(min(line.x for line in s)) for page in stretches for s in page if len(s) >= _LONG]
    margin = statistics.mode(edges) if edges else None
    return ["\n".join(text for s in page for text in _set(s, _margin(s, margin), step)) for page in stretches]


def _line(content: pdfium.PdfTextPage, text: str, index: int) -> PrintedLine:
    x, y = ctypes.c_double(), ctypes.c_double()
    if index < 0 or not pdfium_c.FPDFText_GetCharOrigin(content, index, x, y):
        return PrintedLine(text, 0.0, 0.0, 0.0)
    _, bottom, _, top = content.get_charbox(index, loose=True)
    size = top - bottom
    return PrintedLine(_with_gaps(content, text, index, size), x.value, y.value, size)


def _with_gaps(content: pdfium.PdfTextPage, text: str, index: int, size: float) -> str:
    """The line with full-width spaces where characters stand far apart; pdfium gives one space for any distance."""
    if size <= 0 or _units(text) != len(text):
        return text

    def as_wide(spaces: re.Match[str]) -> str:
        right = content.get_charbox(index + spaces.start() - 1, loose=True)[2]
        left = content.get_charbox(index + spaces.end(), loose=True)[0]
        return "　" * round((left - right) / size) if left - right > _GAP * size else spaces[0]

    return _SPACES.sub(as_wide, text)


def _stretches(page: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Lines one below the other; the next column or cell begins further up."""
    stretch: list[PrintedLine] = []
    for line in page:
        if stretch and line.y > stretch[-1].y + line.size / 2:
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch


def _margin(stretch: Sequence[PrintedLine], margin: float | None) -> float:
    """Where a stretch's lines begin: at the document's margin, unless it stands apart."""
    least = min(line.x for line in stretch)
    size = statistics.median(line.size for line in stretch)
    return margin if margin is not None and 0 < least - margin <= _FAR * size else least


def _set(stretch: Sequence[PrintedLine], margin: float, step: float) -> Iterator[str]:
    for above, line in zip([None, *stretch], stretch, strict=False):
        if above and step > 0 and above.y - line.y > _BLANK * step:
            yield ""
        yield ("　" * round((line.x - margin) / line.size) if line.size > 0 else "") + line.text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
