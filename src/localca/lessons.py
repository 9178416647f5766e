"""Lessons: predict, then reveal. A lesson is a TOML file of questions about products; it holds no answers.

The expected answers are computed from the results (:mod:`localca.lesson_answers`), so that a lesson can never
contradict the numbers. Two passes: ``screen`` with the product as it is, ``refine`` with better or other inputs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from localca import api, impact_methods
from localca.errors import InputError, Problem, Problems, nearest_names
from localca.language import tr
from localca.lesson_products import FIELD, product_of
from localca.product import STAGES, Product
from localca.product_parts import Id, Part, Plain, Positive, Words
from localca.recycling import Allocation
from localca.tables import inventories_folder

MAX_BYTES = 200_000
# Which of the four stages is largest; does the scenario lower the impact against the reference; an estimate in per
# cent; which row of the product file carries most; an answer in words, to discuss.
Kind = Literal["stage", "verdict", "number", "row", "text"]
Pass = Literal["screen", "refine"]


class Step(Part):
    """One question. Product, scenario, reference and category left out are those of the lesson.

    ``insight`` is said after the reveal, ``insights`` adds the sentence that belongs to the computed answer. ``of``:
    what the stages are stages of. ``quantity``: what a number is asked of, in %; ``stage``: the one whose share is
    asked for; ``tolerance``: percentage points within which an estimate is close. ``settings``: changes of the product,
    as --set takes them.
    """

    name: Id
    title: Plain
    kind: Kind
    question: Plain
    insight: Words
    insights: dict[str, Plain] = Field(default_factory=dict)
    pass_: Pass = Field("screen", alias="pass")
    hint: Words = ""
    product: str = ""
    scenario: str = ""
    reference: str = ""
    category: str = ""
    of: Literal["total", "difference"] = "total"
    quantity: Literal["difference", "share"] = "difference"
    stage: str = ""
    tolerance: Positive = 10.0
    settings: tuple[Plain, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "number" and self.quantity == "share" and self.stage not in STAGES:
            raise ValueError(tr("quantity = 'share' needs stage = one of {stages}", stages=", ".join(STAGES)))
        return self


class Lesson(Part):
    """A lesson: for whom, how long, about what, its steps, and products of its own, each as in a product file."""

    id: Id
    title: Plain
    audience: Plain
    minutes: Annotated[int, Field(ge=1, le=600)]
    summary: Words
    product: str
    insight: Words
    scenario: str = ""
    reference: str = ""
    category: str = "climate"
    allocation: Allocation = "cutoff"
    teacher: Words = ""
    steps: tuple[Step, ...] = Field(min_length=1, max_length=40)
    products: dict[Id, dict[str, Any]] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A hash of everything in it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Asked:
    """What a step asks about: a product, two of its scenarios (perhaps the same one) and a category."""

    product: Product
    scenario: str
    reference: str
    category: str
    allocation: Allocation = "cutoff"

    def result(self) -> api.Result:
        """The comparison behind the answer, in all categories."""
        return api.compare(self.product, self.reference, list(self.scenarios), allocation=self.allocation)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios asked about, the reference first, each once."""
        return tuple(dict.fromkeys((self.reference, self.scenario)))


def asked(lesson: Lesson, step: Step) -> Asked:
    """What a step of a lesson asks about.

    Raises:
        InputError: when it names a product, scenario, category or setting that there is not, or no second scenario.
    """
    product = product_of(step.product or lesson.product, lesson.products, step.settings)
    own = not step.product or step.product == lesson.product
    reference = step.reference or (lesson.reference if own else "") or product.reference
    scenario = step.scenario or (lesson.scenario if own else "") or reference
    category = step.category or lesson.category
    offered = impact_methods.family(impact_methods.DEFAULT_FAMILY).methods
    if category not in offered:
        raise InputError(tr("there is no category '{category}'.", category=category),
                         nearest=nearest_names(category, offered),
                         do=tr("Categories: {names}.", names=", ".join(offered)))  # fmt: skip
    found = Asked(product, product.scenario(scenario).name, product.scenario(reference).name, category,
                  lesson.allocation)  # fmt: skip
    about_two = step.kind == "verdict" or (step.kind == "stage" and step.of == "difference")
    if (about_two or (step.kind == "number" and step.quantity == "difference")) and scenario == reference:
        raise InputError(
            tr("it compares a scenario with itself."),
            do=tr(
                "Name another scenario than '{scenario}'; there are {names}.",
                scenario=reference,
                names=", ".join(item.name for item in product.scenarios),
            ),
        )
    return found


