"""The classes of a map: round limits, colours that all eyes can tell apart, and the key that explains them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from localca import charts
from localca.wording import amount

LOWER = ("#08519c", "#2f7fbd", "#6baed6", "#9ecae1", "#d3e4f3")  # large to small; blue and orange differ to all eyes
HIGHER = ("#fde3c8", "#fdbe85", "#f88d3a", "#d4580a", "#8f2d04")
REGRET = ("#eef3c7", "#a8d9b9", "#46aec0", "#2b72ad", "#263482")
KEY_TOP, KEY_HEIGHT = 26, 12  # pixels below the map


def class_limits(values: Sequence[float], diverging: bool) -> list[float]:
    """Round limits between the classes: 1, 2, 5, 10 ... up to what nine in ten values stay below.

    Diverging limits mirror at 0; outer classes without a country are left out.
    """
    sizes = [abs(value) for value in values if value]
    if not sizes:
        return [0.0] if diverging else []
    top = float(np.quantile(sizes, 0.9))
    power = math.floor(math.log10(top))
    series = [digit * 10.0**exponent for exponent in range(power - 2, power + 1) for digit in (1, 2, 5)]
    upper = [limit for limit in series if limit <= top * (1 + 1e-9)][-4:]
    limits = [*(-limit for limit in reversed(upper)), 0.0, *upper] if diverging else upper
    low, high = min(values), max(values)
    return [limit for index, limit in enumerate(limits)
            if limit == 0.0 or (limits[index] > low if limit < 0 else limit <= high)]  # fmt: skip


def colour_of(value: float, limits: Sequence[float], diverging: bool) -> str:
    """The colour of the class that a number falls into."""
    if not diverging:
        return REGRET[sum(value >= limit for limit in limits)]
    if value < 0:
        return LOWER[4 - sum(value < limit for limit in limits if limit < 0)]
    return HIGHER[sum(value >= limit for limit in limits if limit > 0)]


def ink_on(colour: str) -> str:
    """Dark or light, whichever is seen on a colour ``#rrggbb`` (relative luminance, BT.709, of the sRGB values)."""
    if not colour.startswith("#"):
        return "rgba(30,40,40,0.7)"
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "rgba(30,40,40,0.7)" if light > 0.4 else "rgba(255,255,255,0.75)"


def add_key(shown: go.Figure, limits: Sequence[float], diverging: bool, title: str) -> None:
    """A row of coloured boxes below the map, with the limits between them and a title above."""
    colours = class_colours(limits, diverging)
    for index, colour in enumerate(colours):
        shown.add_shape(type="rect", xref="paper", x0=index / len(colours), x1=(index + 1) / len(colours), yref="paper",
                        ysizemode="pixel", yanchor=0, y0=-KEY_TOP, y1=-KEY_TOP - KEY_HEIGHT, fillcolor=colour,
                        line={"color": "rgba(70,80,80,0.75)", "width": 0.5}, name="key")  # fmt: skip
    for index, limit in enumerate(limits, 1):
        sign = "+" if diverging and limit > 0 else ""
        shown.add_annotation(text=f"{sign}{_short(limit)}", xref="paper", x=index / len(colours), yref="paper", y=0,
                             yshift=-KEY_TOP - KEY_HEIGHT - 2, xanchor="center", yanchor="top", showarrow=False,
                             font_size=12, name="limit")  # fmt: skip
    shown.add_annotation(text=charts.wrapped(title, 60, 1), xref="paper", x=0, xanchor="left", yref="paper", y=0,
                         yshift=-KEY_TOP + 2, yanchor="bottom", showarrow=False, font_size=12, xshift=-2,
                         name="key_title")  # fmt: skip


def class_colours(limits: Sequence[float], diverging: bool) -> list[str]:
    """The colour of every class between and beyond the limits, from the lowest to the highest."""
    inner = [(low + high) / 2 for low, high in pairwise(limits)]
    if not limits:
        return [REGRET[0]]
    ends = [limits[0] - 1e-9 * (abs(limits[0]) or 1), limits[-1]]
    return [colour_of(value, limits, diverging) for value in (ends[0], *inner, ends[1])]


def _short(limit: float) -> str:
    """A limit with no more digits than it has."""
    return f"{limit:g}".replace("-", "−") if 1e-3 <= abs(limit) < 1e5 or not limit else amount(limit)
