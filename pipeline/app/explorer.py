"""The explorer as Streamlit runs it: `ronten explore` starts this file with the coder's name behind it."""

import sys

import streamlit as st

from pipeline.app import remarks, review, try_it
from pipeline.app.common import complain, say
from pipeline.errors import RontenError
from pipeline.explore.cards import STYLE


def main() -> None:
    """Draw the chosen page; what a user can put right is said in words."""
    # no icon: Streamlit would have the browser fetch it from elsewhere
    st.set_page_config(page_title=say("explorer"), layout="wide")
    st.html(STYLE)
    st.session_state.setdefault("coder", sys.argv[1] if len(sys.argv) > 1 else "")
    page = st.navigation(
        [
            st.Page(remarks.draw, title=say("remarks"), url_path="remarks", default=True),
            st.Page(try_it.draw, title=say("try_it"), url_path="try"),
            st.Page(review.draw, title=say("reviewing"), url_path="review"),
        ],
        position="top",
    )
    try:
        page.run()
    except RontenError as error:
        complain(str(error))


main()
