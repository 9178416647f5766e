"""The views of the page Data: lists to search, page by page, each with its file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from localca import data_tables, impact_methods, lookup, session
from localca.data_docs import KINDS
from localca.pages import parts
from localca.terminal import csv_text
from localca.wording import GRID_FIXED, amount, link, plain, unit_words

ROWS = 20
VIEW, FLOW = "data:view", "data:flow"
EVERY = "All kinds"
Row = TypeVar("Row")


def flows() -> None:
    """Every flow, by kind and by words."""
    background = session.background()
    left, right = st.columns([2, 3])
    present = {activity.kind for activity in background.tables.activities.values()}
    kinds = [EVERY, *(kind for kind in KINDS if kind in present)]
    kind = left.selectbox("Kind", kinds, format_func=lambda name: KINDS.get(name, name), key="data:kind",
                          persist_state="session")  # fmt: skip
    search = right.text_input(
        "Search", key="data:search", placeholder="steel, recycled, lorry …", persist_state="session"
    )
    found = [item for item in lookup.flows(background, search) if kind in (EVERY, item["kind"])]
    found.sort(key=lambda item: (kinds.index(item["kind"]), item["title"].lower()))
    if not found:
        nearest = lookup.similar_flows(background, search)
        words = f" Nearest: {plain(', '.join(nearest))}." if nearest else ""
        st.info(f"**No flow has these words.**{words} See also “What is missing”.", icon=":material/search_off:")
        return
    shown = _paged(found, "flows", f"{search}|{kind}", "flows")
    for item in shown:
        _flow(item)
    _file("Download this list (CSV)", data_tables.flow_rows(found), "localca-flows.csv")


def _flow(item: Mapping[str, object]) -> None:
    title, name = str(item["title"]), str(item["name"])
    with st.container(border=True, gap="xsmall"):
        words, act = st.columns([5, 1], vertical_alignment="center")
        drawn = [
            f"{amount(float(str(item[key])))} {unit}"
            for key, unit in (("kwh", "kWh"), ("heat_mj", "MJ heat"))
            if item[key]
        ]
        inside = f", draws {' and '.join(drawn)} where it runs" if drawn else ""
        words.markdown(
            f"**{plain(title[:1].upper() + title[1:])}**, per {plain(unit_words(str(item['unit'])))}{inside}"
        )
        words.markdown(badges(str(item["quality"]), bool(item["swappable"]), str(item["kind"])))
        if item["weakness"]:
            with words:
                parts.quiet(f"Weakness: {plain(str(item['weakness']))}")
        act.button("Open", key=f"data:open:{name}", help=f"The rows behind {title}", on_click=_open, args=(name,))


def _open(name: str) -> None:
    for key in (FLOW, VIEW):
        st.session_state.pop(key, None)
    st.query_params.update(flow=name, view="One flow")


def badges(quality: str, swappable: bool, kind: str) -> str:
    """Kind, quality and, for materials and processes, whether the grid inside can be swapped."""
    found = [f":gray-badge[{KINDS[kind]}]", f":{parts.QUALITY_COLOUR.get(quality, 'gray')}-badge[quality: {quality}]"]
    if kind in ("material", "process"):
        words = data_tables.SWAPPABLE if swappable else GRID_FIXED
        found.append(f":{'blue' if swappable else 'orange'}-badge[{words}]")
    return " ".join(found)


def grids() -> None:
    """The electricity of every place."""
    climate = impact_methods.choose(["climate"])[0]
    st.markdown("One kWh at the plug: generation, own use of power stations and grid losses. Several mixes are years.")
    search = st.text_input("Search", key="data:grids", placeholder="Jamaica, hydro, 2005 …", persist_state="session")
    rows = data_tables.matching(data_tables.grid_rows(session.background(), climate), search)
    _table(rows, "grids", search, "mixes", "localca-grids.csv")


def coverage() -> None:
    """What each category rests on, flow by flow."""
    methods = tuple(impact_methods.choose(None))
    st.markdown(
        "A category covers a flow when all the emissions that matter for it are in the data. “Power only” means that "
        "a flow has no emissions of its own besides those of its electricity and heat."
    )
    for method in methods:
        if method.coverage == "partial":
            parts.quiet(f"{plain(method.title)}, partial: {plain(method.reason)}")
    search = st.text_input("Search", key="data:coverage", placeholder="aluminium, without …", persist_state="session")
    with st.spinner("Reading the coverage from the solved inventories …"):
        rows = data_tables.coverage_rows(session.background(), methods)
    _table(data_tables.matching(rows, search), "coverage", search, "flows", "localca-coverage.csv")


def sources() -> None:
    """Every source with its licence."""
    search = st.text_input("Search", key="data:sources", placeholder="Ember, CC BY, 2023 …", persist_state="session")
    rows = data_tables.matching(data_tables.source_rows(session.background()), search)
    for row in _paged(rows, "sources", search, "sources"):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{link(row['Title'], row['Link'])}**  \n{plain(row['Producer'])}, {row['Year']}")
            parts.quiet(f"Licence: {plain(row['Licence'])}  \nTaken: {plain(row['Taken'])}  \n"
                        f"Key {plain(row['Key'])}, seen {plain(row['Seen'])}")  # fmt: skip
    _file("Download this list (CSV)", rows, "localca-sources.csv")


def missing() -> None:
    """What no open source gave."""
    text = (session.background().tables.folder / "missing.md").read_text(encoding="utf-8")
    st.markdown(text.replace("## What is missing", "").strip())


def _table(rows: Sequence[Mapping[str, str]], name: str, search: str, what: str, file: str) -> None:
    if not rows:
        st.info("**Nothing has these words.** Try fewer.", icon=":material/search_off:")
        return
    parts.table(_paged(rows, name, search, what))
    _file("Download this list (CSV)", rows, file)


def _paged(rows: Sequence[Row], name: str, search: str, what: str) -> Sequence[Row]:
    """The rows of the page that was chosen; a new search starts at the first."""
    pages = math.ceil(len(rows) / ROWS)
    parts.quiet(f"{len(rows)} {what}")
    if pages < 2:
        return rows
    at = st.number_input(f"Page, of {pages}", 1, pages, 1, key=f"data:{name}:page:{search}", width=160)
    return rows[(at - 1) * ROWS : at * ROWS]


def _file(label: str, rows: Sequence[Mapping[str, str]], name: str) -> None:
    st.download_button(label, csv_text(rows), file_name=name, mime="text/csv", icon=":material/download:",
                       on_click="ignore")  # fmt: skip
