"""Tables of rows in the editor: materials, steps, flows of one's own; and the empty states that teach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from localca import drafts
from localca.drafts import ID, Data
from localca.editor_fields import EDITORS
from localca.pages import build_draft, build_findings, build_inputs, build_words, parts
from localca.wording import plain

WORDS = {
    "raw_materials": ("raw material", "What the finished product is made of, per functional unit. Losses come from the "
                      "production steps, so write what ends up in the product."),
    "production": ("production step", "What is done to make it, in order. A step draws electricity and heat where it "
                   "is done, and loses part of the materials that pass it."),
    "flows": ("flow of my own", "Something you measured yourself (kWh, heat, emissions per unit), or a supplier's "
              "declared factor (an EPD). It can then be chosen as a flow in the other tabs."),
}  # fmt: skip
EXAMPLES: dict[str, dict[str, Any]] = {
    "raw_materials": {"name": "wood", "flow": "softwood_lumber", "amount": 0.007, "unit": "m**3", "origin": "USA",
                      "source": "own: an example, replace it by your cut list"},
    "production": {"name": "injection moulding", "flow": "injection_moulding", "amount": 1.0, "loss": 0.0,
                   "source": "own: an example, replace it by your own figure"},
    "flows": {"title": "Our workshop", "unit": "kg", "kwh": 0.5, "kind": "process",
              "source": "own: an example, replace it by your meter's reading"},
}  # fmt: skip
SHOWN_ELSEWHERE = ("name", "title")


def table(name: str) -> None:
    """A table of rows, each in a box of its own; when it is empty, what belongs here and an example."""
    word, teach = WORDS[name]
    rows = build_draft.data()[name]
    parts.quiet(plain(teach))
    if not rows:
        st.info(f"**No {word} yet.** Add an empty one, or look at an example first.", icon=":material/lightbulb:")
    for number, row in enumerate(rows, 1):
        row_box(name, row, number, word)
    with st.container(horizontal=True):
        st.button(f"Add a {word}", key=f"build:add:{name}", icon=":material/add:", type="primary", on_click=add,
                  args=(name, {}))  # fmt: skip
        if not rows:
            st.button("Show an example", key=f"build:example:{name}", on_click=add, args=(name, EXAMPLES[name]))


def add(name: str, values: Mapping[str, Any]) -> None:
    """Add a row to a table of the draft."""
    build_draft.change(drafts.add(build_draft.data(), name, **values)[0], anew=False)


def row_box(
    name: str, row: Data, number: int, word: str, below: Callable[[Data], None] | None = None, most: int = 0
) -> None:
    """A row in a box: its fields, its amount in the unit of its flow, and the fields that few need."""
    base = (name, row[ID])
    first, more = EDITORS[name]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            title = row.get("name") if name in ("raw_materials", "production", "transport") else row.get("title")
            st.markdown(f"**{word.capitalize()} {number}: {plain(title or 'no name yet')}**")
            buttons(name, row, number, word)
        build_inputs.lines(first, base)
        if name in ("raw_materials", "production") and (words := build_words.converted(build_draft.data(), row)):
            parts.quiet(plain(words))
        if below:
            below(row)
        build_findings.of_the_row(base, first)
        if more:
            with st.expander(f"More of {word} {number}: spread, note" + ("" if name != "flows" else ", place")):
                build_inputs.lines(more, base)


def buttons(name: str, row: Data, number: int, word: str) -> None:
    """Move a row up or down, or remove it; Undo brings it back."""
    key = f"build:row:{row[ID]}"
    last = len(build_draft.data()[name])
    for step, icon, words in ((-1, "arrow_upward", "Up"), (1, "arrow_downward", "Down")):
        if last > 1:
            st.button(words, key=f"{key}:{words}", icon=f":material/{icon}:", type="tertiary",
                      disabled=number == (1 if step < 0 else last), on_click=_shift, args=(name, row[ID], step),
                      help=f"Move {word} {number} {words.lower()}")  # fmt: skip
    st.button("Remove", key=f"{key}:drop", icon=":material/delete:", type="tertiary", on_click=_drop,
              args=(name, row[ID]), help=f"Remove {word} {number}; Undo brings it back")  # fmt: skip


def _shift(name: str, identity: str, step: int) -> None:
    build_draft.change(drafts.shift(build_draft.data(), name, identity, step), anew=False)


def _drop(name: str, identity: str) -> None:
    build_draft.change(drafts.drop(build_draft.data(), (name, identity)))


def product_tab() -> None:
    """What the product is, what it does, and where it is used."""
    parts.quiet("What every scenario delivers alike. Fields with a star are needed before anything can be computed.")
    first, more = EDITORS["product"]
    build_inputs.lines(first, ("product",))
    with st.expander("More: description, heat, unsold share, service life, names"):
        build_inputs.lines(more, ("product",))


def power_tab() -> None:
    """The electricity of the production stage."""
    parts.quiet(
        "The electricity of the production steps. Materials use the grid of the place they come from. "
        "A scenario can choose otherwise, in the tab Scenarios."
    )
    build_inputs.lines(EDITORS["electricity"][0], ("electricity",))
    for finding in build_draft.checked().findings:
        if finding.path == ("electricity",):
            build_findings.say(finding)
