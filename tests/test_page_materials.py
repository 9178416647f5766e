"""The page Materials: empty, filled, acting."""

from __future__ import annotations

from page_support import key, opened, shown, without_scenarios

from localca import api
from localca.product import Product
from localca.variation import with_row
from localca.wording import percent, plain

RECYCLED = {"explained": "local_recycled"}


def test_no_scenario_says_what_to_do() -> None:
    app = without_scenarios(opened("materials"))
    assert "Choose at least one scenario" in shown(app)
    assert not app.get("plotly_chart")


def test_a_product_without_recycled_flow_says_how_to_name_one() -> None:
    app = opened("materials", product="paving-stone")
    assert "No recycled alternative" in shown(app)
    assert not app.slider


def test_both_rules_stand_side_by_side(bag: Product) -> None:
    app = opened("materials", **RECYCLED)
    text = shown(app)
    for rule in ("cutoff", "cff"):
        result = api.compare(bag, "imported_usa", ["imported_usa", "local_recycled"], allocation=rule)  # type: ignore[arg-type]
        assert plain(percent(result.comparison("local_recycled", "climate").relative)) in text
    assert "At which recycled share of resin does each category turn?" in text
    assert len(app.get("plotly_chart")) == 1


def test_the_slider_sets_the_share_on_the_scenario_only(bag: Product) -> None:
    app = opened("materials", **RECYCLED)
    app.slider(key=key(app, "slider", "share:resin")).set_value(40).run()
    changed = with_row(bag, "local_recycled", "resin", recycled_share=0.4)
    item = api.compare(changed, "imported_usa", ["imported_usa", "local_recycled"]).comparison(
        "local_recycled", "climate"
    )
    assert plain(percent(item.relative)) in shown(app)
    assert app.query_params["recycled resin"] == "0.4"


def test_the_address_restores_share_and_place() -> None:
    app = opened("materials", **RECYCLED, **{"recycled resin": "0.25", "recycled in resin": "MEX"})
    assert app.slider(key=key(app, "slider", "share:resin")).value == 25
    assert app.selectbox(key=key(app, "selectbox", "origin:resin")).value == "MEX"


def test_nonsense_in_the_address_is_ignored() -> None:
    app = opened("materials", **RECYCLED, **{"recycled resin": "many", "recycled in resin": "<b>"})
    assert app.slider(key=key(app, "slider", "share:resin")).value == 100


def test_a_warning_when_the_rule_alone_changes_the_answer() -> None:
    app = opened("materials", **RECYCLED, **{"recycled resin": "0.25"})
    assert "The rule alone changes the answer" in shown(app)
    app.slider(key=key(app, "slider", "share:resin")).set_value(100).run()
    assert "The rule alone changes the answer" not in shown(app)


def test_a_material_without_formula_parameters_keeps_its_cutoff_curve() -> None:
    app = opened("materials", product="bed", material="wooden frame")
    text = shown(app)
    assert "No curve under the Circular Footprint Formula" in text
    assert len(app.get("plotly_chart")) == 1
