"""Figures of the analyses: causes, places, levers, break-evens, recycled shares."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from localca.charts import INK, STAGE_COLOURS, WHOLE_COLOUR
from localca.charts_rows import Look, Piece, Row, framed, horizontal, row_chart, vertical
from localca.explanation import MATERIAL_ORIGIN, ON_THE_WAY, RECYCLED_SHARE
from localca.language import capital, tr
from localca.wording import VERDICT_WORDS, amount, difference_per_unit, per_unit, percent, share_words, signed

CAUSE_LOOKS = {
    MATERIAL_ORIGIN: Look(STAGE_COLOURS["raw_materials"]),
    RECYCLED_SHARE: Look("#56b4e9", "x"),
    "grid": Look(STAGE_COLOURS["electricity"], "/"),
    "heat": Look("#d55e00", "-"),
    "technology": Look(STAGE_COLOURS["production"], "+"),
    "transport": Look(STAGE_COLOURS["transport"], "."),
}
PLACE_LOOKS = {
    "inside": Look("#0072b2"),
    "outside": Look("#e69f00", "/"),
    ON_THE_WAY: Look("#56b4e9", "."),
}
SIDE_LOOKS = {"lower": Look("#0072b2"), "higher": Look("#d55e00", "/")}
WHOLE_LOOK = Look(WHOLE_COLOUR)
RULE_LINES = (("#0072b2", "solid", "circle"), ("#d55e00", "dash", "diamond"))  # the cut-off first
PLOT = 300


@dataclass(frozen=True)
class Steps:
    """Parts that add up to a difference, in the order shown: name -> part."""

    title: str
    unit: str
    parts: Mapping[str, float]


@dataclass(frozen=True)
class PlaceParts:
    """Totals by place: scenario title -> place part -> score; ``titles`` says what each part is called."""

    title: str
    unit: str
    values: Mapping[str, Mapping[str, float]]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class LeverBars:
    """The effect of each lever on a total, in the order shown."""

    title: str
    unit: str
    baseline: float
    effects: Mapping[str, float]


@dataclass(frozen=True)
class BreakEvenPicture:
    """A parameter from ``low`` to ``high``, the value at which the answer turns, and today's value."""

    axis: str
    low: float
    high: float
    root: float
    today: float
    lower_below: bool
    words: str
    percent: bool = False


@dataclass(frozen=True)
class RuleCurve:
    """The difference over a share under one allocation rule, with the middle 90 % of the draws."""

    rule: str
    differences: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    crossing: float | None


@dataclass(frozen=True)
class ShareCurves:
    """The difference to the reference over the recycled share of one material (0 to 1), the cut-off first."""

    title: str
    unit: str
    material: str
    shares: Sequence[float]
    chosen: float
    curves: tuple[RuleCurve, ...]


def cause_waterfall(data: Steps) -> go.Figure:
    """How the causes add up to the whole difference: each bar starts where the one above ended."""
    rows, start = [], 0.0
    for cause, part in data.parts.items():
        name = capital(tr(cause))
        rows.append(Row(name, (Piece(name, part, CAUSE_LOOKS[cause], start),), signed(part)))
        start += part
    whole = tr("Whole difference")
    rows.append(Row(whole, (Piece(whole, start, WHOLE_LOOK),), signed(start)))
    return row_chart(rows, data.title, difference_per_unit(data.unit), room=0.28)


def place_bars(data: PlaceParts) -> go.Figure:
    """One bar per scenario in pieces: inside the country of use, outside, at sea or in the air."""
    rows = []
    for title, parts in data.values.items():
        pieces, ends = [], {True: 0.0, False: 0.0}
        for part, score in parts.items():
            pieces.append(Piece(data.titles[part], score, PLACE_LOOKS[part], ends[score >= 0]))
            ends[score >= 0] += score
        rows.append(Row(title, tuple(pieces), amount(sum(parts.values()))))
    return row_chart(rows, data.title, per_unit(data.unit), legend=True)


def lever_tornado(data: LeverBars) -> go.Figure:
    """What each lever could bring at its best, the strongest first."""
    rows = []
    for name, effect in data.effects.items():
        relative = f" ({percent(effect / data.baseline)})" if data.baseline else ""
        look = SIDE_LOOKS["lower" if effect <= 0 else "higher"]
        shown = capital(name)
        rows.append(Row(shown, (Piece(shown, effect, look),), f"{signed(effect)}{relative}"))
    axis = tr("effect on the total, {unit} per functional unit", unit=data.unit)
    return row_chart(rows, data.title, axis, room=0.45)


