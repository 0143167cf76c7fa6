"""Multi-label scores with bootstrap intervals.

Everywhere `truth` and `predicted` are boolean arrays of shape (remarks, themes), and `scores` is a float
array of the same shape with probabilities.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives of one or all themes."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """Share of predicted labels that are right; 0 when none was predicted."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of true labels that were found; 0 when there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when there is neither truth nor prediction."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the 2.5th and 97.5th percentile of its bootstrap."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Rounded to four places, for a metrics file."""
        return {key: round(value, 4) for key, value in asdict(self).items()}


def count(truth: Flags, predicted: Flags) -> Counts:
    """Label decisions counted over all remarks and themes given."""
    return Counts(int((truth & predicted).sum()), int((~truth & predicted).sum()), int((truth & ~predicted).sum()))


def micro_f1(truth: Flags, predicted: Flags) -> float:
    """F1 over all label decisions."""
    return count(truth, predicted).f1


def best_micro_f1(truth: Flags, scores: Scores) -> float:
    """The highest micro-F1 that one threshold for all themes gives: how well scores rank, wherever thresholds lie."""
    order = np.argsort(-scores, axis=None, kind="stable")
    found = np.cumsum(truth.ravel()[order])
    f1 = 2 * found / (np.arange(1, truth.size + 1) + truth.sum())
    last_of_equals = np.append(np.diff(scores.ravel()[order]) != 0, True)
    return float(f1[last_of_equals].max())


def macro_f1(truth: Flags, predicted: Flags) -> float:
    """Mean F1 over the themes that occur in truth or prediction."""
    seen = (truth | predicted).any(axis=0)
    return float(np.mean([count(truth[:, i], predicted[:, i]).f1 for i in np.flatnonzero(seen)] or [0.0]))


def exact_match(truth: Flags, predicted: Flags) -> float:
    """Share of remarks whose themes are all right."""
    return float((truth == predicted).all(axis=1).mean())


def none_accuracy(truth: Flags, predicted: Flags) -> float:
    """Share of remarks on which truth and prediction agree whether there is any theme."""
    return float((truth.any(axis=1) == predicted.any(axis=1)).mean())


def ranking_precision(truth: Flags, scores: Scores) -> float:
    """Label ranking average precision over the remarks with a theme; 1 when all are ranked first."""
    themed = truth.any(axis=1)
    if not themed.any():
        return 0.0
    from sklearn.metrics import label_ranking_average_precision_score  # takes a second, which few need to spend

    return float(label_ranking_average_precision_score(truth[themed], scores[themed]))


def calibration_error(truth: Flags, scores: Scores, bins: int = 10) -> float:
    """Expected calibration error: distance of score and frequency in equal bins, weighted by their size."""
    flat, hit = scores.ravel(), truth.ravel()
    place = np.minimum((flat * bins).astype(int), bins - 1)
    gaps = [
        abs(flat[place == b].mean() - hit[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / flat.size)


def bootstrap(figure: Callable[[Any, Any], float], truth: Flags, other: Any, resamples: int, seed: int) -> Interval:
    """Percentile bootstrap of `figure(truth, other)` over remarks drawn with replacement."""
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(truth), size=(resamples, len(truth)))
    values = [figure(truth[draw], other[draw]) for draw in draws]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(figure(truth, other), float(low), float(high))
