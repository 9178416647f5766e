"""What frames every page: its look before it is drawn, and at its foot the language."""

from __future__ import annotations

import streamlit as st
from babel import Locale

from localca import language, session
from localca.language import capital, tr
from localca.pages import kept, parts


def head() -> None:
    """What every page needs first: its language, for screen readers and hyphens, and readable buttons."""
    speaking = f"<script>document.documentElement.lang = '{language.current()}'</script>"
    st.html(speaking, unsafe_allow_javascript=True)  # a code of our own files, never a visitor's text
    if st.context.theme.type == "dark":  # white on the dark theme's light green could not be read
        st.html("<style>[data-testid='stBaseButton-primary'] {color: #12191a}</style>")


def foot() -> None:
    """The choice of a language: the browser's to begin with; another one is kept in the address."""
    codes = language.languages()
    if len(codes) < 2:
        return
    now = language.current()
    with st.container(width=parts.WIDTH):
        kept.choice(st.segmented_control, tr("Language"), codes, session.LANGUAGE, now, format_func=_own_name)
    usual = session.browser_language()
    usual = usual if usual in codes else language.ENGLISH
    if now != usual:
        st.query_params[session.LANGUAGE] = now
    elif session.LANGUAGE in st.query_params:
        del st.query_params[session.LANGUAGE]


def _own_name(code: str) -> str:
    """The name of a language in itself."""
    return capital(Locale(code).get_display_name(code) or code)
