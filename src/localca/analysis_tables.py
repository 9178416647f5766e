"""The analyses as rows and sentences for reading: causes, places, levers, break-evens."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.break_even import BreakEven
from localca.break_even import unit_words as parameter_unit
from localca.charts_analyses import BreakEvenPicture
from localca.explanation import ON_THE_WAY
from localca.language import Words, mark, tr
from localca.lever_effects import Lever
from localca.parameters import PER_KWH, Parameter, Turning
from localca.places import place_name
from localca.recycled_curve import RecycledCurve
from localca.wording import STAGE_TITLES, VERDICT_WORDS, amount, percent, share_words, signed, unit_words

_SHORT = Words(
    {"grid": mark("score of the grid"), "service_life": mark("service life"), "kwh": mark("kWh needed"),
     "mode": mark("share")}
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """A parameter in words, and the picture of where it turns the answer, if it can."""

    title: str
    sentence: str
    picture: BreakEvenPicture | None


def cause_rows(causes: Mapping[str, float], unit: str) -> list[dict[str, str]]:
    """The difference by cause as text; the last row is the whole."""
    name, heading = tr("Cause"), tr("Difference, {unit}", unit=unit)
    rows = [{name: sentence_case(tr(cause)), heading: signed(part)} for cause, part in causes.items()]
    return [*rows, {name: tr("Whole difference"), heading: signed(sum(causes.values()))}]


def place_titles(place: str) -> dict[str, str]:
    """The parts of a breakdown by place in words."""
    name = place_name(place)
    return {"inside": tr("in {place}", place=name), "outside": tr("outside {place}", place=name),
            ON_THE_WAY: tr(ON_THE_WAY)}  # fmt: skip


def place_rows(
    values: Mapping[str, Mapping[str, float]], stages: Mapping[str, Mapping[str, float]], titles: Mapping[str, str]
) -> list[dict[str, str]]:
    """One row per scenario: by place, and all electricity, heat and transport."""
    return [
        {tr("Scenario"): title}
        | {sentence_case(titles[part]): amount(score) for part, score in parts.items()}
        | {_ALL[part]: amount(score) for part, score in stages[title].items()}
        for title, parts in values.items()
    ]


_ALL = Words(
    {"electricity": mark("All electricity"), "heat": mark("All heat"), "transport": mark("All transport")}
)  # fmt: skip


def lever_rows(levers: Sequence[Lever], unit: str) -> list[dict[str, str]]:
    """One row per lever with its bound and where the bound comes from."""
    return [
        {
            tr("Lever"): sentence_case(item.lever),
            tr("Effect, {unit}", unit=unit): "–" if math.isnan(item.effect) else signed(item.effect),
            tr("Of the total"): percent(item.effect / item.baseline) if item.baseline and item.effect else "–",
            tr("At its best"): item.bound,
            tr("Bound from"): item.bound_source,
        }
        for item in levers
    ]


def turns(roots: Sequence[BreakEven], turned: Turning, column: int, unit: str) -> list[Turn]:
    """The break-evens of one method, those that can turn the answer first."""
    parameters = {parameter.id: parameter for parameter in turned.parameters}
    found = [_turn(root, parameters[root.parameter], turned, column, unit) for root in roots]
    return sorted(found, key=lambda turn: turn.picture is None)


def _turn(root: BreakEven, parameter: Parameter, turned: Turning, column: int, unit: str) -> Turn:
    title = parameter_title(parameter)
    if root.value is None or not root.in_range:
        return Turn(title, f"{title}: {unit_words(root.placed)}.", None)
    low, high = (float(np.broadcast_to(bound, len(turned.base.methods))[column]) for bound in parameter.bounds)
    share = root.unit == "share"
    high = high if share else min(high, 2.5 * max(root.value, root.current))
    below, units = bool(root.lower_below), parameter_unit(parameter, unit)
    words = {"value": value_words(root.value, units), "today": value_words(root.current, units)}
    sentence = (tr("Lower below {value}, higher above. Today: {today}.", **words) if below
                else tr("Lower above {value}, higher below. Today: {today}.", **words))  # fmt: skip
    axis = parameter_axis(parameter, unit)
    return Turn(title, sentence, BreakEvenPicture(axis, low, high, root.value, root.current, below, sentence, share))


def parameter_title(parameter: Parameter) -> str:
    """A parameter's title with places in words."""
    return sentence_case(parameter.placed or parameter.title)


