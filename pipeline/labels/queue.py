"""Which remarks a coder should look at first: those where a look is likely to change a label or the model.

Four things speak for a remark: the model is unsure, model and lexicon rule differ, it seems to be of a theme that
few labelled remarks carry, and, where it is coded already, the label seems wrong. The last follows confident
learning (Northcutt, Jiang and Chuang, Journal of Artificial Intelligence Research 70, 2021), theme by theme: a label
is doubted when a model that did not learn from it is surer of the opposite than it is, on average, of the remarks
that carry the opposite label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.labels.similar import grams, overlap

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

DISAGREEMENT, RARITY, DOUBT = 0.5, 0.5, 1.0
"""Weights beside that of uncertainty, which is 1; a doubted label counts as fully unsure, and more by its doubt."""

MOST = 1 + max(DOUBT, DISAGREEMENT) + RARITY
"""The most that all of these can add up to."""

NEAR = 0.5
"""Closeness to a threshold from which a theme is a possible one of the remark."""

MOST_SIMILAR = 0.6
"""Similarity over which two remarks do not stand in one queue: a coder would decide the same thing twice."""


@dataclass(frozen=True)
class Pool:
    """Remarks to choose from; row i of each belongs together.

    `scores`, `thresholds`, `rule` (what the lexicon rule gives) and `truth` (themes of the labels) have the shape
    (remarks, themes). `coded` tells which rows have a label, and `held` how many labelled remarks carry each theme.
    The scores of coded remarks must come from models that did not learn from them.
    """

    theme_ids: tuple[str, ...]
    texts: list[str]
    scores: Array
    thresholds: Array
    rule: Flags
    truth: Flags
    coded: Flags
    held: Array


@dataclass(frozen=True, slots=True)
class Entry:
    """A remark of the queue: its row in the pool, how much a look is worth (0 to 1), and why, weightiest first."""

    row: int
    priority: float
    reasons: list[str]


def queue(pool: Pool, size: int) -> list[Entry]:
    """The `size` remarks most worth a look, best first; fewer where the pool has no more.

    A coded remark stands in it only when its label is doubted. After each choice, the themes it may carry count as
    labelled once more, so that the queue does not dwell on one theme; of remarks that are nearly the same it holds
    one. Equal pools give equal queues.
    """
    value, doubts = _fixed_value(pool), doubted(pool.scores, pool.truth, pool.coded)
    open_ = ~pool.coded | doubts.any(axis=1)
    near = closeness(pool.scores, pool.thresholds) > NEAR
    possible = ((pool.scores >= pool.thresholds) | near | doubts).astype(float)
    held = pool.held.astype(float)
    entries: list[Entry] = []
    chosen: list[set[str]] = []
    while len(entries) < size and open_.any():
        rarity = (possible * (held.min() + 1) / (held + 1)).max(axis=1)
        # rounded, so that sums in another order cannot turn an equal pair round; of equal ones the first comes first
        total = np.where(open_, np.round(value + RARITY * rarity, 9), -1.0)
        row = _first_unlike(total, open_, chosen, pool.texts)
        if row is None:
            break
        entries.append(Entry(row, round(float(total[row]) / MOST, 4), _reasons(pool, doubts, float(rarity[row]), row)))
        held += possible[row]
        chosen.append(grams(pool.texts[row]))
    return entries


def closeness(scores: Array, thresholds: Array) -> Array:
    """How near each score is to its threshold: 1 on it, 0 at the end of the scale; of the shape of `scores`."""
    room = np.where(scores < thresholds, thresholds, 1 - thresholds)
    return np.asarray(np.clip(1 - np.abs(scores - thresholds) / np.maximum(room, 1e-9), 0, 1))


def doubted(scores: Array, truth: Flags, coded: Flags) -> Flags:
    """Labels that a held-out model contradicts more surely than it supports the average label of that kind.

    Args:
        scores: held-out probabilities, shape (remarks, themes).
        truth: labels of the same shape.
        coded: the remarks that have a label, shape (remarks,).
    """
    found = np.zeros(truth.shape, dtype=bool)
    for theme in range(truth.shape[1]):
        score, carries = scores[:, theme], truth[:, theme]
        for side, sure in ((carries & coded, score), (~carries & coded, 1 - score)):
            others = ~side & coded
            if side.any() and others.any():
                found[:, theme] |= others & (sure >= sure[side].mean())
    return found


def _fixed_value(pool: Pool) -> Array:
    """What does not depend on the remarks chosen before: uncertainty and disagreement, or the doubt of a label."""
    differing = ((pool.scores >= pool.thresholds) != pool.rule).sum(axis=1)
    unsure = closeness(pool.scores, pool.thresholds).max(axis=1) + DISAGREEMENT * differing / (differing + 1)
    wrong = np.abs(pool.truth - pool.scores) * doubted(pool.scores, pool.truth, pool.coded)
    return np.asarray(np.where(pool.coded, 1 + DOUBT * wrong.max(axis=1), unsure))


def _first_unlike(total: Array, open_: Flags, chosen: Sequence[set[str]], texts: Sequence[str]) -> int | None:
    """The open row of the highest total that is like no chosen one; it and the like ones before it are closed."""
    best_first = np.argsort(-total, kind="stable")
    for row in best_first[open_[best_first]].tolist():
        open_[row] = False
        # compared with the chosen ones alone: to compare every pair of 100,000 remarks takes minutes
        own = grams(texts[row])
        if all(overlap(own, other) <= MOST_SIMILAR for other in chosen):
            return int(row)
    return None


def _reasons(pool: Pool, doubts: Flags, rarity: float, row: int) -> list[str]:
    names, scores, limits = np.array(pool.theme_ids), pool.scores[row], pool.thresholds[row]
    if pool.coded[row]:
        wrong = sorted(np.flatnonzero(doubts[row]), key=lambda i: (-abs(pool.truth[row, i] - scores[i]), i))
        says = ["label has" if pool.truth[row, i] else "label lacks" for i in wrong]
        return [f"{said} {names[i]}, score {scores[i]:.2f}" for said, i in zip(says, wrong, strict=True)]
    near = closeness(scores, limits)
    nearest = int(near.argmax())
    differing = names[(scores >= limits) != pool.rule[row]]
    weighed = [
        (near[nearest], f"unsure of {names[nearest]}: score {scores[nearest]:.2f}, given from {limits[nearest]:.2f}"),
        (DISAGREEMENT * len(differing) / (len(differing) + 1), f"model and rule differ on {', '.join(differing)}"),
        (RARITY * rarity, "may carry a theme that few labelled remarks carry"),
    ]
    return [reason for weight, reason in sorted(weighed, key=lambda pair: -pair[0]) if weight > RARITY / 4]
