"""The tab Transport of the editor: rows and routes proposed from what is written, and routes turned into legs."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from localca import api, draft_routes
from localca.drafts import ID, Data
from localca.editor_values import in_words
from localca.errors import InputError
from localca.language import tr, trn
from localca.pages import build_draft, build_rows, parts
from localca.pages.build_tables import ROWS
from localca.places import place_name
from localca.product import AUTO
from localca.session import background
from localca.tables import load_tables
from localca.transport import Leg
from localca.wording import QUALITY_WORDS, amount, plain

TROUBLE = "build_transport_trouble"


def tab() -> None:
    """Rows of transport, each with the route that is proposed for it in every scenario."""
    data = build_draft.data()
    parts.quiet(
        tr(
            "Who carries what from where to where. The route between two places (road, container ship, road) is "
            "proposed; turn it into legs to change a vehicle or a distance. Bulky goods are charged by volume."
        )
    )
    if not data["transport"]:
        st.info(
            tr(
                "**No journey yet.** Let the journeys be proposed: each material to the factory, the product to its "
                "users."
            ),
            icon=":material/lightbulb:",
        )
    for number, row in enumerate(data["transport"], 1):
        build_rows.row_box("transport", row, number, _route)
    carried = {row.get("carries") for row in data["transport"]}
    left = [item for item in (*(row[ID] for row in data["raw_materials"]), "product") if item not in carried]
    with st.container(horizontal=True):
        st.button(tr("Propose the journeys"), key="build:propose", type="primary" if left else "secondary",
                  icon=":material/route:", disabled=not left, on_click=_propose,
                  help=tr("One for every material and for the product that nothing carries yet."))  # fmt: skip
        add = ROWS["transport"].add
        st.button(tr(add), key="build:add:transport", icon=":material/add:", on_click=build_rows.add,
                  args=("transport", {}))  # fmt: skip


def _propose() -> None:
    build_draft.change(draft_routes.propose_rows(build_draft.data()), anew=False)


def _route(row: Data) -> None:
    """The legs proposed for a row in each scenario, as a table."""
    if (row.get("mode") or AUTO) != AUTO:
        return
    data, lines, missing = build_draft.data(), [], ""
    for scenario in data["scenarios"]:
        try:
            legs = draft_routes.legs(data, scenario, row, api.open_routes())
        except InputError as error:
            missing = missing or str(error)
            continue
        for leg in legs:
            lines.append(
                {
                    tr("Scenario"): in_words(scenario.get("title")) or tr("no title yet"),
                    **_words(data, scenario, row, leg),
                }
            )
    if not data["scenarios"]:
        missing = tr("Write a scenario first: its factory is one end of most journeys.")
    if missing and not any(finding.path[:2] == ("transport", row[ID]) for finding in build_draft.checked().findings):
        parts.quiet(tr("No route proposed yet: {reason}", reason=plain(missing)))
    if lines:
        name = plain(in_words(row.get("name")) or tr("this journey"))
        with st.expander(trn("Proposed route of {name} ({count} leg)", "Proposed route of {name} ({count} legs)",
                             len(lines), name=name)):  # fmt: skip
            parts.table(lines)
            st.button(tr("Turn into legs I can change"), key=f"build:explicit:{row[ID]}", icon=":material/edit_road:",
                      on_click=_explicit, args=(row[ID],))  # fmt: skip
    if (trouble := st.session_state.get(TROUBLE)) and trouble[0] == row[ID]:
        for problem in trouble[1].problems:
            st.markdown(f":red[:material/error: {plain(str(problem))}]")


def _words(data: Data, scenario: Data, row: Data, leg: Leg) -> dict[str, str]:
    activity = load_tables().activities.get(leg.mode)
    return {
        tr("By"): tr(activity.title) if activity else leg.mode,
        tr("From"): _end(leg.origin),
        tr("To"): _end(leg.destination),
        "km": amount(leg.km),
        tr("Charged"): _charged(data, scenario, row, leg),
        tr("Quality"): QUALITY_WORDS.get(leg.quality, leg.quality),
    }


def _charged(data: Data, scenario: Data, row: Data, leg: Leg) -> str:
    with suppress(InputError):
        match = background().resolve(leg.mode, "tonne*km", "GLO")
        if load := draft_routes.load(data, scenario, row, match.stowage_density):
            kg = amount(load.kg)
            return tr("{mass} kg (by volume)", mass=kg) if load.bulky else f"{kg} kg"
    return ""


def _end(code: str) -> str:
    port = api.open_routes().ports.get(code)
    return f"{port.port} ({place_name(port.place)})" if port else place_name(code)


def _explicit(identity: str) -> None:
    st.session_state.pop(TROUBLE, None)
    try:
        build_draft.change(draft_routes.explicit(build_draft.data(), identity, api.open_routes()))
    except InputError as error:
        st.session_state[TROUBLE] = (identity, error)
