"""Lines that belong to the page and not to the minutes: numbers, running heads, contacts, rules."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark, find_speaker
from pipeline.segment.rules import rules
from pipeline.segment.wraps import ends_sentence


def find_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Name of the furniture by index of its line."""
    patterns = {name: re.compile(pattern) for name, pattern in rules("headings")["furniture"].items()}
    named: dict[int, str] = {}
    for i, line in enumerate(lines):
        name = next((n for n, p in patterns.items() if p.match(line.text)), None)
        if name and not (name in ("contact", "breadcrumb") and (ends_sentence(line.text) or find_mark(line.text))):
            named[i] = name
    return named | dict.fromkeys(_running_heads(lines), "running_head")


def _running_heads(lines: Sequence[Line]) -> set[int]:
    """Lines that stand, but for their digits, at the top or bottom of three pages or more."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        by_page[line.page].append(i)
    if len(by_page) < 3:
        return set()
    edges = [i for page in by_page.values() for i in {*page[:2], *page[-2:]}]
    times = Counter(_without_digits(lines[i].text) for i in edges)
    return {
        i
        for i in edges
        if times[_without_digits(lines[i].text)] >= 3
        and not find_speaker(lines[i].text)
        and not ends_sentence(lines[i].text)
    }


def _without_digits(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "#", text)
