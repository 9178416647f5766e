"""The page Start: says what it is for, shows three examples, and each button opens what it names."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_support import SECONDS, shown
from streamlit.testing.v1 import AppTest

from localca import product_file, session, share
from localca.api import Result
from localca.pages.start import EXAMPLES, LEAD
from localca.wording import plain

APP = str(Path(__file__).resolve().parents[1] / "app.py")


def started() -> AppTest:
    return AppTest.from_file(APP, default_timeout=SECONDS).run()


def clicked(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_it_opens_first_and_asks_the_question() -> None:
    app = started()
    assert app.title[0].value == "Make it here, or bring it in?"
    assert LEAD in shown(app)
    assert "not a comparative assertion under ISO 14044" in shown(app)


def test_three_examples_are_shipped_products_with_their_largest_stage() -> None:
    assert len(EXAMPLES) == 3
    assert {example.product for example in EXAMPLES} <= set(product_file.shipped_products())
    app = started()
    assert len(app.get("plotly_chart")) == 3
    for example in EXAMPLES:
        assert plain(example.question) in shown(app)
    assert shown(app).count("of the climate impact") == 3


@pytest.mark.parametrize("name", list(product_file.shipped_products()))
def test_one_click_opens_a_working_comparison(name: str) -> None:
    app = started()
    app.button(key=f"example:{name}").click().run()
    assert app.title[0].value == plain(session.shipped_product(name).product.title)
    assert app.query_params["product"] == name
    assert "Where the impact arises" in shown(app)


def test_another_card_opens_its_own_product_in_the_same_session() -> None:
    app = started()
    app.button(key="example:paving-stone").click().run()
    app._page_hash = ""
    app = AppTest.from_file(APP, default_timeout=SECONDS).run()
    app.button(key="example:carrier-bag").click().run()
    assert app.query_params["product"] == "carrier-bag"


@pytest.mark.parametrize(
    ("label", "title"),
    [("Build your own", "Build a product"), ("Run a lesson", "Run a lesson"), ("Look at the data", "The data")],
)
def test_the_other_ways_in(label: str, title: str) -> None:
    assert clicked(started(), label).title[0].value == title


def test_a_saved_question_opens_in_compare(bag_result: Result) -> None:
    app = started()
    app.file_uploader(key="share:file").set_value(
        ("mine.localca.json", share.save(bag_result).encode(), "application/json")
    )
    app.run()
    assert app.title[0].value == plain(bag_result.assessment.product.product.title)
    assert "the numbers are the same as when it was shared" in str([item.value for item in app.success])


def test_a_file_that_is_no_saved_question_is_a_message() -> None:
    app = started()
    app.file_uploader(key="share:file").set_value(("mine.json", b"{}", "application/json")).run()
    assert "This file cannot be opened" in shown(app)
    assert app.title[0].value == "Make it here, or bring it in?"
