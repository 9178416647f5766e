"""The web app: page config and navigation. Start it with ``localca app`` or ``streamlit run app.py``."""

from __future__ import annotations

import streamlit as st

from localca.pages import build, compare, data, electricity, lesson, materials, start, sure, where, why

st.set_page_config(
    page_title="LocaLCA: make it here, or bring it in?",
    page_icon="⚖️",
    layout="wide",
    menu_items={"About": "LocaLCA: does making a product locally lower its impacts? Screening quality."},
)
if st.context.theme.type == "dark":  # white on the dark theme's light green could not be read
    st.html("<style>[data-testid='stBaseButton-primary'] {color: #12191a}</style>")
st.navigation(
    {
        "": [
            st.Page(start.page, title="Start", url_path="start", default=True),
            st.Page(compare.page, title="Compare", url_path="compare"),
            st.Page(build.page, title="Build", url_path="build"),
        ],
        "Look closer": [
            st.Page(why.page, title="Why and what if", url_path="why"),
            st.Page(materials.page, title="Materials", url_path="materials"),
            st.Page(electricity.page, title="Electricity", url_path="electricity"),
            st.Page(sure.page, title="How sure", url_path="sure"),
            st.Page(where.page, title="Where to make it", url_path="where"),
        ],
        "Learn": [
            st.Page(lesson.page, title="Lesson", url_path="lesson"),
            st.Page(data.page, title="Data", url_path="data"),
        ],
    },
    position="top",
).run()
