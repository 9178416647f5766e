"""What the results say to a lesson's questions, how a prediction compares, and the file a student hands in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from localca import __version__
from localca.api import Result
from localca.comparison import STAGE_WORDS, stage_table, why
from localca.errors import InputError
from localca.language import tr
from localca.lessons import Asked, Lesson, Step
from localca.product_parts import Part
from localca.terminal import csv_text

Grade = Literal["as found", "close", "too low", "too high", "other than found", "to discuss"]
VERDICTS = ("lower", "higher", "too close to call")
MAX_TEXT, MAX_BYTES = 2000, 200_000
Answer = str | float


@dataclass(frozen=True)
class Found:
    """The computed answer to a step (none to a free text), what it rests on in per cent, and the reason in words."""

    answer: Answer | None
    shares: dict[str, float]
    why: str


def options(step: Step, about: Asked) -> tuple[str, ...]:
    """What can be chosen from; nothing for numbers and words."""
    if step.kind == "stage":
        return tuple(STAGE_WORDS)
    if step.kind == "verdict":
        return VERDICTS
    return tuple(row.name for row in about.product.rows) if step.kind == "row" else ()


def found(step: Step, about: Asked, result: Result) -> Found:
    """The answer that the results give."""
    column = result.assessment.column(about.category)
    total = result.assessment.total(about.scenario, about.category)
    stages = stage_table(result.assessment, about.category)[about.scenario]
    compared = result.comparison(about.scenario, about.category) if about.scenario != about.reference else None
    reason = why(result.assessment, about.scenario, column, compared.stages, compared.p_lower) if compared else ""
    if step.kind == "stage" and step.of == "difference" and compared:
        return Found(_largest(compared.stages), _shares(compared.stages, compared.reference_total), reason)
    if step.kind == "verdict" and compared:
        return Found(compared.verdict, {"difference": 100 * compared.relative}, reason)
    if step.kind == "row":
        rows: dict[str, float] = {}
        for line, score in zip(result.assessment.lines, result.assessment.scores, strict=True):
            if line.scenario == about.scenario:
                rows[line.row] = rows.get(line.row, 0.0) + float(score[column])
        return Found(_largest(rows), _shares(rows, total), reason)
    shares = _shares(stages, total)
    if step.kind == "number":
        difference = compared.relative if compared else math.nan
        return Found(shares[step.stage] if step.quantity == "share" else 100 * difference, shares, reason)
    return Found(_largest(stages) if step.kind == "stage" else None, shares, reason)


def _largest(parts: dict[str, float]) -> str:
    return max(parts, key=lambda name: abs(parts[name]))


def _shares(parts: dict[str, float], whole: float) -> dict[str, float]:
    return {name: 100 * value / whole if whole else math.nan for name, value in parts.items()}


def grade(step: Step, prediction: Answer, answer: Answer | None) -> Grade:
    """How a prediction compares with what was found; an estimate is close within the step's tolerance."""
    if answer is None or answer == "not covered" or (isinstance(answer, float) and math.isnan(answer)):
        return "to discuss"
    if step.kind != "number":
        return "as found" if prediction == answer else "other than found"
    off = float(prediction) - float(answer)
    if abs(off) <= step.tolerance:
        return "close"
    return "too high" if off > 0 else "too low"


def insight(step: Step, answer: Answer | None) -> str:
    """What is said after the reveal: the step's insight, and the sentence of the answer that came out."""
    return " ".join(tr(part) for part in (step.insights.get(str(answer), ""), step.insight) if part)


class Marked(Part):
    """One answered question: what was predicted, why, and what was found; in English, so that a class reads alike."""

    step: str
    question: str
    kind: str
    prediction: Annotated[str, Field(max_length=MAX_TEXT)]
    reason: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    found: str
    grade: Grade


class HandIn(Part):
    """The results file of one student: no more about a person than the name that was typed, if any."""

    localca: str
    lesson: str
    title: str
    digest: str
    fingerprint: str
    name: Annotated[str, Field(max_length=80)] = ""
    answers: Annotated[tuple[Marked, ...], Field(max_length=40)] = ()


def hand_in(lesson: Lesson, fingerprint: str, name: str, answers: Sequence[Marked]) -> HandIn:
    """The results file of the answers given so far."""
    return HandIn(localca=__version__, lesson=lesson.id, title=lesson.title, digest=lesson.digest,
                  fingerprint=fingerprint, name=name.strip()[:80], answers=tuple(answers))  # fmt: skip


def hand_in_json(item: HandIn) -> str:
    """The results file as text."""
    return item.model_dump_json(indent=2) + "\n"


def hand_in_csv(item: HandIn) -> str:
    """One row per question, safe to open in a spreadsheet."""
    return csv_text([{"lesson": item.lesson, "name": item.name, **answer.model_dump()} for answer in item.answers])


def read_hand_in(data: bytes, where: str = "") -> HandIn:
    """A results file that was handed in.

    Raises:
        InputError: when it is too large or no results file.
    """
    where = where or tr("results file")
    if len(data) > MAX_BYTES:
        raise InputError(tr("the file is too large for a results file."), where=where, do=tr("Ask for the JSON file."))
    try:
        return HandIn.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise InputError(tr("this is no results file: {place}: {problem}.", place=place, problem=first["msg"]),
                         where=where, do=tr("Hand in the JSON file of the page Lesson.")) from error  # fmt: skip


def as_written(step: Step, words: str) -> str:
    """An answer as it stands in the file."""
    return words


def class_rows(
    items: Sequence[HandIn], lesson: Lesson, shown: Callable[[Step, str], str] = as_written
) -> list[dict[str, str]]:
    """One row per question: how many answered, how many as found or close, and the most frequent prediction.

    Files of another lesson, or of an edited version of it, are left out by :func:`of_lesson`. ``shown`` puts the words
    of a file into the language at hand.
    """
    rows = []
    for step in lesson.steps:
        answers = [answer for item in items for answer in item.answers if answer.step == step.name]
        met = sum(answer.grade in ("as found", "close") for answer in answers)
        common = Counter(answer.prediction for answer in answers).most_common(1)
        of_all = tr("{count} of {total}", count=met, total=len(answers))
        rows.append(
            {
                tr("Question"): tr(step.title),
                tr("Answered"): str(len(answers)),
                tr("As found or close"): tr("to discuss") if step.kind == "text" else of_all,
                tr("Most frequent prediction"): shown(step, common[0][0]) if common and step.kind != "text" else "",
                tr("Found"): shown(step, answers[0].found) if answers else "",
            }
        )
    return rows


def of_lesson(items: Sequence[HandIn], lesson: Lesson) -> tuple[HandIn, ...]:
    """The results files of exactly this lesson."""
    return tuple(item for item in items if item.digest == lesson.digest)
