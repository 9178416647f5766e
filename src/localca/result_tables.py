"""A result as rows for reading: verdicts, numbers, and the flows behind a number with their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localca.api import Result
from localca.charts_system import SystemLink
from localca.comparison import Comparison, why
from localca.impact_methods import Method
from localca.language import ENGLISH, spoken, tr
from localca.places import place_name
from localca.product import STAGES
from localca.sources import Source
from localca.tables import Tables
from localca.wording import (
    STAGE_TITLES,
    amount,
    percent,
    share_words,
    signed,
    unit_words,
    verdict_words,
)

GRID_KINDS = ("material", "process")


@dataclass(frozen=True)
class FlowView:
    """A line of the inventory in words, with the passports behind it."""

    stage: str
    row: str
    title: str
    place: str
    quantity: str
    score: str
    share: str
    match: str
    quality: str
    grid_fixed: bool
    sources: tuple[tuple[str, Source | None], ...]
    note: str


def scenario_titles(result: Result) -> dict[str, str]:
    """Titles of the assessed scenarios by name; equal titles are told apart by the name."""
    titles = {name: tr(result.assessment.product.scenario(name).title) for name in result.assessment.scenarios}
    shown = list(titles.values())
    return {name: f"{title} ({name})" if shown.count(title) > 1 else title for name, title in titles.items()}


def category_titles(result: Result) -> dict[str, str]:
    """Titles of the assessed impact categories by id."""
    return {method.id: tr(method.title) for method in result.assessment.methods}


def category_words(method: Method) -> str:
    """The title of an impact category, with a word when the data cover it only in part."""
    return tr("{category} (partial)", category=tr(method.title)) if method.coverage == "partial" else tr(method.title)


def of_method(result: Result, method: str) -> tuple[Comparison, ...]:
    """The comparisons in one category, one per scenario."""
    return tuple(item for item in result.comparisons if item.method == method)


def of_scenario(result: Result, scenario: str) -> tuple[Comparison, ...]:
    """The comparisons of one scenario, one per category."""
    return tuple(item for item in result.comparisons if item.scenario == scenario)


def verdict_rows(result: Result) -> list[dict[str, str]]:
    """One row per category, one column per scenario: the verdicts in words."""
    titles = scenario_titles(result)
    return [
        {tr("Impact category"): category_words(method)}
        | {titles[item.scenario]: verdict_words(item) for item in of_method(result, method.id)}
        for method in result.assessment.methods
    ]


def number_rows(result: Result, method: str) -> list[dict[str, str]]:
    """One row per scenario in one category: stages, total and the difference from the reference, as text."""
    found = {item.scenario: item for item in of_method(result, method)}
    scores = result.assessment.stage_scores
    column = result.assessment.column(method)
    rows = []
    for name, title in scenario_titles(result).items():
        item = found.get(name)
        stages = {STAGE_TITLES[stage]: amount(float(scores[name][index, column]))
                  for index, stage in enumerate(STAGES)}  # fmt: skip
        against = f"{percent(item.relative)}" if item else tr("reference")
        rows.append({tr("Scenario"): title, **stages, tr("Total"): amount(result.assessment.total(name, method)),
                     tr("Difference"): against})  # fmt: skip
    return rows


def difference_rows(item: Comparison) -> list[dict[str, str]]:
    """The difference by stage as text; the last row is the whole."""
    name, heading = tr("Stage"), tr("Difference, {unit}", unit=unit_words(item.unit))
    rows = [{name: STAGE_TITLES[stage], heading: signed(item.stages[stage])} for stage in STAGES]
    return [*rows, {name: tr("Whole difference"), heading: signed(item.difference)}]


def number_records(result: Result) -> list[dict[str, Any]]:
    """Every number in full precision, one row per scenario and category, for a CSV file, which is in English."""
    with spoken(ENGLISH):
        return _number_records(result)


def _number_records(result: Result) -> list[dict[str, Any]]:
    found = {(item.scenario, item.method): item for item in result.comparisons}
    records = []
    for method in result.assessment.methods:
        column = result.assessment.column(method.id)
        for name, title in scenario_titles(result).items():
            item = found.get((name, method.id))
            stages = result.assessment.stage_scores[name][:, column]
            records.append(
                {
                    "scenario": name,
                    "title": title,
                    "method": method.id,
                    "unit": result.assessment.units[method.id],
                    **{stage: float(value) for stage, value in zip(STAGES, stages, strict=True)},
                    "total": result.assessment.total(name, method.id),
                    "reference": result.assessment.reference,
                    "difference": item.difference if item else 0.0,
                    "interval_low": item.interval[0] if item else 0.0,
                    "interval_high": item.interval[1] if item else 0.0,
                    "p_lower": item.p_lower if item else "",
                    "verdict": item.verdict if item else "reference",
                    "why": why(result.assessment, name, column, item.stages, item.p_lower) if item else "",
                }
            )
    return records


def flow_views(result: Result, scenario: str, method: str, tables: Tables) -> dict[str, list[FlowView]]:
    """The flows of a scenario by stage, the largest first, with everything needed to trace their number."""
    assessment, column = result.assessment, result.assessment.column(method)
    total = assessment.total(scenario, method)
    unit = unit_words(assessment.units[method])
    passports: Mapping[str, Source] = {**tables.sources, **assessment.product.sources}
    lines = [
        (line, float(score[column]))
        for line, score in zip(assessment.lines, assessment.scores, strict=True)
        if line.scenario == scenario
    ]
    views: dict[str, list[FlowView]] = {stage: [] for stage in STAGES}
    for line, score in sorted(lines, key=lambda pair: -abs(pair[1])):
        activity = tables.activities.get(line.flow)
        fixed = line.component == "residual" and activity is not None and activity.kind in GRID_KINDS
        views[line.stage].append(
            FlowView(
                stage=line.stage,
                row=line.row,
                title=line.words,
                place=place_name(line.place),
                quantity=f"{amount(line.amount)} {unit_words(line.unit)}",
                score=f"{amount(score)} {unit}",
                share=tr("{share} of the total", share=share_words(score / total)) if total else "",
                match=line.match,
                quality=line.quality,
                grid_fixed=fixed and activity is not None and not activity.swappable,
                sources=tuple((key, passports.get(key)) for key in _unique(line.sources)),
                note=line.note,
            )
        )
    return views


def system_links(result: Result, scenario: str, method: str) -> list[SystemLink]:
    """The flows of a scenario with their stage and score, equal ones summed: what a picture of the system draws."""
    assessment = result.assessment
    column = assessment.column(method)
    scores: dict[tuple[str, str], float] = {}
    for line, score in zip(assessment.lines, assessment.scores, strict=True):
        if line.scenario == scenario:
            key = (line.words, line.stage)
            scores[key] = scores.get(key, 0.0) + float(score[column])
    return [SystemLink(flow, stage, score) for (flow, stage), score in scores.items()]


def _unique(keys: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(keys))
