"""Break-evens: hand-solved roots, a root put back by another way, every sentence, one root per category."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from localca.api import Result
from localca.break_even import BreakEven, break_evens, roots
from localca.errors import InputError
from localca.parameters import Turning, turning
from localca.product import Product
from localca.product_parts import OwnFlow
from localca.variation import with_electricity, with_row, with_scenario

SCENARIOS = ["local", "recycled", "solar_roof", "old_grid", "sturdy"]
TITLE = "score of the electricity used in production"


@pytest.fixture(scope="module")
def found(tiny: Tiny) -> dict[tuple[str, str, str], BreakEven]:
    assessment = tiny.assess()
    return {
        (scenario, item.parameter, item.method): item
        for scenario in SCENARIOS
        for item in break_evens(assessment, scenario, "imported")
    }


@pytest.fixture(scope="module")
def turnings(tiny: Tiny, bag_result: Result) -> list[Turning]:
    assessment, bag = tiny.assess(), bag_result.assessment
    chairs = [turning(assessment, name, "imported") for name in SCENARIOS]
    return chairs + [turning(bag, name, bag.reference) for name in bag.scenarios if name != bag.reference]


@pytest.mark.parametrize(
    ("scenario", "parameter", "value"),
    [
        # local is 3.6850625 lower; 3.25 kWh, 2.5 and 0.75 kWh at 0.0125, lorry with 3 kg, roof 0.05 against 0.0125
        ("local", "grid", 0.0125 + 3.6850625 / 3.25),
        ("local", "kwh:forge", 1 + 3.6850625 / (2.5 * 0.0125)),
        ("local", "own_share", 3.6850625 / (3.25 * (0.05 - 0.0125))),
        ("local", "distance:chair out:truck_articulated NOR", 30 + 3.6850625 / (0.003 * 0.1)),
        ("local", "distance:steel in:ship_container POL", 1000 + 3.6850625 / (0.003125 * 0.02)),
        # 7.456265625 against 11.141328125
        ("local", "service_life", 7.456265625 / 11.141328125),
        ("local", "unsold_share", 1 - 7.456265625 / 11.141328125),
        # assembly loses nothing of the chair on the road (0.009) nor of its own kWh (0.009375)
        ("local", "loss:assemble", 1 - 0.8 * (7.456265625 - 0.009 - 0.009375) / (11.141328125 - 0.009 - 0.009375)),
        # the sturdy chair breaks even where 1 / ((1 - u) L) = 1
        ("sturdy", "service_life", 1.25),
        ("sturdy", "unsold_share", 0.5),
        # the roof of solar_roof makes no difference where it is not there
        ("solar_roof", "own_share", 0.0),
        # old_grid: raw materials 1.365234375 and electricity 2.8396875 higher; the roof takes (2 - 0.05) off a kWh
        ("old_grid", "grid", 1.12625),
        ("old_grid", "own_share", (1.365234375 + 2.8396875) / (3.25 * (2.0 - 0.05))),
    ],
)  # fmt: skip
def test_a_root_on_paper(found, scenario: str, parameter: str, value: float) -> None:
    assert found[scenario, parameter, "climate"].value == pytest.approx(value, rel=1e-9, abs=1e-12)


@settings(max_examples=150)
@given(which=st.integers(0, 9), index=st.integers(0, 40))
def test_a_root_put_back(turnings: list[Turning], which: int, index: int) -> None:
    """|difference| below 1e-9 of the total, and opposite signs just on either side, as the sentence says."""
    turned = turnings[which % len(turnings)]
    parameter = turned.parameters[index % len(turned.parameters)]
    totals = [turned.base.stage_scores[name].sum(axis=0) for name in (turned.scenario, turned.reference)]
    scale = np.abs(totals).max(axis=0)
    lows, highs = (np.broadcast_to(bound, scale.shape) for bound in parameter.bounds)
    for column, root in enumerate(roots(turned, parameter)):
        if not root.in_range:
            continue

        def difference(value: float, column: int = column) -> float:
            return float(turned.difference([(parameter, value)])[column])

        assert root.value is not None
        step = 1e-4 * max(root.value, 1e-4 * highs[column])
        assert abs(difference(root.value)) < 1e-9 * scale[column]
        below = root.value - step >= lows[column] and difference(root.value - step)
        above = root.value + step <= highs[column] and difference(root.value + step)
        assert below or above
        assert below * above <= 0
        assert root.sentence.startswith("lower below" if below < 0 or above > 0 else "lower above")


def test_some_roots_are_in_range(turnings: list[Turning]) -> None:
    """The property above has something to hold: at least a fifth of all roots."""
    flags = [root.in_range for turned in turnings for item in turned.parameters for root in roots(turned, item)]
    assert sum(flags) > 0.2 * len(flags)


@pytest.mark.parametrize(
    ("scenario", "parameter", "change"),
    [
        ("old_grid", "recycled:frame", lambda p, x: with_row(p, "old_grid", "frame", recycled_share=x)),
        ("old_grid", "own_share", lambda p, x: with_electricity(p, "old_grid", own_share=x)),
        ("local", "loss:forge", lambda p, x: with_row(p, "local", "forge", loss=x)),
        ("sturdy", "service_life", lambda p, x: with_scenario(p, "sturdy", service_life=x)),
        ("local", "unsold_share", lambda p, x: with_scenario(p, "local", unsold_share=x)),
        ("local", "distance:chair out:truck_articulated NOR",
         lambda p, x: with_row(p, "local", "chair out", mode="truck_articulated", distance=x)),
    ],
)  # fmt: skip
def test_a_root_written_into_the_product_file(tiny: Tiny, found, scenario: str, parameter: str, change) -> None:
    for column, method in enumerate(("climate", "acidification")):
        item = found[scenario, parameter, method]
        if item.value is None:
            continue
        scores = tiny.assess(change(tiny.product(), item.value)).stage_scores
        difference = scores[scenario][:, column].sum() - scores["imported"][:, column].sum()
        assert abs(difference) < 1e-9 * scores["imported"][:, column].sum()


def test_a_mix_with_the_score_of_the_root_breaks_even(tiny: Tiny) -> None:
    """The chair made in NOR from wood: g* is met by a mix of coal and water, (c + 0.01 (1 - c)) / 0.8 = g*."""
    product = tiny.product("local:assemble.amount=30")
    grid = next(item for item in break_evens(tiny.assess(product), "local", "imported", ["grid"]))
    assert grid.in_range
    coal = (0.8 * grid.value - 0.01) / 0.99
    for share, sign in ((coal, 0), (coal - 0.01, -1), (coal + 0.01, 1)):
        mixed = with_electricity(product, "local", mix={"coal_plant": share, "hydro": 1 - share})
        scores = tiny.assess(mixed).stage_scores
        difference = scores["local"][:, 0].sum() - scores["imported"][:, 0].sum()
        assert (0 if abs(difference) < 1e-9 else math.copysign(1, difference)) == sign


def test_the_flip_is_at_the_root_and_only_there(tiny: Tiny) -> None:
    """C5: lower below g* and higher above it, over the whole range."""
    turned = turning(tiny.assess(tiny.product("local:assemble.amount=30")), "local", "imported")
    grid = turned.parameters[0]
    root = next(roots(turned, grid)).value
    assert root is not None
    for score in np.linspace(grid.bounds[0][0], grid.bounds[1][0], 41):
        assert (turned.difference([(grid, score)])[0] < 0) == (score < root)


@pytest.mark.parametrize(
    ("scenario", "parameter", "method", "sentence"),
    [
        ("local", "grid", "climate",
         f"always lower, whatever the {TITLE} from 0.0125 kg CO2-Eq per kWh to 1.126 kg CO2-Eq per kWh"),
        ("local", "grid", "acidification", f"lower below 0.005895 mol H+-Eq per kWh ({TITLE}), higher above"),
        ("local", "own_share", "acidification",
         "no own generation can change this: production uses no electricity, or it scores the same"),
        ("local", "allocation_a:frame", "climate",
         "allocation cannot change this: both sides carry the same recycled content"),
        ("local", "kwh:forge", "acidification", "kWh in forge, as a multiple of today's: makes no difference"),
        ("local", "loss:forge", "climate", "lower below 48.8% (loss in forge), higher above"),
        ("local", "distance:chair out:truck_articulated NOR", "climate",
         "lower below 12,314 km (distance of chair out by truck articulated from NOR), higher above"),
        ("old_grid", "own_share", "climate", "lower above 66.3% (share of own solar pv), higher below"),
        ("old_grid", "recycled:frame", "climate", "lower above 59.5% (recycled share of frame), higher below"),
        ("old_grid", "kwh:assemble", "climate",
         "never lower, whatever the kWh in assemble, as a multiple of today's from 0 times to 10 times"),
        ("old_grid", "unsold_share", "climate", "never lower, whatever the unsold share from 0.0% to 90.0%"),
        ("sturdy", "service_life", "climate",
         "lower above 1.25 times (service life (uses or years per product)), higher below"),
    ],
)  # fmt: skip
def test_the_sentence(found, scenario: str, parameter: str, method: str, sentence: str) -> None:
    assert found[scenario, parameter, method].sentence == sentence


def test_no_root_has_no_value(found) -> None:
    for item in found.values():
        flat = "makes no difference" in item.sentence or "can change this" in item.sentence
        assert (item.value is None) == (flat or "cannot change this" in item.sentence)
        assert item.in_range == item.sentence.startswith(("lower below", "lower above"))


def test_a_loss_beyond_everything_is_no_value(bag_result: Result) -> None:
    """More loss can only take away from a scenario that is already higher by what is not lost."""
    items = break_evens(bag_result.assessment, "local_imported_resin", "imported_usa", ["loss"])
    for item in items:
        assert item.value is None or item.value < 1


def test_a_product_made_without_electricity(tiny: Tiny) -> None:
    """No grid can change a product whose production uses none; its distances still can."""

    def without_production(raw) -> None:
        raw["production"] = []

    assessment = tiny.assess(tiny.product(edit=without_production))
    by_kind: dict[str, set[str]] = {}
    for item in break_evens(assessment, "local", "imported"):
        by_kind.setdefault(item.parameter.partition(":")[0], set()).add(item.sentence)
    assert by_kind["grid"] == {"no grid can change this: production uses no electricity"}
    assert by_kind["own_share"] == {
        "no own generation can change this: production uses no electricity, or it scores the same"
    }
    assert "kwh" not in by_kind
    assert any(sentence.startswith("lower below") for sentence in by_kind["distance"])


def test_a_root_at_the_edge_is_in_range(found) -> None:
    """old_grid on today's dirtiest grid is imported again: rounding must not turn that into 'always lower'."""
    item = found["old_grid", "grid", "climate"]
    assert item.in_range
    assert item.sentence == f"lower below 1.126 kg CO2-Eq per kWh ({TITLE}), higher above"


