"""The product file: one functional unit, four stages, scenarios that override rows by name."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from localca.errors import InputError, nearest_names
from localca.language import mark, tr
from localca.product_parts import (
    FunctionalUnit,
    Id,
    Loss,
    NotNegative,
    OwnFlow,
    Part,
    Plain,
    Positive,
    Quantity,
    Row,
    Share,
    Words,
)
from localca.sources import Source

STAGES = ("raw_materials", "production", "electricity", "transport")
AUTO = "auto"
# What is wrong with a whole row, or with rows of equal names; the editor says it beside the field that is meant.
NO_RECYCLED_FLOW = mark("recycled_share is above 0 but recycled_flow is not named")
NO_MODE = mark("a distance needs a mode (for example truck_articulated)")
EQUAL_FLOWS = mark("flow names must be unique, repeated: {names}")
EQUAL_ROWS = mark("row names must be unique, repeated: {names}")
EQUAL_SCENARIOS = mark("scenario names must be unique, repeated: {names}")


class RawMaterial(Row):
    """Material in the finished product, per functional unit; ``origin = "site"`` follows the factory."""

    flow: Plain
    amount: Positive
    unit: str = "kg"
    origin: Plain = "site"
    recycled_share: Share = 0.0
    recycled_flow: str = ""
    recycled_origin: str = ""
    cff_material: str = ""
    """Row of cff.csv for the Circular Footprint Formula; default by flow."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self._check_range(self.amount)
        if self.recycled_share > 0 and not self.recycled_flow:
            raise ValueError(tr(NO_RECYCLED_FLOW))
        return self


class ProductionStep(Row):
    """A process: ``amount`` leaves it in the finished product; ``processes`` names what passes it and is lost in it."""

    flow: Plain
    amount: Positive
    unit: str = "kg"
    origin: Plain = "site"
    loss: Loss | None = None
    processes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self._check_range(self.amount)
        return self


class TransportLeg(Row):
    """A journey: ``carries`` a raw material or the ``product``; ``mode = "auto"`` proposes the whole route."""

    carries: Plain
    mode: Plain = AUTO
    from_: Plain = Field(alias="from")
    to: Plain
    distance: Positive | None = None
    unit: str = "km"
    volume: Quantity | None = None
    """Volume carried per functional unit, instead of the product's."""
    ship: str = "ship_container"
    """The ship of a proposed route."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self._check_range(self.distance)
        if self.mode == AUTO and self.distance is not None:
            raise ValueError(tr(NO_MODE))
        return self


def _year_as_name(mix: Any) -> Any:
    return str(mix) if isinstance(mix, int) and not isinstance(mix, bool) else mix


class Electricity(Part):
    """The electricity of the production stage; ``mix = 2005`` names a shipped mix as ``"2005"`` does."""

    place: Plain = "site"
    mix: Annotated[str | dict[str, NotNegative] | None, BeforeValidator(_year_as_name)] = None
    own_share: Share = 0.0
    own_technology: str = "solar_pv"
    loss: Loss | None = None
    voltage: Literal["low", "high"] = "low"
    applies_to: Literal["production", "country"] = "production"


class Scenario(Part):
    """One way to supply the product; overrides rows by name."""

    name: Id
    title: Plain
    site: Plain
    description: Words = ""
    reference: bool = False
    electricity: dict[str, Any] = Field(default_factory=dict)
    heat: str | None = None
    unsold_share: Loss | None = None
    service_life: Positive | None = None
    overrides: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Card(Part):
    """What the product is and what it does."""

    id: Id
    title: Plain
    functional_unit: FunctionalUnit
    mass: Quantity
    volume: Quantity | None = None
    place_of_use: Plain
    lesson: Words = ""
    description: Words = ""
    label: Literal["", "illustrative", "reconstructed"] = ""
    heat: str = "heat_natural_gas"
    unsold_share: Loss = 0.0
    service_life: Positive = 1.0


class Product(Part):
    """A product with its four stages and scenarios, as in a product file."""

    product: Card
    raw_materials: tuple[RawMaterial, ...] = Field(min_length=1)
    production: tuple[ProductionStep, ...] = ()
    electricity: Electricity = Electricity()
    transport: tuple[TransportLeg, ...] = ()
    flows: tuple[OwnFlow, ...] = ()
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    sources: dict[str, Source] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [row.name for row in self.rows]
        flows = [flow.name for flow in self.flows]
        if repeated := sorted({name for name in flows if flows.count(name) > 1}):
            raise ValueError(tr(EQUAL_FLOWS, names=", ".join(repeated)))
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(tr(EQUAL_ROWS, names=", ".join(repeated)))
        if {"product", "electricity"} & set(names):
            raise ValueError(tr("'product' and 'electricity' are not free as row names"))
        scenarios = [scenario.name for scenario in self.scenarios]
        if repeated := sorted({name for name in scenarios if scenarios.count(name) > 1}):
            raise ValueError(tr(EQUAL_SCENARIOS, names=", ".join(repeated)))
        if sum(scenario.reference for scenario in self.scenarios) > 1:
            raise ValueError(tr("only one scenario can be the reference"))
        return self

    @property
    def rows(self) -> tuple[RawMaterial | ProductionStep | TransportLeg, ...]:
        """All rows of the stages that have rows."""
        return (*self.raw_materials, *self.production, *self.transport)

    @property
    def reference(self) -> str:
        """The scenario that says it is the reference, else the first."""
        return next((s.name for s in self.scenarios if s.reference), self.scenarios[0].name)

    def scenario(self, name: str) -> Scenario:
        """A scenario by name.

        Raises:
            InputError: with the scenarios there are.
        """
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        names = [scenario.name for scenario in self.scenarios]
        raise InputError(
            tr("'{product}' has no scenario '{name}'.", product=self.product.id, name=name),
            where="scenario",
            nearest=nearest_names(name, names) or tuple(names),
            do=tr("It has: {names}.", names=", ".join(names)),
        )
