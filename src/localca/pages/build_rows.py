"""Tables of rows in the editor: materials, steps, flows of one's own; and the empty states that teach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from localca import drafts
from localca.drafts import ID, Data
from localca.editor_fields import EDITORS
from localca.editor_values import in_words
from localca.engine import OWN_SOURCE
from localca.language import mark, tr
from localca.pages import build_draft, build_findings, build_inputs, build_words, parts
from localca.pages.build_tables import ROWS
from localca.wording import plain

EXAMPLES: dict[str, dict[str, Any]] = {
    "raw_materials": {"name": mark("wood"), "flow": "softwood_lumber", "amount": 0.007, "unit": "m**3", "origin": "USA",
                      "source": mark("an example, replace it by your cut list")},
    "production": {"name": mark("injection moulding"), "flow": "injection_moulding", "amount": 1.0, "loss": 0.0,
                   "source": mark("an example, replace it by your own figure")},
    "flows": {"title": mark("Our workshop"), "unit": "kg", "kwh": 0.5, "kind": "process",
              "source": mark("an example, replace it by your meter's reading")},
}  # fmt: skip
SHOWN_ELSEWHERE = ("name", "title")


def table(name: str) -> None:
    """A table of rows, each in a box of its own; when it is empty, what belongs here and an example."""
    words, rows = ROWS[name], build_draft.data()[name]
    parts.quiet(plain(tr(words.teach)))
    if not rows:
        st.info(tr(words.none), icon=":material/lightbulb:")
    for number, row in enumerate(rows, 1):
        row_box(name, row, number)
    with st.container(horizontal=True):
        st.button(tr(words.add), key=f"build:add:{name}", icon=":material/add:", type="primary", on_click=add,
                  args=(name, {}))  # fmt: skip
        if not rows:
            st.button(tr("Show an example"), key=f"build:example:{name}", on_click=add, args=(name, _example(name)))


def _example(name: str) -> dict[str, Any]:
    """A row to look at, its words in the language at hand."""
    own = {key: tr(value) for key, value in EXAMPLES[name].items() if key in (*SHOWN_ELSEWHERE, "source")}
    return EXAMPLES[name] | own | {"source": f"{OWN_SOURCE} {own['source']}"}


def add(name: str, values: Mapping[str, Any]) -> None:
    """Add a row to a table of the draft."""
    build_draft.change(drafts.add(build_draft.data(), name, **values)[0], anew=False)


def row_box(name: str, row: Data, number: int, below: Callable[[Data], None] | None = None) -> None:
    """A row in a box: its fields, its amount in the unit of its flow, and the fields that few need."""
    base = (name, row[ID])
    first, more = EDITORS[name]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            title = row.get("name") if name in ("raw_materials", "production", "transport") else row.get("title")
            shown = plain(in_words(title) or tr("no name yet"))
            st.markdown(f"**{tr(ROWS[name].title, number=number, name=shown)}**")
            buttons(name, row, number)
        build_inputs.lines(first, base)
        if name in ("raw_materials", "production") and (words := build_words.converted(build_draft.data(), row)):
            parts.quiet(plain(words))
        if below:
            below(row)
        build_findings.of_the_row(base, first)
        if more:
            with st.expander(tr(ROWS[name].more, number=number)):
                build_inputs.lines(more, base)


def buttons(name: str, row: Data, number: int) -> None:
    """Move a row up or down, or remove it; Undo brings it back."""
    key = f"build:row:{row[ID]}"
    words, last = ROWS[name], len(build_draft.data()[name])
    steps = ((-1, "arrow_upward", tr("Up"), words.up), (1, "arrow_downward", tr("Down"), words.down))
    for step, icon, label, help_ in steps:
        if last > 1:
            st.button(label, key=f"{key}:{icon}", icon=f":material/{icon}:", type="tertiary",
                      disabled=number == (1 if step < 0 else last), on_click=_shift, args=(name, row[ID], step),
                      help=tr(help_, number=number))  # fmt: skip
    st.button(tr("Remove"), key=f"{key}:drop", icon=":material/delete:", type="tertiary", on_click=_drop,
              args=(name, row[ID]), help=tr(words.remove, number=number))  # fmt: skip


def _shift(name: str, identity: str, step: int) -> None:
    build_draft.change(drafts.shift(build_draft.data(), name, identity, step), anew=False)


def _drop(name: str, identity: str) -> None:
    build_draft.change(drafts.drop(build_draft.data(), (name, identity)))


def product_tab() -> None:
    """What the product is, what it does, and where it is used."""
    parts.quiet(
        tr("What every scenario delivers alike. Fields with a star are needed before anything can be computed.")
    )
    first, more = EDITORS["product"]
    build_inputs.lines(first, ("product",))
    with st.expander(tr("More: description, heat, unsold share, service life, names")):
        build_inputs.lines(more, ("product",))


def power_tab() -> None:
    """The electricity of the production stage."""
    parts.quiet(
        tr(
            "The electricity of the production steps. Materials use the grid of the place they come from. "
            "A scenario can choose otherwise, in the tab Scenarios."
        )
    )
    build_inputs.lines(EDITORS["electricity"][0], ("electricity",))
    for finding in build_draft.checked().findings:
        if finding.path == ("electricity",):
            build_findings.say(finding)
