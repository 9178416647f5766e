"""The views of the page Data: lists to search, page by page, each with its file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from localca import data_tables, impact_methods, session
from localca.data_tables import KIND_WORDS
from localca.language import ENGLISH, mark, spoken, tr, trn
from localca.pages import parts
from localca.terminal import csv_text
from localca.wording import GRID_FIXED, QUALITY_WORDS, link, plain

ROWS = 20
VIEW, FLOW = "data:view", "data:flow"
ONE_FLOW, MISSING = mark("One flow"), mark("What is missing")
Row = TypeVar("Row")
Rows = Sequence[Mapping[str, str]]


def badges(quality: str, swappable: bool, kind: str) -> str:
    """Kind, quality and, for materials and processes, whether the grid inside can be swapped."""
    words = tr("quality: {quality}", quality=QUALITY_WORDS[quality])
    found = [f":gray-badge[{KIND_WORDS[kind]}]", f":{parts.QUALITY_COLOUR.get(quality, 'gray')}-badge[{words}]"]
    if kind in ("material", "process"):
        words = tr(data_tables.SWAPPABLE if swappable else GRID_FIXED)
        found.append(f":{'blue' if swappable else 'orange'}-badge[{words}]")
    return " ".join(found)


def grids() -> None:
    """The electricity of every place."""
    background, climate = session.background(), impact_methods.choose(["climate"])[0]
    st.markdown(tr("One kWh at the plug: generation, own use of power stations and grid losses. Several mixes are "
                   "years."))  # fmt: skip
    search = st.text_input(tr("Search"), key="data:grids", placeholder=tr("Jamaica, hydro, 2005 …"),
                           persist_state="session")  # fmt: skip
    found = data_tables.mixes(background, climate)
    rows = data_tables.grid_rows(background, found)
    kept = data_tables.positions(rows, search)
    _table([rows[index] for index in kept], "grids", search, trn("{count} mix", "{count} mixes", len(kept)))
    as_file(lambda: data_tables.grid_rows(background, [found[index] for index in kept]), "localca-grids.csv")


def coverage() -> None:
    """What each category rests on, flow by flow."""
    background, methods = session.background(), impact_methods.choose(None)
    st.markdown(tr(
        "A category covers a flow when all the emissions that matter for it are in the data. “Power only” means that "
        "a flow has no emissions of its own besides those of its electricity and heat."
    ))  # fmt: skip
    for method in methods:
        if method.coverage == "partial":
            parts.quiet(tr("{category}, partial: {reason}", category=plain(tr(method.title)),
                           reason=plain(tr(method.reason))))  # fmt: skip
    search = st.text_input(tr("Search"), key="data:coverage", placeholder=tr("aluminium, without …"),
                           persist_state="session")  # fmt: skip
    with st.spinner(tr("Reading the coverage from the solved inventories …")):
        rows = data_tables.coverage_rows(background, methods)
    kept = data_tables.positions(rows, search)
    names = [list(background.tables.activities)[index] for index in kept]
    _table([rows[index] for index in kept], "coverage", search, trn("{count} flow", "{count} flows", len(kept)))
    as_file(lambda: data_tables.coverage_rows(background, methods, names), "localca-coverage.csv")


def sources() -> None:
    """Every source with its licence."""
    search = st.text_input(tr("Search"), key="data:sources", placeholder=tr("Ember, CC BY, 2023 …"),
                           persist_state="session")  # fmt: skip
    every = list(session.background().tables.sources.items())
    found = [every[index] for index in data_tables.positions(data_tables.source_rows(every), search)]
    for key, item in paged(found, "sources", search, trn("{count} source", "{count} sources", len(found))):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{link(item.title, item.link)}**  \n{plain(item.producer)}, {item.year}")
            said = {"licence": item.licence, "taken": item.taken, "key": key, "seen": item.seen}
            parts.quiet(tr("Licence: {licence}  \nTaken: {taken}  \nKey {key}, seen {seen}",
                           **{name: plain(value) for name, value in said.items()}))  # fmt: skip
    as_file(lambda: data_tables.source_rows(found), "localca-sources.csv")


def missing() -> None:
    """What no open source gave."""
    text = (session.background().tables.folder / "missing.md").read_text(encoding="utf-8")
    st.markdown(text.partition("\n")[2].strip())


def _table(rows: Rows, name: str, search: str, count: str) -> None:
    if rows:
        parts.table(paged(rows, name, search, count))
    else:
        st.info(tr("**Nothing has these words.** Try fewer."), icon=":material/search_off:")


def paged(rows: Sequence[Row], name: str, search: str, count: str) -> Sequence[Row]:
    """The rows of the page that was chosen; a new search starts at the first."""
    pages = math.ceil(len(rows) / ROWS)
    parts.quiet(count)
    if pages < 2:
        return rows
    at = st.number_input(tr("Page, of {pages}", pages=pages), 1, pages, 1, key=f"data:{name}:page:{search}", width=160)
    return rows[(at - 1) * ROWS : at * ROWS]


def as_file(rows: Callable[[], Rows], name: str) -> None:
    """The rows as a file, which is in English whatever the page speaks."""
    with spoken(ENGLISH):
        text = csv_text(rows())
    if text:
        st.download_button(tr("Download this list (CSV)"), text, file_name=name, mime="text/csv",
                           icon=":material/download:", on_click="ignore")  # fmt: skip
