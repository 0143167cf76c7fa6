"""The training set as the stages `train` and `evaluate` read it."""

import numpy as np

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook
from pipeline.labels import gold_labels, read_labels
from pipeline.stages import paths
from pipeline.tables import read_annotations
from pipeline.train.classifier import TrainingSet


def load_training_set(codebook: Codebook) -> TrainingSet:
    """The written remarks with their counting labels, and the lexicon's terms, all annotated."""
    written = read_labels(paths.WRITTEN, codebook)
    gold = gold_labels([*written, *read_labels(paths.CODED, codebook)])
    rows = [label for label in gold_labels(written).values() if label.is_written]
    annotated = {row.remark_id: row for row in read_annotations(paths.WRITTEN_ANNOTATIONS_TABLE)}
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    terms = read_annotations(paths.TERM_ANNOTATIONS_TABLE)
    return TrainingSet(
        theme_ids=tuple(codebook.theme_ids),
        texts=[label.text or "" for label in rows],
        registers=[label.register_ or "" for label in rows],
        annotations=[annotated[label.remark_id] for label in rows],
        truth=np.array([[theme in gold[label.remark_id].themes for theme in codebook.theme_ids] for label in rows]),
        meetings=[label.meeting or "" for label in rows],
        terms=terms,
        grades={term.remark_id: lexicon.themes_of(term.remark_id) for term in terms},
    )
