"""What each mark does across the whole document: so is its role decided, never by one line."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark, find_mark, find_speaker
from pipeline.segment.metadata import find_field
from pipeline.segment.rules import rules
from pipeline.segment.wraps import ends_sentence

SPEECH = 8
"""Characters behind a speaker's mark that make it the start of a speech rather than an entry of a list."""


WRAPPING = 16
"""Characters of the shortest line that may go on in the next one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout chosen: `verbatim`, `bullets` or `paragraphs`, the marks that open its rows, and why.

    `legend` says who speaks behind each mark, where the document does (◎は座長、○は委員).
    """

    name: str
    speaker_styles: frozenset[str]
    marks: frozenset[str]
    reasons: tuple[str, ...]
    legend: Mapping[str, str] = field(default_factory=dict)


def survey(lines: Sequence[Line]) -> Layout:
    """Choose the layout of a document from all its lines but the furniture."""
    styles = _speaker_styles(lines)
    marks = _bullets(lines, styles)
    turns, bullets = sum(styles.values()), sum(marks.values())
    reasons = (
        f"{turns} lines open a speech: {dict(styles) or 'none'}",
        f"{bullets} lines open a bulleted remark: {dict(marks) or 'none'}",
    )
    # one speech makes verbatim minutes only behind a mark that names a speaker beyond doubt
    certain = turns >= 2 or styles.keys() & {"glyph", "lenticular"}
    if certain and 3 * turns >= bullets:
        return Layout("verbatim", frozenset(styles), frozenset(), (*reasons, "so speakers part the rows"))
    if bullets:
        why = (*reasons, "so bullets part the rows")
        return Layout("bullets", frozenset(), frozenset(marks), why, find_legend(lines))
    return Layout("paragraphs", frozenset(), frozenset(), (*reasons, "so paragraphs part the rows"))


def _speaker_styles(lines: Sequence[Line]) -> Counter[str]:
    """Lines by style of speaker mark that a speech follows, on the line or on the next one."""
    found: Counter[str] = Counter()
    speakers: dict[str, set[str]] = {}
    for line, following in zip_longest(lines, lines[1:]):
        mark = find_speaker(line.text)
        if mark is None:
            continue
        speech = line.text[mark.width :]
        if not speech and following and not find_speaker(following.text) and not find_mark(following.text):
            speech = following.text
        enough = 25 if mark.style == "alone" else SPEECH - 1
        if speech and (ends_sentence(speech) or len(speech) > enough):
            found[mark.style] += 1
            speakers.setdefault(mark.style, set()).add(mark.speaker)
    likely = {style: n for style, n in found.items() if n >= 2 or style in ("glyph", "lenticular")}
    strongest = max(likely.values(), default=0)
    return Counter({style: n for style, n in likely.items() if n * 5 >= strongest})


def find_legend(lines: Sequence[Line]) -> dict[str, str]:
    """Roles by mark from a line such as ◎は座長、○は委員、●は事務局."""
    glyphs = re.escape(rules("marks")["bullets"])
    entry = re.compile(rf"([{glyphs}])[」』]?(?:は|：|:|＝|=|…)[ 　]?([^、，。\s（）()：:{glyphs}]{{1,12}})")
    for line in lines:
        found = dict(entry.findall(line.text[:200]))
        if len(found) > 1:
            return {mark: role.removesuffix("の発言").removesuffix("です") for mark, role in found.items()}
    return {}


def _bullets(lines: Sequence[Line], styles: Counter[str]) -> Counter[str]:
    """Lines by mark, of the marks that open remarks.

    Symbols go before numbers, since a number is more often a heading's; but a mark behind which nothing is ever
    stated, with marked lines always below it, heads them, and numbers that open statements open remarks.
    """
    marks = [find_mark(line.text) for line in lines]
    times: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    above: Counter[str] = Counter()
    for i, mark in enumerate(marks):
        speaker = find_speaker(lines[i].text) if styles else None
        if mark is None or find_field(lines[i].text) or (speaker and speaker.style in styles):
            continue
        below = marks[i + 1] if i + 1 < len(lines) else None
        times[mark.key] += 1
        stated[mark.key] += _is_stated(lines, i, mark.width, below)
        above[mark.key] += bool(below and below.key != mark.key)
    heads = {key for key, n in times.items() if not stated[key] and above[key] == n}
    symbols = {key for key in times.keys() - heads if not key.startswith("enumerator")}
    numbers = {key for key in times.keys() - heads - symbols if times[key] > 1}
    opening = symbols | {key for key in numbers if 2 * stated[key] > times[key]}
    if not any(stated[key] for key in symbols):
        opening = {key for key in numbers if stated[key]} or symbols
    prose = any("。" in line.text for line, mark in zip(lines, marks, strict=True) if mark is None)
    return Counter({key: times[key] for key in opening or (set() if prose else numbers)})


def _is_stated(lines: Sequence[Line], i: int, width: int, below: Mark | None) -> bool:
    """Whether a sentence stands behind a mark, on its line or on the one it wraps into."""
    text = lines[i].text[width:]
    # a line that wraps is long; a short one is a heading
    if len(text) >= WRAPPING and below is None and i + 1 < len(lines) and not lines[i + 1].after_blank:
        text += lines[i + 1].text
    return "。" in text or len(text) > 40
