"""Lines that belong to the page and not to the minutes: numbers, running heads, contacts, rules."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.segment.cast import speaker_of
from pipeline.segment.dates import find_date
from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.metadata import names_kind, sounds_like_title
from pipeline.segment.rules import rules
from pipeline.segment.wraps import ends_sentence

_EDGE = 2
"""Lines from a page boundary within which running heads and feet stand."""
_TIMES = 3
"""Prints that make a line a running head, when it stands at page boundaries."""
_SENTENCES = ("colophon", "footnote")
"""Furniture of whole sentences, which can wrap; a footnote is one only apart from the remark."""
_LONGEST_NOTE = 4
_LONGEST_SIGNATURE = 24
_TITLE_LINES = 4
"""Lines in which the title of a document stands."""
_FEWEST = 2
"""Prints that are enough in a document of few pages, when they stand at the very edge."""


def find_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Name of the furniture by index of its line."""
    named: dict[int, str] = {}
    columns = re.compile(rules("headings")["columns"])
    heads: set[str] = set()
    for i, line in enumerate(lines):
        if columns.match(line.text):
            named |= {i: "table_head"} if line.text in heads else {}
            heads.add(line.text)
            continue
        found = _kinds().match(line.text)
        name = found.lastgroup if found else None
        if name in _SENTENCES and (name == "colophon" or line.after_blank):
            named |= dict.fromkeys(range(i, _sentence_end(lines, i)), name)
        elif name in ("contact", "breadcrumb") and (line.text.endswith("。") or find_mark(line.text)):
            continue
        elif name and name not in _SENTENCES:
            named[i] = name
    named |= dict.fromkeys(_signatures(lines), "signature")
    named |= dict.fromkeys(_closing(lines, named), "signature")
    return named | dict.fromkeys(_running_heads(lines, named), "running_head")


def _signatures(lines: Sequence[Line]) -> Iterable[int]:
    """The lines with which minutes end that are signed: 以上、会議の次第を記載し…署名する, a date and names."""
    attested = re.compile(rules("headings")["attested"])
    for i in range(max(1, len(lines) - _LONGEST_SIGNATURE), len(lines)):
        if attested.match(lines[i].text) and not any("。" in line.text for line in lines[i + _LONGEST_NOTE :]):
            return range(i, len(lines))
    return ()


def _closing(lines: Sequence[Line], named: Mapping[int, str]) -> Iterable[int]:
    """The last line of matter where it only says who publishes the minutes, or the day above signatures."""
    last = next((i for i in reversed(range(len(lines))) if i not in named), 0)
    if last == 0:
        return ()
    line = lines[last]
    if not line.after_blank or find_mark(line.text) or not ends_sentence(lines[last - 1].text):
        return ()
    dated = named.get(last + 1) == "signature" and find_date(line.text) is not None and "。" not in line.text
    publishes = re.match(rules("headings")["closing"], line.text) is not None and not speaker_of(line)
    return (last,) if dated or publishes else ()


def _sentence_end(lines: Sequence[Line], i: int) -> int:
    """Index behind the lines into which a note of one sentence wraps."""
    end = i + 1
    while end < min(i + _LONGEST_NOTE, len(lines)) and not (
        ends_sentence(lines[end - 1].text) or lines[end].after_blank or find_mark(lines[end].text)
    ):
        end += 1
    return end


def close_page_gaps(lines: Sequence[Line], named: Mapping[int, str]) -> list[Line]:
    """The lines, with no blank line before one that only a page's number or running head parts from the last."""
    pages = {i for i, name in named.items() if name.startswith("page") or name == "running_head"}
    return [replace(line, after_blank=False) if i - 1 in pages else line for i, line in enumerate(lines)]


@cache
def _kinds() -> re.Pattern[str]:
    """One pattern for all kinds of furniture; the group that matched names the kind."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in rules("headings")["furniture"].items()))


def _running_heads(lines: Sequence[Line], named: dict[int, str]) -> set[int]:
    """Lines that stand, but for their digits, at page boundaries again and again.

    The first print at the top of the document stays, since it may be the title, unless a title stands below it.
    """
    plain = [i for i in range(len(lines)) if i not in named]
    boundaries = _boundaries(lines, named)
    near, next_to = _around(plain, boundaries, _EDGE), _around(plain, boundaries, 1)
    inner = [i for i in boundaries if plain and plain[0] < i < plain[-1]]
    enough = max(_FEWEST, min(_TIMES, len(inner)))
    often = Counter(_without_digits(lines[i].text) for i in near)
    close = Counter(_without_digits(lines[i].text) for i in next_to)
    found = {
        i
        for i in near
        if (often[_without_digits(lines[i].text)] >= _TIMES or close[_without_digits(lines[i].text)] >= enough)
        and not speaker_of(lines[i])
        and not lines[i].text.endswith(("。", "、"))
    }
    titles = {_bare(line.text) for line in lines[:_TITLE_LINES] if sounds_like_title(line.text)}
    repeated = {i for i in next_to if i >= _TITLE_LINES and _bare(lines[i].text) in titles}
    return {i for i in found if i >= _EDGE or _above_title(lines, i)} | repeated


def _boundaries(lines: Sequence[Line], named: Mapping[int, str]) -> list[int]:
    """Indices of lines at which a page begins or which print its number, where breaks were lost."""
    numbers = {i for i, name in named.items() if name.startswith("page")}
    breaks = {i for i in range(1, len(lines)) if lines[i].page != lines[i - 1].page}
    return sorted(breaks | (numbers if not breaks else set()))


def _around(plain: Sequence[int], boundaries: Sequence[int], reach: int) -> set[int]:
    """The lines nearest to each boundary, before and behind it, and the first and last of the document."""
    edges = set(plain[:reach]) | set(plain[-reach:])
    for boundary in boundaries:
        at = bisect_left(plain, boundary)
        edges.update(plain[max(0, at - reach) : at + reach])
    return edges


def _above_title(lines: Sequence[Line], i: int) -> bool:
    """Whether a line that sounds like a title of its own follows within the next two."""
    return any(sounds_like_title(line.text) and not names_kind(line.text) for line in lines[i + 1 : i + 3])


def _bare(text: str) -> str:
    return "".join(text.split())


def _without_digits(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "#", text)