def test_identical_scenarios_turn_where_they_stand(tiny: Tiny) -> None:
    """Every parameter that does anything breaks even at its current value."""
    product = tiny.product("local:site=POL", "local:frame.recycled_share=0.25", "imported:frame.recycled_share=0.25")
    items = break_evens(tiny.assess(product), "local", "imported")
    live = [item for item in items if item.value is not None]
    assert len(live) > 10
    for item in live:
        assert item.value == pytest.approx(item.current, rel=1e-9, abs=1e-9), item.parameter


def test_each_category_has_its_own_root(bag_result: Result) -> None:
    """C8: acidification flips at another share of own solar power and another kWh per kg than climate."""
    items = {
        (item.parameter, item.method): item.value
        for item in break_evens(bag_result.assessment, "local_imported_resin", "imported_usa", ["own_share", "kwh"])
    }
    for parameter in ("own_share", "kwh:bag making"):
        climate, acidification = items[parameter, "climate"], items[parameter, "acidification"]
        assert 0 < climate < 1
        assert 0 < acidification < 1
        assert abs(climate - acidification) > 0.3
    assert len({method for _, method in items}) == len(bag_result.assessment.methods)


def test_on_the_oil_grid_the_bag_breaks_even_at_another_grid_per_category(bag_result: Result) -> None:
    """C4, C5, C8: g* of climate leaves acidification higher, g* of acidification leaves climate lower."""
    turned = turning(bag_result.assessment, "local_2005_grid", "imported_usa")
    columns = [bag_result.assessment.column(method) for method in ("climate", "acidification")]
    grid = turned.parameters[0]
    found_roots = list(roots(turned, grid))
    share = [found_roots[column].value / np.asarray(grid.current)[column] for column in columns]
    assert 0 < share[1] < share[0] < 1
    assert turned.difference()[columns[0]] > 0
    for at, signs in ((share[0], (0, 1)), (share[1], (-1, 0))):
        difference = turned.difference([(grid, at * np.asarray(grid.current))])
        for column, sign in zip(columns, signs, strict=True):
            total = turned.base.stage_scores["imported_usa"][:, column].sum()
            assert (0 if abs(difference[column]) < 1e-9 * total else math.copysign(1, difference[column])) == sign


