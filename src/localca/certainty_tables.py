"""How sure an answer is, as rows and sentences for reading: draws, influences, method families, the map."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from localca.analysis_tables import parameter_axis, sentence_case, value_words
from localca.assessment import Floats
from localca.break_even import unit_words as parameter_unit
from localca.comparison import Comparison
from localca.difference_spread import FamilyVerdict, Spread
from localca.language import tr, trn
from localca.modes import mode_words
from localca.parameters import Parameter
from localca.places import place_name
from localca.sensitivity import FOREGROUND, Influence
from localca.tables import Tables
from localca.wording import VERDICT_WORDS, category_words, certainty, share_words, signed, unit_words, verdict_words

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
    return MapAxis(title, parameter_unit(parameter, unit), [scale * float(value) for value in values], today)


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
    numbers = tr(
        "The static difference is {static} {unit}; the draws have the median {median} and the mean {mean}.",
        static=signed(found.static), unit=unit, median=signed(found.median), mean=signed(found.mean),
    )  # fmt: skip
    reason = tr(
        "They differ because uncertain numbers are lognormal: each is as likely to be twice as half its static value, "
        "so large values pull the mean up, more in the scenario that holds more of the uncertain quantities. The "
        "verdict counts draws, so it does not depend on the mean."
    )
    return f"{numbers} {tr('Here they hardly differ.') if size < 0.01 else reason}"


def spread_rows(found: Spread, unit: str) -> list[dict[str, str]]:
    """The figures of a distribution, then its bins."""
    low, high = found.interval
    figures = [
        (tr("Static value"), signed(found.static)),
        (tr("Median of the draws"), signed(found.median)),
        (tr("Mean of the draws"), signed(found.mean)),
        (tr("{share} of the draws are below", share="5 %"), signed(low)),
        (tr("{share} of the draws are below", share="95 %"), signed(high)),
        (tr("Draws in which the scenario is lower"), share_words(found.p_lower)),
    ]
    figures += [
        (trn("{count} draw", "{count} draws", count), tr("{start} to {end}", start=signed(start), end=signed(end)))
        for start, end, count in zip(found.edges, found.edges[1:], found.counts, strict=False)
        if count
    ]
    return [{tr("Figure"): name, tr("Difference, {unit}", unit=unit): text} for name, text in figures]


def influence_rows(found: Sequence[Influence], tables: Tables) -> list[tuple[str, float, float, float]]:
    """Each quantity in words with its share of the variance alone, with interplay, and the confidence."""
    return [(quantity(item, tables), max(item.first, 0.0), max(item.total, 0.0), item.confidence) for item in found]


def quantity(item: Influence, tables: Tables) -> str:
    """What an uncertain quantity is, in words."""
    if item.group.startswith("electricity@"):
        place, _, mix = item.group.removeprefix("electricity@").partition(":")
        return tr("Grid of {place}, {mix} (background data)", place=place_name(place), mix=mix)
    kind, _, name = item.group.partition(" ")
    if kind != FOREGROUND:
        return tr("{quantity} (background data)", quantity=sentence_case(tr(item.title)))
    flow, _, unit = name.rpartition(" ")
    if unit in ("kWh", "MJ") and flow in tables.activities:
        title = tr(tables.activities[flow].title)
        return (
            tr("kWh of electricity in {flow}", flow=title) if unit == "kWh" else tr("MJ of heat in {flow}", flow=title)
        )
    if _ROUTE.fullmatch(unit):
        start, _, end = unit.partition("-")
        return tr("Length of {start} to {end} by {mode} (route)", start=start, end=end, mode=mode_words(flow))
    return tr("{quantity} (product file)", quantity=sentence_case(tr(name)))


def family_rows(found: Sequence[FamilyVerdict]) -> list[dict[str, str]]:
    """The same comparison in several methods, as text."""
    return [
        {
            tr("Method"): f"{tr(item.family.title)}: {category_words(item.method)}",
            tr("Unit"): unit_words(item.comparison.unit),
            tr("Difference"): signed(item.comparison.difference),
            tr("Verdict"): verdict_words(item.comparison),
            tr("Certainty"): sentence_case(certainty(item.comparison)),
        }
        for item in found
    ]


def survival(items: Sequence[Comparison]) -> str:
    """Whether the first verdict survives in the other methods, in one sentence."""
    first, *others = items
    against = [item for item in others if item.verdict != first.verdict]
    if not against:
        return tr("The verdict survives: all {count} methods say {verdict}.", count=len(items),
                  verdict=VERDICT_WORDS[first.verdict])  # fmt: skip
    counts = Counter(item.verdict for item in items)
    said = [trn("{count} says {verdict}", "{count} say {verdict}", count, verdict=VERDICT_WORDS[verdict])
            for verdict, count in counts.items()]  # fmt: skip
    return tr("The verdict does not survive every method: {findings}.", findings=", ".join(said))


def family_dots(found: Sequence[FamilyVerdict]) -> list[tuple[str, float, float, float, str]]:
    """The relative difference of each method with its 90 % interval; a method whose reference is 0 has none."""
    return [
        (
            f"{tr(item.family.title)}: {tr(item.method.title)}",
            item.comparison.relative,
            item.comparison.interval[0] / item.comparison.reference_total,
            item.comparison.interval[1] / item.comparison.reference_total,
            item.comparison.verdict,
        )
        for item in found
        if item.comparison.reference_total and not math.isnan(item.comparison.difference)
    ]
