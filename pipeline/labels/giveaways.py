"""Words of the written corpus that alone give a theme away, though the lexicon does not list them as sure.

A model trusts such words. Where they are an accident of the writers, remarks with the word and without the theme
break the habit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from pipeline.labels.theme_words import Flags

LEAST_SEEN = 8
"""Remarks that must hold an n-gram before it is looked at."""

PRIOR = 5.0
"""Remarks that are added to those with the n-gram, carrying the theme as often as the whole corpus does."""

LEMMAS = (1, 3)
CHARACTERS = (3, 6)

_BREAK = re.compile(r"[\s、。，．・「」『』（）()？！?!]+")


@dataclass(frozen=True, slots=True)
class Giveaway:
    """An n-gram, the remarks that hold it with and without the theme, and the smoothed log-odds of the theme."""

    ngram: str
    with_theme: int
    without: int
    log_odds: float


def lemma_ngrams(lemmas: Sequence[str]) -> set[str]:
    """One to three lemmas in a row, joined by a space, over no mark.

    >>> sorted(lemma_ngrams(["水", "を", "。", "飲む"]))
    ['を', '水', '水 を', '飲む']
    """
    marked = ["" if _BREAK.fullmatch(lemma) else lemma for lemma in lemmas]
    runs = (marked[i : i + n] for n in range(LEMMAS[0], LEMMAS[1] + 1) for i in range(len(marked) - n + 1))
    return {" ".join(run) for run in runs if all(run)}


def character_ngrams(text: str) -> set[str]:
    """Three to six characters in a row, over no mark."""
    least, most = CHARACTERS
    return {
        part[i : i + n] for part in _BREAK.split(text) for n in range(least, most + 1) for i in range(len(part) - n + 1)
    }


def giveaways(
    ngrams: Sequence[set[str]],
    truth: Flags,
    theme_ids: Sequence[str],
    terms: Mapping[str, Iterable[str]],
    most: int,
) -> dict[str, list[Giveaway]]:
    """The most one-sided n-grams of each theme, most one-sided first.

    Args:
        ngrams: n-grams of every remark.
        truth: which remark carries which theme, shape (remarks, themes).
        theme_ids: the themes of the columns.
        terms: by theme, words that are expected to be one-sided; an n-gram that holds one or is part of one is left
            out.
        most: n-grams listed per theme; of n-grams inside one another only the most one-sided is listed.
    """
    vectorizer = CountVectorizer(analyzer=_same, binary=True, min_df=LEAST_SEEN, dtype=np.int32)
    held = vectorizer.fit_transform(ngrams)
    names = vectorizer.get_feature_names_out()
    lengths = np.array([len(name) for name in names])
    seen = np.asarray(held.sum(axis=0)).ravel()
    found: dict[str, list[Giveaway]] = {}
    for i, theme in enumerate(theme_ids):
        own = np.asarray(held[truth[:, i]].sum(axis=0)).ravel()
        base = truth[:, i].mean()
        share = (own + PRIOR * base) / (seen + PRIOR)
        odds = np.log(np.maximum(share, 1e-9) / np.maximum(1 - share, 1e-9))
        order = np.lexsort((np.arange(len(names)), -lengths, -seen, -odds.round(6)))
        ranked = (Giveaway(names[k], int(own[k]), int(seen[k] - own[k]), round(float(odds[k]), 3)) for k in order)
        found[theme] = _first_different(ranked, list(terms.get(theme, ())), most)
    return found


def _first_different(ranked: Iterator[Giveaway], terms: list[str], most: int) -> list[Giveaway]:
    chosen: list[Giveaway] = []
    known = list(terms)
    for giveaway in ranked:
        if len(chosen) == most:
            break
        plain = giveaway.ngram.replace(" ", "")
        if not any(plain in term or term in plain for term in known):
            chosen.append(giveaway)
            known.append(plain)
    return chosen


def _same(ngrams: set[str]) -> list[str]:
    return sorted(ngrams)
