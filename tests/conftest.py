"""Fixtures that several test files share. The real model is loaded once a session."""

from collections.abc import Callable

import pytest

from pipeline.annotate import Lexicon, annotate_texts, load_lexicon
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.stages import paths
from pipeline.tables import Annotation


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
