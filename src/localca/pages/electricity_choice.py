"""The choices of the page Electricity: country, year, own shares that always sum to 1, own generation, loss, reach."""

from __future__ import annotations

from typing import Any

import streamlit as st

from localca import session
from localca.electricity import available_mixes
from localca.grid_choice import OWN, Grid, changes_of, usual_loss
from localca.language import Words, mark, tr
from localca.pages import electricity_mix, question
from localca.pages.question import Question
from localca.places import place_name
from localca.product import Electricity, Product
from localca.scenario import resolve_scenario
from localca.tables import Tables, load_tables
from localca.variation import with_electricity

REACH = Words({"production": mark("Production only"), "country": mark("Whole country")})
OWN_TECHNOLOGIES = ("solar_pv", "wind_onshore", "hydro", "biomass_wood", "gas_engine", "diesel_engine")


def choose(asked: Question) -> tuple[Product, Grid]:
    """The product with the electricity chosen, and that choice."""
    tables = load_tables()
    resolved = resolve_scenario(asked.product, asked.scenario)
    now = resolved.electricity
    home = resolved.place(now.place, resolved.where("electricity", field="place"))
    left, right = st.columns(2)
    with left:
        place = _place(asked, tables, home)
    with right:
        name = _name(asked, tables, place, now if place == home else None)
    editing = electricity_mix.editing_of(asked, tables, place, name, now)
    with st.expander(tr("Edit the mix"), expanded=editing.edited, icon=":material/tune:"):
        electricity_mix.edit(asked, editing)
    with st.container(border=True):
        changes, loss = _rest(asked, tables, place, name, now if place == home else None, now)
    grid = Grid(place, name, home, editing, loss)
    product = asked.product
    if changes := changes_of(tables, grid, now, changes):
        product = with_electricity(product, asked.scenario, **changes)
    return product, grid


def _place(asked: Question, tables: Tables, home: str) -> str:
    places = sorted({*tables.default_mix, home}, key=place_name)
    place = st.selectbox(
        tr("Grid of"),
        places,
        index=session.from_address("grid", places, home),
        format_func=place_name,
        key=asked.key("grid"),
        help=tr("The country whose electricity production buys. The reference keeps its own."),
        persist_state="session",
    )
    question.keep(grid="" if place == home else place)
    return place


def _name(asked: Question, tables: Tables, place: str, now: Electricity | None) -> str:
    names = list(available_mixes(tables, place))
    default = names[0] if names else OWN
    if now is not None and isinstance(now.mix, dict):
        names, default = [OWN, *names], OWN
    elif now is not None and now.mix in names:
        default = str(now.mix)
    name = st.selectbox(
        tr("Mix of"),
        names,
        format_func=tr,
        index=session.from_address("mix", names, default),
        key=asked.key(f"mix:{place}"),
        help=tr("The year of the statistics. Old years keep their old power plants."),
        persist_state="session",
    )
    question.keep(mix="" if name == default else name)
    return name


def _rest(
    asked: Question, tables: Tables, place: str, name: str, here: Electricity | None, now: Electricity
) -> tuple[dict[str, Any], float]:
    """Own generation, loss and reach: what differs from the scenario, and the loss."""
    own, technology, lost, reaching = st.columns([5, 4, 4, 4])
    percent = own.slider(tr("Own generation"), 0, 100, round(100 * question.asked_share("own", now.own_share)),
                         format="%d %%", key=asked.key("own"), persist_state="session",
                         help=tr("The part of the electricity made behind the meter, without grid loss."))  # fmt: skip
    offered = [item for item in dict.fromkeys([now.own_technology, *OWN_TECHNOLOGIES]) if item in tables.activities]
    own_technology = technology.selectbox(
        tr("Made by"), offered, index=session.from_address("by", offered, now.own_technology), persist_state="session",
        format_func=lambda item: tr(tables.activities[item].title), key=asked.key("by"), disabled=percent == 0,
    )  # fmt: skip
    usual = usual_loss(tables, place, name, here)
    shown = round(100 * question.asked_share("loss", usual), 3)
    typed = lost.number_input(tr("Grid loss, %"), 0.0, 90.0, shown, 0.5, "%.1f",
                              key=asked.key(f"loss:{place}:{name}"), persist_state="session",
                              help=tr("Part of the output lost on the way to the plug, theft included."))  # fmt: skip
    loss = usual if abs(typed / 100 - usual) < 5e-6 else typed / 100
    options = list(REACH)
    applies = reaching.radio(tr("Applies to"), options, index=session.from_address("applies", options, now.applies_to),
                             format_func=REACH.__getitem__, key=asked.key("applies"), persist_state="session",
                             help=tr("Whole country: also inside the materials that are made there."))  # fmt: skip
    share = now.own_share if percent == round(100 * now.own_share) else percent / 100
    found: dict[str, Any] = {"own_share": share, "own_technology": own_technology, "applies_to": applies}
    question.keep(own=f"{share:g}" if share != now.own_share else "", loss="" if loss == usual else f"{loss:g}",
                  by="" if own_technology == now.own_technology else own_technology,
                  applies="" if applies == now.applies_to else applies)  # fmt: skip
    return {field: value for field, value in found.items() if value != getattr(now, field)}, loss
