"""Parts that pages share: the product's header, verdict cards, tables, figures, flows with their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from localca import charts
from localca.api import Result
from localca.comparison import STAGE_WORDS, Comparison
from localca.places import place_name
from localca.product import Product
from localca.result_tables import FlowView
from localca.terminal import CAVEAT
from localca.wording import (
    ALLOCATION_WORDS,
    GLOSSARY,
    GRID_FIXED,
    MATCH_COLOUR,
    MATCH_WORDS,
    VERDICT_COLOUR,
    VERDICT_SIGN,
    certainty,
    link,
    percent,
    plain,
    signed,
    unit_words,
)

WIDTH = 1080
CARDS_IN_A_ROW = 3
INK = {"light": "#1d2b2c", "dark": "#e8eeed"}
QUIET = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
QUALITY_COLOUR = {"solid": "blue", "derived": "gray", "medium": "gray", "weak": "orange"}


def quiet(text: str) -> None:
    """Markdown in small grey letters that still read well on both themes."""
    st.markdown("  \n".join(f":small[:gray[{line}]]" for line in text.split("  \n")))


def product_header(product: Product, reference: str) -> None:
    """Title, functional unit, reference and the screening caveat."""
    card = product.product
    quiet("LocaLCA: make it here, or bring it in?")
    st.title(plain(card.title), anchor=False)
    if card.label:
        st.badge(card.label, color="orange", icon=":material/science:")
    st.markdown(
        f"**Functional unit:** {plain(str(card.functional_unit))}, used in {plain(place_name(card.place_of_use))}  \n"
        f"**Reference:** {plain(product.scenario(reference).title)}",
        help=GLOSSARY["Functional unit"],
    )
    quiet(f":material/info: {CAVEAT} Product, reference and scenarios are chosen in the sidebar.")


def verdict_cards(items: Sequence[Comparison], titles: Mapping[str, str]) -> None:
    """One card per scenario: sign and word, size, certainty, reason."""
    for start in range(0, len(items), CARDS_IN_A_ROW):
        row = items[start : start + CARDS_IN_A_ROW]
        for column, item in zip(st.columns(CARDS_IN_A_ROW if len(items) > 2 else len(row)), row, strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                _card(item, plain(titles[item.scenario]))


def _card(item: Comparison, title: str) -> None:
    colour, sign = VERDICT_COLOUR[item.verdict], VERDICT_SIGN[item.verdict]
    low, high = item.interval
    unit = plain(unit_words(item.unit))
    st.markdown(f"**{title}**")
    st.subheader(f":{colour}[{sign} {item.verdict.capitalize()}, {plain(percent(item.relative))}]", anchor=False)
    quiet(
        f"{plain(certainty(item)[:1].upper() + certainty(item)[1:])}.  \n"
        f"{plain(signed(item.difference))} {unit} (90 % of draws: {plain(signed(low))} to {plain(signed(high))})"
    )
    st.markdown(plain(item.why))


def table(rows: Sequence[Mapping[str, str]]) -> None:
    """Rows as a plain table that scrolls sideways when the screen is narrow."""
    shown = pd.DataFrame([{plain(key): plain(value) for key, value in row.items()} for row in rows])
    st.table(shown, border="horizontal", hide_index=True)


def figure(shown: go.Figure, alt: str) -> None:
    """A figure without toolbar; ``alt`` says in words what it shows."""
    ink = INK["dark" if st.context.theme.type == "dark" else "light"]
    st.plotly_chart(charts.inked(shown, ink), config=QUIET, alt=alt)


def side_by_side(rows: Sequence[Mapping[str, str]], reference: str, scenario: str) -> None:
    """What differs, row by row: the reference beside the scenario, one above the other on a telephone."""
    for row in rows:
        with st.container(border=True):
            what, before, after = st.columns([2, 4, 4])
            what.markdown(f"**{plain(row['row'])}**  \n:small[:gray[{STAGE_WORDS[row['stage']]}]]")
            before.markdown(_listed(reference, row["reference"]))
            after.markdown(_listed(scenario, row["scenario"]))


def _listed(title: str, text: str) -> str:
    return "  \n".join([f":small[:gray[{plain(title)}]]", *(plain(unit_words(item)) for item in text.split("; "))])


def flow(view: FlowView) -> None:
    """A flow with its amount, score, match, quality and sources."""
    badges = [f":{MATCH_COLOUR[view.match]}-badge[{MATCH_WORDS[view.match]}]"]
    badges += [f":{QUALITY_COLOUR.get(view.quality, 'gray')}-badge[quality: {view.quality}]"] if view.quality else []
    badges += [f":orange-badge[{GRID_FIXED}]"] if view.grid_fixed else []
    sources = [
        f"{link(source.title, source.link)}, {plain(source.producer)} ({source.year})" if source else plain(key)
        for key, source in view.sources
    ]
    title = plain(view.title[:1].upper() + view.title[1:])
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{title}**, {plain(view.place)}  \n{plain(view.score)} ({plain(view.share)})")
        quiet(f"{plain(view.quantity)} for the row {plain(view.row)}")
        st.markdown(" ".join(badges))
        st.markdown(":small[Sources: " + " · ".join(sources) + "]")
        if view.note:
            quiet(f"Note: {plain(view.note)}")


def footer(result: Result) -> None:
    """How the numbers were made, and what the words mean."""
    st.divider()
    with st.expander("What the words mean", icon=":material/help:"):
        for term, meaning in GLOSSARY.items():
            st.markdown(f"**{term}:** {meaning}")
    assessment = result.assessment
    rule = ALLOCATION_WORDS[assessment.allocation]
    quiet(
        f"{result.draws:,} paired draws, seed {result.seed}. Recycled content: {rule}. "
        f"Background: {plain(assessment.background)}, fingerprint {assessment.fingerprint[:12]}.  \n{CAVEAT}"
    )
