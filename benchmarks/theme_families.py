"""Families of theme classifiers that could stand in the model's place, all behind one function.

A family takes a split and one value of its hyperparameter and returns, for each remark to be judged, a number per
theme that grows with the theme's likelihood. `pipeline.train.calibration` turns these into probabilities and decisions
for all families alike, because scikit-learn's own tools do not serve for several labels: `CalibratedClassifierCV` fails
under as many positives as folds, and a threshold tuned inside `OneVsRestClassifier` is silently not applied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from pipeline.settings import TrainSettings
from pipeline.train.classifier import TrainingSet, feature_matrix, fit_blocks, fit_linear
from pipeline.train.features import GRADE_WEIGHTS, Block, VectorBlock

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Split:
    """Remarks to learn from and remarks to judge; what is read of them is computed once, when a family asks for it."""

    seen: TrainingSet
    unseen: TrainingSet
    settings: TrainSettings

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The model's own feature blocks, fitted on the remarks to learn from."""
        return fit_blocks(self.seen, self.settings)

    @cached_property
    def learned(self) -> sp.csr_matrix:
        """Features of the remarks to learn from and, below them, of the lexicon's terms."""
        return feature_matrix(self.blocks, [*self.seen.annotations, *self.seen.terms])

    @cached_property
    def judged(self) -> sp.csr_matrix:
        """Features of the remarks to judge."""
        return feature_matrix(self.blocks, self.unseen.annotations)

    @cached_property
    def truth(self) -> Flags:
        """Labels of the rows of `learned`; a term has the themes that it is strong evidence of."""
        grades = [self.seen.grades[term.remark_id] for term in self.seen.terms]
        rows = [[of.get(theme, 0) >= 2 for theme in self.seen.theme_ids] for of in grades]
        return np.vstack([self.seen.truth, np.array(rows, dtype=bool).reshape(-1, self.seen.truth.shape[1])])

    @cached_property
    def weights(self) -> Array:
        """Weights of the rows of `learned`: those of the model."""
        grades = [max(self.seen.grades[term.remark_id].values()) for term in self.seen.terms]
        terms = self.settings.term_weight * np.array([GRADE_WEIGHTS[grade] for grade in grades])
        return np.concatenate([np.ones(len(self.seen.truth)), terms])

    @cached_property
    def vectors(self) -> tuple[Array, Array]:
        """Mean word vectors of length 1 of the remarks to learn from and of those to judge; terms are no remarks."""
        block = next(block for block in self.blocks if isinstance(block, VectorBlock))
        parts = [block.matrix(part.annotations).toarray() / block.scale for part in (self.seen, self.unseen)]
        return parts[0], parts[1]


@dataclass(frozen=True)
class Family:
    """A way to classify, and the values of its one hyperparameter that are tried."""

    title: str
    hyperparameter: str
    values: tuple[float, ...]
    judge: Callable[[Split, float], Array]


def ours(split: Split, strength: float) -> Array:
    """The model as it is trained, at another strength."""
    settings = split.settings.model_copy(update={"strength": strength})
    coefficients, intercepts = fit_linear(split.seen, split.blocks, settings)
    return np.asarray(split.judged @ coefficients.T + intercepts)


def logistic(split: Split, strength: float) -> Array:
    """Logistic regressions, one a theme."""
    regression = LogisticRegression(C=strength, solver="liblinear")
    return _per_theme(regression, split.learned, split.truth, split.judged, split.weights)


def chain(split: Split, strength: float) -> Array:
    """Logistic regressions in a chain, frequent themes first: each also sees the themes before it.

    It learns from the true themes and judges by the probabilities of those before. scikit-learn's `ClassifierChain`
    fails on a theme without positives, and hands on decisions at 0.5 instead of probabilities.
    """
    regression = LogisticRegression(C=strength, solver="liblinear")
    learned, judged = split.learned, split.judged
    logits = np.zeros(split.unseen.truth.shape)
    for theme in np.argsort(-split.seen.truth.sum(axis=0), kind="stable"):
        column = split.truth[:, [theme]]
        logits[:, theme] = _per_theme(regression, learned, column, judged, split.weights)[:, 0]
        learned = sp.hstack([learned, column.astype(float)]).tocsr()
        judged = sp.hstack([judged, 1 / (1 + np.exp(-logits[:, [theme]]))]).tocsr()
    return logits


def neighbours(split: Split, count: float) -> Array:
    """Log-odds of each theme among the nearest remarks by cosine, weighted by it, as if one more were average."""
    learned, judged = split.vectors
    near = judged @ learned.T
    place = np.argsort(-near, axis=1, kind="stable")[:, : int(count)]
    weights = np.maximum(np.take_along_axis(near, place, axis=1), 0.0)
    votes = np.einsum("rn,rnt->rt", weights, split.seen.truth[place].astype(float))
    average = np.clip(split.seen.truth.mean(axis=0), 1e-3, 1 - 1e-3)
    share = (votes + average) / (weights.sum(axis=1, keepdims=True) + 1)
    return np.asarray(np.log(share / (1 - share)))


def kernel_svm(split: Split, strength: float) -> Array:
    """Support vector machines with an RBF kernel over the vectors; its width is the vectors' mean squared distance."""
    learned, judged = split.vectors
    width = 2 * (1 - float(learned.mean(axis=0) @ learned.mean(axis=0)))
    kernels = [np.exp(-(2 - 2 * rows @ learned.T) / width) for rows in (learned, judged)]
    return _per_theme(SVC(C=strength, kernel="precomputed"), kernels[0], split.seen.truth, kernels[1])


def characters(split: Split, strength: float) -> Array:
    """TF-IDF of character 2- and 3-grams with logistic regressions."""
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2)
    learned = vectorizer.fit_transform(split.seen.texts)
    regression = LogisticRegression(C=strength, solver="liblinear")
    return _per_theme(regression, learned, split.seen.truth, vectorizer.transform(split.unseen.texts))


FAMILIES = {
    "ours": Family("linear SVM per theme, squared hinge (the model)", "C", (0.006, 0.02, 0.06), ours),
    "logistic": Family("logistic regression per theme", "C", (0.15, 0.5, 1.5), logistic),
    "chain": Family("classifier chain of logistic regressions", "C", (0.15, 0.5, 1.5), chain),
    "neighbours": Family("k nearest neighbours on the word vectors", "k", (10, 30, 90), neighbours),
    "kernel_svm": Family("RBF kernel SVM on the word vectors", "C", (0.5, 2.0, 8.0), kernel_svm),
    "characters": Family("TF-IDF of characters, logistic regression", "C", (20.0, 100.0, 500.0), characters),
}


def _per_theme(
    estimator: LogisticRegression | SVC,
    learned: sp.csr_matrix | Array,
    truth: Flags,
    judged: sp.csr_matrix | Array,
    weights: Array | None = None,
) -> Array:
    """Decision values of one fit a theme; a theme without positives, which scikit-learn refuses, is never likely."""
    values = np.full((judged.shape[0], truth.shape[1]), -np.log(len(truth) + 1.0))
    for theme in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)):
        fitted = estimator.fit(learned, truth[:, theme], sample_weight=weights)
        values[:, theme] = fitted.decision_function(judged)
    return values
