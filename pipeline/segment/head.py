"""The head of a document: title, fields, lists of people and papers; and where the body begins."""

import re

from pipeline.segment.blocks import Parsed
from pipeline.segment.brackets import is_bracketed, is_round
from pipeline.segment.bullets import is_legend
from pipeline.segment.headings import LONGEST_HEADING, counted_on, counts_on, number_in
from pipeline.segment.metadata import LISTS, names_kind
from pipeline.segment.procedure import is_clock, is_procedure
from pipeline.segment.rules import any_of, rules
from pipeline.segment.statements import names_subject
from pipeline.segment.view import View
from pipeline.segment.wraps import ends_sentence

_FORM = ("time", "place", "attendees")
_LONG_BULLET = 25
"""Characters behind a mark that make a remark of a line before any section is named."""
_FEW = 6
"""Lines that may stand between the hour of opening and the first speech, such as a heading or a note."""
_LONGEST_HEAD = 100
"""Lines within which the fields of a head stand."""
_TITLE_LINES = 3
"""Lines of a title with what is printed above it, such as 資料１."""


class HeadReader:
    """Reads lines into fields until the body begins. State: the section at hand."""

    def __init__(self, view: View, parsed: Parsed) -> None:
        self.view = view
        self.parsed = parsed
        self.section = "head"

    def read(self, i: int) -> None:
        """Take in a line: as a field, as an entry of the section at hand, or as a line of the title."""
        line, found = self.view.lines[i], self.view.fields[i]
        if found and not self._completes_title(i):
            self.section = found.section
            self.parsed.name(f"field_{found.section}", line)
            if found.value:
                self.parsed.fields.setdefault(found.section, []).append(found.value)
            return
        if self.section in ("time", "place") and self.section not in self.parsed.fields:
            self.parsed.fields[self.section] = [line.text.lstrip("：: 　")]
        elif self.section in ("head", "remarks"):
            self.parsed.head.append(line)
        self.parsed.name(self.section, line)

    def _completes_title(self, i: int) -> bool:
        """Whether 議事要旨 stands below the title, before the fields, rather than above the remarks."""
        j = self.view.next_line(i)
        below = None if j is None else self.view.fields[j]
        titled = 0 < len(self.parsed.head) <= _TITLE_LINES and not self.parsed.fields
        return (
            titled and names_kind(self.view.lines[i].text) and below is not None and below.section in ("time", "place")
        )

    def body_begins(self, i: int) -> bool:
        """Whether a line is the first of the body."""
        view, text = self.view, self.view.lines[i].text
        begun = self.section == "remarks" and view.is_speech(i, "body") and not self._fields_ahead(i)
        if begun or view.is_speech(i, self.section) or (is_clock(text) and not self._goes_on(i)):
            return True
        if view.fields[i] or is_legend(text):
            return False
        if self._heads_prose(i) or (view.lines[i].declared and any_of("headings", "agenda").match(text)):
            return True
        if view.layout.name == "verbatim":
            opened = (self.section == "remarks" and self._opens_minutes(i)) or self._speaks(i)
            return opened or self._heads_first_speech(i) or self._opens_meeting(i)
        if (self.section not in LISTS or is_bracketed(text) or is_round(text)) and self._heads_first_rows(i):
            return True
        if view.layout.name == "bullets" and self._counts_rows(i):
            return True
        announced = self.section == "remarks" or self._precedes_remarks(i)
        if any_of("headings", "agenda").match(text) and self.section != "agenda":
            return True
        mark = view.marks[i]
        if mark and mark.key in view.tops:
            rest = text[mark.width :]
            stated = ends_sentence(rest) or view.states(i, mark.width)
            stated = stated or (self.section not in LISTS and is_procedure(rest))
            return announced or stated or (self.section == "head" and len(rest) > _LONG_BULLET)
        return announced or (view.layout.name == "paragraphs" and view.begins_prose(i))

    def _precedes_remarks(self, i: int) -> bool:
        """Whether a sentence apart from the head tells how the meeting began, or stands above what announces more."""
        view, line = self.view, self.view.lines[i]
        if not line.after_blank or not view.layout.blanks or view.opens(i):
            return False
        if re.match(rules("headings")["beginning"], line.text) and view.begins_prose(i):
            return True
        last = line.text.endswith("。") and i + 1 < len(view.lines)
        return last and not view.announces(i) and view.announces(i + 1)

    def _speaks(self, i: int) -> bool:
        """Whether a paragraph apart from the fields is spoken, before anybody is named: 本日は２点お話しします。."""
        view, line = self.view, self.view.lines[i]
        apart = (line.after_blank and view.layout.blanks) or is_round(view.lines[i - 1].text)  # （冒頭発言）
        known = (self.parsed.fields or self.parsed.head) and self.section not in LISTS and not view.opens(i)
        spoken = re.search(rules("headings")["spoken"], line.text) is not None and line.text.endswith("。")
        return bool(known) and apart and spoken and not self._fields_ahead(i)

    def _opens_meeting(self, i: int) -> bool:
        """Whether １ 開会 stands above what was said, and not in the list of the agenda."""
        view, mark = self.view, self.view.marks[i]
        if mark is None or not re.match(rules("headings")["opening"], view.lines[i].text):
            return False
        below = view.keys[i + 1 : i + 2]
        return below == [None] and view.fields[i + 1] is None and not self._fields_ahead(i)

    def _fields_ahead(self, i: int) -> bool:
        """Whether the head names more sections before the first speech."""
        view, near = self.view, range(i + 1, min(i + _LONGEST_HEAD, len(self.view.lines)))
        first = next((j for j in near if view.is_speech(j, "other")), i)
        return any((field := view.fields[j]) and field.section in _FORM for j in range(i + 1, first))

    def _opens_minutes(self, i: int) -> bool:
        """Whether prose, or a numbered heading with no field of the head below it, follows the word 議事録."""
        view, mark = self.view, self.view.marks[i]
        if view.begins_prose(i):
            return True
        if any_of("headings", "agenda").match(view.lines[i].text):
            below = i + 1 < len(view.lines) and not view.opens(i + 1) and is_procedure(view.lines[i + 1].text)
            return below and not self._fields_ahead(i)
        if mark is None or not mark.enumerates or view.keys[i + 1 : i + 2] == [mark.key]:
            return False
        return number_in(view.lines[i].text) == 1 and not self._fields_ahead(i)

    def _counts_rows(self, i: int) -> bool:
        """Whether a mark that opens no rows heads the first; in the agenda only a number whose next does too."""
        view, mark = self.view, self.view.marks[i]
        if mark is None or view.bullet(i):
            return False
        if not mark.enumerates:
            j, apart = view.next_row(i), view.lines[i].after_blank and view.layout.blanks and self.parsed.fields
            return bool(apart) and j is not None and view.fields[j] is None and self._heads_rows(i)
        return self._heads_rows(i) and (self.section != "agenda" or counted_on(view, i))

    def _goes_on(self, i: int) -> bool:
        """Whether lists of the head stand between a line of verbatim minutes and the first speech."""
        view = self.view
        if view.layout.name != "verbatim":
            return False
        end = min(i + _LONGEST_HEAD, len(view.lines))
        first = next((j for j in range(i + 1, end) if view.is_speech(j, "attendees")), end)
        between = [j for j in range(i + 1, first) if j not in view.furniture]
        return len(between) > _FEW or any((field := view.fields[j]) and field.section != "remarks" for j in between)

    def _heads_prose(self, i: int) -> bool:
        """Whether a heading in brackets, a number or the format's own stands above prose or, the last, above rows."""
        view, line, mark = self.view, self.view.lines[i], self.view.marks[i]
        if not self.parsed.head or "。" in line.text:  # the first heading of a page is its title
            return False
        j = view.next_line(i)
        if line.declared and j is not None and (field := view.fields[j]) and field.section in _FORM:
            return False  # 開催概要, above 日時 and 場所
        if line.declared:
            # a subject above the name of who speaks on it
            named = j is not None and view.lines[j].declared and self._heads_rows(j)
            return view.begins_prose(i + 1) or self._heads_rows(i) or named
        bracketed = is_bracketed(line.text) or (view.layout.name != "verbatim" and is_round(line.text))
        signed = mark is not None and mark.key in rules("marks")["signs"] and mark.key not in view.layout.openers
        headed = mark is not None and (mark.key in view.heads or (signed and view.bullet(i) is None))
        numbered = mark is not None and mark.enumerates
        named = line.after_blank and any_of("headings", "agenda").match(line.text) is not None
        if bracketed and self._counts_prose(i + 1):
            return True
        bracketed = bracketed and (self.section not in LISTS or self.section == "agenda")
        heads = headed or numbered or bracketed or (named and self.section in LISTS)
        if not heads or not view.begins_prose(i + 1) or (self.section == "agenda" and view.styled(i + 1)):
            return False  # above a speech stands the last of the agenda, or else a heading told elsewhere
        below = view.marks[i + 1]
        listed = view.layout.name == "verbatim" and below is not None and not below.enumerates
        return (below is None or listed) and view.fields[i + 1] is None

    def _counts_prose(self, i: int) -> bool:
        """Whether a numbered line that is no field stands above prose."""
        view = self.view
        mark = view.marks[i] if i < len(view.lines) and view.fields[i] is None else None
        prose = i + 1 < len(view.lines) and not view.opens(i + 1) and view.begins_prose(i + 1)
        return mark is not None and mark.enumerates and prose

    def _heads_rows(self, i: int) -> bool:
        """Whether a row stands below; among people and papers one that says something."""
        view, j = self.view, self.view.next_row(i)
        if self.section not in LISTS or j is None:
            return view.opens_rows(i)
        return view.is_speech(j, self.section) if view.layout.name == "verbatim" else view.states_row(j)

    def _heads_first_speech(self, i: int) -> bool:
        """Whether a heading stands above the first speech, rather than in the list of the agenda."""
        view, text, mark = self.view, self.view.lines[i].text, self.view.marks[i]
        if len(text) > LONGEST_HEADING or not view.opens_rows(i):
            return False
        if self.section in LISTS and (self.section == "agenda" or not any_of("headings", "agenda").match(text)):
            # 【委員】 stands above names too, but nobody says anything there
            return (is_bracketed(text) or counts_on(view, i) or counted_on(view, i)) and self._heads_rows(i)
        heads = mark is not None and (mark.enumerates or mark.key in view.heads)
        announced = self.section == "remarks" and names_subject(text)
        return heads or announced or is_bracketed(text) or any_of("headings", "agenda").match(text) is not None

    def _above_rows(self, i: int) -> bool:
        """Whether a line opens the first row, or is a number above it."""
        return self.view.states_row(i) or (i < len(self.view.lines) and self._counts_rows(i))

    def _heads_first_rows(self, i: int) -> bool:
        """Whether a speaker's name or a bracketed heading stands above the first bullets, or a number above prose."""
        view, mark = self.view, self.view.marks[i]
        if view.layout.name == "bullets":
            speaker = view.speakers[i]
            named = speaker and speaker.style not in ("alone", "spaced") and view.opens_rows(i)
            text = view.lines[i].text
            return bool(named) or ((is_bracketed(text) or is_round(text)) and self._above_rows(i + 1))
        return bool(mark and mark.enumerates and view.begins_prose(i + 1))
