"""Who speaks in a document that gives its speakers no role: found by who comes back, never on one line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from pipeline.segment.lines import Line
from pipeline.segment.marks import find_mark
from pipeline.segment.metadata import find_field
from pipeline.segment.names import could_name, dialogue_side, has_role, is_japanese
from pipeline.segment.rules import rules
from pipeline.segment.speakers import ROLES_ONLY, Cast, SpeakerMark, candidates, find_glued, find_speaker, unbracketed
from pipeline.segment.wraps import columns, ends_sentence

SPEECH = 8
"""Characters behind a speaker's mark that make it the start of a speech rather than an entry of a list."""

_HALF = 0.5
_SHARE = 0.8
"""Part of a glyph's lines that must look like turns before its names need no role."""
_PARTED = re.compile(r"[\s、，,・／/（）()：:]+")
_SURNAME = re.compile(r"[一-龠々ヶァ-ヴー]{1,4}(?:[ 　][一-龠々ヶぁ-んァ-ヴー]{1,4})?")
_NAME = re.compile(r"[一-龠々ヶァ-ヴー]{1,8}")
_LATIN = re.compile(r"[A-Z][A-Za-z.'-]{2,20}")
_PARTICLE = re.compile(r"(?:から|より|[はがをのにとも])(?![いうしっ])")


@dataclass
class _Tally:
    """Lines behind a sign: all; with a role; with one alone; with a name that has none; with one run into speech.

    `columns` tells for each name without a role at which columns of the page its speeches begin.
    """

    lines: int = 0
    roles: int = 0
    alone: int = 0
    names: Counter[str] = field(default_factory=Counter)
    columns: dict[str, Counter[float]] = field(default_factory=dict)
    glued: int = 0
    particles: int = 0

    @property
    def again(self) -> int:
        """Lines whose name without a role stands on another line too."""
        return sum(n for n in self.names.values() if n > 1)


def speaker_of(line: Line, cast: Cast = ROLES_ONLY) -> SpeakerMark | None:
    """The speaker that opens a line, by what is printed or by where the format shows it."""
    if line.named:
        return SpeakerMark(unbracketed(line.text.rstrip("：: 　")), "shown", len(line.text), "shown")
    return find_speaker(line.text, cast)


def find_cast(lines: Sequence[Line]) -> Cast:
    """How a document names its speakers, from all its lines but the furniture."""
    tallies: dict[str, _Tally] = {}
    sides: set[str] = set()
    for i, line in enumerate(lines):
        if find_field(line.text):
            continue
        if line.text[0] in rules("marks")["speaker_glyphs"]:
            tallies.setdefault(line.text[0], _Tally()).lines += 1
        for found in candidates(line.text):
            if not _speaks(lines, i, found) or (found.style == "spaced" and find_mark(line.text)):
                continue
            side = dialogue_side(found.speaker)
            if side:
                sides.add(side)
            _count(tallies.setdefault(found.opener, _Tally()), found, line)
            break
        else:
            _count_glued(tallies, line.text)
    trusted = frozenset(opener for opener, tally in tallies.items() if _names_roles(opener, tally))
    return Cast(
        openers=frozenset(opener for opener, tally in tallies.items() if _names_without_role(opener, tally)),
        names=frozenset(_returning(tallies)),
        dialogue=sides == {"questions", "answers"},
        glued=frozenset(opener for opener, tally in tallies.items() if _runs_on(tally)),
        present=_present(lines),
        trusted=trusted,
        alone=frozenset(opener for opener in trusted if 2 * tallies[opener].alone > tallies[opener].roles),
    )


def _speaks(lines: Sequence[Line], i: int, found: SpeakerMark) -> bool:
    """Whether a speech stands behind a mark, on its line or on the next one."""
    speech = lines[i].text[found.width :]
    if not speech and i + 1 < len(lines):
        speech = lines[i + 1].text
        if find_mark(speech) or find_speaker(speech) or find_field(speech):
            return False
    return ends_sentence(speech) or len(speech) > 2 * SPEECH


