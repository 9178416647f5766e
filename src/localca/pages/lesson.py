"""The page Lesson: choose one, predict, reveal, hand in; and the teacher's side of it."""

from __future__ import annotations

import streamlit as st

from localca import lessons, session
from localca.lesson_tables import PASS_WORDS
from localca.lessons import Lesson
from localca.pages import lesson_memory, lesson_question, lesson_teacher, parts
from localca.wording import plain

QUESTIONS, HAND_IN, TEACHER = "Questions", "Hand in", "For the teacher"
LEAD = (
    "Guess first, then see. Each lesson asks a few questions; you lock in your guess, and the numbers answer, with "
    "sums that you can redo by hand."
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard("This lesson cannot be run"):
        lesson = lesson_memory.chosen()
        if lesson is None:
            _choice()
        else:
            _lesson(lesson)


def _choice() -> None:
    parts.quiet("LocaLCA: make it here, or bring it in?")
    st.title("Run a lesson", anchor=False)
    st.markdown(LEAD)
    for name in lessons.shipped_lessons():
        lesson = lesson_memory.shipped_lesson(name)
        with st.container(border=True):
            st.subheader(plain(lesson.title), anchor=False)
            st.markdown(plain(lesson.summary))
            parts.quiet(f"{lesson.minutes} minutes · {len(lesson.steps)} questions · {plain(lesson.audience)}")
            st.button(
                f"Start “{plain(lesson.title)}”",
                key=f"start:{name}",
                type="primary",
                icon=":material/play_arrow:",
                on_click=lesson_memory.choose,
                args=(name,),
            )
    _own_lesson()


def _own_lesson() -> None:
    st.subheader("A lesson of your own", anchor=False)
    st.markdown("A lesson is a text file (TOML) of questions; it holds no answers, for those are computed.")
    given = st.file_uploader("Lesson file (TOML)", type=["toml"], key=lesson_memory.FILE, max_upload_size=1)
    if given is not None:
        with session.guard("This file cannot be used"):
            lesson_memory.take_file(given.name, given.getvalue())
            st.rerun()
    example = next(iter(lessons.shipped_lessons().values()))
    st.download_button(
        "Download a lesson to edit",
        example.read_bytes(),
        file_name=example.name,
        mime="application/toml",
        icon=":material/download:",
    )


def _lesson(lesson: Lesson) -> None:
    st.button("All lessons", icon=":material/arrow_back:", on_click=lesson_memory.leave, type="tertiary")
    st.title(plain(lesson.title), anchor=False)
    parts.quiet(f"{lesson.minutes} minutes · {plain(lesson.audience)}")
    done = len(lesson_memory.answers(lesson))
    st.progress(done / len(lesson.steps), f"{done} of {len(lesson.steps)} questions answered")
    key = lesson_memory.key(lesson, "view")
    st.session_state.setdefault(key, QUESTIONS)
    view = st.segmented_control(
        "View",
        [QUESTIONS, HAND_IN, TEACHER],
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    if view == QUESTIONS:
        _questions(lesson)
    elif view == HAND_IN:
        lesson_teacher.hand_in(lesson)
    else:
        lesson_teacher.sheet(lesson)


def _questions(lesson: Lesson) -> None:
    given, count = lesson_memory.answers(lesson), len(lesson.steps)
    numbers = list(range(1, count + 1))
    place = lesson_memory.key(lesson, "at")
    if place not in st.session_state:
        asked = st.query_params.get("step", "")
        st.session_state[place] = int(asked) if asked in {str(number) for number in numbers} else 1
    at = (
        st.pills(
            "Question",
            numbers,
            format_func=lambda number: f"{number} ✓" if lesson.steps[number - 1].name in given else str(number),
            key=place,
            required=True,
            help="A tick marks what you have answered. You can go back; answers stay.",
            persist_state="session",
        )
        or 1
    )
    st.query_params["step"] = str(at)
    step = lesson.steps[at - 1]
    if at == 1:
        st.markdown(plain(lesson.summary))
    st.badge(
        PASS_WORDS[step.pass_], color="gray", icon=":material/search:" if step.pass_ == "screen" else ":material/tune:"
    )
    st.subheader(f"{at}. {plain(step.title)}", anchor=False)
    lesson_question.draw(lesson, step)
    _onward(lesson, at, place)


def _onward(lesson: Lesson, at: int, place: str) -> None:
    st.divider()
    with st.container(horizontal=True):
        if at > 1:
            st.button("Back", icon=":material/arrow_back:", on_click=_go, args=(place, at - 1))
        if at < len(lesson.steps):
            st.button("Next question", icon=":material/arrow_forward:", on_click=_go, args=(place, at + 1))
        else:
            st.button(
                "To the results file",
                icon=":material/assignment_turned_in:",
                on_click=_go,
                args=(lesson_memory.key(lesson, "view"), HAND_IN),
            )
    if at == len(lesson.steps) and len(lesson_memory.answers(lesson)) == len(lesson.steps):
        st.success(f"**What to take along:** {plain(lesson.insight)}", icon=":material/school:")


def _go(place: str, value: int | str) -> None:
    st.session_state[place] = value
