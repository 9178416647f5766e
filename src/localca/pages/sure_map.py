"""The map of the page How sure: the difference over two choices at once, with the line where the answer turns."""

from __future__ import annotations

import functools

import numpy as np
import streamlit as st

from localca import charts_grids, session
from localca.analysis_tables import parameter_title
from localca.certainty_tables import map_axis, map_rows
from localca.language import tr
from localca.pages import parts, question
from localca.pages.question import Question
from localca.parameters import Parameter, Turning, turning
from localca.sweep import difference_map

KINDS = ("grid", "recycled", "distance", "own_share", "kwh", "loss", "allocation_a", "unsold_share")
REACH = 2.0


def draw(asked: Question) -> None:
    """The choices of the two axes, the map and its table."""
    st.header(tr("Two choices at once"), anchor=False)
    make = functools.partial(turning, asked.result.assessment, asked.scenario, asked.reference)
    turned: Turning = asked.remembered("turning", make)
    found = {item.id: item for item in turned.parameters if item.kind in KINDS and _turns(item, asked.column)}
    if len(found) < 2:
        question.nothing_to_show(tr("Too little to turn."),
                                 tr("This scenario has fewer than two choices that matter."))  # fmt: skip
        return
    first, second = _axes(asked, found)
    name = f"map:{first.id}:{second.id}"
    x, y, values = asked.remembered(name, functools.partial(difference_map, turned, first, second, reach=REACH))
    across, up = map_axis(first, x, asked.column, asked.unit), map_axis(second, y, asked.column, asked.unit)
    data = charts_grids.DifferenceMap(
        asked.against, asked.unit, across.title, up.title, across.values, up.values, values[asked.column].tolist(),
        (across.today, up.today), (across.percent, up.percent),
    )  # fmt: skip
    alt = tr("Map of the difference over {across} and {upwards}; the table below holds some of its points.",
             across=across.title, upwards=up.title)  # fmt: skip
    parts.figure(charts_grids.difference_map(data), alt)
    parts.quiet(tr("On the dark line both are equal. The star is today. All else stays as it is."))
    with st.expander(tr("The map as a table")):
        parts.table(map_rows(across, up, values[asked.column]))


def _turns(parameter: Parameter, column: int) -> bool:
    """False for a grid that scores nothing in this category: no multiple of it could be shown."""
    current = np.asarray(parameter.current)
    return not current.ndim or float(current[column]) > 0


def _axes(asked: Question, found: dict[str, Parameter]) -> tuple[Parameter, Parameter]:
    names = sorted(found, key=lambda name: KINDS.index(found[name].kind))
    left, right = st.columns(2)
    first = left.selectbox(
        tr("Across"),
        names,
        index=session.from_address("across", names, names[0]),
        format_func=lambda name: parameter_title(found[name]),
        key=asked.key("across"),
        persist_state="session",
    )
    others = [name for name in names if name != first]
    second = right.selectbox(
        tr("Upwards"),
        others,
        index=session.from_address("upwards", others, others[0]),
        format_func=lambda name: parameter_title(found[name]),
        key=asked.key(f"upwards:{first}"),
        persist_state="session",
    )
    question.keep(across="" if first == names[0] else first, upwards="" if second == others[0] else second)
    return found[first], found[second]
