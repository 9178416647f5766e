"""The analyses as rows and sentences for reading: causes, places, levers, break-evens."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.break_even import BreakEven
from localca.charts_analyses import BreakEvenPicture
from localca.lever_effects import Lever
from localca.parameters import Parameter, Turning
from localca.places import place_name
from localca.recycled_curve import RecycledCurve
from localca.wording import STAGE_TITLES, amount, percent, share_words, signed, unit_words

_FROM = re.compile(r"\bfrom ([A-Z]{3})\b")


@dataclass(frozen=True)
class Turn:
    """A parameter in words, and the picture of where it turns the answer, if it can."""

    title: str
    sentence: str
    picture: BreakEvenPicture | None


def cause_rows(causes: Mapping[str, float], unit: str) -> list[dict[str, str]]:
    """The difference by cause as text; the last row is the whole."""
    heading = f"Difference, {unit}"
    rows = [{"Cause": sentence_case(cause), heading: signed(part)} for cause, part in causes.items()]
    return [*rows, {"Cause": "Whole difference", heading: signed(sum(causes.values()))}]


def place_titles(place: str) -> dict[str, str]:
    """The parts of a breakdown by place in words."""
    name = place_name(place)
    return {"inside": f"in {name}", "outside": f"outside {name}", "at sea or in the air": "at sea or in the air"}


def place_rows(
    values: Mapping[str, Mapping[str, float]], stages: Mapping[str, Mapping[str, float]], titles: Mapping[str, str]
) -> list[dict[str, str]]:
    """One row per scenario: by place, and all electricity, heat and transport."""
    return [
        {"Scenario": title}
        | {sentence_case(titles[part]): amount(score) for part, score in parts.items()}
        | {f"All {part}": amount(score) for part, score in stages[title].items()}
        for title, parts in values.items()
    ]


def lever_rows(levers: Sequence[Lever], unit: str) -> list[dict[str, str]]:
    """One row per lever with its bound and where the bound comes from."""
    return [
        {
            "Lever": sentence_case(item.lever),
            f"Effect, {unit}": "–" if math.isnan(item.effect) else signed(item.effect),
            "Of the total": percent(item.effect / item.baseline) if item.baseline and item.effect else "–",
            "At its best": item.bound,
            "Bound from": item.bound_source,
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
        return Turn(title, f"{title}: {unit_words(_placed(root.sentence))}.", None)
    low, high = (float(np.broadcast_to(bound, len(turned.base.methods))[column]) for bound in parameter.bounds)
    share = root.unit == "share"
    high = high if share else min(high, 2.5 * max(root.value, root.current))
    below = ", lower below" in f", {root.sentence}"
    side, other = ("below", "above") if below else ("above", "below")
    today = value_words(root.current, root.unit)
    sentence = f"Lower {side} {value_words(root.value, root.unit)}, higher {other}. Today: {today}."
    axis = parameter_axis(parameter, unit)
    return Turn(title, sentence, BreakEvenPicture(axis, low, high, root.value, root.current, below, sentence, share))


def parameter_title(parameter: Parameter) -> str:
    """A parameter's title with places in words."""
    return sentence_case(_placed(parameter.title))


def parameter_axis(parameter: Parameter, unit: str) -> str:
    """The title of an axis: what is turned, and its unit."""
    units = {"share": "%", "{unit} per kWh": f"{unit} per kWh"}
    return f"{_short(parameter)}, {units.get(parameter.unit, parameter.unit)}"


def _short(parameter: Parameter) -> str:
    words = {"grid": "score of the grid", "service_life": "service life", "kwh": "kWh needed"}
    return words.get(parameter.kind, _placed(parameter.title).partition(" by ")[0])


def value_words(value: float, unit: str) -> str:
    """A value with its unit: ``12 %``, ``1,650 km``, ``3.72 times``."""
    return share_words(value) if unit == "share" else f"{amount(value)} {unit_words(unit)}"


def sentence_case(text: str) -> str:
    """The text with a capital first letter; ``kWh`` stays ``kWh``."""
    return text if text.startswith("kWh") else text[:1].upper() + text[1:]


def _placed(text: str) -> str:
    return _FROM.sub(lambda found: f"from {place_name(found[1])}", text)


def share_turns(curve: RecycledCurve, column: int) -> str:
    """Where a recycled share turns the answer in one method, in words."""
    start, end = float(curve.difference[0, column]), float(curve.difference[-1, column])
    if math.isnan(start) or math.isnan(end):
        return "not covered"
    crossing = curve.crossing(column)
    if crossing is not None:
        side = "above" if end < start else "below"
        return f"lower {side} {share_words(crossing)}"
    return "always lower" if start < 0 or end < 0 else "never lower" if start > 0 or end > 0 else "no difference"


def score_rows(values: Mapping[str, Mapping[str, float]], unit: str) -> list[dict[str, str]]:
    """One row per bar: its stages and its total."""
    return [
        {"Bar": title}
        | {STAGE_TITLES[stage]: amount(score) for stage, score in stages.items()}
        | {f"Total, {unit}": amount(sum(stages.values()))}
        for title, stages in values.items()
    ]


def kwh_rows(assessment: Assessment, before: Floats, after: Floats, changed: bool) -> list[dict[str, str]]:
    """The score of one kWh by category, before and after."""
    rows = []
    for column, method in enumerate(assessment.methods):
        old, new = float(before[column]), float(after[column])
        more = {"With this electricity": amount(new), "Change": percent((new - old) / old) if old else "–"}
        unit = unit_words(assessment.units[method.id])
        rows.append({"Impact category": method.title, "Unit": unit, "As the scenario is": amount(old)}
                    | (more if changed else {}))  # fmt: skip
    return rows


def mix_rows(shares: Mapping[str, tuple[float, float]]) -> list[dict[str, str]]:
    """The shares of a mix before and after."""
    return [
        {"Generation": name, "Before": share_words(before), "Edited": share_words(after)}
        for name, (before, after) in shares.items()
    ]


def country_rows(
    scores: Mapping[str, float], turning: float | None, lower_below: bool, unit: str
) -> list[dict[str, str]]:
    """Every country by the score of its kWh, the cleanest first, and the side of the break-even it is on."""
    rows = []
    for name, score in sorted(scores.items(), key=lambda item: item[1]):
        side = {} if turning is None else {"Scenario": "lower" if (score < turning) == lower_below else "higher"}
        rows.append({"Country": name, f"{unit} per kWh": amount(score)} | side)
    return rows
