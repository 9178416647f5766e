"""Units that refuse nonsense: every amount passes here, because Brightway converts nothing."""

from __future__ import annotations

import functools
import math
import re
from typing import Any

from localca.errors import InputError
from localca.language import mark, tr

UNKNOWN = mark("unit '{unit}' is not known.")
MEASURES = mark("unit '{unit}' measures {dimension}, but {needed} is needed.")
UNREADABLE = mark("unit '{unit}' cannot be read.")
NOT_CONVERTED = mark("unit '{unit}' cannot be converted to '{target}'.")
DIMENSIONS = (mark("mass"), mark("length"), mark("time"))
WRONG_UNIT = (UNKNOWN, MEASURES, UNREADABLE, NOT_CONVERTED)


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
            tr(UNKNOWN, unit=unit),
            do=tr("Use a unit that converts to '{target}', for example '{target}'.", target=target),
        ) from error
    except pint.DimensionalityError as error:
        raise InputError(
            tr(
                MEASURES,
                unit=unit,
                dimension=_words(error.dim1 or "") or tr("nothing"),
                needed=_words(error.dim2 or "") or tr("a plain number"),
            ),
            do=tr("Use a unit that converts to '{target}'.", target=target),
        ) from error
    except Exception as error:  # pint raises tokenizer, value and assertion errors for malformed text
        raise InputError(
            tr(UNREADABLE, unit=unit),
            do=tr("Use a unit that converts to '{target}', for example '{target}'.", target=target),
        ) from error
    if offset or not math.isfinite(factor) or factor <= 0:
        raise InputError(tr(NOT_CONVERTED, unit=unit, target=target))
    return factor


def _words(dimension: Any) -> str:
    """A dimension such as ``[length] ** 3`` in the language at hand."""
    return re.sub(r"[a-z]+", lambda found: tr(found[0]), str(dimension))


def convert(amount: float, unit: str, target: str) -> float:
    """``amount`` in ``unit`` expressed in ``target``.

    >>> convert(2.0, "tonne", "kg")
    2000.0
    """
    if unit == target:
        return amount
    return amount * conversion_factor(unit, target)
