"""The review queue over the tables that the pipeline has built; `ronten labels queue` and the exports use it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import InputError
from pipeline.evaluate.baselines import lexicon_rule_of_column
from pipeline.labels.queue import Entry, Flags, Pool, queue
from pipeline.stages import paths
from pipeline.stages.known import Known, known_real, known_written
from pipeline.tables import ANNOTATIONS, read_annotations, read_table
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
    known = known_written(codebook) if written else known_real(codebook, model)
    rows = known.open
    if not rows:
        return []
    entries = [replace(entry, row=rows[entry.row]) for entry in queue(_pool(known, rows, codebook), size)]
    return _rows(entries, known, model)


def suggestions() -> list[Row]:
    """Every real remark with what the model says of it, in the order of the table, as rows of the schema `QUEUE`.

    Raises:
        InputError: as `review_queue`.
    """
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    known = known_real(codebook, model)
    return _rows([Entry(i, 0.0, []) for i in range(len(known.texts))], known, model)


def _pool(known: Known, rows: Sequence[int], codebook: Codebook) -> Pool:
    """What the queue is made of: the given rows, and how many labels of each theme there are among all."""
    truth = known.truth(codebook)
    ids = [known.remark_ids[i] for i in rows]
    return Pool(
        theme_ids=tuple(codebook.theme_ids),
        texts=[known.texts[i] for i in rows],
        scores=known.said.scores[rows],
        thresholds=known.said.thresholds[rows],
        rule=_rule(known.annotations, ids, codebook),
        truth=truth[rows],
        coded=np.array([known.labels[i] is not None for i in rows]),
        held=truth.sum(axis=0).astype(float),
    )


def _rule(annotations: Path, remark_ids: Sequence[str], codebook: Codebook) -> Flags:
    """The themes that the lexicon alone gives the remarks, shape (remarks, themes).

    Raises:
        InputError: a remark has no annotation.
    """
    found = read_table(annotations, ANNOTATIONS, ["remark_id", "terms"])
    places = pc.index_in(pa.array(remark_ids, pa.string()), found["remark_id"].combine_chunks())
    if places.null_count:
        raise InputError(annotations, f"lacks {places.null_count} remarks of the other tables", "Run `make repro`.")
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    block = LexiconBlock(tuple(codebook.theme_ids), lexicon.grades, scale=1.0)
    return np.asarray(lexicon_rule_of_column(found["terms"], block)[places.to_numpy()])


def _rows(entries: Sequence[Entry], known: Known, model: ThemeModel) -> list[Row]:
    rows = [entry.row for entry in entries]
    decided = known.said.scores[rows] >= known.said.thresholds[rows]
    suggested = [[theme for theme, given in zip(model.theme_ids, row, strict=True) if given] for row in decided]
    evidence = _evidence(rows, suggested, known, model)
    parts = zip(entries, suggested, evidence, strict=True)
    return [_row(entry, themes, spans, known, model) for entry, themes, spans in parts]


def _evidence(rows: list[int], suggested: list[list[str]], known: Known, model: ThemeModel) -> list[list[Row]]:
    """Evidence of the suggested themes: that of the labelled table, and where it gives other themes, the model's.

    Both are the same model's; but to ask it again takes the remark's annotation and GiNZA's word vectors.
    """
    shown = known.shown.take(rows).to_pylist() if known.shown else [{"themes": [], "evidence": []}] * len(rows)
    pairs = list(zip(rows, suggested, shown, strict=True))
    lacking = {known.remark_ids[i] for i, themes, held in pairs if not set(themes) <= set(held["themes"])}
    annotated = {row.remark_id: row for row in read_annotations(known.annotations, lacking)} if lacking else {}

    def of_theme(i: int, theme: str, held: Row) -> list[Row]:
        """Spans of one theme of row i."""
        if theme in held["themes"]:
            return [span | {"weight": round(span["weight"], 4)} for span in held["evidence"] if span["theme"] == theme]
        return [asdict(span) for span in model.evidence(annotated[known.remark_ids[i]], known.texts[i], [theme])]

    return [[span for theme in themes for span in of_theme(i, theme, held)] for i, themes, held in pairs]


def _row(entry: Entry, suggestion: list[str], evidence: list[Row], known: Known, model: ThemeModel) -> Row:
    label = known.labels[entry.row]
    return {
        "remark_id": known.remark_ids[entry.row],
        "meeting_id": known.meeting_ids[entry.row],
        "text": known.texts[entry.row],
        "suggestion": suggestion,
        "model_version": model.version,
        "label": label.themes if label else None,
        "priority": entry.priority,
        "reasons": entry.reasons,
        "scores": [
            {"theme": theme, "score": round(float(score), 4)}
            for theme, score in zip(model.theme_ids, known.said.scores[entry.row], strict=True)
        ],
        "evidence": evidence,
    }
