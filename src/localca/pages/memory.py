"""What a session has computed: kept per question and product, so that a redrawn page computes nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

from localca import session_data
from localca.product import Product

T = TypeVar("T")
ANALYSES, KEPT = "analyses", 24


def _key(about: tuple[Hashable, ...], product: Product) -> tuple[Hashable, ...]:
    digest = hashlib.sha256(product.model_dump_json().encode()).hexdigest()
    return (*session_data.asked_of(), digest, *about)


def remembered(about: tuple[Hashable, ...], product: Product, compute: Callable[[], T]) -> T:
    """A result of this session: computed once per question and product, kept while among the last few used."""
    kept: dict[tuple[Hashable, ...], T] = st.session_state.setdefault(ANALYSES, {})
    key = _key(about, product)
    found = kept.pop(key) if key in kept else compute()
    kept[key] = found
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
    return found


def is_remembered(about: tuple[Hashable, ...], product: Product) -> bool:
    """Whether a result is kept."""
    return _key(about, product) in st.session_state.get(ANALYSES, {})
