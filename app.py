"""The web app: page config and navigation. Start it with ``localca app`` or ``streamlit run app.py``."""

from __future__ import annotations

import streamlit as st

from localca import session
from localca.language import tr
from localca.pages import (
    background,
    build,
    compare,
    data,
    electricity,
    frame,
    lesson,
    materials,
    start,
    sure,
    where,
    why,
)  # fmt: skip

session.speak()
st.set_page_config(
    page_title=tr("LocaLCA: make it here, or bring it in?"),
    page_icon="⚖️",
    layout="wide",
    menu_items={"About": tr("LocaLCA: does making a product locally lower its impacts? Screening quality.")},
)
frame.head()
PAGES = {
    "": [
        st.Page(start.page, title=tr("Start"), url_path="start", default=True),
        st.Page(compare.page, title=tr("Compare"), url_path="compare"),
        st.Page(build.page, title=tr("Build"), url_path="build"),
    ],
    tr("Look closer"): [
        st.Page(why.page, title=tr("Why and what if"), url_path="why"),
        st.Page(materials.page, title=tr("Materials"), url_path="materials"),
        st.Page(electricity.page, title=tr("Electricity"), url_path="electricity"),
        st.Page(sure.page, title=tr("How sure"), url_path="sure"),
        st.Page(where.page, title=tr("Where to make it"), url_path="where"),
    ],
    tr("Learn"): [
        st.Page(lesson.page, title=tr("Lesson"), url_path="lesson"),
        st.Page(data.page, title=tr("Data"), url_path="data"),
        st.Page(background.page, title=tr("Background"), url_path="background"),
    ],
}
st.navigation(PAGES, position="top").run()
frame.foot()
