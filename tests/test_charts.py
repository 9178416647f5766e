"""Figures are tested by their data: what is drawn equals the numbers."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from localca import charts
from localca.api import Result
from localca.comparison import stage_table
from localca.product import STAGES
from localca.wording import STAGE_TITLES, amount

VALUES = {
    "Imported": {"raw_materials": 16.0, "production": 0.0, "electricity": 2.0, "transport": 1.0},
    "Made here": {"raw_materials": 4.0, "production": 0.5, "electricity": 4.0, "transport": 0.1},
}
UNIT, FUNCTIONAL_UNIT = "kg CO₂-eq", "1000 bags"


def bars(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "bar"]


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def stages_of(**changed: Any) -> go.Figure:
    data = {"category": "Climate change", "unit": UNIT, "functional_unit": FUNCTIONAL_UNIT, "values": VALUES}
    return charts.stage_bars(charts.StageBars(**(data | changed)))


def waterfall(stages: dict[str, float], interval: tuple[float, float]) -> go.Figure:
    names = ("Climate change", UNIT, FUNCTIONAL_UNIT, "Made here", "Imported")
    return charts.difference_waterfall(charts.StageDifference(*names, stages, sum(stages.values()), interval))


def test_stage_bars_are_the_numbers_in_the_order_of_the_stages() -> None:
    found = bars(stages_of())
    assert [trace.name for trace in found] == [STAGE_TITLES[stage] for stage in STAGES]
    for trace, stage in zip(found, STAGES, strict=True):
        assert list(trace.x) == [values[stage] for values in VALUES.values()]


def test_totals_stand_at_the_ends_of_the_bars() -> None:
    labels = next(trace for trace in stages_of().data if trace.type == "scatter")
    assert list(labels.x) == pytest.approx([19.0, 8.6])
    assert [text.strip() for text in labels.text] == ["<b>19.0</b>", "<b>8.60</b>"]


def test_title_says_the_functional_unit_and_the_axis_the_unit() -> None:
    figure = stages_of()
    assert any("Climate change by stage, per 1000 bags" in text for text in texts(figure))
    assert figure.layout.xaxis.title.text == "kg CO₂-eq per functional unit"


def test_the_reference_is_a_dotted_line_across_each_bar() -> None:
    lines = [shape for shape in stages_of(reference="Imported").layout.shapes if shape.line.dash == "dot"]
    assert [(line.x0, line.x1) for line in lines] == [(19.0, 19.0)] * 2
    assert not [shape for shape in stages_of().layout.shapes if shape.line.dash == "dot"]


def test_every_stage_has_one_colour_and_one_pattern_in_both_figures() -> None:
    drawn = {trace.name: trace.marker for trace in bars(stages_of())}
    stepped = {trace.name: trace.marker for trace in bars(waterfall(VALUES["Imported"], (18.0, 20.0)))}
    looks = {(marker.color, marker.pattern.shape) for marker in drawn.values()}
    assert len(looks) == len({look[0] for look in looks}) == len({look[1] for look in looks}) == len(STAGES)
    for stage in STAGES:
        assert drawn[STAGE_TITLES[stage]] == stepped[STAGE_TITLES[stage]]


def test_waterfall_adds_up() -> None:
    stages = {"raw_materials": -12.0, "production": 0.5, "electricity": 2.0, "transport": -0.9}
    *steps, whole = bars(waterfall(stages, (-14.0, -8.0)))
    start = 0.0
    for step, stage in zip(steps, STAGES, strict=True):
        assert step.base[0] == pytest.approx(start)
        assert step.x[0] == stages[stage]
        start += step.x[0]
    assert (whole.base[0], whole.x[0]) == (0.0, pytest.approx(start))
    low, high = whole.x[0] - whole.error_x.arrayminus[0], whole.x[0] + whole.error_x.array[0]
    assert (low, high) == pytest.approx((-14.0, -8.0))


def test_waterfall_shows_every_bar_and_the_interval_within_the_axis() -> None:
    figure = waterfall({"raw_materials": -12.0, "production": 0.5, "electricity": 20.0, "transport": -9.0}, (-3.0, 5.0))
    low, high = figure.layout.xaxis.range
    assert low < -12.0
    assert high > 8.5
    assert figure.layout.xaxis.title.text == "difference, kg CO₂-eq per functional unit"


def test_names_stand_above_their_bars_and_are_never_markup() -> None:
    name = "<b>Bags</b> & more, with a name so long that it needs a second line at the least"
    figure = stages_of(values={name: VALUES["Imported"]})
    label = texts(figure)[0]
    assert "&lt;b&gt;Bags&lt;/b&gt; &amp; more" in label
    assert "<b>" not in label
    assert label.count("<br>") == 1
    annotation = figure.layout.annotations[0]
    assert annotation.y == bars(figure)[0].y[0] - charts.BAR / 2


def test_a_name_beyond_three_lines_ends_in_dots() -> None:
    assert charts.wrapped("word " * 100).endswith("…")
    assert charts.wrapped("word " * 100).count("<br>") == charts.NAME_LINES - 1


def test_bars_never_overlap() -> None:
    figure = stages_of(values={f"{'A long name of a scenario ' * count}": VALUES["Imported"] for count in (1, 2, 4)})
    centres = bars(figure)[0].y
    lines = [text.count("<br>") + 1 for text in texts(figure)[:3]]
    for above, below, count in zip(centres, centres[1:], lines[1:], strict=False):
        assert below - above >= charts.BAR + charts.TEXT_LINE * count


def test_ink_reaches_all_text() -> None:
    figure = charts.inked(waterfall(VALUES["Imported"], (18.0, 20.0)), "#123456")
    assert {annotation.font.color for annotation in figure.layout.annotations} == {"#123456"}
    assert figure.data[-2].error_x.color == "#123456"
    assert figure.layout.xaxis.tickfont.color == "#123456"


def test_figures_of_the_bag_hold_the_result(bag_result: Result) -> None:
    for method in bag_result.assessment.methods:
        table = stage_table(bag_result.assessment, method.id)
        figure = stages_of(values=table, reference=bag_result.assessment.reference)
        labels = next(trace for trace in figure.data if trace.type == "scatter")
        totals = [bag_result.assessment.total(name, method.id) for name in table]
        assert list(labels.x) == pytest.approx(totals, rel=1e-12)
        assert [text.strip() for text in labels.text] == [f"<b>{amount(total)}</b>" for total in totals]
