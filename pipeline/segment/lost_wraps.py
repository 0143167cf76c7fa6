"""Line breaks that somebody turned into spaces: 通商・貿 易, at one distance all over a document."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.segment.lines import Line
from pipeline.segment.wraps import columns

_WIDE = r"[ぁ-んァ-ヶー一-龠々〇、。，．・（）「」]"
_SPACE = re.compile(rf"(?<={_WIDE}) (?=[ぁ-んァ-ヶー一-龠々])")
_NARROWEST = 12
"""Full-width characters of the shortest line that a page would have; nearer spaces part names and headings."""
_SLACK = 2
_FEWEST = 2
_SHARE = 0.8


def part_at_lost_wraps(lines: Sequence[Line]) -> list[Line]:
    """The lines, parted again where a single space stands at the document's line width.

    Nothing is parted when the spaces stand at irregular distances, since then they may be meant.
    """
    sentences = dict.fromkeys(line.text for line in lines if _is_sentence(line.text))
    gaps = [gap for text in sentences for gap, _ in _spaces(text) if gap >= _NARROWEST]
    if len(gaps) < _FEWEST:
        return list(lines)
    width = statistics.median(gaps)
    if sum(abs(gap - width) <= _SLACK for gap in gaps) < _SHARE * len(gaps):
        return list(lines)
    return [part for line in lines for part in (_parts(line, width) if _is_sentence(line.text) else (line,))]


def _is_sentence(text: str) -> bool:
    # titles and lists of names have gaps too, and a running head the same one again and again
    return "。" in text or "、" in text


def _spaces(text: str) -> Iterator[tuple[float, int]]:
    """Distance from the space before, or from the line's start, and place of every space between Japanese letters."""
    begin = 0
    for found in _SPACE.finditer(text):
        yield columns(text[begin : found.start()]), found.start()
        begin = found.end()


def _parts(line: Line, width: float) -> Iterator[Line]:
    begin = 0
    for gap, at in _spaces(line.text):
        if abs(gap - width) <= _SLACK:
            yield _part(line, begin, at)
            begin = at + 1
    yield _part(line, begin, len(line.text)) if begin else line


def _part(line: Line, begin: int, end: int) -> Line:
    start = line.start + begin
    part = replace(line, text=line.text[begin:end], start=start, end=line.start + end)
    return replace(part, indent=0, after_blank=False) if begin else part
