"""Figures from plain data: ``figure(data) -> go.Figure``. No app, no Brightway, no request to anywhere.

Bars lie on their side with their names above them, so that long names stay readable on a telephone. The vertical axis
counts pixels, hence text and bars keep their distances at any width. Meaning never hangs on colour alone: stages have a
pattern each, differences a sign.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from localca.language import tr
from localca.product import STAGES
from localca.wording import STAGE_TITLES, amount, difference_per_unit, per_unit, signed

STAGE_COLOURS = {
    "raw_materials": "#0072b2",
    "production": "#cc79a7",
    "electricity": "#e69f00",
    "transport": "#009e73",
}
STAGE_PATTERNS = {"raw_materials": "", "production": "x", "electricity": "/", "transport": "."}
WHOLE_COLOUR = "#7a8a8b"
LINE = "rgba(128,140,140,0.9)"
INK = "#5c6b6c"
CHARACTERS, NAME_LINES = 42, 3
BAR, TEXT_LINE, GAP, TOP_GAP, BOTTOM = 24, 18, 14, 8, 96
LABEL_ROOM = 0.24


@dataclass(frozen=True)
class StageBars:
    """The totals of scenarios by stage: ``values`` is title -> stage -> score, in the order shown.

    ``reference`` names the title whose total is drawn as a line through all bars.
    """

    category: str
    unit: str
    functional_unit: str
    values: Mapping[str, Mapping[str, float]]
    reference: str = ""


@dataclass(frozen=True)
class StageDifference:
    """A difference by stage: ``stages`` add up to ``difference``; ``interval`` holds 90 % of the draws."""

    category: str
    unit: str
    functional_unit: str
    scenario: str
    reference: str
    stages: Mapping[str, float]
    difference: float
    interval: tuple[float, float]


def stage_bars(data: StageBars) -> go.Figure:
    """One stacked bar per scenario, in the category's unit, with its total at the end."""
    names = {title: wrapped(title) for title in data.values}
    centres, height = row_centres(list(names.values()))
    totals = {title: sum(stages.values()) for title, stages in data.values.items()}
    figure = go.Figure()
    for stage in STAGES:
        scores = [stages[stage] for stages in data.values.values()]
        figure.add_bar(
            name=STAGE_TITLES[stage],
            x=scores,
            y=centres,
            width=BAR,
            orientation="h",
            marker=stage_marker(stage),
            customdata=[[html.escape(title), amount(score)] for title, score in zip(names, scores, strict=True)],
            hovertemplate=f"%{{customdata[0]}}<br>{STAGE_TITLES[stage]}: %{{customdata[1]}} {data.unit}<extra></extra>",
        )
    ends = [max(total, 0.0) for total in totals.values()]
    figure.add_scatter(**_labels(ends, centres, [f"<b>{amount(total)}</b>" for total in totals.values()]))
    if data.reference in totals:
        at = totals[data.reference]
        _marks(figure, [at] * len(centres), centres, {"color": INK, "width": 1.5, "dash": "dot"})
    _names_above(figure, list(names.values()), centres)
    low = min(0.0, *(sum(min(score, 0) for score in stages.values()) for stages in data.values.values()))
    high = max(0.0, *(sum(max(score, 0) for score in stages.values()) for stages in data.values.values()))
    words = {"category": data.category, "functional_unit": data.functional_unit}
    title = (tr("{category} by stage, per {functional_unit}; dotted: the reference", **words) if data.reference
             else tr("{category} by stage, per {functional_unit}", **words))  # fmt: skip
    return _laid_out(figure, title, per_unit(data.unit), height, low, high, 0.0, LABEL_ROOM)


def difference_waterfall(data: StageDifference) -> go.Figure:
    """How the stages add up to the whole difference: each bar starts where the one above ended."""
    rows = [STAGE_TITLES[stage] for stage in STAGES]
    whole = tr("Whole difference, line: 90 % of the draws")
    centres, height = row_centres([*rows, whole])
    figure, start, starts = go.Figure(), 0.0, []
    for stage, centre in zip(STAGES, centres, strict=False):
        starts.append(start)
        figure.add_bar(**_step(STAGE_TITLES[stage], data.stages[stage], start, centre, data.unit, stage_marker(stage)))
        start += data.stages[stage]
    marker = {"color": WHOLE_COLOUR, "line": {"width": 0}}
    figure.add_bar(**_step(tr("Whole difference"), data.difference, 0.0, centres[-1], data.unit, marker))
    low, high = data.interval
    figure.data[-1].error_x = {"type": "data", "symmetric": False, "array": [high - data.difference],
                               "arrayminus": [data.difference - low], "color": INK, "thickness": 2,
                               "width": 5}  # fmt: skip
    steps = [(at, at + data.stages[stage]) for at, stage in zip(starts, STAGES, strict=True)]
    edges = [max(pair) for pair in steps] + [max(0.0, data.difference, high)]
    texts = [f"<b>{signed(value)}</b>" for value in (*(data.stages[stage] for stage in STAGES), data.difference)]
    figure.add_scatter(**_labels(edges, centres, texts))
    _marks(figure, [end for _, end in steps], centres[:-1], {"color": LINE, "width": 1})
    _names_above(figure, [*rows, whole], centres)
    lowest = min(0.0, low, data.difference, *(min(pair) for pair in steps))
    title = tr("“{scenario}” minus “{reference}”: {category}, per {functional_unit}", scenario=data.scenario,
               reference=data.reference, category=data.category, functional_unit=data.functional_unit)  # fmt: skip
    laid = _laid_out(figure, title, difference_per_unit(data.unit), height, lowest, max(edges), 0.04, LABEL_ROOM)
    return laid.update_layout(showlegend=False, barmode="overlay", margin_b=60)


