"""The page of coders: one remark after the other, themes put on and off by single keys, labels written to files."""

import streamlit as st

from pipeline.app.common import complain, material, note, places, say, shelf
from pipeline.app.remarks import WANTED
from pipeline.codebook import Theme
from pipeline.errors import RontenError
from pipeline.explore.cards import cards, progress, reasons, written
from pipeline.explore.desk import COMMANDS, Case, Desk, theme_keys
from pipeline.explore.filters import Filter

QUEUE_SIZE = 30
MOST = 500
"""Remarks of the filter that are laid out at a time."""

DESK, CASES, CODER, BLIND = "desk", "desk_cases", "desk_coder", "desk_blind"
PROBLEM, SAVED = "desk_problem", "desk_saved"
"""Where the session keeps a coder's desk, and what came of the last label."""


def draw() -> None:
    """Draw the choice of what to review, or the desk with it."""
    st.title(say("reviewing"), anchor=False)
    desk: Desk | None = st.session_state.get(DESK)
    if desk is None:
        _draw_start()
    elif desk.current is None:
        _draw_came_of()
        note("review_end")
        st.button(say("start_again"), on_click=_stop, type="primary")
    else:
        _draw_desk(desk, st.session_state[CASES][desk.current])


def _draw_start() -> None:
    note("review_note")
    coder = st.text_input(say("coder"), key="coder", help=say("coder_hint"), persist_state="session", width=400)
    wanted: Filter = st.session_state.get(WANTED, Filter())
    kinds = {"queue": say("review_queue"), "filter": f"{say('review_filter')} ({len(places(wanted)):,})"}
    kind = st.radio(
        say("review_what"), list(kinds), format_func=kinds.__getitem__, key="review_kind", persist_state="session"
    )
    blind = st.checkbox(say("blind"), key="blind", help=say("blind_hint"), persist_state="session")
    if st.button(say("start"), type="primary", disabled=not coder.strip()):
        with st.spinner(say("choosing")):
            laid = _lay(_queued() if kind == "queue" else _filtered(wanted), coder.strip(), blind)
        if laid:
            st.rerun()
        note("queue_empty" if kind == "queue" else "nothing_fits")


def _queued() -> list[Case]:
    # imported here, because the queue needs the libraries of training and the other pages do not
    from pipeline.stages.review import queued

    return queued(shelf(), QUEUE_SIZE)


def _filtered(wanted: Filter) -> list[Case]:
    chosen = places(wanted)[:MOST]
    return [Case(row, int(place) + 1) for row, place in zip(shelf().rows(chosen), chosen, strict=True)]


def _lay(cases: list[Case], coder: str, blind: bool) -> bool:
    from pipeline.stages.review import starts

    st.session_state[CASES] = {case.row["remark_id"]: case for case in cases}
    st.session_state[CODER], st.session_state[BLIND] = coder, blind
    st.session_state[DESK] = Desk.laid(starts(cases, coder, blind=blind)) if cases else None
    return bool(cases)


def _draw_desk(desk: Desk, case: Case) -> None:
    blind = st.session_state[BLIND]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(progress(desk.at + 1, len(desk.drafts), len(desk.saved)))
        _draw_came_of()
        st.html(cards(material([case.row]), [case.number], plain=blind))
        if case.reasons and not blind:
            st.html(reasons(case.reasons))
    with right:
        themes = material([]).codebook.themes
        keys = theme_keys([theme.id for theme in themes])
        with st.container(gap="xxsmall"):
            for theme in themes:
                _draw_theme(theme, keys[theme.id], is_on=theme.id in desk.chosen)
        with st.container(horizontal=True, gap="xsmall"):
            st.button(say("save"), type="primary", shortcut=COMMANDS["save"], on_click=_save)
            st.button(say("none_of_them"), shortcut=COMMANDS["none"], on_click=_clear)
            st.button(say("back"), shortcut=COMMANDS["back"], on_click=_step, args=(-1,))
            st.button(say("skip"), shortcut=COMMANDS["skip"], on_click=_step, args=(1,))
            st.button(say("stop"), on_click=_stop)
        st.text_input(say("label_note"), key=f"note_{desk.current}", max_chars=500, persist_state="session")


def _draw_theme(theme: Theme, key: str | None, *, is_on: bool) -> None:
    st.button(
        f"{'✓ ' if is_on else ''}{theme.ja} {theme.en}",  # said, not only coloured
        key=f"theme_{theme.id}",
        help=f"{theme.definition} {theme.exclude}",
        type="primary" if is_on else "secondary",
        shortcut=key,
        on_click=_toggle,
        args=(theme.id,),
        width="stretch",
    )


def _draw_came_of() -> None:
    problem = st.session_state.pop(PROBLEM, None)
    if problem:
        complain(problem)
    elif SAVED in st.session_state:
        st.html(st.session_state[SAVED])


# The callbacks take the desk as it is then: a key may be pressed before the page is drawn anew.


def _toggle(theme: str) -> None:
    st.session_state[DESK] = st.session_state[DESK].toggled(theme)


def _clear() -> None:
    st.session_state[DESK] = st.session_state[DESK].cleared()


def _step(steps: int) -> None:
    st.session_state[DESK] = st.session_state[DESK].stepped(steps)


def _stop() -> None:
    st.session_state[DESK] = None
    st.session_state.pop(SAVED, None)


def _save() -> None:
    from pipeline.stages.review import save

    desk: Desk = st.session_state[DESK]
    if desk.current is None:
        return
    row = st.session_state[CASES][desk.current].row
    said = st.session_state.get(f"note_{desk.current}", "")
    try:
        label, file = save(row, desk.chosen, st.session_state[CODER], said.strip())
    except RontenError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[SAVED] = written(label.remark_id, label.coding_pass, file.name)
    st.session_state[DESK] = desk.kept()
