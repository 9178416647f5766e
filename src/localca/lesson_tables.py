"""Lessons as rows for reading: answers in words, the teacher's sheet, sums and matrices that can be redone by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from localca.assessment import Assessment, Floats
from localca.language import ENGLISH, Words, mark, spoken, tr
from localca.lesson_answers import VERDICTS, Answer, Found, Grade, Marked, grade, insight
from localca.lessons import Lesson, Step
from localca.product import STAGES
from localca.small_system import SmallSystem, Term, terms
from localca.wording import STAGE_TITLES, VERDICT_SIGN, VERDICT_WORDS, amount, percent, unit_words

DIGITS = 4
PASS_WORDS = Words({"screen": mark("First pass: screen"), "refine": mark("Second pass: refine")})
GRADE_WORDS = Words(
    {
        "as found": mark("As the numbers say."),
        "close": mark("Close."),
        "too low": mark("Your estimate is too low."),
        "too high": mark("Your estimate is too high."),
        "other than found": mark("The numbers say something else."),
        "to discuss": mark("To discuss in class."),
    }
)
GRADE_SIGN: dict[Grade, str] = {
    "as found": ":material/check_circle:",
    "close": ":material/check_circle:",
    "too low": ":material/south:",
    "too high": ":material/north:",
    "other than found": ":material/change_circle:",
    "to discuss": ":material/forum:",
}


def answer_words(step: Step, answer: Answer | None) -> str:
    """An answer, predicted or computed, in words."""
    if answer is None:
        return ""
    if step.kind == "stage":
        return STAGE_TITLES.get(str(answer), str(answer))
    if step.kind == "verdict":
        sign = next((sign for verdict, sign in VERDICT_SIGN.items() if verdict == answer), "")
        return f"{sign} {VERDICT_WORDS.get(str(answer), str(answer))}".strip()
    if step.kind == "number":
        share = float(answer) / 100
        return percent(share).removeprefix("+") if step.quantity == "share" else percent(share)
    return tr(str(answer)) if step.kind == "row" else str(answer)


def words_of_file(step: Step, words: str) -> str:
    """An answer of a results file, which is in English, in the language at hand."""
    if step.kind == "row":
        return tr(words)
    offered: dict[str, Sequence[str]] = {"stage": STAGES, "verdict": VERDICTS}
    with spoken(ENGLISH):
        known = {answer_words(step, answer): answer for answer in offered.get(step.kind, ())}
    return answer_words(step, known[words]) if words in known else words


def share_words(step: Step, answer: Found) -> str:
    """What the computed answer rests on, in one line: the largest shares in per cent."""
    if step.kind == "verdict":
        return ""
    parts = sorted(answer.shares.items(), key=lambda item: -abs(item[1]))[:4]
    titles = {name: tr(name) if step.kind == "row" else STAGE_TITLES.get(name, name) for name, _ in parts}
    return "; ".join(f"{titles[name]} {_points(step, value)}" for name, value in parts)


def rests_on(step: Step, answer: Found) -> str:
    """The largest shares and the reason, in one line."""
    return "; ".join(part for part in (share_words(step, answer), answer.why) if part)


def _points(step: Step, value: float) -> str:
    words = percent(value / 100)
    return words if step.kind == "stage" and step.of == "difference" else words.removeprefix("+")


def marked(step: Step, prediction: Answer, reason: str, answer: Found) -> Marked:
    """An answered question as it is handed in."""
    with spoken(ENGLISH):
        return Marked(
            step=step.name,
            question=step.question,
            kind=step.kind,
            prediction=answer_words(step, prediction),
            reason=reason,
            found=answer_words(step, answer.answer),
            grade=grade(step, prediction, answer.answer),
        )


def teacher_rows(lesson: Lesson, answers: Sequence[Found]) -> list[dict[str, str]]:
    """The teacher's sheet: one row per step with the computed answer."""
    return [
        {
            tr("Step"): str(index),
            tr("Pass"): step.pass_,
            tr("Question"): tr(step.question),
            tr("Expected answer"): answer_words(step, answer.answer) or tr("to discuss"),
            tr("What it rests on"): rests_on(step, answer),
            tr("Insight"): insight(step, answer.answer),
        }
        for index, (step, answer) in enumerate(zip(lesson.steps, answers, strict=True), 1)
    ]


