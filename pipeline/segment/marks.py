"""What opens a line: a bullet or enumerator, or a speaker's name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.segment.rules import role_ending, rules


@dataclass(frozen=True, slots=True)
class Mark:
    """A bullet or enumerator: `key` is the same for all marks of one family, `width` includes the space behind."""

    key: str
    width: int
    enumerates: bool


@dataclass(frozen=True, slots=True)
class SpeakerMark:
    """A speaker as printed, the style of the mark, and where the speech begins in the line."""

    speaker: str
    style: str
    width: int


@lru_cache(maxsize=1)
def _bullet_pattern() -> re.Pattern[str]:
    glyphs = re.escape(rules("marks")["bullets"])
    return re.compile(f"(?:[{glyphs}][ 　\\t]*){{1,3}}")


@lru_cache(maxsize=1)
def _enumerators() -> list[re.Pattern[str]]:
    return [re.compile(f"(?:{pattern})[ 　\\t]*") for pattern in rules("marks")["enumerators"]]


def find_mark(text: str) -> Mark | None:
    """The bullet or enumerator that opens a line, if any.

    >>> find_mark("- ▶ 日本は"), find_mark("（１）半導体"), find_mark("日本は")
    (Mark(key='-▶', width=4, enumerates=False), Mark(key='enumerator 0', width=3, enumerates=True), None)
    """
    bullet = _bullet_pattern().match(text)
    if bullet and _is_bullet(text, bullet):
        return Mark(re.sub(r"\s", "", bullet[0]), bullet.end(), False)
    for number, pattern in enumerate(_enumerators()):
        found = pattern.match(text)
        if found and found.end() < len(text) and not text[found.end()].isdigit():
            return Mark(f"enumerator {number}", found.end(), True)
    return None


def _is_bullet(text: str, bullet: re.Match[str]) -> bool:
    rest = text[bullet.end() :]
    # ○○省 and 〇〇委員会 leave a name blank
    if len(bullet[0]) > 1 and bullet[0][0] == bullet[0][1]:
        return False
    # a dash set close to a digit is a minus; a hyphen needs its space
    return bool(rest) and not (bullet[0][-1] in "-－–—―‐‑−─*＊" and (rest[0].isdigit() or bullet[0] == "-"))


@lru_cache(maxsize=1)
def _speaker_patterns() -> list[tuple[str, re.Pattern[str]]]:
    glyphs = re.escape(rules("marks")["speaker_glyphs"])
    name = r"[^\s　。、：:]{1,40}"
    return [
        (
            "glyph",
            re.compile(rf"[{glyphs}][ 　]?({name}(?:[（(][^（）()]{{1,24}}[)）])?)(?:[ 　\t]+|[：:][ 　]*|$)"),
        ),
        ("glyph", re.compile(rf"[{glyphs}][ 　]?({name}[ 　]{name})(?:[ 　\t]+|[：:][ 　]*|$)")),
        ("lenticular", re.compile(r"【([^【】。]{1,40})】[：:]?[ 　\t]*")),
        ("round", re.compile(rf"[(（]({name})[)）][：:]?[ 　\t]*(?![。、])")),
        ("colon", re.compile(rf"({name}(?:[ 　]{name})?)[ 　]?[：:][ 　\t]*")),
        ("square", re.compile(r"[\[［]([^\[\]［］。]{1,40})[\]］][：:]?[ 　\t]*")),
        ("alone", re.compile(rf"({name}(?:[ 　]{name})?)$")),
    ]


def find_speaker(text: str) -> SpeakerMark | None:
    """The speaker that opens a line, if its name ends like a speaker's.

    >>> find_speaker("○山谷座長　それでは")
    SpeakerMark(speaker='山谷座長', style='glyph', width=6)
    >>> find_speaker("村井座長：はい。").speaker, find_speaker("○ 半導体の確保が重要。")
    ('村井座長', None)
    """
    for style, pattern in _speaker_patterns():
        found = pattern.match(text)
        if found and role_ending().fullmatch(found[1]):
            return SpeakerMark(found[1], style, found.end())
    return None
