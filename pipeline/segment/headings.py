"""Which lines are headings."""

import re

from pipeline.segment.marks import Mark
from pipeline.segment.procedure import is_clock, is_stage_note
from pipeline.segment.rules import any_of
from pipeline.segment.view import View
from pipeline.segment.wraps import ends_sentence

LONGEST_HEADING = 60
_BRACKETED = re.compile(r"[<＜〈《≪［\[【].{1,50}[>＞〉》≫］\]】]$")
_SUBJECT = re.compile(r"(について|に関して|関係|関連|の在り方|のあり方)$")
_LONGEST_SUBJECT = 40


def is_bracketed(text: str) -> bool:
    """Whether a whole line stands in brackets that set off a heading: 〈電源の構成〉."""
    return _BRACKETED.match(text) is not None


def is_heading(view: View, i: int, *, unfinished: bool) -> bool:
    """Whether a line of the body is a heading.

    Args:
        view: the meeting.
        i: the line.
        unfinished: the block before it breaks off inside a sentence.
    """
    line, mark, layout = view.lines[i], view.marks[i], view.layout
    text = line.text
    if line.declared:
        return True
    if len(text) > LONGEST_HEADING or text.endswith(("。", "、")):
        return False
    if unfinished and not line.after_blank and not (layout.name == "bullets" and view.opens_rows(i)):
        return False
    if any_of("headings", "agenda").match(text):
        return True
    if mark and view.bullet(i):
        return _names_subject(view, i, text[mark.width :], mark)
    if is_clock(text) or is_stage_note(text):
        return False
    if is_bracketed(text) or view.fields[i] is not None:
        return True
    return _stands_above_rows(view, i, mark, unfinished=unfinished)


def _stands_above_rows(view: View, i: int, mark: Mark | None, *, unfinished: bool) -> bool:
    text, layout = view.lines[i].text, view.layout
    enumerates = bool(mark and mark.enumerates)
    if layout.name == "verbatim":
        # ◎日程第１ among ◎市長（…）: the glyph of the turns, but nobody's name
        glyph = bool(mark and not enumerates and mark.key in layout.openers and not view.styled(i))
        return (enumerates or (glyph and not ends_sentence(text))) and view.opens_rows(i)
    if layout.name == "paragraphs":
        return enumerates and "。" not in text
    if enumerates and not unfinished and not ends_sentence(text):
        return True
    return view.opens_rows(i)


def _names_subject(view: View, i: int, rest: str, mark: Mark) -> bool:
    """A short bulleted line above bullets of another mark names their subject, as in ○ 人材について."""
    j = view.next_line(i)
    following = None if j is None else view.marks[j]
    below = following is not None and following.key != mark.key and following.key in view.layout.marks
    return below and len(rest) <= _LONGEST_SUBJECT and _SUBJECT.search(rest) is not None
