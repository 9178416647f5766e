"""A lesson about a product of its own: it stands in the lesson's file, and is asked like a shipped one."""

from __future__ import annotations

import tomllib

import pytest
from conftest import edited

from localca import lessons
from localca.errors import InputError
from localca.lesson_answers import found
from localca.lesson_products import lesson_about, product_of
from localca.product import Product
from localca.product_file import parse


@pytest.fixture(scope="module")
def mine(bag_text: str) -> Product:
    own = edited(
        bag_text, ('id = "carrier-bag"', 'id = "our-bag"'), ('title = "HDPE carrier bags"', 'title = "Our bags"')
    )
    return parse(own)


def test_a_lesson_about_ones_own_product_runs_at_once(mine: Product) -> None:
    lesson = lessons.parse(lesson_about(mine))
    assert product_of("our-bag", lesson.products) == mine
    answers = []
    for step in lesson.steps:
        about = lessons.asked(lesson, step)
        assert about.product == mine
        answers.append(found(step, about, about.result()).answer)
    assert answers[1:] == ["raw_materials", "resin"]
    assert answers[0] in ("lower", "higher", "too close to call")


def test_settings_change_the_lessons_product(mine: Product) -> None:
    own = lessons.parse(lesson_about(mine)).products
    changed = product_of("our-bag", own, ["resin.amount=6"])
    assert changed.raw_materials[0].amount == 6
    assert product_of("our-bag", own) == mine, "the lesson itself stays as it is"


def test_a_lesson_about_a_shipped_product_only_names_it(bag: Product) -> None:
    text = lesson_about(bag)
    assert "products" not in tomllib.loads(text)
    assert lessons.parse(text).product == "carrier-bag"


def test_what_is_wrong_in_the_product_is_said_once_with_its_place(mine: Product) -> None:
    text = edited(lesson_about(mine), ('flow = "hdpe_virgin"', 'flow = "hdpe_virgin"\nflaw = 1'))
    with pytest.raises(InputError) as caught:
        lessons.parse(text)
    assert [problem.where for problem in caught.value.problems] == [
        "lesson, products.our-bag, raw_materials[resin].flaw"
    ]


def test_a_name_that_is_neither_says_what_there_is(mine: Product) -> None:
    own = lessons.parse(lesson_about(mine)).products
    with pytest.raises(InputError, match="Nearest: our-bag") as caught:
        product_of("our-bags", own)
    assert "carrier-bag" in caught.value.problems[0].do


def test_a_product_with_one_scenario_makes_no_lesson(mine: Product) -> None:
    one = mine.model_copy(update={"scenarios": mine.scenarios[:1]})
    with pytest.raises(InputError, match="one scenario only"):
        lesson_about(one)
