"""What a model file may hold: checked before any of it is used, since the file may be of anybody's making."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError
from safetensors import SafetensorError, safe_open

from pipeline.errors import InputError
from pipeline.files import check_ordinary, parse_json
from pipeline.train.vectors import DIMENSIONS

Array = NDArray[np.float64]

FORMAT = "ronten-themes-1"

MOST_BYTES = 50_000_000
"""Largest model file read, nearly thirty times that of this project."""


class Header(BaseModel):
    """What a model file holds beside its arrays."""

    model_config = ConfigDict(frozen=True, strict=True)

    theme_ids: list[str] = Field(min_length=1)
    codebook_version: int
    review_margin: FiniteFloat
    vocabulary: list[str]
    grades: dict[str, dict[str, int]]
    scales: list[FiniteFloat] = Field(min_length=3, max_length=3)
    # files of before there were any do not say so
    learned_meetings: list[str] = []

    def fits(self, arrays: dict[str, Array]) -> bool:
        """Whether every array is there, of the shape that themes and words ask for, and holds numbers alone."""
        themes, words = len(self.theme_ids), len(self.vocabulary)
        shapes: dict[str, tuple[int, ...]]
        shapes = dict.fromkeys(("intercepts", "slope", "offset", "threshold"), (themes,))
        shapes |= {"idf": (words,), "coefficients": (themes, words + themes + DIMENSIONS)}
        known = {theme for grades in self.grades.values() for theme in grades} <= set(self.theme_ids)
        return (
            known
            and {name: array.shape for name, array in arrays.items()} == shapes
            and all(np.isfinite(array).all() for array in arrays.values())
        )


def read_model_file(path: Path) -> tuple[Header, dict[str, Array]]:
    """The header and the arrays of a model file; no code of it is run.

    Raises:
        InputError: it is missing, too large, no model, of another format version, or does not fit together. The remedy
            is the caller's to say.
    """
    check_ordinary(path, MOST_BYTES)
    try:
        with safe_open(path, framework="numpy") as handle:
            text = (handle.metadata() or {}).get("ronten", "{}")
            arrays = {name: handle.get_tensor(name).astype(float) for name in handle.keys()}  # noqa: SIM118 - no mapping
    except (SafetensorError, TypeError, ValueError, OSError) as error:  # TypeError: numbers that NumPy has not
        raise InputError(path, f"is no model file: {error}", "") from error
    found = parse_json(path, text, "")
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        given = found.get("format") if isinstance(found, dict) else None
        raise InputError(path, f"is of format {given!r}; this version reads {FORMAT!r}", "")
    try:
        header = Header.model_validate(found)
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InputError(path, f"is no model file: {reasons}", "") from error
    if not header.fits(arrays):
        raise InputError(path, "is no model file: its arrays do not fit together, or hold what is no number", "")
    return header, arrays
