"""What the pages of the explorer share: its words, and what is read once and kept until it is rebuilt."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from pipeline.explore import cards
from pipeline.explore.choices import Choices
from pipeline.explore.choices import choices as counted_choices
from pipeline.explore.filters import Filter, matching
from pipeline.explore.shelf import Places, Row, Shelf
from pipeline.report import Material
from pipeline.stages import explore
from pipeline.stages.explore import State


def say(key: str) -> str:
    """A label in both languages."""
    found = cards.words()[key]
    return f"{found['ja']} {found['en']}".strip()


def note(key: str) -> None:
    """A sentence in both languages."""
    st.html(cards.note(key))


def complain(error: str) -> None:
    """Show an error in a block of code, where nothing that a document holds is taken for Markdown."""
    st.error(say("cannot"))
    st.code(error, language=None, wrap_lines=True)


def shelf() -> Shelf:
    """The labelled remarks as they are on disk now."""
    with st.spinner(say("reading")):
        return explore.open_shelf()


def choices() -> Choices:
    """What can be chosen from."""
    return _choices(explore.state())


def places(wanted: Filter) -> Places:
    """Places of the remarks that fit."""
    return _places(explore.state(), wanted)


def material(rows: Sequence[Row]) -> Material:
    """Rows with what their scores are judged by."""
    return replace(_judged_by(explore.state()), rows=list(rows))


def theme_names() -> dict[str, str]:
    """Name of every theme in both languages, by its id."""
    return {theme.id: f"{theme.ja} {theme.en}" for theme in material([]).codebook.themes}


def concept_names() -> dict[str, str]:
    """Name of every policy concept in both languages, by its id."""
    return _concept_names(explore.state())


# Everything is kept by the state of the files, and the one before is let go.


@st.cache_resource(max_entries=1, show_spinner=False)
def _judged_by(state: State) -> Material:  # noqa: ARG001 - the key of the cache
    return explore.judged_by()


@st.cache_resource(max_entries=1, show_spinner=False)
def _concept_names(state: State) -> dict[str, str]:  # noqa: ARG001 - the key of the cache
    return explore.concept_names()


@st.cache_resource(max_entries=1, show_spinner=False)
def _choices(state: State) -> Choices:
    return counted_choices(explore.open_shelf(), _judged_by(state).codebook.theme_ids)


@st.cache_data(max_entries=64, show_spinner=False)
def _places(state: State, wanted: Filter) -> Places:  # noqa: ARG001 - a part of the key of the cache
    return matching(explore.open_shelf(), wanted)
