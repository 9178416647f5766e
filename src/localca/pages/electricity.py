"""The page Electricity: the same product on another grid, one kWh by category, and all countries."""

from __future__ import annotations

import functools
from dataclasses import replace

import streamlit as st

from localca import api, charts, charts_grids, session, session_data
from localca.analysis_tables import country_rows, kwh_rows, mix_rows, score_rows
from localca.comparison import stage_table
from localca.grid_choice import Grid
from localca.grid_scores import kwh_used, reach, used_score
from localca.grid_tables import Strip, strip_of
from localca.language import Words, capital, mark, tr, trn
from localca.mix_editing import fuel_words
from localca.pages import electricity_choice, memory, parts, question
from localca.pages.question import Question
from localca.product import Product
from localca.wording import GRID_FIXED, VERDICT_WORDS, functional_unit_words, plain

LEAD = mark(
    "Swap the electricity of production: another country, another year, a mix of your own, panels on the roof. "
    "The kWh stay the same; only their score changes. The reference keeps its own electricity."
)
LEAST = 0.005
BEFORE, AFTER = mark("As the scenario is"), mark("With this electricity")
REACHED = Words(
    {
        "swapped": mark("Runs on this electricity too (with the country's usual grid loss): {materials}."),
        "elsewhere": mark("Runs on the grid of its own country: {materials}."),
    }
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This electricity cannot be used")):
        asked = question.ask(tr("What if the electricity were another?"), tr(LEAD))
        if asked is None:
            return
        if not kwh_used(asked.result.assessment, asked.scenario):
            question.nothing_to_show(
                tr("No grid can change this."),
                tr(
                    "“{scenario}” uses no electricity in production. Choose another scenario.",
                    scenario=asked.titles[asked.scenario],
                ),
            )
        else:
            product, grid = electricity_choice.choose(asked)
            changed = product is not asked.product
            result = memory.remembered(
                asked.about("electricity"), product,
                functools.partial(session_data.compare, product, asked.reference, [asked.scenario],
                                  asked.choice.allocation),
            ) if changed else asked.result  # fmt: skip
            _answer(asked, result, changed)
            _kwh(asked, result, grid, changed)
            _strip(asked, product, result, changed)
        parts.footer(asked.result)


def _answer(asked: Question, result: api.Result, changed: bool) -> None:
    st.header(tr("The answer on this electricity"), anchor=False)
    before, after = asked.comparison, result.comparison(asked.scenario, asked.method)
    items = [replace(before, scenario="before"), *([replace(after, scenario="after")] if changed else [])]
    parts.verdict_cards(items, {"before": tr(BEFORE), "after": tr(AFTER)})
    if not changed:
        parts.quiet(tr("Nothing is changed yet: choose a country or a year, or edit the mix."))
    elif before.verdict != after.verdict:
        st.warning(
            tr(
                "**The electricity turns the answer:** {before} before, {after} now.",
                before=VERDICT_WORDS[before.verdict],
                after=VERDICT_WORDS[after.verdict],
            ),
            icon=":material/swap_vert:",
        )
    _reach(asked, result)
    stages = stage_table(asked.result.assessment, asked.method)
    values = {asked.titles[asked.reference]: stages[asked.reference], tr(BEFORE): stages[asked.scenario]}
    values |= {tr(AFTER): stage_table(result.assessment, asked.method)[asked.scenario]} if changed else {}
    data = charts.StageBars(asked.category, asked.unit, functional_unit_words(asked.product.product.functional_unit),
                            values, asked.titles[asked.reference])  # fmt: skip
    parts.figure(charts.stage_bars(data), tr("Stacked bars of the impact by stage; the table below holds the numbers."))
    parts.table(score_rows(values, asked.unit))


def _reach(asked: Question, result: api.Result) -> None:
    """What the swap reaches inside the materials."""
    found = reach(result.assessment, asked.scenario)
    lines = [text.format(materials=plain(", ".join(found[group]))) for group, text in REACHED.items() if found[group]]
    if lines:
        parts.quiet("  \n".join([tr("Inside the materials."), *lines]))
    if found["fixed"]:
        st.markdown(f":orange-badge[{tr(GRID_FIXED)}] :small[{plain(', '.join(found['fixed']))}]")


def _kwh(asked: Question, result: api.Result, grid: Grid, changed: bool) -> None:
    st.header(tr("One kWh, by category"), anchor=False)
    before = used_score(asked.result.assessment, asked.scenario)
    after = used_score(result.assessment, asked.scenario)
    parts.quiet(tr("Per kWh that production uses, grid loss and own generation included."))
    parts.table(kwh_rows(asked.result.assessment, before, after, changed))
    editing = grid.editing
    if editing.edited:
        pairs = {capital(fuel_words(fuel)): (editing.start[fuel], share) for fuel, share in editing.shares.items()}
        pairs = {name: pair for name, pair in pairs.items() if max(pair) >= LEAST}
        data = charts_grids.MixPair(tr("Who generates"), tr("before"), tr("edited"), pairs)
        alt = tr("Bars of each share before and after; the table below holds them.")
        parts.figure(charts_grids.mix_pair(data), alt)
        with st.expander(tr("The mix as a table")):
            parts.table(mix_rows(pairs))


def _strip(asked: Question, product: Product, result: api.Result, changed: bool) -> None:
    st.header(tr("Every country's kWh, and where the answer turns"), anchor=False)
    titles = {asked.scenario: tr(BEFORE),
              asked.reference: tr("Reference: {scenario}", scenario=asked.titles[asked.reference])}  # fmt: skip
    make = functools.partial(strip_of, asked.result.assessment, result.assessment if changed else None,
                             asked.scenario, asked.reference, titles, tr(AFTER))  # fmt: skip
    strip: Strip = memory.remembered(asked.about("strip"), product, make)
    turn = strip.turns[asked.column]
    scores = {name: float(score[asked.column]) for name, score in strip.countries.items()}
    low, high = min(scores.values()), max(scores.values())
    limits = st.slider(
        tr("Zoom, {unit} per kWh", unit=plain(asked.unit)), low, high, (low, high), (high - low) / 200, "%.3g",
        key=asked.key(f"zoom:{asked.method}"), help=tr("Show only the countries in this range."),
    )  # fmt: skip
    data = charts_grids.CountryStrip(
        trn("{count} country: {category}", "{count} countries: {category}", len(scores), category=asked.category),
        asked.unit, scores,
        {name: float(score[asked.column]) for name, score in strip.marks.items()},
        turn.value, turn.lower_below, limits,
    )  # fmt: skip
    alt = tr("All countries by the score of their kWh. {finding}", finding=turn.sentence)
    parts.figure(charts_grids.country_strip(data), alt)
    st.markdown(f"**{plain(turn.sentence)}**")
    parts.quiet(tr("Grid averages of the newest full year. The break-even counts the kWh that production buys, and the "
                   "same grid wherever the scenario uses it."))  # fmt: skip
    with st.expander(tr("All countries as a table")):
        parts.table(country_rows(scores, data.turning, data.lower_below, asked.unit))
