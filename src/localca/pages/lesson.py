"""The page Lesson: choose one, predict, reveal, hand in; and the teacher's side of it."""

from __future__ import annotations

import streamlit as st

from localca import lessons, session
from localca.language import mark, tr, trn
from localca.lesson_products import lesson_about
from localca.lesson_tables import PASS_WORDS
from localca.lessons import Lesson
from localca.pages import kept, lesson_memory, lesson_question, lesson_teacher, parts
from localca.wording import plain

QUESTIONS, HAND_IN, TEACHER = mark("Questions"), mark("Hand in"), mark("For the teacher")
LEAD = mark(
    "Guess first, then see. Each lesson asks a few questions; you lock in your guess, and the numbers answer, with "
    "sums that you can redo by hand."
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This lesson cannot be run")):
        lesson = lesson_memory.chosen()
        if lesson is None:
            _choice()
        else:
            _lesson(lesson)


def _choice() -> None:
    parts.quiet(tr("LocaLCA: make it here, or bring it in?"))
    st.title(tr("Run a lesson"), anchor=False)
    st.markdown(tr(LEAD))
    for name in lessons.shipped_lessons():
        lesson = lesson_memory.shipped_lesson(name)
        with st.container(border=True):
            st.header(plain(tr(lesson.title)), anchor=False)
            st.markdown(plain(tr(lesson.summary)))
            asked = trn("{count} question", "{count} questions", len(lesson.steps))
            parts.quiet(f"{_minutes(lesson)} · {asked} · {plain(tr(lesson.audience))}")
            st.button(
                tr("Start “{title}”", title=plain(tr(lesson.title))),
                key=f"start:{name}",
                type="primary",
                icon=":material/play_arrow:",
                on_click=lesson_memory.choose,
                args=(name,),
            )
    _own_lesson()


def _minutes(lesson: Lesson) -> str:
    return trn("{count} minute", "{count} minutes", lesson.minutes)


def _own_lesson() -> None:
    st.header(tr("A lesson of your own"), anchor=False)
    st.markdown(tr("A lesson is a text file (TOML) of questions; it holds no answers, for those are computed."))
    given = st.file_uploader(tr("Lesson file (TOML)"), type=["toml"], key=lesson_memory.FILE, max_upload_size=1)
    if given is not None:
        with session.guard(tr("This file cannot be used")):
            lesson_memory.take_file(given.name, given.getvalue())
            st.rerun()
    example, product = next(iter(lessons.shipped_lessons().values())), session.at_hand()
    with st.container(horizontal=True), session.guard(tr("No lesson can be made of this product")):
        st.download_button(tr("Download a lesson to edit"), example.read_bytes(), file_name=example.name,
                           mime="application/toml", icon=":material/download:")  # fmt: skip
        st.download_button(
            tr("Download a lesson about “{product}”", product=plain(tr(product.product.title))), lesson_about(product),
            file_name=f"lesson-{product.product.id}.toml", mime="application/toml", icon=":material/download:",
            help=tr("The product you looked at last, with three questions to begin with."),
        )  # fmt: skip


def _lesson(lesson: Lesson) -> None:
    st.button(tr("All lessons"), icon=":material/arrow_back:", on_click=lesson_memory.leave, type="tertiary")
    st.title(plain(tr(lesson.title)), anchor=False)
    parts.quiet(f"{_minutes(lesson)} · {plain(tr(lesson.audience))}")
    done, total = len(lesson_memory.answers(lesson)), len(lesson.steps)
    st.progress(done / total, tr("{done} of {total} questions answered", done=done, total=total))
    key = lesson_memory.key(lesson, "view")
    view = kept.choice(
        st.segmented_control, tr("View"), [QUESTIONS, HAND_IN, TEACHER], key, QUESTIONS, format_func=tr,
        label_visibility="collapsed",
    )  # fmt: skip
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
    asked = st.query_params.get("step", "")
    at = kept.choice(
        st.pills, tr("Question"), numbers, place, int(asked) if asked in {str(number) for number in numbers} else 1,
        format_func=lambda number: f"{number} ✓" if lesson.steps[number - 1].name in given else str(number),
        help=tr("A tick marks what you have answered. You can go back; answers stay."),
    )  # fmt: skip
    st.query_params["step"] = str(at)
    step = lesson.steps[at - 1]
    if at == 1:
        st.markdown(plain(tr(lesson.summary)))
    st.badge(
        PASS_WORDS[step.pass_], color="gray", icon=":material/search:" if step.pass_ == "screen" else ":material/tune:"
    )
    st.header(f"{at}. {plain(tr(step.title))}", anchor=False)
    lesson_question.draw(lesson, step)
    _onward(lesson, at, place)


def _onward(lesson: Lesson, at: int, place: str) -> None:
    st.divider()
    with st.container(horizontal=True):
        if at > 1:
            st.button(tr("Back"), icon=":material/arrow_back:", on_click=_go, args=(place, at - 1))
        if at < len(lesson.steps):
            st.button(tr("Next question"), icon=":material/arrow_forward:", on_click=_go, args=(place, at + 1))
        else:
            st.button(
                tr("To the results file"),
                icon=":material/assignment_turned_in:",
                on_click=_go,
                args=(lesson_memory.key(lesson, "view"), HAND_IN),
            )
    if at == len(lesson.steps) and len(lesson_memory.answers(lesson)) == len(lesson.steps):
        insight = tr("**What to take along:** {insight}", insight=plain(tr(lesson.insight)))
        st.success(insight, icon=":material/school:")


def _go(place: str, value: int | str) -> None:
    st.session_state[place] = value
