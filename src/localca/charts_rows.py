"""Figures made of rows: a name above a bar, a value at its end. Readable on a telephone at any length of name.

The vertical axis counts pixels, as in :mod:`localca.charts`, so that names and bars keep their distances at any width.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from localca.charts import BAR, INK, LINE, row_centres, wrapped
from localca.wording import amount

AXIS_ROOM, LEGEND_LINE, TITLE_LINE = 60, 22, 20
SYMBOL_SIZE = 12


@dataclass(frozen=True)
class Look:
    """Colour and pattern; the pattern tells apart what the eye cannot tell by colour."""

    colour: str
    pattern: str = ""

    @property
    def marker(self) -> dict[str, Any]:
        """The look as plotly wants it."""
        return {
            "color": self.colour,
            "line": {"width": 0},
            "pattern": {
                "shape": self.pattern, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.75)", "size": 7,
                "solidity": 0.25,
            },
        }  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: from ``start``, ``size`` long; equal names share an entry of the legend."""

    name: str
    size: float
    look: Look
    start: float = 0.0


@dataclass(frozen=True)
class Row:
    """A row: its name, its pieces, the text at its end; a whisker from low to high, and a dot."""

    name: str
    pieces: tuple[Piece, ...]
    text: str
    whisker: tuple[float, float] | None = None
    dot: float | None = None

    @property
    def ends(self) -> list[float]:
        """Every place on the axis that the row reaches."""
        found = [0.0, *self.whisker] if self.whisker else [0.0]
        found += [self.dot] if self.dot is not None else []
        return [*found, *(end for piece in self.pieces for end in (piece.start, piece.start + piece.size))]


def row_chart(rows: Sequence[Row], title: str, axis: str, legend: bool = False, room: float = 0.24) -> go.Figure:
    """Rows from the top; ``room`` is the part of the axis kept free for the texts at the ends."""
    names = [wrapped(row.name) for row in rows]
    centres, height = row_centres(names)
    traces, shapes, shown = [], [], set[str]()
    for row, centre in zip(rows, centres, strict=True):
        for piece in row.pieces:
            traces.append(_bar(piece, row, centre, legend and piece.name not in shown))
            shown.add(piece.name)
        traces += _dot(row, centre)
        shapes += [_line(0.0, 0.0, centre - BAR / 2 - 4, centre + BAR / 2 + 4, LINE, 1), *_whisker(row, centre)]
    traces.append({
        "type": "scatter", "x": [max(row.ends) for row in rows], "y": centres, "mode": "text", "name": "labels",
        "text": [f"\u2002<b>{row.text}</b>" for row in rows], "textposition": "middle right",
        "textfont": {"size": 13}, "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
    })  # fmt: skip
    annotations = [
        {"xref": "paper", "x": 0, "xanchor": "left", "y": centre - BAR / 2, "yanchor": "bottom", "text": name,
         "align": "left", "showarrow": False, "font": {"size": 13}, "xshift": -2, "borderpad": 2}
        for name, centre in zip(names, centres, strict=True)
    ]  # fmt: skip
    figure = go.Figure(traces, {"shapes": shapes, "annotations": annotations, "barmode": "overlay"})
    framed(figure, title, height, legend_lines=len(shown) if legend else 0)
    figure.update_yaxes(range=[height, 0], visible=False)
    low, high = (bound([end for row in rows for end in row.ends]) for bound in (min, max))
    span = (high - low) or 1.0
    return horizontal(figure, axis, (low - 0.04 * span, high + room * span))


def framed(figure: go.Figure, title: str, height: float, legend_lines: int = 0) -> go.Figure:
    """Title above, legend below, transparent ground, no dragging; ``height`` is that of the plot alone, in pixels."""
    heading = wrapped(title, 46, 5)
    top = TITLE_LINE * (heading.count("<br>") + 1) + 8
    bottom = AXIS_ROOM + LEGEND_LINE * legend_lines
    figure.update_layout(
        height=int(height + top + bottom),
        margin={"l": 8, "r": 4, "t": top, "b": bottom, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        showlegend=legend_lines > 0,
        legend={"orientation": "v", "x": 0, "xanchor": "left", "y": -(AXIS_ROOM - 10) / height, "yanchor": "top",
                "font": {"size": 13}, "itemclick": False, "itemdoubleclick": False, "title": {"text": ""}},
    )  # fmt: skip
    return figure.add_annotation(text=f"<b>{heading}</b>", xref="paper", x=0, xanchor="left", yref="paper", y=1,
                                 yanchor="bottom", align="left", showarrow=False, font_size=14, xshift=-2,
                                 name="title")  # fmt: skip


def horizontal(figure: go.Figure, title: str, limits: tuple[float, float], **more: Any) -> go.Figure:
    """The horizontal axis with its unit."""
    return figure.update_xaxes(**_axis(title), range=list(limits), nticks=6, **more)


def vertical(figure: go.Figure, title: str, limits: tuple[float, float], **more: Any) -> go.Figure:
    """The vertical axis with its unit."""
    figure.update_layout(margin_l=4)
    return figure.update_yaxes(**_axis(title), range=list(limits), nticks=6, automargin=True, **more)


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 13}, "standoff": 6},
        "fixedrange": True,
        "exponentformat": "power",
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": LINE,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": LINE,
        "tickfont": {"size": 12},
    }


def _bar(piece: Piece, row: Row, centre: float, legend: bool) -> dict[str, Any]:
    value = row.text if len(row.pieces) == 1 else amount(piece.size)
    return {
        "type": "bar",
        "name": html.escape(piece.name),
        "legendgroup": html.escape(piece.name),
        "showlegend": legend,
        "x": [piece.size],
        "y": [centre],
        "base": [piece.start],
        "width": BAR,
        "orientation": "h",
        "marker": piece.look.marker,
        "hovertemplate": f"{html.escape(row.name)}<br>{html.escape(piece.name)}: {value}<extra></extra>",
    }


def _whisker(row: Row, centre: float) -> list[dict[str, Any]]:
    """Whiskers are shapes in the ink of the page."""
    if row.whisker is None:
        return []
    low, high = row.whisker
    caps = [_line(end, end, centre - 5, centre + 5, INK, 2) for end in row.whisker]
    return [_line(low, high, centre, centre, INK, 2), *caps]


def _line(x0: float, x1: float, y0: float, y1: float, colour: str, width: int) -> dict[str, Any]:
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"color": colour, "width": width},
            "layer": "above"}  # fmt: skip


def _dot(row: Row, centre: float) -> list[dict[str, Any]]:
    if row.dot is None:
        return []
    colour = row.pieces[0].look.colour if row.pieces else INK
    return [
        {
            "type": "scatter", "x": [row.dot], "y": [centre], "mode": "markers", "showlegend": False,
            "name": html.escape(row.name), "hovertemplate": f"{html.escape(row.name)}: {row.text}<extra></extra>",
            "marker": {"size": SYMBOL_SIZE, "color": colour, "line": {"color": "white", "width": 1}},
        }
    ]  # fmt: skip
