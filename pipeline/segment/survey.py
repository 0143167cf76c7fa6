"""What each mark does across the whole document: so is its role decided, never by one line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pipeline.segment.bullets import count_bullets, find_legend, is_signed, naming_marks
from pipeline.segment.cast import find_cast, speaker_of
from pipeline.segment.lines import Line
from pipeline.segment.marks import Mark, find_mark
from pipeline.segment.paragraphs import count_prose, has_wraps, wrap_base, wrap_margin, wrap_width
from pipeline.segment.rules import rules
from pipeline.segment.speakers import ROLES_ONLY, Cast, SpeakerMark
from pipeline.segment.statements import states_something
from pipeline.segment.wraps import reads_like_speech

CERTAIN = ("glyph", "lenticular", "shown")
"""Styles that name a speaker beyond doubt, even once."""
_FEW_PARAGRAPHS = 3
"""Paragraphs without a mark that outweigh a bullet here and there."""
_FEW_TURNS = 3
"""Lines that open a speech beside which one with a role and a colon does too."""
_EVERY_LINE = 0.9
"""Part of the lines behind a blank one at which blank lines say nothing."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout chosen: `verbatim`, `bullets` or `paragraphs`, the marks that open its rows, and why.

    `cast` says how speakers are named, `openers` what stands before their names, `inline` the marks behind which a name
    stands before the remark. `legend` says who speaks behind each mark, where the document does (◎は座長、○は委員).
    `margin` is the length at which lines wrap, in full-width characters, infinite when they do not; `width` is the
    same, but None when indents or blank lines show already where paragraphs begin; `base` is the indent of lines that
    go on, deeper ones begin paragraphs. `blanks` says that blank lines mean anything: not every line follows one.
    `whole` says that every line is a whole paragraph, as in Word or HTML; `signed` that remarks end with who made them.
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
    margin: float = float("inf")
    base: int = 0
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
    styles = _speaker_styles(lines, speakers, marks, cast)
    blanks = sum(line.after_blank for line in lines) < _EVERY_LINE * len(lines)
    bullets = count_bullets(lines, marks, [bool(s and s.style in styles) for s in speakers], blanks=blanks)
    turns, bulleted = sum(styles.values()), sum(bullets.values())
    reasons: tuple[str, ...] = (
        f"{turns} lines open a speech: {dict(styles) or 'none'}",
        f"{bulleted} lines open a bulleted remark: {dict(bullets) or 'none'}",
    )
    width = wrap_width(lines, speakers, marks, blanks=blanks)
    margin, base = wrap_margin(lines, speakers, marks, blanks=blanks), wrap_base(lines, speakers, marks)
    # one speech makes verbatim minutes only behind a mark that names a speaker beyond doubt
    certain = turns >= 2 or any(style in styles for style in CERTAIN)
    if certain and 3 * turns >= bulleted:
        why = (*reasons, "so speakers part the rows")
        openers = frozenset(s.opener for s in speakers if s and s.style in styles)
        named = Layout("verbatim", frozenset(styles), frozenset(), why, cast=cast, openers=openers)
        return replace(named, width=width, margin=margin, base=base, blanks=blanks)
    prose = count_prose(lines, speakers, marks, blanks=blanks)
    if prose >= _FEW_PARAGRAPHS and prose > 2 * bulleted:
        reasons = (*reasons, f"{prose} paragraphs open without a mark")
    elif bulleted:
        why = (*reasons, "so bullets part the rows")
        inline = naming_marks(lines, marks, bullets)
        legend = find_legend(lines)
        found = Layout("bullets", frozenset(), frozenset(bullets), why, legend, cast, inline=inline, blanks=blanks)
        return replace(
            found,
            whole=blocks and not has_wraps(lines, speakers, marks),
            width=width,
            margin=margin,
            signed=is_signed(lines),
        )
    why = (*reasons, "so paragraphs part the rows")
    whole = blocks and not has_wraps(lines, speakers, marks)
    return Layout(
        "paragraphs", frozenset(), frozenset(bullets), why, width=width, margin=margin, blanks=blanks, whole=whole
    )


def _opens(i: int, *, speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None]) -> bool:
    return speakers[i] is not None or marks[i] is not None


def _speaker_styles(
    lines: Sequence[Line], speakers: Sequence[SpeakerMark | None], marks: Sequence[Mark | None], cast: Cast
) -> Counter[str]:
    """Lines by style of speaker mark that a speech follows, on the line or on the next one."""
    found: Counter[str] = Counter()
    for i, (line, mark) in enumerate(zip(lines, speakers, strict=True)):
        if mark is None or line.text[0] in rules("marks")["replies"]:  # an answer below a bullet
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
    sure = (*CERTAIN, "colon") if found.total() > _FEW_TURNS else CERTAIN
    likely = {style: n for style, n in found.items() if n >= 2 or (n and style in sure)}
    strongest = max(likely.values(), default=0)
    # a gap behind a name is also what parts the entries of a list, beside other marks of speakers
    weak = () if cast.dialogue else ("spaced",)
    return Counter({style: n for style, n in likely.items() if n * (1 if style in weak else 5) >= strongest})
