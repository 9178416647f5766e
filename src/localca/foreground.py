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

from localca.background import ELECTRICITY, Background, Match
from localca.electricity import Mix, grid_mix, own_mix, plug_inputs, with_choices
from localca.errors import InputError, Problems, nearest_names
from localca.product import AUTO, ProductionStep, RawMaterial, TransportLeg
from localca.recycling import Allocation, charge
from localca.scenario import Resolved
from localca.sources import source_keys
from localca.tables import Tables
from localca.transport import Leg, Routes, charged_mass, propose_legs, transport_work
from localca.units import convert

LEG_SPREAD = {"solid": 1.05, "medium": 1.1, "derived": 1.1, "weak": 1.5}


@dataclass(frozen=True)
class Demand:
    """``amount`` (in the match's unit) of one background activity, run at ``place``.

    ``draw`` names the uncertain quantity behind the amount: equal names share one draw in paired sampling.
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


@dataclass(frozen=True)
class Power:
    """Where a kWh comes from: one solved grid, or technologies mixed by the user."""

    key: str
    place: str
    parts: tuple[tuple[Match, float], ...]
    sources: tuple[str, ...]
    note: str


class Foreground:
    """The demands of one scenario, with the electricity and heat they draw."""

    def __init__(
        self, resolved: Resolved, background: Background, tables: Tables, routes: Routes, allocation: Allocation
    ) -> None:
        self.resolved, self.background, self.tables = resolved, background, tables
        self.routes, self.allocation = routes, allocation
        self.problems = Problems()
        self.scale = 1.0 / ((1.0 - resolved.unsold_share) * resolved.service_life)
        self._powers: dict[tuple[str, str], Power] = {}

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
        """The electricity at a place: the scenario's choice in production at the site, else the place's mix."""
        key = (use, place)
        if key not in self._powers:
            self._powers[key] = self._power(use, place)
        return self._powers[key]

    def _power(self, use: str, place: str) -> Power:
        choice = self.resolved.electricity
        home = self.resolved.place(choice.place, self.resolved.where("electricity", field="place"))
        if use == "production" and place == self.resolved.site:
            mix = self._chosen_mix(home)
            mix = with_choices(
                mix,
                own_share=choice.own_share,
                own_technology=choice.own_technology,
                loss=choice.loss,
                voltage=choice.voltage,
            )
        elif choice.applies_to == "country" and place == home:
            mix = self._chosen_mix(home)
        else:
            mix = grid_mix(self.tables, place)
        note = "; ".join(mix.notes)
        if mix.shipped:
            match = self.background.resolve(ELECTRICITY, "kWh", f"{mix.place}:{mix.name}")
            return Power(mix.key, mix.place, ((match, 1.0),), match.sources, note)
        parts = tuple(
            (self.background.resolve(technology, "kWh", mix.place), amount)
            for technology, amount in plug_inputs(mix).items()
        )
        sources = tuple(dict.fromkeys([*mix.sources, *(key for match, _ in parts for key in match.sources)]))
        return Power(mix.key, mix.place, parts, sources, note)

    def _chosen_mix(self, place: str) -> Mix:
        mix = self.resolved.electricity.mix
        if isinstance(mix, dict):
            return own_mix(self.tables, place, mix)
        return grid_mix(self.tables, place, mix)

    def heat(self, place: str) -> Match:
        """The heat carrier of the product or scenario, at a place."""
        match = self.background.resolve(self.resolved.heat, "MJ", place)
        if match.kind != "heat":
            raise InputError(f"'{match.flow}' is no heat.", do="`localca flows heat` lists the carriers.")
        return match

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
                            f"it processes '{name}', which is no raw material.",
                            nearest=nearest_names(name, materials) or tuple(materials),
                        )
                if loss > 0 and not row.processes:
                    raise InputError(
                        f"it loses {loss:.1%} but does not say of what.",
                        do="Add processes = [raw material names], or loss = 0.",
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
                             source_keys(row.source), row.note)  # fmt: skip

    def _later(self, row: ProductionStep, later: list[tuple[ProductionStep, Match, float]]) -> float:
        """How much more a step runs because later steps lose part of the same materials (mass-weighted mean)."""
        masses = {item.name: item.amount for item in self.resolved.raw_materials if item.name in row.processes} or {
            "": 1.0
        }
        return sum(mass * self._upstream(name, later) for name, mass in masses.items()) / sum(masses.values())

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
        if row.carries == "product":
            volume = convert(card.volume.amount, card.volume.unit, "m**3") if card.volume else 0.0
            yield convert(card.mass.amount, card.mass.unit, "kg"), volume, self.resolved.site
            return
        materials = {item.name: item for item in self.resolved.raw_materials}
        item = materials.get(row.carries)
        if item is None:
            raise InputError(
                f"it carries '{row.carries}', which is neither a raw material nor the product.",
                nearest=nearest_names(row.carries, [*materials, "product"]) or (*materials, "product"),
            )
        mass = convert(item.amount, item.unit, "kg") * self._upstream(item.name, steps)
        for origin, share in (
            (item.origin, 1.0 - item.recycled_share),
            (item.recycled_origin or item.origin, item.recycled_share),
        ):
            if share > 0:
                where = self.resolved.where("raw_materials", item.name, "origin")
                yield mass * share, 0.0, self.resolved.place(origin, where)

    def _legs(self, row: TransportLeg, origin: str, where: str) -> tuple[Leg, ...]:
        start = self.resolved.place(row.from_, f"{where}.from", origin)
        end = self.resolved.place(row.to, f"{where}.to", origin)
        if row.mode == AUTO:
            return propose_legs(start, end, self.routes)
        if row.distance is None:
            raise InputError("a leg with a mode needs a distance.", do='Add distance = km, or use mode = "auto".')
        km = convert(row.distance, row.unit, "km")
        return (Leg(row.mode, start, end, km, row.source, "medium", row.note),)

    def _moved(self, row: TransportLeg, leg: Leg, mass: float, volume: float) -> Demand:
        port = self.routes.ports.get(leg.origin)
        place = port.place if port else leg.origin
        match = self.background.resolve(leg.mode, "tonne*km", place)
        load = charged_mass(mass, volume, match.stowage_density) if volume and match.stowage_density else mass
        spread = row.spread if row.gsd or row.low else LEG_SPREAD[leg.quality]
        return Demand(
            "transport", row.name, match, place, transport_work(load, leg.km) * self.scale,
            f"{leg.mode} {leg.origin}-{leg.destination}", math.log(spread), source_keys(leg.source), leg.note, leg.km,
        )  # fmt: skip
