"""What would change the answer, in short, on the page Compare: the first turns, the strongest levers, the way on."""

from __future__ import annotations

import math

import streamlit as st

from localca.analysis_tables import lever_rows
from localca.language import tr
from localca.pages import closer, parts, why
from localca.pages.question import Question

MOST = 3


def draw(asked: Question) -> None:
    """The section; nothing when the category has no figure for the difference."""
    if math.isnan(asked.comparison.difference):
        return
    st.header(tr("What would turn the answer"), anchor=False)
    drawn = [(turn, turn.picture) for turn in closer.turns_of(asked) if turn.picture]
    for turn, picture in drawn[:MOST]:
        closer.turn_card(turn, picture)
    if not drawn:
        st.write(tr("No single change turns it in this category."))
    strongest = [lever for lever in closer.levers_of(asked) if lever.effect < 0][:MOST]
    if strongest:
        parts.quiet(tr("The strongest levers of this scenario, one at a time, each at its feasible bound."))
        parts.table(lever_rows(strongest, asked.unit))
    if st.button(tr("Every cause, turn and lever"), icon=":material/arrow_forward:"):
        st.switch_page(st.Page(why.page, url_path="why"))
