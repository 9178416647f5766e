"""The page Why and what if: empty, filled, acting; and the words of its rows."""

from __future__ import annotations

import pytest
from page_support import opened, shown, without_scenarios

from localca.analysis_tables import cause_rows, lever_rows, turns
from localca.api import Result
from localca.break_even import break_evens
from localca.explanation import by_cause
from localca.lever_effects import levers
from localca.parameters import turning
from localca.wording import signed

SCENARIO, REFERENCE = "local_recycled", "imported_usa"


def test_no_scenario_says_what_to_do() -> None:
    app = without_scenarios(opened("why"))
    assert "Choose at least one scenario" in shown(app)


def test_filled_page_has_causes_places_turns_and_levers() -> None:
    app = opened("why", explained=SCENARIO)
    text = shown(app)
    for heading in ("By cause", "Where on earth it arises", "What would turn the answer", "Which lever matters most"):
        assert heading in text
    assert "Recycled share of resin" in text
    assert "Lower above 12" in text
    assert len(app.get("plotly_chart")) > 5


def test_another_category_has_its_own_causes() -> None:
    app = opened("why", explained=SCENARIO)
    before = shown(app)
    app.selectbox(key="category").set_value("acidification").run()
    assert shown(app) != before
    assert app.query_params["category"] == "acidification"


def test_the_scenario_looked_at_is_kept_in_the_address() -> None:
    app = opened("why", explained="local_resin")
    assert app.selectbox(key="carrier-bag:explained:imported_usa").value == "local_resin"
    app.selectbox(key="carrier-bag:explained:imported_usa").set_value("imported_china").run()
    assert app.query_params["explained"] == "imported_china"


def test_cause_rows_end_with_the_whole(bag_result: Result) -> None:
    found = by_cause(bag_result.assessment, SCENARIO, REFERENCE)
    rows = cause_rows({cause: float(part[0]) for cause, part in found.items()}, "kg CO₂-eq")
    whole = bag_result.comparison(SCENARIO, "climate").difference
    assert rows[-1] == {"Cause": "Whole difference", "Difference, kg CO₂-eq": signed(whole)}


def test_turns_that_can_turn_come_first_with_a_picture(bag_result: Result) -> None:
    assessment = bag_result.assessment
    turned = turning(assessment, SCENARIO, REFERENCE)
    roots = [root for root in break_evens(assessment, SCENARIO, REFERENCE) if root.method == "climate"]
    found = turns(roots, turned, assessment.column("climate"), "kg CO₂-eq")
    pictured = [turn.picture is not None for turn in found]
    assert pictured == sorted(pictured, reverse=True)
    assert len(found) == len(roots)
    for turn in found:
        if turn.picture:
            assert turn.picture.low <= turn.picture.root <= turn.picture.high
            assert turn.sentence.startswith("Lower ")


@pytest.mark.parametrize("method", ["climate", "acidification"])
def test_lever_rows_keep_the_order(bag_result: Result, method: str) -> None:
    chosen = [item for item in levers(bag_result.assessment, SCENARIO) if item.method == method]
    rows = lever_rows(chosen, "unit")
    assert [row["Effect, unit"] for row in rows] == [signed(item.effect) for item in chosen]
