"""One flow of the data: its score at a place, the elementary flows behind it, and its rows with their sources."""

from __future__ import annotations

import streamlit as st

from localca import data_tables, impact_methods, lookup, session
from localca.pages import data_parts, parts
from localca.places import place_name
from localca.sources import Source
from localca.wording import MATCH_COLOUR, MATCH_WORDS, amount, link, plain, unit_words

FIRST, PLACE = "hdpe_virgin", "JAM"


def draw() -> None:
    """The flow chosen, at the place chosen."""
    background = session.background()
    activities = background.tables.activities
    left, right = st.columns(2)
    names = sorted(activities, key=lambda name: activities[name].title.lower())
    flow = left.selectbox(
        "Flow (type to search)", names,
        index=session.from_address("flow", names, FIRST if FIRST in names else names[0]),
        format_func=lambda name: activities[name].title, key=data_parts.FLOW, persist_state="session",
    )  # fmt: skip
    places = sorted(background.tables.default_mix, key=place_name)
    place = right.selectbox(
        "Made or run in", places, index=session.from_address("place", places, PLACE if PLACE in places else places[0]),
        format_func=place_name, key="data:place", persist_state="session",
    )  # fmt: skip
    st.query_params["flow"], st.query_params["place"] = flow, place
    activity = activities[flow]
    st.subheader(plain(activity.title[:1].upper() + activity.title[1:]), anchor=False)
    st.markdown(data_parts.badges(activity.quality, activity.swappable, activity.kind))
    if activity.description:
        st.markdown(plain(activity.description))
    if activity.weakness:
        st.warning(f"**Known weakness.** {plain(activity.weakness)}", icon=":material/warning:")
    _score(flow, place)
    _rows(flow)


def _score(flow: str, place: str) -> None:
    background, methods = session.background(), list(impact_methods.choose(None))
    with st.spinner("Breaking the number down …"):
        found = lookup.score(background, flow, place, methods)
    unit = plain(unit_words(found["unit"]))
    st.markdown(f"**One {unit} in {plain(place_name(place))}** "
                f":{MATCH_COLOUR[found['match']]}-badge[{MATCH_WORDS[found['match']]}]")  # fmt: skip
    drawn = [f"{amount(found[key])} {words}" for key, words in (("kwh", "kWh of that place's grid"),
             ("heat_mj", "MJ of heat from natural gas")) if found[key]]  # fmt: skip
    parts.quiet(f"In the number: the flow's own inputs and emissions{''.join(f', {item}' for item in drawn)}.")
    parts.table(data_tables.score_rows(found["scores"], methods))
    by_id = {method.id: method for method in methods}
    st.markdown("**Broken down to elementary flows**")
    chosen = st.selectbox("Impact category", list(by_id), format_func=lambda name: by_id[name].title,
                          key="data:category", persist_state="session", width=420)  # fmt: skip
    rows = lookup.breakdown(background, flow, place, [by_id[chosen]])
    counted = [row for row in rows if row[chosen]]
    parts.table(data_tables.breakdown_rows(counted, by_id[chosen]))
    with st.expander(f"Elementary flows that this category does not count ({len(rows) - len(counted)})"):
        parts.table(data_tables.breakdown_rows([row for row in rows if not row[chosen]], by_id[chosen]))


def _rows(flow: str) -> None:
    background = session.background()
    rows = data_tables.exchange_rows(background, flow)
    st.markdown("**Its rows in the tables**")
    if not rows:
        st.write("It has no rows of its own.")
        return
    parts.table(rows)
    for number, note in enumerate(data_tables.notes(background, flow), 1):
        parts.quiet(f"Note {number}: {plain(note)}")
    st.markdown("**Their sources**")
    for key in background.tables.activities[flow].sources:
        source: Source | None = background.tables.sources.get(key)
        if source is None:
            st.markdown(f"- {plain(key)}")
            continue
        st.markdown(f"- {link(source.title, source.link)}, {plain(source.producer)} ({source.year}). "
                    f"{plain(source.licence)}. Key {plain(key)}.")  # fmt: skip
