"""Which themes' words stand in a text: the codebook's own, and the surest of the lexicon."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.codebook import Codebook

Flags = NDArray[np.bool_]

SURE = 3
"""Grade of lexicon terms that nearly always mean their theme."""

_HEAD = 2


class ThemeWords:
    """Words of themes, to be found in plain text.

    A word is found wherever its characters stand, after NFKC and without regard to case, also inside a longer word or
    name; only Latin letters and digits must not go on at its ends, so AI is not found in FAIR. Words of one
    character are left out: 銅 would be found in 銅像. No parse is needed, so the counts depend on the label files
    alone.
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """Take the words of each theme."""
        self._by_head: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for theme, own in words.items():
            for word in sorted({_fold(word) for word in own}):
                if len(word) >= _HEAD:
                    self._by_head[word[:_HEAD]].append((word, theme))

    def themes_in(self, text: str) -> set[str]:
        """Themes with at least one word in the text."""
        plain = _fold(text)
        found: set[str] = set()
        for start in range(len(plain) - 1):
            for word, theme in self._by_head.get(plain[start : start + _HEAD], ()):
                if theme not in found and plain.startswith(word, start) and _stands_alone(plain, start, len(word)):
                    found.add(theme)
        return found

    def flags(self, texts: Sequence[str], theme_ids: Sequence[str]) -> Flags:
        """Whether a theme has a word in a text: shape (texts, themes)."""
        found = [self.themes_in(text) for text in texts]
        return np.array([[theme in themes for theme in theme_ids] for themes in found], dtype=bool).reshape(
            len(texts), len(theme_ids)
        )


def codebook_words(codebook: Codebook) -> dict[str, list[str]]:
    """The codebook's own words of each theme: its Japanese name and the wordings that it includes."""
    return {theme.id: [theme.ja, *theme.include] for theme in codebook.themes}


def sure_terms(grades: Mapping[str, Mapping[str, int]], theme_ids: Sequence[str]) -> dict[str, list[str]]:
    """The lexicon's terms of grade 3 of each theme; `grades` maps a term to its grade by theme."""
    return {theme: [term for term, own in grades.items() if own.get(theme) == SURE] for theme in theme_ids}


def expected_words(codebook: Codebook, grades: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """All words that are expected to mean their theme: the codebook's own and the lexicon's sure terms."""
    sure = sure_terms(grades, codebook.theme_ids)
    return {theme: [*words, *sure[theme]] for theme, words in codebook_words(codebook).items()}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_LATIN = re.compile(r"[a-z0-9]")


def _stands_alone(text: str, start: int, length: int) -> bool:
    end = start + length
    goes_before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    goes_on = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not goes_before and not goes_on
