"""What the explorer shows, over the tables and the model that the pipeline has built."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

from pipeline.annotate import load_lexicon
from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.explore.shelf import Shelf
from pipeline.report import Material
from pipeline.stages import paths
from pipeline.tables import labeled_schema, read_table
from pipeline.train.model import load_model

State = tuple[tuple[str, int, int], ...]

_opening = Lock()


def check() -> None:
    """Look whether there is anything to explore.

    Raises:
        InputError: the table or the model has not been built.
    """
    for path in (paths.LABELED_TABLE, paths.MODEL):
        if not path.exists():
            raise InputError(path, "does not exist", "Run `make repro` to build it.")


def state() -> State:
    """What tells a rebuilt table or model from the one before: path, size and time of each file there is."""
    return tuple(_state(path) for path in (paths.LABELED_TABLE, paths.MODEL, paths.CODEBOOK) if path.exists())


def open_shelf() -> Shelf:
    """The labelled remarks as they are on disk now, ready to be searched; read once, until they are rebuilt.

    Raises:
        InputError: the table has not been built, or cannot be read.
        SchemaError: its columns are not those of the codebook.
    """
    with _opening:  # whoever comes meanwhile waits for it instead of reading it too
        return _open_shelf(state())


def prepare() -> None:
    """Read the labelled remarks, and make their texts ready to be searched, before somebody asks.

    Raises:
        InputError: as `open_shelf`.
        SchemaError: as `open_shelf`.
    """
    _ = open_shelf().texts


def judged_by() -> Material:
    """What scores are judged by, without a remark.

    Raises:
        InputError: the model has not been trained, or its file cannot be used.
    """
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    thresholds = dict(zip(model.theme_ids, model.calibration.threshold.tolist(), strict=True))
    return Material([], [], [], codebook, thresholds, model.review_margin)


def concept_names() -> dict[str, str]:
    """Japanese and English name of every policy concept, by its id."""
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    return {key: f"{concept.ja} {concept.en}" for key, concept in lexicon.concepts.items()}


@lru_cache(maxsize=1)
def _open_shelf(state: State) -> Shelf:  # noqa: ARG001 - the key of the cache
    codebook = load_codebook(paths.CODEBOOK)
    return Shelf.of(read_table(paths.LABELED_TABLE, labeled_schema(codebook.theme_ids)))


def _state(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return str(path), found.st_size, found.st_mtime_ns
