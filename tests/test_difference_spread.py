"""Draws in bins, the grids of the strip, and the words around them."""

from __future__ import annotations

import numpy as np
import pytest

from localca.api import Result
from localca.break_even import break_evens
from localca.certainty_tables import family_dots, mean_words, survival
from localca.difference_spread import differences, family_verdicts, same_question, spread
from localca.grid_scores import kwh_used, reach
from localca.grid_tables import strip_of
from localca.wording import draws_of_100

SCENARIO, REFERENCE = "local_imported_resin", "imported_usa"


def test_the_draws_are_those_of_the_verdict(bag_result: Result) -> None:
    drawn = differences(bag_result.assessment, SCENARIO, REFERENCE, bag_result.draws, bag_result.seed)
    for column, method in enumerate(bag_result.assessment.methods):
        item = bag_result.comparison(SCENARIO, method.id)
        found = spread(drawn[:, column], item.difference)
        assert found.interval == pytest.approx(item.interval)
        assert found.p_lower == item.p_lower
        assert sum(found.counts) == bag_result.draws


def test_zero_is_an_edge_of_the_bins() -> None:
    found = spread(np.array([-3.0, -1.0, 0.5, 2.0]), 0.0)
    assert min(abs(edge) for edge in found.edges) < 1e-12
    assert sum(found.counts) == 4


def test_equal_draws_make_one_bin() -> None:
    assert sum(spread(np.zeros(8), 0.0).counts) == 8


def test_why_the_mean_differs_is_said_with_the_numbers() -> None:
    drawn = np.exp(np.linspace(-2, 2, 401))
    words = mean_words(spread(drawn, 1.0), "kg")
    assert "the median +1.00" in words
    assert "lognormal" in words
    assert mean_words(spread(np.full(9, 2.0), 2.0), "kg").endswith("Here they hardly differ.")


def test_families_ask_the_same_question(bag_result: Result) -> None:
    seen: list[float] = []
    found = family_verdicts(bag_result.assessment.product, REFERENCE, SCENARIO, "cutoff", progress=seen.append)
    assert seen[-1] == 1.0
    alike = same_question(found, "climate")
    assert {item.family.id for item in alike} == {"ef", "ipcc2021", "cml", "traci", "recipe"}
    assert [item.method.id for item in alike if item.family.id == "ipcc2021"] == [
        "climate", "climate_gwp20", "climate_gwp500",
    ]  # fmt: skip
    item = bag_result.comparison(SCENARIO, "climate")
    assert alike[0].comparison.difference == item.difference
    assert family_dots(alike)[0][1] == item.relative
    assert survival([item, item]).startswith("The verdict survives: all 2 methods say")


def test_the_strip_turns_where_the_break_even_says(bag_result: Result) -> None:
    titles = {SCENARIO: "today", REFERENCE: "reference"}
    strip = strip_of(bag_result.assessment, None, SCENARIO, REFERENCE, titles, "changed")
    roots = break_evens(bag_result.assessment, SCENARIO, REFERENCE, ["grid"])
    for turn, root in zip(strip.turns, roots, strict=True):
        assert turn.value == (root.value if root.in_range else None)
    assert set(strip.marks) == {"today", "reference"}
    assert strip.marks["today"] == pytest.approx(strip.countries["Jamaica"])
    assert strip.marks["reference"] == pytest.approx(strip.countries["United States"])


def test_what_a_swap_reaches(bag_result: Result) -> None:
    assert kwh_used(bag_result.assessment, SCENARIO) > 0
    assert reach(bag_result.assessment, "local_recycled")["swapped"]
    assert reach(bag_result.assessment, SCENARIO)["elsewhere"] == ["HDPE resin, virgin"]


def test_draws_never_claim_more_than_was_seen() -> None:
    assert draws_of_100(0.999) == "more than 99 of 100 draws"
