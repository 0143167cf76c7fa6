"""Fixtures that several test files share. The real model is loaded once a session."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from pipeline.annotate import Lexicon, load_lexicon
from pipeline.annotate.texts import annotate_texts
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.stages import paths
from pipeline.tables import Annotation
from tests import explored
from tests.over import TABLES


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Matrices here are small: threads that wait for each other would cost several times what they do."""
    with threadpool_limits(1), pytest.MonkeyPatch.context() as children:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            children.setenv(name, "1")
        yield


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(paths.LEXICON, paths.CONCEPTS)


@pytest.fixture(scope="session")
def annotate(lexicon: Lexicon) -> Callable[[str], Annotation]:
    """Annotate one text with the project's own lexicon; tests that use it are marked `ginza`."""

    def run(text: str) -> Annotation:
        settings = AnnotateSettings()
        return annotate_texts([("r1", text)], settings=settings, run=RunSettings(workers=1), lexicon=lexicon)[0]

    return run


@pytest.fixture(scope="session")
def explored_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored.make(tmp_path_factory.mktemp("explored") / "project")


@pytest.fixture
def explored_project(explored_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own; every path that the explorer uses is set to it."""
    folder = Path(shutil.copytree(explored_template, tmp_path / "project"))
    for name, file in TABLES.items():
        monkeypatch.setattr(paths, name, folder / file)
    return folder
