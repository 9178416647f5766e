"""A difference looked at closely, for the pages Compare and Why: its causes, what would turn it, and the levers."""

from __future__ import annotations

import streamlit as st

from localca import charts_analyses
from localca.analysis_tables import Turn, cause_rows, turns
from localca.break_even import break_evens
from localca.explanation import by_cause
from localca.language import tr
from localca.lever_effects import Lever, levers
from localca.pages import parts
from localca.pages.question import Question
from localca.parameters import turning
from localca.wording import plain


def causes(asked: Question) -> None:
    """The difference by cause, as a waterfall and as a table."""
    assessment = asked.result.assessment
    found = asked.remembered("causes", lambda: by_cause(assessment, asked.scenario, asked.reference))
    parts_of = {cause: float(part[asked.column]) for cause, part in found.items()}
    data = charts_analyses.Steps(asked.against, asked.unit, parts_of)
    words = "; ".join(" ".join(row.values()) for row in cause_rows(parts_of, asked.unit))
    alt = tr("Waterfall of the difference by cause: {causes}.", causes=words)
    parts.figure(charts_analyses.cause_waterfall(data), alt)
    parts.quiet(tr(
        "Each cause is charged its mean effect over all orders in which the causes could be changed (Shapley values); "
        "so they add up and none is counted twice."
    ))  # fmt: skip
    with st.expander(tr("The causes as a table")):
        parts.table(cause_rows(parts_of, asked.unit))


def turns_of(asked: Question) -> list[Turn]:
    """What could turn the answer, each with its sentence and, where it can, a picture."""
    assessment = asked.result.assessment
    turned = asked.remembered("turning", lambda: turning(assessment, asked.scenario, asked.reference))
    roots = asked.remembered("roots", lambda: break_evens(assessment, asked.scenario, asked.reference))
    return turns([root for root in roots if root.method == asked.method], turned, asked.column, asked.unit)


def turn_card(turn: Turn, picture: charts_analyses.BreakEvenPicture) -> None:
    """A break-even as a sentence beside its picture."""
    with st.container(border=True, gap="xsmall"):
        words, drawn = st.columns([4, 6], vertical_alignment="center")
        words.markdown(f"**{plain(turn.title)}**  \n{plain(turn.sentence)}")
        with drawn:
            parts.figure(charts_analyses.break_even_picture(picture), turn.sentence)


def levers_of(asked: Question) -> list[Lever]:
    """What each choice could bring at its best in the category, the strongest first."""
    found = asked.remembered("levers", lambda: levers(asked.result.assessment, asked.scenario))
    return [item for item in found if item.method == asked.method]
