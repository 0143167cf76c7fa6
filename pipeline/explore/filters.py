"""Which remarks fit what an analyst asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.explore.shelf import Places, Shelf, folded

NO_THEME = "none"
"""Asks for remarks that carry no theme."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; whatever is empty asks for nothing.

    A remark must carry all `themes` and hold all `concepts`; it must stand in one of `meetings`, under one of
    `agenda`, and be said by one of `speakers`. `first` and `last` are days, both included; a remark without a date
    fits neither. Every word of `words` must stand in its text, in any width and case.
    """

    themes: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    words: str = ""
    review: bool = False


def matching(shelf: Shelf, wanted: Filter) -> Places:
    """Places of the remarks that fit, ascending."""
    fits = np.ones(len(shelf), dtype=bool)  # by row of the table, as all parts are
    for part in (*_themes(shelf, wanted), *_concepts(shelf, wanted), *_columns(shelf, wanted), *_words(shelf, wanted)):
        fits &= part
    return np.flatnonzero(fits[shelf.order]).astype(np.int64)


def _themes(shelf: Shelf, wanted: Filter) -> list[NDArray[np.bool_]]:
    named = [theme for theme in wanted.themes if theme != NO_THEME]
    found = [_flags(shelf.table[f"theme_{theme}"]) for theme in named]
    if NO_THEME in wanted.themes:
        found.append(_flags(pc.equal(pc.list_value_length(shelf.table["themes"]), 0)))
    return found


def _concepts(shelf: Shelf, wanted: Filter) -> list[NDArray[np.bool_]]:
    found = []
    for concept in wanted.concepts:
        holds = np.zeros(len(shelf), dtype=bool)
        holds[shelf.holders.filter(pc.equal(shelf.concepts, concept)).to_numpy()] = True
        found.append(holds)
    return found


def _columns(shelf: Shelf, wanted: Filter) -> list[NDArray[np.bool_]]:
    table = shelf.table
    among = {"meeting_id": wanted.meetings, "agenda": wanted.agenda, "speaker": wanted.speakers}
    found = [_among(table[column], values) for column, values in among.items() if values]
    if wanted.first:
        found.append(_flags(pc.greater_equal(table["date"], pa.scalar(wanted.first))))
    if wanted.last:
        found.append(_flags(pc.less_equal(table["date"], pa.scalar(wanted.last))))
    if wanted.review:
        found.append(_flags(table["needs_review"]))
    return found


def _words(shelf: Shelf, wanted: Filter) -> list[NDArray[np.bool_]]:
    words = folded(pa.scalar(wanted.words)).as_py().split()
    return [_flags(pc.match_substring(shelf.texts, word)) for word in words]


def _among(column: pa.ChunkedArray, values: Sequence[str]) -> NDArray[np.bool_]:
    return _flags(pc.is_in(column, pa.array(values, pa.string())))


def _flags(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = pc.fill_null(column, False).to_numpy().astype(bool)
    return flags
