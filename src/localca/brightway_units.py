"""Unit names as Brightway databases spell them, in pint's words and back: `ton kilometer` is no short ton."""

from __future__ import annotations

from localca.errors import InputError
from localca.units import conversion_factor

PINT = {
    "kilogram": "kg",
    "gram": "g",
    "ton": "tonne",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "ton kilometer": "tonne*km",
    "kilometer": "km",
    "vehicle-kilometer": "km",
    "person kilometer": "km",
    "cubic meter": "m**3",
    "litre": "litre",
    "square meter": "m**2",
    "square meter-year": "m**2*year",
    "cubic meter-year": "m**3*year",
    "meter": "m",
    "hectare": "hectare",
    "hour": "hour",
    "day": "day",
    "year": "year",
    "unit": "dimensionless",
    "item": "dimensionless",
    "items": "dimensionless",
    "p": "dimensionless",
    "dimensionless": "dimensionless",
    "kilo Becquerel": "kBq",
    "tkm": "tonne*km",
    "t*km": "tonne*km",
    "metric ton*km": "tonne*km",
    "m2": "m**2",
    "m3": "m**3",
    "t": "tonne",
    "l": "litre",
    "sh tn": "short_ton",
}


def pint_name(unit: str) -> str:
    """Pint's name of a unit as a Brightway database spells it.

    Raises:
        InputError: for a unit that is not known: an amount in it could not be checked.
    """
    name = PINT.get(unit) or PINT.get(unit.lower()) or unit
    try:
        conversion_factor(name, name)
    except InputError as error:
        raise InputError(
            f"the database's unit '{unit}' is not known.", do="Link an activity in a known unit such as kilogram."
        ) from error
    return name


def brightway_name(unit: str) -> str:
    """Brightway's name of a pint unit; the unit itself when Brightway has none."""
    return next((name for name, pint in PINT.items() if pint == unit), unit)
