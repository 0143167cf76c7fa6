"""What bullets and numbers do across a document: open remarks, head them, name who makes them, or nothing of it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import zip_longest

from pipeline.segment.brackets import is_note
from pipeline.segment.lines import LINES_REMEMBERED, Line
from pipeline.segment.marks import Mark
from pipeline.segment.metadata import LISTS, find_field
from pipeline.segment.names import LONGEST_NAME, has_office, has_role
from pipeline.segment.paragraphs import wraps_into
from pipeline.segment.rules import rules
from pipeline.segment.statements import WRAPPING, breaks_off, inline_speaker, states_something
from pipeline.segment.wraps import reads_like_speech

_LONGEST_LEGEND = 200
_NOTING = "※＊*注"
"""Signs before a note on the minutes themselves."""
_SHORTEST_RUN = 3
"""Bullets in a row behind which a bracket is taken for a name."""
_KINDS = ("質疑", "質問", "意見", "回答", "応答", "説明", "質疑応答")
"""What legends call remarks, which names nobody."""
_SAID = re.compile(r"((から|より)?の?(御|ご)?(発言|意見|回答|質問|説明|応答|答弁)(等|・.*)?)?(です|を示す|を表す)?$")
"""What a legend says of a mark besides who speaks behind it."""
_SIGNATURE = re.compile(r"(?<=。)?[(（]([^()（）]{1,20})[)）]$")


def count_bullets(
    lines: Sequence[Line], marks: Sequence[Mark | None], speaking: Sequence[bool], *, blanks: bool
) -> Counter[str]:
    """Lines by mark, of the marks that open remarks.

    Symbols go before numbers, since a number is more often a heading's; but a mark behind which nothing is ever
    stated, with marked lines always below it, heads them, and numbers that open statements open remarks.
    """
    times: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    above: Counter[str] = Counter()
    prose_below: Counter[str] = Counter()
    begun: set[str] = set()
    listing = said = False
    for i, (mark, below) in enumerate(zip_longest(marks, marks[1:])):
        field = find_field(lines[i].text)
        listing = field.section in LISTS if field else listing
        said = not field and (said or "。" in lines[i].text)
        if mark is None or speaking[i] or lines[i].declared or field:
            continue
        states = _is_stated(lines, i, mark.width, below, blanks=blanks)
        if listing and not states and (mark.enumerates or not said):  # people, papers and subjects of the head
            continue
        times[mark.key] += 1
        stated[mark.key] += states
        if i == 0 or field or lines[i].after_blank or not breaks_off(lines[i - 1].text):
            begun.add(mark.key)
        above[mark.key] += bool(below and below.key != mark.key)
        prose_below[mark.key] += below is None and i + 1 < len(lines) and reads_like_speech(lines[i + 1].text)
    heads = {key for key, n in times.items() if not stated[key] and n == above[key] + prose_below[key]}
    heads = {key for key in heads if key[0] not in rules("marks")["replies"]}
    heads |= times.keys() - begun  # 工業高校 / ・高専: a dot inside a sentence, wherever it comes to stand
    symbols = {key for key in times.keys() - heads if not key.startswith("enumerator")}
    numbers = {key for key in times.keys() - heads - symbols if times[key] > 1}
    opening = symbols | {key for key in numbers if 2 * stated[key] > times[key]}
    if not any(stated[key] for key in symbols):
        opening = {key for key in numbers if stated[key]} or symbols
    prose = any("。" in line.text for line, mark in zip(lines, marks, strict=True) if mark is None)
    return Counter({key: times[key] for key in opening or (set() if prose else numbers)})


def _is_stated(lines: Sequence[Line], i: int, width: int, below: Mark | None, *, blanks: bool) -> bool:
    """Whether a sentence stands behind a mark, on its line or on the one it wraps into."""
    text = lines[i].text[width:]
    # a line that wraps is long; a short one is a heading
    after = lines[i + 1] if i + 1 < len(lines) and below is None else None
    if after and not (after.after_blank and blanks) and len(text) >= WRAPPING and wraps_into(lines[i], after):
        text += after.text
    return "。" in text or len(text) > 40


def is_signed(lines: Sequence[Line]) -> bool:
    """Whether sentences end with a name in brackets more often than such a name stands alone."""
    named = [line.text for line in lines if ends_signed(line.text)]
    alone = sum(text[0] in "(（" and _SIGNATURE.fullmatch(text) is not None for text in named)
    return len(named) > 2 * alone


def ends_signed(text: str) -> bool:
    """Whether a line ends with the name of who speaks in brackets: …したい。（事務局）."""
    found = _SIGNATURE.search(text[-LONGEST_NAME:])
    return found is not None and (has_role(found[1]) or has_office(found[1]))


def naming_marks(lines: Sequence[Line], marks: Sequence[Mark | None], bullets: Counter[str]) -> frozenset[str]:
    """The marks behind most of which a name stands before the remark."""
    opened: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for i, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if mark and mark.key in bullets and states_something(lines, i, mark.width, lambda j: marks[j] is not None):
            opened[mark.key] += 1
            named[mark.key] += inline_speaker(line.text[mark.width :]) is not None
    return frozenset(key for key, n in named.items() if n > 1 and 2 * n > opened[key])


def called_in_runs(lines: Sequence[Line], marks: Sequence[Mark | None]) -> frozenset[int]:
    """The bullets that open with a name in brackets, where several in a row do and some of them name a role.

    So （消費者団体） is known among bullets most of which, elsewhere, name nobody.
    """
    runs: list[list[tuple[int, bool]]] = []
    current: dict[str, list[tuple[int, bool]]] = {}
    for i, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        named = inline_speaker(line.text[mark.width :]) if mark else None
        if mark is None:
            continue
        if named is None or named.style == "colon":
            current.pop(mark.key, None)
            continue
        if mark.key not in current:
            current[mark.key] = []
            runs.append(current[mark.key])
        current[mark.key].append((i, has_role(named.speaker)))
    long = (run for run in runs if len(run) >= _SHORTEST_RUN and sum(role for _, role in run) > 1)
    return frozenset(i for run in long for i, _ in run)


def find_legend(lines: Sequence[Line]) -> dict[str, str]:
    """Roles by mark from a line such as ◎は座長、○は委員、●は事務局."""
    for line in lines:
        if found := legend_of(line.text):
            return found
    return {}


@lru_cache(maxsize=LINES_REMEMBERED)
def legend_of(text: str) -> dict[str, str]:
    """Roles by mark, where a line says who speaks behind at least two marks; else empty."""
    found = dict(_entry().findall(text[:_LONGEST_LEGEND]))
    if len(found) < 2 and is_note(text):  # （以下、○質疑　●回答）
        found = dict(_bare_entry().findall(text[:_LONGEST_LEGEND]))
    roles = {mark: _SAID.sub("", role).rstrip("・") for mark, role in found.items()} if len(found) > 1 else {}
    return {mark: "" if role in _KINDS else role for mark, role in roles.items()}


def is_legend(text: str) -> bool:
    """Whether a line is only a legend: （以下、○質疑　●回答）, ※ ○は委員、●は事務局."""
    return (is_note(text) or text[0] in _NOTING) and legend_of(text) != {}


@cache
def _bare_entry() -> re.Pattern[str]:
    circles = re.escape(rules("marks")["circles"])
    return re.compile(rf"([{circles}])[ 　]?([^、，。\s（）()：:{circles}]{{1,12}})")


@cache
def _entry() -> re.Pattern[str]:
    glyphs = re.escape(rules("marks")["bullets"])
    return re.compile(rf"([{glyphs}])[」』]?(?:は|：|:|＝|=|…)[ 　]?([^、，。\s（）()：:{glyphs}]{{1,12}})")
