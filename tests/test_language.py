"""Every word that the app shows stands in the catalogue, and the catalogue is translated and fits."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from babel.messages import pofile

import localca
from localca import api, catalogue, language
from localca.comparison import Verdict
from localca.lesson_answers import Grade
from localca.places import place_name
from localca.product import Product

PACKAGE = Path(localca.__file__).parent
# What the app never shows: the command line, tools, and what handles files of other programs.
SILENT = re.compile(
    r"^(cli\w*|__main__|__init__|catalogue|data_docs|importing\w*|export\w*|project_\w+|installed\w*|links|regions|"
    r"brightway_units|chosen_background|audit|linear_system|solver|score_cache|records|tables|sources|draws|language|"
    r"sheet_words|terminal)$"
)
SPOKEN = sorted(path for path in PACKAGE.rglob("*.py") if not SILENT.match(path.stem))
WORDS = re.compile(r"[A-Za-zé]{2,}[,:;.?!]? [A-Za-z(“]|^[A-Z][a-z]{2,}|[A-Za-z]{3,}[.:?!]$|^[ (,;]*[a-z]{3,}[ ),;]")
# What looks like words and is none: keys (parted by colons, without a space), names of programs, icons, colours and
# markup, addresses, code, HTML and CSS.
NOT_WORDS = re.compile(
    r"^[\w{}]+(:[\w{}]+)+:[\w{}]*$|^\w+(:\{\})+$|:material/\w+:|:\w+(-\w+)*\[|https?://\S*|<[^>]*>|\{[^}]*\}|"
    r"[\w-]+: [\w#()%.,-]+;|%\{[^}]*\}|^[a-z]+:$|\b(LocaLCA|Python)\b"
)

# Values that are shown in other words: verdicts (VERDICT_WORDS), grades of answers (GRADE_WORDS), and where plotly puts
# a text.
VALUES = {*get_args(Verdict), *get_args(Grade), "middle right"}


def docstrings(tree: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.add(id(node.value))
    return found


def spoken_parts(tree: ast.Module) -> set[int]:
    """Constants inside a call of tr, trn or mark, in their messages, not in the values put into them."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "trn", "mark"):
            found |= {id(inner) for part in node.args for inner in ast.walk(part)}
    return found


