"""Inputs of the editor for tables of numbers: shares of a mix, measured emissions, declared factors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from localca import drafts, impact_methods
from localca.drafts import Data, Path
from localca.editor_fields import Field
from localca.electricity import available_mixes, grid_mix
from localca.errors import InputError
from localca.language import capital, tr
from localca.pages import build_draft, parts
from localca.places import SITE
from localca.tables import load_tables
from localca.wording import plain, share_words

LATEST, OWN = "", "own"


def step(value: float | None) -> float:
    """The step of a number's buttons: a tenth of its size, in powers of ten."""
    return float(10 ** (math.floor(math.log10(abs(value))) - 1)) if value else 1.0


def key(path: Path) -> str:
    """The key of the widget of a field."""
    return f"build:{build_draft.desk().epoch}:{'/'.join(path)}"


def numbers(field: Field, path: Path, value: Any) -> None:
    """A table of named numbers: each with its own input, and one to add another."""
    shown = _names(field.name)
    st.markdown(f":small[**{plain(tr(field.label))}** {plain(tr(field.help))}]")
    _entries(path, value or {}, shown)


def _names(name: str) -> dict[str, str]:
    if name == "declared":
        return {method.id: tr(method.title) for method in impact_methods.choose(None)}
    if name == "elementary":
        return {flow.key: f"{tr(flow.name)}, {flow.unit}" for flow in load_tables().elementary.values()}
    fuels = sorted({fuel for _, _, fuel in load_tables().splits})
    technologies = {item.id: tr(item.title) for item in load_tables().activities.values() if item.kind == "technology"}
    return {fuel: _fuel(fuel) for fuel in fuels} | technologies


def _fuel(name: str) -> str:
    words = name.replace("_", " ")
    return capital(tr(words))


def _entries(path: Path, value: Mapping[str, Any], shown: Mapping[str, str], times: float = 1.0) -> None:
    for name, number in value.items():
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        here = key((*path, name))
        now = None if number is None else round(float(number) * times, 12)
        left.number_input(plain(shown.get(name, name)), value=now, step=step(now), format="%g", key=here,
                          on_change=build_draft.write, args=((*path, name), here, _scaled(times)))  # fmt: skip
        right.button(tr("Remove"), key=f"{here}:drop", on_click=_drop, args=((*path, name),),
                     help=tr("Remove {name}", name=plain(shown.get(name, name))))  # fmt: skip
    here = f"{key(path)}:{len(value)}:add"
    rest = [name for name in shown if name not in value]
    st.selectbox(tr("Add"), rest, index=None, format_func=shown.__getitem__, placeholder=tr("Type to search"),
                 key=here, on_change=_add, args=(path, here))  # fmt: skip


def _scaled(times: float) -> Callable[[Any], Any]:
    return lambda given: None if given is None else round(given / times, 14)


def _add(path: Path, here: str) -> None:
    if name := st.session_state[here]:
        build_draft.change(drafts.put(build_draft.data(), (*path, name), 0.0), anew=False)


def _drop(path: Path) -> None:
    build_draft.change(drafts.drop(build_draft.data(), path), anew=False)


def mix(field: Field, path: Path, value: Any) -> None:
    """The latest mix, a shipped one by name, or shares of one's own, which must sum to 100 %."""
    names = _shipped(build_draft.data(), path)
    options = [LATEST, OWN, *names, *([value] if isinstance(value, str) and value and value not in names else [])]
    now = OWN if isinstance(value, Mapping) else value or LATEST
    here = key(path)
    words = {LATEST: tr("Latest shipped mix"), OWN: tr("My own shares")}
    st.selectbox(tr(field.label), options, index=options.index(now), format_func=lambda name: words.get(name, name),
                 help=tr(field.help), key=here, on_change=_choose_mix, args=(path, here))  # fmt: skip
    if isinstance(value, Mapping):
        _entries(path, value, _names("mix"), 100.0)
        total = sum(share or 0.0 for share in value.values())
        parts.quiet(tr("Shares in %; together {total}. They must be 100 %.", total=plain(share_words(total))))


def _grids(data: Data, path: Path) -> list[str]:
    """The countries whose grid it can be: one's own choice, else the sites of the scenarios."""
    place = drafts.get(data, (*path[:-1], "place")) or drafts.get(data, ("electricity", "place")) or SITE
    sites = [drafts.get(data, (*path[:2], "site"))] if path[0] == "scenarios" else [
        scenario.get("site") for scenario in data["scenarios"]]  # fmt: skip
    return [site for site in (sites if place == SITE else [place]) if site]


def _shipped(data: Data, path: Path) -> list[str]:
    return sorted({name for site in _grids(data, path) for name in available_mixes(load_tables(), site)})


def _choose_mix(path: Path, here: str) -> None:
    chosen = st.session_state[here]
    draft = build_draft.data()
    build_draft.change(drafts.put(draft, path, _start(draft, path) if chosen == OWN else chosen), anew=False)


def _start(data: Data, path: Path) -> dict[str, float]:
    """One's own shares begin as those of the country's latest mix, when it has one."""
    with suppress(InputError):
        return dict(grid_mix(load_tables(), _grids(data, path)[0]).shares) if _grids(data, path) else {}
    return {}
