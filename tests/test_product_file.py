"""Product files: reading, writing and every refusal, in whole sentences; the JSON schema kept in step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import CHAIR, Tiny, chair_text
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.product_file import dump, from_dict, load, parse, read_text, schema, shipped_products
from localca.tables import inventories_folder

words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="<>"), max_size=40)


def problem(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "chair.toml")
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(shipped_products()))
def test_a_shipped_product_survives_writing_and_reading(name: str) -> None:
    product = load(name)
    assert product.product.id == name
    assert parse(dump(product)) == product


@given(title=words.filter(bool), note=words, amount=st.floats(1e-6, 1e6), share=st.floats(0, 1))
def test_any_product_survives_writing_and_reading(title: str, note: str, amount: float, share: float) -> None:
    import tomllib

    raw = tomllib.loads(CHAIR.read_text(encoding="utf-8"))
    raw["product"]["title"] = title
    raw["raw_materials"][0] |= {"note": note, "amount": amount, "recycled_share": share}
    product = from_dict(raw)
    assert parse(dump(product)) == product


def test_the_schema_is_kept_in_step() -> None:
    """`python tests/rewrite_golden.py` rewrites it."""
    assert (inventories_folder() / "product.schema.json").read_text(encoding="utf-8") == schema()


def test_the_schema_says_what_is_needed() -> None:
    told = json.loads(schema())
    assert told["required"] == ["product", "raw_materials", "scenarios"]
    assert told["additionalProperties"] is False
    assert {"from", "to", "carries"} <= set(told["$defs"]["TransportLeg"]["properties"])


def test_a_shipped_product_and_a_file_are_loaded(tmp_path: Path) -> None:
    assert load("carrier-bag").product.id == "carrier-bag"
    assert load(CHAIR).product.id == "chair"
    assert load(str(CHAIR)).product.id == "chair"
    (tmp_path / "with bom.toml").write_bytes(b"\xef\xbb\xbf" + CHAIR.read_bytes())
    assert load(tmp_path / "with bom.toml") == load(CHAIR)


def test_settings_are_applied_before_validation() -> None:
    assert load(CHAIR, ["frame.amount=3", "local:frame.origin=NOR"]).raw_materials[0].amount == 3
    with pytest.raises(InputError, match=r"raw_materials\[frame\]\.amount: must be above 0"):
        load(CHAIR, ["frame.amount=-3"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [('functional_unit = { amount = 1, unit = "chair", what = "seats one person" }\n', "")],
            "chair.toml, product.functional_unit: is missing. Say what all scenarios deliver alike, e.g. "
            'functional_unit = { amount = 1000, unit = "bag", what = "carry shopping once" }: without it no verdict.',
        ),
        (
            [('flow = "wood"\namount = 1\norigin = "site"\nsource = "invented"\n', 'flow = "wood"\namount = 1\n')],
            "chair.toml, raw_materials[seat].source: is missing. Name a source: a key of sources.toml or of [sources] "
            'in this file, or "own: how you know it".',
        ),
        ([("amount = 2000", "amount = -2000")],
         "chair.toml, raw_materials[frame].amount: must be above 0.0, found -2000."),
        ([("mass = { amount = 3,", "mass = { amount = -3,")],
         "chair.toml, product.mass.amount: must be above 0.0, found -3."),
        ([("loss = 0.2", "loss = 1.0")], "chair.toml, production[assemble].loss: must be below 1.0, found 1.0."),
        ([("loss = 0.2", "loss = -0.2")], "chair.toml, production[assemble].loss: must be at least 0.0, found -0.2."),
        (
            [('flow = "wood"', 'flw = "wood"')],
            "chair.toml, raw_materials[seat].flow: is missing. Add it.\n"
            "chair.toml, raw_materials[seat].flw: 'flw' is no field here. Nearest: flow, low. Fields: ",
        ),
        ([('place_of_use = "NOR"', 'place_of_use = "NOR"\ncolour = "red"')],
         "chair.toml, product.colour: 'colour' is no field here. Nearest: volume. Fields: id, title, "),
        ([('[[scenarios]]\nname = "local"', '[extra]\nx = 1\n[[scenarios]]\nname = "local"')],
         "chair.toml, extra: 'extra' is no field here. Fields: product, raw_materials, production, electricity, "),
        ([('title = "Chair of steel and wood"', 'title = "<script>alert(1)</script>"')],
         "chair.toml, product.title: is not plain text: markup (< >) and control characters are refused, "
         "found '<script>alert(1)</script>'."),
        ([('id = "chair"', 'id = "../../chair"')],
         "chair.toml, product.id: string should match pattern '^[a-z0-9][a-z0-9_-]*$', found '../../chair'."),
        ([("amount = 2000", 'amount = "much"')],
         "chair.toml, raw_materials[frame].amount: input should be a valid number, unable to parse string as a "
         "number, found 'much'."),
        ([('name = "seat"', 'name = "frame"')], "chair.toml, file: row names must be unique, repeated: frame."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_whole_sentences(changes: list[tuple[str, str]], message: str) -> None:
    told = problem(chair_text(*changes))
    assert told.startswith(message)
    assert told == message or message.endswith((": ", ", "))


def test_every_problem_is_told_at_once() -> None:
    told = problem(
        chair_text(("amount = 2000", "amount = -1"), ("loss = 0.2", "loss = 1.0"), ("amount = 3,", "amount = 0,"))
    )
    assert told.splitlines() == [
        "chair.toml, product.mass.amount: must be above 0.0, found 0.",
        "chair.toml, raw_materials[frame].amount: must be above 0.0, found -1.",
        "chair.toml, production[assemble].loss: must be below 1.0, found 1.0.",
    ]


def test_a_row_without_a_name_is_counted() -> None:
    told = problem(chair_text(('name = "seat"\nflow = "wood"\namount = 1\n', 'flow = "wood"\namount = -1\n')))
    assert told.splitlines() == [
        "chair.toml, raw_materials[2].name: is missing. Add it.",
        "chair.toml, raw_materials[2].amount: must be above 0.0, found -1.",
    ]


def test_a_wrong_field_of_a_source_names_the_fields_of_a_source() -> None:
    text = chair_text() + '\n[sources.mine]\ntitel = "x"\n'
    assert "'titel' is no field here. Nearest: title. Fields: title, producer, year, url, doi, " in problem(text)


@pytest.mark.parametrize("text", ["[product", "a = ", "= 1", "[product]\nid = chair", "\x00", "a = 1\na = 2"])
def test_malformed_toml_is_refused_with_the_line(text: str) -> None:
    told = problem(text)
    assert told.startswith("chair.toml: this is not valid TOML: ")
    assert "line" in told or "end of document" in told
    assert told.endswith("Mend that line; strings need quotes, tables [brackets].")


def test_toml_nested_without_end_is_refused() -> None:
    assert problem("a = " + "[" * 50_000).startswith("chair.toml: this is not valid TOML: ")


def test_an_empty_file_is_refused() -> None:
    assert problem("").splitlines()[0] == "chair.toml, product: is missing. Add it."


@given(text=st.text(max_size=200))
def test_any_text_is_a_product_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(InputError, match=r"chair\.toml"):
        parse(text, "chair.toml")


@given(data=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["product", "raw_materials", "scenarios", "name", "id", "amount", "sources", "mix"]),
        inner, max_size=4,
    ),
    max_leaves=12,
).filter(lambda value: isinstance(value, dict)))  # fmt: skip
def test_any_data_is_a_product_or_a_clear_refusal(data: dict) -> None:
    with pytest.raises(InputError):
        from_dict(data, "chair.toml")


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(InputError) as caught:
        load(str(path))
    assert str(caught.value) == (
        f"{path}: the file cannot be read: No such file or directory. `localca products` lists the shipped products."
    )


def test_a_name_that_is_neither_shipped_nor_a_file() -> None:
    with pytest.raises(InputError) as caught:
        load("carrier-bug")
    assert str(caught.value) == (
        "product: 'carrier-bug' is no shipped product and no file. Nearest: carrier-bag. "
        "`localca products` lists the shipped ones; otherwise give the path of a .toml file."
    )


@pytest.mark.parametrize("name", ["a" * 5000, "a\x00b", ""])
def test_a_name_no_file_can_have(name: str) -> None:
    with pytest.raises(InputError):
        load(name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_text(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this is a folder, not a product file. Name a .toml file in it."


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "x.toml")
    assert str(caught.value) == (
        f"{tmp_path / 'x.toml'}: this is not a text file in UTF-8. Save it as plain text (UTF-8)."
    )


def test_a_file_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    with path.open("wb") as handle:
        handle.truncate(100_000_000)
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}: the file has 100.0 MB; a product file has at most 1 MB. Check that this is the right file."
    )


def test_the_shipped_products_are_found(tiny: Tiny) -> None:
    assert "carrier-bag" in shipped_products()
    assert tiny.product().product.id == "chair"
