"""Looking up products, flows, scores and grids."""

from __future__ import annotations

import pytest
from conftest import Tiny

from localca import impact_methods, lookup
from localca.background import OpenBackground
from localca.errors import InputError

METHODS = impact_methods.choose(["climate", "acidification"])


def test_the_shipped_products() -> None:
    found = {item["id"]: item for item in lookup.products()}
    bag = found["carrier-bag"]
    assert bag["title"] == "HDPE carrier bags"
    assert bag["reference"] == bag["scenarios"][0] == "imported_usa"
    assert "1000 bags of 19.1 litres" in bag["functional_unit"]


def test_a_flow_is_told_with_all_its_keys(tiny: Tiny) -> None:
    (forging,) = lookup.flows(tiny.background, "FORGING")
    expected = {
        "name": "forging", "unit": "kg", "kind": "process", "kwh": 1.0, "heat_mj": 3.0, "swappable": True,
        "quality": "solid", "sources": ["invented"],
    }  # fmt: skip
    assert {key: forging[key] for key in expected} == expected


def test_kwh_and_mj_are_told_in_those_units_whatever_the_table_says(tiny: Tiny) -> None:
    """steel_recycled draws 2.88 MJ of electricity in the table: 0.8 kWh."""
    found = {item["name"]: item["kwh"] for item in lookup.flows(tiny.background, "steel")}
    assert found == pytest.approx({"steel": 0.5, "steel_recycled": 0.8})


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", 12),
        ("steel", 2),
        ("recycled steel", 1),
        ("technology", 3),
        ("gold", 0),
    ],
)
def test_every_word_of_a_search_must_be_there(tiny: Tiny, search: str, expected: int) -> None:
    assert len(lookup.flows(tiny.background, search)) == expected


def test_a_search_without_result_names_the_nearest(tiny: Tiny) -> None:
    assert lookup.similar_flows(tiny.background, "stel")[0] == "steel"


@pytest.mark.parametrize(
    ("flow", "place", "expected"),
    [
        ("steel", "POL", 2.063125),
        ("steel", "NOR", 1.5 + 0.5 * 0.0125),
        ("forging", "POL", 0.05 + 1.12625 + 0.18),
        ("wood", "NOR", 0.22),
        ("coal_plant", "POL", 1.0),
        ("electricity", "POL", 1.12625),
        ("electricity", "POL:2010", 2.0),
    ],
)
def test_a_unit_score_by_hand(tiny: Tiny, flow: str, place: str, expected: float) -> None:
    """E(c) = F + k g(c) + q h(c)."""
    found = lookup.score(tiny.background, flow, place, METHODS)
    assert found["scores"]["climate"]["score"] == pytest.approx(expected, rel=1e-12)
    assert found["scores"]["climate"]["unit"] == "kg CO2-Eq"
    assert {"flow", "place", "unit", "match", "scores"} <= set(found)
    assert found["sources"]


@pytest.mark.parametrize("flow", ["steel", "truck_articulated", "heat_natural_gas", "electricity"])
def test_a_score_at_no_country_is_refused(tiny: Tiny, flow: str) -> None:
    with pytest.raises(InputError, match="'QQQ' is not a country code"):
        lookup.score(tiny.background, flow, "QQQ", METHODS)


def test_a_score_of_no_flow_is_refused(tiny: Tiny) -> None:
    with pytest.raises(InputError, match="'stel' is no flow of the open background"):
        lookup.score(tiny.background, "stel", "POL", METHODS)


@pytest.mark.parametrize(
    ("name", "shares", "expected", "mix"),
    [
        (None, None, 1.12625, {"coal_plant": 0.9, "hydro": 0.1}),
        ("2010", None, 2.0, {"coal_plant": 1.0}),
        (None, {"solar_pv": 0.5, "coal": 0.5}, (0.5 * 0.05 + 0.5) / 0.8, {"solar_pv": 0.5, "coal_plant": 0.5}),
    ],
)
def test_a_grid_by_hand(tiny: Tiny, name, shares, expected: float, mix: dict[str, float]) -> None:
    found = lookup.grid(tiny.background, "POL", METHODS, name, shares)
    assert found["scores"]["climate"]["score"] == pytest.approx(expected, rel=1e-12)
    assert found["mix"] == pytest.approx(mix)
    assert {"place", "year", "mix", "loss", "scores", "sources"} <= set(found)


def test_a_grid_is_the_electricity_of_its_place(background: OpenBackground) -> None:
    """Two ways to one number: the mix of technologies, and the solved activity."""
    for place in ("JAM", "USA", "CHN", "FIN"):
        mixed = lookup.grid(background, place, METHODS)["scores"]
        solved = lookup.score(background, "electricity", place, METHODS)["scores"]
        for method in ("climate", "acidification"):
            assert mixed[method]["score"] == pytest.approx(solved[method]["score"], rel=1e-9)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("wind=0.3,gas=0.7", {"wind": 0.3, "gas": 0.7}),
        (" wind = 0.5 , wind=0.5", {"wind": 1.0}),
        ("a=1e-1", {"a": 0.1}),
    ],
)
def test_shares_are_read(text: str, shares: dict[str, float]) -> None:
    assert lookup.parse_shares(text) == shares


@pytest.mark.parametrize(("text", "part"), [("wind", "wind"), ("wind=a", "wind=a"), ("wind=0.5,", ""), ("=", "=")])
def test_shares_that_cannot_be_read_are_refused(text: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        lookup.parse_shares(text)
    assert str(caught.value) == f"--mix: '{part}' is not technology=share. Write wind=0.3,gas=0.7"
