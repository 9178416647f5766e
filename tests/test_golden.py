"""Golden results: what the program said when the results were last meant to move.

Beside their inputs: the cases are in ``golden_cases.py``; ``python tests/rewrite_golden.py`` rewrites them.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from golden_cases import CASES, GOLDEN, golden


def alike(found: Any, kept: Any, where: str = "") -> None:
    """Equal in structure and text, and in numbers to 1e-6; a number that is noise around 0 counts as 0."""
    if isinstance(kept, dict):
        assert isinstance(found, dict), where
        assert list(found) == list(kept), where
        for key, value in kept.items():
            alike(found[key], value, f"{where}.{key}")
    elif isinstance(kept, list):
        assert len(found) == len(kept), where
        for index, value in enumerate(kept):
            alike(found[index], value, f"{where}[{index}]")
    elif isinstance(kept, float):
        assert found == pytest.approx(kept, rel=1e-6, abs=1e-15), where
    else:
        assert found == kept, where


@pytest.mark.parametrize("name", sorted(CASES))
def test_results_are_those_that_were_kept(name: str) -> None:
    alike(golden(name), json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8")), name)


def test_nothing_is_kept_that_is_not_compared() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == sorted(CASES)


@pytest.mark.parametrize(
    ("found", "kept"),
    [({"a": 1.00001}, {"a": 1.0}), ({"a": 1.0, "b": 2}, {"a": 1.0}), ([1.0], [1.0, 2.0]), ("lower", "higher"),
     ({"a": None}, {"a": 1.0})],
)  # fmt: skip
def test_the_comparison_itself_can_fail(found: Any, kept: Any) -> None:
    with pytest.raises((AssertionError, TypeError)):
        alike(found, kept)
