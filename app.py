"""The web app: page config and navigation. Start it with ``localca app`` or ``streamlit run app.py``."""

from __future__ import annotations

import streamlit as st

from localca.pages import compare

st.set_page_config(
    page_title="LocaLCA: make it here, or bring it in?",
    page_icon="⚖️",
    layout="wide",
    menu_items={"About": "LocaLCA: does making a product locally lower its impacts? Screening quality."},
)
st.navigation(
    [st.Page(compare.page, title="Compare", url_path="compare", default=True)],
    position="top",
).run()
