"""The page How sure: the draws of the difference, what decides them, other methods, and a map of two choices."""

from __future__ import annotations

import functools
import math

import streamlit as st

from localca import charts_draws, session, session_data
from localca.certainty_tables import family_dots, family_rows, influence_rows, mean_words, spread_rows, survival
from localca.difference_spread import Spread, differences, family_verdicts, same_question, spread
from localca.language import mark, tr
from localca.pages import memory, parts, question, sure_map
from localca.pages.question import Question
from localca.sensitivity import influences
from localca.wording import certainty, plain

LEAD = mark(
    "Every uncertain number is varied many times; what both scenarios share varies alike in both and cancels. "
    "How often does the answer hold, what decides it, and does it survive another method?"
)
SHOWN_INFLUENCES = 10


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This product cannot be assessed")):
        asked = question.ask(tr("How sure is the answer?"), tr(LEAD))
        if asked is None:
            return
        if math.isnan(asked.comparison.difference):
            question.nothing_to_show(tr("No draws."), tr("A declared flow has no figure for this category."))
        else:
            _draws(asked)
            _deciding(asked)
            sure_map.draw(asked)
        _families(asked)
        parts.footer(asked.result)


def _draws(asked: Question) -> None:
    result, item = asked.result, asked.comparison
    find = functools.partial(differences, result.assessment, asked.scenario, asked.reference, result.draws, result.seed)
    drawn = asked.remembered("draws", find)
    found: Spread = spread(drawn[:, asked.column], item.difference)
    parts.verdict_cards([item], asked.titles)
    if found.interval[0] == found.interval[1]:
        question.nothing_to_show(tr("Nothing is uncertain here."), tr("All draws give the same difference."))
        return
    title = tr("{difference}, {count} paired draws", difference=asked.against, count=f"{result.draws:,}")
    data = charts_draws.DrawBars(title, asked.unit, found.edges, found.counts, found.static, found.mean,
                                 found.interval)  # fmt: skip
    alt = tr("Histogram of the difference: {certainty}. The table below holds the figures.", certainty=certainty(item))
    parts.figure(charts_draws.draw_histogram(data), alt)
    st.markdown(plain(mean_words(found, asked.unit)))
    with st.expander(tr("The draws as a table")):
        parts.table(spread_rows(found, asked.unit))


def _deciding(asked: Question) -> None:
    st.header(tr("What decides it"), anchor=False)
    assessment = asked.result.assessment
    if not memory.is_remembered(asked.about("influences"), asked.product):
        st.markdown(tr(
            "Which uncertain numbers make the difference vary? This swaps them one group at a time (Sobol indices) "
            "and takes a few seconds."
        ))  # fmt: skip
        if not st.button(tr("Find out what decides it"), icon=":material/search:", key=asked.key("influences")):
            return
    bar = st.empty()

    def progress(done: float) -> None:
        bar.progress(min(done, 1.0), tr("Swapping one group at a time: {share}", share=f"{done:.0%}"))

    found = asked.remembered(
        "influences", lambda: influences(assessment, asked.scenario, asked.reference, progress=progress)
    )
    bar.empty()
    chosen = [item for item in found if item.method == asked.method]
    if not chosen:
        question.nothing_to_show(tr("Nothing decides it."), tr("The difference is the same in every draw."))
        return
    rows = influence_rows(chosen, assessment.tables)
    data = charts_draws.InfluenceBars(tr("What decides {difference}", difference=asked.against),
                                      rows[:SHOWN_INFLUENCES])  # fmt: skip
    alt = tr("Bars of the share of the variance; the table below holds them.")
    parts.figure(charts_draws.influence_bars(data), alt)
    parts.quiet(tr(
        "Share of the variance that would go if the quantity were known exactly: alone, and with its interplay. "
        "Lines: 95 % confidence. Measuring the first of these better makes the answer surer."
    ))  # fmt: skip
    with st.expander(tr("All {count} quantities as a table", count=len(rows))):
        parts.table([{tr("Quantity"): title, tr("Alone"): f"{first:.0%}", tr("With interplay"): f"{total:.0%}"}
                     for title, first, total, _ in rows])  # fmt: skip


def _families(asked: Question) -> None:
    st.header(tr("Does it survive another method?"), anchor=False)
    choice, bar = asked.choice, st.empty()

    def progress(done: float) -> None:
        bar.progress(done, tr("Asking the other method families …"))

    find = functools.partial(family_verdicts, asked.product, asked.reference, asked.scenario, choice.allocation,
                             asked.result.draws, asked.result.seed, progress,
                             session_data.chosen_background())  # fmt: skip
    found = asked.remembered("families", find)
    bar.empty()
    alike = same_question(found, asked.method)
    if len(alike) < 2:
        question.nothing_to_show(tr("No other family has this category."),
                                 tr("The table below shows what they do have."))  # fmt: skip
    else:
        st.markdown(f"**{plain(survival([item.comparison for item in alike]))}**")
        data = charts_draws.FamilyDots(asked.against, family_dots(alike))
        alt = tr("The relative difference by method; the table below holds them.")
        parts.figure(charts_draws.family_dots(data), alt)
        parts.table(family_rows(alike))
    with st.expander(tr("Every category of every family ({count})", count=len(found))):
        parts.table(family_rows(found))
