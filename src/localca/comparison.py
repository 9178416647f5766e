"""Comparisons: differences by stage, the three-valued verdict and the sentence that says why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.background import ELECTRICITY, Match
from localca.language import Words, listed, mark, tr
from localca.places import place_name
from localca.product import STAGES
from localca.uncertainty import DEFAULT_DRAWS, DEFAULT_SEED, probability_lower, sample

Verdict = Literal["lower", "higher", "too close to call", "not covered"]
SURE = 0.9
STAGE_WORDS = Words(
    {
        "raw_materials": mark("raw materials"),
        "production": mark("production"),
        "electricity": mark("electricity of production"),
        "transport": mark("transport"),
    }
)


@dataclass(frozen=True)
class Comparison:
    """One scenario against the reference in one method; ``stages`` add up to ``difference`` exactly."""

    scenario: str
    reference: str
    method: str
    unit: str
    total: float
    reference_total: float
    difference: float
    relative: float
    interval: tuple[float, float]
    p_lower: float
    verdict: Verdict
    stages: dict[str, float]
    why: str


def verdict(p_lower: float) -> Verdict:
    """``lower`` from 90 % of the draws, ``higher`` up to 10 %, else ``too close to call``; or ``not covered``."""
    if math.isnan(p_lower):
        return "not covered"
    if p_lower >= SURE:
        return "lower"
    return "higher" if 1 - p_lower >= SURE else "too close to call"


def compare_scenarios(
    assessment: Assessment, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED
) -> tuple[Comparison, ...]:
    """Every scenario against the reference in every method, by paired sampling.

    The interval holds the middle 90 % of the sampled differences.
    """
    samples = sample(assessment, draws, seed)
    base = assessment.stage_scores[assessment.reference]
    found = []
    for scenario in assessment.scenarios:
        if scenario == assessment.reference:
            continue
        differences = samples.totals[scenario] - samples.totals[assessment.reference]
        low, high = np.quantile(differences, [0.05, 0.95], axis=0)
        stages = assessment.stage_scores[scenario] - base
        for column, method in enumerate(assessment.methods):
            p_lower = probability_lower(differences[:, column])
            parts = {stage: float(value) for stage, value in zip(STAGES, stages[:, column], strict=True)}
            total, reference_total = assessment.total(scenario, method.id), float(base[:, column].sum())
            difference = float(sum(parts.values()))
            found.append(
                Comparison(
                    scenario=scenario,
                    reference=assessment.reference,
                    method=method.id,
                    unit=assessment.units[method.id],
                    total=total,
                    reference_total=reference_total,
                    difference=difference,
                    relative=difference / reference_total if reference_total else float("nan"),
                    interval=(float(low[column]), float(high[column])),
                    p_lower=p_lower,
                    verdict=verdict(p_lower),
                    stages=parts,
                    why=why(assessment, scenario, column, parts, p_lower),
                )
            )
    return tuple(found)


def why(assessment: Assessment, scenario: str, column: int, stages: dict[str, float], p_lower: float) -> str:
    """One sentence built from the numbers: which stage decides, what works against it, and how sure."""
    difference = sum(stages.values())
    if math.isnan(difference):
        return tr("Not covered: a declared flow has no figure for this category.")
    size = max(abs(value) for value in stages.values())
    base = float(assessment.stage_scores[assessment.reference][:, column].sum())
    if size == 0 or abs(difference) < 1e-12 * abs(base or 1.0):
        return tr("Both are the same.")
    main = max(stages, key=lambda stage: -stages[stage] if difference < 0 else stages[stage])
    text = tr("{size}, mainly through {stage}", size=_size(difference, base), stage=STAGE_WORDS[main])
    text += _detail(assessment, scenario, main, column)
    against = [stage for stage in STAGES if stages[stage] * difference < 0 and abs(stages[stage]) >= 0.1 * size]
    if against:
        eaten = sum(abs(stages[stage]) for stage in against) / sum(
            abs(value) for value in stages.values() if value * difference > 0
        )
        one = len(against) == 1 and against[0] != "raw_materials"
        back = mark("{stages} takes back {share} of that") if one else mark("{stages} take back {share} of that")
        text += "; " + tr(back, stages=listed([STAGE_WORDS[stage] for stage in against]), share=_percent(eaten))
    if verdict(p_lower) == "too close to call":
        chance = p_lower if difference < 0 else 1 - p_lower
        text += tr("; but only {share} of the draws agree, so it is too close to call", share=_percent(chance))
    return text + "."


def _size(difference: float, base: float) -> str:
    if not base:
        return tr("Lower") if difference < 0 else tr("Higher")
    share = _percent(abs(difference) / base)
    return tr("{share} lower", share=share) if difference < 0 else tr("{share} higher", share=share)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _detail(assessment: Assessment, scenario: str, stage: str, column: int) -> str:
    """What changes in the deciding stage, in words: the material of the row that decides, the grid, or nothing."""
    if stage not in ("electricity", "raw_materials"):
        return ""
    here, there = _places(assessment, scenario, stage), _places(assessment, assessment.reference, stage)
    grids = {"here": listed(here), "there": listed(there)} if here and there and here != there else {}
    if stage == "electricity":
        return tr(" ({here} instead of {there})", **grids) if grids else ""
    ours, theirs = (_materials(assessment, name, column) for name in (scenario, assessment.reference))
    changed = [row for row in ours if row in theirs and set(ours[row]) != set(theirs[row])]
    if not changed:
        return tr(" (made on the {here} instead of the {there})", **grids) if grids else ""
    row = max(changed, key=lambda name: abs(sum(ours[name].values()) - sum(theirs[name].values())))
    new = [title for title in ours[row] if title not in theirs[row]] or list(ours[row])
    old = [title for title in theirs[row] if title not in ours[row]] or list(theirs[row])
    return tr(" ({here} instead of {there})", here=tr(max(new, key=ours[row].__getitem__)),
              there=tr(max(old, key=theirs[row].__getitem__)))  # fmt: skip


def _materials(assessment: Assessment, scenario: str, column: int) -> dict[str, dict[str, float]]:
    """The raw materials of a scenario: row -> title -> score of its residual."""
    rows: dict[str, dict[str, float]] = {}
    for line, score in zip(assessment.lines, assessment.scores, strict=True):
        if line.scenario == scenario and line.stage == "raw_materials" and line.component == "residual":
            titles = rows.setdefault(line.row, {})
            titles[line.title] = titles.get(line.title, 0.0) + float(score[column])
    return rows


def _places(assessment: Assessment, scenario: str, stage: str) -> list[str]:
    grids = [
        (line.place, _mix(line, parts)) for line, parts in zip(assessment.lines, assessment.parts, strict=True)
        if line.scenario == scenario and line.stage == stage and line.component == "electricity"
    ]  # fmt: skip
    return [_grid(place_name(place), mix) for place, mix in dict.fromkeys(grids)]


def _mix(line: Line, parts: Sequence[tuple[Match, float]]) -> str:
    """The mix behind a line of electricity: a year or ``own``; empty where a market of a user's database delivers."""
    mix = line.key.partition(":")[2].split("(")[0] if line.key.startswith(f"{ELECTRICITY}@") else ""
    market = any(match.flow == ELECTRICITY and not match.key.startswith(ELECTRICITY) for match, _ in parts)
    return "" if market else mix


