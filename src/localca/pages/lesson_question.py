"""One question of a lesson: the guess, locked in before anything is shown, then what the numbers say."""

from __future__ import annotations

import streamlit as st

from localca import impact_methods, lessons
from localca.lesson_answers import MAX_TEXT, Answer, grade, insight, options
from localca.lesson_tables import GRADE_SIGN, GRADE_WORDS, answer_words, share_words
from localca.lessons import Asked, Lesson, Step
from localca.pages import lesson_evidence, lesson_memory, parts
from localca.pages.lesson_memory import Given
from localca.wording import plain

MET = ("as found", "close")


def draw(lesson: Lesson, step: Step) -> None:
    """The question with its guess, or with its answer once the guess is locked in."""
    about = lessons.asked(lesson, step)
    st.markdown(f"**{plain(step.question)}**")
    _context(about, step)
    given = lesson_memory.answers(lesson).get(step.name)
    if given is None:
        _guess(lesson, step, about)
    else:
        _reveal(lesson, step, given)


def _context(about: Asked, step: Step) -> None:
    scenario, reference = (about.product.scenario(name).title for name in (about.scenario, about.reference))
    against = f" against “{plain(reference)}”" if scenario != reference else ""
    category = impact_methods.family(impact_methods.DEFAULT_FAMILY).methods[about.category].title
    card = about.product.product
    label = f" ({card.label})" if card.label else ""
    lines = [
        f"{plain(card.title)}{label}: “{plain(scenario)}”{against}",
        f"{plain(category)}, per {plain(str(card.functional_unit))}",
    ]
    lines += [f"Changed for this question: {plain('; '.join(step.settings))}"] if step.settings else []
    parts.quiet("  \n".join(lines))
    if step.hint:
        with st.expander("A hint", icon=":material/lightbulb:"):
            st.markdown(plain(step.hint))


def _guess(lesson: Lesson, step: Step, about: Asked) -> None:
    key = lesson_memory.key(lesson, step.name, "guess")
    prediction: Answer | None
    if step.kind == "number":
        prediction = st.number_input(
            "Your estimate, in %", value=None, step=1.0, min_value=-100_000.0, max_value=100_000.0, format="%g",
            key=key, persist_state="session", width=260,
        )  # fmt: skip
    elif step.kind == "text":
        prediction = st.text_area("Your answer", key=key, max_chars=MAX_TEXT, persist_state="session").strip() or None
    else:
        prediction = st.radio(
            "Your guess",
            options(step, about),
            index=None,
            format_func=lambda name: plain(answer_words(step, name)),
            key=key,
            persist_state="session",
        )
    reason = ""
    if step.kind != "text":
        reason = st.text_input("Why do you think so? (optional)", key=lesson_memory.key(lesson, step.name, "reason"),
                               max_chars=MAX_TEXT, persist_state="session")  # fmt: skip
    if st.button("Lock in and show", type="primary", icon=":material/lock:", key=lesson_memory.key(lesson, step.name)):
        if prediction is None:
            st.warning("**Guess first.** Then the numbers are shown; a wrong guess is as good as a right one.",
                       icon=":material/edit:")  # fmt: skip
            return
        lesson_memory.answers(lesson)[step.name] = Given(prediction, reason.strip())
        st.rerun()
    parts.quiet("Once locked in, a guess stays as it is: that is what makes the answer worth seeing.")


def _reveal(lesson: Lesson, step: Step, given: Given) -> None:
    with st.spinner("Working out the answer …"):
        revealed = lesson_memory.reveal(lesson, step)
    answer = revealed.found.answer
    mark = grade(step, given.prediction, answer)
    with st.container(border=True):
        mine, theirs = st.columns(2)
        mine.markdown(f":small[:gray[You said]]  \n**{plain(answer_words(step, given.prediction))}**")
        if given.reason:
            mine.markdown(f":small[:gray[because]] {plain(given.reason)}")
        if answer is not None:
            theirs.markdown(f":small[:gray[The numbers say]]  \n**{plain(answer_words(step, answer))}**")
        theirs.markdown(f":{'blue' if mark in MET else 'orange'}[{GRADE_SIGN[mark]} {GRADE_WORDS[mark]}]"
                        if step.kind != "text" else f"{GRADE_SIGN[mark]} {GRADE_WORDS[mark]}")  # fmt: skip
        why = "; ".join(part for part in (share_words(step, revealed.found), revealed.found.why) if part)
        parts.quiet(plain(why))
    st.info(f"**What to see here:** {plain(insight(step, answer))}", icon=":material/school:")
    lesson_evidence.draw(lesson, step, revealed)
