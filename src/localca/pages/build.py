"""The page Build: write a product from nothing, from an example or from a file, with its totals beside it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from localca import drafts, product_file, session, spreadsheets
from localca.draft_files import DAYS
from localca.editor_values import in_words
from localca.language import tr
from localca.pages import (
    build_draft,
    build_rows,
    build_scenarios,
    build_start,
    build_totals,
    build_transport,
    compare,
    parts,
)
from localca.pages.build_tables import TABS
from localca.wording import plain

STAGES: dict[str, Callable[[], None]] = {
    "product": build_rows.product_tab,
    "raw_materials": lambda: build_rows.table("raw_materials"),
    "production": lambda: build_rows.table("production"),
    "electricity": build_rows.power_tab,
    "transport": build_transport.tab,
    "scenarios": build_scenarios.tab,
    "flows": lambda: build_rows.table("flows"),
}


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH + 120), session.guard(tr("This draft cannot be shown")):
        held = build_draft.desk()
        parts.quiet(tr("LocaLCA: make it here, or bring it in?"))
        if held.trouble:
            st.warning(plain(held.trouble), icon=":material/warning:")
        if not held.open:
            st.title(tr("Build a product"), anchor=False)
            st.markdown(tr("Write down what a product is made of, how and where. The impacts of every scenario appear "
                           "beside it as soon as there is enough to compute."))  # fmt: skip
            build_start.choices("build:start")
            return
        build_draft.show_address()
        title = in_words(drafts.get(build_draft.data(), ("product", "title"))) or tr("A new product")
        st.title(plain(title), anchor=False)
        _bar()
        parts.quiet(build_totals.line())
        editor, beside = st.columns([3, 1.25], gap="medium")
        with editor:
            _tabs()
        with beside:
            build_totals.panel()
        _files()


def _tabs() -> None:
    tabs = st.tabs([TABS[name] for name in STAGES], key="build_tab", on_change="rerun")
    for tab, draw in zip(tabs, STAGES.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def _bar() -> None:
    """Undo, redo, save, and the way to the comparison."""
    held, checked = build_draft.desk(), build_draft.checked()
    with st.container(horizontal=True, gap="small", key="build_bar"):
        st.button(tr("Undo"), key="build:undo", icon=":material/undo:", disabled=not held.history.past,
                  on_click=build_draft.undo)  # fmt: skip
        st.button(tr("Redo"), key="build:redo", icon=":material/redo:", disabled=not held.history.future,
                  on_click=build_draft.redo)  # fmt: skip
        product = checked.product
        if product is None:
            st.button(tr("Save (TOML)"), key="build:save", icon=":material/download:", disabled=True,
                      help=tr("Write what is still missing first; Excel below saves an unfinished product.")
                      )  # fmt: skip
        else:
            st.download_button(tr("Save (TOML)"), product_file.dump(product), file_name=f"{product.product.id}.toml",
                               mime="application/toml", key="build:save", icon=":material/download:",
                               on_click="ignore")  # fmt: skip
        ready = product is not None and checked.assessment is not None and len(product.scenarios) > 1
        if st.button(tr("Open on Compare"), key="build:compare", type="primary", icon=":material/balance:",
                     disabled=not ready, help=None if ready else
                     tr("Needs a product without gaps and at least two scenarios.")) and product:  # fmt: skip
            session.hand_over(product)
            st.switch_page(st.Page(compare.page, url_path="compare"))


def _files() -> None:
    """Other files, the copy for the next visit, and starting again."""
    held, raw = build_draft.desk(), drafts.to_raw(build_draft.data())
    name = raw["product"].get("id", "product")
    with st.expander(tr("Excel, CSV, and the copy kept for your next visit"), icon=":material/save:"):
        with st.container(horizontal=True):
            st.download_button(tr("Save as Excel"), lambda: spreadsheets.write_workbook(raw), file_name=f"{name}.xlsx",
                               mime=build_start.EXCEL, key="build:excel", on_click="ignore")  # fmt: skip
            st.download_button(tr("Save as CSV"), spreadsheets.write_csv(raw), file_name=f"{name}.csv", mime="text/csv",
                               key="build:csv", on_click="ignore")  # fmt: skip
        st.toggle(tr("Keep a copy for reloads and later visits"), value=build_draft.wanted(), key=build_draft.KEEP,
                  on_change=build_draft.keep, persist_state="session")  # fmt: skip
        parts.quiet(
            tr(
                "The copy lies where this app runs, under a random key in this page's address, for {days} days after "
                "the last change. Whoever has the address can open it: bookmark it for yourself, and pass on a saved "
                "file instead. Two people never write into one copy.",
                days=DAYS,
            )
            + " "
            + (tr("It is kept now.") if held.kept else tr("None is kept now."))
        )
    with st.expander(
        tr("Start again from something else (Undo brings this draft back)"), icon=":material/restart_alt:"
    ):
        build_start.choices("build:again")
