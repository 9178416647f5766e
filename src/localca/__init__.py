"""LocaLCA: does making it locally lower its impacts? A streamlined life-cycle comparison with Brightway.

>>> import localca
>>> result = localca.compare("carrier-bag", reference="imported_usa")  # doctest: +SKIP
>>> result.verdicts  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"
_HOMES = {
    "InputError": "errors",
    "Product": "product",
    "Result": "api",
    "breakeven": "analyses",
    "compare": "api",
    "explanation": "analyses",
    "levers": "analyses",
    "load": "product_file",
    "siting": "analyses",
}
_MODULES = ("charts",)
__all__ = [
    "InputError",
    "Product",
    "Result",
    "breakeven",
    "charts",
    "compare",
    "explanation",
    "levers",
    "load",
    "siting",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import localca`` costs nothing."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"localca.{_HOMES[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"localca.{name}")
    raise AttributeError(f"module 'localca' has no attribute '{name}'")
