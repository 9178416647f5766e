"""The commands breakeven, levers, siting and explain: formats, the interface's keys, and wrong input."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from conftest import Command, edited

from localca.cli_analyses import _percent

CLIMATE = ("--methods", "climate")
COMMANDS = {
    "breakeven": ("breakeven", "carrier-bag", "--scenario", "local_imported_resin", *CLIMATE),
    "levers": ("levers", "carrier-bag", "--scenario", "imported_usa", *CLIMATE),
    "siting": ("siting", "carrier-bag", *CLIMATE),
    "explain": ("explain", "carrier-bag", "--scenario", "local_recycled", *CLIMATE),
}
HEADERS = {
    "breakeven": ["method", "parameter", "value", "unit", "in_range", "current", "sentence"],
    "levers": ["lever", "method", "unit", "baseline", "best", "effect", "bound", "bound_source"],
    "siting": ["rank", "place", "name", "method", "score", "regret", "p_lower", "verdict"],
    "explain": ["method", "breakdown", "part", "score"],
}
NO_SCENARIO = (
    "Error: scenario: 'carrier-bag' has no scenario 'local_recycld'. Nearest: local_recycled, local_resin, "
    "local_2005_grid. It has: imported_usa, imported_china, local_imported_resin, local_recycled, local_resin, "
    "local_2005_grid.\n"
)


def told(localca: Command, *arguments: str) -> dict:
    ran = localca(*arguments, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def rows(localca: Command, *arguments: str) -> list[dict[str, str]]:
    ran = localca(*arguments, "--format", "csv")
    assert (ran.code, ran.err) == (0, "")
    return list(csv.DictReader(StringIO(ran.out)))


@pytest.mark.parametrize("name", COMMANDS)
def test_as_csv(localca: Command, name: str) -> None:
    """One header, every row complete."""
    found = rows(localca, *COMMANDS[name])
    assert list(found[0]) == HEADERS[name]
    assert not any(None in row or None in row.values() for row in found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("breakeven", ["local_imported_resin against imported_usa", "lower above 39.2% (share of own solar pv)"]),
        ("levers", ["Levers of imported_usa", "recycled resin", "-59%", "physical limit; a suitable"]),
        ("siting", ["Making carrier-bag for JAM as in local_imported_resin: climate", "against imported_usa",
                    "Left out: Tonga (TON) has no port in ports.csv."]),
        ("explain", ["local_recycled minus imported_usa by cause", "material origin", "at sea or in the air"]),
    ],
)  # fmt: skip
def test_as_a_table(localca: Command, name: str, words: list[str]) -> None:
    ran = localca(*COMMANDS[name])
    assert (ran.code, ran.err) == (0, "")
    for word in words:
        assert word in ran.out
    assert "not a comparative assertion under ISO 14044" in " ".join(ran.out.split())


def test_breakeven_has_the_keys_of_the_interface(localca: Command) -> None:
    data = told(localca, *COMMANDS["breakeven"])
    assert data.keys() == {"product", "scenario", "reference", "breakevens"}
    assert all(list(item) == HEADERS["breakeven"] for item in data["breakevens"])
    by_name = {item["parameter"]: item for item in data["breakevens"]}
    assert by_name["own_share"]["value"] == pytest.approx(0.39, abs=0.05)
    assert by_name["own_share"]["in_range"] is True
    assert by_name["allocation_a:resin"]["value"] is None
    assert by_name["allocation_a:resin"]["in_range"] is False


def test_levers_has_the_keys_of_the_interface(localca: Command) -> None:
    data = told(localca, *COMMANDS["levers"])
    assert data.keys() == {"product", "scenario", "levers"}
    assert all(list(item) == HEADERS["levers"] for item in data["levers"])
    effects = [item["effect"] for item in data["levers"]]
    assert effects == sorted(effects)


def test_siting_has_the_keys_of_the_interface(localca: Command) -> None:
    data = told(localca, *COMMANDS["siting"])
    assert data.keys() == {"product", "market", "scenario", "reference", "today", "places", "left_out"}
    first = data["places"][0]
    assert list(first) == ["place", "name", "scores", "regret", "p_lower", "verdict"]
    assert [list(first[key]) for key in ("scores", "regret", "p_lower", "verdict")] == [["climate"]] * 4
    assert first["regret"]["climate"] == 0
    assert data["market"] == "JAM"


def test_explain_has_causes_places_and_stages(localca: Command) -> None:
    data = told(localca, *COMMANDS["explain"])
    assert data.keys() == {"scenario", "reference", "causes", "places", "across_stages"}
    assert list(data["causes"]["climate"]) == [
        "material origin", "recycled share", "grid", "heat", "technology", "transport"
    ]  # fmt: skip
    assert data["places"].keys() == data["across_stages"].keys() == {"imported_usa", "local_recycled"}
    assert list(data["places"]["imported_usa"]["climate"]) == ["inside", "outside", "at sea or in the air"]
    assert list(data["across_stages"]["imported_usa"]["climate"]) == ["electricity", "heat", "transport"]


def test_the_numbers_are_the_same_in_json_and_csv(localca: Command) -> None:
    data, table = told(localca, *COMMANDS["levers"]), rows(localca, *COMMANDS["levers"])
    assert [float(row["effect"]) for row in table] == [item["effect"] for item in data["levers"]]


def test_the_causes_add_up_to_the_difference_of_compare(localca: Command) -> None:
    causes = told(localca, *COMMANDS["explain"])["causes"]["climate"]
    compared = told(localca, "compare", "carrier-bag", *CLIMATE, "--draws", "16")["comparisons"]
    difference = next(item["difference"] for item in compared if item["scenario"] == "local_recycled")
    assert sum(causes.values()) == pytest.approx(difference, rel=1e-12)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("grid,unsold_share", {"grid", "unsold_share"}),
        (" kwh , loss ", {"kwh:bag making", "loss:bag making"}),
        ("distance:resin to factory:ship_container USA", {"distance:resin to factory:ship_container USA"}),
    ],
)
def test_parameters_are_chosen_by_kind_or_name(localca: Command, parameter: str, expected: set[str]) -> None:
    """The names it prints are names it takes."""
    data = told(localca, *COMMANDS["breakeven"], "--parameter", parameter)
    assert {item["parameter"] for item in data["breakevens"]} == expected


def test_every_name_it_prints_is_a_name_it_takes(localca: Command) -> None:
    printed = [item["parameter"] for item in told(localca, *COMMANDS["breakeven"])["breakevens"]]
    again = told(localca, *COMMANDS["breakeven"], "--parameter", ",".join(printed))["breakevens"]
    assert [item["parameter"] for item in again] == printed


def test_the_options_reach_the_analyses(localca: Command) -> None:
    """Reference, setting, allocation rule and family each change the answer they should."""

    def root(*options: str) -> float:
        arguments = ("breakeven", "carrier-bag", "-s", "local_recycled", "-m", "climate", "--parameter", "recycled")
        return told(localca, *arguments, *options)["breakevens"][0]["value"]

    plain = root()
    assert root("-r", "imported_china") < plain
    assert root("--allocation", "cff") == pytest.approx(plain / 0.575, rel=0.2)
    assert root("--allocation", "cff") > plain
    assert root("--set", "local_recycled:electricity.own_share=1.0") < plain
    assert root("--method-family", "cml") == pytest.approx(plain, rel=0.05)
    assert root("--method-family", "cml") != plain


def test_siting_for_another_market_with_materials_from_the_site(localca: Command) -> None:
    options = ("--market", "TTO", "--scenario", "local_recycled", "--materials", "site", "-r", "imported_china")
    data = told(localca, *COMMANDS["siting"], *options)
    assert (data["market"], data["scenario"], data["reference"]) == ("TTO", "local_recycled", "imported_china")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_product_file_with_two_legs_of_one_kind(localca: Command, tmp_path: Path, bag_text: str, name: str) -> None:
    """Half the resin recycled, half imported: every command runs on a file of one's own."""
    file = tmp_path / "bag.toml"
    file.write_text(edited(bag_text, ("recycled_share = 1.0", "recycled_share = 0.5")), encoding="utf-8")
    ran = localca(*COMMANDS[name][:1], str(file), *COMMANDS[name][2:])
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("name", ["breakeven", "levers", "explain", "siting"])
def test_an_unknown_scenario(localca: Command, name: str, form: str) -> None:
    """The whole message on standard error, exit code 2, nothing on standard output."""
    ran = localca(name, "carrier-bag", "--scenario", "local_recycld", "--format", form)
    assert (ran.code, ran.out, ran.err) == (2, "", NO_SCENARIO)


