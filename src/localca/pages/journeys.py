"""From one page to another with a product in hand."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from localca import session
from localca.pages import build, compare, data, lesson, lesson_memory, share_open


def to_compare(product: str) -> NoReturn:
    """Open the comparison of a shipped product as it is shipped."""
    for key in (session.ORIGIN, "product", "category"):
        st.session_state.pop(key, None)
    st.switch_page(st.Page(compare.page, url_path="compare"), query_params={"product": product})


def to_shared(address: share_open.Address) -> NoReturn:
    """Open the comparison that was just read from a saved file."""
    st.switch_page(st.Page(compare.page, url_path="compare"), query_params=dict(address))


def to_build() -> NoReturn:
    """Open the editor."""
    st.switch_page(st.Page(build.page, url_path="build"))


def to_lessons(name: str | None = None) -> NoReturn:
    """Open the lessons, or one of them."""
    if name is None:
        st.session_state.pop(lesson_memory.LESSON, None)
    else:
        lesson_memory.choose(name)
    st.switch_page(st.Page(lesson.page, url_path="lesson"))


def to_data() -> NoReturn:
    """Open the data."""
    st.switch_page(st.Page(data.page, url_path="data"))