@settings(max_examples=40)
@given(mass=st.floats(1, 1e5), share=st.floats(0.01, 1), unsold=st.floats(0, 0.5))
def test_a_choice_taken_back_breaks_even_at_the_edge(tiny: Tiny, mass: float, share: float, unsold: float) -> None:
    """Imported and half-recycled imported differ in the share alone: 0 is the root, whatever rounding says."""
    product = tiny.product(
        f"frame.amount={mass!r}", "local:site=POL", f"local:frame.recycled_share={share!r}",
        f"product.unsold_share={unsold!r}",
    )  # fmt: skip
    for item in break_evens(tiny.assess(product), "local", "imported", ["recycled"]):
        assert item.in_range
        assert item.value == pytest.approx(0, abs=1e-9)
        assert item.sentence == "lower above 0.0% (recycled share of frame), higher below"


@settings(max_examples=40)
@given(mass=st.floats(1, 1e5), unsold=st.floats(0, 0.5))
def test_another_grid_breaks_even_at_the_grid_of_the_reference(tiny: Tiny, mass: float, unsold: float) -> None:
    """Made in POL on the grid of NOR: the root is the grid of POL, the last of the range, whatever rounding says."""
    product = tiny.product(
        f"frame.amount={mass!r}", f"product.unsold_share={unsold!r}", "local:site=POL", "local:electricity.place=NOR"
    )
    for item in break_evens(tiny.assess(product, scenarios=["imported", "local"]), "local", "imported", ["grid"]):
        assert item.in_range
        assert item.value == pytest.approx({"climate": 1.12625, "acidification": 0.005895}[item.method], rel=1e-9)
        assert item.sentence.startswith("lower below ")


