"""What a browser session holds: its keys, its upload, its results; and the read-only objects all sessions share.

Only ``background`` is shared, and it is never written to. Everything else lives in the session of one browser tab.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from localca import api, draft_files, language, product_file
from localca.errors import DataError, InputError
from localca.language import tr
from localca.product import Product
from localca.recycling import Allocation
from localca.session_data import asked_of, compare
from localca.session_data import background as background
from localca.wording import plain

FILE, UPLOAD, UPLOAD_KEY, ORIGIN = "file", "upload", "upload_key", "origin"
RESULTS = "results"
KEPT_RESULTS = 8
SHIPPED, OWN = "shipped", "own"
MINE = "mine"
FIRST = "carrier-bag"
ADDRESS = ("product", MINE, "reference", "category", "scenarios", "allocation")
ASKED = "asked"
LANGUAGE = "lang"


def speak() -> None:
    """Let every text of this run follow the language of its session; and those of callbacks, which come before it."""
    language.speak_as(_language)
    language.begin(_language())


def browser_language() -> str:
    """The language that the browser asks for, as a two-letter code; empty when it does not say."""
    return (st.context.locale or "")[:2].lower()


def _language() -> str | None:
    """The language of this session: chosen, asked for by the address, else that of the browser."""
    if get_script_run_ctx() is None:
        return None
    asked = st.session_state.get(LANGUAGE) or st.query_params.get(LANGUAGE) or browser_language()
    return str(asked)[:2].lower()


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
            tr(
                "the file has {size} MB; a product file has at most {most} MB.",
                size=f"{len(data) / 1e6:.1f}",
                most=f"{product_file.MAX_BYTES / 1e6:.0f}",
            ),
            where=name,
            do=tr("Check that this is the right file."),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            tr("this is not a text file in UTF-8."), where=name, do=tr("Save it as plain text (UTF-8).")
        ) from error
    return product_file.parse(text, name)


def keep_upload() -> None:
    """Keep the file just chosen, or forget the one just removed; it outlives a visit to another page."""
    given = st.session_state.get(FILE)
    if given is None:
        for name in (UPLOAD, UPLOAD_KEY):
            st.session_state.pop(name, None)
        st.query_params.pop(MINE, None)
    else:
        _hold(given.name, given.getvalue())


def hand_over(product: Product) -> None:
    """Make a product the session's own file, as if it had been uploaded on the page Compare."""
    _hold(f"{product.product.id}.toml", product_file.dump(product).encode())
    st.session_state[ORIGIN] = OWN
    st.session_state.pop(ASKED, None)


def _hold(name: str, data: bytes) -> None:
    """Make a file the session's own, and keep a copy under a key for the page's address, so that a reload finds it."""
    st.session_state[UPLOAD] = (name, data)
    st.session_state.pop(UPLOAD_KEY, None)
    with suppress(InputError, UnicodeDecodeError):  # what cannot be kept is there until the page is reloaded
        kept = {"name": name, "text": data.decode("utf-8-sig")}
        st.session_state[UPLOAD_KEY] = draft_files.save(draft_files.new_key(), OWN, kept)


def own_key() -> str:
    """The key in the address under which the session's own file is kept; empty when there is none."""
    return str(st.session_state.get(UPLOAD_KEY, ""))


def origin_asked() -> str:
    """Where the product comes from that the address asks for: a file kept from before, else a shipped one."""
    return OWN if MINE in st.query_params else SHIPPED


def uploaded_product() -> Product | None:
    """The product of the session's file, or of the one that the address asks for; None when there is neither.

    Raises:
        InputError: when the file is no product.
    """
    if UPLOAD not in st.session_state and (key := st.query_params.get(MINE)):
        found = draft_files.look(key)
        if found is None or not {"name", "text"} <= set(found):
            raise InputError(
                tr("the file of this address is no longer kept here: it has expired or was deleted."),
                do=tr("Choose the file again in the sidebar."),
            )
        st.session_state[UPLOAD] = (str(found["name"]), str(found["text"]).encode())
        st.session_state[UPLOAD_KEY] = key
    return read_upload(*st.session_state[UPLOAD]) if UPLOAD in st.session_state else None


def at_hand() -> Product:
    """The product that was looked at last; the first of the shipped ones when that is no longer known."""
    if st.session_state.get(ORIGIN) == OWN and (own := uploaded_product()) is not None:
        return own
    shipped = list(product_file.shipped_products())
    name = next(iter(st.session_state.get(ASKED, {}).get("product", ())), FIRST)
    return shipped_product(name if name in shipped else FIRST if FIRST in shipped else shipped[0])


def comparison(product: Product, reference: str, scenarios: Sequence[str], allocation: Allocation) -> api.Result:
    """The result of these choices, computed once per session and kept while it is among the last few.

    Raises:
        InputError: for anything wrong in the product.
    """
    digest = hashlib.sha256(product.model_dump_json().encode()).hexdigest()
    key = (*asked_of(), digest, reference, tuple(scenarios), allocation)
    kept: dict[tuple[Any, ...], api.Result] = st.session_state.setdefault(RESULTS, {})
    if key not in kept:
        with st.spinner(tr("Comparing the scenarios …")):
            kept[key] = compare(product, reference, scenarios, allocation)
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
            told = {tr("What"): problem.what, tr("Where"): problem.where, tr("Nearest"): ", ".join(problem.nearest),
                    tr("What to do"): problem.do}  # fmt: skip
            lines = [f"**{name}:** {plain(text)}" for name, text in told.items() if text]
            with st.container(border=True):
                st.markdown("  \n".join(lines))
    except DataError as error:
        broken = tr("A shipped table is broken, please report it: {error}", error=plain(str(error)))
        st.error(broken, icon=":material/error:")
