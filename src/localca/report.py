"""The report: one self-contained page that another person can read, print, trace and repeat."""

from __future__ import annotations

import base64
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import jinja2
import plotly.graph_objects as go
import plotly.io

from localca import __version__, charts, language, result_tables
from localca.api import Result
from localca.break_even import break_evens
from localca.charts_system import system_sankey
from localca.comparison import STAGE_WORDS, differences_between, stage_table
from localca.explanation import by_cause
from localca.language import tr
from localca.product_file import dump
from localca.share import result_hash, save, totals_of
from localca.terminal import CAVEAT, csv_text
from localca.wording import (
    ALLOCATION_WORDS,
    MATCH_TITLES,
    QUALITY_WORDS,
    STAGE_TITLES,
    amount,
    certainty,
    functional_unit_words,
    signed,
    unit_words,
    verdict_words,
)

PACKAGES = ("bw2calc", "bw-processing", "bw2io", "numpy", "pandas", "plotly")


def report(result: Result, method: str | None = None, saved_at: datetime | None = None) -> str:
    """The report as HTML, with figures for one category (by default the first) and numbers for all.

    Everything is inside the page: figures, styles, the numbers as CSV, the product file and the saved question.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(tr=tr, language=language.current())
    chosen = method or result.assessment.methods[0].id
    return environment.get_template("report.html").render(**_content(result, chosen, saved_at or datetime.now(UTC)))


def _content(result: Result, method: str, saved_at: datetime) -> dict[str, Any]:
    assessment = result.assessment
    titles, categories = result_tables.scenario_titles(result), result_tables.category_titles(result)
    others = [name for name in assessment.scenarios if name != assessment.reference]
    script = plotly.offline.get_plotlyjs()
    return {
        "card": assessment.product.product,
        "functional_unit": functional_unit_words(assessment.product.product.functional_unit),
        "reference": titles[assessment.reference],
        "titles": titles,
        "category": categories[method],
        "unit": unit_words(assessment.units[method]),
        "methods": [(item, assessment.units[item.id]) for item in assessment.methods],
        "verdicts": [
            {"scenario": titles[name], "words": verdict_words(result.comparison(name, method)),
             "certainty": certainty(result.comparison(name, method)), "why": result.comparison(name, method).why}
            for name in others
        ],
        "verdict_rows": result_tables.verdict_rows(result),
        "number_rows": result_tables.number_rows(result, method),
        "figures": _figures(result, method, others),
        "causes": {titles[name]: _causes(result, name, method) for name in others},
        "breakevens": {titles[name]: _breakevens(result, name, method) for name in others},
        "differences": {titles[name]: _differences(result, name) for name in others},
        "inputs": _inputs(result, method),
        "sources": _sources(result),
        "caveat": tr(CAVEAT),
        "versions": [("LocaLCA", __version__), ("Python", platform.python_version()),
                     *((name, metadata.version(name)) for name in PACKAGES)],
        "fingerprint": assessment.fingerprint,
        "result_hash": result_hash(totals_of(result)),
        "rule": tr("cut-off rule") if assessment.allocation == "cutoff" else ALLOCATION_WORDS["cff"],
        "draws": result.draws,
        "seed": result.seed,
        "date": saved_at.strftime("%Y-%m-%d %H:%M UTC"),
        "downloads": _downloads(result),
        "script": script,
    }  # fmt: skip


def _figures(result: Result, method: str, others: list[str]) -> dict[str, Any]:
    assessment, titles = result.assessment, result_tables.scenario_titles(result)
    category, unit = result_tables.category_titles(result)[method], unit_words(assessment.units[method])
    unit_text = functional_unit_words(assessment.product.product.functional_unit)
    bars = charts.stage_bars(
        charts.StageBars(
            category, unit, unit_text,
            {titles[name]: stages for name, stages in stage_table(assessment, method).items()},
            titles[assessment.reference],
        )
    )  # fmt: skip
    falls = {}
    for name in others:
        item = result.comparison(name, method)
        data = charts.StageDifference(category, unit, unit_text, titles[name], titles[item.reference], item.stages,
                                      item.difference, item.interval)  # fmt: skip
        falls[titles[name]] = _html(charts.difference_waterfall(data))
    systems = {titles[name]: _html(_system(result, name, method, unit)) for name in assessment.scenarios}
    return {"bars": _html(bars), "falls": falls, "systems": systems}


def _system(result: Result, scenario: str, method: str, unit: str) -> go.Figure:
    links = result_tables.system_links(result, scenario, method)
    return system_sankey(links, tr(result.assessment.product.product.title), unit)


def _html(figure: go.Figure) -> str:
    return str(
        plotly.io.to_html(
            figure, include_plotlyjs=False, full_html=False, config={"displayModeBar": False, "responsive": True}
        )
    )


def _causes(result: Result, scenario: str, method: str) -> list[tuple[str, str]]:
    column = result.assessment.column(method)
    parts = by_cause(result.assessment, scenario, result.assessment.reference)
    return [(tr(cause), signed(float(values[column]))) for cause, values in parts.items() if values[column]]


def _breakevens(result: Result, scenario: str, method: str) -> list[str]:
    found = break_evens(result.assessment, scenario, result.assessment.reference)
    return [item.sentence for item in found if item.method == method and item.in_range]


def _differences(result: Result, scenario: str) -> list[dict[str, str]]:
    return [
        {tr("stage"): STAGE_WORDS[row["stage"]], tr("row"): tr(row["row"]), tr("reference"): row["reference"],
         tr("scenario"): row["scenario"]}
        for row in differences_between(result.assessment, scenario)
    ]  # fmt: skip


def _inputs(result: Result, method: str) -> list[dict[str, str]]:
    column, titles = result.assessment.column(method), result_tables.scenario_titles(result)
    return [
        {
            tr("scenario"): titles[line.scenario], tr("stage"): STAGE_TITLES[line.stage], tr("row"): tr(line.row),
            tr("flow"): line.words, tr("place"): line.place, tr("amount"): f"{amount(line.amount)} {line.unit}",
            tr("score"): amount(float(score[column])), tr("quality"): QUALITY_WORDS.get(line.quality, line.quality),
            tr("match"): MATCH_TITLES.get(line.match, line.match), tr("sources"): ", ".join(line.sources),
        }
        for line, score in zip(result.assessment.lines, result.assessment.scores, strict=True)
    ]  # fmt: skip


def _sources(result: Result) -> list[dict[str, str]]:
    known = {**result.assessment.tables.sources, **result.assessment.product.sources}
    used = dict.fromkeys(key for line in result.assessment.lines for key in line.sources if key in known)
    return [
        {"key": key, "title": known[key].title, "producer": known[key].producer, "year": str(known[key].year),
         "link": known[key].link if known[key].link.startswith(("https://", "http://")) else "",
         "licence": known[key].licence, "taken": known[key].taken}
        for key in used
    ]  # fmt: skip


def _downloads(result: Result) -> list[tuple[str, str, str]]:
    """Label, file name and contents of what the page carries inside."""
    name, numbers = result.assessment.product.product.id, csv_text(result_tables.number_records(result))
    toml = _data_address("application/toml", dump(result.assessment.product))
    return [
        (tr("Numbers of all categories (CSV)"), f"{name}.csv", _data_address("text/csv", numbers)),
        (tr("Product file (TOML)"), f"{name}.toml", toml),
        (
            tr("Saved question, to open in LocaLCA"),
            f"{name}.localca.json",
            _data_address("application/json", save(result)),
        ),
    ]


def _data_address(kind: str, text: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"
