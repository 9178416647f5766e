"""The flows of the page Data: a list to search, each with its kind, quality and weakness."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from localca import data_tables, lookup, session
from localca.data_docs import KINDS
from localca.data_tables import KIND_WORDS
from localca.language import capital, listed, mark, tr, trn
from localca.pages import parts
from localca.pages.data_parts import FLOW, MISSING, ONE_FLOW, VIEW, as_file, badges, paged
from localca.wording import amount, plain, unit_words

EVERY = mark("All kinds")
DRAWN = {"kwh": mark("{amount} kWh"), "heat_mj": mark("{amount} MJ heat")}


def draw() -> None:
    """Every flow, by kind and by words."""
    background = session.background()
    left, right = st.columns([2, 3])
    present = {activity.kind for activity in background.tables.activities.values()}
    kinds = [EVERY, *(kind for kind in KINDS if kind in present)]
    kind = left.selectbox(tr("Kind"), kinds, format_func=lambda name: KIND_WORDS.get(name) or tr(name),
                          key="data:kind", persist_state="session")  # fmt: skip
    search = right.text_input(tr("Search"), key="data:search", placeholder=tr("steel, recycled, lorry …"),
                              persist_state="session")  # fmt: skip
    found = [item for item in data_tables.flows_with(background, search) if kind in (EVERY, item["kind"])]
    found.sort(key=lambda item: (kinds.index(item["kind"]), tr(item["title"]).lower()))
    if not found:
        nearest = plain(", ".join(lookup.similar_flows(background, search)))
        said = [tr("**No flow has these words.**"), tr("Nearest: {names}.", names=nearest) if nearest else "",
                tr("See also “{view}”.", view=tr(MISSING))]  # fmt: skip
        st.info(" ".join(filter(None, said)), icon=":material/search_off:")
        return
    for item in paged(found, "flows", f"{search}|{kind}", trn("{count} flow", "{count} flows", len(found))):
        _flow(item)
    as_file(lambda: data_tables.flow_rows(found), "localca-flows.csv")


def _flow(item: Mapping[str, object]) -> None:
    title, name = tr(str(item["title"])), str(item["name"])
    with st.container(border=True, gap="xsmall"):
        words, act = st.columns([5, 1], vertical_alignment="center")
        drawn = [tr(text, amount=amount(float(str(item[key])))) for key, text in DRAWN.items() if item[key]]
        said = {"title": plain(capital(title)), "unit": plain(unit_words(str(item["unit"])))}
        words.markdown(tr("**{title}**, per {unit}, draws {drawn} where it runs", drawn=listed(drawn), **said)
                       if drawn else tr("**{title}**, per {unit}", **said))  # fmt: skip
        words.markdown(badges(str(item["quality"]), bool(item["swappable"]), str(item["kind"])))
        if item["weakness"]:
            with words:
                parts.quiet(tr("Weakness: {weakness}", weakness=plain(str(item["weakness"]))))
        act.button(tr("Open"), key=f"data:open:{name}", help=tr("The rows behind {flow}", flow=title), on_click=_open,
                   args=(name,))  # fmt: skip


def _open(name: str) -> None:
    for key in (FLOW, VIEW):
        st.session_state.pop(key, None)
    st.query_params.update(flow=name, view=ONE_FLOW)
