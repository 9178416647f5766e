"""The commands databases, use, import and export; wrong input gives words and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import installed_support as support
import pytest
from conftest import Command

from localca.project_files import base_folder, project_names

TESTS = Path(__file__).parent


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    support.build()
    monkeypatch.setenv("LOCALCA_CONFIG", str(tmp_path / "config"))


@pytest.fixture
def links(tmp_path: Path) -> Path:
    path = tmp_path / "links.toml"
    path.write_text(
        'unlinked = "open"\n[electricity]\nname = "market for electricity, low voltage"\n'
        '[flows.hdpe_virgin]\nname = "polyethylene production, high density, granulate"\n'
    )
    return path


def test_databases_are_listed(localca: Command) -> None:
    ran = localca("databases", "--format", "json")
    rows = json.loads(ran.out)["databases"]
    assert {"project": support.PROJECT, "database": "eco", "activities": "16", "methods": "4"} in rows
    assert support.PROJECT in localca("databases").out
    ran = localca("databases", "--project", support.PROJECT, "--methods", "carbon", "--format", "json")
    assert json.loads(ran.out)["methods"][0]["method"] == "house | carbon only"


def test_use_compare_and_back(localca: Command, links: Path) -> None:
    ran = localca("use", "--project", support.PROJECT, "--database", "eco", "--links", str(links))
    assert ran.code == 0
    assert "hdpe_virgin" in ran.out
    compared = json.loads(localca("compare", "carrier-bag", "-m", "climate", "--draws", "16", "-f", "json").out)
    assert compared["background"]["name"] == f"{support.PROJECT}/eco"
    assert localca("use").out.startswith(f"{support.PROJECT}/eco is used")
    assert "open database is used" in localca("use", "--open").out
    compared = json.loads(localca("compare", "carrier-bag", "-m", "climate", "--draws", "16", "-f", "json").out)
    assert compared["background"]["name"] == "open"


def test_named_on_the_command_line(localca: Command) -> None:
    ran = localca("compare", "carrier-bag", "--project", support.PROJECT, "--database", "eco", "--draws", "16")
    assert ran.code == 2
    assert "'hdpe_virgin' is linked to no activity" in ran.err
    assert "localca use --link hdpe_virgin" in ran.err
    assert "Traceback" not in ran.err


def test_a_flow_is_linked_by_picking(localca: Command, tmp_path: Path) -> None:
    localca("use", "--project", support.PROJECT, "--database", "eco")
    ran = localca("use", "--link", "hdpe_virgin", "--pick", "1")
    assert ran.code == 0
    assert "polyethylene" in ran.out
    saved = next((tmp_path / "config").glob("links-*.toml")).read_text()
    assert "[flows.hdpe_virgin]" in saved
    assert localca("use", "--link", "hdpe_virgin", "--pick", "99").code == 2
    assert localca("use", "--link", "hdpe_virgn", "--pick", "1").code == 2
    assert localca("use", "--link", "hdpe_virgin", "--words", "banana", "--pick", "1").code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--project", "tests of instaled", "--database", "eco"), "there is no Brightway project"),
        (("--project", support.PROJECT, "--database", "ecoo"), "has no database 'ecoo'"),
        (("--project", support.PROJECT), "a database needs its project"),
        (("--project", support.PROJECT, "--database", "eco", "--links", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_wrong_choices(localca: Command, arguments: tuple[str, ...], words: str) -> None:
    before = support.hashed(base_folder())
    ran = localca("use", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert support.hashed(base_folder()) == before
    assert "open database is used" in localca("use").out


BAG = ("carrier-bag", "-m", "climate")
NAMED = ("--project", support.PROJECT, "--database", "eco")
COMPUTING = {
    "compare": ("compare", *BAG, "--draws", "16"),
    "breakeven": ("breakeven", *BAG, "-s", "local_resin"),
    "levers": ("levers", *BAG, "-s", "local_resin"),
    "siting": ("siting", *BAG),
    "explain": ("explain", *BAG, "-s", "local_resin"),
    "grid": ("grid", "JAM", "-m", "climate"),
    "flows": ("flows", "hdpe"),
    "score": ("score", "hdpe_virgin", "-p", "JAM", "-m", "climate"),
}


@pytest.fixture
def used(localca: Command, links: Path) -> None:
    """The database chosen for the next commands."""
    assert localca("use", *NAMED, "--links", str(links)).code == 0


@pytest.mark.parametrize("command", COMPUTING)
def test_every_command_that_computes_asks_the_remembered_database(localca: Command, used: None, command: str) -> None:
    """The same numbers when it is remembered and when it is named, others of the open one; nothing is written."""
    before = support.hashed(base_folder())
    ours = localca(*COMPUTING[command], "-f", "json")
    named = localca(*COMPUTING[command], *NAMED, "-f", "json")
    assert (ours.code, ours.err, ours.out) == (0, "", named.out)
    assert support.hashed(base_folder()) == before
    localca("use", "--open")
    assert localca(*COMPUTING[command], "-f", "json").out != ours.out


@pytest.mark.parametrize("command", [*COMPUTING, "report", "save", "open", "check"])
def test_a_project_without_its_database(localca: Command, tmp_path: Path, command: str) -> None:
    output = ("-o", str(tmp_path / "x"))
    saved = tmp_path / "bag.json"
    assert localca("save", *BAG, "-s", "local_resin", "-o", str(saved)).code == 0
    others = {"report": ("report", *BAG, *output), "save": ("save", *BAG, *output), "open": ("open", str(saved)),
              "check": ("check", str(saved))}  # fmt: skip
    ran = localca(*(COMPUTING | others)[command], "--project", support.PROJECT)
    assert (ran.code, ran.out) == (2, "")
    assert "a database needs its project" in ran.err
    assert not (tmp_path / "x").exists()


def test_breakeven_and_levers_where_every_flow_is_linked(localca: Command, tmp_path: Path) -> None:
    """The links refuse the open database, and the database has three markets: what cannot be asked is said."""
    links = tmp_path / "whole.toml"
    resin, lorry = (f'name = "{name}"\n' for name in (support.RESIN, "transport, freight, lorry"))
    flows = dict.fromkeys(("hdpe_virgin", "hdpe_recycled", "bag_making"), resin)
    flows |= dict.fromkeys(("truck_articulated", "ship_container"), lorry)
    flows |= {"heat_natural_gas": 'name = "heat production, natural gas"\n'}
    tables = "".join(f"[flows.{name}]\n{text}" for name, text in flows.items())
    links.write_text(f'[electricity]\nname = "{support.LOW}"\n{tables}')
    assert localca("use", *NAMED, "--links", str(links)).code == 0
    chosen = ("carrier-bag", "-m", "climate", "-s", "local_imported_resin")
    ran = localca("breakeven", *chosen, "-f", "json")
    found = {item["parameter"]: item for item in json.loads(ran.out)["breakevens"]}
    assert found["own_share"]["value"] is None
    assert "cannot be asked, 'solar_pv' is linked to no activity" in found["own_share"]["sentence"]
    assert found["grid"]["value"] > 0
    assert localca("levers", *chosen).code == 0
    assert localca("explain", *chosen).code == 0
    assert [item["place"] for item in json.loads(localca("siting", *chosen, "-f", "json").out)["places"]] == [
        "JAM", "USA", "POL",
    ]  # fmt: skip
    refused = localca("compare", "carrier-bag", "-m", "climate")
    assert refused.code == 2
    assert "has no market of electricity in CHN" in refused.err


def test_flows_in_words(localca: Command, used: None) -> None:
    ran = localca("flows", "granulate")
    assert ran.code == 0
    for words in ("hdpe_virgin", support.RESIN, "RoW", "0.400", "fallback", "not linked", "unlinked = 'open'"):
        assert words in ran.out
    ran = localca("flows", "-f", "json")
    data = json.loads(ran.out)
    assert (data["background"], data["unlinked"], data["place"]) == (f"{support.PROJECT}/eco", "open", "USA")
    keys = {"name", "unit", "kind", "kwh", "heat_mj", "swappable", "quality", "sources"}
    assert all(keys <= set(row) for row in data["flows"])


def test_flows_with_a_wrong_link(localca: Command, tmp_path: Path) -> None:
    links = tmp_path / "wrong.toml"
    links.write_text('[flows.my_steel]\nname = "steel production"\n[flows.truck_articulated]\n'
                     'name = "transport, freight, lorry"\n')  # fmt: skip
    localca("use", *NAMED, "--links", str(links))
    ran = localca("flows")
    assert ran.code == 2
    assert "truck_articulated" in ran.out
    assert "links, my_steel: 2 activities are 'steel production'" in ran.err


def test_score_and_grid_in_words(localca: Command, used: None) -> None:
    fit = "climate: 1 of the database's 2 elementary flows are counted (50%)"
    ran = localca("score", "hdpe_virgin", "-p", "JAM", "-m", "climate")
    assert ran.code == 0
    for words in ("match: fallback", "residual", "electricity", "0.212", "1.70", fit):
        assert words in ran.out
    ran = localca("grid", "JAM", "-m", "climate")
    for words in (support.LOW, "JM", "match: exact", "0.530", fit):
        assert words in ran.out
    ran = localca("grid", "TTO", "-m", "climate")
    for words in ("from the open database", "gas_combined_cycle", fit):
        assert words in ran.out
    ran = localca("score", "hdpe_virgin", "--numbers")
    assert ran.code == 2
    assert "of the open database only" in ran.err


def test_compare_says_how_the_methods_fit(localca: Command, used: None) -> None:
    ran = localca("compare", "carrier-bag", "-m", "climate", "--draws", "16")
    assert f"How the methods fit {support.PROJECT}/eco:" in ran.out
    assert "climate: 1 of the database's 2 elementary flows are counted (50%)" in ran.out
    localca("use", "--open")
    assert "How the methods fit" not in localca("compare", "carrier-bag", "-m", "climate", "--draws", "16").out


def test_the_audit_of_a_users_database(localca: Command, used: None) -> None:
    before = support.hashed(base_folder())
    arguments = ("compare", "carrier-bag", "-m", "climate", "--draws", "16", "--audit")
    assert json.loads(localca(*arguments, "-f", "json").out)["audit"]["max_relative_deviation"] <= 1e-9
    assert "Audit: largest relative deviation from Brightway" in localca(*arguments).out
    assert support.hashed(base_folder()) == before


def test_a_report_and_a_checked_file(localca: Command, used: None, tmp_path: Path, bag_text: str) -> None:
    ran = localca("report", *BAG, "-s", "local_resin", "-o", str(tmp_path / "bag.html"))
    assert ran.code == 0
    assert f"{support.PROJECT}/eco" in (tmp_path / "bag.html").read_text(encoding="utf-8")
    refused = localca("report", *BAG, "--category", "acidification", "-o", str(tmp_path / "other.html"))
    assert refused.code == 2
    assert "'acidification' is not computed" in refused.err
    (tmp_path / "bag.toml").write_text(bag_text, encoding="utf-8")
    assert localca("check", str(tmp_path / "bag.toml")).code == 0
    bare = localca("check", str(tmp_path / "bag.toml"), "--project", support.PROJECT, "--database", "ecoo")
    assert bare.code == 2
    assert "has no database 'ecoo'" in bare.err


def test_a_question_saved_with_a_users_database(localca: Command, used: None, tmp_path: Path) -> None:
    """Asked of the same database: the same numbers. Of another one: it is said first, then every number."""
    file = str(tmp_path / "own.json")
    assert localca("save", *BAG, "-s", "local_resin", "-o", file).code == 0
    ran = localca("open", file, "-f", "json")
    data = json.loads(ran.out)
    assert (ran.err, data["changes"], list(data["methods"])) == ("", [], ["climate"])
    assert data["saved_background"] == data["background"]["name"] == f"{support.PROJECT}/eco"
    localca("use", "--open")
    ran = localca("open", file)
    assert ran.code == 0
    assert f"saved with the database {support.PROJECT}/eco, asked again of open" in ran.err
    assert f"background: {support.PROJECT}/eco then, open now" in ran.out
    refused = localca("save", "carrier-bag", "-m", "house | carbon only", "-o", str(tmp_path / "no.json"))
    assert refused.code == 2
    assert not (tmp_path / "no.json").exists()


def test_a_question_saved_with_the_open_database(localca: Command, used: None, tmp_path: Path) -> None:
    """It is asked of the open database, whatever is remembered; another one must be named."""
    file = str(tmp_path / "open.json")
    localca("use", "--open")
    assert localca("save", "carrier-bag", "-s", "local_resin", "-o", file).code == 0
    links = tmp_path / "links.toml"
    assert localca("use", *NAMED, "--links", str(links)).code == 0
    ran = localca("open", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("Same numbers as saved.\n")
    named = localca("open", file, *NAMED)
    assert named.code == 2
    assert "counts none of the 2 elementary flows" in named.err


def test_a_wrong_method(localca: Command, links: Path) -> None:
    localca("use", "--project", support.PROJECT, "--database", "eco", "--links", str(links))
    ran = localca("compare", "carrier-bag", "-m", "house | carbn only")
    assert ran.code == 2
    assert "house | carbon only" in ran.err


def test_damaged_settings(localca: Command, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "background.toml").write_text("not = = toml")
    ran = localca("compare", "carrier-bag")
    assert ran.code == 2
    assert "localca use --open" in ran.err
    assert localca("use", "--open").code == 0


def test_import_reports(localca: Command, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    ran = localca("import", str(TESTS / "small_ecospold1.xml"), "--project", "by command", "--report", str(report),
                  "--provider", "Electricity, at grid=2", "--convert", "Gas, at plant=0.75")  # fmt: skip
    assert ran.code == 0
    assert "5 activities in by command/small_ecospold1; 3 of 17 exchanges lead to nothing" in ran.out
    assert "An unknown substance" in report.read_text()
    assert "by command" in project_names()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.xml",), "no such file"),
        ((), "nothing to import"),
        ((str(TESTS / "small_ecospold1.xml"), "--convert", "Gas"), "is not NAME=NUMBER"),
        ((str(TESTS / "small_ecospold1.xml"), "--kind", "ilcd"), "is no kind of file"),
        (("--ecoinvent", "3.10"), "EI_USERNAME"),
    ],
)
def test_wrong_imports(
    localca: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.delenv("EI_USERNAME", raising=False)
    ran = localca("import", *arguments, "--project", "never made")
    assert ran.code == 2
    assert words in ran.err
    assert "never made" not in project_names()


def test_export(localca: Command, tmp_path: Path, links: Path) -> None:
    ran = localca("export", "carrier-bag", "-o", str(tmp_path / "bag.csv"), "-s", "local_recycled")
    assert ran.code == 0
    assert "scenario:local_recycled" in (tmp_path / "bag.csv").read_text()
    localca("use", "--project", support.PROJECT, "--database", "eco", "--links", str(links))
    own = ("export", "carrier-bag", "-o", str(tmp_path / "own.csv"), "-s", "local_resin", "-m", "climate")
    assert localca(*own).code == 0
    assert f"{support.DATABASE}::" in (tmp_path / "own.csv").read_text()
    refused = localca("export", "carrier-bag", "--to-project", "never made", "-s", "local_resin", "-m", "climate")
    assert refused.code == 2
    assert "which a new project would not have" in refused.err


def test_wrong_exports(localca: Command, tmp_path: Path) -> None:
    for arguments, words in (
        ((), "where to?"),
        (("-o", str(tmp_path / "bag.pdf")), "no known ending"),
        (("-o", str(tmp_path / "no" / "bag.csv")), "cannot be written"),
        (("--to-project", support.PROJECT), "already"),
    ):
        ran = localca("export", "carrier-bag", *arguments)
        assert ran.code == 2, words
        assert words in ran.err
    assert not list(tmp_path.glob("bag*"))
