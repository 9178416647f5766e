"""What stands behind an answer of a lesson: bars, the sums to redo by hand, and the matrices of the small system."""

from __future__ import annotations

import streamlit as st

from localca import charts, lesson_tables, result_tables, session
from localca.comparison import stage_table
from localca.lessons import Lesson, Step
from localca.pages import lesson_memory, memory, parts
from localca.pages.lesson_memory import Revealed
from localca.small_system import SmallSystem, small_system
from localca.terminal import csv_text
from localca.wording import plain, unit_words


def draw(lesson: Lesson, step: Step, revealed: Revealed) -> None:
    """The figures and tables behind the answer."""
    about, assessment = revealed.about, revealed.result.assessment
    titles = result_tables.scenario_titles(revealed.result)
    category = result_tables.category_titles(revealed.result)[about.category]
    unit = unit_words(assessment.units[about.category])
    shown = {titles[name]: stages for name, stages in stage_table(assessment, about.category).items()
             if name in about.scenarios}  # fmt: skip
    reference = titles[about.reference] if len(shown) > 1 else ""
    bars = charts.StageBars(category, unit, str(about.product.product.functional_unit), shown, reference)
    parts.figure(charts.stage_bars(bars), "Stacked bars of the impact by stage; the sums below hold the numbers.")
    if about.scenario != about.reference:
        item = revealed.result.comparison(about.scenario, about.category)
        if step.kind != "number" or step.quantity == "difference":
            fall = charts.StageDifference(category, unit, bars.functional_unit, titles[about.scenario],
                                          titles[about.reference], item.stages, item.difference,
                                          item.interval)  # fmt: skip
            parts.figure(charts.difference_waterfall(fall), f"Waterfall of the difference by stage. {item.why}")
    st.subheader("The sum, to redo by hand", anchor=False)
    st.markdown(
        "Amount times score of one unit, line by line. Numbers are rounded to four digits, so your sum may differ in "
        "the last one."
    )
    for name in about.scenarios:
        with st.expander(plain(titles[name]), expanded=name == about.scenario):
            _sum(revealed, name)
            _matrices(lesson, step, revealed, name, category, unit)


def _sum(revealed: Revealed, scenario: str) -> None:
    about = revealed.about
    rows = lesson_tables.sum_rows(revealed.result.assessment, scenario, about.category)
    parts.table(rows)
    st.download_button(
        "Download this sum (CSV)",
        csv_text(rows),
        file_name=f"{about.product.product.id}-{scenario}-sum.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"sum:{about.product.product.id}:{scenario}",
    )


def _matrices(lesson: Lesson, step: Step, revealed: Revealed, scenario: str, category: str, unit: str) -> None:
    key = lesson_memory.key(lesson, step.name, scenario, "matrices")
    if not st.toggle("Show the same as matrices A, B and C", key=key, persist_state="session"):
        return
    with session.guard("The matrices cannot be shown"):
        about, assessment = revealed.about, revealed.result.assessment
        system: SmallSystem = memory.remembered(
            ("matrices", scenario, *about.scenarios, about.category, about.allocation), about.product,
            lambda: small_system(assessment, scenario, [about.category]),
        )  # fmt: skip
        st.markdown(
            "**Processes.** Each makes one unit of itself. Solving A s = f tells how much each one runs for one "
            "functional unit."
        )
        parts.table(lesson_tables.process_rows(system))
        st.markdown(
            "**A, the technosphere, and the demand f.** A negative number in a column is what that process takes."
        )
        parts.table(lesson_tables.a_rows(system))
        st.markdown("**B, the elementary flows per unit of each process, and g = B s.**")
        parts.table(lesson_tables.b_rows(system))
        st.markdown(f"**C, the characterisation factors, and h = C g.** {plain(category)}, in {plain(unit)}.")
        parts.table(lesson_tables.c_rows(system, unit))
