"""The page Where to make it: every country as the place of making, on a map and in a table, and one of them closely."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from localca import session, siting_tables
from localca.api import Result
from localca.language import Words, mark, tr
from localca.locations import Siting, site_everywhere
from localca.pages import memory, parts, pickers, question, setup, where_parts
from localca.places import SITE, country_names, place_name
from localca.product import Product
from localca.tables import load_tables

LEAD = mark(
    "Every country as the place of making, for one market: its electricity, its heat, and the ways to and from it. "
    "Regret is how much more a place has than the best one."
)
AS_IS, ELSEWHERE = "scenario", "country"
MATERIALS = Words(
    {AS_IS: mark("As in the scenario"), SITE: mark("The country of making"), ELSEWHERE: mark("One country …")}
)


@dataclass(frozen=True)
class Asked:
    """What the reader asked: made as in a scenario, for a market, with raw materials from somewhere."""

    market: str
    scenario: str
    materials: str


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This product cannot be placed")):
        choice = setup.choose(ticks=False)
        if choice is None:
            return
        parts.product_header(choice.product, choice.reference)
        st.header(tr("Where would it best be made?"), anchor=False)
        st.markdown(tr(LEAD))
        result = session.comparison(choice.product, choice.reference, choice.scenarios, choice.allocation)
        asked, method = _asked(choice, result)
        choice.keep(method)
        about = ("siting", choice.reference, choice.allocation, asked)
        siting = memory.remembered(about, choice.product, lambda: _sited(result, choice, asked))
        if siting_tables.covered(siting, method):
            where_parts.draw(choice, result, siting, method, asked.materials)
        else:
            question.nothing_to_show(*_why_empty(siting))
        parts.footer(result)


def _sited(result: Result, choice: setup.Choice, asked: Asked) -> Siting:
    with st.spinner(tr("Making it in every country …")):
        return site_everywhere(
            result.assessment, asked.scenario, choice.reference, asked.market, materials=asked.materials,
            draws=result.draws, seed=result.seed,
        )  # fmt: skip


def _why_empty(siting: Siting) -> tuple[str, str]:
    if not siting.places:
        first = next(iter(siting.left_out.values()), "")
        do = tr("Choose another scenario, or raw materials from elsewhere.")
        return tr("No country can be tried."), f"{first} {do}"
    return (tr("No map in this category."),
            tr("A declared flow has no figure for it. Choose another impact category."))  # fmt: skip


def _asked(choice: setup.Choice, result: Result) -> tuple[Asked, str]:
    """The choices above the map, kept in the address when they differ from what the product says."""
    product = choice.product
    left, right = st.columns(2)
    with left:
        market = _country(tr("Market: where it is used"), "market", product.product.place_of_use, choice)
        materials = _materials(choice)
    with right:
        scenario = _template(choice)
        method = pickers.category(result.assessment.methods)
    question.keep(
        market=market if market != product.product.place_of_use else "",
        made=scenario if scenario != home_scenario(product) else "",
        materials=materials,
    )
    return Asked(market, scenario, materials), method


def _country(title: str, name: str, default: str, choice: setup.Choice) -> str:
    """A country; ``name`` is what it is called in the address."""
    codes = sorted({*load_tables().default_mix, default} & set(country_names()), key=place_name)
    return st.selectbox(
        title,
        codes,
        index=session.from_address(name, codes, default),
        format_func=place_name,
        key=_key(choice, f"{name} country" if name == "materials" else name),
        persist_state="session",
    )


def _template(choice: setup.Choice) -> str:
    titles = {scenario.name: tr(scenario.title) for scenario in choice.product.scenarios}
    names = list(titles)
    return st.selectbox(
        tr("Made as in the scenario"),
        names,
        index=session.from_address("made", names, home_scenario(choice.product)),
        format_func=titles.__getitem__,
        key=_key(choice, "made"),
        help=tr(
            "Recipe, recycled share and transport of this scenario, with the factory in each country on its own grid."
        ),
        persist_state="session",
    )


def _materials(choice: setup.Choice) -> str:
    """Where raw materials come from: empty, ``site`` or a country, as the siting takes it."""
    known = st.query_params.get("materials", "")
    given = known if known in ("", SITE) else ELSEWHERE
    kinds = list(MATERIALS)
    kind = st.selectbox(
        tr("Raw materials come from"),
        kinds,
        index=kinds.index(given or AS_IS),
        format_func=MATERIALS.__getitem__,
        key=_key(choice, "materials"),
        persist_state="session",
    )
    if kind == ELSEWHERE:
        return _country(tr("Country of the raw materials"), "materials", choice.product.product.place_of_use, choice)
    return SITE if kind == SITE else ""


def home_scenario(product: Product) -> str:
    """The scenario to make it as in: the first made where it is used, else the last."""
    home = (item.name for item in product.scenarios if item.site == product.product.place_of_use)
    return next(home, product.scenarios[-1].name)


def _key(choice: setup.Choice, name: str) -> str:
    origin = session.SHIPPED if choice.shipped else session.OWN
    return f"where:{origin}:{choice.product.product.id}:{name}"
