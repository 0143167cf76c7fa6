"""What the head of a document says of its meeting: title, number, date, place; and the sections it names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from unicodedata import normalize

from pipeline.segment.dates import find_date, find_day_of_year, number_of
from pipeline.segment.lines import LINES_REMEMBERED, Line
from pipeline.segment.names import has_role
from pipeline.segment.rules import rules
from pipeline.segment.wraps import printed, reads_like_speech

LISTS = ("attendees", "documents", "agenda", "contact", "other")
"""Sections of the head that list people, papers or what else a form asks for."""
_DIGITS = "0-9０-９一二三四五六七八九十"
_COUNTED = rf"[(（]?[{_DIGITS}]{{1,2}}[)）.．、 　]|第[{_DIGITS}]{{1,3}}[.．、 　]|[①-⑳Ⅰ-Ⅻ][.．、]?"
_OPENING = rf"(?:[○〇◯●・■◆□◇▶•*✓✔-]|{_COUNTED})?[ 　]*(?P<open>[<＜〈《≪【\[［(（〔]?)[ 　]*"
_NUMBER = r"第[ 　]*([0-9０-９一二三四五六七八九十百〇]{1,5})[ 　]*"
_ORDINAL = re.compile(_NUMBER + r"回(?![ 　]*国会)")
_ISSUE = re.compile(_NUMBER + "号")
_FIRST_LINES = 30
"""Lines of a head in which a day and its year are looked for apart."""
_LONGEST_LABEL = 16
"""Characters in which the name of a field shows."""
_OTHER = re.compile(rf"{_OPENING}[^\s。、：:]{{1,12}}(?:[：:]|[ 　]{{2,}}|　|$)[ 　]*(?P<value>[^。]*)$")
_BELOW = re.compile("(以下|次|下記|別紙)の?(とおり|通り)[。）)]?$")
_SHORTEST_NAME = 4
_SLIPS = 2
"""Characters by which two prints of one title may differ."""
_REST = "[^()（）：:。]{0,16}"
_COUNT = rf"(?:[ 　]*[(（]{_REST}(?:[{_DIGITS}][ 　]?[名人]|敬称略|順|別紙|併用|案){_REST}[)）])?"
"""What is noted behind a field's name: （五十音順、敬称略）, （１０名）."""
_CLOSING = r"[ 　]*(?P<close>[>＞〉》≫】\]］)）〕]?)[ 　]*"


@dataclass(frozen=True, slots=True)
class Field:
    """A line that names a section of the document, with what stands behind the name."""

    section: str
    value: str


@lru_cache(maxsize=1)
def _any_field() -> re.Pattern[str]:
    """Matches where some pattern of `_fields` may: most lines name no section, and are told apart by one look."""
    return re.compile(_OPENING + "(?:" + "|".join(rules("headings")["sections"].values()) + ")")


@lru_cache(maxsize=1)
def _fields() -> list[tuple[str, re.Pattern[str]]]:
    sections = rules("headings")["sections"]
    return [
        (name, re.compile(rf"{_OPENING}(?:{label}){_COUNT}{_CLOSING}(?P<colon>[:：]?)[ 　\t]*(?P<value>.*)$"))
        for name, label in sections.items()
    ]


@lru_cache(maxsize=LINES_REMEMBERED)
def find_field(text: str) -> Field | None:
    """The section that a line names: 日時：…, <場所>…, １．出席者, 【議事要旨】.

    A sentence that begins with such a word names none.

    >>> find_field("<日時>2023年10月12日(木)"), find_field("委員からは意見があった。")
    (Field(section='time', value='2023年10月12日(木)'), None)
    """
    if len(text) > 120 or not _any_field().match(text):
        return None
    for section, pattern in _fields():
        found = pattern.match(text)
        if not found or (found["close"] and not found["open"]):
            continue
        value, parted = found["value"], found["colon"] or _is_parted(text, found)
        if section == "attendees" and reads_like_speech(value) and not _heads_list(text):  # （事務局）検討します。
            return None
        told = not value or _BELOW.match(value) is not None
        if told or (parted and section != "remarks") or (section in ("time", "place") and find_date(value)):
            return Field(section, value.strip())
    return None


