"""Texts that are nearly the same, found without comparing every pair: blocks of a sparse product."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

GRAM = 3
"""Characters in a row that are compared."""

BLOCK = 256
"""Rows multiplied at a time: bounds the memory by 256 rows of the product."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places, and their similarity from 0 to 1."""

    first: int
    second: int
    similarity: float


def similar_pairs(texts: Sequence[str], least: float) -> list[Pair]:
    """Pairs of texts more similar than `least`, most similar first.

    Similarity is the cosine of the sets of three characters in a row, after NFKC and without white space: 1 for
    equal texts, 0.9 where one word of a sentence was swapped, under 0.4 for texts of one subject by two writers.
    """
    rows = _rows(texts)
    return _sorted(pair for pair in _products(rows, rows, least) if pair.first < pair.second)


def similar_between(texts: Sequence[str], others: Sequence[str], least: float) -> list[Pair]:
    """Pairs of a text (`first`) and one of the others (`second`) more similar than `least`, most similar first."""
    rows = _rows([*texts, *others])
    return _sorted(_products(rows[: len(texts)], rows[len(texts) :], least))


def grams(text: str) -> set[str]:
    """All that stands in `GRAM` characters in a row, which texts are compared by; white space and width left out."""
    plain = same_text(text)
    return {plain[start : start + GRAM] for start in range(max(1, len(plain) - GRAM + 1))}


def overlap(own: set[str], others: set[str]) -> float:
    """Similarity of two texts by their `grams`, as in `similar_pairs`.

    >>> overlap(grams("電力の価格が課題である。"), grams("電力の価格が課題である")) > 0.9
    True
    """
    return len(own & others) / math.sqrt(len(own) * len(others))


def same_text(text: str) -> str:
    r"""What is equal for texts that differ in width or white space alone.

    >>> same_text("ＡＩ を\n使う。") == same_text("AIを使う。")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def _rows(texts: Sequence[str]) -> sp.csr_matrix:
    if not texts:
        return sp.csr_matrix((0, 1))
    from sklearn.feature_extraction.text import CountVectorizer  # takes a second, which the explorer need not spend
    from sklearn.preprocessing import normalize

    return normalize(CountVectorizer(analyzer=grams, dtype=np.float32).fit_transform(texts))


def _products(left: sp.csr_matrix, right: sp.csr_matrix, least: float) -> Iterator[Pair]:
    for start in range(0, left.shape[0], BLOCK):
        block = (left[start : start + BLOCK] @ right.T).tocoo()
        over = np.flatnonzero(block.data > least)
        for i in over:
            yield Pair(start + int(block.row[i]), int(block.col[i]), min(1.0, float(block.data[i])))


def _sorted(pairs: Iterator[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-round(pair.similarity, 4), pair.first, pair.second))