def break_even_picture(data: BreakEvenPicture) -> go.Figure:
    """Where a parameter makes the scenario lower, where higher, and where it stands today."""
    sides = ("lower", "higher") if data.lower_below else ("higher", "lower")
    figure = go.Figure()
    for side, start, end in zip(sides, (data.low, data.root), (data.root, data.high), strict=True):
        figure.add_bar(x=[end - start], y=[0], base=[start], orientation="h", width=1, name=VERDICT_WORDS[side],
                       marker=SIDE_LOOKS[side].marker, hoverinfo="skip", text=[f"<b>{VERDICT_WORDS[side]}</b>"],
                       textposition="inside", insidetextanchor="middle", textangle=0,
                       textfont={"color": "white", "size": 13})  # fmt: skip
    shown = min(max(data.today, data.low), data.high)
    figure.add_scatter(x=[shown, data.root], y=[-0.9, 0], mode="markers", hoverinfo="skip",
                       marker={"symbol": ["triangle-down", "line-ns"], "size": [13, 30], "color": WHOLE_COLOUR,
                               "line": {"width": [0, 3], "color": WHOLE_COLOUR}})  # fmt: skip
    figure.update_layout(height=92, margin={"l": 10, "r": 10, "t": 4, "b": 44}, barmode="overlay", showlegend=False,
                         dragmode=False, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
                         uniformtext={"mode": "hide", "minsize": 11})  # fmt: skip
    figure.update_yaxes(range=[0.55, -1.4], visible=False, fixedrange=True)
    pad = 0.01 * (data.high - data.low)
    more = {"tickformat": ".0%"} if data.percent else {}
    return horizontal(figure, data.axis, (data.low - pad, data.high + pad), **more)


def share_curves(data: ShareCurves) -> go.Figure:
    """The difference over the recycled share under each rule, the share chosen and where each rule turns."""
    figure = go.Figure()
    for curve, (colour, dash, symbol) in zip(data.curves, RULE_LINES, strict=False):
        band = tr("{rule}: 90 % of the draws", rule=curve.rule)
        figure.add_scatter(x=[*data.shares, *reversed(data.shares)], y=[*curve.high, *reversed(curve.low)],
                           fill="toself", fillcolor=colour, opacity=0.14, line_width=0, mode="lines",
                           hoverinfo="skip", name=band, showlegend=False)  # fmt: skip
        words = tr("{share} recycled: {difference}", share="%{customdata[0]}", difference="%{customdata[1]}")
        texts = [[share_words(x), signed(y)] for x, y in zip(data.shares, curve.differences, strict=True)]
        figure.add_scatter(x=list(data.shares), y=list(curve.differences), mode="lines", name=curve.rule,
                           line={"color": colour, "dash": dash, "width": 3}, customdata=texts,
                           hovertemplate=f"{curve.rule}<br>{words} {data.unit}<extra></extra>")  # fmt: skip
        if curve.crossing is not None:
            figure.add_scatter(x=[curve.crossing], y=[0], mode="markers", hoverinfo="skip",
                               name=tr("{rule}: turns at {share}", rule=curve.rule, share=share_words(curve.crossing)),
                               marker={"symbol": symbol, "size": 13, "color": colour,
                                       "line": {"color": "white", "width": 2}})  # fmt: skip
    heights = [0.0, *(value for curve in data.curves for value in (*curve.low, *curve.high))]
    low, high = padded(heights)
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=0, line={"color": INK, "width": 1.5})
    figure.add_scatter(x=[data.chosen] * 2, y=[low, high], mode="lines", hoverinfo="skip",
                       name=tr("Chosen: {share}", share=share_words(data.chosen)),
                       line={"color": WHOLE_COLOUR, "width": 2, "dash": "dot"})  # fmt: skip
    lines = sum(trace.showlegend is not False for trace in figure.data)
    framed(figure, data.title, PLOT, legend_lines=lines)
    horizontal(figure, tr("recycled share of {row}", row=html.escape(data.material)), (-0.02, 1.02), tickformat=".0%")
    return vertical(figure, tr("difference, {unit}", unit=data.unit), (low, high))


def padded(values: Sequence[float], part: float = 0.06) -> tuple[float, float]:
    """The range of some values with a little air at both ends."""
    low, high = min(values), max(values)
    air = part * (high - low or abs(high) or 1.0)
    return low - air, high + air
