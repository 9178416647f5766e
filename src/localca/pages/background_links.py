"""Which activity of a user's database stands behind each flow: candidates to pick from, kept in this session."""

from __future__ import annotations

import streamlit as st

from localca import chosen_background, session, session_data
from localca.installed import InstalledBackground
from localca.language import Words, mark, tr
from localca.links import Link, Links, candidates, describe
from localca.pages import background_more, parts
from localca.project_files import Node
from localca.wording import plain

KINDS = ("material", "process", "transport", "heat", "technology", "fuel", "service")
REST = Words({"open": mark("come from the open database"), "error": mark("are refused")})


def saved(project: str, database: str) -> Links:
    """The links kept on this machine for a database, by the page or the command; else none, the open data beside."""
    choice = chosen_background.Choice(project=project, database=database)
    return choice.read_links() if choice.links_file().is_file() else Links(unlinked="open")


def draw(chosen: session_data.Chosen, background: InstalledBackground) -> None:
    """Flows, electricity and the file of links."""
    st.header(tr("Links"), anchor=False)
    st.markdown(
        tr(
            "A link says which activity of your database stands behind a flow. "
            "Losses and stowage stay those of the open database."
        )
    )
    rest = st.segmented_control(
        tr("Flows that are not linked"), list(REST), default=chosen.links.unlinked, format_func=REST.__getitem__,
        key=f"background_rest_{background.name}", required=True,
    )  # fmt: skip
    if rest != chosen.links.unlinked:
        background_more.keep(chosen, chosen.links.model_copy(update={"unlinked": rest}))
        st.rerun()
    _linked(chosen, background)
    with st.container(border=True), session.guard(tr("This link does not hold")):
        _pick(chosen, background)
    with st.expander(tr("Electricity"), icon=":material/bolt:"), session.guard(tr("This choice does not hold")):
        background_more.electricity(chosen, background)
    with (
        st.expander(tr("The file of links"), icon=":material/folder_open:"),
        session.guard(tr("This file cannot be used")),
    ):
        background_more.file(chosen)


def _linked(chosen: session_data.Chosen, background: InstalledBackground) -> None:
    activities = background.tables.activities
    for flow, link in chosen.links.flows.items():
        what, remove = st.columns([8, 2], vertical_alignment="center")
        title = tr(activities[flow].title) if flow in activities else flow
        where = link.location or tr("where it is made or run, else the nearest region")
        what.markdown(f"**{plain(title)}** → {plain(link.name)}  \n:small[:gray[{plain(where)}]]")
        if remove.button(
            tr("Remove"), key=f"background_remove_{flow}", help=tr("Remove the link of {flow}", flow=title)
        ):
            kept = {name: item for name, item in chosen.links.flows.items() if name != flow}
            background_more.keep(chosen, chosen.links.model_copy(update={"flows": kept}))
            st.rerun()
    if not chosen.links.flows:
        parts.quiet(tr("No flow is linked yet: every number still comes from the open database."))


def _pick(chosen: session_data.Chosen, background: InstalledBackground) -> None:
    activities = background.tables.activities
    flow = st.selectbox(
        tr("Flow to link"), _offered(chosen, background), key="background_flow", persist_state="session",
        format_func=lambda name: tr(activities[name].title),
    )  # fmt: skip
    known = activities[flow]
    words = st.text_input(tr("Look for these words"), value=known.title, key=f"background_words_{flow}")
    found = candidates(background.resolver.linkable, words, known.unit)
    if not found:
        st.info(tr("Nothing in {database} is like these words. Try others.", database=plain(chosen.database)))
        return
    node = st.radio(
        tr("Activities like it"),
        found,
        format_func=lambda item: plain(describe(item)),
        key=f"background_node_{flow}:{words}",
    )
    follow = st.checkbox(tr("Follow the place: the same activity of the country where it is made, else of its region"),
                         value=True, key="background_follow", persist_state="session")  # fmt: skip
    if st.button(tr("Link it"), type="primary", icon=":material/link:"):
        background_more.keep(chosen, _tried(chosen, background, flow, node, follow))
        st.rerun()


def _offered(chosen: session_data.Chosen, background: InstalledBackground) -> list[str]:
    """Every flow: those that the product at hand needs and that are not linked yet first, then by kind."""
    activities, product = background.tables.activities, session.at_hand()
    needed = [row.flow for row in product.raw_materials] + [row.recycled_flow for row in product.raw_materials]
    needed += [row.flow for row in product.production] + ["ship_container", "truck_articulated"]
    first = [flow for flow in dict.fromkeys(needed) if flow in activities and flow not in chosen.links.flows]
    rest = sorted(activities, key=lambda flow: KINDS.index(activities[flow].kind))
    return list(dict.fromkeys([*first, *rest]))


def _tried(chosen: session_data.Chosen, background: InstalledBackground, flow: str, node: Node, follow: bool) -> Links:
    """The links with one more, when it resolves.

    Raises:
        InputError: when several activities fit, or the unit is of another dimension.
    """
    location = "" if follow else node.location
    link = Link(name=node.name, product=node.product, location=location, unit=node.unit)
    links = chosen.links.model_copy(update={"flows": {**chosen.links.flows, flow: link}})
    trial = InstalledBackground(chosen.project, chosen.database, links, background.open)
    trial.resolve(flow, background.tables.activities[flow].unit, "USA")
    return links
