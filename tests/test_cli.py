"""The command line: every command in every format, the interface's keys, and every kind of wrong input."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path

import pytest
from conftest import CHAIR, Command, edited

from localca import __version__

METHODS = ("climate", "acidification", "energy_nonrenewable", "energy_renewable", "particulate_matter",
           "photochemical_ozone", "eutrophication_marine", "eutrophication_terrestrial")  # fmt: skip
COMMANDS = {
    "products": ("products",),
    "compare": ("compare", "carrier-bag", "--methods", "climate", "--draws", "64"),
    "grid": ("grid", "JAM"),
    "grid of one's own": ("grid", "JAM", "--mix", "wind=0.3,gas=0.7"),
    "flows": ("flows", "hdpe"),
    "score": ("score", "hdpe_virgin", "--place", "JAM"),
}


def told(localca: Command, *arguments: str) -> dict:
    ran = localca(*arguments, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_every_format(localca: Command, name: str, form: str) -> None:
    ran = localca(*COMMANDS[name], "--format", form)
    assert (ran.code, ran.err) == (0, "")
    if form == "json":
        assert json.loads(ran.out)
    elif form == "csv":
        rows = list(csv.DictReader(StringIO(ran.out)))
        assert rows
        assert None not in rows[0]
        assert not any(None in row.values() for row in rows)
    else:
        assert "━" in ran.out
        with pytest.raises(ValueError, match=r"Expecting value|Extra data"):
            json.loads(ran.out)


def test_the_table_is_the_default(localca: Command) -> None:
    assert localca("products").out == localca("products", "--format", "table").out


def test_compare_tells_the_keys_of_the_interface(localca: Command) -> None:
    data = told(localca, "compare", "carrier-bag", "--audit", "--draws", "64")
    assert (data["localca"], data["product"], data["reference"]) == (__version__, "carrier-bag", "imported_usa")
    assert isinstance(data["results_version"], int)
    assert data["background"].keys() == {"name", "fingerprint"}
    assert data["background"]["name"] == "open"
    assert data["functional_unit"].startswith("1000 bags")
    assert tuple(data["methods"]) == METHODS
    for method in data["methods"].values():
        assert {"name", "unit", "coverage"} <= method.keys()
        assert method["coverage"] == "full" or method["reason"]
    assert len(data["scenarios"]) == 6
    for scores in data["scenarios"].values():
        assert tuple(scores) == METHODS
        for entry in scores.values():
            assert entry.keys() == {"total", "stages"}
            assert list(entry["stages"]) == ["raw_materials", "production", "electricity", "transport"]
    assert len(data["comparisons"]) == 5 * 8
    for item in data["comparisons"]:
        assert {
            "scenario", "reference", "method", "difference", "relative", "interval", "p_lower", "verdict", "why",
        } <= item.keys()  # fmt: skip
        assert item["interval"][0] <= item["interval"][1]
        assert item["verdict"] in ("lower", "higher", "too close to call")
        assert item["why"].endswith(".")
    assert 0 <= data["audit"]["max_relative_deviation"] <= 1e-9


def test_compare_as_csv_is_the_tidy_table(localca: Command) -> None:
    rows = list(csv.DictReader(StringIO(localca(*COMMANDS["compare"], "--format", "csv").out)))
    assert list(rows[0])[:12] == [
        "product", "scenario", "stage", "flow", "place", "amount", "unit", "method",
        "score", "score_unit", "match", "source",
    ]  # fmt: skip
    data = told(localca, *COMMANDS["compare"])
    for scenario, scores in data["scenarios"].items():
        total = sum(float(row["score"]) for row in rows if row["scenario"] == scenario)
        assert total == pytest.approx(scores["climate"]["total"], rel=1e-12)


def test_compare_as_a_table_gives_the_verdict_the_reason_and_the_caveat(localca: Command) -> None:
    out = localca(*COMMANDS["compare"], "--audit").out
    for text in (
        "HDPE carrier bags", "climate, kg CO2-Eq", "local_recycled", "lower (-", "Why (climate, against imported_usa):",
        "Audit: largest relative deviation from Brightway ", "not a comparative assertion under ISO 14044",
    ):  # fmt: skip
        assert text in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("grid", "JAM"), {"place", "year", "mix", "loss", "scores", "sources"}),
        (("score", "hdpe_virgin"), {"flow", "place", "unit", "match", "scores"}),
    ],
)
def test_grid_and_score_tell_the_keys_of_the_interface(localca: Command, arguments, keys: set[str]) -> None:
    data = told(localca, *arguments)
    assert keys <= data.keys()
    assert tuple(data["scores"]) == METHODS
    for score in data["scores"].values():
        assert score.keys() == {"score", "unit"}


def test_flows_and_products_tell_the_keys_of_the_interface(localca: Command) -> None:
    data = told(localca, "flows", "hdpe")
    assert data.keys() == {"flows"}
    for flow in data["flows"]:
        assert {"name", "unit", "kind", "kwh", "heat_mj", "swappable", "quality", "sources"} <= flow.keys()
        assert "hdpe" in flow["name"] + flow["title"].lower() + flow["description"].lower()
    data = told(localca, "products")
    assert data.keys() == {"products"}
    assert {"id", "title", "functional_unit", "scenarios"} <= data["products"][0].keys()


def test_all_flows_are_listed_and_a_search_that_finds_none_says_so(localca: Command) -> None:
    assert len(told(localca, "flows")["flows"]) > 100
    ran = localca("flows", "hpde_virgin")
    assert ran.code == 0
    assert ran.out.startswith("No flow matches 'hpde_virgin'. Nearest: ")


def test_a_setting_changes_the_result(localca: Command) -> None:
    base, more = (
        told(localca, *COMMANDS["compare"], *extra)["scenarios"]
        for extra in ((), ("--set", "local_recycled:resin.recycled_share=0.5"))
    )
    assert more["local_recycled"]["climate"]["total"] > base["local_recycled"]["climate"]["total"]
    assert more["local_imported_resin"] == base["local_imported_resin"]


def test_settings_are_repeatable(localca: Command) -> None:
    data = told(localca, *COMMANDS["compare"], "--set", "product.service_life=2", "--set", "product.unsold_share=0.5")
    base = told(localca, *COMMANDS["compare"])["scenarios"]
    assert {name: scores["climate"]["total"] for name, scores in data["scenarios"].items()} == pytest.approx(
        {name: scores["climate"]["total"] for name, scores in base.items()}, rel=1e-12
    )


@pytest.mark.parametrize(
    ("extra", "check"),
    [
        (("--scenarios", "local_recycled"), lambda data: list(data["scenarios"]) == ["imported_usa", "local_recycled"]),
        (("--reference", "local_recycled"), lambda data: data["reference"] == "local_recycled"),
        (("--allocation", "cff"), lambda data: data["allocation"] == "cff"),
        (("--seed", "7"), lambda data: data["seed"] == 7),
        (("--method-family", "traci"), lambda data: data["methods"]["climate"]["name"][0] == "TRACI v2.1"),
    ],
)
def test_the_choices_of_compare(localca: Command, extra: tuple[str, ...], check) -> None:
    data = told(localca, *COMMANDS["compare"], *extra)
    assert check(data)
    assert not check(told(localca, *COMMANDS["compare"]))


def test_draws_change_the_interval_and_the_seed_repeats_it(localca: Command) -> None:
    command = ("compare", "carrier-bag", "--methods", "climate", "--scenarios", "local_recycled")
    first, again, other = (
        told(localca, *command, "--draws", draws, "--seed", "1")["comparisons"][0]["interval"]
        for draws in ("100", "100", "200")
    )
    assert first == again != other


def test_any_number_of_draws_is_silent(localca: Command) -> None:
    ran = localca(*COMMANDS["compare"][:4], "--draws", "1000")
    assert (ran.code, ran.err) == (0, "")


def test_a_file_is_checked(localca: Command, tmp_path: Path, bag_text: str) -> None:
    (tmp_path / "bag.toml").write_text(bag_text, encoding="utf-8")
    ran = localca("check", str(tmp_path / "bag.toml"))
    assert (ran.code, ran.err) == (0, "")
    assert "bag.toml: ok" in ran.out.replace("\n", "")


def test_every_file_is_checked_and_every_problem_told(localca: Command, tmp_path: Path, bag_text: str) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(bag_text, encoding="utf-8")
    bad.write_text(
        edited(bag_text, ('amount = 7.0\nunit = "kg"\norigin = "USA"', 'amount = -7.0\norigin = "USA"')),
        encoding="utf-8",
    )
    ran = localca("check", str(bad), str(good))
    assert ran.code == 2
    assert ran.err.splitlines()[0] == f"{bad}: 1 problem"
    assert ran.err.splitlines()[1] == f"{bad}, raw_materials[resin].amount: must be above 0.0, found -7.0."
    assert "good.toml: ok" in ran.out.replace("\n", "")
    ran = localca("check", str(bad), str(good), "--format", "json")
    assert ran.code == 2
    assert [(item["ok"], len(item["problems"])) for item in json.loads(ran.out)["files"]] == [(False, 1), (True, 0)]
    assert json.loads(ran.out)["files"][0]["problems"][0].keys() == {"what", "where", "nearest", "do"}


def test_the_version(localca: Command) -> None:
    ran = localca("--version")
    assert (ran.code, ran.out) == (0, f"{__version__}\n")


def test_the_app_is_started_with_streamlit(localca: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from localca.tables import app_file

    called: list[list[str]] = []
    monkeypatch.setattr("subprocess.call", lambda command: called.append(command) or 3)
    assert localca("app", "--port", "8600").code == 3
    (command,) = called
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", str(app_file())]
    assert command[5:7] == ["--server.port", "8600"]
    assert command[7:9] == ["--browser.gatherUsageStats", "false"]
    assert localca("app", "--port", "0").code == 2


# Wrong input: a clear message on stderr, exit code 2, nothing on stdout, nothing written.


def refused(localca: Command, tmp_path: Path, *arguments: str) -> str:
    before = sorted(tmp_path.rglob("*"))
    ran = localca(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert sorted(tmp_path.rglob("*")) == before
    return ran.err


RESIN = 'flow = "hdpe_virgin"\namount = 7.0\nunit = "kg"\norigin = "USA"'
BEYOND_PATTERN = "string should match pattern '^[a-z0-9][a-z0-9_-]*$'"
FILES = {
    "unknown flow": (
        [('flow = "hdpe_virgin"', 'flow = "hdpe_virgn"')],
        "Error: carrier-bag, raw_materials[resin]: 'hdpe_virgn' is no flow of the open background. "
        "Nearest: hdpe_virgin, ldpe_virgin, lldpe_virgin. `localca flows` lists them; `localca flows WORD` searches.\n",
    ),
    "unit of another dimension": (
        [(RESIN, RESIN.replace('"kg"', '"km"'))],
        "Error: carrier-bag, raw_materials[resin]: unit 'km' measures [length], but [mass] is needed. "
        "Use a unit that converts to 'kg'.\n"
        "carrier-bag, transport[resin to factory]: unit 'km' measures [length], but [mass] is needed. "
        "Use a unit that converts to 'kg'.\n",
    ),
    "negative mass": (
        [("mass = { amount = 7.0", "mass = { amount = -7.0")],
        "Error: {file}, product.mass.amount: must be above 0.0, found -7.0.\n",
    ),
    "shares that do not sum to 1": (
        [('[scenarios.electricity]\nmix = "2005"', "[scenarios.electricity]\nmix = { wind = 0.5, oil = 0.4 }")],
        "Error: carrier-bag, scenario local_2005_grid, electricity.mix: the shares sum to 0.9, not 1. "
        "Divide every share by 0.9, or add the missing 0.1.\n",
    ),
    "loss of 100 %": (
        [('processes = ["resin"]', 'processes = ["resin"]\nloss = 1.0')],
        "Error: {file}, production[bag making].loss: must be below 1.0, found 1.0.\n",
    ),
    "unknown country": (
        [('origin = "USA"', 'origin = "Jamaica"')],
        "Error: carrier-bag, raw_materials[resin].origin: 'Jamaica' is not a country code. "
        "Nearest: JAM (Jamaica), MAC (Macao), ZMB (Zambia). Use an ISO 3166 alpha-3 code such as JAM.\n",
    ),
    "missing functional unit": (
        [("functional_unit = ", "label = 'illustrative' #")],
        "Error: {file}, product.functional_unit: is missing. Say what all scenarios deliver alike, e.g. "
        'functional_unit = { amount = 1000, unit = "bag", what = "carry shopping once" }: without it no verdict.\n',
    ),
    "malformed TOML": (
        [("[product]", "[product")],
        "Error: {file}: this is not valid TOML: Expected ']' at the end of a table declaration (at line 4, column 9). "
        "Mend that line; strings need quotes, tables [brackets].\n",
    ),
    "HTML as title": (
        [('title = "HDPE carrier bags"', 'title = "<img src=x onerror=alert(1)>"')],
        "Error: {file}, product.title: is not plain text: markup (< >) and control characters are refused, "
        "found '<img src=x onerror=alert(1)>'.\n",
    ),
    "HTML as id": (
        [('id = "carrier-bag"', 'id = "<b>bag</b>"')],
        f"Error: {{file}}, product.id: {BEYOND_PATTERN}, found '<b>bag</b>'.\n",
    ),
    "path as id": (
        [('id = "carrier-bag"', 'id = "../../etc/passwd"')],
        f"Error: {{file}}, product.id: {BEYOND_PATTERN}, found '../../etc/passwd'.\n",
    ),
    "unknown field": (
        [("[product]\n", "[product]\ncolor = 3\n")],
        "Error: {file}, product.color: 'color' is no field here. Fields: id, title, functional_unit, mass, "
        "volume, place_of_use, lesson, description, label, heat, unsold_share, service_life.\n",
    ),
    "unknown source": (
        [('source = "wikiversity_bag"\nnote', 'source = "wikiversty_bag"\nnote')],
        "Error: carrier-bag, bag making.source: there is no source 'wikiversty_bag'. Nearest: wikiversity_bag. "
        'Use a key of sources.toml or of [sources] in this file, or "own: how you know it".\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", ["compare", "check"])
@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file(localca: Command, tmp_path: Path, bag_text: str, name: str, command: str) -> None:
    changes, message = FILES[name]
    path = tmp_path / "my bag.toml"
    path.write_text(edited(bag_text, *changes), encoding="utf-8")
    told_on_stderr = refused(localca, tmp_path, command, str(path))
    expected = message.replace("{file}", str(path))
    if command == "check":
        count = expected.count("\n")
        expected = f"{path}: {count} problem{'s' if count > 1 else ''}\n{expected.removeprefix('Error: ')}"
    assert told_on_stderr == expected


@pytest.mark.parametrize("command", ["compare", "check"])
def test_a_file_that_is_no_product_file(localca: Command, tmp_path: Path, command: str) -> None:
    binary, huge, folder, missing = (tmp_path / name for name in ("a.toml", "b.toml", "c.toml", "d.toml"))
    binary.write_bytes(bytes(range(256)))
    with huge.open("wb") as handle:
        handle.truncate(100_000_000)
    folder.mkdir()
    messages = {
        binary: "this is not a text file in UTF-8. Save it as plain text (UTF-8).",
        huge: "the file has 100.0 MB; a product file has at most 1 MB. Check that this is the right file.",
        folder: "this is a folder, not a product file. Name a .toml file in it.",
        missing: "the file cannot be read: No such file or directory. `localca products` lists the shipped products.",
    }
    for path, message in messages.items():
        start = "Error: " if command == "compare" else f"{path}: 1 problem\n"
        assert refused(localca, tmp_path, command, str(path)) == f"{start}{path}: {message}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "carrier-bug"),
         "product: 'carrier-bug' is no shipped product and no file. Nearest: carrier-bag. "
         "`localca products` lists the shipped ones; otherwise give the path of a .toml file."),
        (("compare", "carrier-bag", "--scenarios", "locl_recycled"),
         "scenario: 'carrier-bag' has no scenario 'locl_recycled'. Nearest: local_recycled, local_resin, "),
        (("compare", "carrier-bag", "--reference", "imported"),
         "scenario: 'carrier-bag' has no scenario 'imported'. Nearest: "),
        (("compare", "carrier-bag", "--methods", "klima"),
         "--methods: 'klima' is no impact category of EF v3.1 and Cumulative Energy Demand. Nearest: climate. "),
        (("compare", "carrier-bag", "--method-family", "eco99"),
         "--method-family: 'eco99' is no method family. Nearest: ef, ipcc2021, cml, traci, recipe. Use one of these."),
        (("compare", "carrier-bag", "--allocation", "mass"),
         "--allocation: 'mass' is no allocation rule. Nearest: cutoff, cff."),
        (("compare", "carrier-bag", "--set", "rezin.amount=1"),
         "--set rezin.amount=1: there is no row 'rezin'. Nearest: resin. "),
        (("compare", "carrier-bag", "--set", "resin.amonut=8"),
         "carrier-bag, raw_materials[resin].amonut: 'amonut' is no field here. Nearest: amount. "),
        (("compare", "carrier-bag", "--set", "resin.amount"),
         "--set: 'resin.amount' is not field=value. "),
        (("compare", "carrier-bag", "--set", "resin.amount=-1"),
         "carrier-bag, raw_materials[resin].amount: must be above 0.0, found -1."),
        (("compare", "carrier-bag", "--set", "electricity.mix={wind = 0.5}"),
         "carrier-bag, electricity.mix: the shares sum to 0.5, not 1. "),
        (("compare", "carrier-bag", "--set", "electricity.own_technology=solar", "--set", "electricity.own_share=0.5"),
         "carrier-bag, electricity: 'solar' is no flow of the open background. Nearest: solar_pv, "),
        (("grid", "XYZ"), "place: 'XYZ' is not a country code. Use an ISO 3166 alpha-3 code such as JAM."),
        (("grid", "JAM", "--year", "1950"), "mix: Jamaica has no mix '1950'. Nearest: "),
        (("grid", "JAM", "--mix", "wind=0.5"), "--mix: the shares sum to 0.5, not 1. "),
        (("grid", "JAM", "--mix", "wind"), "--mix: 'wind' is not technology=share. Write wind=0.3,gas=0.7"),
        (("grid", "JAM", "--mix", "wnd=1"), "--mix: 'wnd' is no electricity technology. Nearest: wind"),
        (("score", "hdpe"), "'hdpe' is no flow of the open background. Nearest: hdpe_"),
        (("score", "hdpe_virgin", "--place", "USA:1950"), "electricity.mix: United States has no mix '1950'. "),
        (("score", "truck_articulated", "--place", "XYZ"), "--place: 'XYZ' is not a country code. "),
    ],
)  # fmt: skip
def test_a_wrong_choice(localca: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    told_on_stderr = refused(localca, tmp_path, *arguments)
    assert told_on_stderr.startswith(f"Error: {message}")
    assert len(told_on_stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("compare",), ("compair", "carrier-bag"), ("compare", "carrier-bag", "--format", "yaml"),
     ("compare", "carrier-bag", "--draws", "many"), ("compare", "carrier-bag", "--draws", "1"), ("grid",)],
)  # fmt: skip
def test_a_command_line_that_is_no_command(localca: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert refused(localca, tmp_path, *arguments)


def test_a_product_of_another_background_is_told_in_full(localca: Command, tmp_path: Path) -> None:
    lines = refused(localca, tmp_path, "compare", str(CHAIR)).splitlines()
    assert lines[0].startswith("Error: chair, ")
    assert len(lines) > 5
    assert len(lines) == len(set(lines))


def test_a_broken_table_is_a_fault_of_ours(localca: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from localca import lookup
    from localca.errors import DataError

    def broken() -> None:
        raise DataError("grids.csv, line 7, amount: not a number")

    monkeypatch.setattr(lookup, "products", broken)
    ran = localca("products")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "A shipped table is broken, please report it: grids.csv, line 7, amount: not a number\n"


def test_a_mix_of_a_year_can_be_set_as_anyone_would_write_it(localca: Command) -> None:
    """`--set electricity.mix=2005`: the mix is named 2005, though TOML reads a number."""
    by_setting = told(
        localca, *COMMANDS["compare"], "--scenarios", "local_imported_resin,local_2005_grid",
        "--set", "local_imported_resin:electricity.mix=2005",
        "--set", 'local_imported_resin:electricity.applies_to="country"',
    )["scenarios"]  # fmt: skip
    assert by_setting["local_imported_resin"] == by_setting["local_2005_grid"]
