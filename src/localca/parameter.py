"""A parameter of a comparison: what it changes, its unit, how far it goes, and where it is a straight line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from localca.assessment import Floats, Line
from localca.product import Product

Shape = Literal["linear", "lossy", "inverse"]
Value = float | Floats


def unchanged(product: Product, value: float) -> Product:
    """The product as it is."""
    return product


@dataclass(frozen=True)
class Leg:
    """A journey of a row by one means of transport; ``apart`` tells alike ones by their length."""

    row: str
    flow: str
    place: str
    apart: str


@dataclass(frozen=True)
class Parameter:
    """One parameter of one scenario.

    It changes the product (``change``), scales lines (``scales``) by ``value / current`` or, for a share of what scores
    ``instead`` times as much, by ``1 + value * (instead - 1)``; sets the factor A of a material (``material``); or, the
    kind ``grid``, the score of the kWh bought. ``bounds`` and ``current`` are numbers, or arrays over the methods.
    ``leg`` is the journey that it changes, if it is one; ``placed`` is then the title with its place in words.
    """

    id: str
    kind: str
    title: str
    unit: str
    bounds: tuple[Value, Value]
    current: Value
    shape: Shape = "linear"
    change: Callable[[Product, float], Product] = unchanged
    scales: Callable[[Line], bool] | None = None
    material: str = ""
    instead: Floats | None = None
    leg: Leg | None = None
    placed: str = ""

    def coordinate(self, value: Value) -> Floats:
        """The value in the coordinate in which the difference is a straight line."""
        x = np.asarray(value, dtype=float)
        if self.shape == "lossy":
            return np.asarray(1 / (1 - x))
        return np.asarray(1 / x) if self.shape == "inverse" else x

    def value(self, coordinate: float) -> float | None:
        """The value at a coordinate; None where there is none."""
        if self.shape == "linear":
            return coordinate
        if coordinate <= 0:
            return None
        return 1 - 1 / coordinate if self.shape == "lossy" else 1 / coordinate

    @property
    def probes(self) -> tuple[Value, Value]:
        """Two values that are apart, at which to evaluate the difference."""
        low, high = self.bounds
        return (low, high) if self.shape != "inverse" else (low, np.asarray(low) * 2)
