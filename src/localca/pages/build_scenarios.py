"""The tab Scenarios of the editor: ways to supply the product, and what each does differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from localca import drafts
from localca.drafts import ID, Data, Path
from localca.editor_fields import field_of
from localca.editor_values import in_words
from localca.language import tr
from localca.pages import build_changes, build_draft, build_inputs, build_rows, parts
from localca.pages.build_tables import ROWS
from localca.places import place_name
from localca.wording import plain


def tab() -> None:
    """The scenarios, and a table of what differs."""
    data = build_draft.data()
    parts.quiet(
        tr(
            "The ways to supply the same functional unit. Everything written in the other tabs holds for all of them; "
            "a scenario names its factory, and what else it does differently."
        )
    )
    if not data["scenarios"]:
        st.info(tr("**No scenario yet.** Begin with the usual two: imported, and made where it is used."),
                icon=":material/lightbulb:")  # fmt: skip
    else:
        _reference(data)
        _side_by_side(data)
    for number, row in enumerate(data["scenarios"], 1):
        build_rows.row_box("scenarios", row, number, _changes)
    with st.container(horizontal=True):
        add = ROWS["scenarios"].add
        st.button(tr(add), key="build:add:scenarios", icon=":material/add:", type="primary",
                  on_click=build_rows.add, args=("scenarios", {}))  # fmt: skip
        if not data["scenarios"]:
            st.button(tr("Add the usual two"), key="build:two", on_click=_usual_two)


def _side_by_side(data: Data) -> None:
    with st.expander(tr("Side by side: every scenario, row by row"), expanded=len(data["scenarios"]) > 1):
        parts.quiet(
            tr("{sign} marks what a scenario changes (scroll sideways on a narrow screen).", sign=build_changes.CHANGED)
        )
        parts.table(build_changes.table(data))


def _usual_two() -> None:
    data = build_draft.data()
    home = data["product"].get("place_of_use")
    where = tr("Made in {country}", country=place_name(home)) if home else tr("Made where it is used")
    data, _ = drafts.add(data, "scenarios", title=tr("Imported"))
    data, _ = drafts.add(data, "scenarios", title=where, **({"site": home} if home else {}))
    build_draft.change(data)


def _reference(data: Data) -> None:
    names = {
        row[ID]: in_words(row.get("title")) or tr("Scenario {number}", number=number)
        for number, row in enumerate(data["scenarios"], 1)
    }
    now = next((row[ID] for row in data["scenarios"] if row.get("reference")), next(iter(names)))
    key = f"build:{build_draft.desk().epoch}:reference:{len(names)}"
    st.selectbox(tr("Reference"), list(names), index=list(names).index(now),
                 format_func=lambda name: names.get(name, name), key=key, on_change=_refer, args=(key,), width=420,
                 help=tr("The scenario that all others are compared with."))  # fmt: skip


def _refer(key: str) -> None:
    data, chosen = build_draft.data(), st.session_state[key]
    for row in data["scenarios"]:
        data = drafts.put(data, ("scenarios", row[ID], "reference"), row[ID] == chosen)
    build_draft.change(data, anew=False)


def _changes(scenario: Data) -> None:
    """What a scenario does differently, each with its input, and the way to change something more."""
    title = plain(in_words(scenario.get("title")) or tr("This scenario"))
    found = list(_listed(scenario))
    changes = tr("What “{title}” changes", title=title)
    nothing = tr("“{title}” changes nothing but the factory.", title=title)
    st.markdown(f"**{changes}**" if found else f":small[{nothing}]")
    for path, table, name in found:
        what, value, away = st.columns([3, 5, 2], vertical_alignment="bottom")
        what.markdown(plain(build_changes.owner(build_draft.data(), path)))
        with value:
            build_inputs.draw(field_of(table, name), path[:-1])
        away.button(tr("Take back"), key=f"build:back:{'/'.join(path)}", on_click=_take_back, args=(path,),
                    help=tr("As in the other tabs again"))  # fmt: skip
    with st.popover(tr("Change something"), icon=":material/edit:"):
        _add_change(scenario)


def _listed(scenario: Data) -> Iterator[tuple[Path, str, str]]:
    """Path, table and field of everything a scenario changes."""
    base: Path = ("scenarios", scenario[ID])
    for name in build_changes.WHOLE_FIELDS:
        if name in scenario:
            yield (*base, name), "scenarios", name
    for name in scenario.get("electricity") or {}:
        yield (*base, "electricity", name), "electricity", name
    for row, changes in (scenario.get("overrides") or {}).items():
        for name in changes:
            yield (*base, "overrides", row, name), row.partition(":")[0], name


def _add_change(scenario: Data) -> None:
    data, key = build_draft.data(), f"build:{build_draft.desk().epoch}:change:{scenario[ID]}"
    owners = build_changes.owners(data)
    owner = st.selectbox(tr("Of what"), list(owners), format_func=lambda name: owners.get(name, name), key=f"{key}:of")
    names = build_changes.changeable(scenario, owner)
    name = st.selectbox(tr("Which field"), list(names), format_func=lambda item: names.get(item, item),
                        key=f"{key}:field:{owner}:{len(names)}")  # fmt: skip
    st.button(tr("Change it"), key=f"{key}:do", type="primary", disabled=not name, on_click=_begin,
              args=(scenario[ID], owner, name))  # fmt: skip


def _begin(scenario: str, owner: str, name: str) -> None:
    path = build_changes.path_of(scenario, owner, name)
    value: Any = build_changes.now(build_draft.data(), owner, name)
    build_draft.change(drafts.put(build_draft.data(), path, value))


def _take_back(path: Path) -> None:
    build_draft.change(drafts.drop(build_draft.data(), path))
