"""Drafts: every shipped product passes through unchanged, references follow renames, every step can be undone."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from localca import drafts
from localca.drafts import History
from localca.errors import InputError
from localca.product import Product
from localca.product_fields import LISTS, TABLES, fields, misfits
from localca.product_file import from_dict, load, shipped_products


@pytest.mark.parametrize("name", list(shipped_products()))
def test_a_shipped_product_passes_through_a_draft_unchanged(name: str) -> None:
    product = load(name)
    assert from_dict(drafts.to_raw(drafts.of_product(product))) == product
    text = shipped_products()[name].read_text(encoding="utf-8")
    assert from_dict(drafts.to_raw(drafts.from_raw(tomllib.loads(text)))) == product


def test_every_field_of_the_product_file_has_a_kind() -> None:
    assert {kind for table in TABLES for kind in fields(table).values()} == {
        "text", "number", "flag", "list", "map", "mix", "table",
    }  # fmt: skip
    assert fields("electricity")["mix"] == "mix"
    assert fields("transport")["from"] == "text"


def test_a_renamed_row_takes_along_everything_that_refers_to_it(bag: Product) -> None:
    data = drafts.of_product(bag)
    data = drafts.put(data, ("raw_materials", "raw_materials:1", "name"), "pellets")
    renamed = from_dict(drafts.to_raw(data))
    assert renamed.production[0].processes == ("pellets",)
    assert renamed.transport[0].carries == "pellets"
    assert renamed.scenario("local_recycled").overrides == {"pellets": {"recycled_share": 1.0}}


def test_a_row_without_a_name_loses_nothing_that_refers_to_it(bag: Product) -> None:
    data = drafts.of_product(bag)
    path = ("raw_materials", "raw_materials:1", "name")
    back = drafts.put(drafts.put(data, path, ""), path, "resin")
    assert from_dict(drafts.to_raw(back)) == bag


def test_a_removed_row_takes_its_overrides_and_references_along(bag: Product) -> None:
    data = drafts.drop(drafts.of_product(bag), ("raw_materials", "raw_materials:1"))
    raw = drafts.to_raw(data)
    assert "processes" not in raw["production"][0]
    assert "carries" not in raw["transport"][0]
    assert all("overrides" not in scenario for scenario in raw["scenarios"])


def test_an_own_flow_and_a_row_may_bear_one_name() -> None:
    raw = {"raw_materials": [{"name": "resin", "flow": "resin"}], "flows": [{"name": "resin", "title": "Resin"}],
           "transport": [{"name": "in", "carries": "resin"}]}  # fmt: skip
    data = drafts.from_raw(raw)
    assert data["raw_materials"][0]["flow"] == data["flows"][0]["#"]
    assert data["transport"][0]["carries"] == data["raw_materials"][0]["#"]
    assert drafts.to_raw(data)["raw_materials"] == [{"name": "resin", "flow": "resin"}]


def test_names_follow_from_titles() -> None:
    data = drafts.put(drafts.blank(), ("product", "title"), "Wooden stool, Très beau")
    data, _ = drafts.add(data, "scenarios", title="Made in Jamaica")
    raw = drafts.to_raw(data)
    assert raw["product"]["id"] == "wooden-stool-tres-beau"
    assert raw["scenarios"] == [{"name": "made-in-jamaica", "title": "Made in Jamaica"}]


def test_blank_fields_are_left_out_and_zero_is_not_blank() -> None:
    data, row = drafts.add(drafts.blank(), "raw_materials", name="wood", recycled_share=0.0, note="", low=None)
    assert drafts.to_raw(data)["raw_materials"] == [{"name": "wood", "recycled_share": 0.0}]
    assert drafts.get(data, ("raw_materials", row, "name")) == "wood"


def test_rows_move_and_stay_within_their_table(bag: Product) -> None:
    data = drafts.of_product(bag)
    first, second = (row["#"] for row in data["transport"])
    assert [row["#"] for row in drafts.shift(data, "transport", first, 1)["transport"]] == [second, first]
    assert drafts.shift(data, "transport", first, -1) == data


def test_operations_leave_the_draft_they_start_from_alone(bag: Product) -> None:
    data = drafts.of_product(bag)
    before = repr(data)
    drafts.put(data, ("scenarios", "scenarios:5", "overrides", "raw_materials:1", "origin"), "TTO")
    drafts.drop(data, ("raw_materials", "raw_materials:1"))
    drafts.add(data, "transport", name="x")
    drafts.to_raw(data)
    assert repr(data) == before


@given(some.lists(some.tuples(some.sampled_from(["edit", "undo", "redo"]), some.integers(0, 9)), max_size=40))
def test_every_step_can_be_undone_and_redone(steps: list[tuple[str, int]]) -> None:
    history, seen = History(), [drafts.blank()]
    place = 0
    for kind, number in steps:
        if kind == "edit":
            new = drafts.put(history.present, ("product", "title"), str(number))
            if new != history.present:
                seen, place = [*seen[: place + 1], new], place + 1
            history = history.edited(new)
        elif kind == "undo":
            history, place = history.undone(), max(0, place - 1)
        else:
            history, place = history.redone(), min(len(seen) - 1, place + 1)
        assert history.present == seen[place]


def test_the_history_is_bounded() -> None:
    history = History()
    for number in range(3 * drafts.MOST_STEPS):
        history = history.edited(drafts.put(history.present, ("product", "title"), str(number)))
    assert len(history.past) == drafts.MOST_STEPS


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"materials": []}, "mine: 'materials' is no field here. Nearest: raw_materials. Fields: "),
        ({"raw_materials": {}},
         "mine, raw_materials: a list of tables is needed. Write each one as [[raw_materials]]."),
        ({"raw_materials": [{"name": "a", "ammount": 1}]},
         "mine, raw_materials[a]: 'ammount' is no field here. Nearest: amount, unit. Fields: "),
        ({"raw_materials": [{"amount": "much"}]}, "mine, raw_materials[1].amount: a number is needed, found 'much'."),
        ({"product": {"mass": 3}}, "mine, product.mass: a table of fields is needed. Write it as [mass] with fields "),
        ({"raw_materials": [{"name": "a"}], "scenarios": [{"overrides": {"b": {}}}]},
         "mine, scenarios[1].overrides: there is no row 'b' to override. Rows: a."),
        ({"sources": 3}, "mine, sources: a table of fields is needed. Write it as [sources.key]."),
    ],
)  # fmt: skip
def test_what_no_product_file_has_is_refused(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        drafts.from_raw(raw, "mine")
    assert str(caught.value).startswith(said)


def test_what_is_missing_or_out_of_bounds_is_taken_to_be_mended() -> None:
    raw = {"product": {"title": "Stool", "mass": {"amount": -1}}, "raw_materials": [{"amount": 0.0}]}
    assert list(misfits(raw, "mine")) == []
    assert drafts.from_raw(raw)["product"]["mass"] == {"amount": -1}


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(InputError, match="it has 301 rows; the editor takes at most 300"):
        drafts.from_raw({"raw_materials": [{"name": str(number)} for number in range(drafts.MOST_ROWS + 1)]})


def test_a_blank_draft_is_blank() -> None:
    assert drafts.is_blank(drafts.blank())
    assert not drafts.is_blank(drafts.add(drafts.blank(), LISTS[0], name="wood")[0])


def test_a_title_in_another_script_gives_an_id_too() -> None:
    data, identity = drafts.add(drafts.blank(), "scenarios", title="В Ямайке")
    data = drafts.put(data, ("product", "title"), "椅子")
    raw = drafts.to_raw(data)
    assert raw["product"]["id"] == "product"
    assert raw["scenarios"][0]["name"] == identity.replace(":", "-")
