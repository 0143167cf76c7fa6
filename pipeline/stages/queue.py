"""The review queue over the tables that the pipeline has built; `ronten labels queue` and the exports use it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.baselines import lexicon_rule
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import HeldOut, cross_fitted
from pipeline.evaluate.scores import Flags
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.labels.queue import Entry, Pool, queue
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_held_out, load_training_set
from pipeline.tables import REAL, Annotation, read_annotations, read_coded, read_remarks
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
    """A remark, the meeting it belongs to, and its label where it has one."""

    meeting_id: str
    text: str
    annotation: Annotation
    label: Label | None

    @property
    def is_open(self) -> bool:
        """Whether a look may change anything: an adjudicator's word was the last."""
        return self.label is None or self.label.coding_pass != "adjudicated"


def review_queue(size: int, *, written: bool = False) -> list[Row]:
    """The `size` remarks most worth a look, best first, as rows of the schema `QUEUE`.

    Args:
        size: most entries.
        written: look at the labels of the written corpus instead of the real remarks.
    """
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    human = gold_labels([*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)])
    known, said = _written(codebook, human) if written else _real(model, human, codebook)
    rows = [i for i, candidate in enumerate(known) if candidate.is_open]
    if not rows:
        return []
    held = _truth(known, codebook).sum(axis=0)
    chosen = [known[i] for i in rows]
    pool = _pool(chosen, HeldOut(said.scores[rows], said.thresholds[rows]), held, codebook)
    return [_row(entry, chosen[entry.row], pool, model) for entry in queue(pool, size)]


def suggestions() -> list[Row]:
    """Every real remark with what the model says of it, in the order of the table, as rows of the schema `QUEUE`."""
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    known, said = _real(model, gold_labels(read_labels(paths.CODED, codebook)), codebook)
    pool = _pool(known, said, _truth(known, codebook).sum(axis=0), codebook)
    return [_row(Entry(i, 0.0, []), candidate, pool, model) for i, candidate in enumerate(known)]


def _real(model: ThemeModel, human: dict[str, Label], codebook: Codebook) -> tuple[list[Candidate], HeldOut]:
    """Real remarks by the model in use; those that are learned from by models that did not see their meeting."""
    annotated = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE)}
    remarks = [row for row in read_remarks(paths.REMARKS_TABLE) if row.kind == "remark"]
    known = [Candidate(r.meeting_id, r.text, annotated[r.remark_id], human.get(r.remark_id)) for r in remarks]
    said = HeldOut(model.scores([c.annotation for c in known]), np.tile(model.calibration.threshold, (len(known), 1)))
    learned = {row.remark_id for row in read_coded(paths.LEARNED_TABLE)}
    rows = [i for i, candidate in enumerate(known) if candidate.annotation.remark_id in learned]
    if rows:
        data, held_out = _learned(codebook)
        place = {row.remark_id: i for i, row in enumerate(data.annotations)}
        places = [place[known[i].annotation.remark_id] for i in rows]
        said.scores[rows], said.thresholds[rows] = held_out.scores[places], held_out.thresholds[places]
    return known, said


def _written(codebook: Codebook, human: dict[str, Label]) -> tuple[list[Candidate], HeldOut]:
    data, held_out = _learned(codebook)
    rows = [i for i, register in enumerate(data.registers) if register != REAL]
    known = [
        Candidate(data.meetings[i], data.texts[i], data.annotations[i], human[data.annotations[i].remark_id])
        for i in rows
    ]
    return known, HeldOut(held_out.scores[rows], held_out.thresholds[rows])


def _learned(codebook: Codebook) -> tuple[TrainingSet, HeldOut]:
    """All that is learned from, by models, and with thresholds, that saw no remark of its meeting."""
    settings = load_settings().train
    data = load_training_set(codebook)
    fold = balanced_folds(data.truth, data.meetings, settings.folds)
    return data, cross_fitted(load_held_out(data), data.truth, fold, settings.threshold_factor)


def _pool(known: list[Candidate], said: HeldOut, held: Flags, codebook: Codebook) -> Pool:
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    block = LexiconBlock(tuple(codebook.theme_ids), lexicon.grades, scale=1.0)
    annotations = [candidate.annotation for candidate in known]
    return Pool(
        theme_ids=tuple(codebook.theme_ids),
        texts=[candidate.text for candidate in known],
        scores=said.scores,
        thresholds=said.thresholds,
        rule=lexicon_rule(annotations, block),
        truth=_truth(known, codebook),
        coded=np.array([candidate.label is not None for candidate in known]),
        held=held.astype(float),
    )


def _truth(known: Iterable[Candidate], codebook: Codebook) -> Flags:
    """Themes of the labels, shape (remarks, themes); none for a remark without a label."""
    given = [set(candidate.label.themes) if candidate.label else set() for candidate in known]
    flags = [[theme in themes for theme in codebook.theme_ids] for themes in given]
    return np.array(flags, dtype=bool).reshape(-1, len(codebook.theme_ids))


def _row(entry: Entry, known: Candidate, pool: Pool, model: ThemeModel) -> Row:
    scores = pool.scores[entry.row]
    given = scores >= pool.thresholds[entry.row]
    suggestion = [theme for theme, is_given in zip(pool.theme_ids, given, strict=True) if is_given]
    return {
        "remark_id": known.annotation.remark_id,
        "meeting_id": known.meeting_id,
        "text": known.text,
        "suggestion": suggestion,
        "model_version": model.version,
        "label": known.label.themes if known.label else None,
        "priority": entry.priority,
        "reasons": entry.reasons,
        "scores": [
            {"theme": theme, "score": round(float(score), 4)}
            for theme, score in zip(pool.theme_ids, scores, strict=True)
        ],
        "evidence": [asdict(span) for span in model.evidence(known.annotation, known.text, suggestion)],
    }
