"""What opens a line: a bullet or an enumerator."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.segment.lines import LINES_REMEMBERED
from pipeline.segment.rules import rules


@dataclass(frozen=True, slots=True)
class Mark:
    """A bullet or enumerator: `key` is the same for all marks of one family, `width` includes the space behind."""

    key: str
    width: int
    enumerates: bool


_DASHES = "-－―—–~〜～"
_COUNTED = re.compile("[0-9０-９]{1,4}(日|年|月|人|名|社|件|回|か|つ|週|世帯)")


@lru_cache(maxsize=1)
def _bullet_pattern() -> re.Pattern[str]:
    glyphs = re.escape(rules("marks")["bullets"])
    return re.compile(f"(?:[{glyphs}][ 　\\t]*){{1,3}}")


@lru_cache(maxsize=1)
def _enumerators() -> re.Pattern[str]:
    # one pattern for all; the group that matched tells the family
    families = "|".join(f"({pattern})" for pattern in rules("marks")["enumerators"])
    return re.compile(rf"(?:{families})[ 　\t]*+(?=\D)")


@lru_cache(maxsize=LINES_REMEMBERED)
def find_mark(text: str) -> Mark | None:
    """The bullet or enumerator that opens a line, if any.

    >>> find_mark("- ▶ 日本は"), find_mark("（１）半導体"), find_mark("日本は")
    (Mark(key='-▶', width=4, enumerates=False), Mark(key='enumerator 0', width=3, enumerates=True), None)
    """
    bullet = _bullet_pattern().match(text)
    if bullet and _is_bullet(text, bullet):
        return Mark("".join(bullet[0].split()), bullet.end(), False)
    found = _enumerators().match(text)
    return Mark(f"enumerator {found.lastindex - 1}", found.end(), True) if found and found.lastindex else None


def _is_bullet(text: str, bullet: re.Match[str]) -> bool:
    rest = text[bullet.end() : bullet.end() + 1]
    if text[-1] in _DASHES and bullet[0][0] in _DASHES:  # －資料１により説明－
        return False
    # ○○省 and 〇〇委員会 leave a name blank
    if len(bullet[0]) > 1 and bullet[0][0] == bullet[0][1]:
        return False
    # a dash set close to a digit is a minus, unless it counts: －１日当たり; a hyphen needs its space
    negative = rest.isdigit() and not _COUNTED.match(text, bullet.end())
    return bool(rest) and not (bullet[0][-1] in "-－–—―‐‑−─*＊" and (negative or bullet[0] == "-"))
