"""The results file of a student, and the teacher's side: expected answers, the lesson's file, the class's results."""

from __future__ import annotations

import streamlit as st

from localca import lesson_tables, lessons, session
from localca.lesson_answers import HandIn, class_rows, hand_in_csv, hand_in_json, of_lesson, read_hand_in
from localca.lesson_answers import hand_in as handed_in
from localca.lesson_tables import GRADE_WORDS
from localca.lessons import Lesson
from localca.pages import lesson_memory, parts
from localca.terminal import csv_text
from localca.wording import plain


def hand_in(lesson: Lesson) -> None:
    """The answers so far and the file to hand in."""
    st.subheader("Your results", anchor=False)
    marks = lesson_memory.marks(lesson)
    if not marks:
        st.info("**Nothing to hand in yet.** Answer a question first.", icon=":material/edit:")
        return
    parts.table([
        {"Question": mark.question, "You said": mark.prediction, "Why": mark.reason, "Found": mark.found,
         "Outcome": GRADE_WORDS[mark.grade]}
        for mark in marks
    ])  # fmt: skip
    left = len(lesson.steps) - len(marks)
    if left:
        parts.quiet(f"{left} of {len(lesson.steps)} questions are not answered yet; the file can be taken at any time.")
    name = st.text_input(
        "Name or number for the file (optional)",
        key=lesson_memory.PERSON,
        max_chars=80,
        help="It goes into the file you download and nowhere else: nothing about you is kept on the server.",
        persist_state="session",
    )
    item = handed_in(lesson, session.background().fingerprint(), name, marks)
    with st.container(horizontal=True):
        st.download_button("Download results (JSON)", hand_in_json(item), file_name=f"{lesson.id}-results.json",
                           mime="application/json", type="primary", icon=":material/assignment_turned_in:",
                           on_click="ignore")  # fmt: skip
        st.download_button("As a table (CSV)", hand_in_csv(item), file_name=f"{lesson.id}-results.csv",
                           mime="text/csv", icon=":material/download:", on_click="ignore")  # fmt: skip
    parts.quiet("The file holds your answers, what was found, and the fingerprint of the data. Nothing else.")


def sheet(lesson: Lesson) -> None:
    """The teacher's sheet."""
    st.subheader("Teacher's sheet", anchor=False)
    st.warning(
        "**This gives the answers away.** They are computed from the results, now.", icon=":material/visibility:"
    )
    if lesson.teacher:
        st.markdown(plain(lesson.teacher))
    st.markdown(f"**What the class should take along:** {plain(lesson.insight)}")
    if not st.toggle("Show the expected answers", key=lesson_memory.key(lesson, "sheet"), persist_state="session"):
        _files(lesson, [])
    else:
        bar, answers = st.empty(), []
        for index, step in enumerate(lesson.steps):
            bar.progress(index / len(lesson.steps), f"Working out answer {index + 1} of {len(lesson.steps)} …")
            answers.append(lesson_memory.reveal(lesson, step).found)
        bar.empty()
        rows = lesson_tables.teacher_rows(lesson, answers)
        for row in rows:
            with st.container(border=True, gap="xsmall"):
                st.markdown(f"**{row['Step']}. {plain(row['Question'])}**")
                st.markdown(f"Expected: **{plain(row['Expected answer'])}**")
                parts.quiet(plain(row["What it rests on"]))
                st.markdown(plain(row["Insight"]))
        _files(lesson, rows)
    _class(lesson)


def _files(lesson: Lesson, rows: list[dict[str, str]]) -> None:
    with st.container(horizontal=True):
        if rows:
            st.download_button("Download the sheet (CSV)", csv_text(rows), file_name=f"{lesson.id}-teacher.csv",
                               mime="text/csv", icon=":material/download:", on_click="ignore")  # fmt: skip
        shipped = lessons.shipped_lessons().get(lesson.id)
        if shipped:
            st.download_button("Download the lesson to edit (TOML)", shipped.read_bytes(), file_name=shipped.name,
                               mime="application/toml", icon=":material/edit:", on_click="ignore")  # fmt: skip


def _class(lesson: Lesson) -> None:
    st.subheader("The class's results", anchor=False)
    given = st.file_uploader("Results files (JSON)", type=["json"], accept_multiple_files=True, max_upload_size=1,
                             key=lesson_memory.key(lesson, "class"))  # fmt: skip
    items: list[HandIn] = []
    for file in given:
        with session.guard(f"{file.name} cannot be used"):
            items.append(read_hand_in(file.getvalue(), file.name))
    mine = of_lesson(items, lesson)
    if len(mine) < len(items):
        st.warning(f"{len(items) - len(mine)} files belong to another lesson, or another version of it; left out.",
                   icon=":material/warning:")  # fmt: skip
    if mine:
        st.markdown(f"**{len(mine)} results files.**")
        parts.table(class_rows(mine, lesson))
    else:
        parts.quiet("Choose the files your students handed in, to see where the class stood. They are not kept.")
