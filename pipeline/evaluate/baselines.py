"""What the model has to beat: rules, the majority, and TF-IDF as a peer would write it."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from pipeline.codebook import Codebook
from pipeline.evaluate.scores import Flags
from pipeline.tables import Annotation
from pipeline.train.features import LexiconBlock

LEXICON_RULE = 0.55
"""Summed weight of a theme's terms from which the lexicon rule gives it: one term of grade 2."""


def codebook_rule(texts: Sequence[str], codebook: Codebook) -> Flags:
    """A theme wherever one of its name or `include` wordings stands in the text."""
    return np.array(
        [[any(word in text for word in (theme.ja, *theme.include)) for theme in codebook.themes] for text in texts]
    )


def lexicon_rule(annotations: Sequence[Annotation], lexicon: LexiconBlock) -> Flags:
    """A theme wherever its lexicon terms, each counted once, weigh enough together."""
    found = [(row, term.term) for row, annotation in enumerate(annotations) for term in annotation.terms]
    rows, terms = pa.array([row for row, _ in found], pa.int64()), pa.array([term for _, term in found], pa.string())
    return _weighed(rows, terms, len(annotations), lexicon)


def lexicon_rule_of_column(column: pa.ChunkedArray, lexicon: LexiconBlock) -> Flags:
    """The same of the column `terms` of annotations, as it is: no row of 100,000 becomes an object."""
    spans = column.combine_chunks()
    terms = pc.struct_field(pc.list_flatten(spans), "term")
    return _weighed(pc.list_parent_indices(spans), terms, len(column), lexicon)


def _weighed(rows: pa.Array, terms: pa.Array, number: int, lexicon: LexiconBlock) -> Flags:
    once = pa.table([rows, terms], ["row", "term"]).group_by(["row", "term"]).aggregate([]).combine_chunks()
    words = pc.unique(once["term"])
    place = (once["row"].to_numpy(), pc.index_in(once["term"], words).to_numpy())
    held = sp.csr_matrix((np.ones(len(once)), place), shape=(number, len(words)))
    return np.asarray(held @ lexicon.weights(words.to_pylist()) >= LEXICON_RULE - 1e-9)


def majority(truth: Flags, size: int) -> Flags:
    """The theme that training remarks carry most, for each of `size` remarks."""
    predicted = np.zeros((size, truth.shape[1]), dtype=bool)
    predicted[:, int(truth.sum(axis=0).argmax())] = True
    return predicted


def tfidf_logistic(train_texts: Sequence[str], truth: Flags, texts: Sequence[str]) -> Flags:
    """TF-IDF over character 2- and 3-grams with one-vs-rest logistic regression at scikit-learn's defaults."""
    # a second of loading, which those who need the rules alone need not spend
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    peer = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=1000)),
    )
    return np.asarray(peer.fit(list(train_texts), truth.astype(int)).predict(list(texts)), dtype=bool)
