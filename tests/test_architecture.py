"""The house: imports go downwards only, who may import Brightway and Streamlit, sizes, docstrings, no leftovers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import localca

PACKAGE = Path(localca.__file__).parent
ROOT = PACKAGE.parents[1]
FILES = sorted(path for path in PACKAGE.rglob("*.py"))
# The spine, from numbers to verdicts: a module may import those of the rows above it, and nothing else of the package.
SPINE = (
    ("language",),
    ("errors",),
    ("units", "sources", "places", "settings", "match"),
    ("records",),
    ("tables",),
    ("impact_methods", "recycling", "electricity", "routes"),
    ("linear_system", "transport"),
    ("solver", "score_cache", "draws"),
    ("background",),
    ("product_parts",),
    ("product",),
    ("product_file", "scenario", "variation"),
    ("own_flows", "site_energy", "assessment"),
    ("foreground",),
    ("engine", "uncertainty"),
    ("audit", "comparison"),
    ("api",),
)
RANK = {name: rank for rank, names in enumerate(SPINE) for name in names}
# What shows results lies above everything that makes them; all other modules (analyses, exports, installed databases)
# lie between and stand on the spine. Among the skins: text and charts below the app and the command line.
SKIN = re.compile(
    r"^(wording|charts\w*|world_map|map_\w+|\w+_tables|grid_scores|report|cli\w*|session\w*|pages|__main__)$"
)
FRONT = re.compile(r"^(cli\w*|session\w*|pages|__main__)$")
APP = re.compile(r"^(session\w*|pages)$")
BRIGHTWAY = (
    "bw2calc", "bw2data", "bw2io", "bw_processing", "bw2analyzer", "brightway2", "matrix_utils", "stats_arrays",
)  # fmt: skip
# To compute; to hand a result to Brightway; to read the user's own databases.
MAY_IMPORT_BRIGHTWAY = re.compile(r"^(solver|export\w*|project_\w+|installed\w*|importing\w*)$")
MAY_IMPORT_STREAMLIT = re.compile(r"^(session\w*|pages)$")
MODULE_LINES, FUNCTION_LINES, PAGE_LINES, APP_LINES = 250, 40, 150, 60


def name_of(path: Path) -> str:
    """The module, or the sub-package, a file belongs to; the package itself is ''."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> set[str]:
    """Full names of everything a file imports, wherever in it, but for what only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checked = {
        id(inner) for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" for inner in ast.walk(node)
    }  # fmt: skip
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in checked:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_modules(path: Path) -> set[str]:
    """The modules of this package that a file imports."""
    parts = [name.split(".") for name in imports(path) if name.split(".")[0] == "localca"]
    names = {part[1] for part in parts if len(part) > 1 and part[1] != "__version__"}
    return {name for name in names if (PACKAGE / f"{name}.py").is_file() or (PACKAGE / name).is_dir()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
class TestFile:
    """What every file of the package keeps to."""

    def test_imports_go_downwards_only(self, path: Path) -> None:
        name, others = name_of(path), own_modules(path) - {name_of(path)}
        if not name:
            assert others == set(), "the package itself imports on first use only"
        elif name in RANK:
            above = {other for other in others if RANK.get(other, len(SPINE)) >= RANK[name]}
            assert not above, f"{name} imports {above}, which lie beside or above it"
        elif not SKIN.match(name):
            assert not {other for other in others if SKIN.match(other)}, f"{name} imports what shows results"
        elif not FRONT.match(name):
            assert not {other for other in others if FRONT.match(other)}, f"{name} imports a front door"
        elif not APP.match(name):
            assert not {other for other in others if APP.match(other)}, f"{name} imports the app"
        else:
            above = ("cli", "pages") if name.startswith("session") else ("cli",)
            assert not {other for other in others if other.startswith(above)}

    def test_brightway_is_imported_in_one_place(self, path: Path) -> None:
        found = {name.split(".")[0] for name in imports(path)} & set(BRIGHTWAY)
        assert not found or MAY_IMPORT_BRIGHTWAY.match(name_of(path)), f"{path.name} imports {found}"

    def test_streamlit_is_imported_by_the_app_only(self, path: Path) -> None:
        found = {name.split(".")[0] for name in imports(path)} & {"streamlit"}
        assert not found or MAY_IMPORT_STREAMLIT.match(name_of(path)), f"{path.name} imports streamlit"

    def test_it_is_short(self, path: Path) -> None:
        limit = PAGE_LINES if name_of(path) == "pages" else MODULE_LINES
        assert len(path.read_text(encoding="utf-8").splitlines()) <= limit

    def test_its_functions_are_short(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        long = {
            node.name: node.end_lineno - node.lineno + 1
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
        }
        assert long == {}

    def test_what_is_public_is_described(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{path.name} has no docstring"
        bare = [name for name, node in public(tree) if not ast.get_docstring(node)]
        assert bare == []

    def test_nothing_is_left_to_do(self, path: Path) -> None:
        # The words themselves stand here because this is the rule against them.
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8"))

    def test_nothing_happens_at_import_but_definitions(self, path: Path) -> None:
        """No call is made for its effect when a module is read; pages are scripts, and commands register themselves."""
        if name_of(path) in ("pages", "__main__", "cli"):
            return
        tree = ast.parse(path.read_text(encoding="utf-8"))
        effects = [
            ast.unparse(node.value)
            for node in tree.body
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        ]
        assert effects == []


def public(tree: ast.Module) -> list[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Public functions, classes and methods."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append((node.name, node))
            if isinstance(node, ast.ClassDef):
                found += [
                    (f"{node.name}.{inner.name}", inner) for inner in node.body
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
                ]  # fmt: skip
    return found


def test_every_place_on_the_spine_is_taken() -> None:
    """A module that went away leaves no name behind."""
    assert set(RANK) <= {name_of(path) for path in FILES}


def test_no_import_goes_round_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        graph.setdefault(name_of(path), set()).update(own_modules(path) - {name_of(path)})
    while free := {name for name, others in graph.items() if not others & graph.keys()}:
        graph = {name: others for name, others in graph.items() if name not in free}
    assert graph == {}


def test_the_app_is_a_thin_script() -> None:
    app = ROOT / "app.py"
    text = app.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= APP_LINES
    assert not {name.split(".")[0] for name in imports(app)} & set(BRIGHTWAY)


@pytest.mark.parametrize("module", ["cli", "api"])
def test_the_front_doors_bring_no_brightway_and_no_app(module: str) -> None:
    code = (
        f"import sys, localca.{module};"
        "print(*sorted({'bw2calc', 'bw2data', 'bw2io', 'bw_processing', 'streamlit', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    marks = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.name != Path(__file__).name:
            assert not marks.search(path.read_text(encoding="utf-8")), path.name
