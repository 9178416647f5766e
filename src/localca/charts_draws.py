"""Figures of how sure a difference is: the paired draws, what decides them, and other method families."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from localca.charts import INK, WHOLE_COLOUR
from localca.charts_analyses import PLOT, SIDE_LOOKS, padded
from localca.charts_rows import Look, Piece, Row, framed, horizontal, row_chart, vertical
from localca.language import mark, tr, trn
from localca.wording import VERDICT_WORDS, percent, share_words, signed

FIRST_LOOK, TOTAL_LOOK = Look("#0072b2"), Look("#56b4e9", "/")
FIRST, TOTAL = mark("alone"), mark("in interplay with others")
SIDES = {
    "lower": mark("lower than the reference: {share} of the draws"),
    "higher": mark("higher than the reference: {share} of the draws"),
}
VERDICT_LOOKS = {**SIDE_LOOKS, "too close to call": Look(WHOLE_COLOUR), "not covered": Look(WHOLE_COLOUR)}


@dataclass(frozen=True)
class DrawBars:
    """The paired draws of a difference in bins: ``edges`` has one more than ``counts``; 0 is an edge or outside."""

    title: str
    unit: str
    edges: Sequence[float]
    counts: Sequence[int]
    static: float
    mean: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class InfluenceBars:
    """Shares of the variance by quantity: (title, alone, with interactions, half-width of the 95 % interval)."""

    title: str
    rows: Sequence[tuple[str, float, float, float]]


@dataclass(frozen=True)
class FamilyDots:
    """The relative difference in each method with its 90 % interval: (name, relative, low, high, verdict)."""

    title: str
    rows: Sequence[tuple[str, float, float, float, str]]


def draw_histogram(data: DrawBars) -> go.Figure:
    """How often each size of difference was drawn: below 0 the scenario is lower, above it is higher."""
    figure, top = go.Figure(), max(data.counts) * 1.12
    bins = list(zip(data.edges, data.edges[1:], data.counts, strict=False))
    for side, look in SIDE_LOOKS.items():
        chosen = [(low, high, count) for low, high, count in bins if (low + high < 0) == (side == "lower")]
        total = sum(count for *_, count in chosen)
        figure.add_bar(
            x=[(low + high) / 2 for low, high, _ in chosen],
            y=[count for *_, count in chosen],
            width=[(high - low) * 0.94 for low, high, _ in chosen],
            marker=look.marker,
            name=tr(SIDES[side], share=share_words(total / sum(data.counts))),
            customdata=[_bin_words(low, high, count, data.unit) for low, high, count in chosen],
            hovertemplate="%{customdata}<extra></extra>",
        )
    for value, dash, name in ((data.static, "dash", tr("static value")), (data.mean, "dot", tr("mean of the draws"))):
        figure.add_scatter(x=[value, value], y=[0, top], mode="lines", name=f"{name}: {signed(value)}",
                           line={"color": WHOLE_COLOUR, "width": 2.5, "dash": dash}, hoverinfo="skip")  # fmt: skip
    low, high = data.interval
    figure.add_scatter(x=[low, high], y=[top * 0.96] * 2, mode="lines+markers", hoverinfo="skip",
                       name=tr("90 % of the draws: {low} to {high}", low=signed(low), high=signed(high)),
                       line={"color": WHOLE_COLOUR, "width": 3},
                       marker={"symbol": "line-ns", "size": 14,
                               "line": {"width": 3, "color": WHOLE_COLOUR}})  # fmt: skip
    figure.add_shape(type="line", x0=0, x1=0, y0=0, y1=top, line={"color": INK, "width": 1.5}, layer="above")
    framed(figure, data.title, PLOT, legend_lines=5).update_layout(barmode="overlay", bargap=0)
    title = tr("difference, {unit} per functional unit", unit=data.unit)
    horizontal(figure, title, padded([0.0, *data.edges], 0.03))
    return vertical(figure, tr("draws"), (0, top))


def _bin_words(low: float, high: float, count: int, unit: str) -> str:
    return trn("{count} draw from {low} to {high} {unit}", "{count} draws from {low} to {high} {unit}", count,
               low=signed(low), high=signed(high), unit=html.escape(unit))  # fmt: skip


def influence_bars(data: InfluenceBars) -> go.Figure:
    """What decides: each quantity's share of the variance of the difference, alone and in interplay with others."""
    rows = []
    for title, first, total, confidence in data.rows:
        alone, whole = max(min(first, total), 0.0), max(total, 0.0)
        pieces = (Piece(tr(FIRST), alone, FIRST_LOOK), Piece(tr(TOTAL), whole - alone, TOTAL_LOOK, alone))
        rows.append(Row(title, pieces, share_words(whole), (max(whole - confidence, 0.0), whole + confidence)))
    figure = row_chart(rows, data.title, tr("share of the variance of the difference"), legend=True, room=0.16)
    return figure.update_xaxes(tickformat=".0%")


def family_dots(data: FamilyDots) -> go.Figure:
    """The same question under other methods: the relative difference with the middle 90 % of its draws."""
    rows = [
        Row(
            name,
            (Piece(name, 0.0, VERDICT_LOOKS[verdict]),),
            f"{percent(relative)}, {VERDICT_WORDS[verdict]}",
            (low, high),
            relative,
        )
        for name, relative, low, high, verdict in data.rows
    ]
    figure = row_chart(rows, data.title, tr("difference, % of the reference"), room=0.55)
    return figure.update_xaxes(tickformat="+.0%")
