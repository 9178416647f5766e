"""The page Data: every flow, grid and source, what each category is covered by, and what is missing."""

from __future__ import annotations

import streamlit as st

from localca import session
from localca.language import mark, tr
from localca.pages import data_flow, data_flows, data_parts, parts

VIEWS = {
    mark("Flows"): data_flows.draw,
    data_parts.ONE_FLOW: data_flow.draw,
    mark("Grids"): data_parts.grids,
    mark("Coverage"): data_parts.coverage,
    mark("Sources"): data_parts.sources,
    data_parts.MISSING: data_parts.missing,
}


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("The data cannot be shown")):
        tables = session.background().tables
        parts.quiet(tr("LocaLCA: make it here, or bring it in?"))
        st.title(tr("The data"), anchor=False)
        st.markdown(tr(
            "{flows} flows, the electricity of {places} places and {sources} sources: open, and readable row by row. "
            "No figure stands here without its source.",
            flows=len(tables.activities), places=len(tables.default_mix), sources=len(tables.sources),
        ))  # fmt: skip
        names = list(VIEWS)
        view = st.segmented_control(
            tr("View"),
            names,
            format_func=tr,
            default=names[session.from_address("view", names, names[0])],
            key=data_parts.VIEW,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        st.query_params["view"] = view
        VIEWS[view]()
        st.divider()
        parts.quiet(tr("Data fingerprint {fingerprint}: it changes whenever a score could change.",
                       fingerprint=session.background().fingerprint()))  # fmt: skip
