"""Lessons: read and checked with words, answered by the results, graded, handed in; and the shipped ones."""

from __future__ import annotations

import csv
import io
import math

import pytest
from conftest import edited

from localca import lesson_answers, lessons
from localca.api import Result
from localca.errors import InputError
from localca.lesson_answers import HandIn, Marked, class_rows, found, grade, hand_in, insight, of_lesson, read_hand_in
from localca.lesson_tables import answer_words, digits, marked, sum_rows, teacher_rows
from localca.lessons import Lesson, Step, asked, load, parse, shipped_lessons

SHIPPED = tuple(shipped_lessons())
SMALL = """
id = "small"
title = "Small"
audience = "anyone"
minutes = 5
product = "carrier-bag"
summary = "A small lesson."
insight = "Look."

[[steps]]
name = "one"
title = "One"
kind = "stage"
question = "Which stage?"
insight = "The largest."
"""


def step(**fields: object) -> Step:
    given = {"name": "one", "title": "One", "kind": "stage", "question": "Which?", "insight": "So."} | fields
    return Step.model_validate(given)


def small(**fields: object) -> Lesson:
    lesson = parse(SMALL)
    return lesson.model_copy(update={"steps": (step(**fields),)})


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str], lesson_answers.Answer | None]:
    """The computed answers of every shipped lesson."""
    results: dict[object, Result] = {}
    said = {}
    for name in SHIPPED:
        lesson = load(name)
        for item in lesson.steps:
            about = asked(lesson, item)
            key = (about.product.model_dump_json(), about.scenarios)
            results[key] = results.get(key) or about.result()
            said[name, item.name] = found(item, about, results[key]).answer
    return said


def test_three_lessons_ship() -> None:
    assert set(SHIPPED) == {"jamaica-bags", "jamaica-beds", "when-is-local-better"}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_lesson_has_two_passes_and_ends_with_words(name: str) -> None:
    lesson = load(name)
    assert {item.pass_ for item in lesson.steps} == {"screen", "refine"}
    assert lesson.steps[-1].kind == "text"
    assert {"stage", "verdict", "number"} <= {item.kind for item in lesson.steps}
    assert lesson.teacher


@pytest.mark.parametrize("name", SHIPPED)
def test_no_answer_is_written_into_a_lesson(name: str) -> None:
    text = shipped_lessons()[name].read_text(encoding="utf-8")
    assert not any(word in text for word in ("answer =", "expected =", "correct ="))


def test_what_the_insights_say_is_what_comes_out(answers: dict[tuple[str, str], object]) -> None:
    """The sentences of the shipped lessons lean on these answers: if data turn one, its sentence must change."""
    assert answers["jamaica-bags", "largest-stage"] == "raw_materials"
    assert answers["jamaica-bags", "local-wins"] == "higher"
    assert answers["jamaica-bags", "lighter-bags"] == "higher"
    assert answers["jamaica-bags", "what-moves"] == "electricity"
    assert answers["jamaica-bags", "what-to-refine"] == "resin"
    assert answers["jamaica-bags", "another-category"] == "higher"
    assert float(str(answers["jamaica-bags", "recycled"])) < -30
    assert float(str(answers["jamaica-bags", "transport-share"])) < 10
    assert answers["jamaica-beds", "largest-stage"] == "raw_materials"
    assert answers["jamaica-beds", "local-wins"] == "lower"
    assert answers["jamaica-beds", "what-moves"] == "transport"
    assert answers["jamaica-beds", "by-weight"] == "higher"
    assert float(str(answers["jamaica-beds", "transport-share"])) > 15


def test_the_counter_cases_do_not_say_that_local_is_bad(answers: dict[tuple[str, str], object]) -> None:
    assert answers["when-is-local-better", "stone-local"] == "lower"
    assert answers["when-is-local-better", "stone-bulk"] == "lower"
    assert answers["when-is-local-better", "stone-stage"] == "transport"
    assert abs(float(str(answers["when-is-local-better", "frame-workshop"]))) < 5
    assert answers["when-is-local-better", "frame-stage"] == "raw_materials"
    assert float(str(answers["when-is-local-better", "frame-smelter"])) < -30
    assert answers["when-is-local-better", "part-printed"] == "higher"
    assert answers["when-is-local-better", "part-difference"] == "electricity"
    assert answers["when-is-local-better", "part-solar"] == "lower"


