"""The review queue over the tables that the pipeline has built; `ronten labels queue` and the exports use it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import InputError
from pipeline.evaluate.baselines import lexicon_rule
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import HeldOut, cross_fitted
from pipeline.evaluate.scores import Flags
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.labels.queue import Entry, Pool, queue
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_held_out, load_training_set
from pipeline.tables import (
    ANNOTATIONS,
    REAL,
    Annotation,
    Term,
    labeled_schema,
    read_annotations,
    read_coded,
    read_table,
)
from pipeline.train.classifier import TrainingSet
from pipeline.train.features import LexiconBlock
from pipeline.train.model import ThemeModel, load_model

_SPAN = [("theme", pa.string()), ("text", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
Row = dict[str, Any]
QUEUE = pa.schema(
    [
        ("remark_id", pa.string()),
        ("meeting_id", pa.string()),
        ("text", pa.string()),
        ("suggestion", pa.list_(pa.string())),
        ("model_version", pa.string()),
        ("label", pa.list_(pa.string())),
        ("priority", pa.float64()),
        ("reasons", pa.list_(pa.string())),
        ("scores", pa.list_(pa.struct([("theme", pa.string()), ("score", pa.float64())]))),
        ("evidence", pa.list_(pa.struct([*_SPAN, ("weight", pa.float64())]))),
    ]
)
"""Columns of the queue; `label` is empty where nobody has coded the remark."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A remark, the meeting it belongs to, its lexicon terms, and its label where it has one."""

    remark_id: str
    meeting_id: str
    text: str
    terms: list[Term]
    label: Label | None

    @property
    def is_open(self) -> bool:
        """Whether a look may change anything: an adjudicator's word was the last."""
        return self.label is None or self.label.coding_pass != "adjudicated"


@dataclass(frozen=True, slots=True)
class Known:
    """Remarks, what a model that did not learn from them says, and the table of their annotations."""

    candidates: list[Candidate]
    said: HeldOut
    annotations: Path


def review_queue(size: int, *, written: bool = False) -> list[Row]:
    """The `size` remarks most worth a look, best first, as rows of the schema `QUEUE`.

    Args:
        size: most entries.
        written: look at the labels of the written corpus instead of the real remarks.

    Raises:
        InputError: a table or the model has not been built, or the table was labelled by another model.
    """
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    human = gold_labels([*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)])
    known = _written(codebook, human) if written else _real(codebook, model, human)
    rows = [i for i, candidate in enumerate(known.candidates) if candidate.is_open]
    if not rows:
        return []
    held = _truth(known.candidates, codebook).sum(axis=0)
    said = HeldOut(known.said.scores[rows], known.said.thresholds[rows])
    pool = _pool([known.candidates[i] for i in rows], said, held, codebook)
    entries = [replace(entry, row=rows[entry.row]) for entry in queue(pool, size)]
    return _rows(entries, known, model)


def suggestions() -> list[Row]:
    """Every real remark with what the model says of it, in the order of the table, as rows of the schema `QUEUE`.

    Raises:
        InputError: as `review_queue`.
    """
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    known = _real(codebook, model, gold_labels(read_labels(paths.CODED, codebook)))
    return _rows([Entry(i, 0.0, []) for i in range(len(known.candidates))], known, model)


def _real(codebook: Codebook, model: ThemeModel, human: dict[str, Label]) -> Known:
    """Real remarks with the labelled table's scores; those learned from with scores of models without their meeting."""
    table = read_table(paths.LABELED_TABLE, labeled_schema(codebook.theme_ids))
    table = table.filter(pc.equal(table["kind"], "remark"))
    if pc.any(pc.not_equal(table["model_version"], model.version)).as_py():
        reason = f"was not labelled by the model as it is, {model.version}"
        raise InputError(paths.LABELED_TABLE, reason, "Run `make repro`.")
    found = read_table(paths.ANNOTATIONS_TABLE, ANNOTATIONS).select(["remark_id", "terms"])
    terms = dict(zip(found["remark_id"].to_pylist(), found["terms"].to_pylist(), strict=True))
    columns = (table[name].to_pylist() for name in ("remark_id", "meeting_id", "text"))
    candidates = [
        Candidate(key, meeting, text, [Term(**term) for term in terms[key]], human.get(key))
        for key, meeting, text in zip(*columns, strict=True)
    ]
    scores = np.array([table[f"score_{theme}"].to_numpy() for theme in codebook.theme_ids], dtype=float).T
    said = HeldOut(scores, np.tile(model.calibration.threshold, (len(candidates), 1)))
    return Known(candidates, _without_own_meeting(candidates, said, codebook), paths.ANNOTATIONS_TABLE)


