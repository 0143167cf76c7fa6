"""Fitting the theme classifier: one linear model a theme over the feature blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipeline.settings import TrainSettings
from pipeline.tables import REAL, Annotation
from pipeline.train.calibration import calibrate
from pipeline.train.features import GRADE_WEIGHTS, Block, LemmaBlock, LexiconBlock, VectorBlock
from pipeline.train.model import ThemeModel

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class TrainingSet:
    """Coded remarks with their annotations; row i of each belongs together.

    `meetings` groups rows that must not be split between training and held-out data. `terms` are the annotated
    entries of the theme lexicon and `grades` their grades by theme.
    """

    theme_ids: tuple[str, ...]
    texts: list[str]
    registers: list[str]
    annotations: list[Annotation]
    truth: Flags
    meetings: list[str]
    terms: list[Annotation]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def real_meetings(self) -> tuple[str, ...]:
        """The meetings that did take place, sorted."""
        rows = zip(self.meetings, self.registers, strict=True)
        return tuple(sorted({meeting for meeting, register in rows if register == REAL}))

    def part(self, rows: Sequence[int]) -> "TrainingSet":
        """The same with only the given rows."""
        return TrainingSet(
            self.theme_ids,
            [self.texts[i] for i in rows],
            [self.registers[i] for i in rows],
            [self.annotations[i] for i in rows],
            self.truth[list(rows)],
            [self.meetings[i] for i in rows],
            self.terms,
            self.grades,
        )


def train(data: TrainingSet, settings: TrainSettings, codebook_version: int) -> ThemeModel:
    """Fit on all of `data`; calibrate on what models of other meetings say of each meeting."""
    return fit(data, held_out_logits(data, settings), settings, codebook_version)


def fit(data: TrainingSet, held_out: Array, settings: TrainSettings, codebook_version: int) -> ThemeModel:
    """The same with the held-out log-odds given, shape (remarks, themes), for whoever needs them beside the model."""
    blocks = fit_blocks(data, settings)
    coefficients, intercepts = fit_linear(data, blocks, settings)
    return ThemeModel(
        theme_ids=data.theme_ids,
        codebook_version=codebook_version,
        blocks=blocks,
        coefficients=coefficients,
        intercepts=intercepts,
        calibration=calibrate(held_out, data.truth, settings.threshold_factor),
        review_margin=settings.review_margin,
        learned_meetings=data.real_meetings,
    )


def held_out_logits(data: TrainingSet, settings: TrainSettings) -> Array:
    """Log-odds of every remark from a model that saw no remark of its meeting; shape (remarks, themes)."""
    from sklearn.model_selection import GroupKFold  # takes a second, which who applies a model need not spend

    logits = np.zeros(data.truth.shape)
    folds = GroupKFold(settings.folds, shuffle=True, random_state=settings.seed)
    for seen, unseen in folds.split(data.truth, groups=data.meetings):
        part = data.part(seen)
        blocks = fit_blocks(part, settings)
        coefficients, intercepts = fit_linear(part, blocks, settings)
        values = feature_matrix(blocks, data.part(unseen).annotations)
        logits[unseen] = values @ coefficients.T + intercepts
    return logits


def fit_blocks(data: TrainingSet, settings: TrainSettings) -> tuple[Block, ...]:
    """The feature blocks, fitted on the remarks of `data`."""
    lemmas = LemmaBlock.fit(data.annotations, data.terms, settings.lemma_scale)
    idf = dict(zip(lemmas.vocabulary, lemmas.idf.tolist(), strict=True))
    return (
        lemmas,
        LexiconBlock(data.theme_ids, data.grades, settings.lexicon_scale),
        VectorBlock(idf, settings.vector_scale),
    )


def feature_matrix(blocks: Sequence[Block], annotations: Sequence[Annotation]) -> sp.csr_matrix:
    """All blocks side by side: shape (remarks, sum of widths)."""
    return sp.hstack([block.matrix(annotations) for block in blocks]).tocsr()


def fit_linear(data: TrainingSet, blocks: Sequence[Block], settings: TrainSettings) -> tuple[Array, Array]:
    """One linear support vector machine a theme, on the remarks and, with less weight, on the terms of the lexicon.

    A term stands for a remark that holds nothing else: it teaches the lemma and vector blocks what words mean
    that no written remark uses.

    Returns:
        Coefficients of shape (themes, columns) and intercepts of shape (themes,).
    """
    term_truth = np.array(
        [[data.grades[t.remark_id].get(theme, 0) >= 2 for theme in data.theme_ids] for t in data.terms]
    ).reshape(-1, len(data.theme_ids))
    term_weights = [GRADE_WEIGHTS[max(data.grades[t.remark_id].values())] for t in data.terms]
    weights = np.concatenate([np.ones(len(data.truth)), settings.term_weight * np.array(term_weights)])
    values = feature_matrix(blocks, [*data.annotations, *data.terms])
    truth = np.vstack([data.truth, term_truth])
    fitted = [_fit_theme(values, truth[:, i], weights, settings.strength) for i in range(truth.shape[1])]
    return np.vstack([row for row, _ in fitted]), np.array([intercept for _, intercept in fitted])


def _fit_theme(values: sp.csr_matrix, truth: Flags, weights: Array, strength: float) -> tuple[Array, float]:
    if not truth.any():
        # scikit-learn refuses a single class: a theme nobody gave is as unlikely as one in all remarks and one more
        return np.zeros(values.shape[1]), float(-np.log(len(truth) + 1))
    from sklearn.svm import LinearSVC

    # the primal solver draws no sample, so the result does not depend on a seed
    fitted = LinearSVC(C=strength, dual=False).fit(values, truth, sample_weight=weights)
    return fitted.coef_[0], float(fitted.intercept_[0])
