"""GiNZA's static word vectors, without loading GiNZA's pipeline."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import RontenError

if TYPE_CHECKING:
    from spacy.vectors import Vectors

MODEL_PACKAGE = "ja_ginza"
DIMENSIONS = 300


@lru_cache(maxsize=1)
def load_vectors() -> "Vectors":
    """The vectors that ja-ginza ships (480,443 words on 20,000 rows of 300 float32), loaded once.

    Raises:
        RontenError: the package ja-ginza is not installed.
    """
    spec = find_spec(MODEL_PACKAGE)
    folders = sorted(Path(place) for place in spec.submodule_search_locations or []) if spec else []
    vocabularies = [found for folder in folders for found in sorted(folder.glob("*/vocab"))]
    if not vocabularies:
        raise RontenError(f"The package {MODEL_PACKAGE} is not installed. Run `make env`.")
    from spacy.vectors import Vectors  # takes a second, which those who only read a model's figures need not spend

    return Vectors().from_disk(vocabularies[0])


def unit_vectors(words: list[str]) -> NDArray[np.float32]:
    """Vectors of length 1, one row of 300 a word; a word without a vector gets a row of zeros."""
    from spacy.strings import get_string_id

    vectors = load_vectors()
    keys = np.array([get_string_id(word) for word in words], dtype=np.uint64)
    rows = vectors.find(keys=keys) if words else np.zeros(0, dtype=int)
    found = np.where((rows >= 0)[:, None], vectors.data[rows], 0.0).astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    return np.asarray(found / lengths, dtype=np.float32)
