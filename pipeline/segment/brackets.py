"""Lines that stand wholly in brackets: headings in corner and angle brackets, and in round ones."""

import re

from pipeline.segment.dates import find_date
from pipeline.segment.procedure import is_stage_note

_BRACKETED = re.compile(r"[<＜〈《≪［\[【].{1,50}[>＞〉》≫］\]】]$")
_NOTE = re.compile(r"[(（〔［＜<][^()（）〔〕［］＜＞<>]{1,60}[)）〕］＞>]$")
_DASHED = re.compile(r"[-－―—–~〜～]{1,3}[ 　]?[^-－―—–~〜～。]{2,60}[-－―—–~〜～]{1,3}$")
_ROUND = re.compile(r"[(（〔][^()（）〔〕。、]{2,30}[)）〕]$")


def is_bracketed(text: str) -> bool:
    """Whether a whole line stands in brackets that set off a heading: 〈電源の構成〉."""
    return _BRACKETED.match(text) is not None


def is_round(text: str) -> bool:
    """Whether a whole line in round brackets may be a heading: （木材の価格）, 〔財務〕, and not （資料説明）."""
    return _ROUND.match(text) is not None and find_date(text) is None and not is_stage_note(text)


def is_note(text: str) -> bool:
    """Whether a whole line in round or square brackets, or between dashes, tells what happened: （資料説明）."""
    return _NOTE.match(text) is not None or is_dashed(text) or (is_bracketed(text) and is_stage_note(text))


def is_dashed(text: str) -> bool:
    """Whether a whole line stands between dashes: －資料１により事務局から説明－."""
    return _DASHED.match(text) is not None
