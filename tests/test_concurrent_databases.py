"""One server, several databases: each session is answered by the one it chose, however the others hurry."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browser_support import running_server
from installed_support import DATABASE, LINKS, build, folder_of, hashed
from session_support import Visitor

from localca import api
from localca.chosen_background import Choice
from localca.installed import InstalledBackground
from localca.links import dump
from localca.wording import percent, plain

PROJECTS = {"tests of one": 1.0, "tests of another": 3.0}
MIXED = LINKS.model_copy(update={"unlinked": "open"})
ROUNDS = 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a machine with two projects, their links kept."""
    folder = tmp_path_factory.mktemp("databases")
    before = os.environ.get("LOCALCA_CONFIG")
    os.environ["LOCALCA_CONFIG"] = str(folder)
    try:
        for project, carbon in PROJECTS.items():
            build(project, carbon=carbon)
            Choice(project=project, database=DATABASE).links_file().write_text(dump(MIXED), encoding="utf-8")
        log = Path(folder / "server.log")
        with running_server(log) as running:
            yield running.address
        print(log.read_text(encoding="utf-8"))
    finally:
        os.environ.pop("LOCALCA_CONFIG") if before is None else os.environ.update(LOCALCA_CONFIG=before)


def answers(project: str) -> list[str]:
    """What the page Compare says of the bag when this project answers; the open database for an empty name."""
    own = InstalledBackground(project, DATABASE, MIXED, api.open_background()) if project else None
    methods = ["climate", "acidification"] if project else ["climate"]
    found = api.compare("carrier-bag", methods=methods, background=own)
    return [plain(percent(item.relative)) for item in found.comparisons if item.method == "climate"]


def visit(address: str, project: str) -> list[str]:
    """Choose a database, then ask the same question again and again; the words of every answer."""
    visitor = Visitor(address)
    try:
        visitor.open("background")
        if project:
            visitor.set("selectbox", "Project", f"{project}: 2 databases")
            visitor.set("selectbox", "Database", f"{DATABASE}: 16 activities")
            visitor.set("button", "Use this database", True)
            assert f"**{DATABASE}** of the project {project} answers" in visitor.words()
        found = []
        for _ in range(ROUNDS):
            visitor.open("compare", {"product": "carrier-bag"})
            found.append(visitor.words())
            visitor.open("background")
        return found
    finally:
        visitor.close()


def test_every_session_gets_the_numbers_of_its_own_database(server: str) -> None:
    expected = {project: answers(project) for project in ("", *PROJECTS)}
    assert len({tuple(words) for words in expected.values()}) == len(expected), "the three answers differ"
    before = {project: hashed(folder_of(project)) for project in PROJECTS}
    visitors = [*expected] * 2
    with ThreadPoolExecutor(len(visitors)) as pool:
        found = list(pool.map(lambda project: visit(server, project), visitors))
    for project, pages in zip(visitors, found, strict=True):
        for text in pages:
            for words in expected[project]:
                assert words in text
    assert {project: hashed(folder_of(project)) for project in PROJECTS} == before


def test_a_visitor_who_comes_through_a_proxy_sees_no_database(server: str) -> None:
    here, elsewhere = Visitor(server), Visitor(server, {"X-Forwarded-For": "203.0.113.9"})
    try:
        for visitor in (here, elsewhere):
            visitor.open("background")
        assert here.elements("selectbox")
        assert not elsewhere.elements("selectbox")
        assert "shown to who sits at it" in elsewhere.words()
    finally:
        here.close()
        elsewhere.close()
