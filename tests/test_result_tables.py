"""A result as rows: every number shown is a number of the result."""

from __future__ import annotations

import csv
import gettext
from io import StringIO

import pytest

from localca import language, result_tables
from localca.api import Result
from localca.product import STAGES
from localca.tables import Tables
from localca.terminal import csv_text
from localca.wording import GRID_FIXED, amount, verdict_words


def test_one_verdict_per_category_and_scenario(bag_result: Result) -> None:
    rows = result_tables.verdict_rows(bag_result)
    titles = result_tables.scenario_titles(bag_result)
    assert len(rows) == len(bag_result.assessment.methods)
    for row, method in zip(rows, bag_result.assessment.methods, strict=True):
        assert row["Impact category"].startswith(method.title)
        assert row["Impact category"].endswith("(partial)") == (method.coverage == "partial")
        for item in result_tables.of_method(bag_result, method.id):
            assert row[titles[item.scenario]] == verdict_words(item)


def test_numbers_are_stages_and_total_of_each_scenario(bag_result: Result) -> None:
    rows = result_tables.number_rows(bag_result, "climate")
    assert [row["Total"] for row in rows] == [
        amount(bag_result.assessment.total(name, "climate")) for name in bag_result.assessment.scenarios
    ]
    assert [row["Difference"] for row in rows].count("reference") == 1


def test_records_add_up_and_survive_csv(bag_result: Result) -> None:
    records = result_tables.number_records(bag_result)
    assert len(records) == len(bag_result.assessment.methods) * len(bag_result.assessment.scenarios)
    for record in records:
        assert sum(record[stage] for stage in STAGES) == pytest.approx(record["total"], rel=1e-12)
    read = list(csv.DictReader(StringIO(csv_text(records))))
    assert [float(row["total"]) for row in read] == [record["total"] for record in records]


def test_the_difference_ends_with_the_whole(bag_result: Result) -> None:
    item = bag_result.comparison("local_recycled", "climate")
    rows = result_tables.difference_rows(item)
    assert [row["Stage"] for row in rows][-1] == "Whole difference"
    assert len(rows) == len(STAGES) + 1
    assert rows[0]["Difference, kg CO₂-eq"].startswith("−")


def test_every_line_is_shown_with_passports(bag_result: Result, tables: Tables) -> None:
    for scenario in bag_result.assessment.scenarios:
        views = result_tables.flow_views(bag_result, scenario, "climate", tables)
        assert list(views) == list(STAGES)
        lines = [line for line in bag_result.assessment.lines if line.scenario == scenario]
        assert sum(len(flows) for flows in views.values()) == len(lines)
        for flow in (flow for flows in views.values() for flow in flows):
            assert flow.sources, flow
            for key, passport in flow.sources:
                assert passport is not None or key.startswith("own:"), f"{flow.title}: no passport for '{key}'"


def test_a_material_whose_electricity_is_unknown_is_marked(bag_result: Result, tables: Tables) -> None:
    assert GRID_FIXED == "grid cannot be swapped"
    for scenario in bag_result.assessment.scenarios:
        for flows in result_tables.flow_views(bag_result, scenario, "climate", tables).values():
            for flow in flows:
                known = next((item for item in tables.activities.values() if item.title == flow.title), None)
                expected = known is not None and known.kind in result_tables.GRID_KINDS and not known.swappable
                assert flow.grid_fixed == expected


def test_equal_titles_are_told_apart(bag_result: Result) -> None:
    from dataclasses import replace

    product = bag_result.assessment.product
    scenarios = tuple(item.model_copy(update={"title": "Same"}) for item in product.scenarios)
    twin = replace(bag_result.assessment, product=product.model_copy(update={"scenarios": scenarios}))
    titles = result_tables.scenario_titles(Result(twin, bag_result.comparisons, bag_result.draws, bag_result.seed))
    assert len(set(titles.values())) == len(titles)
    assert titles["imported_usa"] == "Same (imported_usa)"


class Shouted(gettext.NullTranslations):
    """A language that is English in capitals, but for what is put into a message."""

    def gettext(self, message: str) -> str:
        """The message in capitals."""
        return message if "{" in message else message.upper()


def test_another_language_is_on_the_page_and_not_in_the_files(
    bag_result: Result, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, frame = result_tables.number_records(bag_result), bag_result.frame
    monkeypatch.setattr(language, "languages", lambda: ("en", "xx"))
    monkeypatch.setattr(
        language, "translations", lambda code: Shouted() if code == "xx" else gettext.NullTranslations()
    )
    with language.spoken("xx"):
        assert result_tables.scenario_titles(bag_result)["imported_usa"] == "IMPORTED FROM THE USA"
        assert set(result_tables.number_rows(bag_result, "climate")[0]) >= {"SCENARIO", "TOTAL", "DIFFERENCE"}
        flows = result_tables.flow_views(bag_result, "imported_usa", "climate", tables)["electricity"]
        assert [flow.title for flow in flows] == ["electricity for CARRIER BAG MAKING (EXTRUDE, PRINT, CONVERT)"]
        assert result_tables.number_records(bag_result) == records
        assert bag_result.frame.equals(frame)
