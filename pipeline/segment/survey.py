"""What each mark does across the whole document: so is its role decided, never by one line."""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise, zip_longest

from pipeline.segment.cast import find_cast, speaker_of
from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark, find_mark
from pipeline.segment.metadata import LISTS, find_field
from pipeline.segment.rules import rules
from pipeline.segment.speakers import (
    LONGEST_NAME,
    ROLES_ONLY,
    Cast,
    SpeakerMark,
    candidates,
    could_name,
    has_office,
    has_role,
)
from pipeline.segment.wraps import columns, ends_latin_sentence, ends_sentence, reads_like_speech

WRAPPING = 16
"""Characters of the shortest line that may go on in the next one."""

CERTAIN = ("glyph", "lenticular", "shown")
"""Styles that name a speaker beyond doubt, even once."""
_FEW_LINES = 8
"""Lines within which a sentence ends."""
_FEW_PARAGRAPHS = 3
"""Paragraphs without a mark that outweigh a bullet here and there."""
_EVERY_LINE = 0.9
"""Part of the lines behind a blank one at which blank lines say nothing."""
_BEYOND = 1.2
"""Share of the wrapping length beyond which a line cannot have been wrapped."""
_ENDS = "。」』）)】］]〕>＞〉：:"
_SIGNATURE = re.compile(r"(?<=。)?[(（]([^()（）]{1,20})[)）]$")
_INLINE = ("round", "lenticular", "square", "colon")


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout chosen: `verbatim`, `bullets` or `paragraphs`, the marks that open its rows, and why.

    `cast` says how speakers are named, `openers` what stands before their names, `inline` the marks behind which a name
    stands before the remark. `legend` says who speaks behind each mark, where the document does (◎は座長、○は委員).
    `width` is the length at which lines wrap, in full-width characters: infinite when they do not, None when indents or
    blank lines show already where paragraphs begin. `blanks` says that blank lines mean anything: not every line
    follows one. `whole` says that every line is a whole paragraph, as in Word or HTML; `signed` that remarks end with
    who made them.
    """

    name: str
    speaker_styles: frozenset[str]
    marks: frozenset[str]
    reasons: tuple[str, ...]
    legend: Mapping[str, str] = field(default_factory=dict)
    cast: Cast = ROLES_ONLY
    openers: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset()
    width: float | None = None
    blanks: bool = True
    whole: bool = False
    signed: bool = False


def survey(lines: Sequence[Line], *, blocks: bool = False) -> Layout:
    """Choose the layout of a document.

    Args:
        lines: all but the furniture.
        blocks: whether the format sets every paragraph on a line of its own, unless somebody set it line by line.
    """
    cast = find_cast(lines)
    speakers = [speaker_of(line, cast) for line in lines]
    marks = [find_mark(line.text) for line in lines]
    styles = _speaker_styles(lines, speakers, marks)
    blanks = sum(line.after_blank for line in lines) < _EVERY_LINE * len(lines)
    bullets = _bullets(lines, marks, [bool(s and s.style in styles) for s in speakers], blanks=blanks)
    turns, bulleted = sum(styles.values()), sum(bullets.values())
    reasons: tuple[str, ...] = (
        f"{turns} lines open a speech: {dict(styles) or 'none'}",
        f"{bulleted} lines open a bulleted remark: {dict(bullets) or 'none'}",
    )
    width = _wrap_width(lines, speakers, marks, blanks=blanks)
    # one speech makes verbatim minutes only behind a mark that names a speaker beyond doubt
    certain = turns >= 2 or any(style in styles for style in CERTAIN)
    if certain and 3 * turns >= bulleted:
        why = (*reasons, "so speakers part the rows")
        openers = frozenset(s.opener for s in speakers if s and s.style in styles)
        named = Layout("verbatim", frozenset(styles), frozenset(), why, cast=cast, openers=openers)
        return replace(named, width=width, blanks=blanks)
    prose = _prose(lines, speakers, marks, blanks=blanks)
    if prose >= _FEW_PARAGRAPHS and prose > 2 * bulleted:
        reasons = (*reasons, f"{prose} paragraphs open without a mark")
    elif bulleted:
        why = (*reasons, "so bullets part the rows")
        inline = _naming(lines, marks, bullets)
        legend = find_legend(lines)
        found = Layout("bullets", frozenset(), frozenset(bullets), why, legend, cast, inline=inline, blanks=blanks)
        return replace(
            found, whole=blocks and not _wraps(lines, speakers, marks), width=width, signed=_is_signed(lines)
        )
    why = (*reasons, "so paragraphs part the rows")
    whole = blocks and not _wraps(lines, speakers, marks)
    return Layout("paragraphs", frozenset(), frozenset(bullets), why, width=width, blanks=blanks, whole=whole)


def inline_speaker(text: str) -> SpeakerMark | None:
    """The name that opens a bulleted remark, in brackets or before a colon: （Ａ委員）電力は, 事務局：電力は."""
    for found in candidates(text):
        named = has_role(found.speaker) or (has_office if found.style == "colon" else could_name)(found.speaker)
        if found.style in _INLINE and found.width < len(text) and named:
            return found
    return None


def states_something(
    lines: Sequence[Line], i: int, width: int, stop: Callable[[int], bool], skip: Container[int] = ()
) -> bool:
    """Whether a sentence ends behind the first `width` characters of a line, in it or in those it wraps into.

    `stop` tells the lines that open something of their own, `skip` holds those of the page.
    """
    text = lines[i].text[width:]
    for j in range(i + 1, min(i + _FEW_LINES, len(lines))):
        if j in skip:
            continue
        if "。" in text or stop(j):
            break
        text += lines[j].text
    return "。" in text or text.endswith(("？", "！", "?", "!")) or ends_latin_sentence(text)


def _opens(i: int, *, speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]) -> bool:
    return speakers[i] is not None or marks[i] is not None


def _speaker_styles(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]
) -> Counter[str]:
    """Lines by style of speaker mark that a speech follows, on the line or on the next one."""
    found: Counter[str] = Counter()
    for i, (line, mark) in enumerate(zip(lines, speakers, strict=True)):
        if mark is None:
            continue
        if mark.style in CERTAIN:
            # 【委員】 stands above names too, but these state nothing
            stop = partial(_opens, speakers=speakers, marks=marks)
            found[mark.style] += states_something(lines, i, mark.width, stop)
            continue
        speech = line.text[mark.width :]
        if not speech and i + 1 < len(lines) and not speakers[i + 1] and not marks[i + 1]:
            speech = lines[i + 1].text
        # （構成員）葛西座長、江副構成員: the lists of the head are long too
        found[mark.style] += reads_like_speech(speech)
    likely = {style: n for style, n in found.items() if n >= 2 or (n and style in CERTAIN)}
    strongest = max(likely.values(), default=0)
    # a gap behind a name is also what parts the entries of a list, beside other marks of speakers
    return Counter({style: n for style, n in likely.items() if n * (1 if style == "spaced" else 5) >= strongest})


def find_legend(lines: Sequence[Line]) -> dict[str, str]:
    """Roles by mark from a line such as ◎は座長、○は委員、●は事務局."""
    glyphs = re.escape(rules("marks")["bullets"])
    entry = re.compile(rf"([{glyphs}])[」』]?(?:は|：|:|＝|=|…)[ 　]?([^、，。\s（）()：:{glyphs}]{{1,12}})")
    for line in lines:
        found = dict(entry.findall(line.text[:200]))
        if len(found) > 1:
            return {mark: role.removesuffix("の発言").removesuffix("です") for mark, role in found.items()}
    return {}


def _bullets(
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
    listing = False
    for i, (mark, below) in enumerate(zip_longest(marks, marks[1:])):
        field = find_field(lines[i].text)
        listing = field.section in LISTS if field else listing
        if mark is None or speaking[i] or lines[i].declared or field:
            continue
        states = _is_stated(lines, i, mark.width, below, blanks=blanks)
        if listing and not states:  # people, papers and subjects of the head
            continue
        times[mark.key] += 1
        stated[mark.key] += states
        if i == 0 or field or lines[i].after_blank or not _breaks_off(lines[i - 1].text):
            begun.add(mark.key)
        above[mark.key] += bool(below and below.key != mark.key)
        prose_below[mark.key] += below is None and i + 1 < len(lines) and reads_like_speech(lines[i + 1].text)
    heads = {key for key, n in times.items() if not stated[key] and n in (above[key], prose_below[key])}
    heads |= times.keys() - begun  # 工業高校 / ・高専: a dot inside a sentence, wherever it comes to stand
    symbols = {key for key in times.keys() - heads if not key.startswith("enumerator")}
    numbers = {key for key in times.keys() - heads - symbols if times[key] > 1}
    opening = symbols | {key for key in numbers if 2 * stated[key] > times[key]}
    if not any(stated[key] for key in symbols):
        opening = {key for key in numbers if stated[key]} or symbols
    prose = any("。" in line.text for line, mark in zip(lines, marks, strict=True) if mark is None)
    return Counter({key: times[key] for key in opening or (set() if prose else numbers)})


def _breaks_off(text: str) -> bool:
    """Whether a long line ends inside a sentence."""
    return len(text) >= WRAPPING and text[-1] not in _ENDS


def _is_stated(lines: Sequence[Line], i: int, width: int, below: Mark | None, *, blanks: bool) -> bool:
    """Whether a sentence stands behind a mark, on its line or on the one it wraps into."""
    text = lines[i].text[width:]
    # a line that wraps is long; a short one is a heading
    if len(text) >= WRAPPING and below is None and i + 1 < len(lines) and not (lines[i + 1].after_blank and blanks):
        text += lines[i + 1].text
    return "。" in text or len(text) > 40


def _is_signed(lines: Sequence[Line]) -> bool:
    """Whether sentences end with a name in brackets more often than such a name stands alone."""
    signed = alone = 0
    for line in lines:
        found = _SIGNATURE.search(line.text[-LONGEST_NAME:])
        if found and has_role(found[1]):
            signed += found.start() > 0
            alone += len(found[0]) == len(line.text)
    return signed > alone


def _naming(lines: Sequence[Line], marks: Sequence[Mark | None], bullets: Counter[str]) -> frozenset[str]:
    """The marks behind most of which a name stands before the remark."""
    opened: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for i, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if mark and mark.key in bullets and states_something(lines, i, mark.width, lambda j: marks[j] is not None):
            opened[mark.key] += 1
            named[mark.key] += inline_speaker(line.text[mark.width :]) is not None
    return frozenset(key for key, n in named.items() if n > 1 and 2 * n > opened[key])


def _prose(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], *, blanks: bool
) -> int:
    """Number of paragraphs that state something and have no mark, and are set off from the lines above them."""
    found = 0
    below_mark = False
    for i, line in enumerate(lines):
        opened = marks[i] is not None or speakers[i] is not None
        apart = line.after_blank and blanks
        if opened or apart:
            below_mark = opened
        after_sentence = i == 0 or ends_sentence(lines[i - 1].text) or len(lines[i - 1].text) < WRAPPING
        set_off = apart or (line.indent > 0 and after_sentence and not below_mark)
        if set_off and not opened and not find_field(line.text):
            found += any("。" in part.text for part in lines[i : i + 2])
    return found


def _wraps(lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]) -> bool:
    """Whether some long line breaks off inside a sentence that goes on below."""
    return any(
        _breaks_off(line.text)
        and not (line.declared or after.declared or speakers[i] or marks[i] or find_field(after.text))
        for i, (line, after) in enumerate(pairwise(lines), 1)
    )


def _wrap_width(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], *, blanks: bool
) -> float | None:
    """Median length of the lines that go on in the next one; None when indents or blank lines part paragraphs."""
    wrapped: list[float] = []
    for i, (line, after) in enumerate(pairwise(lines)):
        if speakers[i + 1] or marks[i + 1] or find_field(after.text):
            continue
        parted = after.indent > 0 or (after.after_blank and blanks)
        if parted and line.text.endswith("。") and "。" in after.text:
            return None
        if not parted and len(line.text) >= WRAPPING and line.text[-1] not in _ENDS:
            wrapped.append(line.indent / 2 + columns(line.text))
    width = statistics.median(wrapped) if wrapped else float("inf")
    # where many lines are longer, those that break off do so for another reason
    longer = sum(len(line.text) > _BEYOND * width for line in lines)
    return width if longer <= len(wrapped) else float("inf")
