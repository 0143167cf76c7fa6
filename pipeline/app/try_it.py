"""The page that tags any text."""

import streamlit as st

from pipeline.app.common import material, note, say
from pipeline.explore.cards import cards, score_table

LONGEST = 20_000
"""Characters of a text: a remark of that length takes seconds."""


def draw() -> None:
    """Draw the page."""
    st.title(say("try_it"), anchor=False)
    note("try_note")
    text = st.text_area(say("text"), key="text", max_chars=LONGEST, height=180, persist_state="session")
    if st.button(say("tag_it"), type="primary", icon=":material/sell:"):
        st.session_state["tried"] = _tagged(text.strip())
    row = st.session_state.get("tried")
    if row:
        judged = material([row])
        st.html(cards(judged))
        st.html(score_table(row, judged))


def _tagged(text: str) -> dict[str, object] | None:
    if not text:
        note("no_text")
        return None
    with st.spinner(say("tagging")):
        # imported here, because GiNZA's libraries take seconds and the other pages need none of them
        from pipeline.stages.tag import tag_text

        return tag_text(text)
