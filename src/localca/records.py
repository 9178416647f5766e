"""The rows of the background tables as typed records, and an activity with its numbers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from localca.sources import source_keys

Quality = Literal["solid", "medium", "weak", "derived"]
ActivityKind = Literal["fuel", "technology", "heat", "material", "process", "transport", "service"]
ExchangeKind = Literal["elementary", "activity", "electricity", "heat", "loss", "property"]
YES_NO = BeforeValidator(lambda value: {"yes": True, "no": False}.get(value, value))


class Record(BaseModel):
    """A row of a table; unknown columns are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Exchange(Record):
    """One number of an activity: ``amount`` of ``exchange`` per unit of ``activity``."""

    activity: str
    exchange: str
    kind: ExchangeKind
    amount: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: str
    year: int
    place: str
    source: str
    quality: Quality
    gsd: Annotated[float, Field(ge=1, allow_inf_nan=False)]
    gsd_basis: str
    formula: str
    note: str


class ActivityRow(Record):
    """The name card of an activity."""

    activity: str
    title: str
    kind: ActivityKind
    unit: str
    description: str
    weakness: str


class ElementaryFlow(Record):
    """A flow between technosphere and nature, by Brightway's biosphere3 identifier."""

    key: str
    name: str
    categories: str
    unit: str
    biosphere3_code: str


class GenerationRow(Record):
    """Electricity generated in a place in a year from one fuel, in TWh."""

    place: str
    mix: str
    default: Annotated[bool, YES_NO]
    year: int
    fuel: str
    amount: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: Literal["TWh"]
    source: str
    quality: Quality
    note: str


class SplitRow(Record):
    """The share of a fuel's generation by technology; ``*`` is the fallback for every place or mix."""

    place: str
    mix: str
    fuel: str
    technology: str
    share: Annotated[float, Field(ge=0, le=1)]
    year: int
    source: str
    quality: Quality
    note: str


class LossRow(Record):
    """Transmission and distribution losses as a fraction of output."""

    place: str
    year: int
    amount: Annotated[float, Field(ge=0, lt=1)]
    unit: Literal["dimensionless"]
    source: str
    quality: Quality
    gsd: Annotated[float, Field(ge=1)]
    gsd_basis: str
    note: str


class SpreadRow(Record):
    """The geometric standard deviation of what states none of its own."""

    about: str
    gsd: Annotated[float, Field(ge=1)]
    gsd_basis: str
    source: str
    quality: Quality
    note: str


class CffRow(Record):
    """A parameter of the Circular Footprint Formula for one material."""

    material: str
    parameter: str
    amount: Annotated[float, Field(ge=0, le=1)]
    unit: str
    year: int
    source: str
    quality: Quality
    note: str


class CffFlowRow(Record):
    """Which row of the Circular Footprint Formula's table stands for a flow unless a product says otherwise."""

    flow: str
    material: str


@dataclass(frozen=True)
class Activity:
    """An activity with its exchanges and what it draws from the place where it runs."""

    id: str
    title: str
    kind: ActivityKind
    unit: str
    description: str
    weakness: str
    exchanges: tuple[Exchange, ...]

    def of_kind(self, kind: ExchangeKind) -> tuple[Exchange, ...]:
        """The exchanges of one kind."""
        return tuple(row for row in self.exchanges if row.kind == kind)

    def drawn(self, kind: Literal["electricity", "heat", "loss"]) -> Exchange | None:
        """The row for kWh or MJ taken at the place where the activity runs, or for its loss."""
        wanted = "loss" if kind == "loss" else "here"
        return next((row for row in self.exchanges if row.kind == kind and row.exchange == wanted), None)

    @property
    def swappable(self) -> bool:
        """True when its own electricity is stated apart, so that the grid can be swapped without double counting."""
        return self.drawn("electricity") is not None

    @functools.cached_property
    def sources(self) -> tuple[str, ...]:
        """Every source key behind its numbers."""
        return tuple(sorted({key for row in self.exchanges for key in source_keys(row.source)}))

    @functools.cached_property
    def quality(self) -> Quality:
        """The lowest quality among its numbers."""
        order: tuple[Quality, ...] = ("solid", "derived", "medium", "weak")
        return max((row.quality for row in self.exchanges), key=order.index, default="weak")

    @functools.cached_property
    def places(self) -> tuple[str, ...]:
        """The places its numbers describe."""
        return tuple(sorted({row.place for row in self.exchanges if row.kind != "property"}))
