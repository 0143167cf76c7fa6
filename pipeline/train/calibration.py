"""From log-odds to probabilities and decisions, fitted on remarks that the classifier did not train on.

scikit-learn's own tools do not serve here: `TunedThresholdClassifierCV` refuses several labels, inside
`OneVsRestClassifier` its threshold is silently not applied, and `CalibratedClassifierCV` fails under as many
positives as it has folds. What is fitted here is safe with any number of positives, none included.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_SLOPE = 0.1
"""Least slope of the common sigmoid."""

ENOUGH_POSITIVES = 1000
"""Positives at which a theme's own threshold weighs as much as the common one (docs/decisions/0014)."""


@dataclass(frozen=True)
class Calibration:
    """Per theme: probability = sigmoid(slope * log-odds + offset), and the probability from which it is given.

    All arrays have shape (themes,).
    """

    slope: Array
    offset: Array
    threshold: Array

    def probabilities(self, logits: Array) -> Array:
        """Calibrated probabilities of shape (remarks, themes)."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * logits + self.offset))))

    def decide(self, probabilities: Array) -> Flags:
        """Which themes are given."""
        return np.asarray(probabilities >= self.threshold)


def distance(scores: Array, thresholds: Array) -> Array:
    """How far probabilities lie from the thresholds, in log-odds; of the arguments' common shape.

    In log-odds and not in probability: between 0.01 and 0.05 a score says five times as much, between 0.51 and 0.55
    next to nothing.
    """
    return np.asarray(np.abs(_log_odds(scores) - _log_odds(thresholds)))


def _log_odds(probabilities: Array) -> Array:
    inside = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def calibrate(logits: Array, truth: Flags, factor: float = 1.0) -> Calibration:
    """Fit slopes, offsets and thresholds on held-out remarks.

    Args:
        logits: log-odds from models that did not see the remark; shape (remarks, themes).
        truth: labels of the same shape.
        factor: what the best thresholds are multiplied by, for text that scores lower than these remarks.

    Returns:
        A calibration. The slope is common to all themes, so that a theme with few positives cannot be bent by
        them; the offset is a theme's own, drawn towards the common one; so is the threshold.
    """
    # imported here, because it takes seconds, and whoever only reads a model needs none of it
    from sklearn.linear_model import LogisticRegression

    common = LogisticRegression(C=100.0).fit(logits.reshape(-1, 1), truth.ravel())
    # a handful of remarks can turn the slope round, which would rank the least likely theme first
    slope, base = max(float(common.coef_[0, 0]), LEAST_SLOPE), float(common.intercept_[0])
    offset = np.array([_offset(slope * logits[:, i] + base, truth[:, i]) for i in range(truth.shape[1])])
    fitted = Calibration(np.full(len(offset), slope), base + offset, np.full(len(offset), 0.5))
    scores = fitted.probabilities(logits)
    shared = best_threshold(scores.ravel(), truth.ravel())
    own = np.array([best_threshold(scores[:, i], truth[:, i], shared) for i in range(truth.shape[1])])
    trust = truth.sum(axis=0) / (truth.sum(axis=0) + ENOUGH_POSITIVES)
    return Calibration(fitted.slope, fitted.offset, factor * (trust * own + (1 - trust) * shared))


def best_threshold(scores: Array, truth: Flags, otherwise: float = 0.5) -> float:
    """The probability from which F1 is highest; the middle of the best stretch; `otherwise` without positives."""
    if not truth.any():
        return otherwise
    candidates = np.round(np.arange(0.1, 0.71, 0.01), 2)
    f1 = np.array([_f1(scores >= candidate, truth) for candidate in candidates])
    return float(candidates[f1 >= f1.max() - 1e-12].mean())


def _f1(given: Flags, truth: Flags) -> float:
    return float(2 * (given & truth).sum() / (given.sum() + truth.sum()))


def _offset(logits: Array, truth: Flags) -> float:
    """Shift that makes the mean probability meet the share of positives, as if ten positives more agreed."""
    expected = 1 / (1 + np.exp(-logits))
    weight = expected.sum() + 10.0
    return float(np.log((truth.sum() + 10.0) / weight))
