"""Rewrite what the tests compare with: golden results and the JSON schema of a product file.

Run it after a change that is meant to move results, together with a new ``RESULTS_VERSION`` and a CHANGELOG line, and
read the difference before committing it:

    python tests/rewrite_golden.py
    git diff tests/golden inventories/product.schema.json
"""

from __future__ import annotations

from golden_cases import CASES, GOLDEN, golden_text

from localca.product_file import schema
from localca.tables import inventories_folder


def rewrite() -> None:
    """Compute every case anew and write it beside its input."""
    for name in CASES:
        (GOLDEN / f"{name}.json").write_text(golden_text(name), encoding="utf-8")
    (inventories_folder() / "product.schema.json").write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
