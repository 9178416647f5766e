"""Looking things up: the shipped products, the flows of the background, the score of a flow, the mix of a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from localca.background import ELECTRICITY, Background, Match, OpenBackground
from localca.electricity import Mix, grid_mix, own_mix, plug_inputs
from localca.errors import InputError, nearest_names
from localca.impact_methods import Method, characterisation_factors
from localca.language import tr
from localca.places import check_country
from localca.product_file import load, shipped_products
from localca.tables import Tables
from localca.units import convert

HEAT = "heat_natural_gas"


def products() -> list[dict[str, Any]]:
    """The shipped products: id, title, functional unit and scenarios."""
    return [
        {
            "id": product.product.id,
            "title": product.product.title,
            "functional_unit": str(product.product.functional_unit),
            "scenarios": [scenario.name for scenario in product.scenarios],
            "reference": product.reference,
            "label": product.product.label,
        }
        for product in (load(name) for name in shipped_products())
    ]


def flows(background: OpenBackground, search: str = "") -> list[dict[str, Any]]:
    """The flows whose name, title, kind or description holds every word of ``search``."""
    words = search.lower().split()
    return [
        {
            "name": activity.id,
            "title": activity.title,
            "unit": activity.unit,
            "kind": activity.kind,
            "kwh": convert(kwh.amount, kwh.unit, "kWh") if (kwh := activity.drawn("electricity")) else 0.0,
            "heat_mj": convert(heat.amount, heat.unit, "MJ") if (heat := activity.drawn("heat")) else 0.0,
            "swappable": activity.swappable,
            "quality": activity.quality,
            "sources": list(activity.sources),
            "description": activity.description,
            "weakness": activity.weakness,
        }
        for activity in background.tables.activities.values()
        if all(
            word in f"{activity.id} {activity.title} {activity.kind} {activity.description}".lower() for word in words
        )
    ]


def similar_flows(background: OpenBackground, search: str) -> tuple[str, ...]:
    """The flow names nearest to a search that found nothing."""
    return nearest_names(search, background.tables.activities)


class Looked(Background, Protocol):
    """A background that also knows the tables behind it and the unit of each of its flows."""

    @property
    def tables(self) -> Tables:
        """The tables of the open database."""
        ...


def unit_of(background: Looked, flow: str) -> str:
    """The unit in which a flow is looked up: its own, or kWh for electricity and names that are not known."""
    known, linked = background.tables.activities.get(flow), getattr(background, "linked_unit", None)
    return (linked(flow) if linked else "") or (known.unit if known else "kWh")


def _parts(background: Looked, flow: str, place: str) -> dict[Match, float]:
    """What a unit of a flow at a place is made of: ``F``, ``k`` kWh and ``q`` MJ."""
    check_country(place.partition(":")[0], "--place")
    match = background.resolve(flow, unit_of(background, flow), place)
    parts = {match: 1.0}
    if match.kwh:
        parts[background.resolve(ELECTRICITY, "kWh", place)] = match.kwh
    if match.heat_mj:
        parts[background.resolve(HEAT, "MJ", place)] = match.heat_mj
    return parts


def score(background: Looked, flow: str, place: str, methods: Sequence[Method]) -> dict[str, Any]:
    """One unit of a flow run at a place: ``E(c) = F + k * g(c) + q * h(c)``, by category and by part.

    Raises:
        InputError: for an unknown flow, place or mix.
    """
    parts = _parts(background, flow, place)
    match = next(iter(parts))
    units = background.method_units(methods)
    table = background.unit_scores(list(parts), methods)
    values = table.to_numpy() * [[amount] for amount in parts.values()]
    return {
        "flow": flow,
        "title": match.title,
        "place": place,
        "unit": match.unit,
        "match": match.status,
        "swappable": match.swappable,
        "kwh": match.kwh,
        "heat_mj": match.heat_mj,
        "scores": {
            method.id: {"score": float(value), "unit": units[method.id]}
            for method, value in zip(methods, values.sum(axis=0), strict=True)
        },
        "parts": [
            {
                "part": "residual" if part is match else "heat" if part.flow == HEAT else ELECTRICITY,
                "title": part.title,
                "amount": amount,
                "unit": part.unit,
                "match": part.status,
                "scores": {method.id: float(score) for method, score in zip(methods, row, strict=True)},
            }
            for (part, amount), row in zip(parts.items(), values, strict=True)
        ],
        "sources": sorted({key for part in parts for key in part.sources}),
        "note": match.note,
    }


def breakdown(background: OpenBackground, flow: str, place: str, methods: Sequence[Method]) -> list[dict[str, Any]]:
    """A unit of a flow at a place by elementary flow: amount and share of each category's score; the largest first.

    Raises:
        InputError: for an unknown flow or place.
    """
    parts = _parts(background, flow, place)
    table = background.inventories(list(parts))
    amounts = (table.to_numpy() * [[amount] for amount in parts.values()]).sum(axis=0)
    elementary = background.tables.elementary
    factors, _ = characterisation_factors(methods, [elementary[key] for key in table.columns])
    scores = factors * amounts
    totals = scores.sum(axis=1)
    rows = [
        {
            "elementary": key,
            "name": elementary[key].name,
            "amount": float(amounts[index]),
            "unit": elementary[key].unit,
            **{
                method.id: float(scores[row, index] / totals[row]) if totals[row] else 0.0
                for row, method in enumerate(methods)
            },
        }
        for index, key in enumerate(table.columns)
        if amounts[index]
    ]
    return sorted(rows, key=lambda item: -max(item[method.id] for method in methods))


def numbers(background: OpenBackground, flow: str) -> list[dict[str, Any]]:
    """The rows behind a flow: every number with unit, year, place, source, quality, spread and note.

    Raises:
        InputError: for an unknown flow.
    """
    known = background.tables.activities.get(flow)
    if known is None:
        background.resolve(flow, "kWh", "GLO")
        return []
    return [row.model_dump(exclude={"activity"}) for row in known.exchanges]


def grid(
    background: Looked,
    place: str,
    methods: Sequence[Method],
    name: str | None = None,
    shares: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """1 kWh at the plug of a place: mix, loss, scores and sources; with ``shares``, a mix of one's own.

    Raises:
        InputError: for an unknown place, mix or technology, or shares that do not sum to 1.
    """
    tables = background.tables
    mix: Mix = own_mix(tables, place, shares, "--mix") if shares else grid_mix(tables, place, name, "place")
    inputs = plug_inputs(mix)
    matches = [background.resolve(technology, "kWh", place) for technology in inputs]
    table = background.unit_scores(matches, methods).to_numpy()
    total = (table * [[amount] for amount in inputs.values()]).sum(axis=0)
    units = background.method_units(methods)
    return {
        "place": place,
        "year": mix.year,
        "mix_name": mix.name,
        "mix": dict(sorted(mix.shares.items(), key=lambda item: -item[1])),
        "loss": mix.loss,
        "scores": {
            method.id: {"score": float(value), "unit": units[method.id]}
            for method, value in zip(methods, total, strict=True)
        },
        "sources": list(dict.fromkeys([*mix.sources, *(key for match in matches for key in match.sources)])),
        "match": mix.status,
        "notes": list(mix.notes),
    }


def parse_shares(text: str) -> dict[str, float]:
    """Shares written as ``wind=0.3,gas=0.7``.

    Raises:
        InputError: for a part that is not ``technology=share``.
    """
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        try:
            if not equals:
                raise ValueError
            shares[name.strip()] = shares.get(name.strip(), 0.0) + float(value)
        except ValueError:
            raise InputError(
                tr("'{part}' is not technology=share.", part=part), where="--mix", do=tr("Write wind=0.3,gas=0.7")
            ) from None
    return shares
