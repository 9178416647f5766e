"""Recycled content: how much virgin and how much recycled material is charged to a product.

Two allocation rules, a visible choice that must be the same on both sides of a comparison:

- cut-off: ``(1 - R1) * Ev + R1 * Erec``;
- Circular Footprint Formula, material part: ``(1 - R1) * Ev + R1 * (A * Erec + (1 - A) * Ev * Qsin/Qp)``.

With ``A = 1`` the formula is the cut-off; with ``A = 0`` and ``Qsin/Qp = 1`` recycled content brings no benefit.
Reference: European Commission, Recommendation (EU) 2021/2279, Annex I, section 4.4.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from localca.errors import InputError, nearest_names
from localca.language import tr
from localca.records import CffRow

Allocation = Literal["cutoff", "cff"]


def allocation_rule(name: str) -> Allocation:
    """The rule of this name.

    Raises:
        InputError: for any other word.
    """
    if name == "cutoff":
        return "cutoff"
    if name == "cff":
        return "cff"
    raise InputError(tr("'{name}' is no allocation rule.", name=name), where="--allocation", nearest=("cutoff", "cff"))


class Charge(NamedTuple):
    """Kilograms of virgin and of recycled material charged."""

    virgin: float
    recycled: float


def cutoff(mass: float, recycled_share: float) -> Charge:
    """Mass charged under cut-off: the recycled part carries only its recycling.

    Parameters:
        mass: input mass, kg (any unit of mass).
        recycled_share: R1, 0 to 1.
    """
    return Charge(mass * (1.0 - recycled_share), mass * recycled_share)


def circular_footprint(mass: float, recycled_share: float, a: float, quality: float) -> Charge:
    """Mass charged under the Circular Footprint Formula, material part.

    Equation: ``virgin = M * ((1 - R1) + R1 * (1 - A) * Qsin/Qp)``, ``recycled = M * R1 * A``.

    Parameters:
        mass: input mass, kg.
        recycled_share: R1, 0 to 1.
        a: allocation factor A, 0 to 1.
        quality: Qsin/Qp, 0 to 1.
    """
    return Charge(mass * ((1.0 - recycled_share) + recycled_share * (1.0 - a) * quality), mass * recycled_share * a)


def charge(
    mass: float,
    recycled_share: float,
    rule: Allocation,
    parameters: Mapping[str, Mapping[str, CffRow]],
    material: str,
    where: str = "",
) -> Charge:
    """Mass charged under the chosen rule; the CFF takes A and Qs/Qp of the virgin material.

    Raises:
        InputError: when the CFF is asked for a recycled share of a material without parameters.
    """
    if rule == "cutoff" or recycled_share == 0:
        return cutoff(mass, recycled_share)
    row = parameters.get(material)
    if row is None or not {"A", "Qs_Qp"} <= set(row):
        raise InputError(
            tr("the Circular Footprint Formula has no parameters for '{material}'.", material=material),
            where=where,
            nearest=nearest_names(material, parameters),
            do=tr("Use --allocation cutoff, or add A and Qs_Qp to cff.csv with their source."),
        )
    return circular_footprint(mass, recycled_share, row["A"].amount, row["Qs_Qp"].amount)
