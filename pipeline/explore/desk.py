"""A coder's way through a queue: one remark at a time, its themes put on and off, saved or passed over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.explore.shelf import Row

KEYS = "1234567890QWETYUIOPDFGHJKL"
"""Keys of the themes in codebook order; not those of `COMMANDS`, and not C and R, which Streamlit keeps for itself."""

COMMANDS = {"save": "S", "none": "N", "back": "Left", "skip": "Right"}
"""Keys of what can be done with a remark."""


def theme_keys(theme_ids: Sequence[str]) -> dict[str, str | None]:
    """The key of each theme; none for themes beyond the keys there are."""
    return {theme: KEYS[i] if i < len(KEYS) else None for i, theme in enumerate(theme_ids)}


@dataclass(frozen=True, slots=True)
class Case:
    """A remark to be reviewed: its row of `labeled_remarks`, its number on the shelf, and why a look at it pays."""

    row: Row
    number: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Remarks in the order of a queue, where the coder is, and the themes chosen so far.

    `drafts` holds the chosen themes of every remark; its keys are the queue. `at` is the place of the remark on the
    desk, and the number of remarks when all have been passed. Every step gives a new desk.
    """

    drafts: Mapping[str, frozenset[str]]
    at: int = 0
    saved: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def laid(cls, starts: Mapping[str, Collection[str]]) -> "Desk":
        """A desk at its first remark, with the themes that each remark starts with."""
        return cls({remark: frozenset(themes) for remark, themes in starts.items()})

    @property
    def current(self) -> str | None:
        """The remark on the desk; `None` at the end of the queue."""
        return list(self.drafts)[self.at] if self.at < len(self.drafts) else None

    @property
    def chosen(self) -> frozenset[str]:
        """The themes chosen for the remark on the desk."""
        return self.drafts[self.current] if self.current else frozenset()

    def toggled(self, theme: str) -> "Desk":
        """The same with a theme put on or taken off."""
        return self._choosing(self.chosen ^ {theme})

    def cleared(self) -> "Desk":
        """The same without a theme."""
        return self._choosing(frozenset())

    def stepped(self, steps: int) -> "Desk":
        """The same, so many remarks further on (or back, for less than nought), stopping at either end."""
        return replace(self, at=min(max(self.at + steps, 0), len(self.drafts)))

    def kept(self) -> "Desk":
        """The same with the remark marked as saved, and the next one on the desk."""
        saved = self.saved | {self.current} if self.current else self.saved
        return replace(self, saved=saved).stepped(1)

    def _choosing(self, themes: frozenset[str]) -> "Desk":
        if self.current is None:
            return self
        return replace(self, drafts={**self.drafts, self.current: themes})
