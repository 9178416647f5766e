"""Figures of grids: every country by the score of its kWh, a mix beside another, and the map of two parameters."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from localca.charts import WHOLE_COLOUR, wrapped
from localca.charts_analyses import SIDE_LOOKS, padded
from localca.charts_rows import Look, Piece, Row, framed, horizontal, row_chart, vertical
from localca.language import mark, tr, trn
from localca.wording import VERDICT_WORDS, amount, share_words, signed

BEFORE_LOOK, AFTER_LOOK = Look("#999999", "/"), Look("#e69f00")
DOT, STRIP, MAP = 8, 190, 380
MARK_SYMBOLS = ("diamond", "square", "star", "triangle-up")
MARK_COLOURS = ("#000000", "#009e73", "#cc79a7", "#56b4e9")
DIVERGING = [[0.0, "#0072b2"], [0.35, "#8fc1e0"], [0.5, "#f7f7f7"], [0.65, "#f3b27a"], [1.0, "#d55e00"]]
ZERO_LINE = "#1d2b2c"


@dataclass(frozen=True)
class CountryStrip:
    """Every country by the score of 1 kWh; ``marks`` stand out; ``turning`` is the break-even score.

    ``lower_below``: below the break-even the scenario is lower than the reference. ``limits``: the part of the axis.
    """

    title: str
    unit: str
    scores: Mapping[str, float]
    marks: Mapping[str, float]
    turning: float | None
    lower_below: bool
    limits: tuple[float, float]


@dataclass(frozen=True)
class MixPair:
    """Two mixes beside each other: shares by name; ``before`` and ``after`` name them."""

    title: str
    before: str
    after: str
    shares: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class DifferenceMap:
    """The difference over two parameters: ``values[row][column]`` belongs to ``y[row]`` and ``x[column]``."""

    title: str
    unit: str
    x_title: str
    y_title: str
    x: Sequence[float]
    y: Sequence[float]
    values: Sequence[Sequence[float]]
    today: tuple[float, float]
    percent: tuple[bool, bool] = (False, False)


def country_strip(data: CountryStrip) -> go.Figure:
    """All countries on one axis, dots piled where they are close; the break-even is an upright line."""
    low, high = data.limits
    inside = {name: score for name, score in data.scores.items() if low <= score <= high}
    heights = piled(list(inside.values()), low, high)
    tall = max([*(abs(height) for height in heights), 4.0]) + 1.5
    figure = go.Figure()
    for side, look in SIDE_LOOKS.items() if data.turning is not None else [("", Look(WHOLE_COLOUR))]:
        chosen = [
            (name, score, height)
            for (name, score), height in zip(inside.items(), heights, strict=True)
            if not side or ((score < (data.turning or 0.0)) == data.lower_below) == (side == "lower")
        ]
        figure.add_scatter(
            x=[score for _, score, _ in chosen], y=[height for *_, height in chosen], mode="markers",
            marker={"color": look.colour, "size": DOT, "symbol": "circle-open" if side == "higher" else "circle",
                    "line": {"width": 1.5, "color": look.colour}},
            name=_countries(len(chosen), side),
            customdata=[f"{html.escape(name)}: {amount(score)} {data.unit}" for name, score, _ in chosen],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    for (name, score), symbol, colour in zip(data.marks.items(), MARK_SYMBOLS, MARK_COLOURS, strict=False):
        figure.add_scatter(x=[score], y=[-tall + 0.9], mode="markers",
                           name=f"{wrapped(name, 36, 1)}: {amount(score)}",
                           marker={"symbol": symbol, "size": 15, "color": colour,
                                   "line": {"color": "white", "width": 1.5}},
                           hovertemplate=f"{html.escape(name)}: {amount(score)} {data.unit}"
                                         "<extra></extra>")  # fmt: skip
    if data.turning is not None:
        figure.add_scatter(x=[data.turning] * 2, y=[-tall, tall], mode="lines", hoverinfo="skip",
                           name=tr("break-even g*: {score}", score=amount(data.turning)),
                           line={"color": WHOLE_COLOUR, "width": 3, "dash": "dash"})  # fmt: skip
    framed(figure, data.title, STRIP, legend_lines=len(figure.data))
    figure.update_yaxes(range=[-tall - 0.6, tall], visible=False, fixedrange=True)
    air = 0.03 * (high - low)
    return horizontal(figure, tr("{unit} per kWh at the plug", unit=data.unit), (low - air, high + air))


def _countries(count: int, side: str) -> str:
    words = trn("{count} country", "{count} countries", count)
    if not side:
        return words
    one = mark("{countries}: scenario lower than the reference")
    return tr(one if side == "lower" else mark("{countries}: scenario higher than the reference"), countries=words)


def piled(values: Sequence[float], low: float, high: float, bins: int = 54) -> list[float]:
    """A height for each dot so that dots close on the axis pile up around the middle: 0, 1, -1, 2, -2, ..."""
    seen: dict[int, int] = {}
    heights = []
    for value in values:
        place = int((value - low) / ((high - low) or 1.0) * bins)
        rank = seen.get(place, 0)
        seen[place] = rank + 1
        heights.append(float((rank + 1) // 2 * (1 if rank % 2 else -1)))
    return heights


def mix_pair(data: MixPair) -> go.Figure:
    """Who generates: each share before and after."""
    rows = []
    for name, (before, after) in data.shares.items():
        rows.append(Row(f"{name}: {data.before}", (Piece(data.before, before, BEFORE_LOOK),), share_words(before)))
        rows.append(Row(f"{name}: {data.after}", (Piece(data.after, after, AFTER_LOOK),), share_words(after)))
    return row_chart(rows, data.title, tr("share of generation"), legend=True, room=0.14).update_xaxes(tickformat=".0%")


def difference_map(data: DifferenceMap) -> go.Figure:
    """The difference over two parameters, with the zero line where the answer turns and today's point."""
    size = max(abs(value) for row in data.values for value in row) or 1.0
    words = [[f"{signed(value)} {data.unit}" for value in row] for row in data.values]
    figure = go.Figure()
    figure.add_heatmap(
        x=list(data.x), y=list(data.y), z=[list(row) for row in data.values], zmin=-size, zmax=size,
        colorscale=DIVERGING, customdata=words, zsmooth="best",
        hovertemplate="%{x:.3~s}, %{y:.3~s}: %{customdata}<extra></extra>",
        colorbar={"orientation": "h", "y": -66 / MAP, "yanchor": "top", "thickness": 14, "len": 1, "x": 0.5,
                  "title": {"text": tr("difference, {unit}: below 0 lower, above 0 higher", unit=data.unit),
                            "side": "bottom", "font": {"size": 13}}, "nticks": 6, "exponentformat": "power"},
    )  # fmt: skip
    figure.add_contour(
        x=list(data.x), y=list(data.y), z=[list(row) for row in data.values], showscale=False, hoverinfo="skip",
        contours={"start": 0, "end": 0, "size": size, "coloring": "none"}, line={"color": ZERO_LINE, "width": 3},
        name="zero", showlegend=False,
    )  # fmt: skip
    figure.add_scatter(x=[data.today[0]], y=[data.today[1]], mode="markers", cliponaxis=False, name="today",
                       marker={"symbol": "star-diamond", "size": 17, "color": "#ffffff",
                               "line": {"color": ZERO_LINE, "width": 2}},
                       hovertemplate=f"{tr('as the scenario is')}<extra></extra>", showlegend=False)  # fmt: skip
    for side, at in _sides(data).items():
        text = f'<b style="color:{ZERO_LINE}">{html.escape(VERDICT_WORDS[side])}</b>'  # dark on white in both themes
        figure.add_annotation(x=at[0], y=at[1], text=text, showarrow=False, font={"size": 14},
                              bgcolor="rgba(255,255,255,0.85)", borderpad=3, name="side")  # fmt: skip
    framed(figure, data.title, MAP).update_layout(margin_b=140, height=MAP + 140 + int(figure.layout.margin.t))
    formats = [{"tickformat": ".0%"} if share else {} for share in data.percent]
    horizontal(figure, data.x_title, padded(data.x, 0.0), **formats[0])
    return vertical(figure, data.y_title, padded(data.y, 0.0), **formats[1])


def _sides(data: DifferenceMap) -> dict[str, tuple[float, float]]:
    """Where to write lower and higher: the middle of each region, if there is one of some size."""
    found = {}
    cells = len(data.x) * len(data.y)
    for side, sign in (("lower", -1), ("higher", 1)):
        points = [
            (column, row)
            for row, values in enumerate(data.values)
            for column, value in enumerate(values)
            if value * sign > 0
        ]
        if len(points) >= 0.03 * cells:
            middle = [sum(part) / len(points) for part in zip(*points, strict=True)]
            column, row = min(points, key=lambda at: (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2)
            found[side] = (data.x[column], data.y[row])
    return found
