"""The page Lesson: choose, predict, reveal, go back, hand in; the teacher's sheet; a lesson of one's own."""

from __future__ import annotations

import pytest
from page_support import SECONDS, shown
from streamlit.testing.v1 import AppTest

from localca import lessons
from localca.pages import lesson_memory
from localca.wording import plain

BAGS = "jamaica-bags"


def opened(**address: str) -> AppTest:
    app = AppTest.from_string("from localca.pages import lesson\nlesson.page()", default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def clicked(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def guessed(app: AppTest, answer: str = "lower") -> AppTest:
    app.radio[0].set_value(answer)
    return clicked(app, "Lock in and show")


def at(app: AppTest, view: str) -> AppTest:
    app.segmented_control[0].set_value(view).run()
    return app


def test_empty_page_offers_every_lesson_and_a_file_to_edit() -> None:
    app = opened()
    text = shown(app)
    for name in lessons.shipped_lessons():
        assert plain(lessons.load(name).title) in text
    labels = [item.label for item in app.download_button]
    assert labels == ["Download a lesson to edit", "Download a lesson about “HDPE carrier bags”"]


def test_choosing_a_lesson_puts_it_into_the_address() -> None:
    app = opened()
    app.button(key=f"start:{BAGS}").click().run()
    assert app.title[0].value == plain(lessons.load(BAGS).title)
    assert (app.query_params["lesson"], app.query_params["step"]) == (BAGS, "1")


def test_nothing_is_shown_before_a_guess_is_locked_in() -> None:
    app = opened(lesson=BAGS)
    assert not app.get("plotly_chart")
    assert not app.table
    assert "The numbers say" not in shown(app)
    assert "Guess first" in shown(clicked(app, "Lock in and show"))
    assert not app.get("plotly_chart")


def test_after_the_guess_the_answer_the_sum_and_the_insight_are_shown() -> None:
    app = guessed(opened(lesson=BAGS))
    text = shown(app)
    assert "The numbers say something else." in text
    assert plain("Making them in Jamaica does not help: the impact is higher.") in text
    assert "The sum, to redo by hand" in text
    assert len(app.get("plotly_chart")) == 2
    assert [table.value.iloc[-1]["What"] for table in app.table] == ["Total", "Total"]
    assert not app.radio


def test_the_matrices_come_on_demand() -> None:
    app = guessed(opened(lesson=BAGS))
    before = len(app.table)
    app.toggle[0].set_value(True).run()
    assert len(app.table) == before + 4
    assert "**A, the technosphere, and the demand f.**" in shown(app)


def test_going_on_and_back_loses_no_answer_and_no_draft() -> None:
    app = guessed(opened(lesson=BAGS))
    assert app.get("progress")
    app = clicked(app, "Next question")
    assert app.query_params["step"] == "2"
    app.radio[0].set_value("transport").run()
    app = clicked(app, "Back")
    assert "You said" in shown(app)
    app = clicked(app, "Next question")
    assert app.radio[0].value == "transport"


def test_an_estimate_in_per_cent_is_graded() -> None:
    app = opened(lesson=BAGS, step="3")
    app.number_input[0].set_value(60.0)
    app = clicked(app, "Lock in and show")
    assert "Your estimate is too high." in shown(app)


def test_an_answer_in_words_is_kept_as_text() -> None:
    app = opened(lesson=BAGS, step="9")
    app.text_area[0].set_value("<b>**Recycle**</b> [x](http://e.example)")
    app = clicked(app, "Lock in and show")
    assert plain("<b>**Recycle**</b> [x](http://e.example)") in shown(app)
    assert "[x](http://e.example)" not in shown(app)


def test_a_refining_step_says_what_was_changed() -> None:
    assert plain("resin.amount=5.3") in shown(opened(lesson=BAGS, step="6"))


def test_the_results_file_has_the_answers_so_far() -> None:
    app = at(opened(lesson=BAGS), "Hand in")
    assert "Nothing to hand in yet" in shown(app)
    app = guessed(at(app, "Questions"))
    app = at(app, "Hand in")
    assert "8 of 9 questions are not answered yet" in shown(app)
    assert [item.label for item in app.download_button] == ["Download results (JSON)", "As a table (CSV)"]
    assert app.table[0].value.iloc[0]["You said"] == plain("▼ lower")


def test_the_teachers_sheet_is_shown_on_demand_with_every_answer() -> None:
    app = at(opened(lesson=BAGS), "For the teacher")
    assert "Expected:" not in shown(app)
    app.toggle[0].set_value(True).run()
    assert shown(app).count("Expected: **") == len(lessons.load(BAGS).steps)
    assert "Download the sheet (CSV)" in [item.label for item in app.download_button]


def test_all_lessons_brings_the_list_back_and_keeps_answers() -> None:
    app = guessed(opened(lesson=BAGS))
    app = clicked(app, "All lessons")
    assert app.title[0].value == "Run a lesson"
    app.button(key=f"start:{BAGS}").click().run()
    assert "You said" in shown(app)


def test_a_lesson_of_ones_own_runs() -> None:
    app = opened()
    text = lessons.shipped_lessons()[BAGS].read_text(encoding="utf-8").replace("Plastic bags for Jamaica", "My *own*")
    app.file_uploader(key=lesson_memory.FILE).set_value(("mine.toml", text.encode(), "application/toml")).run()
    assert app.title[0].value == plain("My *own*")
    assert "lesson" not in app.query_params


@pytest.mark.parametrize(("data", "said"), [(b"steps = [", "this is not valid TOML"), (b"id = 'x'", "is missing")])
def test_a_wrong_lesson_file_is_a_message(data: bytes, said: str) -> None:
    app = opened()
    app.file_uploader(key=lesson_memory.FILE).set_value(("wrong.toml", data, "application/toml")).run()
    assert "This file cannot be used" in shown(app)
    assert said in shown(app)


def test_an_address_that_names_nothing_known_is_ignored() -> None:
    assert opened(lesson="../../etc/passwd", step="99").title[0].value == "Run a lesson"
    assert opened(lesson=BAGS, step="99").query_params["step"] == "1"


def test_sessions_share_no_answers() -> None:
    guessed(opened(lesson=BAGS))
    assert "You said" not in shown(opened(lesson=BAGS))
