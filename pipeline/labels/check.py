"""What is wrong with the label files, and what the written corpus is short of."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.labels.counts import Counts, ThemeCounts, count_written
from pipeline.labels.gold import written_remarks
from pipeline.labels.records import Line, scan_labels
from pipeline.labels.similar import same_text, similar_between, similar_pairs

MOST_SIMILAR = 0.8
"""Similarity over which two written remarks, or a written and a real one, are nearly the same."""

LEAST_REMARKS = 2000
LEAST_MEETINGS = 60

LEAST_POSITIVES = 120
"""Written remarks that carry each theme."""

LEAST_IMPLICIT = 1 / 3
"""Share of a theme's remarks without the codebook's words for it."""

LEAST_HARD_NEGATIVES = 60
"""Written remarks for each theme that hold its words and do not carry it."""

LEAST_NONE = 0.20
LEAST_SEVERAL = 0.25
"""Shares of remarks without a theme, and with two or more."""

LEAST_REGISTER = 0.25
"""Share of each register: about a third is wanted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right: its kind, where it stands (`line` is empty for a whole folder), and the remedy."""

    kind: str
    file: str
    line: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.line}" if self.line else self.file
        return f"{where}: {self.reason}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Check:
    """The written corpus counted, the labels of real remarks by coder, and every problem of the label files."""

    counts: Counts
    real: dict[str, int]
    problems: list[Problem]


def check_labels(
    written: Path,
    coded: Path,
    *,
    codebook: Codebook,
    grades: Mapping[str, Mapping[str, int]],
    real: Mapping[str, str],
    meetings: Collection[str],
) -> Check:
    """Read all label files and look for what is wrong or short.

    Args:
        written: folder of the written remarks.
        coded: folder of the labels of real remarks, and of second and adjudicated labels of written ones.
        codebook: themes and their words.
        grades: grade by theme of every lexicon term.
        real: texts of the real remarks by id.
        meetings: ids of the invented meetings.
    """
    own, own_errors = scan_labels(written, codebook)
    other, other_errors = scan_labels(coded, codebook)
    brought = [line for line in own if line.label.is_written]
    texts = {line.label.remark_id: line.label.text or "" for line in brought}
    counts = count_written(
        written_remarks(line.label for line in [*own, *other] if _is_known(line, texts)), codebook, grades
    )
    coded_real = {key: real[key] for key in dict.fromkeys(line.label.remark_id for line in other) if key in real}
    return Check(
        counts,
        dict(sorted(Counter(line.label.coder for line in other if line.label.remark_id in real).items())),
        [
            *map(_unreadable, [*own_errors, *other_errors]),
            *_unknown([*own, *other], {*texts, *real}),
            *_no_meeting(brought, meetings),
            *_contradictions([*own, *other], {**real, **texts}),
            *_near_duplicates(brought),
            *_near_real(brought, coded_real),
            *_short(counts, written),
        ],
    )


def _is_known(line: Line, texts: Collection[str]) -> bool:
    return line.label.remark_id in texts


def _unreadable(error: InputError) -> Problem:
    return Problem("unreadable", error.path, error.place, error.reason, error.remedy)


def _at(kind: str, line: Line, reason: str, remedy: str) -> Problem:
    return Problem(kind, str(line.path), f"line {line.number}", reason, remedy)


def _unknown(lines: Iterable[Line], known: Collection[str]) -> Iterator[Problem]:
    for line in lines:
        if line.label.remark_id not in known:
            reason = f"no written or real remark has the id {line.label.remark_id}"
            yield _at("unknown_remark", line, reason, "Correct the id, or remove the line.")


def _no_meeting(lines: Iterable[Line], meetings: Collection[str]) -> Iterator[Problem]:
    reported: set[str] = set()
    for line in lines:
        meeting = line.label.meeting or ""
        if meeting not in meetings and meeting not in reported:
            reported.add(meeting)
            yield _at("unknown_meeting", line, f"the meeting {meeting} is in no table", "Add it to meetings.tsv.")


def _contradictions(lines: Iterable[Line], texts: Mapping[str, str]) -> Iterator[Problem]:
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        text = texts.get(line.label.remark_id, line.label.remark_id)
        groups[same_text(text), line.label.coding_pass].append(line)
    for (_, coding_pass), group in groups.items():
        first, *later = group
        for line in later:
            if set(line.label.themes) != set(first.label.themes):
                reason = f"the text of {_place(first)} has other themes in the same pass ({coding_pass})"
                yield _at("contradiction", line, reason, "Keep one of the lines, or give both the same themes.")


def _near_duplicates(lines: Sequence[Line]) -> Iterator[Problem]:
    for pair in similar_pairs([line.label.text or "" for line in lines], MOST_SIMILAR):
        reason = f"is nearly {_place(lines[pair.first])} (similarity {pair.similarity:.2f})"
        yield _at("near_duplicate", lines[pair.second], reason, "Write one of them anew, or remove it.")


def _near_real(lines: Sequence[Line], real: Mapping[str, str]) -> Iterator[Problem]:
    ids = list(real)
    for pair in similar_between([line.label.text or "" for line in lines], list(real.values()), MOST_SIMILAR):
        reason = f"is nearly the real remark {ids[pair.second]} (similarity {pair.similarity:.2f})"
        yield _at("near_real", lines[pair.first], reason, "Remove it: nothing measured may be trained on.")


def _place(line: Line) -> str:
    return f"{line.path.name}, line {line.number}"


def _short(counts: Counts, folder: Path) -> Iterator[Problem]:
    wanted = [
        ("size", "remarks", counts.remarks, LEAST_REMARKS),
        ("size", "meetings", len(counts.meetings), LEAST_MEETINGS),
        *(found for theme in counts.themes for found in _theme_floors(theme)),
    ]
    for kind, what, number, least in wanted:
        if number < least:
            yield Problem(
                kind, str(folder), "", f"{number} {what}, {least} are wanted", f"Write {least - number} more."
            )
    shares = [
        ("share", "without a theme", counts.none, LEAST_NONE),
        ("share", "with two or more themes", counts.several, LEAST_SEVERAL),
        *(("share", f"of the register {name}", number, LEAST_REGISTER) for name, number in counts.registers.items()),
    ]
    for kind, what, number, floor in shares:
        if counts.share(number) < floor:
            reason = f"{counts.share(number):.1%} of the remarks are {what}, {floor:.0%} are wanted"
            yield Problem(kind, str(folder), "", reason, "Write more of them.")


def _theme_floors(theme: ThemeCounts) -> Iterator[tuple[str, str, int, int]]:
    implicit = -int(-theme.remarks * LEAST_IMPLICIT // 1)
    yield "positives", f"remarks carry {theme.theme}", theme.remarks, LEAST_POSITIVES
    yield "implicit", f"remarks carry {theme.theme} without the codebook's words", theme.implicit, implicit
    yield (
        "hard_negatives",
        f"remarks hold words of {theme.theme} and do not carry it",
        theme.hard_negatives,
        LEAST_HARD_NEGATIVES,
    )
