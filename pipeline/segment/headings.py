"""Which lines are headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.segment.brackets import is_bracketed, is_round
from pipeline.segment.dates import number_of
from pipeline.segment.marks import Mark, find_mark
from pipeline.segment.names import has_role
from pipeline.segment.paragraphs import SLACK, line_reach
from pipeline.segment.procedure import is_clock, is_explained, is_stage_note
from pipeline.segment.rules import any_of, rules
from pipeline.segment.statements import names_subject
from pipeline.segment.view import View
from pipeline.segment.wraps import ends_sentence

LONGEST_HEADING = 60
_STOPS = "。．！？!?"
_FARTHEST = 1_000
"""Lines within which the next heading is looked for."""
_OPENING, _CLOSING = re.compile("[(（]"), re.compile("[)）]")
_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十]{1,3}")


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a line.

    It is a `heading`, or a block that is `unfinished`, inside a sentence, or even `broken`, at the margin where the
    lines of this document wrap. `counted` holds the next number of each family whose last line was a heading.
    `turn` is the indent of the name of who speaks, `bullet` that of the bullet whose remark is open.
    """

    heading: bool
    unfinished: bool
    broken: bool
    counted: Mapping[str, int] = field(default_factory=dict)
    turn: int | None = None
    bullet: int | None = None


def is_heading(view: View, i: int, above: Above) -> bool:
    """Whether a line of the body is a heading."""
    line, mark, layout = view.lines[i], view.marks[i], view.layout
    text = line.text
    if line.declared:
        return True
    if len(text) > LONGEST_HEADING or "。" in text or text.endswith("、"):
        return False
    listed = layout.name == "bullets" and view.opens_rows(i)
    inside = above.unfinished and not line.after_blank and (above.broken or not listed)
    if inside or _is_deeper(view, i, above):
        return False
    if layout.name == "verbatim" and wraps_on(view, i):
        return False
    if _names_item(text, mark) or view.is_topic(i):
        return True
    counts = mark is not None and mark.enumerates and layout.name == "paragraphs" and view.begins_prose(i + 1)
    if mark and view.bullet(i) and not counts:
        told = any_of("headings", "agenda").match(text[mark.width :]) is not None and view.opens_rows(i)
        return told or _heads_list(view, i, text[mark.width :], mark)
    if is_clock(text) or is_stage_note(text) or (mark is None and is_explained(text)):
        return False
    if (is_bracketed(text) and not is_stage_note(text)) or (view.fields[i] is not None and not _is_item(view, i)):
        return True
    if is_round(text) and (names_subject(text) or _above_statement(view, i)):
        return True
    return _stands_above_rows(view, i, mark, above) and not _is_half(text)


def _above_statement(view: View, i: int) -> bool:
    """Whether a bullet that states something stands below, or prose where nobody speaks."""
    mark = view.marks[i + 1] if i + 1 < len(view.lines) and not view.styled(i + 1) else None
    if view.layout.name == "verbatim":
        return mark is not None and not mark.enumerates and view.states(i + 1, mark.width)
    return view.begins_prose(i + 1)


def _is_deeper(view: View, i: int, above: Above) -> bool:
    """Whether a bullet stands right below another and deeper, as an item of what is said there."""
    line, mark = view.lines[i], view.marks[i]
    bulleted = mark is not None and not mark.enumerates and above.bullet is not None
    return bulleted and not line.after_blank and line.indent > (above.bullet or 0) + 1


def _names_item(text: str, mark: Mark | None) -> bool:
    """Whether a line reads like an item of the agenda, behind a sign that heads sections too: ◆ その他."""
    item = any_of("headings", "agenda")
    signed = mark is not None and mark.key in rules("marks")["signs"] and item.match(text[mark.width :])
    return bool(signed or item.match(text))


def wraps_on(view: View, i: int) -> bool:
    """Whether a line without a full stop reaches the margin and goes on below."""
    line, margin = view.lines[i], view.layout.margin
    if i + 1 >= len(view.lines) or i + 1 in view.furniture or margin == float("inf"):
        return False
    after = view.lines[i + 1]
    level = not (after.after_blank and view.layout.blanks) and after.indent <= line.indent and not view.opens(i + 1)
    return level and line_reach(line) >= margin - SLACK and not is_bracketed(line.text)


def _is_item(view: View, i: int) -> bool:
    """Whether a bullet names papers or people in a list that somebody reads out: ・参考資料　名簿."""
    mark = view.marks[i]
    listed = mark is not None and not mark.enumerates and mark.key not in view.heads
    return listed and view.layout.name == "verbatim" and view.keys[i] == view.keys[i - 1]


