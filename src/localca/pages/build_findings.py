"""What is wrong with a draft, said beside the field that it is about, with what to take instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from localca import drafts
from localca.draft_checks import Finding
from localca.drafts import Path
from localca.editor_fields import Lines, field_of
from localca.language import tr
from localca.pages import build_draft, build_words
from localca.pages.build_numbers import key as key_of
from localca.wording import plain


def say(finding: Finding, flow: Path = ()) -> None:
    """What is wrong, in red with a sign; what is only missing is asked for quietly, by the star of its label."""
    if finding.missing:
        return
    problem = finding.problem
    nearest = ""
    if problem.nearest and not flow:
        nearest = f" {tr('Nearest: {names}.', names=plain(', '.join(problem.nearest)))}"
    st.markdown(f":red[:material/error: {plain(problem.what)}{nearest} {plain(problem.do)}]")
    if flow:
        _instead(flow, problem.nearest)


def _instead(path: Path, nearest: Sequence[str]) -> None:
    """Flows to take instead of one that is not known, and the way to describe one's own."""
    typed = str(drafts.get(build_draft.data(), path, ""))
    key = key_of(path)
    with st.container(horizontal=True, gap="xsmall"):
        for name in nearest:
            st.button(tr("Use {flow}", flow=plain(build_words.title(name))), key=f"{key}:use:{name}", on_click=_take,
                      args=(path, name))  # fmt: skip
        st.button(tr("Describe it as my own flow"), key=f"{key}:own", on_click=_describe, args=(path, typed))


def nothing_fits(path: Path) -> None:
    """What to do when a search finds no flow: describe one's own."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        fits = tr("No flow fits? Take the nearest and say so in the note, or")
        st.markdown(f":small[:gray[{fits}]]", width="content")
        st.button(tr("Describe my own flow"), key=f"{key_of(path)}:new", type="tertiary", on_click=_describe,
                  args=(path, ""))  # fmt: skip


def _take(path: Path, value: Any) -> None:
    build_draft.change(drafts.put(build_draft.data(), path, value))


def _describe(path: Path, typed: str) -> None:
    new, identity = drafts.add(build_draft.data(), "flows", title=typed)
    build_draft.change(drafts.put(new, path, identity))


def of_the_row(base: tuple[str, str], first: Lines) -> None:
    """What is wrong with the row as a whole, or with a field that is folded away."""
    seen = {field.name for line in first for field in line}
    for finding in build_draft.checked().findings:
        if finding.path[:2] == base and ".".join(finding.path[2:]) not in seen and not finding.missing:
            if len(finding.path) > 2:
                st.markdown(f":small[{plain(tr(field_of(base[0], finding.path[2]).label))}:]")
            say(finding)
