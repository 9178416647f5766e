"""The map of the page Where to make it: its choices, its size, and what a click does."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from localca import siting_tables, world_map
from localca.language import Words, mark, tr
from localca.locations import Siting
from localca.pages import parts
from localca.pages.setup import Choice
from localca.places import country_names, place_name
from localca.siting_tables import Shade

MAP, PICKED = "where:map", "where:picked"
PAPER = {"light": "#ffffff", "dark": "#12191a"}
SHADES = Words({"difference": mark("Difference from today’s supply"), "regret": mark("Regret")})
# The map keeps its shape at any width: Plotly alone would leave a telephone half a screen of nothing.
FRAME = """<style>
.st-key-where_frame { container-type: inline-size; }
.st-key-where_map { flex: none !important; height: calc(43.6cqw + 166px) !important; }
</style>"""


def draw(choice: Choice, siting: Siting, method: str, category: str, unit: str, place: str, sentence: str) -> None:
    """The map with its two choices: what the colours show, and how much of the world."""
    shade, around = _map_choices(siting)
    best = siting_tables.ranked(siting, method)[0].place
    site = choice.product.scenario(choice.reference).site
    title = tr("Made in each country, used in {place}: {category}", place=place_name(siting.market), category=category)
    data = siting_tables.map_of(
        siting, method, unit, title, shade, [(best, tr("best")), (siting.market, tr("market")), (site, tr("today"))],
        place, around,
    )  # fmt: skip
    theme = "dark" if st.context.theme.type == "dark" else "light"
    shown = world_map.inked(world_map.figure(data), parts.INK[theme], PAPER[theme])
    st.html(FRAME)
    with st.container(key="where_frame"), st.container(key="where_map"):
        st.plotly_chart(
            shown,
            height="stretch",
            key=MAP,
            on_select=_pick_on_map,
            selection_mode="points",
            config=parts.QUIET,
            alt=tr("World map. {finding} The table below holds the numbers.", finding=sentence),
        )
    parts.quiet(tr("Point at a country to read its numbers, click it to look at it closely, or pick it below."))


def _map_choices(siting: Siting) -> tuple[Shade, str]:
    with st.container(horizontal=True):
        shade: Shade = st.segmented_control(
            tr("Colours show"),
            list(get_args(Shade)),
            default="difference",
            format_func=SHADES.__getitem__,
            key="where:shade",
            required=True,
            persist_state="session",
        )
        around = st.segmented_control(
            tr("Map of"),
            ["world", "market"],
            default="world",
            format_func={
                "world": tr("The world"),
                "market": tr("Around {place}", place=place_name(siting.market)),
            }.__getitem__,
            key="where:view",
            required=True,
            persist_state="session",
        )
    return shade, siting.market if around == "market" else ""


def _pick_on_map() -> None:
    """Remember the country clicked on the map; a click on the sea or on a country left out changes nothing."""
    points: list[dict[str, Any]] = st.session_state[MAP]["selection"]["points"]
    code = points[0].get("customdata") if points else None
    code = code[0] if isinstance(code, list) else code
    if code in country_names():
        st.session_state[PICKED] = code
