"""The editor of a mix: number inputs whose shares always sum to 1, with undo and reset; kept in the session."""

from __future__ import annotations

import streamlit as st

from localca.electricity import grid_mix
from localca.errors import InputError
from localca.grid_choice import OWN
from localca.language import capital, tr
from localca.lookup import parse_shares
from localca.mix_editing import Editing, fuel_shares, fuel_words, own_shares
from localca.pages import parts, question
from localca.pages.question import Question
from localca.product import Electricity
from localca.tables import Tables
from localca.wording import plain, share_words

COLUMNS = 3


def editing_of(asked: Question, tables: Tables, place: str, name: str, now: Electricity) -> Editing:
    """The mix as it is edited in this session; a new one whenever another grid is chosen."""
    key = asked.key("editing")
    kept: tuple[str, str, Editing] | None = st.session_state.get(key)
    if kept is None or kept[:2] != (place, name):
        if name == OWN and isinstance(now.mix, dict):
            start = own_shares(tables, now.mix)
        else:
            start = fuel_shares(tables, grid_mix(tables, place, name))
        first = _from_address(start) if kept is None else None
        typed = tuple(fuel for fuel, share in (first or {}).items() if share)
        st.session_state[key] = (place, name, Editing(first or start, start, typed))
    editing: Editing = st.session_state[key][2]
    shares = ",".join(f"{fuel}={share:.6g}" for fuel, share in editing.shares.items() if share)
    question.keep(shares=shares if editing.edited else "")
    return editing


def _from_address(start: dict[str, float]) -> dict[str, float] | None:
    """The shares that the page's address asks for, if it asks for a whole mix."""
    try:
        asked = parse_shares(st.query_params.get("shares", ""))
    except InputError:
        return None
    whole = set(asked) <= set(start) and all(share >= 0 for share in asked.values())
    if not whole or abs(sum(asked.values()) - 1) > 1e-3:
        return None
    return {fuel: asked.get(fuel, 0.0) / sum(asked.values()) for fuel in start}


def edit(asked: Question, editing: Editing) -> None:
    """One number input per fuel, undo and reset."""
    st.markdown(tr(
        "Type a share: it stays, and the shares you have not typed take what remains, so that the mix is always whole."
    ))  # fmt: skip
    columns = st.columns(COLUMNS)
    for index, (fuel, share) in enumerate(editing.shares.items()):
        key, title = asked.key(f"fuel:{fuel}"), plain(capital(fuel_words(fuel)))
        st.session_state[key] = round(100 * share, 2)
        columns[index % COLUMNS].number_input(
            tr("{name}, % (typed)", name=title) if fuel in editing.typed else f"{title}, %",
            0.0,
            100.0,
            step=1.0,
            format="%.1f",
            key=key,
            on_change=_typed,
            args=(asked.key("editing"), fuel, key),
        )
    undo, reset, _ = st.columns([1, 1, 3])
    undo.button(tr("Undo"), icon=":material/undo:", disabled=not editing.before, on_click=_step,
                args=(asked.key("editing"), "undone"), key=asked.key("undo"), width="stretch")  # fmt: skip
    reset.button(tr("Reset"), icon=":material/restart_alt:", disabled=not editing.edited, on_click=_step,
                 args=(asked.key("editing"), "reset"), key=asked.key("reset"), width="stretch")  # fmt: skip
    parts.quiet(tr("Sum of the shares: {share}.", share=share_words(sum(editing.shares.values()))))


def _typed(key: str, fuel: str, field: str) -> None:
    place, name, editing = st.session_state[key]
    st.session_state[key] = (place, name, editing.typed_in(fuel, st.session_state[field] / 100))


def _step(key: str, step: str) -> None:
    place, name, editing = st.session_state[key]
    st.session_state[key] = (place, name, getattr(editing, step)())
