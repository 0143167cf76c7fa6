"""What the classifier sees of a remark: blocks of numbers, each of which can say which words made it.

A block turns annotations into a matrix of shape (remarks, columns). Because the classifier is linear, a
column's weight times its value is that column's share of the log-odds; `attribute` hands this share on to the
tokens or terms that made the value. So the evidence is the model's own arithmetic, not an explanation fitted
afterwards.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipeline.tables import Annotation
from pipeline.train.vectors import DIMENSIONS, unit_vectors

Array = NDArray[np.float64]
Share = tuple[int, int, float]
"""A span of the text (start, end) and its share of a theme's log-odds."""

GRADE_WEIGHTS = {3: 1.0, 2: 0.55, 1: 0.2}
"""Evidence of a lexicon term by grade: about the share of remarks with it that carry its theme."""

_CONTENT = re.compile(r"[a-zA-Zぁ-ゖ]{3}|[ァ-ヺ一-鿿々]")


class Block(Protocol):
    """One block of features, fitted and immutable."""

    @property
    def width(self) -> int:
        """Number of columns."""

    def matrix(self, annotations: Sequence[Annotation]) -> sp.csr_matrix:
        """Values of shape (remarks, `width`)."""

    def attribute(self, annotation: Annotation, weights: Array) -> Iterator[Share]:
        """How much each span of the remark adds to the product of `weights` and the block's values."""


def content_lemmas(annotation: Annotation) -> list[tuple[int, str]]:
    """Position and lemma of the tokens that say what a remark is about.

    Particles, auxiliaries, numerals and marks are left out: a token counts when it has a kanji, a katakana,
    or three letters or hiragana in a row.
    """
    return [(i, lemma) for i, lemma in enumerate(annotation.lemmas) if _CONTENT.search(lemma)]


@dataclass(frozen=True)
class LemmaBlock:
    """TF-IDF of lemmas with sublinear term frequency and rows of length `scale`."""

    vocabulary: tuple[str, ...]
    idf: Array
    scale: float

    @classmethod
    def fit(cls, annotations: Sequence[Annotation], extra: Sequence[Annotation], scale: float) -> "LemmaBlock":
        """Vocabulary of all lemmas found twice; document frequencies of `annotations` alone.

        Args:
            annotations: the remarks.
            extra: texts that add words but are no remarks, such as the terms of the lexicon.
            scale: length of a row.
        """
        frequency = Counter(lemma for a in annotations for lemma in {x for _, x in content_lemmas(a)})
        added = Counter(lemma for a in extra for lemma in {x for _, x in content_lemmas(a)})
        vocabulary = tuple(sorted(w for w, n in (frequency + added).items() if n >= 2))
        counts = np.array([frequency[lemma] for lemma in vocabulary], dtype=float)
        return cls(vocabulary, np.log((1 + len(annotations)) / (1 + counts)) + 1, scale)

    @property
    def width(self) -> int:
        """Number of lemmas."""
        return len(self.vocabulary)

    def matrix(self, annotations: Sequence[Annotation]) -> sp.csr_matrix:
        """TF-IDF rows."""
        column = self._column
        data: list[float] = []
        places: list[int] = []
        ends = [0]
        for annotation in annotations:
            values = self._values(annotation, column)
            places.extend(values.keys())
            data.extend(values.values())
            ends.append(len(places))
        return sp.csr_matrix((data, places, ends), shape=(len(annotations), self.width))

    def attribute(self, annotation: Annotation, weights: Array) -> Iterator[Share]:
        """Each token gets an equal part of its lemma's share."""
        column = self._column
        values = self._values(annotation, column)
        places = [(i, column[lemma]) for i, lemma in content_lemmas(annotation) if lemma in column]
        times = Counter(place for _, place in places)
        for i, place in places:
            share = weights[place] * values[place] / times[place]
            yield annotation.starts[i], annotation.ends[i], float(share)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {lemma: i for i, lemma in enumerate(self.vocabulary)}

    def _values(self, annotation: Annotation, column: Mapping[str, int]) -> dict[int, float]:
        times = Counter(column[lemma] for _, lemma in content_lemmas(annotation) if lemma in column)
        raw = {place: (1 + np.log(n)) * self.idf[place] for place, n in sorted(times.items())}
        length = np.sqrt(sum(value**2 for value in raw.values())) or 1.0
        return {place: self.scale * value / length for place, value in raw.items()}


