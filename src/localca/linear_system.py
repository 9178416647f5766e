"""A life-cycle system as plain lists: activities, elementary flows and the amounts between them.

Built from the tables for the background, extended by ``export`` with a product's foreground. It knows nothing of
Brightway; ``background`` writes it as a datapackage and lets Brightway solve it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from localca.electricity import grid_mix, loss_row
from localca.errors import DataError
from localca.tables import Tables
from localca.units import convert


@dataclass
class System:
    """Activities (each produces 1 unit of itself), their inputs and their elementary flows.

    ``inputs[(input, activity)]`` and ``emissions[(flow, activity)]`` hold ``(amount, sigma)`` with sigma the
    standard deviation of the logarithm. Two entries for one pair are summed: Brightway must see one.
    """

    activities: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    inputs: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    emissions: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def add_input(self, source: str, activity: str, amount: float, sigma: float = 0.0) -> None:
        """``activity`` takes ``amount`` of ``source``."""
        _accumulate(self.inputs, (source, activity), amount, sigma)

    def add_emission(self, flow: str, activity: str, amount: float, sigma: float = 0.0) -> None:
        """``activity`` exchanges ``amount`` of ``flow`` with nature."""
        _accumulate(self.emissions, (flow, activity), amount, sigma)


def _accumulate(
    entries: dict[tuple[str, str], tuple[float, float]], key: tuple[str, str], amount: float, sigma: float
) -> None:
    before, sigma_before = entries.get(key, (0.0, 0.0))
    total = before + amount
    spread = math.hypot(before * sigma_before, amount * sigma) / total if total else 0.0
    entries[key] = (total, spread)


def electricity_key(place: str, mix: str) -> str:
    """The activity that delivers 1 kWh at the plug of a place with one of its shipped mixes."""
    return f"electricity@{place}:{mix}"


def build_background(tables: Tables) -> System:
    """The open background: every activity of the tables and the electricity of every place and mix.

    Electricity and heat taken ``here`` (where the activity runs) stay open: the foreground closes them.
    """
    system = System(flows=list(tables.elementary))
    mixes = [key for key in tables.generation if key[0] in tables.losses]
    system.activities = list(tables.activities) + [electricity_key(*key) for key in mixes]
    for activity in tables.activities.values():
        for row in activity.exchanges:
            sigma = math.log(row.gsd)
            if row.kind == "elementary":
                flow = tables.elementary.get(row.exchange)
                if flow is None:
                    raise DataError(f"{activity.id}: '{row.exchange}' is not in elementary_flows.csv")
                system.add_emission(flow.key, activity.id, convert(row.amount, row.unit, flow.unit), sigma)
            elif row.kind == "activity":
                source = tables.activities.get(row.exchange)
                if source is None:
                    raise DataError(f"{activity.id}: there is no activity '{row.exchange}'")
                if source.drawn("electricity") or source.drawn("heat"):
                    raise DataError(f"{activity.id}: '{source.id}' draws power where it runs; nothing would close that")
                system.add_input(source.id, activity.id, convert(row.amount, row.unit, source.unit), sigma)
            elif row.kind == "electricity" and row.exchange != "here":
                grid = electricity_key(row.exchange, tables.default_mix[row.exchange])
                system.add_input(grid, activity.id, convert(row.amount, row.unit, "kWh"), sigma)
    for place, mix in mixes:
        _add_grid(system, tables, place, mix)
    return system


def _add_grid(system: System, tables: Tables, place: str, name: str) -> None:
    """The electricity of a place: generation at the busbar by technology, then the grid loss up to the plug."""
    mix = grid_mix(tables, place, name)
    loss = loss_row(tables, place, mix.year)
    busbar = f"generation@{place}:{name}"
    system.activities.append(busbar)
    for technology, share in mix.shares.items():
        system.add_input(technology, busbar, share)
    sigma = loss.amount / (1 - loss.amount) * math.log(loss.gsd)
    system.add_input(busbar, electricity_key(place, name), 1 / (1 - loss.amount), sigma)
