"""The page How sure: empty, filled, acting."""

from __future__ import annotations

import pytest
from page_support import key, opened, shown, without_scenarios

from localca.api import Result
from localca.wording import certainty, plain

SCENARIO = "local_imported_resin"
LOOK = {"explained": SCENARIO}


def test_no_scenario_says_what_to_do() -> None:
    app = without_scenarios(opened("sure"))
    assert "Choose at least one scenario" in shown(app)


def test_filled_page_says_how_sure_and_why_the_mean_differs(bag_result: Result) -> None:
    app = opened("sure", **LOOK)
    text = shown(app)
    words = certainty(bag_result.comparison(SCENARIO, "climate"))
    assert plain(words[:1].upper() + words[1:]) in text
    assert "The static difference is" in text
    assert "The verdict" in text
    assert len(app.get("plotly_chart")) == 3


def test_what_decides_comes_on_demand_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from localca.pages import sure

    calls: list[str] = []
    found = sure.influences

    def fewer(assessment, scenario, reference, progress):  # type: ignore[no-untyped-def]
        calls.append(scenario)
        return found(assessment, scenario, reference, draws=32, progress=progress)

    monkeypatch.setattr(sure, "influences", fewer)
    app = opened("sure", **LOOK)
    assert not calls
    app.button(key=key(app, "button", ":influences")).click().run()
    assert len(app.get("plotly_chart")) == 4
    app.selectbox(key="category").set_value("acidification").run()
    assert len(app.get("plotly_chart")) == 4
    assert calls == [SCENARIO]
    assert "Share of the variance" in shown(app)


def test_axes_of_the_map_are_chosen_and_kept() -> None:
    app = opened("sure", **LOOK)
    across = app.selectbox(key=key(app, "selectbox", ":across"))
    assert across.value == "grid"
    distance = next(name for name in across.options if "Distance" in name)
    across.select(distance).run()
    assert app.query_params["across"].startswith("distance:")
    assert "Two choices at once" in shown(app)


def test_identical_scenarios_have_nothing_to_decide(bag_text: str) -> None:
    from localca import session

    twin = '\n[[scenarios]]\nname = "twin"\ntitle = "Twin"\nsite = "USA"\n'
    app = opened("sure")
    app.segmented_control(key="origin:shown").set_value(session.OWN).run()
    app.file_uploader(key=session.FILE).set_value(("mine.toml", (bag_text + twin).encode(), "application/toml")).run()
    app.selectbox(key=key(app, "selectbox", ":explained:imported_usa")).set_value("twin").run()
    assert "Nothing is uncertain here" in shown(app)
    app.button(key=key(app, "button", ":influences")).click().run()
    assert "Nothing decides it" in shown(app)
