"""What stands behind an answer of a lesson: bars, the sums to redo by hand, and the matrices of the small system."""

from __future__ import annotations

import streamlit as st

from localca import charts, lesson_tables, result_tables, session
from localca.comparison import stage_table
from localca.language import ENGLISH, spoken, tr
from localca.lessons import Lesson, Step
from localca.pages import lesson_memory, memory, parts
from localca.pages.lesson_memory import Revealed
from localca.small_system import SmallSystem, small_system
from localca.terminal import csv_text
from localca.wording import functional_unit_words, plain, unit_words


def draw(lesson: Lesson, step: Step, revealed: Revealed) -> None:
    """The figures and tables behind the answer."""
    about, assessment = revealed.about, revealed.result.assessment
    titles = result_tables.scenario_titles(revealed.result)
    category = result_tables.category_titles(revealed.result)[about.category]
    unit = unit_words(assessment.units[about.category])
    shown = {titles[name]: stages for name, stages in stage_table(assessment, about.category).items()
             if name in about.scenarios}  # fmt: skip
    reference = titles[about.reference] if len(shown) > 1 else ""
    bars = charts.StageBars(category, unit, functional_unit_words(about.product.product.functional_unit), shown,
                            reference)  # fmt: skip
    parts.figure(charts.stage_bars(bars), tr("Stacked bars of the impact by stage; the sums below hold the numbers."))
    if about.scenario != about.reference:
        item = revealed.result.comparison(about.scenario, about.category)
        if step.kind != "number" or step.quantity == "difference":
            fall = charts.StageDifference(category, unit, bars.functional_unit, titles[about.scenario],
                                          titles[about.reference], item.stages, item.difference,
                                          item.interval)  # fmt: skip
            alt = tr("Waterfall of the difference by stage. {reason}", reason=item.why)
            parts.figure(charts.difference_waterfall(fall), alt)
    st.header(tr("The sum, to redo by hand"), anchor=False)
    st.markdown(tr(
        "Amount times score of one unit, line by line. Numbers are rounded to four digits, so your sum may differ in "
        "the last one."
    ))  # fmt: skip
    for name in about.scenarios:
        with st.expander(plain(titles[name]), expanded=name == about.scenario):
            _sum(revealed, name)
            _matrices(lesson, step, revealed, name, category, unit)


def _sum(revealed: Revealed, scenario: str) -> None:
    about, assessment = revealed.about, revealed.result.assessment
    parts.table(lesson_tables.sum_rows(assessment, scenario, about.category))
    with spoken(ENGLISH):
        text = csv_text(lesson_tables.sum_rows(assessment, scenario, about.category))
    st.download_button(
        tr("Download this sum (CSV)"),
        text,
        file_name=f"{about.product.product.id}-{scenario}-sum.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"sum:{about.product.product.id}:{scenario}",
    )


def _matrices(lesson: Lesson, step: Step, revealed: Revealed, scenario: str, category: str, unit: str) -> None:
    key = lesson_memory.key(lesson, step.name, scenario, "matrices")
    if not st.toggle(tr("Show the same as matrices A, B and C"), key=key, persist_state="session"):
        return
    with session.guard(tr("The matrices cannot be shown")):
        about, assessment = revealed.about, revealed.result.assessment
        system: SmallSystem = memory.remembered(
            ("matrices", scenario, *about.scenarios, about.category, about.allocation), about.product,
            lambda: small_system(assessment, scenario, [about.category]),
        )  # fmt: skip
        st.markdown(tr(
            "**Processes.** Each makes one unit of itself. Solving A s = f tells how much each one runs for one "
            "functional unit."
        ))  # fmt: skip
        parts.table(lesson_tables.process_rows(system))
        st.markdown(tr(
            "**A, the technosphere, and the demand f.** A negative number in a column is what that process takes."
        ))  # fmt: skip
        parts.table(lesson_tables.a_rows(system))
        st.markdown(tr("**B, the elementary flows per unit of each process, and g = B s.**"))
        parts.table(lesson_tables.b_rows(system))
        st.markdown(tr("**C, the characterisation factors, and h = C g.** {category}, in {unit}.",
                       category=plain(category), unit=plain(unit)))  # fmt: skip
        parts.table(lesson_tables.c_rows(system, unit))
