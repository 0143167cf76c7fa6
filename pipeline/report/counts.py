"""What the charts and their tables count: remarks by theme, under headings, in meetings, and side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report.material import Material, Row


@dataclass(frozen=True, slots=True)
class Group:
    """Some remarks, counted: `by_theme` follows the codebook's order; a remark counts under each of its themes."""

    label: str
    note: str
    remarks: int
    by_theme: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of a theme: remarks of the theme that hold it, and remarks that hold it at all."""

    text: str
    with_theme: int
    remarks: int


def by_theme(rows: Iterable[Row], theme_ids: Sequence[str]) -> tuple[int, ...]:
    """Remarks that carry each theme."""
    counted = Counter(theme for row in rows for theme in row["themes"])
    return tuple(counted[theme] for theme in theme_ids)


def by_agenda(material: Material) -> list[Group]:
    """One group for each heading of each meeting, headings without a remark included."""
    groups = []
    for meeting in material.meetings_in_order:
        rows = material.by_meeting[meeting.meeting_id]
        printed = dict.fromkeys([*meeting.agenda, *(row["agenda"] for row in rows)])
        for heading in printed:
            under = [row for row in rows if row["agenda"] == heading]
            groups.append(_group(heading or "", _day(meeting.date), under, material.codebook.theme_ids))
    return groups


def by_meeting(material: Material) -> list[Group]:
    """One group for each meeting, earliest first."""
    groups = []
    for meeting in material.meetings_in_order:
        rows = material.by_meeting[meeting.meeting_id]
        groups.append(_group(meeting.title, _day(meeting.date), rows, material.codebook.theme_ids))
    return groups


def together(rows: Iterable[Row], theme_ids: Sequence[str]) -> list[list[int]]:
    """Remarks that carry both themes: row and column in codebook order, nought on the diagonal."""
    counted = Counter((a, b) for row in rows for a in row["themes"] for b in row["themes"] if a != b)
    return [[counted[a, b] for b in theme_ids] for a in theme_ids]


def top_keywords(rows: Sequence[Row], theme: str, number: int) -> list[Keyword]:
    """Keywords that many remarks of the theme hold and few others: best first by `with_theme² / remarks`."""
    anywhere = Counter(word for row in rows for word in set(row["keywords"]))
    inside = Counter(word for row in rows if theme in row["themes"] for word in set(row["keywords"]))
    found = [Keyword(word, count, anywhere[word]) for word, count in inside.items()]
    return sorted(found, key=lambda k: (-(k.with_theme**2) / k.remarks, -k.with_theme, k.text))[:number]


def _group(label: str, note: str, rows: Sequence[Row], theme_ids: Sequence[str]) -> Group:
    return Group(label, note, len(rows), by_theme(rows, theme_ids))


def _day(day: object) -> str:
    return str(day) if day else ""
