"""One question of a lesson: the guess, locked in before anything is shown, then what the numbers say."""

from __future__ import annotations

import streamlit as st

from localca import impact_methods, lessons
from localca.language import tr
from localca.lesson_answers import MAX_TEXT, Answer, Grade, grade, insight, options
from localca.lesson_tables import GRADE_SIGN, GRADE_WORDS, answer_words, rests_on
from localca.lessons import Asked, Lesson, Step
from localca.pages import lesson_evidence, lesson_memory, parts
from localca.pages.lesson_memory import Given
from localca.wording import functional_unit_words, plain

MET: tuple[Grade, ...] = ("as found", "close")


def draw(lesson: Lesson, step: Step) -> None:
    """The question with its guess, or with its answer once the guess is locked in."""
    about = lessons.asked(lesson, step)
    st.markdown(f"**{plain(tr(step.question))}**")
    _context(about, step)
    given = lesson_memory.answers(lesson).get(step.name)
    if given is None:
        _guess(lesson, step, about)
    else:
        _reveal(lesson, step, given)


def _context(about: Asked, step: Step) -> None:
    scenario, reference = (plain(tr(about.product.scenario(name).title)) for name in (about.scenario, about.reference))
    category = impact_methods.family(impact_methods.DEFAULT_FAMILY).methods[about.category].title
    card = about.product.product
    name = plain(tr(card.title)) + (f" ({tr(card.label)})" if card.label else "")
    two = tr("{product}: “{scenario}” against “{reference}”", product=name, scenario=scenario, reference=reference)
    lines = [
        two if scenario != reference else tr("{product}: “{scenario}”", product=name, scenario=scenario),
        tr("{category}, per {unit}", category=plain(tr(category)),
           unit=plain(functional_unit_words(card.functional_unit))),
    ]  # fmt: skip
    if step.settings:
        lines.append(tr("Changed for this question: {settings}", settings=plain("; ".join(step.settings))))
    parts.quiet("  \n".join(lines))
    if step.hint:
        with st.expander(tr("A hint"), icon=":material/lightbulb:"):
            st.markdown(plain(tr(step.hint)))


def _guess(lesson: Lesson, step: Step, about: Asked) -> None:
    key = lesson_memory.key(lesson, step.name, "guess")
    prediction: Answer | None
    if step.kind == "number":
        prediction = st.number_input(
            tr("Your estimate, in %"), value=None, step=1.0, min_value=-100_000.0, max_value=100_000.0, format="%g",
            key=key, persist_state="session", width=260,
        )  # fmt: skip
    elif step.kind == "text":
        words = st.text_area(tr("Your answer"), key=key, max_chars=MAX_TEXT, persist_state="session")
        prediction = words.strip() or None
    else:
        prediction = st.radio(
            tr("Your guess"),
            options(step, about),
            index=None,
            format_func=lambda name: plain(answer_words(step, name)),
            key=key,
            persist_state="session",
        )
    reason = ""
    if step.kind != "text":
        reason = st.text_input(tr("Why do you think so? (optional)"), max_chars=MAX_TEXT, persist_state="session",
                               key=lesson_memory.key(lesson, step.name, "reason"))  # fmt: skip
    if st.button(tr("Lock in and show"), type="primary", icon=":material/lock:",
                 key=lesson_memory.key(lesson, step.name)):  # fmt: skip
        if prediction is None:
            st.warning(tr("**Guess first.** Then the numbers are shown; a wrong guess is as good as a right one."),
                       icon=":material/edit:")  # fmt: skip
            return
        lesson_memory.answers(lesson)[step.name] = Given(prediction, reason.strip())
        st.rerun()
    parts.quiet(tr("Once locked in, a guess stays as it is: that is what makes the answer worth seeing."))


def _reveal(lesson: Lesson, step: Step, given: Given) -> None:
    with st.spinner(tr("Working out the answer …")):
        revealed = lesson_memory.reveal(lesson, step)
    answer = revealed.found.answer
    outcome = grade(step, given.prediction, answer)
    with st.container(border=True):
        mine, theirs = st.columns(2)
        mine.markdown(f":small[:gray[{tr('You said')}]]  \n**{plain(answer_words(step, given.prediction))}**")
        if given.reason:
            mine.markdown(f":small[:gray[{tr('because')}]] {plain(given.reason)}")
        if answer is not None:
            theirs.markdown(f":small[:gray[{tr('The numbers say')}]]  \n**{plain(answer_words(step, answer))}**")
        words = f"{GRADE_SIGN[outcome]} {GRADE_WORDS[outcome]}"
        theirs.markdown(f":{'blue' if outcome in MET else 'orange'}[{words}]" if step.kind != "text" else words)
        parts.quiet(plain(rests_on(step, revealed.found)))
    st.info(tr("**What to see here:** {insight}", insight=plain(insight(step, answer))), icon=":material/school:")
    lesson_evidence.draw(lesson, step, revealed)
