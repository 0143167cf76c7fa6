"""What each mark does across the whole document: so is its role decided, never by one line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark, find_speaker
from pipeline.segment.wraps import ends_sentence

SPEECH = 8
"""Characters behind a speaker's mark that make it the start of a speech rather than an entry of a list."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout chosen: `verbatim`, `bullets` or `paragraphs`, the marks that open its rows, and why."""

    name: str
    speaker_styles: frozenset[str]
    marks: frozenset[str]
    reasons: tuple[str, ...]


def survey(lines: Sequence[Line]) -> Layout:
    """Choose the layout of a document from all its lines."""
    styles = _speaker_styles(lines)
    marks = _bullets(lines, styles)
    turns, bullets = sum(styles.values()), sum(marks.values())
    reasons = (
        f"{turns} lines open a speech: {dict(styles) or 'none'}",
        f"{bullets} lines open a bulleted remark: {dict(marks) or 'none'}",
    )
    if turns >= 2 and 3 * turns >= bullets:
        return Layout("verbatim", frozenset(styles), frozenset(), (*reasons, "so speakers part the rows"))
    if bullets:
        return Layout("bullets", frozenset(), frozenset(marks), (*reasons, "so bullets part the rows"))
    return Layout("paragraphs", frozenset(), frozenset(), (*reasons, "so paragraphs part the rows"))


def _speaker_styles(lines: Sequence[Line]) -> Counter[str]:
    """Lines by style of speaker mark that a speech follows, on the line or on the next one."""
    found: Counter[str] = Counter()
    speakers: dict[str, set[str]] = {}
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        mark = find_speaker(line.text)
        if mark is None:
            continue
        speech = line.text[mark.width :] or (following.text if following and not find_speaker(following.text) else "")
        if len(speech) >= SPEECH and (mark.style != "alone" or ends_sentence(speech) or len(speech) > 25):
            found[mark.style] += 1
            speakers.setdefault(mark.style, set()).add(mark.speaker)
    likely = {style: n for style, n in found.items() if n >= 2 or style in ("glyph", "lenticular")}
    strongest = max(likely.values(), default=0)
    return Counter({style: n for style, n in likely.items() if n * 5 >= strongest})


def _bullets(lines: Sequence[Line], styles: Counter[str]) -> Counter[str]:
    marks: Counter[str] = Counter()
    for line in lines:
        mark = find_mark(line.text)
        speaker = find_speaker(line.text) if styles else None
        if mark and not (speaker and speaker.style in styles):
            marks[mark.key] += 1
    symbols = Counter({key: n for key, n in marks.items() if not key.startswith("enumerator")})
    return symbols or marks
