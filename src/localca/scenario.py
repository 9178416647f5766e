"""A scenario made concrete: overrides applied by row name, and every place a country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from localca.errors import InputError, Problem, nearest_names
from localca.language import tr
from localca.places import ORIGIN, SITE, USE, check_country
from localca.product import Electricity, Product, ProductionStep, RawMaterial, Scenario, TransportLeg
from localca.product_parts import said

RowType = TypeVar("RowType", RawMaterial, ProductionStep, TransportLeg)
REMOVE = "remove"
SCENARIO = "scenario"  # in the place of a problem, which is written as in the file


@dataclass(frozen=True)
class Resolved:
    """A product under one scenario."""

    product: Product
    scenario: Scenario
    raw_materials: tuple[RawMaterial, ...]
    production: tuple[ProductionStep, ...]
    transport: tuple[TransportLeg, ...]
    electricity: Electricity
    heat: str
    site: str
    use: str
    unsold_share: float
    service_life: float

    def where(self, stage: str, row: str = "", field: str = "") -> str:
        """The place of a row in words, for errors."""
        text = f"{_where(self.product, self.scenario.name)}, {stage}"
        return text + (f"[{row}]" if row else "") + (f".{field}" if field else "")

    def place(self, text: str, where: str, origin: str = "") -> str:
        """The country behind ``site``, ``use``, ``origin`` or a country code.

        Raises:
            InputError: for anything else, with the nearest countries.
        """
        if text == SITE:
            return self.site
        if text == USE:
            return self.use
        if text == ORIGIN and origin:
            return origin
        return check_country(text, where)


def _where(product: Product, scenario: str) -> str:
    return f"{product.product.id}, {SCENARIO} {scenario}"


def resolve_scenario(product: Product, name: str) -> Resolved:
    """The product's rows, electricity and places under one of its scenarios.

    Raises:
        InputError: for an override of an unknown row or field, an unknown country, or a value out of bounds.
    """
    scenario = product.scenario(name)
    here = _where(product, name)
    if unknown := set(scenario.overrides) - {row.name for row in product.rows}:
        raise InputError.many(
            Problem(
                tr("there is no row '{name}' to override.", name=row),
                f"{here}, overrides",
                nearest_names(row, [other.name for other in product.rows]),
                tr("Rows: {rows}.", rows=", ".join(other.name for other in product.rows)),
            )
            for row in sorted(unknown)
        )
    electricity = _merged(product.electricity, scenario.electricity, f"{here}, electricity")
    card = product.product
    return Resolved(
        product=product,
        scenario=scenario,
        raw_materials=_rows(product.raw_materials, scenario, here),
        production=_rows(product.production, scenario, here),
        transport=_rows(product.transport, scenario, here),
        electricity=electricity,
        heat=scenario.heat or card.heat,
        site=check_country(scenario.site, f"{here}, site"),
        use=check_country(card.place_of_use, f"{card.id}, place_of_use"),
        unsold_share=card.unsold_share if scenario.unsold_share is None else scenario.unsold_share,
        service_life=card.service_life if scenario.service_life is None else scenario.service_life,
    )


def _rows(rows: tuple[RowType, ...], scenario: Scenario, here: str) -> tuple[RowType, ...]:
    result = []
    for row in rows:
        changes = dict(scenario.overrides.get(row.name, {}))
        if changes.pop(REMOVE, False):
            continue
        result.append(_merged(row, changes, f"{here}, overrides[{row.name}]") if changes else row)
    return tuple(result)


Mergeable = TypeVar("Mergeable", RawMaterial, ProductionStep, TransportLeg, Electricity)


def _merged(part: Mergeable, changes: dict[str, Any], where: str) -> Mergeable:
    """``part`` with ``changes``, validated anew."""
    if not changes:
        return part
    model = type(part)
    fields = [field.alias or name for name, field in model.model_fields.items()]
    if unknown := [key for key in changes if key not in fields]:
        raise InputError(
            tr("'{field}' is no field here.", field=unknown[0]),
            where=where,
            nearest=nearest_names(unknown[0], fields),
            do=tr("Fields: {fields}; or remove = true.", fields=", ".join(fields)),
        )
    old = part.model_dump(by_alias=True, exclude_unset=True)
    if "gsd" in changes:
        old = {key: value for key, value in old.items() if key not in ("low", "high")}
    if "low" in changes or "high" in changes:
        old.pop("gsd", None)
    try:
        return model.model_validate(old | changes)
    except ValidationError as error:
        raise InputError.many(_problem(detail, where) for detail in error.errors()) from error


def _problem(detail: ErrorDetails, where: str) -> Problem:
    found = f"{detail['input']!r:.80}"
    return Problem(
        tr("{wrong}, found {found}.", wrong=said(detail), found=found),
        ".".join([where, *(str(part) for part in detail["loc"])]),
    )
