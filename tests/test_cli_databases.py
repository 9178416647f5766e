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


def test_no_audit_of_a_users_database(localca: Command, links: Path) -> None:
    localca("use", "--project", support.PROJECT, "--database", "eco", "--links", str(links))
    ran = localca("compare", "carrier-bag", "-m", "climate", "--draws", "16", "--audit")
    assert ran.code == 2
    assert "the audit solves the open database" in ran.err


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
