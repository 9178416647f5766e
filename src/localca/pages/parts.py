"""Parts that pages share: the product's header, verdict cards, tables, figures, the footer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from localca import charts, session_data
from localca.api import Result
from localca.background import OpenBackground
from localca.comparison import STAGE_WORDS, Comparison
from localca.language import capital, tr
from localca.places import place_name
from localca.product import Product
from localca.terminal import CAVEAT
from localca.wording import (
    ALLOCATION_WORDS,
    FUNCTIONAL_UNIT,
    GLOSSARY,
    VERDICT_COLOUR,
    VERDICT_SIGN,
    VERDICT_WORDS,
    certainty,
    functional_unit_words,
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
    quiet(tr("LocaLCA: make it here, or bring it in?"))
    st.title(plain(tr(card.title)), anchor=False)
    if card.label:
        st.badge(tr(card.label), color="orange", icon=":material/science:")
    st.markdown(
        tr(
            "**Functional unit:** {functional_unit}, used in {place}  \n**Reference:** {reference}",
            functional_unit=plain(functional_unit_words(card.functional_unit)),
            place=plain(place_name(card.place_of_use)),
            reference=plain(tr(product.scenario(reference).title)),
        ),
        help=GLOSSARY[FUNCTIONAL_UNIT],
    )
    if (chosen := st.session_state.get(session_data.CHOSEN)) is not None:
        own = tr("Answered by {database}, project {project}", database=chosen.database, project=chosen.project)
        st.badge(plain(own), color="orange", icon=":material/database:")
    where = tr("Product, reference and scenarios are chosen in the sidebar.")
    quiet(f":material/info: {tr(CAVEAT)} {where}")


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
    st.header(
        f":{colour}[{sign} {capital(VERDICT_WORDS[item.verdict])}, {plain(percent(item.relative))}]", anchor=False
    )
    spread = tr("{difference} {unit} (90 % of draws: {low} to {high})", difference=plain(signed(item.difference)),
                unit=unit, low=plain(signed(low)), high=plain(signed(high)))  # fmt: skip
    quiet(f"{plain(capital(certainty(item)))}.  \n{spread}")
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
            what.markdown(f"**{plain(tr(row['row']))}**  \n:small[:gray[{STAGE_WORDS[row['stage']]}]]")
            before.markdown(_listed(reference, row["reference"]))
            after.markdown(_listed(scenario, row["scenario"]))


def _listed(title: str, text: str) -> str:
    return "  \n".join([f":small[:gray[{plain(title)}]]", *(plain(unit_words(item)) for item in text.split("; "))])


def footer(result: Result) -> None:
    """How the numbers were made, and what the words mean."""
    st.divider()
    with st.expander(tr("What the words mean"), icon=":material/help:"):
        for term, meaning in GLOSSARY.items():
            st.markdown(f"**{tr(term)}:** {meaning}")
    assessment = result.assessment
    made = tr("{draws} paired draws, seed {seed}. Recycled content: {rule}.", draws=f"{result.draws:,}",
              seed=result.seed, rule=ALLOCATION_WORDS[assessment.allocation])  # fmt: skip
    name, fingerprint = assessment.background, assessment.fingerprint[:12]
    data = tr("Background: {name}, fingerprint {fingerprint}.", name=plain(name), fingerprint=fingerprint)
    if name == OpenBackground.name:
        data = tr("Background: open, fingerprint {fingerprint}.", fingerprint=fingerprint)
    quiet(f"{made} {data}  \n{tr(CAVEAT)}")
