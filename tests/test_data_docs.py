"""docs/data.md is what the tables say, and coverage is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from localca import api, lookup
from localca.data_docs import coverage, document
from localca.errors import InputError
from localca.impact_methods import choose

ROOT = Path(__file__).parents[1]


def test_the_document_is_in_step_with_the_tables() -> None:
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert text == document(api.open_background()), "run: python -m localca.data_docs > docs/data.md"


def test_coverage_says_which_key_flows_are_missing() -> None:
    found = coverage(api.open_background())
    assert found["hdpe_virgin"]["acidification"] == "full"
    assert found["pla_virgin"]["particulate_matter"] == "without pm25"
    assert set(found["film_extrusion"].values()) == {"power only"}


def test_a_score_is_the_sum_over_its_elementary_flows() -> None:
    background, methods = api.open_background(), choose(["climate", "acidification"])
    rows = lookup.breakdown(background, "hdpe_recycled", "JAM", methods)
    for method in methods:
        assert sum(row[method.id] for row in rows) == pytest.approx(1.0, abs=1e-12)
    amounts = {row["elementary"]: row["amount"] for row in rows}
    climate = (
        amounts["co2_fossil"] + 29.8 * amounts["ch4_fossil"] + 27.0 * amounts["ch4_biogenic"] + 273.0 * amounts["n2o"]
    )
    score = lookup.score(background, "hdpe_recycled", "JAM", methods)["scores"]["climate"]["score"]
    assert climate == pytest.approx(score, rel=1e-12)


def test_the_rows_behind_a_flow_name_their_sources() -> None:
    rows = lookup.numbers(api.open_background(), "hdpe_virgin")
    assert {row["source"] for row in rows} <= set(api.open_background().tables.sources)
    assert next(row["amount"] for row in rows if row["kind"] == "electricity") == pytest.approx(0.4009, rel=1e-3)


def test_the_rows_of_an_unknown_flow_are_refused() -> None:
    with pytest.raises(InputError, match=r"^'hdpe_virgim' is no flow of the open background\. Nearest: hdpe_virgin"):
        lookup.numbers(api.open_background(), "hdpe_virgim")
