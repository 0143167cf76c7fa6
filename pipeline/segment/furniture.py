"""Lines that belong to the page and not to the minutes: numbers, running heads, contacts, rules."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.rules import rules
from pipeline.segment.speakers import find_speaker

_EDGE = 2
"""Lines from a page boundary within which running heads and feet stand."""
_TIMES = 3
"""Prints that make a line a running head, when it stands at page boundaries."""


def find_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Name of the furniture by index of its line."""
    named: dict[int, str] = {}
    for i, line in enumerate(lines):
        found = _kinds().match(line.text)
        name = found.lastgroup if found else None
        if name and not (name in ("contact", "breadcrumb") and (line.text.endswith("。") or find_mark(line.text))):
            named[i] = name
    return named | dict.fromkeys(_running_heads(lines, named), "running_head")


@cache
def _kinds() -> re.Pattern[str]:
    """One pattern for all kinds of furniture; the group that matched names the kind."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in rules("headings")["furniture"].items()))


def _running_heads(lines: Sequence[Line], named: dict[int, str]) -> set[int]:
    """Lines that stand, but for their digits, at page boundaries again and again.

    The first print at the top of the document stays: it may be the title.
    """
    edges = _edges(lines, named)
    times = Counter(_without_digits(lines[i].text) for i in edges)
    return {
        i
        for i in edges
        if i >= _EDGE
        and times[_without_digits(lines[i].text)] >= _TIMES
        and not find_speaker(lines[i].text)
        and not lines[i].text.endswith(("。", "、"))
    }


def _edges(lines: Sequence[Line], named: dict[int, str]) -> set[int]:
    """Lines next to a page break, or to a printed page number where breaks were lost."""
    plain = [i for i in range(len(lines)) if i not in named]
    edges = set(plain[:_EDGE] + plain[-_EDGE:])
    numbers = [i for i, name in named.items() if name.startswith("page")]
    breaks = {i for i in range(1, len(lines)) if lines[i].page != lines[i - 1].page} | set(numbers)
    at = 0
    for boundary in sorted(breaks):
        while at < len(plain) and plain[at] < boundary:
            at += 1
        edges.update(plain[max(0, at - _EDGE) : at + _EDGE])
    return edges


def _without_digits(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "#", text)
