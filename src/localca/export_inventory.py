"""A comparison as a Brightway inventory: the foreground of each scenario and all it uses of the open background.

Every scenario becomes one activity whose unit is the functional unit. Elementary flows are linked by Brightway's own
identifiers, so that any project with the biosphere database of that name can take the inventory.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast, runtime_checkable

from localca.assessment import Assessment
from localca.audit import whole_system
from localca.background import Match, OpenBackground
from localca.brightway_units import brightway_name
from localca.errors import InputError
from localca.linear_system import System
from localca.own_flows import PREFIX
from localca.tables import Tables

Key = tuple[str, str]
BIOSPHERE = "biosphere3"
REGION_NAMES = {"EUR": "RER"}


@dataclass(frozen=True)
class Inventory:
    """Brightway datasets by key, the roots (one per scenario), and what the datasets need of other databases."""

    database: str
    biosphere: str
    datasets: dict[Key, dict[str, Any]]
    roots: dict[str, Key]
    comment: str

    def names(self, key: Key) -> Mapping[str, Any]:
        """The name card behind a key; elementary flows carry theirs in the exchange."""
        return self.datasets.get(key, {})


@runtime_checkable
class Exporting(Protocol):
    """A background that tells which of its own activities stand behind a match, with amounts and name cards."""

    def recipe(self, match: Match) -> list[tuple[Key, float, dict[str, Any]]]:
        """(key, amount, name card) of each activity of the user's database behind one unit of a match."""
        ...

    def open_part(self) -> OpenBackground:
        """The open background behind the flows that are not linked."""
        ...


@functools.cache
def location(place: str) -> str:
    """Our place as Brightway databases write it: ISO 3166 alpha-2, or a region code."""
    import pycountry

    country = pycountry.countries.get(alpha_3=place)
    return str(country.alpha_2) if country else REGION_NAMES.get(place, place)


def build_inventory(assessment: Assessment, biosphere: str = BIOSPHERE, database: str = "") -> Inventory:
    """The inventory of an assessment.

    Raises:
        InputError: when a flow of the product has declared factors instead of emissions.
    """
    product = assessment.product.product
    if declared := [flow.name for flow in assessment.product.flows if flow.declared]:
        raise InputError(
            f"{', '.join(declared)}: declared factors are scores, not an inventory.",
            where=product.id,
            do="Export a product without declared flows, or enter their emissions.",
        )
    name = database or f"localca-{product.id}"
    behind = getattr(assessment.database, "behind", assessment.database)
    recipes = behind if isinstance(behind, Exporting) else None
    opened = recipes.open_part() if recipes else cast(OpenBackground, behind)
    system = whole_system(assessment, opened, assessment.routes)
    matches = {match.key: match for parts in assessment.parts for match, _ in parts}
    roots = {scenario: f"scenario:{scenario}" for scenario in assessment.scenarios}
    used = _upstream(system, list(roots.values()))
    writer = _Writer(assessment, system, name, biosphere, recipes, matches)
    datasets = {(name, key): writer.dataset(key) for key in system.activities if key in used}
    for key in sorted(used - set(system.activities)):
        datasets[name, key] = writer.linked(key)
    comment = (
        f"{product.title}, functional unit {product.functional_unit}; LocaLCA background {assessment.background} "
        f"{assessment.fingerprint}, allocation {assessment.allocation}. Screening quality; no comparative assertion."
    )
    return Inventory(name, biosphere, datasets, {key: (name, root) for key, root in roots.items()}, comment)


def _upstream(system: System, roots: list[str]) -> set[str]:
    inputs: dict[str, list[str]] = {}
    for source, name in system.inputs:
        inputs.setdefault(name, []).append(source)
    found, open_ = set(roots), list(roots)
    while open_:
        for source in inputs.get(open_.pop(), ()):
            if source not in found:
                found.add(source)
                open_.append(source)
    return found