def compared(tree: ast.Module) -> set[int]:
    """Constants that values are compared with, and those of types."""
    found = set()
    for node in ast.walk(tree):
        typed = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"
        typed = typed or (isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeVar")
        if isinstance(node, ast.Compare) or typed:
            found |= {id(inner) for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    return found


def bare_words(path: Path) -> list[str]:
    """String literals of a file that a reader would see and no translator would."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = docstrings(tree) | spoken_parts(tree) | compared(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            text = node.value
        else:
            continue
        if text not in VALUES and WORDS.search(NOT_WORDS.sub("", text)):
            found.append(f"{node.lineno}: {text!r}")
    return found


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_shows_no_words_but_those_of_the_catalogue(path: Path) -> None:
    assert bare_words(path) == []


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_message_is_a_plain_literal(path: Path) -> None:
    """What a tool that reads the code can find: no f-string is a message, and ``trn`` has both forms."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "trn", "mark"):
            forms = node.args[: 2 if node.func.id == "trn" else 1]  # type: ignore[attr-defined]
            assert not any(isinstance(form, ast.JoinedStr) for form in forms), f"{path.name}:{node.lineno}"


# The catalogue


FOREIGN = [code for code in language.languages() if code != language.ENGLISH]
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def test_spanish_is_there() -> None:
    assert "es" in FOREIGN


@pytest.mark.parametrize("code", FOREIGN)
def test_a_language_says_everything_and_nothing_else(code: str) -> None:
    """``python -m localca.catalogue`` was run after the last change, and what it lists was translated."""
    with (language.FOLDER / f"{code}.po").open("rb") as file:
        kept = {message.id: message for message in pofile.read_po(file, locale=code) if message.id}
    asked = {message.id for message in catalogue.template() if message.id}
    assert set(kept) == asked
    assert [message.id for message in kept.values() if not catalogue.translated(message)] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_a_translation_has_the_same_values_and_markup(code: str) -> None:
    with (language.FOLDER / f"{code}.po").open("rb") as file:
        messages = [message for message in pofile.read_po(file, locale=code) if message.id]
    faults = []
    for message in messages:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for said in strings:
            fits = any((PLACEHOLDER.findall(said) and set(PLACEHOLDER.findall(said)) == set(PLACEHOLDER.findall(one)))
                       or not PLACEHOLDER.findall(one + said) for one in ids)  # fmt: skip
            markup = all(said.count(mark) == ids[-1].count(mark) for mark in ("**", "`", "\n"))
            edges = said[:1].isspace() == ids[-1][:1].isspace() and said[-1:].isspace() == ids[-1][-1:].isspace()
            if not (fits and markup and edges):
                faults.append((ids[0], said))
    assert faults == []


@pytest.mark.parametrize("code", FOREIGN)
def test_different_heads_of_tables_stay_different(code: str) -> None:
    """Rows are keyed by their heads in words: two that became equal would lose a column."""
    with language.spoken(code):
        for path in SPOKEN:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    keys = [key for key in node.keys if isinstance(key, ast.Call) and ast.unparse(key.func) == "tr"]
                    heads = [key.args[0].value for key in keys if isinstance(key.args[0], ast.Constant)]
                    assert len({language.tr(head) for head in heads}) == len(set(heads)), (path.name, heads)


def test_every_message_of_the_code_is_found() -> None:
    text = 'tr("a"); mark("b"); trn("c", "d", 2); f"{tr(\'e\')}"; tr("f" if x else "g"); tr(y); other("h")'
    found = catalogue.code_texts(text)
    assert sorted(map(str, found)) == sorted(map(str, ["a", "b", ("c", "d"), "e", "f", "g"]))


# Speaking


def test_english_needs_no_file_and_an_unknown_language_is_english() -> None:
    with language.spoken("xx"):
        assert language.current() == "en"
        assert language.tr("Compare") == "Compare"


def test_a_language_is_spoken_inside_only_and_its_plurals_are_its_own() -> None:
    assert language.tr("raw materials") == "raw materials"
    with language.spoken("es"):
        assert language.tr("raw materials") == "materias primas"
        assert language.listed(["a", "b", "c"]) == "a, b y c"
        assert language.trn("The one category says {verdict}.", "All {count} categories say {verdict}.", 3,
                            verdict="menor").startswith("Las 3")  # fmt: skip
    assert language.tr("raw materials") == "raw materials"


def test_text_of_a_user_comes_back_as_it_is() -> None:
    with language.spoken("es"):
        assert language.tr("") == ""
        assert language.tr("My {bag}") == "My {bag}"


def test_countries_are_named_in_the_language() -> None:
    with language.spoken("es"):
        assert place_name("DEU") == "Alemania"
        assert place_name("GLO") == language.tr("World") != "World"


def test_results_are_the_same_numbers_in_every_language(bag: Product) -> None:
    english = api.compare(bag, methods=["climate"])
    with language.spoken("es"):
        spanish = api.compare(bag, methods=["climate"])
    for one, other in zip(english.comparisons, spanish.comparisons, strict=True):
        assert one.difference == other.difference
        assert one.why != other.why
        assert "sobre todo" in other.why or "principalmente" in other.why


def test_the_command_line_speaks_english(monkeypatch: pytest.MonkeyPatch, localca: Callable[..., object]) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    monkeypatch.setenv("LANGUAGE", "es")
    assert "mainly through" in localca("compare", "carrier-bag", "--methods", "climate", "--format", "json").out  # type: ignore[attr-defined]
