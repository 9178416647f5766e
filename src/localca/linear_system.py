"""A life-cycle system as plain lists: activities, elementary flows and the amounts between them.

Built from the tables for the background, extended by ``export`` with a product's foreground. It knows nothing of
Brightway; ``background`` writes it as a datapackage and lets Brightway solve it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from localca.electricity import grid_mix, loss_row, plug_inputs
from localca.errors import DataError
from localca.tables import Tables
from localca.units import convert

Floats = npt.NDArray[np.float64]


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
    scale_sigma: dict[str, float] = field(default_factory=dict)

    def add_input(self, source: str, activity: str, amount: float, sigma: float = 0.0) -> None:
        """``activity`` takes ``amount`` of ``source``."""
        _accumulate(self.inputs, (source, activity), amount, sigma)

    def add_emission(self, flow: str, activity: str, amount: float, sigma: float = 0.0) -> None:
        """``activity`` exchanges ``amount`` of ``flow`` with nature."""
        _accumulate(self.emissions, (flow, activity), amount, sigma)

    def copy(self) -> System:
        """An independent copy that can be extended."""
        return System(
            list(self.activities),
            list(self.flows),
            dict(self.inputs),
            dict(self.emissions),
            dict(self.scale_sigma),
        )


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
                system.add_input(source.id, activity.id, convert(row.amount, row.unit, source.unit), sigma)
            elif row.kind == "electricity" and row.exchange != "here":
                grid = electricity_key(row.exchange, tables.default_mix[row.exchange])
                system.add_input(grid, activity.id, convert(row.amount, row.unit, "kWh"), sigma)
    for place, mix in mixes:
        shipped = grid_mix(tables, place, mix)
        for technology, amount in plug_inputs(shipped).items():
            system.add_input(technology, electricity_key(place, mix), amount)
        loss = loss_row(tables, place, shipped.year)
        system.scale_sigma[electricity_key(place, mix)] = loss.amount / (1 - loss.amount) * math.log(loss.gsd)
    return system


def score_sigmas(system: System, factors: Floats, scores: Floats) -> Floats:
    """Standard deviation of the logarithm of each activity's unit score, to first order.

    Equation: ``var_j = sum_i (a_ij u_i / s_j)^2 (sigma_ij^2 + var_i) + sigma_scale_j^2`` with ``u_i`` the unit score of
    input i (characterisation factor of an elementary flow, whose own variance is 0). Inputs are taken as independent.

    Parameters:
        factors: shape (methods, flows). scores: shape (activities, methods), per unit.

    Returns:
        Shape (activities, methods); 0 where the score is 0.
    """
    column = {name: index for index, name in enumerate(system.activities)}
    row = {name: index for index, name in enumerate(system.flows)}
    technosphere, technosphere_spread = _squared(system.inputs, column, column)
    _, biosphere_spread = _squared(system.emissions, row, column)
    scale = np.array([system.scale_sigma.get(name, 0.0) for name in system.activities])[:, None] ** 2
    squared = scores**2
    safe = np.where(squared > 0, squared, 1.0)
    fixed = biosphere_spread @ (factors.T**2) + technosphere_spread @ squared
    variance = np.zeros_like(scores)
    for _ in range(50):
        update = np.where(squared > 0, (fixed + technosphere @ (squared * variance)) / safe + scale, 0.0)
        if np.allclose(update, variance, rtol=1e-9, atol=1e-15):
            break
        variance = update
    return np.asarray(np.sqrt(update))


def _squared(
    entries: dict[tuple[str, str], tuple[float, float]], rows: dict[str, int], columns: dict[str, int]
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Amounts squared, and amounts times sigma squared, both of shape (columns, rows)."""
    row = [rows[source] for source, _ in entries]
    column = [columns[target] for _, target in entries]
    amounts = np.array([amount for amount, _ in entries.values()])
    sigmas = np.array([sigma for _, sigma in entries.values()])
    shape = (len(columns), len(rows))
    return (
        sparse.csr_array((amounts**2, (column, row)), shape=shape),
        sparse.csr_array(((amounts * sigmas) ** 2, (column, row)), shape=shape),
    )
