"""The answers of the page Where to make it: a sentence, one place beside today's supply, and the ranking."""

from __future__ import annotations

import streamlit as st

from localca import charts, result_tables, session, siting_tables
from localca.api import Result
from localca.comparison import differences_between, stage_table
from localca.language import ENGLISH, spoken, tr
from localca.locations import TODAY, Siting
from localca.pages import parts, question, where_map
from localca.pages.setup import Choice
from localca.places import place_name
from localca.terminal import csv_text
from localca.wording import functional_unit_words, plain, unit_words

FIRST_ROWS = 10
PLACE = "where:place"


def draw(choice: Choice, result: Result, siting: Siting, method: str, materials: str) -> None:
    """Draw the answers for one category."""
    category = result_tables.category_titles(result)[method]
    unit = result.assessment.units[method]
    sentence = siting_tables.answer(siting, method, category, unit)
    st.markdown(f"**{plain(sentence)}**")
    place = _place(siting, method)
    where_map.draw(choice, siting, method, category, unit, place, sentence)
    _chosen(choice, siting, method, place, materials)
    _ranking(choice, result, siting, method)


def _place(siting: Siting, method: str) -> str:
    """The place to look at closely: the one picked in the list, on the map or in the address; else the best."""
    codes = [item.place for item in siting_tables.ranked(siting, method)]
    asked = st.session_state.get(where_map.PICKED) or st.query_params.get("place", "")
    place = asked if asked in codes else codes[0]
    question.keep(place=place if asked in codes else "")
    return place


def _pick_in_list() -> None:
    st.session_state[where_map.PICKED] = st.session_state[PLACE]


def _chosen(choice: Choice, siting: Siting, method: str, place: str, materials: str) -> None:
    """The stage bars of one place beside today's supply, and what differs between the two."""
    st.header(tr("One place closely"), anchor=False)
    st.session_state[PLACE] = place
    st.selectbox(
        tr("Made in"),
        sorted((item.place for item in siting.places), key=place_name),
        format_func=place_name,
        key=PLACE,
        on_change=_pick_in_list,
        width=420,
    )
    product = siting_tables.beside_today(choice.product, siting, place, materials)
    name = place.lower()
    result = session.comparison(product, TODAY, [name], choice.allocation)
    titles, item = result_tables.scenario_titles(result), result.comparison(name, method)
    parts.verdict_cards([item], titles)
    data = charts.StageBars(
        category=result_tables.category_titles(result)[method],
        unit=unit_words(item.unit),
        functional_unit=functional_unit_words(product.product.functional_unit),
        values={titles[key]: stages for key, stages in stage_table(result.assessment, method).items()},
        reference=titles[TODAY],
    )
    parts.figure(charts.stage_bars(data), tr("Stacked bars of the impact by stage; the table below holds the numbers."))
    parts.table(result_tables.number_rows(result, method))
    with st.expander(tr("What differs between the two")):
        parts.side_by_side(differences_between(result.assessment, name), titles[TODAY], titles[name])


def _ranking(choice: Choice, result: Result, siting: Siting, method: str) -> None:
    st.header(tr("All places, ranked"), anchor=False)
    supply = tr(choice.product.scenario(choice.reference).title)
    rows = siting_tables.ranked_rows(siting, method, result.assessment.units[method], supply)
    everything = st.toggle(tr("Show all {count} places", count=len(siting.places)), key="where:all",
                           persist_state="session")  # fmt: skip
    kept = (TODAY, siting.market, st.session_state[PLACE])
    parts.table([row for index, (code, row) in enumerate(rows) if everything or index < FIRST_ROWS or code in kept])
    with spoken(ENGLISH):
        text = csv_text(siting_tables.records(siting, dict(result.assessment.units)))
    st.download_button(
        tr("Download the ranking (CSV)"),
        text,
        file_name=f"{choice.product.product.id}-places-{siting.market}.csv",
        mime="text/csv",
        icon=":material/download:",
    )
    left_out = siting_tables.reasons(siting)
    with st.expander(tr("Left out ({count})", count=len(left_out))):
        st.markdown("\n".join(f"- **{plain(place_name(code))}:** {plain(why)}" for code, why in left_out.items()))