class _Writer:
    """Turns the activities of a system into Brightway datasets."""

    def __init__(self, assessment: Assessment, system: System, database: str, biosphere: str,
                 recipes: Exporting | None, matches: Mapping[str, Match]) -> None:  # fmt: skip
        self.assessment, self.tables, self.system = assessment, assessment.tables, system
        self.database, self.biosphere = database, biosphere
        self.recipes, self.matches = recipes, matches
        self._inputs: dict[str, list[tuple[str, float, float]]] = {}
        self._emissions: dict[str, list[tuple[str, float, float]]] = {}
        for table, entries in ((self._inputs, system.inputs), (self._emissions, system.emissions)):
            for (source, name), (amount, sigma) in entries.items():
                table.setdefault(name, []).append((source, amount, sigma))

    def dataset(self, key: str) -> dict[str, Any]:
        """One activity with its production, inputs and elementary flows."""
        card = self._card(key)
        exchanges = [self._production(key, card)]
        for source, amount, sigma in self._inputs.get(key, ()):
            other = self._card(source)
            exchanges.append(
                {"type": "technosphere", "input": (self.database, source), **_amounts(amount, sigma), **_named(other)}
            )
        for flow, amount, sigma in self._emissions.get(key, ()):
            exchanges.append(self._emission(self.tables, flow, amount, sigma))
        return {**card, "exchanges": exchanges}

    def linked(self, key: str) -> dict[str, Any]:
        """A match of an installed database: an activity that only takes from the user's own activities."""
        if self.recipes is None or key not in self.matches:
            raise InputError(f"'{key}' is in no inventory and cannot be exported.")
        card = self._card(key)
        inputs = [
            {"type": "technosphere", "input": other, **_amounts(amount, 0.0), **_named(names)}
            for other, amount, names in self.recipes.recipe(self.matches[key])
        ]
        return {**card, "exchanges": [self._production(key, card), *inputs]}

    def _production(self, key: str, card: dict[str, Any]) -> dict[str, Any]:
        return {"type": "production", "input": (self.database, key), **_amounts(1.0, 0.0), **_named(card)}

    def _emission(self, tables: Tables, flow: str, amount: float, sigma: float) -> dict[str, Any]:
        item = tables.elementary[flow]
        return {
            "type": "biosphere", "input": (self.biosphere, item.biosphere3_code), **_amounts(amount, sigma),
            "name": item.name, "unit": brightway_name(item.unit), "categories": tuple(item.categories.split("|")),
        }  # fmt: skip

    def _card(self, key: str) -> dict[str, Any]:
        title, unit, place, comment = self._named(key)
        return {
            "name": title, "reference product": title, "unit": brightway_name(unit), "location": location(place),
            "code": key, "type": "process", "production amount": 1.0, "comment": comment,
        }  # fmt: skip

    def _named(self, key: str) -> tuple[str, str, str, str]:
        """Title, unit, place and comment of an activity of the system."""
        activity, match = self.tables.activities.get(key), self.matches.get(key)
        if activity is not None:
            place = activity.places[0] if len(activity.places) == 1 else "GLO"
            sources = f"Sources: {', '.join(activity.sources)}. {activity.description} {activity.weakness}"
            return activity.title, activity.unit, place, sources.strip()
        if key.startswith("scenario:"):
            scenario = self.assessment.product.scenario(key.removeprefix("scenario:"))
            product = self.assessment.product.product
            text = f"{product.functional_unit}. {scenario.description}"
            return f"{product.title}: {scenario.title}", "unit", scenario.site, text
        if match is not None:
            return f"{match.title} [{key}]", match.unit, match.place.partition(":")[0], match.note
        if "electricity@" in key or key.startswith("generation@"):
            return key, "kWh", key.partition("@")[2].partition(":")[0], ""
        if key.startswith(PREFIX):
            own = next(flow for flow in self.assessment.product.flows if PREFIX + flow.name == key)
            return f"{own.title} [{key}]", own.unit, own.place, own.note
        return self._placed(key)

    def _placed(self, key: str) -> tuple[str, str, str, str]:
        """A flow run at a place in a scenario: `scenario/use/flow@place`."""
        flow, _, place = key.partition("/")[2].partition("/")[2].rpartition("@")
        unit = next((match.unit for match in self.matches.values() if match.flow == flow), "kg")
        return key, unit, place.partition(":")[0], "a flow with the electricity and heat of the place where it runs"


def _amounts(amount: float, sigma: float) -> dict[str, Any]:
    if sigma > 0 and amount > 0:
        return {"amount": amount, "uncertainty type": 2, "loc": math.log(amount), "scale": sigma}
    return {"amount": amount, "uncertainty type": 0, "loc": amount}


def _named(card: Mapping[str, Any]) -> dict[str, Any]:
    return {key: card[key] for key in ("name", "unit", "location", "reference product") if key in card}
