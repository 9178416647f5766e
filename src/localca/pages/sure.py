"""The page How sure: the draws of the difference, what decides them, other methods, and a map of two choices."""

from __future__ import annotations

import functools
import math

import streamlit as st

from localca import charts_draws, session
from localca.certainty_tables import family_dots, family_rows, influence_rows, mean_words, spread_rows, survival
from localca.difference_spread import Spread, differences, family_verdicts, same_question, spread
from localca.pages import memory, parts, question, sure_map
from localca.pages.question import Question
from localca.sensitivity import influences
from localca.wording import certainty, plain

LEAD = (
    "Every uncertain number is varied many times; what both scenarios share varies alike in both and cancels. "
    "How often does the answer hold, what decides it, and does it survive another method?"
)
SHOWN_INFLUENCES = 10


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard("This product cannot be assessed"):
        asked = question.ask("How sure is the answer?", LEAD)
        if asked is None:
            return
        if math.isnan(asked.comparison.difference):
            question.nothing_to_show("No draws.", "A declared flow has no figure for this category.")
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
        question.nothing_to_show("Nothing is uncertain here.", "All draws give the same difference.")
        return
    data = charts_draws.DrawBars(f"{asked.against}, {result.draws:,} paired draws", asked.unit, found.edges,
                                 found.counts, found.static, found.mean, found.interval)  # fmt: skip
    alt = f"Histogram of the difference: {certainty(item)}. The table below holds the figures."
    parts.figure(charts_draws.draw_histogram(data), alt)
    st.markdown(plain(mean_words(found, asked.unit)))
    with st.expander("The draws as a table"):
        parts.table(spread_rows(found, asked.unit))


def _deciding(asked: Question) -> None:
    st.subheader("What decides it", anchor=False)
    assessment = asked.result.assessment
    if not memory.is_remembered(asked.about("influences"), asked.product):
        st.markdown(
            "Which uncertain numbers make the difference vary? This swaps them one group at a time (Sobol indices) "
            "and takes a few seconds."
        )
        if not st.button("Find out what decides it", icon=":material/search:", key=asked.key("influences")):
            return
    bar = st.empty()

    def progress(done: float) -> None:
        bar.progress(min(done, 1.0), f"Swapping one group at a time: {done:.0%}")

    found = asked.remembered(
        "influences", lambda: influences(assessment, asked.scenario, asked.reference, progress=progress)
    )
    bar.empty()
    chosen = [item for item in found if item.method == asked.method]
    if not chosen:
        question.nothing_to_show("Nothing decides it.", "The difference is the same in every draw.")
        return
    rows = influence_rows(chosen, assessment.tables)
    data = charts_draws.InfluenceBars(f"What decides {asked.against}", rows[:SHOWN_INFLUENCES])
    parts.figure(charts_draws.influence_bars(data), "Bars of the share of the variance; the table below holds them.")
    parts.quiet(
        "Share of the variance that would go if the quantity were known exactly: alone, and with its interplay. "
        "Lines: 95 % confidence. Measuring the first of these better makes the answer surer."
    )
    with st.expander(f"All {len(rows)} quantities as a table"):
        parts.table([{"Quantity": title, "Alone": f"{first:.0%}", "With interplay": f"{total:.0%}"}
                     for title, first, total, _ in rows])  # fmt: skip


def _families(asked: Question) -> None:
    st.subheader("Does it survive another method?", anchor=False)
    choice, bar = asked.choice, st.empty()

    def progress(done: float) -> None:
        bar.progress(done, "Asking the other method families …")

    find = functools.partial(family_verdicts, asked.product, asked.reference, asked.scenario, choice.allocation,
                             asked.result.draws, asked.result.seed, progress)  # fmt: skip
    found = asked.remembered("families", find)
    bar.empty()
    alike = same_question(found, asked.method)
    if len(alike) < 2:
        question.nothing_to_show("No other family has this category.", "The table below shows what they do have.")
    else:
        st.markdown(f"**{plain(survival([item.comparison for item in alike]))}**")
        data = charts_draws.FamilyDots(asked.against, family_dots(alike))
        parts.figure(charts_draws.family_dots(data), "The relative difference by method; the table below holds them.")
        parts.table(family_rows(alike))
    with st.expander(f"Every category of every family ({len(found)})"):
        parts.table(family_rows(found))
