"""The parts a product file is made of: checked kinds of text and number, quantities, rows and the user's own flows."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import ErrorDetails

from localca.language import mark, tr

# What is wrong with a whole row; the editor says it beside the field that is meant.
NOT_PLAIN = mark("is not plain text: markup (< >) and control characters are refused")
NO_RANGE = mark("low and high go together")
TWO_SPREADS = mark("give gsd or low and high, not both")
OUTSIDE = mark("low must be above 0 and the amount must lie between low and high")
TWO_KINDS = mark("give declared factors, or kwh, heat_mj and elementary flows, not both")
EMPTY = mark("the flow is empty: give kwh, heat_mj, elementary flows, or declared factors")


def _plain(text: Any) -> Any:
    if isinstance(text, str) and (any(c in text for c in "<>") or any(ord(c) < 32 and c != "\n" for c in text)):
        raise ValueError(tr(NOT_PLAIN))
    return text


def said(error: ErrorDetails) -> str:
    """What a validation error says: our own words in the language at hand, else those of pydantic."""
    return str(error["ctx"]["error"]) if error["type"] == "value_error" else error["msg"]


Plain = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=300)]
Words = Annotated[str, BeforeValidator(_plain), Field(max_length=4000)]
Name = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=80, pattern=r"^[^/\\:=]+$")]
Id = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Loss = Annotated[float, Field(ge=0, lt=1)]


class Part(BaseModel):
    """Base of every part of a product file: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class FunctionalUnit(Part):
    """What all scenarios deliver alike: without it no verdict."""

    amount: Positive
    unit: Plain
    what: Plain
    """What the product does, e.g. 'carry 19 litres of shopping once'."""

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit}, {self.what}"


class Quantity(Part):
    """A measured quantity with its source."""

    amount: Positive
    unit: str
    source: Plain
    note: Words = ""


class Row(Part):
    """A row of a stage. ``gsd`` or ``low``/``high`` (95 % range) state its uncertainty."""

    name: Name
    source: Plain
    note: Words = ""
    gsd: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    low: NotNegative | None = None
    high: NotNegative | None = None

    def _check_range(self, value: float | None) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError(tr(NO_RANGE))
        if self.low is not None and self.high is not None:
            if self.gsd is not None:
                raise ValueError(tr(TWO_SPREADS))
            if self.low <= 0 or (value is not None and not self.low <= value <= self.high):
                raise ValueError(tr(OUTSIDE))

    @property
    def spread(self) -> float:
        """Geometric standard deviation; a range counts as plus and minus two of them: (high/low)**(1/4)."""
        if self.low and self.high:
            return float((self.high / self.low) ** 0.25)
        return self.gsd or 1.0


class OwnFlow(Part):
    """A flow of the user's own, per unit: measured kWh, MJ and emissions, or a supplier's declared factors (an EPD).

    Declared factors have their electricity inside, so their grid cannot be swapped; categories that are not declared
    are shown as not covered, never as zero.
    """

    name: Id
    title: Plain
    unit: str
    source: Plain
    kind: Literal["material", "process", "transport"] = "process"
    kwh: NotNegative = 0.0
    heat_mj: NotNegative = 0.0
    loss: Loss = 0.0
    elementary: dict[str, NotNegative] = Field(default_factory=dict)
    declared: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)
    place: str = "GLO"
    gsd: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    note: Words = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.declared and (self.kwh or self.heat_mj or self.elementary):
            raise ValueError(tr(TWO_KINDS))
        if not (self.declared or self.kwh or self.heat_mj or self.elementary or self.loss):
            raise ValueError(tr(EMPTY))
        return self
