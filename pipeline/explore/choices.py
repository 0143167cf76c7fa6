"""What an analyst can choose from: every value that stands in the table, with the number of remarks that have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc

from pipeline.explore.filters import NO_THEME
from pipeline.explore.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Choices:
    """Remarks by value: themes in codebook order (and none), meetings and headings as they come, the others by number.

    `titles` names the meetings; `days` are the first and the last day, `None` where no remark has a date.
    """

    themes: Mapping[str, int]
    concepts: Mapping[str, int]
    meetings: Mapping[str, int]
    titles: Mapping[str, str]
    agenda: Mapping[str, int]
    speakers: Mapping[str, int]
    days: tuple[date, date] | None


def choices(shelf: Shelf, theme_ids: Sequence[str]) -> Choices:
    """Count everything once."""
    themeless = pc.sum(pc.equal(pc.list_value_length(shelf.table["themes"]), 0)).as_py() or 0
    first, last = pc.min_max(shelf.table["date"]).as_py().values()
    return Choices(
        themes={**shelf.theme_counts(theme_ids), NO_THEME: themeless},
        concepts=shelf.concept_counts(),
        meetings=shelf.counts("meeting_id"),
        titles=shelf.meeting_titles(),
        agenda=shelf.counts("agenda"),
        speakers=_most_first(shelf.counts("speaker")),
        days=(first, last) if first else None,
    )


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda entry: -entry[1]))
