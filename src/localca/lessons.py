"""Lessons: predict, then reveal. A lesson is a TOML file of questions about shipped products; it holds no answers.

The expected answers are computed from the results (:mod:`localca.lesson_answers`), so that a lesson can never
contradict the numbers. Two passes: ``screen`` with the product as it is, ``refine`` with better or other inputs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from localca import api, impact_methods, product_file
from localca.errors import InputError, Problem, Problems, nearest_names
from localca.product import STAGES, Product
from localca.product_parts import Id, Part, Plain, Positive, Words
from localca.recycling import Allocation
from localca.tables import inventories_folder

MAX_BYTES = 200_000
Kind = Literal["stage", "verdict", "number", "row", "text"]
Pass = Literal["screen", "refine"]
KINDS: dict[Kind, str] = {
    "stage": "which of the four stages is largest",
    "verdict": "does the scenario lower the impact against the reference",
    "number": "an estimate in per cent",
    "row": "which row of the product file carries most",
    "text": "an answer in words, to discuss",
}


class Step(Part):
    """One question. Product, scenario, reference and category left out are those of the lesson.

    ``insight`` is said after the reveal, ``insights`` adds the sentence that belongs to the computed answer.
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
    of: Literal["total", "difference"] = Field("total", description="What the stages are stages of.")
    quantity: Literal["difference", "share"] = Field("difference", description="What a number is asked of, in %.")
    stage: str = Field("", description="The stage whose share is asked for.")
    tolerance: Positive = Field(10.0, description="Percentage points within which an estimate is close.")
    settings: tuple[Plain, ...] = Field((), description="Changes of the product, as --set takes them.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "number" and self.quantity == "share" and self.stage not in STAGES:
            raise ValueError(f"quantity = 'share' needs stage = one of {', '.join(STAGES)}")
        return self


class Lesson(Part):
    """A lesson: for whom, how long, about what, and its steps."""

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
    product = product_file.load(shipped(step.product or lesson.product), step.settings)
    own = not step.product or step.product == lesson.product
    reference = step.reference or (lesson.reference if own else "") or product.reference
    scenario = step.scenario or (lesson.scenario if own else "") or reference
    category = step.category or lesson.category
    offered = impact_methods.family(impact_methods.DEFAULT_FAMILY).methods
    if category not in offered:
        raise InputError(f"there is no category '{category}'.", nearest=nearest_names(category, offered),
                         do=f"Categories: {', '.join(offered)}.")  # fmt: skip
    found = Asked(product, product.scenario(scenario).name, product.scenario(reference).name, category,
                  lesson.allocation)  # fmt: skip
    about_two = step.kind == "verdict" or (step.kind == "stage" and step.of == "difference")
    if (about_two or (step.kind == "number" and step.quantity == "difference")) and scenario == reference:
        raise InputError(
            "it compares a scenario with itself.",
            do=f"Name another scenario than '{reference}'; there are {', '.join(s.name for s in product.scenarios)}.",
        )
    return found


def shipped(name: str) -> str:
    """The id of a shipped product: a lesson reads no other file.

    Raises:
        InputError: with the nearest ids.
    """
    offered = product_file.shipped_products()
    if name not in offered:
        raise InputError(f"'{name}' is no shipped product.", nearest=nearest_names(name, offered),
                         do=f"Products: {', '.join(offered)}.")  # fmt: skip
    return name


def parse(text: str, where: str = "lesson") -> Lesson:
    """A lesson from its text, checked against the products it asks about.

    Raises:
        InputError: carrying every problem found.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"this is not valid TOML: {error}.", where=where,
                         do="Mend that line; strings need quotes, steps [[steps]].") from error  # fmt: skip
    try:
        lesson = Lesson.model_validate(raw)
    except ValidationError as error:
        raise InputError.many(_problem(detail, raw, where) for detail in error.errors()) from error
    problems = Problems()
    names = [step.name for step in lesson.steps]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.found.append(Problem("another step has this name.", f"{where}, steps[{name}]"))
    for step in lesson.steps:
        here = f"{where}, steps[{step.name}]"
        try:
            asked(lesson, step)
        except InputError as error:
            problems.found += [Problem(item.what, here, item.nearest, item.do) for item in error.problems]
    problems.raise_any()
    return lesson


def read(data: bytes, where: str = "lesson") -> Lesson:
    """A lesson from the bytes of a file.

    Raises:
        InputError: when it is too large, no text, or no lesson.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"the file has {len(data) / 1e6:.1f} MB; a lesson has at most {MAX_BYTES / 1e6:.1f} MB.",
                         where=where, do="Check that this is the right file.")  # fmt: skip
    try:
        return parse(data.decode("utf-8-sig"), where)
    except UnicodeDecodeError as error:
        raise InputError("this is not a text file in UTF-8.", where=where,
                         do="Save it as plain text (UTF-8).") from error  # fmt: skip


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
        raise InputError(f"'{name}' is no shipped lesson.", where="lesson", nearest=nearest_names(name, offered),
                         do=f"Lessons: {', '.join(offered)}.")  # fmt: skip
    return read(offered[name].read_bytes(), name)


def _problem(error: ErrorDetails, raw: Mapping[str, Any], file: str) -> Problem:
    """A pydantic error in our words, at the step it belongs to."""
    where, field = f"{file}, {_path(error['loc'], raw)}", str(error["loc"][-1]) if error["loc"] else "file"
    if error["type"] == "extra_forbidden":
        model: type[BaseModel] = Step if len(error["loc"]) > 1 else Lesson
        valid = [item.alias or name for name, item in model.model_fields.items()]
        return Problem(
            f"'{field}' is no field here.", where, nearest_names(field, valid), f"Fields: {', '.join(valid)}."
        )
    if error["type"] == "missing":
        return Problem("is missing.", where, (), f"Kinds: {', '.join(KINDS)}." if field == "kind" else "Add it.")
    message, found = error["msg"].removeprefix("Value error, "), repr(error["input"])
    tail = "" if isinstance(error["input"], Mapping) else f", found {found if len(found) <= 80 else found[:77] + '...'}"
    return Problem(f"{message[:1].lower()}{message[1:]}{tail}.", where)


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