def parameter_axis(parameter: Parameter, unit: str) -> str:
    """The title of an axis: what is turned, and its unit."""
    return f"{_short(parameter)}, {'%' if parameter.unit == 'share' else parameter_unit(parameter, unit)}"


def _short(parameter: Parameter) -> str:
    if parameter.kind == "distance" and parameter.leg:
        return tr("distance of {row}", row=tr(parameter.leg.row))
    return _SHORT.get(parameter.kind) or parameter.title


def value_words(value: float, unit: str) -> str:
    """A value with its unit: ``12 %``, ``1,650 km``, ``3.72 times``."""
    return share_words(value) if unit == "share" else f"{amount(value)} {unit_words(tr(unit))}"


def sentence_case(text: str) -> str:
    """The text with a capital first letter; ``kWh`` stays ``kWh``."""
    return text if text.startswith("kWh") else text[:1].upper() + text[1:]


def share_turns(curve: RecycledCurve, column: int) -> str:
    """Where a recycled share turns the answer in one method, in words."""
    start, end = float(curve.difference[0, column]), float(curve.difference[-1, column])
    if math.isnan(start) or math.isnan(end):
        return tr("not covered")
    crossing = curve.crossing(column)
    if crossing is not None:
        share = share_words(crossing)
        return tr("lower above {share}", share=share) if end < start else tr("lower below {share}", share=share)
    if start < 0 or end < 0:
        return tr("always lower")
    return tr("never lower") if start > 0 or end > 0 else tr("no difference")


def turn_rows(curves: Mapping[str, RecycledCurve], columns: Mapping[str, int]) -> list[dict[str, str]]:
    """One row per category (title -> column): where the share turns the answer under each rule."""
    return [
        {tr("Impact category"): title} | {rule: share_turns(curve, column) for rule, curve in curves.items()}
        for title, column in columns.items()
    ]


def curve_rows(
    shares: Sequence[float], differences: Mapping[str, Sequence[float]], unit: str, step: int = 4
) -> list[dict[str, str]]:
    """Some points of the curves of a recycled share, one column per rule."""
    return [
        {tr("Recycled"): share_words(shares[index])}
        | {f"{rule}, {unit}": signed(values[index]) for rule, values in differences.items()}
        for index in range(0, len(shares), step)
    ]


def score_rows(values: Mapping[str, Mapping[str, float]], unit: str) -> list[dict[str, str]]:
    """One row per bar: its stages and its total."""
    return [
        {tr("Bar"): title}
        | {STAGE_TITLES[stage]: amount(score) for stage, score in stages.items()}
        | {tr("Total, {unit}", unit=unit): amount(sum(stages.values()))}
        for title, stages in values.items()
    ]


def kwh_rows(assessment: Assessment, before: Floats, after: Floats, changed: bool) -> list[dict[str, str]]:
    """The score of one kWh by category, before and after."""
    rows = []
    for column, method in enumerate(assessment.methods):
        old, new = float(before[column]), float(after[column])
        more = {tr("With this electricity"): amount(new), tr("Change"): percent((new - old) / old) if old else "–"}
        unit = unit_words(assessment.units[method.id])
        row = {tr("Impact category"): tr(method.title), tr("Unit"): unit, tr("As the scenario is"): amount(old)}
        rows.append(row | (more if changed else {}))
    return rows


def mix_rows(shares: Mapping[str, tuple[float, float]]) -> list[dict[str, str]]:
    """The shares of a mix before and after."""
    return [
        {tr("Generation"): name, tr("Before"): share_words(before), tr("Edited"): share_words(after)}
        for name, (before, after) in shares.items()
    ]


def country_rows(
    scores: Mapping[str, float], turning: float | None, lower_below: bool, unit: str
) -> list[dict[str, str]]:
    """Every country by the score of its kWh, the cleanest first, and the side of the break-even it is on."""
    rows = []
    for name, score in sorted(scores.items(), key=lambda item: item[1]):
        lower = turning is not None and (score < turning) == lower_below
        side = {} if turning is None else {tr("Scenario"): VERDICT_WORDS["lower" if lower else "higher"]}
        rows.append({tr("Country"): name, tr(PER_KWH, unit=unit): amount(score)} | side)
    return rows
