"""The editor's fields: all of the product file, each with a label, and what each can take."""

from __future__ import annotations

import pytest

from localca import drafts, editor_values
from localca.editor_fields import CHANGEABLE, CHOICES, EDITORS, REMOVED, WHOLE, Field, field_of
from localca.product import Product
from localca.product_fields import INNER, ROW_TABLES, fields
from localca.units import conversion_factor

ELSEWHERE = {"scenarios": {"name", "reference", "electricity", "overrides", "heat", "unsold_share", "service_life"}}


def written(table: str) -> list[Field]:
    first, more = EDITORS[table]
    return [field for line in (*first, *more) for field in line]


@pytest.mark.parametrize("table", list(EDITORS))
def test_every_field_of_the_product_file_can_be_written(table: str) -> None:
    names = {field.name.partition(".")[0] for field in written(table)}
    assert names | ELSEWHERE.get(table, set()) == set(fields(table))


def test_a_scenario_can_change_what_the_model_lets_it_change() -> None:
    for table in ROW_TABLES:
        assert set(CHANGEABLE[table]) <= set(fields(table))
        assert set(fields(table)) - set(CHANGEABLE[table]) <= {"name", "processes", "cff_material", "carries"}
    assert {field.name for line in WHOLE for field in line} <= set(fields("scenarios"))
    assert field_of("transport", "remove") is REMOVED


@pytest.mark.parametrize("table", list(EDITORS))
def test_labels_are_there_and_choices_have_words(table: str) -> None:
    for field in written(table):
        assert field.label
        assert field.kind != "choice" or set(field.options) <= set(CHOICES)
        assert "." not in field.name or field.name.partition(".")[0] in INNER


@pytest.mark.parametrize("target", list(editor_values.UNITS))
def test_every_unit_offered_converts(target: str) -> None:
    assert all(conversion_factor(unit, target) > 0 for unit in editor_values.units(target))


def test_the_unit_follows_the_flow_also_under_a_scenario(bag: Product) -> None:
    data = drafts.of_product(bag)
    resin = ("raw_materials", "raw_materials:1")
    assert editor_values.unit_of(data, (*resin, "unit")) == "kg"
    change = ("scenarios", "scenarios:5", "overrides", resin[1])
    data = drafts.put(data, (*change, "flow"), "softwood_lumber")
    assert editor_values.unit_of(data, (*change, "unit")) == "m**3"
    data, own = drafts.add(data, "flows", title="Mine", unit="MJ")
    assert editor_values.flow_unit(data, own) == "MJ"
    assert editor_values.flow_unit(data, "nothing") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("weighed", "own: weighed"), ("own: weighed", "own: weighed"), ("wikiversity_bag", "wikiversity_bag"),
     ("wikiversity_bag; abs_yearbook_2004", "wikiversity_bag; abs_yearbook_2004"), ("no_such_key", "no_such_key"),
     ("  a scale, by us ", "own: a scale, by us")],
)  # fmt: skip
def test_what_is_typed_as_a_source_is_a_key_or_ones_own_words(typed: str, kept: str) -> None:
    assert editor_values.source_words(typed) == kept
