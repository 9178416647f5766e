"""Whose data answer a session: the open database, or one of a Brightway project that the visitor chose.

The open database is shared by all sessions and never written to; so is a user's database, among all who chose the same
links.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from localca import api, language
from localca.background import Background, OpenBackground
from localca.installed import InstalledBackground
from localca.language import tr
from localca.links import Links
from localca.product import Product
from localca.project_files import Project
from localca.recycling import Allocation
from localca.wording import plain

CHOSEN = "database"


@st.cache_resource(show_spinner=False)
def background() -> OpenBackground:
    """The open background: read once per process, shared by all sessions, never changed."""
    return api.open_background()


@dataclass(frozen=True)
class Chosen:
    """A database of a Brightway project on this machine, the links that lead to it, and the methods that fit it."""

    project: str
    database: str
    links: Links
    methods: tuple[str, ...]


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Chosen: repr})
def _installed(chosen: Chosen, stamp: str) -> InstalledBackground:
    """A user's database: read once for all sessions that choose the same with the same links, as long as the file keeps
    its ``stamp``."""
    return InstalledBackground(chosen.project, chosen.database, chosen.links, background())


def chosen_background() -> Background:
    """The background that answers this session: the database it chose, else the open one.

    Raises:
        InputError: when the chosen database is not there or cannot be read.
    """
    chosen: Chosen | None = st.session_state.get(CHOSEN)
    if chosen is None:
        return background()
    with st.spinner(tr("Reading {database} …", database=plain(chosen.database))):
        return opened(chosen)


def opened(chosen: Chosen) -> InstalledBackground:
    """A user's database.

    Raises:
        InputError: when it is not there or cannot be read.
    """
    return _installed(chosen, Project(chosen.project).stamp())


def may_see_databases() -> bool:
    """Whether this visitor may see the machine's databases: who sits at it, or all with LOCALCA_SHARE_DATABASES."""
    return bool(os.environ.get("LOCALCA_SHARE_DATABASES")) or _from_here()


def _from_here() -> bool:
    """True for a visitor on this very machine; one who comes through a proxy may be anywhere."""
    return st.context.ip_address is None and "X-Forwarded-For" not in st.context.headers


def methods_asked() -> tuple[str, ...] | None:
    """The methods that answer with the session's own database; None for the usual categories of the open one."""
    chosen: Chosen | None = st.session_state.get(CHOSEN)
    return chosen.methods if chosen else None


def compare(product: Product, reference: str, scenarios: Sequence[str], allocation: Allocation) -> api.Result:
    """A comparison by the data that answer this session, in its categories; computed anew at every call.

    Raises:
        InputError: for anything wrong in the product, or a database that cannot be read.
    """
    return api.compare(product, reference, [reference, *scenarios], methods_asked(), allocation=allocation,
                       background=chosen_background())  # fmt: skip


def asked_of() -> tuple[Hashable, ...]:
    """What a result of this session depends on besides the question: data, methods, and the language of its words."""
    return chosen_background().fingerprint(), methods_asked(), language.current()
