"""The trained theme model: scores, decisions, evidence, and its file.

The file is `safetensors`: arrays and one JSON text, so that reading it can run no code. Equal models give equal
bytes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.files import replacing, sha256
from pipeline.tables import Annotation, Evidence
from pipeline.train.calibration import Calibration, distance
from pipeline.train.evidence import evidence_spans
from pipeline.train.features import Block, LemmaBlock, LexiconBlock, VectorBlock
from pipeline.train.model_file import FORMAT, Header, read_model_file

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDING = 1e-4
"""Fitted numbers that differ by less come from other processors or libraries, not from other remarks."""


@dataclass(frozen=True)
class ThemeModel:
    """A linear model a theme over feature blocks, calibrated.

    `coefficients` has shape (themes, columns of all blocks), `intercepts` (themes,). `learned_meetings` are the real
    meetings with a remark among those learned from: the model must not be measured by any remark of theirs.
    """

    theme_ids: tuple[str, ...]
    codebook_version: int
    blocks: tuple[Block, ...]
    coefficients: Array
    intercepts: Array
    calibration: Calibration
    review_margin: float
    learned_meetings: tuple[str, ...] = ()
    version: str = field(default="unsaved", compare=False)

    def scores(self, annotations: Sequence[Annotation]) -> Array:
        """Calibrated probabilities of shape (remarks, themes)."""
        logits = np.tile(self.intercepts, (len(annotations), 1))
        for block, weights in self._weights():
            logits += block.matrix(annotations) @ weights.T
        return self.calibration.probabilities(logits)

    def decide(self, scores: Array) -> Flags:
        """Which themes are given, of the same shape as `scores`."""
        return self.calibration.decide(scores)

    def unsure(self, scores: Array) -> Flags:
        """Remarks with a score nearer than the review margin (log-odds) to its threshold; shape (remarks,)."""
        return np.asarray((distance(scores, self.calibration.threshold) < self.review_margin).any(axis=1))

    def evidence(self, annotation: Annotation, text: str, themes: Sequence[str]) -> list[Evidence]:
        """The spans of `text` that raised each of `themes`, strongest first within a theme."""
        found: list[Evidence] = []
        for theme in themes:
            row = self.theme_ids.index(theme)
            shares = [
                share
                for block, weights in self._weights()
                for share in block.attribute(annotation, self.calibration.slope[row] * weights[row])
            ]
            found.extend(evidence_spans(theme, text, shares))
        return found

    def _weights(self) -> list[tuple[Block, Array]]:
        edges = np.cumsum([block.width for block in self.blocks])[:-1]
        return list(zip(self.blocks, np.split(self.coefficients, edges, axis=1), strict=True))


def same_model(model: ThemeModel, other: ThemeModel) -> bool:
    """Whether both were trained alike, on this or another machine: their numbers differ by rounding alone."""
    headers, arrays = zip(_parts(model), _parts(other), strict=True)
    if headers[0] != headers[1]:
        return False
    return all(np.allclose(arrays[0][name], arrays[1][name], atol=ROUNDING) for name in arrays[0])


def save_model(model: ThemeModel, path: Path) -> None:
    """Write the model atomically."""
    header, arrays = _parts(model)
    # float32 hides the last bits, in which sums of other orders differ
    stored = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in arrays.items()}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    with replacing(path) as temporary:
        temporary.write_bytes(save(stored, metadata={"ronten": text}))


def _parts(model: ThemeModel) -> tuple[dict[str, Any], dict[str, Array]]:
    """All that a model file holds: what is no number or exact, and the fitted numbers."""
    lemmas, lexicon, vectors = model.blocks
    if not (isinstance(lemmas, LemmaBlock) and isinstance(lexicon, LexiconBlock) and isinstance(vectors, VectorBlock)):
        raise TypeError(f"{FORMAT} holds lemmas, lexicon and vectors, not {model.blocks}")
    header = {
        "format": FORMAT,
        "theme_ids": model.theme_ids,
        "codebook_version": model.codebook_version,
        "review_margin": model.review_margin,
        "learned_meetings": model.learned_meetings,
        "vocabulary": lemmas.vocabulary,
        "grades": lexicon.grades,
        "scales": [lemmas.scale, lexicon.scale, vectors.scale],
    }
    arrays = {
        "coefficients": model.coefficients,
        "intercepts": model.intercepts,
        "idf": lemmas.idf,
        "slope": model.calibration.slope,
        "offset": model.calibration.offset,
        "threshold": model.calibration.threshold,
    }
    return header, arrays


def load_model(path: Path, codebook: Codebook | None = None) -> ThemeModel:
    """Read a model file; no code of it is run.

    Args:
        path: the model file.
        codebook: when given, its themes must be those the model was trained for.

    Raises:
        InputError: the file is missing, is no model, is of another format version, or of other themes.
    """
    try:
        header, arrays = read_model_file(path)
    except InputError as error:
        raise InputError(path, error.reason, "Run `make repro` to train it again.") from error
    if codebook and header.theme_ids != codebook.theme_ids:
        raise InputError(
            path, "was trained for other themes than the codebook's", "Run `make repro` to train it again."
        )
    return _model(header, arrays, sha256(path.read_bytes())[:12])


def _model(header: Header, arrays: dict[str, Array], version: str) -> ThemeModel:
    theme_ids, vocabulary = tuple(header.theme_ids), tuple(header.vocabulary)
    lemma_scale, lexicon_scale, vector_scale = header.scales
    blocks = (
        LemmaBlock(vocabulary, arrays["idf"], lemma_scale),
        LexiconBlock(theme_ids, header.grades, lexicon_scale),
        VectorBlock(dict(zip(vocabulary, arrays["idf"].tolist(), strict=True)), vector_scale),
    )
    return ThemeModel(
        theme_ids=theme_ids,
        codebook_version=header.codebook_version,
        blocks=blocks,
        coefficients=arrays["coefficients"],
        intercepts=arrays["intercepts"],
        calibration=Calibration(arrays["slope"], arrays["offset"], arrays["threshold"]),
        review_margin=header.review_margin,
        learned_meetings=tuple(header.learned_meetings),
        version=version,
    )