def test_answers_are_those_of_the_comparison(bag_result: Result) -> None:
    lesson = small(kind="verdict", scenario="local_recycled")
    about = asked(lesson, lesson.steps[0])
    compared = bag_result.comparison("local_recycled", "climate")
    assert found(lesson.steps[0], about, bag_result).answer == compared.verdict
    number = step(kind="number", scenario="local_recycled")
    assert found(number, about, bag_result).answer == pytest.approx(100 * compared.relative)
    share = step(kind="number", quantity="share", stage="transport", scenario="local_recycled")
    stages = bag_result.assessment.stage_scores["local_recycled"][:, 0]
    assert found(share, about, bag_result).answer == pytest.approx(100 * stages[3] / stages.sum())
    largest = step(of="difference", scenario="local_recycled")
    assert found(largest, about, bag_result).answer == "raw_materials"


def test_a_setting_changes_the_product_it_is_about() -> None:
    lesson = small(kind="verdict", scenario="local_recycled", settings=["resin.amount=5.3"])
    assert asked(lesson, lesson.steps[0]).product.raw_materials[0].amount == 5.3


@pytest.mark.parametrize(
    ("kind", "prediction", "answer", "mark"),
    [
        ("stage", "transport", "transport", "as found"),
        ("verdict", "lower", "higher", "other than found"),
        ("number", 14.0, 5.0, "close"),
        ("number", 16.0, 5.0, "too high"),
        ("number", -60.0, -49.0, "too low"),
        ("number", 1.0, math.nan, "to discuss"),
        ("verdict", "lower", "not covered", "to discuss"),
        ("text", "words", None, "to discuss"),
    ],
)
def test_grades(kind: str, prediction: object, answer: object, mark: str) -> None:
    assert grade(step(kind=kind), prediction, answer) == mark  # type: ignore[arg-type]


def test_the_insight_follows_the_answer_that_came_out() -> None:
    both = step(kind="verdict", insight="Always.", insights={"lower": "It helps."})
    assert insight(both, "lower") == "It helps. Always."
    assert insight(both, "higher") == "Always."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "stage"', 'kind = "stages"', "lesson, steps[one].kind: input should be 'stage'"),
        ('question = "Which stage?"\n', "", "lesson, steps[one].question: is missing."),
        (
            'title = "One"',
            'title = "One"\nanswer = "transport"',
            "lesson, steps[one].answer: 'answer' is no field here.",
        ),
        ('"carrier-bag"', '"carrier-bags"', "steps[one]: 'carrier-bags' is no shipped product. Nearest: carrier-bag"),
        ('"carrier-bag"', '"/etc/passwd"', "'/etc/passwd' is no shipped product."),
        ('kind = "stage"', 'kind = "stage"\nscenario = "nowhere"', "has no scenario 'nowhere'."),
        ('kind = "stage"', 'kind = "verdict"', "it compares a scenario with itself."),
        ('kind = "stage"', 'kind = "stage"\ncategory = "climat"', "there is no category 'climat'. Nearest: climate"),
        ('kind = "stage"', 'kind = "number"\nquantity = "share"', "quantity = 'share' needs stage"),
        ('kind = "stage"', 'kind = "stage"\nsettings = ["resine.amount=1"]', "there is no row 'resine'."),
        ("[[steps]]", "[[steps]", "this is not valid TOML"),
        ("The largest.", "The <b>largest</b>.", "is not plain text: markup"),
    ],
)
def test_a_wrong_lesson_says_what_and_where(old: str, new: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(edited(SMALL, (old, new)))
    assert said in str(caught.value)


def test_two_steps_of_one_name_are_an_error() -> None:
    with pytest.raises(InputError) as caught:
        parse(SMALL + SMALL[SMALL.index("[[steps]]") :])
    assert str(caught.value) == "lesson, steps[one]: another step has this name."


@pytest.mark.parametrize("data", [b"#" * 300_000, b"\xff\xfe\x00"])
def test_what_is_no_lesson_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"mine\.toml: (the file has 0\.3 MB|this is not a text file)"):
        lessons.read(data, "mine.toml")


