"""Whether lines state something: a sentence that ends, on its line or on those it wraps into; and who states it."""

import re
from collections.abc import Callable, Container, Sequence

from pipeline.segment.lines import Line
from pipeline.segment.names import could_name, has_office, has_role
from pipeline.segment.speakers import SpeakerMark, candidates
from pipeline.segment.wraps import ends_latin_sentence

WRAPPING = 16
"""Characters of the shortest line that may go on in the next one."""
ENDS = "。」』）)】］]〕>＞〉：:"
_INLINE = ("round", "lenticular", "square", "angle", "colon")
_SUBJECT = re.compile(r"(について|に関して|に関すること|関係|関連|の在り方|のあり方)[)）>＞〉》≫］\]】]?$")
_LONGEST_SUBJECT = 40
_FEW_LINES = 8
"""Lines within which a sentence ends."""


def inline_speaker(text: str) -> SpeakerMark | None:
    """The name that opens a bulleted remark, in brackets or before a colon: （Ａ委員）電力は, 事務局：電力は."""
    for found in candidates(text):
        named = has_role(found.speaker) or (has_office if found.style == "colon" else could_name)(found.speaker)
        styled = found.style in _INLINE or (found.style == "quoted" and has_role(found.speaker))
        if styled and found.width < len(text) and named:
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


def names_subject(text: str) -> bool:
    """Whether a line ends as the name of a subject does: 人材について."""
    return len(text) <= _LONGEST_SUBJECT and _SUBJECT.search(text) is not None


def breaks_off(text: str) -> bool:
    """Whether a long line ends inside a sentence."""
    return len(text) >= WRAPPING and text[-1] not in ENDS and not ends_latin_sentence(text)
