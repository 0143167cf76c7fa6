"""Scores on remarks that neither the classifier nor its calibration has seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.folds import Folds
from pipeline.evaluate.scores import Flags, Scores, micro_f1
from pipeline.settings import TrainSettings
from pipeline.train.calibration import calibrate, distance
from pipeline.train.classifier import TrainingSet, feature_matrix, fit_blocks, fit_linear


@dataclass(frozen=True)
class HeldOut:
    """Probabilities and the thresholds that apply to them, both of shape (remarks, themes)."""

    scores: Scores
    thresholds: Scores

    @property
    def decided(self) -> Flags:
        """Which themes are given."""
        return self.scores >= self.thresholds

    @property
    def sureness(self) -> Scores:
        """Distance in log-odds of the score nearest to its threshold; shape (remarks,)."""
        return np.asarray(distance(self.scores, self.thresholds).min(axis=1))


def cross_fitted(logits: Scores, truth: Flags, fold: Folds, factor: float, usable: Flags | None = None) -> HeldOut:
    """Calibrate each part of the remarks on the other parts.

    Args:
        logits: log-odds from models that did not see the remark; shape (remarks, themes).
        truth: labels of the same shape.
        fold: part of each remark; whole meetings.
        factor: what fitted thresholds are multiplied by.
        usable: remarks that a calibration may be fitted on, shape (remarks,); all unless given.
    """
    scores, thresholds = np.zeros(truth.shape), np.zeros(truth.shape)
    for part in np.unique(fold):
        rest = (fold != part) & (usable if usable is not None else True)
        calibration = calibrate(logits[rest], truth[rest], factor)
        scores[fold == part] = calibration.probabilities(logits[fold == part])
        thresholds[fold == part] = calibration.threshold
    return HeldOut(scores, thresholds)


def logits_from(data: TrainingSet, usable: Flags, fold: Folds, settings: TrainSettings, part: int) -> Scores:
    """Log-odds of the remarks of one part from a model of the usable remarks of all other parts.

    Args:
        data: remarks of all parts.
        usable: remarks that may be learned from, shape (remarks,).
        fold: part of each remark; whole meetings.
        settings: how the model is fitted.
        part: the part to judge.

    Returns:
        Shape (remarks of `part`, themes), in their order in `data`.
    """
    seen = data.part(np.flatnonzero(usable & (fold != part)).tolist())
    blocks = fit_blocks(seen, settings)
    coefficients, intercepts = fit_linear(seen, blocks, settings)
    unseen = data.part(np.flatnonzero(fold == part).tolist())
    return np.asarray(feature_matrix(blocks, unseen.annotations) @ coefficients.T + intercepts)


def logits_of_register(data: TrainingSet, fold: Folds, settings: TrainSettings, job: tuple[str, int]) -> Scores:
    """`logits_from` the remarks of one register, for one part; `job` names both."""
    register, part = job
    return logits_from(data, learned_from(data, register), fold, settings, part)


def shift_table(
    logits: Mapping[str, Scores], data: TrainingSet, fold: Folds, factor: float
) -> dict[str, dict[str, float]]:
    """Micro-F1 by the register learned from and the register judged.

    Args:
        logits: by register learned from, log-odds of all remarks from models of `logits_from`; `all` stands for
            every register.
        data: the remarks.
        fold: part of each remark that the log-odds were computed by.
        factor: what fitted thresholds are multiplied by.

    Returns:
        One row for each register learned from, one figure for each register judged. Every cell of a row comes from
        the same models and thresholds, and each remark is judged by models that saw no remark of its meeting.
    """
    registers = np.array(data.registers)
    table: dict[str, dict[str, float]] = {}
    for learned, values in logits.items():
        decided = cross_fitted(values, data.truth, fold, factor, learned_from(data, learned)).decided
        judged = sorted(set(data.registers))
        table[learned] = {
            name: round(micro_f1(data.truth[registers == name], decided[registers == name]), 4) for name in judged
        }
    return table


def learned_from(data: TrainingSet, register: str) -> Flags:
    """Remarks of a register, or of every one for `all`; shape (remarks,)."""
    return np.array([register in ("all", name) for name in data.registers])
