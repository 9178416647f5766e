"""How sure an answer is, as rows and sentences for reading: draws, influences, method families, the map."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from localca.analysis_tables import parameter_axis, sentence_case, value_words
from localca.assessment import Floats
from localca.comparison import Comparison
from localca.difference_spread import FamilyVerdict, Spread
from localca.parameters import Parameter
from localca.places import place_name
from localca.sensitivity import Influence
from localca.tables import Tables
from localca.wording import certainty, share_words, signed, unit_words, verdict_words

_ROUTE = re.compile(r"[A-Z]{2,5}-[A-Z]{2,5}")


@dataclass(frozen=True)
class MapAxis:
    """One axis of a map: values, their unit, and where the scenario stands today."""

    title: str
    unit: str
    values: list[float]
    today: float

    @property
    def percent(self) -> bool:
        """Whether the axis shows shares."""
        return self.unit == "share"


def map_axis(parameter: Parameter, values: Floats, column: int, unit: str) -> MapAxis:
    """The axis of a parameter; a grid, which is turned as a multiple of today's, is shown by its score."""
    current = np.asarray(parameter.current, dtype=float)
    today = float(current[column] if current.ndim else current)
    scale = today if current.ndim else 1.0
    title = parameter_axis(parameter, unit)
    return MapAxis(title, parameter.unit.format(unit=unit), [scale * float(value) for value in values], today)


def map_rows(across: MapAxis, up: MapAxis, values: Floats, points: int = 5) -> list[dict[str, str]]:
    """Some points of a map as text, the highest row first."""
    columns = np.linspace(0, len(across.values) - 1, points).astype(int)
    rows = np.linspace(len(up.values) - 1, 0, points).astype(int)
    return [
        {f"{up.title} \\ {across.title}": value_words(up.values[row], up.unit)}
        | {value_words(across.values[column], across.unit): signed(float(values[row, column])) for column in columns}
        for row in rows
    ]


def mean_words(found: Spread, unit: str) -> str:
    """Why the mean of the draws differs from the static value, with the numbers."""
    gap = found.mean - found.static
    size = abs(gap / found.static) if found.static else math.inf
    text = (
        f"The static difference is {signed(found.static)} {unit}; the draws have the median {signed(found.median)} and "
        f"the mean {signed(found.mean)}. "
    )
    if size < 0.01:
        return text + "Here they hardly differ."
    return text + (
        "They differ because uncertain numbers are lognormal: each is as likely to be twice as half its static value, "
        "so large values pull the mean up, more in the scenario that holds more of the uncertain quantities. The "
        "verdict counts draws, so it does not depend on the mean."
    )


def spread_rows(found: Spread, unit: str) -> list[dict[str, str]]:
    """The figures of a distribution, then its bins."""
    heading = f"Difference, {unit}"
    low, high = found.interval
    figures = {
        "Static value": found.static, "Median of the draws": found.median, "Mean of the draws": found.mean,
        "5 % of the draws are below": low, "95 % of the draws are below": high,
    }  # fmt: skip
    rows = [{"Figure": name, heading: signed(value)} for name, value in figures.items()]
    rows.append({"Figure": "Draws in which the scenario is lower", heading: share_words(found.p_lower)})
    bins = zip(found.edges, found.edges[1:], found.counts, strict=False)
    return rows + [
        {"Figure": f"{count} draws", heading: f"{signed(start)} to {signed(end)}"}
        for start, end, count in bins
        if count
    ]


def influence_rows(found: Sequence[Influence], tables: Tables) -> list[tuple[str, float, float, float]]:
    """Each quantity in words with its share of the variance alone, with interplay, and the confidence."""
    return [(quantity(item, tables), max(item.first, 0.0), max(item.total, 0.0), item.confidence) for item in found]


def quantity(item: Influence, tables: Tables) -> str:
    """What an uncertain quantity is, in words."""
    if item.group.startswith("electricity@"):
        place, _, mix = item.group.removeprefix("electricity@").partition(":")
        return f"Grid of {place_name(place)}, {mix} (background data)"
    if not item.group.startswith("foreground "):
        return f"{sentence_case(item.title)} (background data)"
    name = item.group.removeprefix("foreground ")
    flow, _, unit = name.rpartition(" ")
    if unit in ("kWh", "MJ") and flow in tables.activities:
        kind = "electricity" if unit == "kWh" else "heat"
        return f"{unit} of {kind} in {tables.activities[flow].title}"
    if _ROUTE.fullmatch(unit):
        return f"Length of {unit.replace('-', ' to ')} by {flow.replace('_', ' ')} (route)"
    return f"{sentence_case(name)} (product file)"


def family_rows(found: Sequence[FamilyVerdict]) -> list[dict[str, str]]:
    """The same comparison in several methods, as text."""
    return [
        {
            "Method": f"{item.family.title}: {item.method.title}"
            + (" (partial)" if item.method.coverage == "partial" else ""),
            "Unit": unit_words(item.comparison.unit),
            "Difference": signed(item.comparison.difference),
            "Verdict": verdict_words(item.comparison),
            "Certainty": sentence_case(certainty(item.comparison)),
        }
        for item in found
    ]


def survival(items: Sequence[Comparison]) -> str:
    """Whether the first verdict survives in the other methods, in one sentence."""
    first, *others = items
    against = [item for item in others if item.verdict != first.verdict]
    if not against:
        return f"The verdict survives: all {len(items)} methods say {first.verdict}."
    words = ", ".join(f"{sum(other.verdict == word for other in items)} say {word}"
                      for word in dict.fromkeys(item.verdict for item in items))  # fmt: skip
    return f"The verdict does not survive every method: {words}."


def family_dots(found: Sequence[FamilyVerdict]) -> list[tuple[str, float, float, float, str]]:
    """The relative difference of each method with its 90 % interval; a method whose reference is 0 has none."""
    return [
        (
            f"{item.family.title}: {item.method.title}",
            item.comparison.relative,
            item.comparison.interval[0] / item.comparison.reference_total,
            item.comparison.interval[1] / item.comparison.reference_total,
            item.comparison.verdict,
        )
        for item in found
        if item.comparison.reference_total and not math.isnan(item.comparison.difference)
    ]
