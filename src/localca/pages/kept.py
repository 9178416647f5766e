"""A choice among a few that outlives its widget: the session holds it, and the widget shows what is held.

Streamlit empties a segmented control that code began with a value as soon as another page shows it, so what code may
set, and what has to hold from page to page, is kept under a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

V = TypeVar("V", str, int)


def choice(kind: Callable[..., Any], label: str, options: Sequence[V], key: str, default: V, **more: Any) -> V:
    """A control (``st.segmented_control`` or ``st.pills``) for the choice that the session holds under ``key``."""
    held: V = st.session_state.get(key, default)
    held = held if held in options else default
    shown = f"{key}:shown"
    st.session_state[key] = st.session_state[shown] = held
    kind(label, options, key=shown, required=True, on_change=_take, args=(key, shown), **more)
    return held


def _take(key: str, shown: str) -> None:
    if st.session_state[shown] is not None:
        st.session_state[key] = st.session_state[shown]
