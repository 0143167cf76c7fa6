"""What names a speaker at the head of a line: ○山田委員　, 【事務局】, 村井座長：, 問　, ○山田委員それでは."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice

from pipeline.segment.lines import LINES_REMEMBERED
from pipeline.segment.names import LONGEST_NAME, could_name, dialogue_side, has_role, role_here
from pipeline.segment.rules import rules
from pipeline.segment.wraps import reads_like_speech

_BRACKETS = {"【": "lenticular"} | dict.fromkeys("(（", "round") | dict.fromkeys("[［〔", "square")
_BRACKETS |= dict.fromkeys("<＜〈《≪", "angle")
_NAME = rf"(?:[^\s　。、：:「（(]|[（(][^（）()。]{{1,24}}[)）]){{1,{LONGEST_NAME}}}"
_NOTE = r"(?:[（(][^（）()]{1,24}[)）])?"
_BEHIND = r"(?:[ 　\t]+|[：:][ 　]*|$)"
_WIDE_GAP = r"(?:　[ 　]*|[ ]*\t[ 　\t]*|[ ]{2,})(?=[^\s　])"
_CLOCK = r"[\[［(（]?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?[\]］)）]?[ 　\t]*"
_COUNTED = re.compile(rf"{_CLOCK}|[→⇒➡⇨][ 　]*|(?:No\.?|№)?[0-9０-９]{{1,3}}(?:[.．)）][ 　\t]*|[ 　\t]+)")
"""What some minutes print before every name: when it was said, a number, or an arrow before an answer."""
_HALF_NAME = r"[^\s　。、：:「（）()<>＜＞〉》≫/／|｜]"
_ROLES_ONLY = ("half", "spaced thin")
"""Signs that part much else, and a name from its speech only where it ends in a role."""
_LETTERS = re.compile(r"([一-龠々ァ-ヶー]{1,2})([ 　]{1,6})")
_MOST_LETTERS = 8
_WHOLE = re.compile(r"[(（〔［\[【<＜〈《]([^()（）〔〕［］\[\]【】<>＜＞〈〉《》]+)[)）〕］\]】>＞〉》]")
_GAP = re.compile(r"[\s。、「」『』：:【】<>＜＞〈〉《》≪≫\[\]［］〔〕]")


@dataclass(frozen=True, slots=True)
class SpeakerMark:
    """A speaker as printed, the style of the mark, the sign that opens it, and where the speech begins in the line."""

    speaker: str
    style: str
    width: int
    opener: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """How one document names its speakers beyond the roles that every document uses.

    `openers` are signs behind which a name needs no role (○山田　); `names` are (opener, name) that speak again and
    again; `dialogue` says that 問 and 答 alternate; `glued` are glyphs whose names run into the speech (○山田委員はい);
    `trusted` are signs that nearly always stand before a role, so that a new one there is a role too, `alone` those of
    them behind which names stand on lines of their own; `present` are the names in the list of who was there.
    """

    openers: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    dialogue: bool = False
    glued: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()


ROLES_ONLY = Cast()


@lru_cache(maxsize=LINES_REMEMBERED)
def find_speaker(text: str, cast: Cast = ROLES_ONLY) -> SpeakerMark | None:
    """The speaker that opens a line, if its name ends like a speaker's or the document names speakers so.

    >>> find_speaker("○山谷座長　それでは").speaker, find_speaker("○山谷　それでは")
    ('山谷座長', None)
    >>> find_speaker("○山谷　それでは", Cast(openers=frozenset("○"))).speaker
    '山谷'
    >>> find_speaker("○山谷委員長これより", Cast(glued=frozenset("○"))).speaker
    '山谷委員長'
    """
    for found in candidates(text):
        if has_role(found.speaker) and found.style != "dot":
            return found
        if found.opener in _ROLES_ONLY and found.opener not in cast.trusted:
            continue
        speech = text[found.width :]
        trusted = found.opener in (cast.trusted if speech else cast.alone)
        if trusted and could_name(found.speaker) and (not speech or reads_like_speech(speech)):
            return found
        if cast.dialogue and dialogue_side(found.speaker):
            return found
        if found.opener in cast.openers and could_name(found.speaker):
            return found
        if found.speaker in cast.present and found.style not in ("dot", "spaced", "alone"):
            return found
        if (found.opener, found.speaker) in cast.names:
            return found
    return find_glued(text) if text[:1] in cast.glued else None


def candidates(text: str) -> Iterator[SpeakerMark]:
    """Whatever stands where a speaker's name would, in the order in which it is to be tried.

    >>> [found.speaker for found in candidates("[00:12:30] 山田委員：電力は")][0]
    '山田委員'
    """
    counted = _COUNTED.match(text)
    begin = counted.end() if counted else 0
    found = [replace(one, width=begin + one.width) for one in _named(text[begin:])] if begin else []
    # a role tells more than the first gap: 東西新聞　上田記者　先日
    return iter(sorted((*found, *_named(text)), key=lambda one: not has_role(one.speaker)))


def _named(text: str) -> Iterator[SpeakerMark]:
    opener = text[:1]
    styles: tuple[str, ...]
    if opener in _glyphs():
        styles = ("glyph", "glyph spaced")
    elif opener in _BRACKETS:
        styles = (_BRACKETS[opener],)
    else:
        styles = ("colon", "dot", "half", "quoted", "spaced", "spaced twice", "spaced thin", "alone")
        opener = ""
    if not opener and (" " in text[1:3] or "　" in text[1:3]) and (apart := _set_apart(text)):
        yield apart
    for style in styles:
        found = _patterns()[style].match(text)
        if found:
            yield SpeakerMark(unbracketed(found[1]), style.split()[0], found.end(), opener or style)


def _set_apart(text: str) -> SpeakerMark | None:
    """A role whose letters stand apart, before a wide gap: 議　　長　　　それでは, 事　務　局　　資料の."""
    found, name, end = None, "", 0
    for letters in islice(_LETTERS.finditer(text), _MOST_LETTERS):
        if letters.start() != end:
            break
        name, end = name + letters[1], letters.end()
        if len(name) > len(letters[1]) and has_role(name) and (letters[2] != " ") and end < len(text):
            found = SpeakerMark(text[: letters.end(1)], "spaced", end, "spaced apart")
    return found


def unbracketed(name: str) -> str:
    """The name without brackets around the whole: ○（山田委員） names nobody else than ○山田委員."""
    whole = _WHOLE.fullmatch(name)
    return whole[1] if whole else name


def find_glued(text: str) -> SpeakerMark | None:
    """The name that runs into the speech behind a glyph: up to the first role, and the longest one there.

    >>> [find_glued(text).speaker for text in ("○鈴木（隼）委員ありがとう。", "○国務大臣（林君）お答えします。")]
    ['鈴木（隼）委員', '国務大臣（林君）']
    """
    gap = _GAP.search(text, 1, 1 + LONGEST_NAME)
    head = text[1 : gap.start() if gap else 1 + LONGEST_NAME]
    for begin in range(len(head)):
        role = role_here().match(head, begin)
        if not role:
            continue
        noted = _noted().match(head, role.end())
        end = noted.end() if noted else role.end()
        if head.count("（", 0, end) == head.count("）", 0, end) and (begin or noted):
            return SpeakerMark(head[:end], "glyph", 1 + end, text[0])
    return None


@cache
def _glyphs() -> str:
    return str(rules("marks")["speaker_glyphs"])


@cache
def _noted() -> re.Pattern[str]:
    return re.compile(r"[（(][^（）()]{1,24}[)）]")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    glyph = rf"[{re.escape(_glyphs())}][ 　]?"
    sides = "|".join(name for names in rules("marks")["dialogue"].values() for name in names)
    patterns = {
        "glyph": rf"{glyph}({_NAME}{_NOTE}){_BEHIND}",
        "glyph spaced": rf"{glyph}({_NAME}(?:[ 　]{_NAME}){{1,2}}){_BEHIND}",
        "lenticular": r"【([^【】。]{1,40})】[：:]?[ 　\t]*",
        "round": rf"[(（]({_NAME}(?:[ 　]{{1,2}}{_NAME}){{0,3}})[)）][：:]?[ 　\t]*(?![。、])",
        "square": r"[\[［〔]([^\[\]［］〔〕。]{1,40})[\]］〕][：:]?[ 　\t]*",
        "angle": r"[<＜〈《≪]([^<＜〈《≪>＞〉》≫。「]{1,40})[>＞〉》≫][：:]?[ 　\t]*",
        "colon": rf"({_NAME}(?:[ 　]{_NAME}){{0,3}})[ 　]{{0,6}}[：:][ 　\t]*",
        "dot": rf"((?:{sides})[0-9０-９]{{0,3}})[.．)）][ 　]*",
        "half": rf"({_HALF_NAME}{{1,24}}(?:[ 　]{{1,3}}{_HALF_NAME}{{1,4}})?)"
        r"[ 　]?[)）>＞〉》≫/／|｜][ 　]*(?=[^\s　。、])",
        "quoted": rf"({_NAME})(?=「)",
        "spaced": rf"([^\s　。、：:]{{1,24}}){_WIDE_GAP}",
        "spaced twice": rf"([^\s　。、：:]{{1,16}}[ 　][^\s　。、：:]{{1,16}}){_WIDE_GAP}",
        "spaced thin": r"([^\s　。、：:]{1,24}) (?=[^\s　])",
        "alone": rf"({_NAME}(?:[ 　]{_NAME})?)$",
    }
    return {style: re.compile(pattern) for style, pattern in patterns.items()}
