"""Choices within a page: the impact category, and the scenario to explain."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from localca import result_tables, session
from localca.api import Result
from localca.impact_methods import Method
from localca.language import tr
from localca.wording import plain


def category(methods: Sequence[Method]) -> str:
    """The impact category, with the reason when the data cover it only in part."""
    by_id = {method.id: method for method in methods}
    names = list(by_id)
    chosen = st.selectbox(
        tr("Impact category"),
        names,
        index=session.from_address("category", names, names[0]),
        format_func=lambda name: result_tables.category_words(by_id[name]),
        key="category",
        help=tr("Categories are never merged into one score: each has its own verdict."),
        persist_state="session",
        width=420,
    )
    if by_id[chosen].coverage == "partial":
        reason = plain(tr(by_id[chosen].reason))
        st.warning(tr("**Partial coverage.** {reason}", reason=reason), icon=":material/warning:")
    return chosen


def scenario(result: Result) -> str:
    """The scenario whose difference is explained."""
    titles = result_tables.scenario_titles(result)
    names = [name for name in result.assessment.scenarios if name != result.assessment.reference]
    st.header(tr("What makes the difference"), anchor=False)
    return st.selectbox(
        tr("Scenario to explain"),
        names,
        format_func=titles.__getitem__,
        key=f"{result.assessment.product.product.id}:explained:{result.assessment.reference}",
        persist_state="session",
        width=420,
    )
