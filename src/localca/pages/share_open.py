"""Opening what was shared: the question is asked again, and the page says whether its numbers still hold.

A link to a shipped product carries its choices and a hash of the result; an own product travels inside the link.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from localca import product_file, session, share
from localca.api import Result
from localca.language import tr
from localca.share import THEN, result_hash, totals_of
from localca.wording import plain

PACKED, HASH, DATA = "q", "hash", "data"
NOTE, SEEN, FILE, WAITING = "share:note", "share:seen", "share:file", "share:waiting"
Address = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Note:
    """What opening found: from where, what changed (nothing: the same), and the hash of the result it is about."""

    origin: str
    changes: tuple[str, ...]
    now: str


def opened() -> bool:
    """Open the file just chosen, or the question packed into the page's address, once.

    Returns:
        False, with the reason on the page, when the link is damaged.
    """
    chosen = opened_file()
    if chosen is not None:
        st.query_params.from_dict(dict(chosen))
    packed = st.query_params.get(PACKED)
    if packed is None:
        return True
    mark = (hashlib.sha256(packed.encode()).hexdigest(), st.session_state.get(session.UPLOAD))
    if SEEN in st.session_state and st.session_state[SEEN][0] == mark[0]:
        if st.session_state[SEEN] != mark or st.session_state.get(session.ORIGIN) != session.OWN:
            del st.query_params[PACKED]
        return True
    with session.guard(tr("This link cannot be opened")):
        address = _open(share.from_link(packed), tr("link"))
        st.session_state[SEEN] = (mark[0], st.session_state.get(session.UPLOAD))
        for name, value in address.items():
            st.query_params[name] = value
        return True
    return False


def file_uploader() -> None:
    """A place for a saved question; it is opened when the page is drawn anew, before its other widgets."""
    st.file_uploader(tr("Saved question (.localca.json)"), type=["json"], key=FILE, on_change=_keep_file,
                     max_upload_size=2)  # fmt: skip


def _keep_file() -> None:
    given = st.session_state.get(FILE)
    if given is not None:
        st.session_state[WAITING] = (given.name, given.getvalue())


def opened_file() -> Address | None:
    """The address of the saved question just chosen, once it is opened; call it before any other widget."""
    if WAITING not in st.session_state:
        return None
    name, data = st.session_state.pop(WAITING)
    with session.guard(tr("This file cannot be opened")):
        return _open(data.decode("utf-8", errors="replace"), name)
    return None


def _open(text: str, origin: str) -> Address:
    """Ask a saved question again and make it the session's; the address that shows it.

    Raises:
        InputError: when it is no saved question, or its product is wrong for this version.
    """
    saved = share.read(text, origin)
    with st.spinner(tr("Asking the saved question again …")):
        opened = share.reopen(saved, origin)
    product = opened.product
    name = product.product.id
    if name in product_file.shipped_products() and session.shipped_product(name) == product:
        st.session_state.pop(session.ORIGIN, None)
        found: dict[str, str | list[str]] = {"product": name}
    else:
        session.hand_over(product)
        found = {}
    for key in [key for key in st.session_state if _is_choice(str(key), name)]:
        del st.session_state[key]
    others = [item for item in saved.scenarios if item != saved.reference]
    found |= {"reference": saved.reference, "scenarios": others, "allocation": saved.allocation}
    st.session_state[NOTE] = Note(origin, opened.changes, result_hash(totals_of(opened.result)))
    return found


def _is_choice(key: str, product: str) -> bool:
    """Whether a widget of the sidebar would stand in the way of the choices that were opened."""
    return key in ("product", "allocation") or key.startswith(
        tuple(f"{kind}:{product}:" for kind in ("shipped", "own"))
    )


def note(result: Result) -> None:
    """Whether the numbers are those that were shared, as long as the same question is on the page."""
    now = result_hash(totals_of(result))
    if HASH in st.query_params:
        then = st.query_params[HASH]
        changes = [] if then == now else [tr(THEN, what=tr("result hash"), then=then, now=now)]
        fingerprint = result.assessment.fingerprint
        if changes and st.query_params.get(DATA, fingerprint) != fingerprint:
            then = st.query_params[DATA]
            changes.append(tr(THEN, what=tr("data fingerprint"), then=then, now=fingerprint))
        st.session_state[NOTE] = Note(tr("link"), tuple(changes), now)
        for name in (HASH, DATA):
            st.query_params.pop(name, None)
    found: Note | None = st.session_state.get(NOTE)
    if found is None or found.now != now:
        return
    if found.changes:
        lines = "\n".join(f"- {plain(item)}" for item in found.changes)
        said = tr(
            "**The numbers are not those that were shared ({origin}).** What changed:", origin=plain(found.origin)
        )
        st.warning(f"{said}\n\n{lines}", icon=":material/difference:")
    else:
        st.success(tr("**Opened from {origin}:** the numbers are the same as when it was shared.",
                      origin=plain(found.origin)), icon=":material/task_alt:")  # fmt: skip