def _stands_above_rows(view: View, i: int, mark: Mark | None, above: Above) -> bool:
    line, layout = view.lines[i], view.layout
    text = line.text
    enumerates = bool(mark and mark.enumerates)
    if layout.name == "verbatim":
        if mark and not enumerates:
            # a sign that opens nothing else closes the turn above it: ■次回：２月６日
            alone = line.after_blank and layout.blanks and mark.key in rules("marks")["signs"]
            return mark.key in view.heads or (alone and mark.key not in layout.openers and not above.unfinished)
        apart = line.after_blank and layout.blanks
        if enumerates and above.heading:
            return True
        # what a speaker numbers stands deeper than the speaker's name
        inside = above.turn is not None and line.indent > above.turn and not line.after_blank
        complete = not (above.unfinished or inside or ends_sentence(text))
        whole = complete and view.speech_near(i)
        if mark and complete and (whole or apart) and above.counted.get(mark.key) == number_in(text):
            return True
        if enumerates and whole and names_subject(text) and view.keys[i + 1 : i + 2] != [view.keys[i]]:
            return True
        if not view.opens_rows(i):
            apart = line.after_blank or not above.unfinished
            return apart and enumerates and text[-1] not in _STOPS and counts_on(view, i)
        return enumerates or (not ends_sentence(line.text) and (apart or names_subject(line.text)))
    if layout.name == "paragraphs":
        if ends_sentence(text) or not view.begins_prose(i + 1):
            return enumerates
        below = view.lines[i + 1]
        alone = line.after_blank and layout.blanks and (below.after_blank or below.indent > line.indent)
        return enumerates or mark is not None or (alone and not above.unfinished)
    signed = mark is not None and mark.key in view.heads
    if (enumerates or signed) and not above.unfinished and not ends_sentence(line.text):
        return True
    return view.opens_rows(i)


def _is_half(text: str) -> bool:
    """Whether a bracket closes that opens in the line above: 委員）."""
    closed, opened = _CLOSING.search(text), _OPENING.search(text)
    return closed is not None and (opened is None or closed.start() < opened.start()) and not find_mark(text)


def counts_on(view: View, i: int) -> bool:
    """Whether a numbered line follows the number of a field, a heading or a speaker: ４．質疑 after ３．曽我弁護士."""
    mark = view.marks[i]
    before = view.same_before[i]
    if mark is None or before is None or not (view.fields[before] or view.speakers[before] or view.opens_rows(before)):
        return False
    number, last = number_in(view.lines[i].text), number_in(view.lines[before].text)
    return number is not None and last is not None and number == last + 1


def counted_on(view: View, i: int) -> bool:
    """Whether the next number stands above a speech too, and others speak before it: so this one heads what follows."""
    mark = view.marks[i]
    if mark is None or not mark.enumerates:
        return False
    end = min(i + _FARTHEST, len(view.lines))
    after = next((j for j in range(i + 1, end) if view.keys[j] == mark.key and not view.speakers[j]), None)
    if after is None or not view.opens_rows(after):
        return False
    if not any(view.styled(j) or view.bullet(j) for j in range(i + 1, after)):
        return False
    number, following = number_in(view.lines[i].text), number_in(view.lines[after].text)
    return number is not None and following == number + 1


def number_in(text: str) -> int | None:
    """The first number in a text, in digits or kanji."""
    found = _DIGITS.search(text)
    return number_of(found[0]) if found else None


def names_body(view: View, i: int) -> bool:
    """Whether a word that also heads a list of people stands above what these say: ■事務局."""
    speaker, j = view.speakers[i], view.next_line(i)
    plain = speaker is not None and speaker.style in ("alone", "spaced") and not view.lines[i].declared
    if speaker is None or j is None or plain:
        return False
    return speaker.width == len(view.lines[i].text) and has_role(speaker.speaker) and view.states_row(j)


def _heads_list(view: View, i: int, rest: str, mark: Mark) -> bool:
    """A short bulleted line above bullets of another mark names their subject, as in ○ 人材について."""
    j = view.next_line(i)
    following = None if j is None else view.marks[j]
    if j is None or following is None or following.key == mark.key or following.key not in view.layout.marks:
        return False
    # the last of a list of sub-bullets stands above the next bullet too
    before = view.marked_before(i)
    listed = view.lines[i].indent > view.lines[j].indent or (before is not None and before.key == mark.key)
    return not listed and names_subject(rest)