def sum_rows(assessment: Assessment, scenario: str, method: str) -> list[dict[str, str]]:
    """The sum behind a total, stage by stage: amount times score per unit, each stage's subtotal, the total."""
    unit = unit_words(assessment.units[method])
    found_terms = terms(assessment, scenario, method)
    rows: list[dict[str, str]] = []
    total = 0.0
    for stage in STAGES:
        chosen = [term for term in found_terms if term.stage == stage]
        rows += [_term(term, unit) for term in chosen]
        whole = sum(term.score for term in chosen)
        total += whole
        rows.append(_sum(tr("{stage} together", stage=STAGE_TITLES[stage]), whole, unit))
    return [*rows, _sum(tr("Total"), total, unit)]


def _term(term: Term, unit: str) -> dict[str, str]:
    return {
        tr("What"): f"{term.title}, {term.place}",
        tr("Amount"): f"{digits(term.amount)} {unit_words(term.unit)}",
        tr("× {unit} per unit", unit=unit): digits(term.unit_score),
        f"= {unit}": digits(term.score),
    }


def _sum(title: str, value: float, unit: str) -> dict[str, str]:
    return {tr("What"): title, tr("Amount"): "", tr("× {unit} per unit", unit=unit): "", f"= {unit}": digits(value)}


def process_rows(system: SmallSystem) -> list[dict[str, str]]:
    """What each column stands for, and how much of it one functional unit takes (``s``)."""
    return [
        {tr("No."): f"P{index}", tr("Process"): name, tr("Unit"): unit_words(unit), tr("s: it runs"): digits(value)}
        for index, (name, unit, value) in enumerate(zip(system.processes, system.units, system.scaling, strict=True))
    ]


def a_rows(system: SmallSystem) -> list[dict[str, str]]:
    """The technosphere matrix A with the demand f."""
    labels = [f"P{index}" for index in range(len(system.processes))]
    return _matrix(tr("Process"), labels, labels, system.technosphere, {"f": system.demand})


def b_rows(system: SmallSystem) -> list[dict[str, str]]:
    """The intervention matrix B with the inventory g."""
    labels = [f"{tr(name)}, {unit_words(unit)}" for name, unit in zip(system.flows, system.flow_units, strict=True)]
    columns = [f"P{index}" for index in range(len(system.processes))]
    return _matrix(tr("Elementary flow"), labels, columns, system.interventions, {"g = B s": system.inventory})


def c_rows(system: SmallSystem, unit: str, category: int = 0) -> list[dict[str, str]]:
    """One row of the characterisation matrix C, written upright, times the inventory; the last row is the sum."""
    factors, amounts = system.characterisation[category], system.inventory
    rows = [
        {tr("Elementary flow"): tr(name), "g": f"{digits(amount)} {unit_words(flow_unit)}", "C": digits(factor),
         f"C × g, {unit_words(unit)}": digits(factor * amount)}
        for name, flow_unit, factor, amount in zip(system.flows, system.flow_units, factors, amounts, strict=True)
        if factor
    ]  # fmt: skip
    total = digits(float(system.scores[category]))
    return [*rows, {tr("Elementary flow"): tr("Sum: h"), "g": "", "C": "", f"C × g, {unit_words(unit)}": total}]


def _matrix(
    first: str, labels: Sequence[str], columns: Sequence[str], values: Floats, more: dict[str, Floats]
) -> list[dict[str, str]]:
    return [
        {first: label}
        | {column: digits(value) for column, value in zip(columns, row, strict=True)}
        | {name: digits(float(np.asarray(vector)[index])) for name, vector in more.items()}
        for index, (label, row) in enumerate(zip(labels, values, strict=True))
    ]


def digits(value: float) -> str:
    """A number with four digits, enough to redo a sum by hand, with a true minus sign."""
    return amount(value, DIGITS)
