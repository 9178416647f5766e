"""Settings: where ``field=value`` is written, and what is refused."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest
from conftest import CHAIR
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.product_file import from_dict
from localca.settings import apply_setting

RAW = tomllib.loads(CHAIR.read_text(encoding="utf-8"))


def after(*settings: str) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    for setting in settings:
        apply_setting(raw, setting)
    return raw


def test_a_row_is_changed_in_every_scenario() -> None:
    assert after("frame.recycled_share=0.5")["raw_materials"][0]["recycled_share"] == 0.5


def test_a_row_is_changed_in_one_scenario() -> None:
    raw = after("local:frame.origin=NOR", "local:frame.amount=3")
    assert raw["scenarios"][1]["overrides"] == {"frame": {"origin": "NOR", "amount": 3}}
    assert raw["raw_materials"] == RAW["raw_materials"]


def test_an_override_that_is_there_is_kept() -> None:
    raw = after("recycled:frame.amount=3")
    assert raw["scenarios"][2]["overrides"] == {"frame": {"recycled_share": 0.5, "amount": 3}}


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("electricity.own_share=0.2", ("electricity", "own_share"), 0.2),
        ("electricity.mix.hydro=1.0", ("electricity", "mix", "hydro"), 1.0),
        ("electricity.mix={hydro = 0.5, coal = 0.5}", ("electricity", "mix"), {"hydro": 0.5, "coal": 0.5}),
        ('electricity.mix="2010"', ("electricity", "mix"), "2010"),
        ("product.service_life=2", ("product", "service_life"), 2),
        ("product.mass.amount=4", ("product", "mass", "amount"), 4),
        ("product.title = A chair = a seat", ("product", "title"), "A chair = a seat"),
        (" product.title =x", ("product", "title"), "x"),
    ],
)
def test_other_tables_are_changed(setting: str, path: tuple[str, ...], value: Any) -> None:
    node: Any = after(setting)
    for part in path:
        node = node[part]
    assert node == value


def test_a_scenario_itself_is_changed() -> None:
    raw = after("local:site=DEU", "local:electricity.mix=2010", "local:service_life=3")
    assert raw["scenarios"][1] == RAW["scenarios"][1] | {
        "site": "DEU", "electricity": {"mix": 2010}, "service_life": 3,
    }  # fmt: skip


@given(value=st.floats(min_value=1e-3, max_value=1e6))
def test_a_number_arrives_as_it_was_written(value: float) -> None:
    assert from_dict(after(f"frame.amount={value!r}")).raw_materials[0].amount == value


@given(share=st.floats(min_value=0, max_value=1), name=st.sampled_from([item["name"] for item in RAW["scenarios"]]))
def test_the_last_setting_wins(share: float, name: str) -> None:
    assert after(f"{name}:frame.recycled_share=0.1", f"{name}:frame.recycled_share={share!r}") == after(
        f"{name}:frame.recycled_share={share!r}"
    )


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("frame", "--set: 'frame' is not field=value. Write for example --set resin.recycled_share=0.5"),
        ("=3", "--set: '=3' is not field=value. Write for example --set resin.recycled_share=0.5"),
        ("frame..x=3", "--set: 'frame..x=3' is not field=value. Write for example --set resin.recycled_share=0.5"),
        ("frame=3", "--set frame=3: the setting names no field. Write row.field=value."),
        (
            "fram.amount=3",
            "--set fram.amount=3: there is no row 'fram'. Nearest: frame. "
            "Name a row, `product`, `electricity`, or scenario:row.",
        ),
        ("lokal:frame.amount=3", "--set lokal:frame.amount=3: there is no scenario 'lokal'. Nearest: local."),
        (
            "local:fram.amount=3",
            "--set local:fram.amount=3: there is no row 'fram'. Nearest: frame. Name a row or electricity.",
        ),
        ("frame.amount.x=3", "--set frame.amount.x=3: the setting names no field. Write row.field=value."),
        ("product.id.a.b=3", "--set product.id.a.b=3: the setting names no field. Write row.field=value."),
    ],
)
def test_a_wrong_setting_is_refused(setting: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        after(setting)
    assert str(caught.value) == message


@given(setting=st.text(alphabet="abframe.:=[]{}\"' 1", max_size=30))
def test_any_setting_is_applied_or_clearly_refused(setting: str) -> None:
    told = "--set"
    try:
        after(setting)
    except InputError as error:
        told = str(error)
    assert "--set" in told


@pytest.mark.parametrize("broken", [5, "text", [1], [{"name": ["a"]}], {"name": "frame"}, None])
def test_a_setting_on_broken_data_is_refused_not_a_crash(broken: Any) -> None:
    raw = {**copy.deepcopy(RAW), "raw_materials": broken}
    with pytest.raises(InputError):
        apply_setting(raw, "frame.amount=3")


def test_a_setting_on_broken_overrides_is_refused_not_a_crash() -> None:
    raw = copy.deepcopy(RAW)
    raw["scenarios"][1]["overrides"] = 3
    with pytest.raises(InputError):
        apply_setting(raw, "local:frame.amount=3")


def test_a_value_nested_without_end_is_refused_or_text() -> None:
    with pytest.raises(InputError):
        from_dict(after("frame.amount=" + "[" * 50_000))
