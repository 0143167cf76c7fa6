"""Joining what a page or a column broke."""

import re
import unicodedata

from pipeline.segment.rules import radicals

_LATIN_END = re.compile(r"[A-Za-z0-9,.;:)%]$")
_LATIN_START = re.compile(r"[A-Za-z0-9(]")
_HIRAGANA = re.compile("[ぁ-ん]")
_LATIN_SENTENCE_END = re.compile(r"[a-z]{3}\.$")
_SENTENCE_END = re.compile(r"[。．！？!?」』）)〕]$")


class _Widths(dict[str, float]):
    """Width of every character seen so far."""

    def __missing__(self, char: str) -> float:
        self[char] = 0.5 if unicodedata.east_asian_width(char) in ("Na", "H", "N") else 1.0
        return self[char]


_WIDTHS = _Widths()


def join_wrapped(left: str, right: str) -> str:
    """Two lines of one paragraph: a space between Latin words, nothing between Japanese characters.

    >>> join_wrapped("アプローチは、経", "済安全保障政策")
    'アプローチは、経済安全保障政策'
    >>> join_wrapped("the small", "yard")
    'the small yard'
    """
    return f"{left}{space_between(left, right)}{right}"


def space_between(left: str, right: str) -> str:
    """What stands between two lines once they are joined."""
    return " " if _LATIN_END.match(left[-1:]) and _LATIN_START.match(right) else ""


def ends_sentence(text: str) -> bool:
    """Whether a paragraph can end here."""
    return bool(_SENTENCE_END.match(text[-1:])) or ends_latin_sentence(text)


def ends_latin_sentence(text: str) -> bool:
    """Whether a text ends in a Latin word with a full stop, and not in No. or U.S."""
    return _LATIN_SENTENCE_END.match(text[-4:]) is not None


def reads_like_speech(text: str) -> bool:
    """Whether a text states something rather than listing names: a full stop, or enough of the letters of grammar.

    >>> reads_like_speech("調査船は二隻しかないので、"), reads_like_speech("寺田　稔君　　冨樫　博之君　　渡海紀三朗君")
    (True, False)
    """
    if "。" in text or text.endswith(("？", "！", "?", "!")) or (text.endswith(".") and " " in text):
        return True
    return len(text) >= 10 and 4 * len(_HIRAGANA.findall(text)) >= len(text)


def columns(text: str) -> float:
    """Length in full-width characters: a letter of ASCII is half as wide."""
    return sum(map(_WIDTHS.__getitem__, text))


def printed(text: str) -> str:
    """The text with radicals mapped to their kanji and otherwise as printed.

    >>> printed("⼈材と⻘年")
    '人材と青年'
    """
    return text.translate(radicals())
