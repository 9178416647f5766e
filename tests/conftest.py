"""What all tests share: a cache of their own, a bounded Hypothesis, the tiny background, the command line."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

_SCRATCH = tempfile.mkdtemp(prefix="localca-tests-")
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
os.environ["LOCALCA_CACHE"] = os.path.join(_SCRATCH, "cache")
os.environ["BRIGHTWAY2_DIR"] = os.path.join(_SCRATCH, "brightway")
os.makedirs(os.environ["BRIGHTWAY2_DIR"])

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from localca import api, impact_methods  # noqa: E402
from localca.assessment import Assessment  # noqa: E402
from localca.background import OpenBackground  # noqa: E402
from localca.engine import assess  # noqa: E402
from localca.product import Product  # noqa: E402
from localca.product_file import load, parse  # noqa: E402
from localca.tables import Tables, load_tables  # noqa: E402
from localca.transport import Routes, load_routes  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "localca",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("localca")

TESTS = Path(__file__).parent
TINY = TESTS / "tiny"
CHAIR = TINY / "products" / "chair.toml"
TWO_METHODS = ("climate", "acidification")


@dataclass(frozen=True)
class Tiny:
    """The tiny background with everything the engine needs, and a short way to assess its chair."""

    tables: Tables
    background: OpenBackground
    routes: Routes

    def product(self, *settings: str, edit: Callable[[dict[str, Any]], None] | None = None) -> Product:
        """The chair, with settings or with its plain data edited."""
        if edit is None:
            return load(CHAIR, settings)
        import tomllib

        from localca.product_file import from_dict

        raw = tomllib.loads(CHAIR.read_text(encoding="utf-8"))
        edit(raw)
        return from_dict(raw, "chair")

    def assess(self, product: Product | None = None, **choices: Any) -> Assessment:
        """The assessment of a product, by default of the chair, in two categories."""
        methods = impact_methods.choose(choices.pop("methods", TWO_METHODS))
        return assess(product or self.product(), self.background, methods, self.routes, tables=self.tables, **choices)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """The background of ``tests/tiny``, solved on paper in its README."""
    tables = load_tables(TINY)
    return Tiny(tables, OpenBackground(tables, tmp_path_factory.mktemp("tiny")), load_routes(TINY / "background"))


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The shipped tables."""
    return load_tables()


@pytest.fixture(scope="session")
def background() -> OpenBackground:
    """The shipped background."""
    return api.open_background()


@pytest.fixture(scope="session")
def bag() -> Product:
    """The carrier bag."""
    return load("carrier-bag")


@pytest.fixture(scope="session")
def bag_text() -> str:
    """The carrier bag's product file."""
    from localca.product_file import shipped_products

    return shipped_products()["carrier-bag"].read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bag_result(bag: Product) -> api.Result:
    """The carrier bag compared, all scenarios, all categories."""
    return api.compare(bag)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app."""
    from browser_support import running_app

    with running_app(tmp_path_factory.mktemp("app") / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium; of one module only, because Playwright's loop bars other ones while it runs."""
    from browser_support import chromium, launch_arguments
    from playwright.sync_api import sync_playwright

    program = chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        yield found
        found.close()


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def localca(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command line in this process: ``localca("compare", "carrier-bag")``."""
    from localca.cli import main

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["localca", *arguments])
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        done = capsys.readouterr()
        return Ran(code, done.out, done.err)

    return run


def clean_environment(home: Path, **extra: str) -> Mapping[str, str]:
    """The environment of a fresh user with an empty home."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "LANG", "VIRTUAL_ENV")}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "BRIGHTWAY2_DIR": str(home / "brightway"),
        "LOCALCA_CACHE": str(home / "localca"),
        **extra,
    }


def edited(text: str, *changes: Sequence[str]) -> str:
    """``text`` with each (old, new) replaced; an old that is not there is a mistake in the test."""
    for old, new in changes:
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new)
    return text


def chair_text(*changes: Sequence[str]) -> str:
    """The chair's product file with replacements."""
    return edited(CHAIR.read_text(encoding="utf-8"), *changes)


def chair(*changes: Sequence[str]) -> Product:
    """The chair read from its edited text."""
    return parse(chair_text(*changes), "chair")
