"""A file of several meetings, and what stands before the first: a cover, a table of contents, a menu."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from pipeline.segment.cast import speaker_of
from pipeline.segment.dates import find_date
from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.wraps import ends_sentence

_TITLE = re.compile(r".{0,40}第[ 　]*[0-9０-９一二三四五六七八九十百〇]{1,5}[ 　]*回.{0,60}$")
_ASIDE = re.compile(r"\s|\((?![^()]*第)[^()]*\)|(議事|会議|会見)(録|要旨|概要|要録).*$")
_FEWEST_LINES = 4
"""Lines of the shortest meeting."""
_SHORT = 30
"""Characters of a line that is no broken sentence."""
_NEAR = 4
"""Lines below a title within which the date of its meeting stands."""


def split_meetings(lines: Sequence[Line]) -> list[tuple[Sequence[Line], int]]:
    """The lines of each meeting, with how many of them stand on a cover: before the title, and saying nothing."""
    cuts = [0]
    titles: set[str] = set()
    for i, line in enumerate(lines):
        if not _is_title(line):
            continue
        dated = _dated(lines, i) or (i - cuts[-1] >= _FEWEST_LINES and _dated_below(lines, i)) if i else False
        # a running head repeats the title of a meeting of which something was read already
        if dated and not (_bare(line.text) in titles and _states_anything(lines[cuts[-1] : i])):
            cuts.append(i)
        titles.add(_bare(line.text))
    parts: list[tuple[Sequence[Line], int]] = []
    begin = 0
    for cut, end in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        if end < len(lines) and not _states_anything(lines[cut:end]):
            continue
        parts.append((lines[begin:end], cut - begin))
        begin = end
    return parts


def _is_title(line: Line) -> bool:
    titled = _TITLE.match(line.text) and not line.text.endswith("。")
    return bool(titled) and not find_mark(line.text) and not speaker_of(line)


def _bare(title: str) -> str:
    """A title without spaces, notes in brackets, and the kind of paper: 第２回検討会（Ｒ５．１０．１８）."""
    return _ASIDE.sub("", normalize("NFKC", title))


def _dated_below(lines: Sequence[Line], i: int) -> bool:
    return any(find_date(after.text) for after in lines[i + 1 : i + 1 + _NEAR])


def _dated(lines: Sequence[Line], i: int) -> bool:
    """Whether a line holds a date and is set off from what stands before, so that it mentions no other meeting."""
    line, before = lines[i], lines[i - 1]
    apart = (line.after_blank or line.page != before.page) and (ends_sentence(before.text) or len(before.text) < _SHORT)
    return (line.declared or apart) and find_date(line.text) is not None


def _states_anything(lines: Sequence[Line]) -> bool:
    """Whether some line is a sentence, or two open with a bullet."""
    bullets = sum(mark is not None and not mark.enumerates for mark in (find_mark(line.text) for line in lines))
    return bullets > 1 or any("。" in line.text for line in lines)
