"""The page Data: every flow, grid and source, what each category is covered by, and what is missing."""

from __future__ import annotations

import streamlit as st

from localca import session
from localca.pages import data_flow, data_parts, parts

VIEWS = {
    "Flows": data_parts.flows,
    "One flow": data_flow.draw,
    "Grids": data_parts.grids,
    "Coverage": data_parts.coverage,
    "Sources": data_parts.sources,
    "What is missing": data_parts.missing,
}


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard("The data cannot be shown"):
        tables = session.background().tables
        parts.quiet("LocaLCA: make it here, or bring it in?")
        st.title("The data", anchor=False)
        st.markdown(
            f"{len(tables.activities)} flows, the electricity of {len(tables.default_mix)} places and "
            f"{len(tables.sources)} sources: open, and readable row by row. No figure stands here without its source."
        )
        names = list(VIEWS)
        view = st.segmented_control(
            "View",
            names,
            default=names[session.from_address("view", names, names[0])],
            key=data_parts.VIEW,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        st.query_params["view"] = view
        VIEWS[view]()
        st.divider()
        parts.quiet(f"Data fingerprint {session.background().fingerprint()}: it changes whenever a score could change.")