def stage_marker(stage: str) -> dict[str, Any]:
    """The one look of a stage: colour and pattern."""
    return {
        "color": STAGE_COLOURS[stage],
        "line": {"width": 0},
        "pattern": {
            "shape": STAGE_PATTERNS[stage],
            "fillmode": "overlay",
            "fgcolor": "rgba(255,255,255,0.75)",
            "size": 7,
            "solidity": 0.25,
        },
    }


def wrapped(text: str, characters: int = CHARACTERS, lines: int = NAME_LINES) -> str:
    """Text for a figure: markup shown as text, broken into at most ``lines`` lines."""
    parts = textwrap.wrap(" ".join(text.split()), characters, max_lines=lines, placeholder=" …") or [""]
    return "<br>".join(html.escape(part) for part in parts)


def _step(name: str, value: float, start: float, centre: float, unit: str, marker: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "x": [value],
        "y": [centre],
        "base": [start],
        "width": BAR,
        "orientation": "h",
        "marker": marker,
        "hovertemplate": f"{name}: {signed(value)} {unit}<extra></extra>",
    }


def row_centres(names: Sequence[str]) -> tuple[list[float], float]:
    """The centre of each bar and the height of all, in pixels from the top; names stand above their bars."""
    centres, at = [], float(TOP_GAP)
    for name in names:
        at += TEXT_LINE * (name.count("<br>") + 1)
        centres.append(at + BAR / 2)
        at += BAR + GAP
    return centres, at


def _names_above(figure: go.Figure, names: Sequence[str], centres: Sequence[float]) -> None:
    for name, centre in zip(names, centres, strict=True):
        figure.add_annotation(xref="paper", x=0, xanchor="left", y=centre - BAR / 2, yanchor="bottom", text=name,
                              align="left", showarrow=False, font_size=13, xshift=-2, borderpad=2)  # fmt: skip


def _marks(figure: go.Figure, at: Sequence[float], centres: Sequence[float], line: Mapping[str, Any]) -> None:
    """A short upright line across each bar, clear of the names between the bars."""
    for x, centre in zip(at, centres, strict=True):
        figure.add_shape(
            type="line", x0=x, x1=x, y0=centre - BAR / 2 - 4, y1=centre + BAR / 2 + 4, line=dict(line), layer="above"
        )


def inked(figure: go.Figure, ink: str) -> go.Figure:
    """The figure with its text and whiskers in the colour of the page's text."""
    figure.update_layout(font_color=ink, legend_font_color=ink)
    figure.update_annotations(font_color=ink)
    figure.update_xaxes(title_font_color=ink, tickfont_color=ink)
    figure.update_yaxes(title_font_color=ink, tickfont_color=ink)
    figure.update_traces(textfont_color=ink, selector={"mode": "text"})
    figure.update_traces(error_x_color=ink, selector=lambda trace: trace.type == "bar" and trace.error_x.array)
    figure.for_each_shape(lambda shape: shape.update(line_color=ink) if shape.line.color == INK else None)
    return figure


def _labels(ends: Sequence[float], centres: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    return {
        "x": list(ends),
        "y": list(centres),
        "text": [f" {text}" for text in texts],
        "mode": "text",
        "textposition": "middle right",
        "textfont": {"size": 13},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
        "name": "labels",
    }


def _laid_out(figure: go.Figure, title: str, axis: str, height: float, low: float, high: float, room_left: float,
              room_right: float) -> go.Figure:  # fmt: skip
    """Title, axes, legend and size alike for every figure of bars."""
    heading = wrapped(title, 46, 5)
    top = 20 * (heading.count("<br>") + 1) + 8
    span = (high - low) or 1.0
    centres = sorted({float(at) for trace in figure.data for at in trace.y})
    _marks(figure, [0.0] * len(centres), centres, {"color": LINE, "width": 1})
    figure.update_layout(
        barmode="relative",
        height=int(height + top + BOTTOM),
        margin={"l": 8, "r": 4, "t": top, "b": BOTTOM, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -46 / height, "yanchor": "top",
                "font": {"size": 13}, "traceorder": "normal", "itemclick": False, "itemdoubleclick": False,
                "title": {"text": ""}},
    )  # fmt: skip
    figure.add_annotation(text=f"<b>{heading}</b>", xref="paper", x=0, xanchor="left", yref="paper", y=1,
                          yanchor="bottom", align="left", showarrow=False, font_size=14, xshift=-2,
                          name="title")  # fmt: skip
    figure.update_xaxes(
        title={"text": axis, "font": {"size": 13}, "standoff": 6},
        range=[low - room_left * span, high + room_right * span],
        fixedrange=True,
        nticks=6,
        exponentformat="power",
        showgrid=False,
        zeroline=False,
        showline=True,
        linecolor=LINE,
        ticks="outside",
        ticklen=4,
        tickcolor=LINE,
        tickfont={"size": 12},
    )
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True)
    return figure