@pytest.mark.parametrize("name", ["breakeven", "explain", "siting"])
def test_an_unknown_reference(localca: Command, name: str) -> None:
    ran = localca(name, "carrier-bag", "--scenario", "local_resin", "--reference", "local_recycld")
    assert (ran.code, ran.out, ran.err) == (2, "", NO_SCENARIO)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("breakeven", "carrier-bag", "-s", "local_recycled", "--parameter", "gird"),
         "Error: --parameter: 'gird' is no parameter of local_recycled. Nearest: grid. It has: grid, kwh, own_share, "
         "recycled, allocation_a, distance, mode, loss, service_life, unsold_share.\n"),
        (("breakeven", "carrier-bag", "-s", "imported_usa"),
         "Error: scenario: 'imported_usa' is the reference itself. Choose another scenario or reference.\n"),
        (("siting", "carrier-bag", "--market", "Jamaica"),
         "Error: --market: 'Jamaica' is not a country code. Nearest: JAM (Jamaica), MAC (Macao), ZMB (Zambia). "
         "Use an ISO 3166 alpha-3 code such as JAM.\n"),
        (("siting", "carrier-bag", "--materials", "everywhere"),
         "Error: --materials: 'everywhere' is not a country code. Nearest: SYC (Seychelles). "
         "Use an ISO 3166 alpha-3 code such as JAM.\n"),
        (("levers", "carrier-bg", "-s", "local_recycled"),
         "Error: product: 'carrier-bg' is no shipped product and no file. Nearest: carrier-bag. `localca products` "
         "lists the shipped ones; otherwise give the path of a .toml file.\n"),
        (("explain", "carrier-bag", "-s", "local_recycled", "--allocation", "half"),
         "Error: --allocation: 'half' is no allocation rule. Nearest: cutoff, cff.\n"),
        (("levers", "carrier-bag", "-s", "local_recycled", "--methods", "climat"),
         "Error: --methods: 'climat' is no impact category of EF v3.1 and Cumulative Energy Demand. Nearest: climate. "
         "Offered: climate, acidification, energy_nonrenewable, energy_renewable, particulate_matter, "
         "photochemical_ozone, eutrophication_marine, eutrophication_terrestrial.\n"),
    ],
)  # fmt: skip
def test_wrong_input_is_said_whole(localca: Command, arguments: tuple[str, ...], message: str) -> None:
    ran = localca(*arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", message)


@pytest.mark.parametrize("name", ["breakeven", "levers", "explain"])
def test_a_scenario_must_be_named(localca: Command, name: str) -> None:
    ran = localca(name, "carrier-bag")
    assert (ran.code, ran.out) == (2, "")
    assert "Missing option '--scenario'" in ran.err


@pytest.mark.parametrize(
    ("effect", "baseline", "cell"),
    [(-1.0, 4.0, "-25%"), (0.5, 4.0, "+12%"), (1.0, 0.0, ""), (float("nan"), 4.0, ""), (1.0, float("nan"), "")],
)
def test_a_share_of_nothing_is_not_written(effect: float, baseline: float, cell: str) -> None:
    assert _percent({"effect": effect, "baseline": baseline}) == cell