@settings(max_examples=40)
@given(mass=st.floats(1, 1e5), share=st.floats(0.01, 1), seat=st.floats(1e-9, 1e-3))
def test_what_cancels_on_both_sides_has_no_root(tiny: Tiny, mass: float, share: float, seat: float) -> None:
    """The same recycled content on both sides and a hair's breadth of wood between them: rounding is no slope."""
    product = tiny.product(
        f"frame.amount={mass!r}", "local:site=POL", f"frame.recycled_share={share!r}", f"local:seat.amount={1 + seat!r}"
    )
    found = break_evens(tiny.assess(product), "local", "imported", ["allocation_a"])
    assert {(item.value, item.in_range, item.sentence) for item in found} == {
        (None, False, "allocation cannot change this: both sides carry the same recycled content")
    }


def declared(product: Product, **scores: float) -> Product:
    """The product with a frame that its supplier declares in some categories only."""
    flow = OwnFlow(name="epd_steel", title="Declared", unit="kg", source="own: EPD", kind="material", declared=scores)
    return with_row(product.model_copy(update={"flows": (flow,)}), "local", "frame", flow="epd_steel")


def test_a_category_that_is_not_declared_has_no_root(tiny: Tiny) -> None:
    items = break_evens(tiny.assess(declared(tiny.product(), climate=2.0)), "local", "imported", ["grid", "loss"])
    sentences = {item.method: item.sentence for item in items if item.parameter == "grid"}
    assert sentences["acidification"] == "not covered: a declared flow has no figure for this category"
    assert sentences["climate"].startswith("always lower")
    assert all(item.value is None and not item.in_range for item in items if item.method == "acidification")


@settings(max_examples=25)
@given(mass=st.floats(1, 1e4), life=st.floats(0.05, 50), recycled=st.floats(0, 1))
def test_a_sentence_agrees_with_the_difference_today(tiny: Tiny, mass: float, life: float, recycled: float) -> None:
    """'always lower' is said of what is lower, 'never lower' of what is not, whatever the product."""
    product = tiny.product(
        f"frame.amount={mass!r}", f"local:service_life={life!r}", f"local:frame.recycled_share={recycled!r}"
    )
    turned = turning(tiny.assess(product), "local", "imported")
    today = turned.difference()
    assume(bool(np.all(np.abs(today) > 1e-9)))
    for parameter in turned.parameters:
        for column, item in enumerate(roots(turned, parameter)):
            if item.sentence.startswith(("always", "never")):
                assert item.sentence.startswith("always") == (today[column] < 0), item.parameter


@pytest.mark.parametrize("names", [["grid"], ["distance"], ["loss:forge"], ["recycled", "unsold_share"]])
def test_parameters_by_kind_or_name(tiny: Tiny, names: list[str]) -> None:
    items = {item.parameter for item in break_evens(tiny.assess(), "local", "imported", names)}
    assert items
    assert all(item in names or item.partition(":")[0] in names for item in items)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("gird", "grid"), ("loss:forg", "loss:forge, loss, kwh:forge"), ("zzz", "grid, kwh, own_share")],
)
def test_an_unknown_parameter(tiny: Tiny, name: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        break_evens(tiny.assess(), "local", "imported", ["grid", name])
    assert str(caught.value) == (
        f"--parameter: '{name}' is no parameter of local. Nearest: {nearest}. "
        "It has: grid, kwh, own_share, recycled, allocation_a, distance, loss, service_life, unsold_share."
    )