def _count(tally: _Tally, found: SpeakerMark, line: Line) -> None:
    if has_role(found.speaker):
        tally.roles += 1
        tally.alone += found.width == len(line.text)
    elif could_name(found.speaker) and (_LATIN.fullmatch(found.speaker) or _names_japanese(found)):
        tally.names[found.speaker] += 1
        column = line.indent / 2 + columns(line.text[: found.width])
        tally.columns.setdefault(found.speaker, Counter())[column] += 1


def _names_japanese(found: SpeakerMark) -> bool:
    """Whether a name is Japanese, or stands behind a sign that parts nothing else."""
    return is_japanese(found.speaker) or found.style not in ("glyph", "spaced")


def _count_glued(tallies: dict[str, _Tally], text: str) -> None:
    tally = tallies.get(text[0])
    found = find_glued(text) if tally else None
    if tally and found and found.width < len(text):
        tally.glued += 1
        tally.particles += _PARTICLE.match(text, found.width) is not None


def _names_without_role(opener: str, tally: _Tally) -> bool:
    """Glyphs by the share of their lines, brackets by names that come back or by roles in the same brackets."""
    if opener in ("colon", "dot", "half", "quoted", "spaced", "spaced thin", "alone"):
        return False
    speaking = tally.roles + tally.names.total()
    if tally.lines:
        return tally.again > 1 and speaking >= max(3, _SHARE * tally.lines)
    return bool(tally.names) and (tally.again > 1 or tally.roles > 1) and speaking > 2


def _present(lines: Sequence[Line]) -> frozenset[str]:
    """The names without a role in the list of who was there: 出席者：西田、宮崎、渡辺."""
    names: set[str] = set()
    listing = False
    for line in lines:
        found = find_field(line.text)
        listing = found.section == "attendees" if found else listing and "。" not in line.text
        if listing:
            names.update(_PARTED.split(found.value if found else line.text))
    return frozenset(name for name in names if _NAME.fullmatch(name) and could_name(name) and not has_role(name))


def _names_roles(opener: str, tally: _Tally) -> bool:
    """Whether a sign nearly always stands before a role; a gap parts too much else."""
    if opener in ("dot", "quoted", "spaced", "spaced thin", "alone"):
        return False
    named = tally.roles + tally.names.total()
    return tally.roles > 2 and (named >= _SHARE * tally.lines if tally.lines else tally.roles >= _HALF * named)


def _returning(tallies: dict[str, _Tally]) -> list[tuple[str, str]]:
    """Names without a sign of their own before them, which only their return gives away."""
    found: list[tuple[str, str]] = []
    for opener in ("colon", "spaced"):
        tally = tallies.get(opener, _Tally())
        if tally.roles + tally.names.total() >= 4 and tally.again > 1:
            level = _level(tally) if opener == "spaced" else frozenset(tally.names)
            found += [(opener, name) for name in tally.names if tally.names[name] > 1 or name in level]
    alone = Counter({name: n for name, n in tallies.get("alone", _Tally()).names.items() if _SURNAME.fullmatch(name)})
    returning = [name for name, n in alone.items() if n > 1]
    # such lines are headings elsewhere: 現状, 課題
    if len(returning) > 1 and 2 * sum(alone[name] for name in returning) > tallies["alone"].names.total():
        found += [("alone", name) for name in alone]
    return found


def _level(tally: _Tally) -> frozenset[str]:
    """The names whose speeches begin in the column in which those of nearly all names that return do."""
    returning = [name for name, times in tally.names.items() if times > 1]
    places = sum((tally.columns[name] for name in returning), Counter[float]())
    column, times = max(places.items(), key=itemgetter(1), default=(0.0, 0))
    if times < _SHARE * places.total():
        return frozenset()
    return frozenset(name for name, at in tally.columns.items() if column in at)


def _runs_on(tally: _Tally) -> bool:
    """Whether names run into speeches: nearly all lines do, and seldom as the subject of a sentence."""
    enough = tally.glued > 1 and tally.glued + tally.roles >= _SHARE * tally.lines
    return enough and 2 * tally.particles < tally.glued
