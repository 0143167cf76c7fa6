"""What the model has to beat: rules, the majority, and TF-IDF as a peer would write it."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from pipeline.codebook import Codebook
from pipeline.evaluate.scores import Flags
from pipeline.train.features import LexiconBlock, Termed

LEXICON_RULE = 0.55
"""Summed weight of a theme's terms from which the lexicon rule gives it: one term of grade 2."""


def codebook_rule(texts: Sequence[str], codebook: Codebook) -> Flags:
    """A theme wherever one of its name or `include` wordings stands in the text."""
    return np.array(
        [[any(word in text for word in (theme.ja, *theme.include)) for theme in codebook.themes] for text in texts]
    )


def lexicon_rule(annotations: Sequence[Termed], lexicon: LexiconBlock) -> Flags:
    """A theme wherever its lexicon terms weigh enough together."""
    sums = np.expm1(lexicon.matrix(annotations).toarray() / lexicon.scale)
    return np.asarray(sums >= LEXICON_RULE - 1e-9)


def majority(truth: Flags, size: int) -> Flags:
    """The theme that training remarks carry most, for each of `size` remarks."""
    predicted = np.zeros((size, truth.shape[1]), dtype=bool)
    predicted[:, int(truth.sum(axis=0).argmax())] = True
    return predicted


def tfidf_logistic(train_texts: Sequence[str], truth: Flags, texts: Sequence[str]) -> Flags:
    """TF-IDF over character 2- and 3-grams with one-vs-rest logistic regression at scikit-learn's defaults."""
    peer = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=1000)),
    )
    return np.asarray(peer.fit(list(train_texts), truth.astype(int)).predict(list(texts)), dtype=bool)
