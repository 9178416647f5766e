"""One flow of the data: its score at a place, the elementary flows behind it, and its rows with their sources."""

from __future__ import annotations

import streamlit as st

from localca import data_tables, impact_methods, lookup, session
from localca.language import capital, mark, tr
from localca.pages import data_parts, parts
from localca.places import place_name
from localca.sources import Source
from localca.wording import MATCH_COLOUR, MATCH_WORDS, amount, link, plain, unit_words

FIRST, PLACE = "hdpe_virgin", "JAM"
DRAWN = {"kwh": mark("{amount} kWh of that place's grid"), "heat_mj": mark("{amount} MJ of heat from natural gas")}


def draw() -> None:
    """The flow chosen, at the place chosen."""
    background = session.background()
    activities = background.tables.activities
    left, right = st.columns(2)
    names = sorted(activities, key=lambda name: tr(activities[name].title).lower())
    flow = left.selectbox(
        tr("Flow (type to search)"), names,
        index=session.from_address("flow", names, FIRST if FIRST in names else names[0]),
        format_func=lambda name: tr(activities[name].title), key=data_parts.FLOW, persist_state="session",
    )  # fmt: skip
    places = sorted(background.tables.default_mix, key=place_name)
    usual = PLACE if PLACE in places else places[0]
    place = right.selectbox(
        tr("Made or run in"), places, index=session.from_address("place", places, usual),
        format_func=place_name, key="data:place", persist_state="session",
    )  # fmt: skip
    st.query_params["flow"], st.query_params["place"] = flow, place
    activity = activities[flow]
    st.header(plain(capital(tr(activity.title))), anchor=False)
    st.markdown(data_parts.badges(activity.quality, activity.swappable, activity.kind))
    if activity.description:
        st.markdown(plain(tr(activity.description)))
    if activity.weakness:
        st.warning(tr("**Known weakness.** {weakness}", weakness=plain(activity.weakness)), icon=":material/warning:")
    _score(flow, place)
    _rows(flow)


def _score(flow: str, place: str) -> None:
    background, methods = session.background(), list(impact_methods.choose(None))
    with st.spinner(tr("Breaking the number down …")):
        found = lookup.score(background, flow, place, methods)
    unit = plain(unit_words(found["unit"]))
    title = tr("One {unit} in {place}", unit=unit, place=plain(place_name(place)))
    st.markdown(f"**{title}** :{MATCH_COLOUR[found['match']]}-badge[{MATCH_WORDS[found['match']]}]")  # fmt: skip
    inside = [tr("the flow's own inputs and emissions")]
    inside += [tr(words, amount=amount(found[key])) for key, words in DRAWN.items() if found[key]]
    parts.quiet(tr("In the number: {parts}.", parts=", ".join(inside)))
    parts.table(data_tables.score_rows(found["scores"], methods))
    by_id = {method.id: method for method in methods}
    st.markdown(tr("**Broken down to elementary flows**"))
    chosen = st.selectbox(tr("Impact category"), list(by_id), format_func=lambda name: tr(by_id[name].title),
                          key="data:category", persist_state="session", width=420)  # fmt: skip
    rows = lookup.breakdown(background, flow, place, [by_id[chosen]])
    counted = [row for row in rows if row[chosen]]
    parts.table(data_tables.breakdown_rows(counted, by_id[chosen]))
    with st.expander(
        tr("Elementary flows that this category does not count ({count})", count=len(rows) - len(counted))
    ):
        parts.table(data_tables.breakdown_rows([row for row in rows if not row[chosen]], by_id[chosen]))


def _rows(flow: str) -> None:
    background = session.background()
    rows = data_tables.exchange_rows(background, flow)
    st.markdown(tr("**Its rows in the tables**"))
    if not rows:
        st.write(tr("It has no rows of its own."))
        return
    parts.table(rows)
    for number, note in enumerate(data_tables.notes(background, flow), 1):
        parts.quiet(tr("Note {number}: {note}", number=number, note=plain(note)))
    st.markdown(tr("**Their sources**"))
    for key in background.tables.activities[flow].sources:
        source: Source | None = background.tables.sources.get(key)
        if source is None:
            st.markdown(f"- {plain(key)}")
            continue
        named = f"{link(source.title, source.link)}, {plain(source.producer)} ({source.year})"
        st.markdown("- " + tr("{source}. {licence}. Key {key}.", source=named, licence=plain(source.licence),
                              key=plain(key)))  # fmt: skip
