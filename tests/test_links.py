"""Links: exactly one activity or a list of candidates; units by dimension; locations by how well they fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from localca.brightway_units import brightway_name, pint_name
from localca.errors import InputError
from localca.links import Electricity, Link, candidates, check_unit, find, load_links, save_link
from localca.project_files import Node
from localca.regions import alpha_2, members, tier


def node(name: str, location: str, unit: str = "kilogram", product: str = "") -> Node:
    number = hash((name, location, unit, product))
    return Node(number, "db", f"{name}{location}", name, product, location, unit, "process")


POOL = [
    node("steel production", "RER", product="steel, hot rolled"),
    node("steel production", "RER", product="steel, cold rolled"),
    node("cement production", "RoW"),
    node("cement production", "GLO"),
    node("cement production", "RLA"),
    node("cement production", "JM"),
    node("cement production", "US-SERC"),
    node("cement transport", "GLO", "ton kilometer"),
]


@pytest.mark.parametrize(
    ("place", "location", "how"),
    [("JAM", "JM", "exact"), ("BRA", "RLA", "region"), ("CHN", "RoW", "rest of world")],
)
def test_the_best_location_wins(place: str, location: str, how: str) -> None:
    found = find(POOL, Link(name="cement production"), place)
    assert (found.node.location, found.tier) == (location, how)


def test_a_stated_location_is_kept_and_its_fit_told() -> None:
    found = find(POOL, Link(name="cement production", location="JM"), "USA")
    assert (found.node.location, found.tier) == ("JM", "proxy")


def test_several_are_listed() -> None:
    with pytest.raises(InputError) as caught:
        find(POOL, Link(name="steel production"), "DEU", "links, steel")
    problem = caught.value.problems[0]
    assert problem.what == "2 activities are 'steel production': exactly one is needed."
    assert problem.nearest[0] == "steel production, steel, hot rolled (RER, kilogram)"
    assert problem.where == "links, steel"


def test_none_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        find(POOL, Link(name="cement productoin"), "DEU")
    assert caught.value.problems[0].nearest[0] == "cement production"
    with pytest.raises(InputError) as caught:
        find(POOL, Link(name="cement production", location="CN"), "CHN")
    assert "cement production (RoW, kilogram)" in caught.value.problems[0].nearest


def test_units_by_dimension() -> None:
    assert check_unit(POOL[0], "tonne") == 1000
    assert check_unit(POOL[-1], "kg*km") == 0.001
    with pytest.raises(InputError, match="'steel production' is measured in kilogram: unit 'kWh' measures"):
        check_unit(POOL[0], "kWh")
    with pytest.raises(InputError, match="'guest night' is not known"):
        check_unit(node("hotel", "GLO", "guest night"), "kg")


def test_a_ton_is_metric_and_names_come_back() -> None:
    assert pint_name("ton kilometer") == "tonne*km"
    assert pint_name("Kilogram") == "kg"
    assert [brightway_name(unit) for unit in ("kg", "kWh", "MJ", "tonne*km", "furlong")] == [
        "kilogram", "kilowatt hour", "megajoule", "ton kilometer", "furlong",
    ]  # fmt: skip


def test_candidates_by_words_and_dimension() -> None:
    assert [item.location for item in candidates(POOL, "Portland cement", "kg")] != []
    assert {item.name for item in candidates(POOL, "Portland cement", "kg")} == {"cement production"}
    assert [item.name for item in candidates(POOL, "cement", "tonne*km")] == ["cement transport"]
    assert candidates(POOL, "banana", "kg") == []


def test_choices_are_saved_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "links.toml"
    save_link(file, "steel", POOL[0])
    file.write_text(file.read_text() + '# a remark of the user\n[electricity]\nname = "grid"\n')
    save_link(file, "cement", POOL[2])
    links = load_links(file)
    assert links.flows["steel"] == Link(
        name="steel production", product="steel, hot rolled", location="RER", unit="kilogram"
    )
    assert links.flows["cement"].location == "RoW"
    assert links.electricity == Electricity(name="grid")
    assert "# a remark of the user" in file.read_text()
    assert find(POOL, links.flows["steel"], "DEU").node is POOL[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not = = toml", "cannot be read"),
        ('[flows.steel]\nnam = "steel"', "flows.steel.nam"),
        ('unlinked = "guess"', "unlinked"),
        ('[electricity]\nname = "x"\nswap = "everything"', "electricity.swap"),
    ],
)
def test_a_wrong_file(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "links.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=words):
        load_links(file)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_links(tmp_path / "links.toml")


def test_regions() -> None:
    assert [tier(code, "CHE") for code in ("CH", "RER", "Europe without Switzerland", "RoW", "GLO", "FR", "")] == [
        "exact", "region", "proxy", "rest of world", "global", "proxy", "proxy",
    ]  # fmt: skip
    assert alpha_2("XKX") == "XK"
    assert tier("RAS", "ARE") == tier("RME", "ARE") == "region"


def test_every_country_of_the_grids_has_one_continent(tables) -> None:
    continents = ("RAF", "RAS", "RER", "RLA", "RNA", "UN-OCEANIA")
    for place in tables.default_mix:
        found = [code for code in continents if alpha_2(place) in members()[code]]
        assert len(found) == 1, (place, found)
