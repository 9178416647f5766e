"""Units that refuse nonsense: every amount passes here, because Brightway converts nothing."""

from __future__ import annotations

import functools
import math
from typing import Any

from localca.errors import InputError


@functools.cache
def registry() -> Any:
    """The one pint registry (built on first use: it costs about 0.1 s)."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


@functools.cache
def conversion_factor(unit: str, target: str) -> float:
    """The factor f with ``amount [unit] * f = amount [target]``.

    Raises:
        InputError: when a unit is unknown, offset (degrees Celsius) or of another dimension.
    """
    import pint

    units = registry()
    try:
        start, end = units.parse_units(unit), units.parse_units(target)
        offset, factor = (float(units.Quantity(value, start).to(end).magnitude) for value in (0.0, 1.0))
    except pint.UndefinedUnitError as error:
        raise InputError(
            f"unit '{unit}' is not known.",
            do=f"Use a unit that converts to '{target}', for example '{target}'.",
        ) from error
    except pint.DimensionalityError as error:
        raise InputError(
            f"unit '{unit}' measures {error.dim1 or 'nothing'}, but {error.dim2 or 'a plain number'} is needed.",
            do=f"Use a unit that converts to '{target}'.",
        ) from error
    except Exception as error:  # pint raises tokenizer, value and assertion errors for malformed text
        raise InputError(
            f"unit '{unit}' cannot be read.",
            do=f"Use a unit that converts to '{target}', for example '{target}'.",
        ) from error
    if offset or not math.isfinite(factor) or factor <= 0:
        raise InputError(f"unit '{unit}' cannot be converted to '{target}'.")
    return factor


def convert(amount: float, unit: str, target: str) -> float:
    """``amount`` in ``unit`` expressed in ``target``.

    >>> convert(2.0, "tonne", "kg")
    2000.0
    """
    if unit == target:
        return amount
    return amount * conversion_factor(unit, target)