def _grid(place: str, mix: str) -> str:
    if mix == "own":
        return tr("{place} with a mix of one's own", place=place)
    return tr("{place} grid {mix}", place=place, mix=mix).strip()


def differences_between(assessment: Assessment, scenario: str) -> list[dict[str, str]]:
    """What differs between a scenario and the reference: rows of ``row, stage, reference, scenario`` in words."""

    def described(name: str) -> dict[tuple[str, str], str]:
        table: dict[tuple[str, str], list[str]] = {}
        for line, parts in zip(assessment.lines, assessment.parts, strict=True):
            if line.scenario == name:
                mix = _mix(line, parts)
                where = place_name(line.place) + (tr(", mix {mix}", mix=mix) if mix else "")
                text = f"{line.amount:.4g} {line.unit} {line.words} ({where})"
                table.setdefault((line.stage, line.row), []).append(text)
        return {key: "; ".join(texts) for key, texts in table.items()}

    ours, theirs = described(scenario), described(assessment.reference)
    keys = list(dict.fromkeys([*theirs, *ours]))
    return [
        {
            "stage": stage,
            "row": row,
            "reference": theirs.get((stage, row), tr("none")),
            "scenario": ours.get((stage, row), tr("none")),
        }
        for stage, row in sorted(keys, key=lambda key: STAGES.index(key[0]))
        if theirs.get((stage, row)) != ours.get((stage, row))
    ]


def stage_table(assessment: Assessment, method: str) -> dict[str, dict[str, float]]:
    """Scores by scenario and stage in one method."""
    column = assessment.column(method)
    values: dict[str, Floats] = assessment.stage_scores
    return {
        scenario: {stage: float(values[scenario][index, column]) for index, stage in enumerate(STAGES)}
        for scenario in assessment.scenarios
    }
