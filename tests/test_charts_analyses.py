"""The figures of the analyses are tested by their data: what is drawn equals the numbers."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from localca import charts, charts_analyses, charts_draws, charts_grids
from localca.explanation import CAUSES
from localca.wording import signed

UNIT = "kg CO₂-eq"


def bars(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "bar"]


def labels(figure: go.Figure) -> list[str]:
    trace = next(trace for trace in figure.data if trace.name == "labels")
    return [text.replace("\u2002", "").replace("<b>", "").replace("</b>", "") for text in trace.text]


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_causes_add_up_and_each_has_one_colour_and_pattern() -> None:
    parts = dict(zip(CAUSES, (-2.0, -9.0, 3.0, 0.5, 0.0, 1.5), strict=True))
    *steps, whole = bars(charts_analyses.cause_waterfall(charts_analyses.Steps("title", UNIT, parts)))
    start = 0.0
    for step, part in zip(steps, parts.values(), strict=True):
        assert (step.base[0], step.x[0]) == pytest.approx((start, part))
        start += part
    assert (whole.base[0], whole.x[0]) == pytest.approx((0.0, -6.0))
    looks = [(step.marker.color, step.marker.pattern.shape) for step in steps]
    assert len({colour for colour, _ in looks}) == len({pattern for _, pattern in looks}) == len(CAUSES)


def test_cause_axis_has_its_unit_and_labels_their_signs() -> None:
    figure = charts_analyses.cause_waterfall(charts_analyses.Steps("t", UNIT, {"grid": 3.0, "transport": -1.0}))
    assert figure.layout.xaxis.title.text == "difference, kg CO₂-eq per functional unit"
    assert labels(figure) == ["+3.00", "−1.00", "+2.00"]


def test_places_pile_up_and_names_are_never_markup() -> None:
    titles = {"inside": "in Jamaica", "outside": "outside Jamaica", "at sea or in the air": "at sea"}
    values = {"<b>Ours</b>": {"inside": 1.0, "outside": 4.0, "at sea or in the air": -0.5}}
    figure = charts_analyses.place_bars(charts_analyses.PlaceParts("t", UNIT, values, titles))
    assert [(trace.base[0], trace.x[0]) for trace in bars(figure)] == [(0.0, 1.0), (1.0, 4.0), (0.0, -0.5)]
    assert texts(figure)[0] == "&lt;b&gt;Ours&lt;/b&gt;"
    assert labels(figure) == ["4.50"]


def test_levers_keep_their_order_and_say_their_part_of_the_total() -> None:
    effects = {"recycled resin": -12.0, "cleaner grid": -2.0}
    figure = charts_analyses.lever_tornado(charts_analyses.LeverBars("t", UNIT, 20.0, effects))
    assert [trace.x[0] for trace in bars(figure)] == [-12.0, -2.0]
    assert labels(figure) == ["−12.0 (−60\u202f%)", "−2.00 (−10\u202f%)"]


@pytest.mark.parametrize(("below", "first"), [(True, "lower"), (False, "higher")])
def test_break_even_picture_meets_at_the_root(below: bool, first: str) -> None:
    data = charts_analyses.BreakEvenPicture("kWh needed, times", 0.0, 10.0, 4.0, 1.0, below, "words")
    left, right = bars(charts_analyses.break_even_picture(data))
    assert left.name == first
    assert (left.base[0] + left.x[0], right.base[0], right.base[0] + right.x[0]) == (4.0, 4.0, 10.0)


def test_share_curves_mark_crossing_and_choice() -> None:
    curves = tuple(
        charts_analyses.RuleCurve(rule, [2.0, -2.0], [1.0, -3.0], [3.0, -1.0], crossing)
        for rule, crossing in (("Cut-off", 0.5), ("Circular Footprint Formula", None))
    )
    data = charts_analyses.ShareCurves("t", UNIT, "resin", [0.0, 1.0], 0.3, curves)
    figure = charts_analyses.share_curves(data)
    names = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert names == ["Cut-off", "Cut-off: turns at 50\u202f%", "Circular Footprint Formula", "Chosen: 30\u202f%"]
    lines = {trace.name: trace for trace in figure.data}
    assert lines["Cut-off"].line.dash != lines["Circular Footprint Formula"].line.dash
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (
        "recycled share of resin", "difference, kg CO₂-eq",
    )  # fmt: skip


def test_histogram_parts_the_draws_at_zero() -> None:
    data = charts_draws.DrawBars("t", UNIT, [-2.0, -1.0, 0.0, 1.0], [5, 2, 3], -0.8, -0.5, (-1.9, 0.9))
    figure = charts_draws.draw_histogram(data)
    lower, higher = bars(figure)
    assert (list(lower.y), list(higher.y)) == ([5, 2], [3])
    assert [trace.name for trace in (lower, higher)] == [
        "lower than the reference: 70\u202f% of the draws",
        "higher than the reference: 30\u202f% of the draws",
    ]
    assert lower.marker.pattern.shape != higher.marker.pattern.shape
    assert figure.layout.yaxis.title.text == "draws"
    assert f"static value: {signed(-0.8)}" in [trace.name for trace in figure.data]


def test_influences_are_alone_then_in_interplay() -> None:
    figure = charts_draws.influence_bars(charts_draws.InfluenceBars("t", [("resin", 0.3, 0.4, 0.05)]))
    alone, interplay = bars(figure)
    assert (alone.base[0], alone.x[0]) == pytest.approx((0.0, 0.3))
    assert (interplay.base[0], interplay.x[0]) == pytest.approx((0.3, 0.1))
    assert labels(figure) == ["40\u202f%"]


def test_families_are_dots_with_whiskers_and_words() -> None:
    rows = [("EF", -0.5, -0.6, -0.4, "lower"), ("CML", 0.01, -0.1, 0.1, "too close to call")]
    figure = charts_draws.family_dots(charts_draws.FamilyDots("t", rows))
    dots = [trace for trace in figure.data if trace.type == "scatter" and trace.name != "labels"]
    assert [dot.x[0] for dot in dots] == [-0.5, 0.01]
    assert labels(figure) == ["−50\u202f%, lower", "+1\u202f%, too close to call"]


def strip(**changed: Any) -> go.Figure:
    data = {
        "title": "t", "unit": UNIT, "scores": {"Norway": 0.02, "Jamaica": 0.75, "Poland": 0.7},
        "marks": {"Today": 0.75}, "turning": 0.4, "lower_below": True, "limits": (0.0, 1.0),
    }  # fmt: skip
    return charts_grids.country_strip(charts_grids.CountryStrip(**(data | changed)))


def test_strip_parts_the_countries_at_the_break_even() -> None:
    lower, higher, today, turning = strip().data
    assert (list(lower.x), list(higher.x)) == ([0.02], [0.75, 0.7])
    assert lower.marker.symbol != higher.marker.symbol
    assert (today.name, turning.name) == ("Today: 0.750", "break-even g*: 0.400")
    assert set(turning.x) == {0.4}
    flipped = strip(lower_below=False).data
    assert list(flipped[0].x) == [0.75, 0.7]


def test_strip_without_a_break_even_shows_all_countries_alike() -> None:
    countries, _ = strip(turning=None).data
    assert countries.name == "3 countries"


def test_strip_zooms() -> None:
    figure = strip(limits=(0.6, 0.8))
    assert sum(len(trace.x) for trace in figure.data[:2]) == 2
    assert figure.layout.xaxis.range[0] < 0.6 < 0.8 < figure.layout.xaxis.range[1]


def test_close_countries_pile_up() -> None:
    assert charts_grids.piled([0.5, 0.5, 0.5, 0.9], 0.0, 1.0) == [0.0, 1.0, -1.0, 0.0]


def test_mix_pair_holds_both_shares() -> None:
    data = charts_grids.MixPair("t", "before", "edited", {"Wind": (0.1, 0.6), "Gas": (0.9, 0.4)})
    assert [trace.x[0] for trace in bars(charts_grids.mix_pair(data))] == [0.1, 0.6, 0.9, 0.4]


def test_map_is_symmetrical_about_zero_and_names_both_sides() -> None:
    values = [[-2.0, -1.0, 1.0], [-3.0, -1.0, 2.0]]
    data = charts_grids.DifferenceMap("t", UNIT, "x", "y", [0.0, 1.0, 2.0], [0.0, 1.0], values, (1.0, 0.5))
    figure = charts.inked(charts_grids.difference_map(data), "#123456")
    heat, zero, today = figure.data
    assert (heat.zmin, heat.zmax) == (-3.0, 3.0)
    assert zero.contours.start == zero.contours.end == 0
    assert (today.x[0], today.y[0]) == (1.0, 0.5)
    assert sum("lower" in text for text in texts(figure)) == sum("higher" in text for text in texts(figure)) == 1


def test_map_of_one_side_names_only_that() -> None:
    data = charts_grids.DifferenceMap("t", UNIT, "x", "y", [0.0, 1.0], [0.0, 1.0], [[1.0, 2.0], [1.0, 3.0]], (0.0, 0.0))
    assert not any("lower" in text for text in texts(charts_grids.difference_map(data)))
