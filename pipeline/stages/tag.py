"""Remarks of any origin to labelled rows, with the trained model; `ronten tag` and the explorer use it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.annotate import load_lexicon
from pipeline.annotate.texts import annotations_of
from pipeline.codebook import load_codebook
from pipeline.label import label_remarks, labeled_rows
from pipeline.parquet import CHUNK
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.tables import Remark
from pipeline.train.model import load_model
from pipeline.workers import portions


def tag(remarks: Sequence[Remark], model_path: Path | None = None) -> Iterator[dict[str, Any]]:
    """Rows of `labeled_remarks`, one a remark, as they are made; coders' labels are not looked at.

    Args:
        remarks: the remarks.
        model_path: the project's own model when absent.

    Raises:
        InputError: the model has not been trained, or its file cannot be used.
    """
    settings = load_settings()
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(model_path or paths.MODEL, codebook)
    annotations = annotations_of(
        ((remark.remark_id, remark.text) for remark in remarks),
        settings=settings.annotate,
        run=settings.run,
        lexicon=load_lexicon(paths.LEXICON, paths.CONCEPTS),
    )
    for pairs in portions(zip(remarks, annotations, strict=True), lambda _: 1, CHUNK):
        said, found = [remark for remark, _ in pairs], [annotation for _, annotation in pairs]
        labellings = label_remarks(said, found, model, {}, codebook)
        yield from labeled_rows(said, found, labellings, codebook, model.version)


def tag_text(text: str) -> dict[str, Any]:
    """One text as one labelled row.

    Raises:
        InputError: as `tag`.
    """
    (row,) = tag([_remark(text)])
    return row


def _remark(text: str) -> Remark:
    return Remark(
        remark_id="tried",
        meeting_id="",
        meeting_title="",
        meeting_number=None,
        date=None,
        agenda=None,
        speaker=None,
        turn=None,
        order=1,
        kind="remark",
        text=text,
        source="",
        page=None,
        start=0,
        end=len(text),
        quality=1.0,
    )