@dataclass(frozen=True)
class LexiconBlock:
    """Per theme, the logarithm of one plus the summed weight of the theme's terms, each term once."""

    theme_ids: tuple[str, ...]
    grades: Mapping[str, Mapping[str, int]]
    scale: float

    @property
    def width(self) -> int:
        """Number of themes."""
        return len(self.theme_ids)

    def matrix(self, annotations: Sequence[Annotation]) -> sp.csr_matrix:
        """One column a theme."""
        sums = np.array([self._sums(annotation) for annotation in annotations]).reshape(-1, self.width)
        return sp.csr_matrix(self.scale * np.log1p(sums))

    def attribute(self, annotation: Annotation, weights: Array) -> Iterator[Share]:
        """Each occurrence of a term gets its part of what its themes add."""
        sums = self._sums(annotation)
        per_weight = np.divide(np.log1p(sums), sums, out=np.zeros_like(sums), where=sums > 0)
        times = Counter(term.term for term in annotation.terms)
        for term in annotation.terms:
            share = self.scale * (weights * per_weight) @ self._weights(term.term) / times[term.term]
            yield term.start, term.end, float(share)

    def weights(self, terms: Sequence[str]) -> Array:
        """Evidence of each term for each theme; shape (terms, themes)."""
        return np.array([self._weights(term) for term in terms]).reshape(-1, self.width)

    def _sums(self, annotation: Annotation) -> Array:
        found = sorted({term.term for term in annotation.terms})
        return sum((self._weights(term) for term in found), np.zeros(self.width))

    def _weights(self, term: str) -> Array:
        grades = self.grades.get(term, {})
        return np.array([GRADE_WEIGHTS.get(grades.get(theme, 0), 0.0) for theme in self.theme_ids])


@dataclass(frozen=True)
class VectorBlock:
    """Mean of the word vectors of the content lemmas, weighted by IDF, of length `scale`."""

    idf: Mapping[str, float]
    scale: float

    @property
    def width(self) -> int:
        """Dimensions of the word vectors."""
        return DIMENSIONS

    def matrix(self, annotations: Sequence[Annotation]) -> sp.csr_matrix:
        """One row a remark, dense."""
        words = sorted({lemma for a in annotations for _, lemma in content_lemmas(a)})
        place = {word: i for i, word in enumerate(words)}
        vectors = unit_vectors(words)
        rows = np.zeros((len(annotations), DIMENSIONS))
        for row, annotation in zip(rows, annotations, strict=True):
            lemmas = [lemma for _, lemma in content_lemmas(annotation)]
            if lemmas:
                row[:] = self._weights(lemmas) @ vectors[[place[lemma] for lemma in lemmas]]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return sp.csr_matrix(self.scale * np.divide(rows, lengths, out=rows, where=lengths > 0))

    def attribute(self, annotation: Annotation, weights: Array) -> Iterator[Share]:
        """Each token gets the product of its own weighted vector and the weights."""
        content = content_lemmas(annotation)
        if not content:
            return
        lemmas = [lemma for _, lemma in content]
        parts = self._weights(lemmas)[:, None] * unit_vectors(lemmas)
        length = float(np.linalg.norm(parts.sum(axis=0))) or 1.0
        for (i, _), share in zip(content, self.scale * parts @ weights / length, strict=True):
            yield annotation.starts[i], annotation.ends[i], float(share)

    def _weights(self, lemmas: list[str]) -> Array:
        return np.array([self.idf.get(lemma, self._rare) for lemma in lemmas])

    @cached_property
    def _rare(self) -> float:
        """Weight of a lemma that no remark had."""
        return max(self.idf.values(), default=1.0)
