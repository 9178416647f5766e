"""What a browser session holds: its keys, its upload, its results; and the read-only objects all sessions share.

Only ``background`` is shared, and it is never written to. Everything else lives in the session of one browser tab.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from localca import api, product_file
from localca.background import OpenBackground
from localca.errors import DataError, InputError
from localca.product import Product
from localca.recycling import Allocation
from localca.wording import plain

FILE, UPLOAD, ORIGIN = "file", "upload", "origin"
RESULTS = "results"
KEPT_RESULTS = 8
SHIPPED, OWN = "shipped", "own"
ADDRESS = ("product", "reference", "category", "scenarios", "allocation")
ASKED = "asked"


@st.cache_resource(show_spinner="Reading the open database …")
def background() -> OpenBackground:
    """The open background: read once per process, shared by all sessions, never changed."""
    return api.open_background()


@st.cache_resource(show_spinner=False)
def shipped_product(name: str) -> Product:
    """A shipped product; frozen, so that sessions can share it."""
    return product_file.load(name)


def read_upload(name: str, data: bytes) -> Product:
    """A product from an uploaded file.

    Raises:
        InputError: when the file is too large, not text, not TOML or not a product.
    """
    if len(data) > product_file.MAX_BYTES:
        raise InputError(
            f"the file has {len(data) / 1e6:.1f} MB; a product file has at most {product_file.MAX_BYTES / 1e6:.0f} MB.",
            where=name,
            do="Check that this is the right file.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "this is not a text file in UTF-8.", where=name, do="Save it as plain text (UTF-8)."
        ) from error
    return product_file.parse(text, name)


def keep_upload() -> None:
    """Keep the file just chosen, or forget the one just removed; it outlives a visit to another page."""
    given = st.session_state.get(FILE)
    if given is None:
        st.session_state.pop(UPLOAD, None)
    else:
        st.session_state[UPLOAD] = (given.name, given.getvalue())


def hand_over(product: Product) -> None:
    """Make a product the session's own file, as if it had been uploaded on the page Compare."""
    st.session_state[UPLOAD] = (f"{product.product.id}.toml", product_file.dump(product).encode())
    st.session_state[ORIGIN] = OWN
    st.session_state.pop(ASKED, None)


def uploaded_product() -> Product | None:
    """The product of the session's uploaded file, if there is one.

    Raises:
        InputError: when the file is no product.
    """
    return read_upload(*st.session_state[UPLOAD]) if UPLOAD in st.session_state else None


def comparison(product: Product, reference: str, scenarios: Sequence[str], allocation: Allocation) -> api.Result:
    """The result of these choices, computed once per session and kept while it is among the last few.

    Raises:
        InputError: for anything wrong in the product.
    """
    digest = hashlib.sha256(product.model_dump_json().encode()).hexdigest()
    key = (background().fingerprint(), digest, reference, tuple(scenarios), allocation)
    kept: dict[tuple[Any, ...], api.Result] = st.session_state.setdefault(RESULTS, {})
    if key not in kept:
        with st.spinner("Comparing the scenarios …"):
            kept[key] = api.compare(product, reference, [reference, *scenarios], allocation=allocation)
        while len(kept) > KEPT_RESULTS:
            del kept[next(iter(kept))]
    return kept[key]


def _asked(name: str) -> list[str]:
    """What the address asks for; one that names no choice, as after a change of page, asks for what was last shown."""
    found = st.query_params.get_all(name)
    if found or any(choice in st.query_params for choice in ADDRESS):
        return found
    last: dict[str, list[str]] = st.session_state.get(ASKED, {})
    return last.get(name, [])


def from_address(name: str, options: Sequence[str], default: str) -> int:
    """The position of the option that the page's address asks for, else of the default."""
    asked = next(reversed(_asked(name)), default)
    return list(options).index(asked if asked in options else default)


def many_from_address(name: str, options: Sequence[str]) -> list[str]:
    """The options that the page's address asks for; all of them when it asks for none there is."""
    asked = [option for option in _asked(name) if option in options]
    return asked or list(options)


def keep_address(**choices: str | Sequence[str]) -> None:
    """Write the choices into the page's address, so that a reload, a bookmark and the next page show the same view."""
    wanted = {name: [value] if isinstance(value, str) else list(value) for name, value in choices.items()}
    remember(**{name: wanted.get(name, []) for name in ADDRESS})
    for name in ADDRESS:
        if name in wanted and st.query_params.get_all(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]


def remember(**choices: Sequence[str]) -> None:
    """Keep choices for the next page, whose address starts empty."""
    st.session_state[ASKED] = {**st.session_state.get(ASKED, {}), **choices}


@contextmanager
def guard(title: str) -> Iterator[None]:
    """Run a part of a page; wrong input and broken tables become words, never a traceback."""
    try:
        yield
    except InputError as error:
        st.error(f"**{plain(title)}**", icon=":material/error:")
        for problem in error.problems:
            lines = [f"**What:** {plain(problem.what)}"]
            lines += [f"**Where:** {plain(problem.where)}"] if problem.where else []
            lines += [f"**Nearest:** {plain(', '.join(problem.nearest))}"] if problem.nearest else []
            lines += [f"**What to do:** {plain(problem.do)}"] if problem.do else []
            with st.container(border=True):
                st.markdown("  \n".join(lines))
    except DataError as error:
        st.error(f"A shipped table is broken, please report it: {plain(str(error))}", icon=":material/error:")
