"""The page Electricity: empty, filled, acting."""

from __future__ import annotations

import pytest
from page_support import key, opened, shown, without_scenarios
from streamlit.testing.v1 import AppTest

from localca import api
from localca.product import Product
from localca.variation import with_electricity
from localca.wording import percent, plain

SCENARIO = "local_imported_resin"
LOOK = {"explained": SCENARIO}


def relative(product: Product) -> str:
    result = api.compare(product, "imported_usa", ["imported_usa", SCENARIO])
    return plain(percent(result.comparison(SCENARIO, "climate").relative))


def fuels(app: AppTest) -> dict[str, float]:
    return {str(item.key).rpartition(":")[2]: float(item.value or 0) for item in app.number_input
            if ":fuel:" in str(item.key)}  # fmt: skip


def test_no_scenario_says_what_to_do() -> None:
    app = without_scenarios(opened("electricity"))
    assert "Choose at least one scenario" in shown(app)


def test_before_anything_is_changed_the_page_shows_the_scenario(bag: Product) -> None:
    app = opened("electricity", **LOOK)
    text = shown(app)
    assert "Nothing is changed yet" in text
    assert relative(bag) in text
    assert "Lower than the reference below" in text
    assert len(app.get("plotly_chart")) == 2
    assert sum(fuels(app).values()) == pytest.approx(100, abs=0.05)


def test_another_country_redraws_the_answer(bag: Product) -> None:
    app = opened("electricity", **LOOK)
    app.selectbox(key=key(app, "selectbox", ":grid")).set_value("NOR").run()
    text = shown(app)
    assert relative(with_electricity(bag, SCENARIO, place="NOR")) in text
    assert "The electricity turns the answer" in text
    assert app.query_params["grid"] == "NOR"


def test_a_historic_mix_is_that_of_the_tables(bag: Product) -> None:
    app = opened("electricity", mix="2005", **LOOK)
    assert app.selectbox(key=key(app, "selectbox", ":mix:JAM")).value == "2005"
    assert relative(with_electricity(bag, SCENARIO, mix="2005")) in shown(app)


def test_a_typed_share_stays_and_the_mix_stays_whole() -> None:
    app = opened("electricity", **LOOK)
    app.number_input(key=key(app, "number_input", "fuel:wind")).set_value(50.0).run()
    assert fuels(app)["wind"] == 50
    assert sum(fuels(app).values()) == pytest.approx(100, abs=0.05)
    app.number_input(key=key(app, "number_input", "fuel:gas")).set_value(50.0).run()
    assert {fuel: share for fuel, share in fuels(app).items() if share} == {"wind": 50, "gas": 50}
    assert "shares" in app.query_params
    assert len(app.get("plotly_chart")) == 3


def test_undo_and_reset() -> None:
    app = opened("electricity", **LOOK)
    before = fuels(app)
    app.number_input(key=key(app, "number_input", "fuel:wind")).set_value(50.0).run()
    app.number_input(key=key(app, "number_input", "fuel:gas")).set_value(50.0).run()
    app.button(key=key(app, "button", ":undo")).click().run()
    assert fuels(app)["wind"] == 50
    assert fuels(app)["oil"] > 0
    app.button(key=key(app, "button", ":reset")).click().run()
    assert fuels(app) == before
    assert "shares" not in app.query_params


def test_the_address_restores_a_mix_of_ones_own() -> None:
    app = opened("electricity", shares="wind=0.5,gas=0.5", own="0.2", loss="0.1", **LOOK)
    assert {fuel: share for fuel, share in fuels(app).items() if share} == {"wind": 50, "gas": 50}
    assert app.slider(key=key(app, "slider", ":own")).value == 20
    assert app.number_input(key=key(app, "number_input", "loss:JAM:2024")).value == 10


@pytest.mark.parametrize("shares", ["wind=2", "wind=nan", "gold=1", "=", "wind=-1,gas=2"])
def test_nonsense_in_the_address_is_ignored(shares: str) -> None:
    app = opened("electricity", shares=shares, grid="XXX", **LOOK)  # XXX is no country, by ISO 3166
    assert "Nothing is changed yet" in shown(app)


def test_own_generation_and_loss_reach_the_answer(bag: Product) -> None:
    app = opened("electricity", **LOOK)
    app.slider(key=key(app, "slider", ":own")).set_value(60).run()
    assert relative(with_electricity(bag, SCENARIO, own_share=0.6)) in shown(app)
    app.number_input(key=key(app, "number_input", "loss:JAM:2024")).set_value(5.0).run()
    assert relative(with_electricity(bag, SCENARIO, own_share=0.6, loss=0.05)) in shown(app)


def test_the_whole_country_reaches_its_materials() -> None:
    app = opened("electricity", explained="local_recycled", grid="NOR")
    assert "Runs on the grid of its own country: HDPE pellet" in shown(app)
    app.radio(key=key(app, "radio", ":applies")).set_value("country").run()
    assert "Runs on this electricity too (with the country's usual grid loss): HDPE pellet" in shown(app)


def test_sessions_share_no_mix() -> None:
    first, second = opened("electricity", **LOOK), opened("electricity", **LOOK)
    first.number_input(key=key(first, "number_input", "fuel:wind")).set_value(50.0).run()
    assert fuels(second.run())["wind"] < 10
