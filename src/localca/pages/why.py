"""The page Why and what if: the difference by cause and place, where the answer turns, and which lever matters most."""

from __future__ import annotations

import math

import streamlit as st

from localca import charts_analyses, session
from localca.analysis_tables import lever_rows, place_rows, place_titles
from localca.explanation import across_stages, by_place
from localca.language import mark, tr
from localca.pages import closer, parts, question
from localca.pages.question import Question
from localca.wording import plain

LEAD = mark(
    "What makes the difference, which change would turn the answer, and what each choice could bring at its best. "
    "Every breakdown adds up to the whole."
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This product cannot be assessed")):
        asked = question.ask(tr("Why, and what if?"), tr(LEAD))
        if asked is None:
            return
        parts.verdict_cards([asked.comparison], asked.titles)
        if math.isnan(asked.comparison.difference):
            question.nothing_to_show(tr("No breakdown."), tr("A declared flow has no figure for this category."))
        else:
            st.header(tr("By cause"), anchor=False)
            closer.causes(asked)
            _places(asked)
            _turns(asked)
            _levers(asked)
        parts.footer(asked.result)


def _places(asked: Question) -> None:
    st.header(tr("Where on earth it arises"), anchor=False)
    assessment = asked.result.assessment
    names = {name: asked.titles[name] for name in (asked.reference, asked.scenario)}
    values = {
        title: {part: float(score[asked.column]) for part, score in by_place(assessment, name).items()}
        for name, title in names.items()
    }
    heading, titles = (
        tr("{category} by place", category=asked.category),
        place_titles(asked.product.product.place_of_use),
    )
    data = charts_analyses.PlaceParts(heading, asked.unit, values, titles)
    parts.figure(charts_analyses.place_bars(data), tr("Stacked bars by place; the table below holds the numbers."))
    stages = {
        title: {part: float(score[asked.column]) for part, score in across_stages(assessment, name).items()}
        for name, title in names.items()
    }
    parts.quiet(tr(
        "In {unit} per functional unit; the last three columns count electricity, heat and transport wherever they are "
        "used, so they overlap with the places.", unit=plain(asked.unit),
    ))  # fmt: skip
    parts.table(place_rows(values, stages, data.titles))


def _turns(asked: Question) -> None:
    st.header(tr("What would turn the answer"), anchor=False)
    found = closer.turns_of(asked)
    st.markdown(tr(
        "One thing is changed at a time, in the scenario only. The bar shows where the scenario is lower and where "
        "higher than the reference; the triangle stands at today's value."
    ))  # fmt: skip
    for turn in found:
        if turn.picture:
            closer.turn_card(turn, turn.picture)
    rest = [turn for turn in found if not turn.picture]
    if rest:
        with st.expander(tr("What cannot turn it ({count})", count=len(rest)), expanded=len(rest) == len(found)):
            st.markdown("\n".join(f"- {plain(turn.sentence)}" for turn in rest))


def _levers(asked: Question) -> None:
    st.header(tr("Which lever matters most"), anchor=False)
    chosen = closer.levers_of(asked)
    effects = {item.lever: item.effect for item in chosen if not math.isnan(item.effect) and item.effect}
    title = tr("Levers of “{scenario}”: {category}", scenario=asked.titles[asked.scenario], category=asked.category)
    if effects:
        data = charts_analyses.LeverBars(title, asked.unit, chosen[0].baseline, effects)
        parts.figure(
            charts_analyses.lever_tornado(data), tr("Bars of each lever's effect; the table below holds them.")
        )
    parts.quiet(tr("One lever at a time, each at its feasible bound. Levers without a stated bound have no effect."))
    parts.table(lever_rows(chosen, asked.unit))
