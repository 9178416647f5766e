"""The page Start: the question, three examples that open in one click, and the other ways in."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from localca import api, charts_strip, impact_methods, product_file, session
from localca.comparison import stage_table
from localca.engine import assess
from localca.language import mark, tr, trn
from localca.pages import journeys, memory, parts, share_open
from localca.places import place_name
from localca.terminal import CAVEAT
from localca.wording import STAGE_TITLES, plain, share_words

METHOD = "climate"


@dataclass(frozen=True)
class Example:
    """A shipped product as a card: its question, and the icon that stands for it."""

    product: str
    icon: str
    question: str


EXAMPLES = (
    Example(
        "carrier-bag", ":material/shopping_bag:", mark("Import them, make them there, or make them from old ones?")
    ),
    Example("bicycle-frame", ":material/pedal_bike:", mark("Move the workshop, or move the smelter?")),
    Example("paving-stone", ":material/grid_view:", mark("From the other side of the world, or from the next quarry?")),
)
LEAD = mark(
    "For a product and a place: does making it locally lower its impacts, why, how sure is that, and what would change "
    "the answer? Every number can be traced to its source."
)
STEPS = (
    ("1", mark("Choose a product"), mark("An example, or your own.")),
    ("2", mark("Read the verdict"), mark("Lower, higher or too close to call, category by category.")),
    ("3", mark("Ask what would turn it"), mark("Another grid, recycled material, another place.")),
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This page cannot be drawn")):
        address = share_open.opened_file()
        if address is not None:
            journeys.to_shared(address)
        parts.quiet("LocaLCA")
        st.title(tr("Make it here, or bring it in?"), anchor=False)
        st.markdown(tr(LEAD))
        _examples()
        _ways()
        _how()
        with st.expander(tr("Open a saved question"), icon=":material/folder_open:"):
            share_open.file_uploader()
        st.divider()
        parts.quiet(tr(CAVEAT))


def _examples() -> None:
    st.header(tr("Try one"), anchor=False)
    offered = product_file.shipped_products()
    shown = [example for example in EXAMPLES if example.product in offered]
    for column, example in zip(st.columns(len(shown)), shown, strict=True):
        with column, st.container(border=True, height="stretch", vertical_alignment="distribute"):
            _card(example)
    rest = [name for name in offered if name not in {example.product for example in shown}]
    if rest:
        titles = {name: tr(session.shipped_product(name).product.title) for name in rest}
        more = tr("More examples")
        st.markdown(f":small[{more}]")
        with st.container(horizontal=True):
            for name in rest:
                if st.button(plain(titles[name]), key=f"example:{name}"):
                    journeys.to_compare(name)


def _card(example: Example) -> None:
    product = session.shipped_product(example.product)
    card = product.product
    with st.container(gap="xsmall"):
        st.header(f"{example.icon} {plain(tr(card.title))}", anchor=False)
        st.markdown(plain(tr(example.question)))
    stages = memory.remembered(("strip",), product, lambda: _stages(example.product))
    whole = sum(stages.values())
    largest = max(stages, key=stages.__getitem__)
    words = tr("{stage}: {share} of the climate impact", stage=STAGE_TITLES[largest],
               share=share_words(stages[largest] / whole))  # fmt: skip
    ways = trn("{count} way to supply it, for {place}", "{count} ways to supply it, for {place}",
               len(product.scenarios), place=plain(place_name(card.place_of_use)))  # fmt: skip
    with st.container(gap=None):
        parts.figure(charts_strip.stage_strip(stages), tr("Strip of the four stages. {words}.", words=words))
        parts.quiet(f"{plain(tr(product.scenario(product.reference).title))}. {words}.  \n{ways}"
                    + (f" · {tr(card.label)}" if card.label else ""))  # fmt: skip
    title = tr("Compare: {product}", product=plain(tr(card.title)))
    if st.button(title, key=f"example:{example.product}", type="primary", width="stretch"):
        journeys.to_compare(example.product)


def _stages(name: str) -> dict[str, float]:
    """The climate impact of the reference by stage: no draws, so that the page is there at once."""
    product = session.shipped_product(name)
    assessment = assess(product, session.background(), impact_methods.choose([METHOD]), api.open_routes(),
                        scenarios=[product.reference])  # fmt: skip
    return stage_table(assessment, METHOD)[product.reference]


def _ways() -> None:
    st.header(tr("Other ways in"), anchor=False)
    own, teach, look = st.columns(3)
    with own, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.markdown(tr("**Build your own**  \nWhat goes in, how it is made, how it travels. Routes are proposed."))
        if st.button(tr("Build your own"), icon=":material/construction:", width="stretch"):
            journeys.to_build()
    with teach, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.markdown(tr("**Run a lesson**  \nGuess first, then see. For a class, or for yourself."))
        if st.button(tr("Run a lesson"), icon=":material/school:", width="stretch"):
            journeys.to_lessons()
    with look, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.markdown(tr("**Look at the data**  \nEvery flow, grid and source, with its weaknesses."))
        if st.button(tr("Look at the data"), icon=":material/table_view:", width="stretch"):
            journeys.to_data()


def _how() -> None:
    st.header(tr("How it goes"), anchor=False)
    for column, (number, title, words) in zip(st.columns(len(STEPS)), STEPS, strict=True):
        column.markdown(f"**{number}. {tr(title)}**  \n{tr(words)}")
