"""The foreground: what one functional unit of a product takes from the background under one scenario.

Equations (per functional unit; losses w multiply upstream through the chain):

- raw material j enters as ``M_j / prod(1 - w_p)`` over the steps p that process it, virgin and recycled by the rule;
- step p runs on ``a_p / prod(1 - w_q)`` over the later steps q that process the same materials;
- a leg moves ``max(mass, volume * stowage density) * distance``;
- everything is divided by ``(1 - unsold share)`` and by the service life.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from localca.background import Background, Match
from localca.errors import InputError, Problems, nearest_names
from localca.language import mark, tr
from localca.product import AUTO, ProductionStep, RawMaterial, TransportLeg
from localca.recycling import Allocation, charge
from localca.scenario import Resolved
from localca.site_energy import Power, SiteEnergy
from localca.sources import source_keys
from localca.tables import Tables
from localca.transport import Leg, Routes, charged_mass, propose_legs, transport_work
from localca.units import convert

# What is wrong with a row; the editor says it beside the field that is meant.
NO_MATERIAL = mark("it processes '{name}', which is no raw material.")
LOSES_WHAT = mark("it loses {loss} but does not say of what.")
CARRIES_WHAT = mark("it carries '{name}', which is neither a raw material nor the product.")
NO_DISTANCE = mark("a leg with a mode needs a distance.")


@dataclass(frozen=True)
class Demand:
    """``amount`` (in the match's unit) of one background activity, run at ``place``.

    ``draw`` names the uncertain quantity behind the amount: equal names share one draw in paired sampling.
    ``shared`` holds further ones: the mass of a material that a step processes or a leg carries.
    """

    stage: str
    row: str
    match: Match
    place: str
    amount: float
    draw: str
    sigma: float
    sources: tuple[str, ...]
    note: str = ""
    km: float = 0.0
    shared: tuple[tuple[str, float], ...] = ()


def kilograms(item: RawMaterial, background: Background, site: str) -> float:
    """The mass of a raw material in kg, by its flow's density when it is given as a volume.

    Raises:
        InputError: for a unit that is neither, or a flow without a density.
    """
    try:
        return convert(item.amount, item.unit, "kg")
    except InputError:
        match = background.resolve(item.flow, item.unit, site)
        if not match.density:
            raise
        return convert(item.amount, item.unit, "m**3") * match.density


class Foreground:
    """The demands of one scenario, with the electricity and heat they draw."""

    def __init__(
        self, resolved: Resolved, background: Background, tables: Tables, routes: Routes, allocation: Allocation
    ) -> None:
        self.resolved, self.background, self.tables = resolved, background, tables
        self.routes, self.allocation = routes, allocation
        self.problems = Problems()
        self.scale = 1.0 / ((1.0 - resolved.unsold_share) * resolved.service_life)
        self.energy = SiteEnergy(resolved, background, tables)

    def demands(self) -> list[Demand]:
        """All demands of the four stages.

        Raises:
            InputError: carrying every problem of every row.
        """
        steps = self._matched_steps()
        found = [*self._raw_materials(steps), *self._production(steps), *self._transport(steps)]
        with self.problems.at(self.resolved.where("electricity")):
            self.power("production", self.resolved.site)
        with self.problems.at(self.resolved.where("heat")):
            self.heat(self.resolved.site)
        self.problems.raise_any()
        return found

    def power(self, use: str, place: str) -> Power:
        """The electricity at a place, see :class:`localca.site_energy.SiteEnergy`."""
        return self.energy.power(use, place)

    def heat(self, place: str) -> Match:
        """The heat carrier of the product or scenario, at a place."""
        return self.energy.heat(place)

    def _matched_steps(self) -> list[tuple[ProductionStep, Match, float]]:
        """Each production step with its match and loss."""
        materials = [row.name for row in self.resolved.raw_materials]
        steps = []
        for row in self.resolved.production:
            with self.problems.at(self.resolved.where("production", row.name)):
                place = self.resolved.place(row.origin, self.resolved.where("production", row.name, "origin"))
                match = self.background.resolve(row.flow, row.unit, place)
                loss = match.loss if row.loss is None else row.loss
                for name in row.processes:
                    if name not in materials:
                        raise InputError(
                            tr(NO_MATERIAL, name=name),
                            nearest=nearest_names(name, materials) or tuple(materials),
                        )
                if loss > 0 and not row.processes:
                    raise InputError(
                        tr(LOSES_WHAT, loss=f"{loss:.1%}"),
                        do=tr("Add processes = [raw material names], or loss = 0."),
                    )
                steps.append((row, match, loss))
        return steps

    def _upstream(self, material: str, steps: list[tuple[ProductionStep, Match, float]]) -> float:
        """Input per output of a chain of steps for one material: ``1 / prod(1 - w)``."""
        return math.prod(1.0 / (1.0 - loss) for row, _, loss in steps if material in row.processes)

    def _raw_materials(self, steps: list[tuple[ProductionStep, Match, float]]) -> Iterator[Demand]:
        for row in self.resolved.raw_materials:
            where = self.resolved.where("raw_materials", row.name)
            with self.problems.at(where):
                for flow, origin, part in self._sources_of(row):
                    place = self.resolved.place(origin, f"{where}.origin")
                    match = self.background.resolve(flow, row.unit, place)
                    amount = convert(part, row.unit, match.unit) * self._upstream(row.name, steps) * self.scale
                    yield Demand("raw_materials", row.name, match, place, amount, row.name, math.log(row.spread),
                                 source_keys(row.source), row.note)  # fmt: skip

    def _sources_of(self, row: RawMaterial) -> Iterator[tuple[str, str, float]]:
        """(flow, origin, amount in the row's unit) of the virgin and the recycled part, under the allocation rule."""
        material = row.cff_material or self.tables.cff_flows.get(row.flow, row.flow)
        parts = charge(row.amount, row.recycled_share, self.allocation, self.tables.cff, material)
        if parts.virgin > 0:
            yield row.flow, row.origin, parts.virgin
        if row.recycled_flow and parts.recycled > 0:
            yield row.recycled_flow, row.recycled_origin or row.origin, parts.recycled

    def _production(self, steps: list[tuple[ProductionStep, Match, float]]) -> Iterator[Demand]:
        for index, (row, match, _) in enumerate(steps):
            where = self.resolved.where("production", row.name)
            with self.problems.at(where):
                place = self.resolved.place(row.origin, f"{where}.origin")
                amount = convert(row.amount, row.unit, match.unit) * self._later(row, steps[index + 1 :]) * self.scale
                yield Demand("production", row.name, match, place, amount, row.name, math.log(row.spread),
                             source_keys(row.source), row.note, shared=self._mass_draw(row))  # fmt: skip

    def _mass_draw(self, row: ProductionStep | TransportLeg) -> tuple[tuple[str, float], ...]:
        """The uncertain mass behind a step or leg: that of the one material it processes or carries.

        A step with a range of its own, and whatever handles several materials, keeps to itself.
        """
        materials = self.resolved.raw_materials
        if isinstance(row, ProductionStep):
            names = () if row.spread > 1 else row.processes
        else:
            names = tuple(item.name for item in materials) if row.carries == "product" else (row.carries,)
        found = [(item.name, math.log(item.spread)) for item in materials if item.name in names]
        return tuple(found) if len(found) == 1 and found[0][1] > 0 else ()

    def _later(self, row: ProductionStep, later: list[tuple[ProductionStep, Match, float]]) -> float:
        """How much more a step runs because later steps lose part of the same materials (mass-weighted mean)."""
        rows = [item for item in self.resolved.raw_materials if item.name in row.processes]
        factors = {item.name: self._upstream(item.name, later) for item in rows}
        if len(set(factors.values())) <= 1:
            return next(iter(factors.values()), 1.0)
        masses = {item.name: self._mass(item) for item in rows}
        return sum(mass * factors[name] for name, mass in masses.items()) / sum(masses.values())

    def _mass(self, item: RawMaterial) -> float:
        return kilograms(item, self.background, self.resolved.site)

    def _transport(self, steps: list[tuple[ProductionStep, Match, float]]) -> Iterator[Demand]:
        for row in self.resolved.transport:
            where = self.resolved.where("transport", row.name)
            with self.problems.at(where):
                for mass, volume, origin in self._loads(row, steps):
                    for leg in self._legs(row, origin, where):
                        yield self._moved(row, leg, mass, volume)

    def _loads(
        self, row: TransportLeg, steps: list[tuple[ProductionStep, Match, float]]
    ) -> Iterator[tuple[float, float, str]]:
        """(kg, m3, country of origin) of what a leg carries; volume 0 when it is not known."""
        card = self.resolved.product.product
        given = row.volume or (card.volume if row.carries == "product" else None)
        volume = convert(given.amount, given.unit, "m**3") if given else 0.0
        if row.carries == "product":
            yield convert(card.mass.amount, card.mass.unit, "kg"), volume, self.resolved.site
            return
        materials = {item.name: item for item in self.resolved.raw_materials}
        item = materials.get(row.carries)
        if item is None:
            raise InputError(
                tr(CARRIES_WHAT, name=row.carries),
                nearest=nearest_names(row.carries, [*materials, "product"]) or (*materials, "product"),
            )
        mass = self._mass(item) * self._upstream(item.name, steps)
        for origin, share in (
            (item.origin, 1.0 - item.recycled_share),
            (item.recycled_origin or item.origin, item.recycled_share),
        ):
            if share > 0:
                where = self.resolved.where("raw_materials", item.name, "origin")
                yield mass * share, volume * share, self.resolved.place(origin, where)

    def _legs(self, row: TransportLeg, origin: str, where: str) -> tuple[Leg, ...]:
        start = self.resolved.place(row.from_, f"{where}.from", origin)
        end = self.resolved.place(row.to, f"{where}.to", origin)
        if row.mode == AUTO:
            return propose_legs(start, end, self.routes, ship=row.ship)
        if row.distance is None:
            raise InputError(tr(NO_DISTANCE), do=tr('Add distance = km, or use mode = "auto".'))
        km = convert(row.distance, row.unit, "km")
        return (Leg(row.mode, start, end, km, row.source, "medium", row.note),)

    def _moved(self, row: TransportLeg, leg: Leg, mass: float, volume: float) -> Demand:
        port = self.routes.ports.get(leg.origin)
        place = port.place if port else leg.origin
        match = self.background.resolve(leg.mode, "tonne*km", place)
        load = charged_mass(mass, volume, match.stowage_density) if volume and match.stowage_density else mass
        spread = row.spread if row.gsd or row.low else self.tables.spreads[f"distance_{leg.quality}"].gsd
        return Demand(
            "transport", row.name, match, place, transport_work(load, leg.km) * self.scale,
            f"{leg.mode} {leg.origin}-{leg.destination}", math.log(spread), source_keys(leg.source), leg.note, leg.km,
            self._mass_draw(row),
        )  # fmt: skip
