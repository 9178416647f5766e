"""The catalogue of everything that is read: ``python -m localca.catalogue`` writes ``languages/CODE.po`` anew.

Messages come from the code (``tr``, ``trn``, ``mark``), from the report's template, and from the names and texts of the
shipped methods, products, lessons and flows. Translations are kept; what is new stands empty, what is gone leaves.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from babel.messages import extract, pofile
from babel.messages.catalog import Catalog, Message

from localca import __version__, impact_methods, lessons
from localca.language import FOLDER, languages
from localca.lessons import Lesson
from localca.product import Product
from localca.product_file import load, shipped_products
from localca.tables import app_file, load_tables

KEYWORDS = {"tr": None}
TEMPLATES = [("**.html", "jinja2.ext:babel_extract")]
FORMS = {"tr": 1, "mark": 1, "trn": 2}


def messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """(where, message) of everything that is read; a message with a plural is a pair."""
    for path in (app_file(), *sorted(FOLDER.parent.rglob("*.py"))):
        yield from ((path.name, message) for message in code_texts(path.read_text(encoding="utf-8")))
    templates = str(FOLDER.parent / "templates")
    for file, _, message, _, _ in extract.extract_from_dir(templates, TEMPLATES, keywords=KEYWORDS):
        yield file, message
    for name in shipped_products():
        yield from ((f"{name}.toml", text) for text in product_texts(load(name)))
    for name in lessons.shipped_lessons():
        yield from ((f"{name}.toml", text) for text in lesson_texts(lessons.load(name)))
    for family in impact_methods.families().values():
        yield "methods.toml", family.title
        yield from (
            ("methods.toml", text) for method in family.methods.values() for text in (method.title, method.reason)
        )
    for activity in load_tables().activities.values():
        yield "activities", activity.title
    for flow in load_tables().elementary.values():
        yield "elementary flows", flow.name


def code_texts(text: str) -> Iterator[str | tuple[str, ...]]:
    """The messages of a Python text, in its order; read as a tree, because Babel misses those inside f-strings."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
            forms = [_literals(form) for form in node.args[: FORMS[node.func.id]]]
            yield from forms[0] if len(forms) == 1 else zip(*forms, strict=True)


def _literals(node: ast.AST) -> list[str]:
    """The texts that an expression can be: a literal, or either of two."""
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def product_texts(product: Product) -> Iterator[str]:
    """What a reader sees of a shipped product: its card, its scenarios, the names of its rows and flows."""
    card = product.product
    yield from (card.title, card.label, card.description, card.lesson)
    yield from (card.functional_unit.unit, card.functional_unit.what)
    for scenario in product.scenarios:
        yield from (scenario.title, scenario.description)
    yield from (row.name for row in (*product.raw_materials, *product.production, *product.transport))
    yield from (flow.title for flow in product.flows)


def lesson_texts(lesson: Lesson) -> Iterator[str]:
    """What a class reads of a shipped lesson."""
    yield from (lesson.title, lesson.audience, lesson.summary, lesson.insight, lesson.teacher)
    for step in lesson.steps:
        yield from (step.title, step.question, step.hint, step.insight, *step.insights.values())


def template() -> Catalog:
    """All messages without a translation, each with the files it comes from."""
    found = Catalog(project="LocaLCA", charset="utf-8", fuzzy=False)
    for where, message in messages():
        if message:
            found.add(message, locations=[(where, 0)])
    return found


def refreshed(code: str) -> Catalog:
    """The catalogue of a language with every message there is now, its translations kept; no guesses."""
    path = FOLDER / f"{code}.po"
    catalogue = Catalog(locale=code, project="LocaLCA", version=__version__, fuzzy=False)
    if path.is_file():
        with path.open("rb") as handle:
            catalogue = pofile.read_po(handle, locale=code)
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.header_comment = f"# LocaLCA: what the app says, in the language '{code}'."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "LocaLCA"
    catalogue.obsolete.clear()
    return catalogue


def write(code: str) -> int:
    """Write a language's file; how many messages it does not translate yet."""
    catalogue = refreshed(code)
    with (FOLDER / f"{code}.po").open("wb") as handle:
        pofile.write_po(handle, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    return sum(1 for message in catalogue if message.id and not translated(message))


def translated(message: Message) -> bool:
    """True when every form of a message is given."""
    text = message.string
    return bool(text) if isinstance(text, str) else all(text or ("",))


if __name__ == "__main__":
    for code in sys.argv[1:] or languages()[1:]:
        print(f"{code}: {write(code)} messages without a translation")
