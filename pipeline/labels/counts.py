"""What the written corpus holds: remarks by theme, register and meeting, explicit, implicit and hard negative ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from pipeline.codebook import Codebook
from pipeline.labels.records import Label, Register
from pipeline.labels.theme_words import Flags, ThemeWords, codebook_words, expected_words

REGISTERS: tuple[str, ...] = get_args(Register)


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """Written remarks of one theme.

    `implicit` ones carry the theme without any of the codebook's words for it. `hard_negatives` hold a word of the
    theme (the codebook's, or a lexicon term of grade 3) and do not carry it, see `ThemeWords` for what counts as
    holding a word: the word may be meant literally, figuratively, in passing, or be part of a name.
    """

    theme: str
    remarks: int
    implicit: int
    hard_negatives: int
    registers: dict[str, int]

    @property
    def explicit(self) -> int:
        """Remarks that carry the theme and hold one of the codebook's words for it."""
        return self.remarks - self.implicit


@dataclass(frozen=True, slots=True)
class MeetingCounts:
    """Written remarks of one invented meeting, in all and without a theme."""

    meeting: str
    remarks: int
    none: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The written corpus counted; `none` carry no theme, `several` two or more."""

    remarks: int
    none: int
    several: int
    registers: dict[str, int]
    themes: list[ThemeCounts]
    meetings: list[MeetingCounts]

    def share(self, part: int) -> float:
        """A number of remarks as a share of all; 0 for an empty corpus."""
        return part / self.remarks if self.remarks else 0.0


def count_written(remarks: Sequence[Label], codebook: Codebook, grades: Mapping[str, Mapping[str, int]]) -> Counts:
    """Count written remarks.

    Args:
        remarks: each written remark once, with the themes that count.
        codebook: themes and their words.
        grades: grade by theme of every lexicon term.
    """
    themes = codebook.theme_ids
    texts = [remark.text or "" for remark in remarks]
    registers = Counter(str(remark.register_) for remark in remarks)
    return Counts(
        remarks=len(remarks),
        none=sum(not remark.themes for remark in remarks),
        several=sum(len(remark.themes) > 1 for remark in remarks),
        registers={register: registers[register] for register in REGISTERS},
        themes=_themes(
            remarks,
            themes,
            ThemeWords(codebook_words(codebook)).flags(texts, themes),
            ThemeWords(expected_words(codebook, grades)).flags(texts, themes),
        ),
        meetings=_meetings(remarks),
    )


def _themes(remarks: Sequence[Label], themes: Sequence[str], explicit: Flags, worded: Flags) -> list[ThemeCounts]:
    truth = truth_of(remarks, themes)
    registers = {name: np.array([remark.register_ == name for remark in remarks], dtype=bool) for name in REGISTERS}
    return [
        ThemeCounts(
            theme=theme,
            remarks=int(truth[:, i].sum()),
            implicit=int((truth[:, i] & ~explicit[:, i]).sum()),
            hard_negatives=int((~truth[:, i] & worded[:, i]).sum()),
            registers={name: int((truth[:, i] & rows).sum()) for name, rows in registers.items()},
        )
        for i, theme in enumerate(themes)
    ]


def truth_of(remarks: Sequence[Label], themes: Sequence[str]) -> Flags:
    """Which remark carries which theme: shape (remarks, themes)."""
    rows = [[theme in remark.themes for theme in themes] for remark in remarks]
    return np.array(rows, dtype=bool).reshape(len(remarks), len(themes))


def _meetings(remarks: Sequence[Label]) -> list[MeetingCounts]:
    every = Counter(remark.meeting or "" for remark in remarks)
    none = Counter(remark.meeting or "" for remark in remarks if not remark.themes)
    return [MeetingCounts(meeting, number, none[meeting]) for meeting, number in sorted(every.items())]
