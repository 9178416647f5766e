"""Which products of a user's database stand behind a flow at a place: links, markets, swapped grids, mixes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

from localca.background import ELECTRICITY, Match, OpenBackground, Status
from localca.brightway_units import pint_name
from localca.electricity import grid_mix, plug_inputs
from localca.errors import InputError, nearest_names
from localca.installed_grid import Electric, Recipe, electricity_inputs, inputs_of, producers_of, swapped
from localca.installed_system import InstalledSystem
from localca.links import Electricity, Link, Linked, Links, candidates, check_unit, describe, find, known_flows
from localca.places import check_country
from localca.project_files import Node
from localca.regions import tier
from localca.units import convert

MARK = "@@"
UNSWAPPED = ("heat", "technology", "fuel")  # the engine adds no electricity of the place to these


class Resolver:
    """Turns flow names into matches, and keeps each match's recipe: amounts of products of the database."""

    def __init__(self, name: str, system: InstalledSystem, links: Links, behind: OpenBackground) -> None:
        self.name, self.system, self.links, self.open = name, system, links, behind
        self.tables = behind.tables
        self._recipes: dict[str, Recipe] = {}

    def resolve(self, flow: str, unit: str, place: str) -> Match:
        """See :class:`localca.background.Background`; a flow without a link is an error, or the open database's.

        Raises:
            InputError: for a flow that is not linked, a link to none or several activities, or a wrong unit.
        """
        if flow == ELECTRICITY and self.links.electricity is not None:
            return self._electricity(unit, place)
        link = self.links.flows.get(flow)
        if link is not None:
            return self._linked(flow, link, unit, place)
        if self.links.unlinked == "open":
            match = self.open.resolve(flow, unit, place)
            return replace(match, note="; ".join(filter(None, ("not linked: from the open database", match.note))))
        raise self._not_linked(flow, unit)

    def _not_linked(self, flow: str, unit: str) -> InputError:
        known = self.tables.activities.get(flow)
        near = nearest_names(flow, known_flows(self.links, list(self.tables.activities)))
        if flow != ELECTRICITY and known is None:
            do = "Correct the name, or link it: `localca use --link FLOW`."
        else:
            words = f"{known.title} {known.description}" if known else flow
            near = tuple(describe(node) for node in candidates(self._pool, words, unit, 5))
            do = f'Link it: `localca use --link {flow}`, or set unlinked = "open" in the links file.'
        return InputError(f"'{flow}' is linked to no activity of {self.name}.", nearest=near, do=do)

    def _linked(self, flow: str, link: Link, unit: str, place: str) -> Match:
        linked = find(self._pool, link, place, f"links, {flow}")
        node = linked.node
        check_unit(node, unit, f"links, {flow}")
        base = self.tables.activities.get(flow)
        like = self.open.resolve(flow, base.unit, place) if base else None
        electric = self.electric(node.id) if like is None or like.kind not in UNSWAPPED else Electric({}, {})
        key, recipe = f"{node.database}{MARK}{node.code}", {node.id: self._sign(node)}
        if electric.total > 0:
            check_country(place)
            grid = self._electricity("kWh", place)
            plug = self.recipe(grid) if MARK in grid.key else None
            recipe = swapped(recipe, electric, place, plug, self._market, self.system.nodes, linked.tier == "exact")
            key = f"{key}{MARK}{place}"
        self._recipes[key] = recipe
        return self._match(flow, key, linked, place, electric, like)

    def _match(self, flow: str, key: str, linked: Linked, place: str, electric: Electric, like: Match | None) -> Match:
        """The match of a linked activity; what the database does not state (loss, stowage) is the open one's."""
        node = linked.node
        status: Status = "exact" if linked.tier == "exact" else "proxy" if linked.tier == "proxy" else "fallback"
        note = f"location {node.location or 'not stated'}: {linked.tier}"
        if self._sign(node) < 0:
            note += f"; per {node.unit} of waste that it takes in"
        if electric.total > 0:
            note += f"; {electric.total:.4g} kWh per {node.unit} of its electricity are swapped"
        return Match(
            key=key, flow=flow, title=describe(node), kind=like.kind if like else "material", place=place,
            unit=pint_name(node.unit), status=status, swappable=electric.total > 0, kwh=electric.total,
            loss=like.loss if like else 0.0, loss_sigma=like.loss_sigma if like else 0.0,
            stowage_density=like.stowage_density if like else 0.0, quality="medium",
            sources=(self.name,), note=note,
        )  # fmt: skip

    def _sign(self, node: Node) -> float:
        """-1 for the treatment of a waste, whose reference product is negative: one unit of it is one taken in."""
        matrices, row = self.system.matrices, self.system.row[node.id]
        return -1.0 if matrices.own[row] >= 0 > matrices.technosphere[row, matrices.own[row]] else 1.0

    def _electricity(self, unit: str, place: str) -> Match:
        """The country's market in the database; a mix by name, or of a country without one, from technologies."""
        choice = self.links.electricity
        if choice is None:
            return self.open.resolve(ELECTRICITY, unit, place)
        convert(1.0, unit, "kWh")
        country, _, mix = place.partition(":")
        check_country(country)
        if not mix or mix == self.tables.default_mix.get(country):
            linked = self._country_market(country, choice)
            if linked is not None:
                key = f"{linked.node.database}{MARK}{linked.node.code}{MARK}kWh"
                self._recipes[key] = {linked.node.id: check_unit(linked.node, "kWh", "links, electricity")}
                found = self._match(ELECTRICITY, key, linked, place, Electric({}, {}), None)
                return replace(found, kind="electricity", unit="kWh", swappable=True)
        return self._mixed(country, mix or None, place)

    def _country_market(self, country: str, choice: Electricity) -> Linked | None:
        """The market of a country: the one linked by hand, else the linked activity's at that very location."""
        by_hand = self.links.flows.get(f"{ELECTRICITY}@{country}")
        link = by_hand or Link(name=choice.name, product=choice.product)
        where = f"links, electricity@{country}"
        if by_hand is None and not any(node.name == link.name for node in self._pool):
            find(self._pool, link, country, "links, electricity")
        pool = self._pool if by_hand else [node for node in self._pool if tier(node.location, country) == "exact"]
        if by_hand is None and not any(node.name == link.name for node in pool):
            return None
        return find(pool, link, country, where)

    def _mixed(self, country: str, mix: str | None, place: str) -> Match:
        """Electricity from the open statistics' shares and the database's technologies."""
        found = grid_mix(self.tables, country, mix)
        recipe: Recipe = {}
        for technology, amount in plug_inputs(found).items():
            link = self.links.flows.get(technology)
            if link is None and self.links.unlinked == "open":
                match = self.open.resolve(ELECTRICITY, "kWh", place)
                return replace(match, note=f"no market in {self.name}: from the open database; {match.note}")
            if link is None:
                raise self._no_market(country, technology)
            node = find(self._pool, link, country, f"links, {technology}").node
            factor = check_unit(node, "kWh", f"links, {technology}")
            recipe[node.id] = recipe.get(node.id, 0.0) + amount * factor
        key = f"{ELECTRICITY}{MARK}{country}:{found.name}"
        self._recipes[key] = recipe
        return Match(
            key=key, flow=ELECTRICITY, title=f"electricity at the plug, {country} {found.name}, of linked technologies",
            kind="electricity", place=place, unit="kWh", status="fallback", swappable=True, quality="medium",
            sources=(self.name, *found.sources), note="; ".join(("shares of the open database", *found.notes)),
        )  # fmt: skip

    def _no_market(self, country: str, technology: str) -> InputError:
        near = candidates(self._pool, f"market for electricity {technology.replace('_', ' ')}", "kWh", 4)
        return InputError(
            f"{self.name} has no market of electricity in {country}, and '{technology}' is not linked.",
            where="links, electricity",
            nearest=[describe(node) for node in near],
            do=f'Link the country\'s market as [flows."{ELECTRICITY}@{country}"], or its technologies.',
        )

    def recipe(self, match: Match) -> Recipe:
        """What stands behind a match: amounts of products of the database per unit."""
        if match.key not in self._recipes:
            self.resolve(match.flow, match.unit, match.place)
        return self._recipes[match.key]

    def linked_unit(self, flow: str) -> str:
        """The unit of a linked flow that the open database does not have; empty for every other name."""
        link = self.links.flows.get(flow)
        if link is None or flow in self.tables.activities:
            return ""
        named = (node for node in self._pool if node.name == link.name and link.unit in ("", node.unit))
        return next((pint_name(node.unit) for node in named), "")

    @property
    def linkable(self) -> list[Node]:
        """What a flow can be linked to."""
        return self._pool

    @functools.cached_property
    def _pool(self) -> list[Node]:
        """What can be linked: everything of the database itself that something can take from."""
        return [node for node in self.system.nodes.values() if node.database == self.system.database]

    @functools.cached_property
    def _producers(self) -> Mapping[int, int]:
        return producers_of(self.system.matrices)

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def electric(self, product: int) -> Electric:
        """The grid electricity found inside one unit of a product of the database."""
        choice = self.links.electricity or Electricity(name="-")
        return electricity_inputs(
            lambda number: inputs_of(self.system.matrices, self._producers, self.system.row, number),
            self.system.nodes, product, choice,
        )  # fmt: skip

    @functools.cached_property
    def _by_name(self) -> dict[tuple[str, str, str], list[int]]:
        found: dict[tuple[str, str, str], list[int]] = {}
        for node in self.system.nodes.values():
            found.setdefault((node.name, node.product, node.location), []).append(node.id)
        return found

    def _market(self, node: Node, country: str) -> int | None:
        """What delivers the same in a country (alpha-2): the one activity of the same name and product."""
        found = self._by_name.get((node.name, node.product, country), [])
        return found[0] if len(found) == 1 else None
