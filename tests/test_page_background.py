"""The page Background: databases of this machine, chosen for one session, linked, told how they fit, and left again."""

from __future__ import annotations

import pytest
from installed_support import BIOSPHERE, DATABASE, LINKS, LOW, PROJECT, RESIN, build, folder_of, hashed
from page_support import opened, shown
from streamlit.testing.v1 import AppTest

from localca import api, session_data
from localca.chosen_background import Choice
from localca.installed import InstalledBackground
from localca.links import dump, load_links, read_links
from localca.wording import percent, plain

USE, BACK = "Use this database", "Back to the open database"


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The visitor sits at the machine, which the test harness has no address for."""
    monkeypatch.setenv("LOCALCA_CONFIG", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setattr(session_data, "_from_here", lambda: True)
    return build()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def chosen(project: str = PROJECT) -> AppTest:
    app = opened("background")
    app.selectbox(key="background_project").set_value(project).run()
    app.selectbox(key=f"background_database_{project}").set_value(DATABASE).run()
    return press(app, USE)


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_string() for table in app.table)


def compared(app: AppTest) -> AppTest:
    """The page Compare in the same session."""
    page = AppTest.from_string("from localca.pages import compare\ncompare.page()", default_timeout=90)
    page.query_params["product"] = "carrier-bag"
    page.session_state[session_data.CHOSEN] = app.session_state[session_data.CHOSEN]
    return page.run()


def test_the_open_database_answers_until_another_is_chosen() -> None:
    app = opened("background")
    assert "**The open database answers.**" in shown(app)
    assert set(app.selectbox(key="background_project").options) >= {f"{PROJECT}: 2 databases"}


def test_a_chosen_database_says_how_methods_fit_it_and_can_be_left() -> None:
    before = hashed(folder_of(PROJECT))
    app = chosen()
    assert f"**{DATABASE}** of the project {PROJECT} answers" in shown(app)
    text = tables(app)
    assert plain("1 of 2 (50") in text
    assert "no, it counts nothing" in text
    methods = app.session_state[session_data.CHOSEN].methods
    assert "climate" in methods
    assert "energy_nonrenewable" not in methods
    press(app, BACK)
    assert session_data.CHOSEN not in app.session_state
    assert hashed(folder_of(PROJECT)) == before


def test_a_method_of_the_project_stands_beside_the_usual_ones() -> None:
    app = opened("background")
    app.selectbox(key="background_project").set_value(PROJECT).run()
    app.multiselect(key=f"background_methods_{PROJECT}").set_value(["house | carbon only"]).run()
    press(app, USE)
    assert app.session_state[session_data.CHOSEN].methods[-1] == "house | carbon only"
    assert "house, carbon only" in tables(app)


def test_a_database_that_nothing_fits_is_refused_and_the_open_one_stays() -> None:
    app = opened("background")
    app.selectbox(key="background_project").set_value(PROJECT).run()
    app.selectbox(key=f"background_database_{PROJECT}").set_value(BIOSPHERE).run()
    press(app, USE)
    assert app.error
    assert session_data.CHOSEN not in app.session_state


def test_a_link_is_picked_tried_and_taken_away() -> None:
    app = chosen()
    app.selectbox(key="background_flow").set_value("hdpe_virgin").run()
    app.text_input(key="background_words_hdpe_virgin").set_value("polyethylene high density granulate").run()
    assert any(RESIN in str(radio.options) for radio in app.radio)
    radio = next(radio for radio in app.radio if RESIN in str(radio.options))
    radio.set_value(next(option for option in radio.options if RESIN in option)).run()
    press(app, "Link it")
    links = app.session_state[session_data.CHOSEN].links
    assert links.flows["hdpe_virgin"].name == RESIN
    assert links.flows["hdpe_virgin"].location == "", "it follows the place"
    press(app, "Remove")
    assert app.session_state[session_data.CHOSEN].links.flows == {}


def test_a_link_of_another_dimension_is_not_offered_and_words_without_an_answer_say_so() -> None:
    app = chosen()
    app.selectbox(key="background_flow").set_value("hdpe_virgin").run()
    app.text_input(key="background_words_hdpe_virgin").set_value("zzzz").run()
    assert "Nothing in eco is like these words" in shown(app)
    app.text_input(key="background_words_hdpe_virgin").set_value(LOW).run()
    assert not any(LOW in str(radio.options) for radio in app.radio), "kWh is no mass"


def test_the_market_of_electricity_is_chosen() -> None:
    app = chosen()
    press(app, "Use this electricity")
    electricity = app.session_state[session_data.CHOSEN].links.electricity
    assert electricity is not None
    assert electricity.name == LOW
    assert electricity.swap == "first_tier"


def test_links_are_kept_on_this_machine_and_found_again() -> None:
    app = chosen()
    press(app, "Use this electricity")
    press(app, "Keep them on this machine")
    kept = load_links(Choice(project=PROJECT, database=DATABASE).links_file())
    assert kept == app.session_state[session_data.CHOSEN].links
    assert chosen().session_state[session_data.CHOSEN].links == kept


def test_links_written_are_links_read() -> None:
    assert read_links(dump(LINKS).encode(), "links") == LINKS


def test_compare_is_answered_by_the_chosen_database() -> None:
    app = chosen()
    app.session_state[session_data.CHOSEN] = session_data.Chosen(
        PROJECT, DATABASE, LINKS.model_copy(update={"unlinked": "open"}), ("climate",)
    )
    page = compared(app)
    assert not page.exception
    own = InstalledBackground(PROJECT, DATABASE, LINKS.model_copy(update={"unlinked": "open"}), api.open_background())
    expected = api.compare("carrier-bag", methods=["climate"], background=own)
    text = shown(page)
    assert f"Answered by {DATABASE}, project {PROJECT}" in text
    assert "Jamaica grid instead of United States grid" in text, "a market has no year of ours"
    for item in expected.comparisons:
        assert plain(percent(item.relative)) in text
    assert {item.relative for item in expected.comparisons} != {
        item.relative for item in api.compare("carrier-bag", methods=["climate"]).comparisons
    }


@pytest.mark.parametrize("page", ["why", "materials", "electricity", "sure", "where"])
def test_every_page_that_looks_closer_asks_the_chosen_database(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No comparison on these pages is made by the open database while another one is chosen."""
    asked = []
    real = api.compare

    def watched(*arguments: object, **named: object) -> api.Result:
        result = real(*arguments, **named)  # type: ignore[arg-type]
        asked.append(result.assessment.background)
        return result

    monkeypatch.setattr(api, "compare", watched)
    app = AppTest.from_string(f"from localca.pages import {page}\n{page}.page()", default_timeout=120)
    app.query_params.update({"product": "carrier-bag", "grid": "USA"})
    links = LINKS.model_copy(update={"unlinked": "open"})
    app.session_state[session_data.CHOSEN] = session_data.Chosen(PROJECT, DATABASE, links, ("climate",))
    app.run()
    assert not app.exception
    assert not app.error
    assert asked
    assert set(asked) == {f"{PROJECT}/{DATABASE}"}


def test_a_visitor_from_elsewhere_sees_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_data, "_from_here", lambda: False)
    text = shown(opened("background"))
    assert "shown to who sits at it" in text
    assert PROJECT not in text
    monkeypatch.setenv("LOCALCA_SHARE_DATABASES", "1")
    assert "The open database answers" in shown(opened("background"))


def test_a_machine_without_projects_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path))
    app = opened("background")
    assert "No Brightway project was found" in shown(app)
    assert "localca import" in app.code[0].value