def parse(text: str, where: str = "lesson") -> Lesson:
    """A lesson from its text, checked against the products it asks about.

    Raises:
        InputError: carrying every problem found.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(tr("this is not valid TOML: {error}.", error=error), where=where,
                         do=tr("Mend that line; strings need quotes, steps [[steps]].")) from error  # fmt: skip
    try:
        lesson = Lesson.model_validate(raw)
    except ValidationError as error:
        raise InputError.many(_problem(detail, raw, where) for detail in error.errors()) from error
    problems = Problems()
    names = [step.name for step in lesson.steps]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.found.append(Problem(tr("another step has this name."), f"{where}, steps[{name}]"))
    for step in lesson.steps:
        here = f"{where}, steps[{step.name}]"
        try:
            asked(lesson, step)
        except InputError as error:
            for item in error.problems:
                place = f"{where}, {item.where}" if item.where.startswith(f"{FIELD}.") else here
                if (problem := Problem(item.what, place, item.nearest, item.do)) not in problems.found:
                    problems.found.append(problem)
    problems.raise_any()
    return lesson


def read(data: bytes, where: str = "lesson") -> Lesson:
    """A lesson from the bytes of a file.

    Raises:
        InputError: when it is too large, no text, or no lesson.
    """
    if len(data) > MAX_BYTES:
        raise InputError(tr("the file has {size} MB; a lesson has at most {most} MB.", size=f"{len(data) / 1e6:.1f}",
                            most=f"{MAX_BYTES / 1e6:.1f}"),
                         where=where, do=tr("Check that this is the right file."))  # fmt: skip
    try:
        return parse(data.decode("utf-8-sig"), where)
    except UnicodeDecodeError as error:
        raise InputError(tr("this is not a text file in UTF-8."), where=where,
                         do=tr("Save it as plain text (UTF-8).")) from error  # fmt: skip


def shipped_lessons() -> dict[str, Path]:
    """The shipped lesson files by id."""
    return {path.stem: path for path in sorted((inventories_folder() / "lessons").glob("*.toml"))}


def load(name: str) -> Lesson:
    """A shipped lesson.

    Raises:
        InputError: with the nearest ids.
    """
    offered = shipped_lessons()
    if name not in offered:
        raise InputError(tr("'{name}' is no shipped lesson.", name=name), where="lesson",
                         nearest=nearest_names(name, offered),
                         do=tr("Lessons: {names}.", names=", ".join(offered)))  # fmt: skip
    return read(offered[name].read_bytes(), name)


def _problem(error: ErrorDetails, raw: Mapping[str, Any], file: str) -> Problem:
    """A pydantic error in our words, at the step it belongs to."""
    where, field = f"{file}, {_path(error['loc'], raw)}", str(error["loc"][-1]) if error["loc"] else "file"
    if error["type"] == "extra_forbidden":
        model: type[BaseModel] = Step if len(error["loc"]) > 1 else Lesson
        valid = [item.alias or name for name, item in model.model_fields.items()]
        return Problem(tr("'{name}' is no field here.", name=field), where, nearest_names(field, valid),
                       tr("Fields: {names}.", names=", ".join(valid)))  # fmt: skip
    if error["type"] == "missing":
        kinds = tr("Kinds: {names}.", names=", ".join(get_args(Kind)))
        return Problem(tr("is missing."), where, (), kinds if field == "kind" else tr("Add it."))
    message, found = str(error.get("ctx", {}).get("error", error["msg"])), repr(error["input"])
    message = message[:1].lower() + message[1:]
    if isinstance(error["input"], Mapping):
        return Problem(f"{message}.", where)
    return Problem(tr("{problem}, found {found}.", problem=message,
                      found=found if len(found) <= 80 else f"{found[:77]}..."), where)  # fmt: skip


def _path(location: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    steps = raw.get("steps")
    words = ""
    for part in location:
        if isinstance(part, int):
            row = steps[part] if isinstance(steps, list) and part < len(steps) else None
            name = row.get("name") if isinstance(row, Mapping) else None
            words += f"[{name if isinstance(name, str) and name else part + 1}]"
        else:
            words += f".{part}" if words else part
    return words or "file"
