"""The results file of a student, and the teacher's side: expected answers, the lesson's file, the class's results."""

from __future__ import annotations

import streamlit as st

from localca import lesson_tables, lessons, session
from localca.language import ENGLISH, spoken, tr, trn
from localca.lesson_answers import (
    Found,
    HandIn,
    class_rows,
    found,
    hand_in_csv,
    hand_in_json,
    insight,
    of_lesson,
    read_hand_in,
)
from localca.lesson_answers import hand_in as handed_in
from localca.lesson_tables import GRADE_WORDS, answer_words, rests_on, words_of_file
from localca.lessons import Lesson, Step
from localca.pages import lesson_memory, parts
from localca.terminal import csv_text
from localca.wording import plain


def hand_in(lesson: Lesson) -> None:
    """The answers so far and the file to hand in."""
    st.header(tr("Your results"), anchor=False)
    marks = lesson_memory.marks(lesson)
    if not marks:
        st.info(tr("**Nothing to hand in yet.** Answer a question first."), icon=":material/edit:")
        return
    steps = {step.name: step for step in lesson.steps}
    parts.table([
        {tr("Question"): tr(item.question), tr("You said"): words_of_file(steps[item.step], item.prediction),
         tr("Why"): item.reason, tr("Found"): words_of_file(steps[item.step], item.found),
         tr("Outcome"): GRADE_WORDS[item.grade]}
        for item in marks
    ])  # fmt: skip
    left = len(steps) - len(marks)
    if left:
        parts.quiet(tr("{count} of {total} questions are not answered yet; the file can be taken at any time.",
                       count=left, total=len(steps)))  # fmt: skip
    name = st.text_input(
        tr("Name or number for the file (optional)"),
        key=lesson_memory.PERSON,
        max_chars=80,
        help=tr("It goes into the file you download and nowhere else: nothing about you is kept on the server."),
        persist_state="session",
    )
    item = handed_in(lesson, session.background().fingerprint(), name, marks)
    with st.container(horizontal=True):
        st.download_button(tr("Download results (JSON)"), hand_in_json(item), mime="application/json", type="primary",
                           file_name=f"{lesson.id}-results.json", icon=":material/assignment_turned_in:",
                           on_click="ignore")  # fmt: skip
        st.download_button(tr("As a table (CSV)"), hand_in_csv(item), file_name=f"{lesson.id}-results.csv",
                           mime="text/csv", icon=":material/download:", on_click="ignore")  # fmt: skip
    parts.quiet(tr("The file holds your answers, what was found, and the fingerprint of the data. Nothing else."))


def sheet(lesson: Lesson) -> None:
    """The teacher's sheet."""
    st.header(tr("Teacher's sheet"), anchor=False)
    warning = tr("**This gives the answers away.** They are computed from the results, now.")
    st.warning(warning, icon=":material/visibility:")
    if lesson.teacher:
        st.markdown(plain(tr(lesson.teacher)))
    st.markdown(tr("**What the class should take along:** {insight}", insight=plain(tr(lesson.insight))))
    if not st.toggle(tr("Show the expected answers"), key=lesson_memory.key(lesson, "sheet"), persist_state="session"):
        _files(lesson, "")
    else:
        bar, revealed, count = st.empty(), [], len(lesson.steps)
        for number, step in enumerate(lesson.steps, 1):
            bar.progress(
                (number - 1) / count, tr("Working out answer {number} of {count} …", number=number, count=count)
            )
            revealed.append(lesson_memory.reveal(lesson, step))
        bar.empty()
        for number, (step, item) in enumerate(zip(lesson.steps, revealed, strict=True), 1):
            _expected(number, step, item.found)
        with spoken(ENGLISH):
            answers = [found(step, item.about, item.result) for step, item in zip(lesson.steps, revealed, strict=True)]
            table = csv_text(lesson_tables.teacher_rows(lesson, answers))
        _files(lesson, table)
    _class(lesson)


def _expected(number: int, step: Step, answer: Found) -> None:
    """A row of the sheet: the question, the answer, what it rests on and the insight."""
    words = answer_words(step, answer.answer) or tr("to discuss")
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{number}. {plain(tr(step.question))}**")
        st.markdown(tr("Expected: **{answer}**", answer=plain(words)))
        parts.quiet(plain(rests_on(step, answer)))
        st.markdown(plain(insight(step, answer.answer)))


def _files(lesson: Lesson, table: str) -> None:
    with st.container(horizontal=True):
        if table:
            st.download_button(tr("Download the sheet (CSV)"), table, file_name=f"{lesson.id}-teacher.csv",
                               mime="text/csv", icon=":material/download:", on_click="ignore")  # fmt: skip
        shipped = lessons.shipped_lessons().get(lesson.id)
        if shipped:
            st.download_button(tr("Download the lesson to edit (TOML)"), shipped.read_bytes(), file_name=shipped.name,
                               mime="application/toml", icon=":material/edit:", on_click="ignore")  # fmt: skip


def _class(lesson: Lesson) -> None:
    st.header(tr("The class's results"), anchor=False)
    given = st.file_uploader(tr("Results files (JSON)"), type=["json"], accept_multiple_files=True, max_upload_size=1,
                             key=lesson_memory.key(lesson, "class"))  # fmt: skip
    items: list[HandIn] = []
    for file in given:
        with session.guard(tr("{file} cannot be used", file=file.name)):
            items.append(read_hand_in(file.getvalue(), file.name))
    mine = of_lesson(items, lesson)
    if len(mine) < len(items):
        words = trn("{count} file belongs to another lesson, or another version of it; left out.",
                    "{count} files belong to another lesson, or another version of it; left out.",
                    len(items) - len(mine))  # fmt: skip
        st.warning(words, icon=":material/warning:")
    if mine:
        st.markdown(trn("**{count} results file.**", "**{count} results files.**", len(mine)))
        parts.table(class_rows(mine, lesson, words_of_file))
    else:
        parts.quiet(tr("Choose the files your students handed in, to see where the class stood. They are not kept."))
