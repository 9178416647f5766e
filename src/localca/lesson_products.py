"""The products a lesson asks about: shipped ones by id, or products of its own that stand in its file.

A lesson reads no other file. A product of its own stands under ``[products.ID]``, field for field like a product file.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from localca import product_file
from localca.errors import InputError, nearest_names
from localca.language import tr
from localca.product import Product
from localca.settings import apply_setting

FIELD = "products"
Own = Mapping[str, Mapping[str, Any]]


def product_of(name: str, own: Own, settings: Sequence[str] = ()) -> Product:
    """A product of the lesson's own, or a shipped one, with settings applied.

    Raises:
        InputError: with the nearest ids, or for anything wrong in the product or a setting.
    """
    shipped = product_file.shipped_products()
    if name in own:
        raw = copy.deepcopy(dict(own[name]))
        for setting in settings:
            apply_setting(raw, setting)
        return product_file.from_dict(raw, f"{FIELD}.{name}")
    if name in shipped:
        return product_file.load(name, settings)
    offered = [*own, *shipped]
    raise InputError(
        tr("'{name}' is no shipped product.", name=name),
        nearest=nearest_names(name, offered),
        do=tr("Products: {names}.", names=", ".join(offered)),
    )


def lesson_about(product: Product) -> str:
    """The text of a lesson about a product, ready to run and to be changed: a verdict, a stage and a row to guess.

    Raises:
        InputError: for a product with a single scenario, of which nothing can be asked.
    """
    import tomlkit

    others = [item for item in product.scenarios if item.name != product.reference]
    if not others:
        raise InputError(tr("the product has one scenario only."), where=product.product.title,
                         do=tr("Add a second scenario on the page Build."))  # fmt: skip
    title, name = product.product.title, product.product.id
    usual = product.scenario(product.reference).title
    steps = [
        _step("verdict", tr("Better or not?"), tr("Against “{reference}”, the climate impact of “{scenario}” is ...",
                                                  reference=usual, scenario=others[0].title)),
        _step("stage", tr("Where does it weigh?"), tr("“{reference}”: which stage has the largest climate impact?",
                                                      reference=usual)) | {"scenario": product.reference},
        _step("row", tr("What weighs most?"), tr("Which row of “{reference}” has the largest climate impact?",
                                                 reference=usual)) | {"scenario": product.reference},
    ]  # fmt: skip
    lesson: dict[str, Any] = {
        "id": f"about-{name}"[:60], "title": tr("A lesson about {product}", product=title), "audience": tr("A class"),
        "minutes": 30, "product": name, "scenario": others[0].name, "reference": product.reference,
        "category": "climate",
        "summary": tr("Guess first, then see what the numbers say of {product}.", product=title),
        "insight": tr("Write here what to take along."),
        "steps": steps,
    }  # fmt: skip
    if name not in product_file.shipped_products() or product_file.load(name) != product:
        lesson["products"] = {name: tomllib.loads(product_file.dump(product))}
    return tomlkit.dumps(lesson)


def _step(kind: str, title: str, question: str) -> dict[str, str]:
    return {"name": kind, "title": title, "kind": kind, "question": question,
            "insight": tr("Write here what to say after the reveal.")}  # fmt: skip
