"""The page of remarks: what is asked for at the side, what fits a page at a time."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from pipeline.app.common import choices, concept_names, material, note, places, say, shelf, theme_names
from pipeline.explore.cards import cards, counted
from pipeline.explore.choices import Choices
from pipeline.explore.filters import NO_THEME, Filter
from pipeline.explore.paging import page, page_count
from pipeline.explore.shelf import Places
from pipeline.export import FORMATS, export
from pipeline.report.controls import spelled

PAGE_SIZE = 20

WANTED = "wanted"
"""Where the session keeps what is asked for; the review page reads it."""

CHOSEN = ("themes", "concepts", "meetings", "agenda", "speakers")
ALL_OF = ("themes", "concepts")
"""Of these a remark must have all that are chosen, of the others one."""

TO_THE_TOP = '<script>/* page {page} */ document.querySelector("[data-testid=stMain]").scrollTo(0, 0)</script>'
"""Runs when the number of the page in it changes."""

FILE_NAMES = {"csv": "remarks.csv", "xlsx": "remarks.xlsx", "jsonl": "remarks.jsonl"}


def draw() -> None:
    """Draw the page."""
    st.title(say("remarks"), anchor=False)
    with st.sidebar:
        wanted = _asked(choices())
    st.session_state[WANTED] = wanted
    _draw_found(places(wanted), wanted)


def _asked(offered: Choices) -> Filter:
    """Draw the controls; return what they ask for."""
    st.button(say("clear"), icon=":material/filter_alt_off:", on_click=_clear)
    words = st.text_input(
        say("words"), key="words", type="search", placeholder=say("words_hint"), persist_state="session"
    )
    themes, concepts = theme_names() | {NO_THEME: say("no_theme")}, concept_names()
    return Filter(
        words=words or "",
        themes=_choose("themes", offered.themes, themes.__getitem__),
        concepts=_choose("concepts", offered.concepts, lambda concept: concepts.get(concept, concept)),
        meetings=_choose("meetings", offered.meetings, offered.titles.__getitem__),
        agenda=_choose("agenda", offered.agenda, str),
        speakers=_choose("speakers", offered.speakers, str),
        first=_day("first", offered),
        last=_day("last", offered),
        review=st.toggle(say("filter_review"), key="review", persist_state="session"),
    )


def _choose(key: str, counts: Mapping[str, int], name: Callable[[str], str]) -> tuple[str, ...]:
    if not counts:
        return ()
    chosen = st.multiselect(
        say(f"by_{key}"),
        list(counts),
        format_func=lambda value: f"{spelled(name(value))} ({counts[value]:,})",
        key=key,
        help=say("all_chosen") if key in ALL_OF else None,
        placeholder=say("any"),
        select_all=False,
        persist_state="session",
    )
    return tuple(chosen)


def _day(key: str, offered: Choices) -> date | None:
    if offered.days is None:
        return None
    earliest, latest = offered.days
    day: date | None = st.date_input(
        say(f"by_{key}"),
        value=None,
        min_value=earliest,
        max_value=latest,
        key=key,
        format="YYYY-MM-DD",
        persist_state="session",
    )
    return day


def _clear() -> None:
    for key in CHOSEN:
        st.session_state[key] = []
    st.session_state.update(words="", first=None, last=None, review=False)


def _draw_found(found: Places, wanted: Filter) -> None:
    held = shelf()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(counted(len(found), len(held)), width="content")
        _draw_downloads(found)
    if not len(found):
        note("nothing_fits")
        return
    above = st.container()
    # the key holds what is asked for, so that another filter begins at its first page
    pages = page_count(len(found), PAGE_SIZE)
    number = st.pagination(pages, key=f"page {wanted}") if pages > 1 else 1
    # else the reader would stand at the end of the next page
    st.html(TO_THE_TOP.format(page=number), unsafe_allow_javascript=True)
    shown = page(found, number, PAGE_SIZE)
    above.html(cards(material(held.rows(shown)), (shown + 1).tolist(), themes=wanted.themes))


def _draw_downloads(found: Places) -> None:
    with st.popover(say("download"), icon=":material/download:", disabled=not len(found)):
        for form in FORMATS:
            st.download_button(
                say(f"form_{form}"),
                partial(_exported, found, form),
                file_name=FILE_NAMES.get(form, f"remarks-{form}.csv"),
                on_click="ignore",
                key=f"download_{form}",
                width="stretch",
            )


def _exported(found: Places, form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / form
        export(shelf().taken(found), form, path)
        return path.read_bytes()