def test_an_unknown_lesson_names_those_there_are() -> None:
    with pytest.raises(InputError) as caught:
        load("jamaica-bag")
    assert "Nearest: jamaica-bags" in str(caught.value)


def handed(name: str = "", prediction: str = "=1+1") -> HandIn:
    mark = Marked(step="one", question="Which?", kind="stage", prediction=prediction, reason="", found="Transport",
                  grade="other than found")  # fmt: skip
    return hand_in(parse(SMALL), "abc", name, [mark])


def test_a_results_file_comes_back_as_it_was() -> None:
    item = handed("Ana")
    assert read_hand_in(lesson_answers.hand_in_json(item).encode()) == item


def test_the_table_of_results_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(lesson_answers.hand_in_csv(handed("@me")))))
    assert (rows[0]["name"], rows[0]["prediction"]) == ("'@me", "'=1+1")


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"\xff", b"x" * 300_000])
def test_what_is_no_results_file_is_said(data: bytes) -> None:
    with pytest.raises(InputError, match="results file"):
        read_hand_in(data)


def test_the_class_is_counted_by_question() -> None:
    lesson = parse(SMALL)
    rows = class_rows([handed("a", "Transport"), handed("b", "Transport"), handed("c", "Production")], lesson)
    assert rows == [{"Question": "One", "Answered": "3", "As found or close": "0 of 3",
                     "Most frequent prediction": "Transport", "Found": "Transport"}]  # fmt: skip


def test_results_of_an_edited_lesson_are_left_out() -> None:
    assert of_lesson([handed()], parse(SMALL)) == (handed(),)
    assert of_lesson([handed()], parse(edited(SMALL, ("The largest.", "Other.")))) == ()


def test_the_teachers_sheet_has_the_computed_answers(bag_result: Result) -> None:
    lesson = small(kind="verdict", scenario="local_recycled")
    about = asked(lesson, lesson.steps[0])
    answer = found(lesson.steps[0], about, bag_result)
    (row,) = teacher_rows(lesson, [answer])
    assert row["Expected answer"] == "▼ lower"
    assert row["What it rests on"] == bag_result.comparison("local_recycled", "climate").why
    assert marked(lesson.steps[0], "higher", "hm", answer).grade == "other than found"


@pytest.mark.parametrize(
    ("fields", "answer", "words"),
    [
        ({}, "raw_materials", "Raw materials"),
        ({"kind": "verdict"}, "lower", "▼ lower"),
        ({"kind": "number"}, 12.0, "+12\N{NARROW NO-BREAK SPACE}%"),
        ({"kind": "number", "quantity": "share", "stage": "transport"}, 12.0, "12\N{NARROW NO-BREAK SPACE}%"),
        ({"kind": "row"}, "resin", "resin"),
        ({"kind": "text"}, None, ""),
    ],
)
def test_answers_in_words(fields: dict[str, object], answer: lesson_answers.Answer | None, words: str) -> None:
    assert answer_words(step(**fields), answer) == words


def test_the_sum_adds_up_to_the_total(bag_result: Result) -> None:
    rows = sum_rows(bag_result.assessment, "local_recycled", "climate")
    assert rows[-1]["What"] == "Total"
    assert rows[-1]["= kg CO₂-eq"] == digits(bag_result.assessment.total("local_recycled", "climate"))
    lines = [row for row in rows if row["Amount"]]
    products = [float(row["Amount"].split()[0]) * float(row["× kg CO₂-eq per unit"]) for row in lines]
    assert sum(products) == pytest.approx(bag_result.assessment.total("local_recycled", "climate"), rel=2e-3)