def _without_own_meeting(candidates: Sequence[Candidate], said: HeldOut, codebook: Codebook) -> HeldOut:
    """The same, but remarks that are learned from are judged by models that did not see their meeting."""
    learned = {row.remark_id for row in read_coded(paths.LEARNED_TABLE)}
    rows = [i for i, candidate in enumerate(candidates) if candidate.remark_id in learned]
    if not rows:
        return said
    data, held_out = _learned(codebook)
    place = {row.remark_id: i for i, row in enumerate(data.annotations)}
    places = [place[candidates[i].remark_id] for i in rows]
    scores, thresholds = said.scores.copy(), said.thresholds.copy()
    scores[rows], thresholds[rows] = held_out.scores[places], held_out.thresholds[places]
    return HeldOut(scores, thresholds)


def _written(codebook: Codebook, human: dict[str, Label]) -> Known:
    data, held_out = _learned(codebook)
    rows = [i for i, register in enumerate(data.registers) if register != REAL]
    keyed = [(data.annotations[i], data.meetings[i], data.texts[i]) for i in rows]
    candidates = [
        Candidate(row.remark_id, meeting, text, row.terms, human[row.remark_id]) for row, meeting, text in keyed
    ]
    said = HeldOut(held_out.scores[rows], held_out.thresholds[rows])
    return Known(candidates, said, paths.WRITTEN_ANNOTATIONS_TABLE)


def _learned(codebook: Codebook) -> tuple[TrainingSet, HeldOut]:
    """All that is learned from, by models, and with thresholds, that saw no remark of its meeting."""
    settings = load_settings().train
    data = load_training_set(codebook)
    fold = balanced_folds(data.truth, data.meetings, settings.folds)
    return data, cross_fitted(load_held_out(data), data.truth, fold, settings.threshold_factor)


def _pool(candidates: list[Candidate], said: HeldOut, held: Flags, codebook: Codebook) -> Pool:
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    block = LexiconBlock(tuple(codebook.theme_ids), lexicon.grades, scale=1.0)
    return Pool(
        theme_ids=tuple(codebook.theme_ids),
        texts=[candidate.text for candidate in candidates],
        scores=said.scores,
        thresholds=said.thresholds,
        rule=lexicon_rule(candidates, block),
        truth=_truth(candidates, codebook),
        coded=np.array([candidate.label is not None for candidate in candidates]),
        held=held.astype(float),
    )


def _truth(known: Iterable[Candidate], codebook: Codebook) -> Flags:
    """Themes of the labels, shape (remarks, themes); none for a remark without a label."""
    given = [set(candidate.label.themes) if candidate.label else set() for candidate in known]
    flags = [[theme in themes for theme in codebook.theme_ids] for themes in given]
    return np.array(flags, dtype=bool).reshape(-1, len(codebook.theme_ids))


def _rows(entries: Sequence[Entry], known: Known, model: ThemeModel) -> list[Row]:
    ids = {known.candidates[entry.row].remark_id for entry in entries}
    annotated = {row.remark_id: row for row in read_annotations(known.annotations, ids)}
    return [_row(entry, known, annotated, model) for entry in entries]


def _row(entry: Entry, known: Known, annotated: Mapping[str, Annotation], model: ThemeModel) -> Row:
    candidate, scores = known.candidates[entry.row], known.said.scores[entry.row]
    given = scores >= known.said.thresholds[entry.row]
    suggestion = [theme for theme, is_given in zip(model.theme_ids, given, strict=True) if is_given]
    evidence = model.evidence(annotated[candidate.remark_id], candidate.text, suggestion)
    return {
        "remark_id": candidate.remark_id,
        "meeting_id": candidate.meeting_id,
        "text": candidate.text,
        "suggestion": suggestion,
        "model_version": model.version,
        "label": candidate.label.themes if candidate.label else None,
        "priority": entry.priority,
        "reasons": entry.reasons,
        "scores": [
            {"theme": theme, "score": round(float(score), 4)}
            for theme, score in zip(model.theme_ids, scores, strict=True)
        ],
        "evidence": [asdict(span) for span in evidence],
    }
