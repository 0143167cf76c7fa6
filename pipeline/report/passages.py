"""One remark as the page shows it: its text cut at evidence, its themes with scores, its place in the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import numpy as np

from pipeline.codebook import Theme
from pipeline.report.material import Material, Row
from pipeline.train.calibration import distance

TEXT_SUFFIXES = (".txt", ".md", ".html", ".htm")
"""Sources in which a browser can find a passage by its words."""

PASSAGE = 16
"""Characters by which a browser finds a passage: few enough to stand on one line of the source."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the themes it is evidence of, none for most."""

    text: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A theme of a remark, the model's score and threshold for it, and its evidence, strongest first."""

    theme: Theme
    score: float
    threshold: float
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A remark ready to be shown.

    `unsure` are themes whose score is nearer than the review margin to its threshold; `only_model` and `only_coder`
    are themes on which a coder and the model differ, empty where no coder has seen the remark.
    """

    row: Row
    number: int
    href: str
    pieces: tuple[Piece, ...]
    themes: tuple[Given, ...]
    unsure: tuple[Given, ...]
    only_model: tuple[Given, ...]
    only_coder: tuple[Given, ...]


def passages(material: Material) -> list[Passage]:
    """All remarks in the order of the page, numbered from 1."""
    return [_passage(row, number, material) for number, row in enumerate(material.remarks, start=1)]


def cut(text: str, evidence: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """Cut a text wherever evidence begins or ends; the pieces joined are the text.

    Evidence of several themes may overlap. Offsets outside the text are cut off.

    >>> [(piece.text, piece.themes) for piece in cut("電力と人材", [{"theme": "energy", "start": 0, "end": 2}])]
    [('電力', ('energy',)), ('と人材', ())]
    """
    edges = {0, len(text), *(offset for span in evidence for offset in (span["start"], span["end"]))}
    inside = sorted(edge for edge in edges if 0 <= edge <= len(text))
    pieces = []
    for start, end in pairwise(inside):
        covering = (span["theme"] for span in evidence if span["start"] <= start and end <= span["end"])
        pieces.append(Piece(text[start:end], tuple(dict.fromkeys(covering))))
    return pieces


def source_link(row: Row, sources: str) -> str:
    """URL of a remark's source: at its page, or at its first words where a browser can look for these."""
    url = sources + quote(row["source"])
    if row["page"] is not None:
        return f"{url}#page={row['page']}"
    first = row["text"].partition("\n")[0][:PASSAGE]
    if PurePosixPath(row["source"]).suffix.lower() not in TEXT_SUFFIXES or not first.strip():
        return url
    # a bare hyphen or comma would part the words from their context in this syntax
    return f"{url}#:~:text={quote(first, safe='').replace('-', '%2D')}"


def _passage(row: Row, number: int, material: Material) -> Passage:
    given = {theme.id: _given(theme, row, material.thresholds[theme.id]) for theme in material.codebook.themes}
    themes = set(row["themes"])
    by_model = {theme for theme, one in given.items() if one.score >= one.threshold}
    coded = row["label_source"] == "human"
    scores, thresholds = np.array([[one.score, one.threshold] for one in given.values()]).T
    unsure = distance(scores, thresholds) < material.review_margin
    near = {theme for theme, is_near in zip(given, unsure, strict=True) if is_near}

    def those(wanted: set[str]) -> tuple[Given, ...]:
        return tuple(one for theme, one in given.items() if theme in wanted)

    return Passage(
        row=row,
        number=number,
        href=source_link(row, material.sources),
        pieces=tuple(cut(row["text"], row["evidence"])),
        themes=those(themes),
        unsure=those(near),
        only_model=those(by_model - themes if coded else set()),
        only_coder=those(themes - by_model if coded else set()),
    )


def _given(theme: Theme, row: Row, threshold: float) -> Given:
    own = [(span["text"], span["weight"]) for span in row["evidence"] if span["theme"] == theme.id]
    strongest = sorted(own, key=lambda found: -found[1])
    return Given(theme, row[f"score_{theme.id}"], threshold, tuple(strongest))
