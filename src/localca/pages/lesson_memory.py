"""What a session remembers of a lesson: which one, the answers that were locked in, and what the results say."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from localca import lessons, session
from localca.api import Result
from localca.lesson_answers import Answer, Found, Marked, found
from localca.lesson_tables import marked
from localca.lessons import Asked, Lesson, Step
from localca.pages import memory

LESSON, FILE, OWN_FILE, ANSWERS, PERSON = "lesson", "lesson_file", "lesson_own", "lesson_answers", "lesson_person"


@dataclass(frozen=True)
class Given:
    """An answer as it was locked in."""

    prediction: Answer
    reason: str


@dataclass(frozen=True)
class Revealed:
    """What a step asks about, its results and the computed answer."""

    about: Asked
    result: Result
    found: Found


@st.cache_resource(show_spinner=False)
def shipped_lesson(name: str) -> Lesson:
    """A shipped lesson; frozen, so that sessions can share it."""
    return lessons.load(name)


def chosen() -> Lesson | None:
    """The lesson of this session, else that of the page's address, else none.

    Raises:
        InputError: when the session's own file is no lesson.
    """
    if LESSON not in st.session_state and st.query_params.get(LESSON) in lessons.shipped_lessons():
        st.session_state[LESSON] = st.query_params[LESSON]
    name = st.session_state.get(LESSON)
    if name is None:
        return None
    if name != session.OWN:
        st.query_params[LESSON] = name
        return shipped_lesson(name)
    if LESSON in st.query_params:
        del st.query_params[LESSON]
    own: Lesson = st.session_state[OWN_FILE]
    return own


def choose(name: str) -> None:
    """Take a shipped lesson."""
    st.session_state[LESSON] = name


def leave() -> None:
    """Go back to the list of lessons; answers stay."""
    st.session_state.pop(LESSON, None)
    for name in (LESSON, "step"):
        if name in st.query_params:
            del st.query_params[name]


def take_file(name: str, data: bytes) -> None:
    """Take the lesson of a file.

    Raises:
        InputError: when it is no lesson.
    """
    st.session_state[OWN_FILE] = lessons.read(data, name)
    st.session_state[LESSON] = session.OWN


def answers(lesson: Lesson) -> dict[str, Given]:
    """The answers locked in so far, by step; they belong to exactly this version of the lesson."""
    kept: dict[str, dict[str, Given]] = st.session_state.setdefault(ANSWERS, {})
    return kept.setdefault(lesson.digest, {})


def key(lesson: Lesson, *parts: str) -> str:
    """The session key of a widget of a lesson."""
    return ":".join((LESSON, lesson.digest, *parts))


def reveal(lesson: Lesson, step: Step) -> Revealed:
    """What the results say to a step, computed once per session.

    Raises:
        InputError: when the product cannot be assessed.
    """
    about = lessons.asked(lesson, step)
    result = memory.remembered((LESSON, *about.scenarios, about.allocation), about.product, about.result)
    return Revealed(about, result, found(step, about, result))


def marks(lesson: Lesson) -> list[Marked]:
    """Every answered question beside what was found, in the order of the lesson."""
    given = answers(lesson)
    return [
        marked(step, given[step.name].prediction, given[step.name].reason, reveal(lesson, step).found)
        for step in lesson.steps
        if step.name in given
    ]
