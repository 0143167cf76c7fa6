"""Coded remarks as the stages that train and measure read them: three sets that have no remark in common."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.stages import paths
from pipeline.tables import (
    HELD_OUT,
    Annotation,
    CodedRemark,
    read_annotations,
    read_coded,
    read_table,
    to_table,
    write_table,
)
from pipeline.train.classifier import Array, Flags, TrainingSet

Rows = list[tuple[CodedRemark, Annotation]]


def load_training_set(codebook: Codebook) -> TrainingSet:
    """All that is learned from: the written remarks, the learned real ones, and the lexicon's terms."""
    learned = _rows(paths.LEARNED_TABLE, paths.LEARNED_ANNOTATIONS_TABLE)
    return _with_terms([*_written_rows(), *learned], codebook)


def load_written_set(codebook: Codebook) -> TrainingSet:
    """The written remarks and the lexicon's terms alone."""
    return _with_terms(_written_rows(), codebook)


def load_measured_set(codebook: Codebook) -> TrainingSet:
    """The measured real remarks in the form of a training set, without terms: they are never trained on."""
    return _set(_rows(paths.MEASURED_TABLE, paths.MEASURED_ANNOTATIONS_TABLE), codebook)


def save_held_out(data: TrainingSet, logits: Array) -> None:
    """Keep the log-odds that models without the remark's meeting gave, shape (remarks, themes)."""
    rows = [
        {"remark_id": annotation.remark_id, "log_odds": row}
        for annotation, row in zip(data.annotations, logits.tolist(), strict=True)
    ]
    write_table(to_table(rows, HELD_OUT), paths.HELD_OUT_TABLE, HELD_OUT)


def load_learned() -> list[CodedRemark]:
    """The remarks of the training set in its order, without their annotations, which take seconds to read."""
    return [*read_coded(paths.WRITTEN_TABLE), *read_coded(paths.LEARNED_TABLE)]


def load_held_out(remark_ids: Sequence[str], codebook: Codebook) -> Array:
    """The same of the given remarks of the training set, in their order.

    Raises:
        InputError: a remark is missing: it was not trained on yet.
    """
    held = {row["remark_id"]: row["log_odds"] for row in read_table(paths.HELD_OUT_TABLE, HELD_OUT).to_pylist()}
    missing = [remark_id for remark_id in remark_ids if remark_id not in held]
    if missing:
        reason = f"lacks {len(missing)} remarks that are learned from, {missing[0]} among them"
        raise InputError(paths.HELD_OUT_TABLE, reason, "Run `dvc repro` to train on them.")
    logits = [held[remark_id] for remark_id in remark_ids]
    return np.array(logits, dtype=float).reshape(-1, len(codebook.themes))


def truth_of(remarks: Sequence[CodedRemark], codebook: Codebook) -> Flags:
    """Themes of the labels that count, shape (remarks, themes)."""
    truth = [[theme in remark.themes for theme in codebook.theme_ids] for remark in remarks]
    return np.array(truth, dtype=bool).reshape(-1, len(codebook.themes))


def _written_rows() -> Rows:
    return _rows(paths.WRITTEN_TABLE, paths.WRITTEN_ANNOTATIONS_TABLE)


def _rows(remarks: Path, annotations: Path) -> Rows:
    return list(zip(read_coded(remarks), read_annotations(annotations), strict=True))


def _with_terms(rows: Rows, codebook: Codebook) -> TrainingSet:
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    terms = read_annotations(paths.TERM_ANNOTATIONS_TABLE)
    return replace(
        _set(rows, codebook), terms=terms, grades={term.remark_id: lexicon.themes_of(term.remark_id) for term in terms}
    )


def _set(rows: Rows, codebook: Codebook) -> TrainingSet:
    return TrainingSet(
        theme_ids=tuple(codebook.theme_ids),
        texts=[remark.text for remark, _ in rows],
        registers=[remark.register for remark, _ in rows],
        annotations=[annotation for _, annotation in rows],
        truth=truth_of([remark for remark, _ in rows], codebook),
        meetings=[remark.meeting_id for remark, _ in rows],
        terms=[],
        grades={},
    )
