"""The draft of a browser session: its history, its findings, and its copy on disk for the next visit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from localca import api, draft_checks, draft_files, drafts, impact_methods, session
from localca.assessment import Assessment
from localca.draft_checks import Finding
from localca.drafts import Data, History, Path
from localca.engine import assess
from localca.errors import InputError
from localca.language import current, tr
from localca.product import Product

STATE, ADDRESS, KEEP = "build_draft", "draft", "build_keep"


@dataclass(frozen=True)
class Desk:
    """What a session holds of its draft.

    ``epoch`` is part of every widget's key: it changes when the draft changes otherwise than by its widget, so that
    the widgets are made anew from the draft.
    """

    history: History = field(default_factory=History)
    epoch: int = 0
    key: str = field(default_factory=draft_files.new_key)
    owner: str = field(default_factory=draft_files.new_key)
    open: bool = False
    kept: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Checked:
    """A draft looked through: the product and its numbers, or what is missing and wrong."""

    findings: tuple[Finding, ...] = ()
    product: Product | None = None
    assessment: Assessment | None = None


def desk() -> Desk:
    """The session's draft; at the first call of a session, the one that the page's address names."""
    if STATE not in st.session_state:
        found = Desk()
        key = st.query_params.get(ADDRESS, "")
        if key and (data := draft_files.take(key, found.owner)) is not None:
            found = replace(found, history=History(data), key=key, open=True, kept=True)
        elif key:
            found = replace(found, trouble=tr("The draft of this address is no longer kept here: it has expired or "
                            "was deleted. Start anew, or open a file you saved."))  # fmt: skip
        st.session_state[STATE] = found
    held: Desk = st.session_state[STATE]
    return held


def data() -> Data:
    """The session's draft."""
    return desk().history.present


def change(new: Data, *, anew: bool = True) -> None:
    """A step in the draft; ``anew`` makes the widgets anew, because it was not a widget that changed it."""
    _set(desk().history.edited(new), anew)


def undo() -> None:
    """A step back."""
    _set(desk().history.undone(), True)


def redo() -> None:
    """A step forward again."""
    _set(desk().history.redone(), True)


def start(new: Data) -> None:
    """Open a draft in the editor; what was there before is one step back."""
    st.session_state[STATE] = replace(desk(), open=True, trouble="")
    change(new)


def _set(history: History, anew: bool) -> None:
    held = desk()
    st.session_state[STATE] = replace(held, history=history, epoch=held.epoch + anew)
    keep()


def keep() -> None:
    """Keep the draft for the next visit, unless the user does not want it."""
    held = desk()
    if not wanted():
        draft_files.forget(held.key, held.owner)
        st.session_state[STATE] = replace(held, kept=False)
        return
    try:
        key = draft_files.save(held.key, held.owner, held.history.present)
        st.session_state[STATE] = replace(held, key=key, kept=True, trouble="")
    except InputError as error:
        st.session_state[STATE] = replace(held, kept=False, trouble=str(error))


def wanted() -> bool:
    """Whether the user wants the draft kept."""
    return bool(st.session_state.get(KEEP, True))


def show_address() -> None:
    """Write the draft's key into the page's address, or take it out."""
    held = desk()
    if held.open and held.kept:
        if st.query_params.get(ADDRESS) != held.key:
            st.query_params[ADDRESS] = held.key
    elif ADDRESS in st.query_params and not held.trouble:
        del st.query_params[ADDRESS]


def write(path: Path, key: str, read: Callable[[Any], Any]) -> None:
    """Take the value of a widget into the draft."""
    change(drafts.put(data(), path, read(st.session_state[key])), anew=False)


def checked() -> Checked:
    """The draft looked through; computed once per draft, and per language of what is said about it."""
    digest = hashlib.sha256(json.dumps([current(), data()], sort_keys=True).encode()).hexdigest()
    held: tuple[str, Checked] | None = st.session_state.get("build_checked")
    if held is None or held[0] != digest:
        held = (digest, _check(data()))
        st.session_state["build_checked"] = held
    return held[1]


def _check(draft: Data) -> Checked:
    product = None
    try:
        product = draft_checks.product_of(draft)
        methods = impact_methods.choose(None)
        return Checked((), product, assess(product, session.background(), methods, api.open_routes()))
    except InputError as error:
        return Checked(draft_checks.placed(error.problems, draft), product)