def find_other_field(text: str) -> Field | None:
    """A line built like a field, by a name that no rule knows: ○参与：兼原座長、佐藤参与."""
    found = _OTHER.match(text)
    return Field("other", found["value"]) if found and not reads_like_speech(found["value"]) else None


def _heads_list(text: str) -> bool:
    """Whether a field's name heads a list of people and names nobody who could speak."""
    return re.search(rules("headings")["lists_people"], text[:_LONGEST_LABEL]) is not None


def _is_parted(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start("value")]
    return before[-1:] in " 　\t>＞〉》】]］)）" and not text.endswith("。")


def sounds_like_title(text: str) -> bool:
    """Whether a line names a meeting or its minutes, and is no field nor a note in brackets."""
    noted = text[0] in "(（" and not _ORDINAL.search(text)
    return _title_words().search(text) is not None and find_field(text) is None and not noted


@cache
def _title_words() -> re.Pattern[str]:
    return re.compile(rules("metadata")["title_words"])


def find_title(lines: Sequence[Line], *, blanks: bool = True) -> str:
    """The title among the lines of the head: the first that sounds like a meeting's, with the line it wraps into.

    Args:
        lines: of the head, without its fields.
        blanks: whether blank lines part what stands between them.
    """
    named = [i for i, line in enumerate(lines) if sounds_like_title(line.text)]
    declared = [i for i in named if lines[i].declared]
    named = named[named.index(declared[0]) :] if declared else named
    if not named:
        return printed(next((line for line in lines if line.declared), lines[0]).text) if lines else ""
    first = named[0]
    # a running head or a cover stands above the title
    later = (i for i in named[1:] if _names_again(lines[first].text, lines[i].text))
    first = next(later, first)
    second = first + 1
    if second == len(lines):
        return printed(lines[first].text)
    apart = (lines[second].after_blank and blanks) or lines[first].text.endswith("）") or lines[second].declared
    kind = names_kind(lines[second].text) and not (lines[first].declared and lines[second].declared)
    names = has_role(lines[second].text)  # …事務局, who publishes
    wraps = kind or (second in named and not (apart or names or find_date(lines[second].text)))
    return printed(lines[first].text + (lines[second].text if wraps else ""))


def _names_again(title: str, other: str) -> bool:
    """Whether a line repeats a title, in another order or with more: 第２回 検討会, 検討会（第２回）議事要旨."""
    left, right = (re.sub(r"[\s()]", "", normalize("NFKC", text)) for text in (title, other))
    missing = (Counter(left) - Counter(right)).total()
    return (
        _SHORTEST_NAME < len(left) <= len(right) + 2 and missing <= 2 and (missing == 0 or len(right) <= len(left) + 2)
    )


def names_kind(text: str) -> bool:
    """Whether a line only says what kind of paper this is: 議事要旨, 会議録（案）."""
    return _kinds().match("".join(text.split())) is not None


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(rules("metadata")["kinds"])


def meeting_number(title: str, lines: Sequence[Line]) -> int | None:
    """The number in 第N回, from the title or else from the head; of a Diet record its 第N号."""
    for text in (title, *(line.text for line in lines)):
        found = _ORDINAL.search(text)
        if found:
            return number_of(found[1])
    issue = _ISSUE.search(title)
    return number_of(issue[1]) if issue else None


def meeting_date(values: Sequence[str], lines: Sequence[Line]) -> date | None:
    """The day: from the field 日時 if there is one, else the first date of the head; or of the year that it names."""
    texts = [*values, *(line.text for line in lines)]
    whole = (day for text in texts if (day := find_date(text)))
    near = lines[:_FIRST_LINES]
    halves = (day for text in texts[:_FIRST_LINES] for line in near if (day := find_day_of_year(text, line.text)))
    return next(whole, None) or next(halves, None)
