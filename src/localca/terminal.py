"""Results on a terminal or in a file: table, JSON or CSV. No arithmetic."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import StringIO
from typing import Any

from localca.language import mark

CAVEAT = mark("Screening quality, for learning and internal exploration; not a comparative assertion under ISO 14044.")
RISKY = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How a command prints its result."""

    table = "table"
    json = "json"
    csv = "csv"


def number(value: float, digits: int = 3) -> str:
    """A number with sensible digits: ``1234.5`` -> ``1,230``, ``0.001234`` -> ``0.00123``, tiny ones as powers."""
    if value is None or math.isnan(value):
        return "not covered"
    if value == 0:
        return "0"
    size = abs(value)
    if size < 1e-3 or size >= 1e7:
        return f"{value:.{digits - 1}e}"
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    return f"{round(value, digits - 1 - math.floor(math.log10(size))):,.{decimals}f}"


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def csv_text(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Rows as CSV with a header, safe to open in a spreadsheet."""
    if not rows:
        return ""
    buffer = StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: safe_cell(_flat(value)) for key, value in row.items()})
    return buffer.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    return value


def json_text(data: Any) -> str:
    """Data as strict JSON: what is not covered becomes null."""
    return json.dumps(_finite(data), indent=2, ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def write(text: str) -> None:
    """Print to standard output, whatever the terminal's encoding."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def show_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "", right: Sequence[int] = ()
) -> None:
    """A table on the terminal; cells are plain text and never read as markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title, style="bold"), title_justify="left", caption=Text(caption) if caption else None,
                  caption_justify="left", header_style="bold", pad_edge=False)  # fmt: skip
    for index, column in enumerate(columns):
        table.add_column(Text(column), justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    _console().print(table)


def say(text: str, style: str = "") -> None:
    """A line of plain text on the terminal."""
    from rich.text import Text

    _console().print(Text(text, style=style), soft_wrap=False)


def _console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def complain(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{text}\n")


def show_comparison(data: Mapping[str, Any]) -> None:
    """The result of a comparison: one table per category, then the reasons."""
    say(f"{data['title']}: {data['functional_unit']}", style="bold")
    titles = ["scenario", "raw materials", "production", "electricity", "transport", "total", "against the reference"]
    verdicts = {(item["scenario"], item["method"]): item for item in data["comparisons"]}
    for method, info in data["methods"].items():
        rows = []
        for scenario, scores in data["scenarios"].items():
            stages = scores[method]["stages"]
            item = verdicts.get((scenario, method))
            outcome = _outcome(item) if item else "reference"
            cells = [*(number(stages[stage]) for stage in stages), number(scores[method]["total"]), outcome]
            rows.append([scenario, *cells])
        partial = f"Partial coverage: {info['reason']}" if info["coverage"] == "partial" else ""
        show_table(f"\n{method}, {info['unit']}", titles, rows, partial, right=range(1, 6))
    first = next(iter(data["methods"]))
    say(f"\nWhy ({first}, against {data['reference']}):")
    for item in data["comparisons"]:
        if item["method"] == first:
            low, high = item["interval"]
            say(f"  {item['scenario']}: {item['why']} 90 % interval {number(low)} to {number(high)}.")
    if data["background"]["name"] != "open":
        say(f"\nHow the methods fit {data['background']['name']}:")
        show_fit({method: info["from"] for method, info in data["methods"].items()})
    if "audit" in data:
        say(f"\nAudit: largest relative deviation from Brightway {data['audit']['max_relative_deviation']:.1e}")
    say(f"\nReference {data['reference']}; allocation {data['allocation']}; {data['draws']} paired draws.")
    say(f"Static values are medians of the draws; lognormal means lie above them. {CAVEAT}")


def _outcome(item: Mapping[str, Any]) -> str:
    return item["verdict"] if math.isnan(item["relative"]) else f"{item['verdict']} ({item['relative']:+.0%})"


def show_scores(title: str, found: Mapping[str, Any]) -> None:
    """Scores by category with their sources."""
    rows = [[method, number(value["score"]), value["unit"]] for method, value in found["scores"].items()]
    show_table(title, ["category", "score", "unit"], rows, right=[1])
    say(f"Sources: {', '.join(found['sources'])}")


def show_fit(fit: Mapping[str, str]) -> None:
    """How many of a user's elementary flows each method counts: few of them is a sign that the two do not fit."""
    for method, text in fit.items():
        say(f"{method}: {text}.")


def show_numbers(found: Mapping[str, Any]) -> None:
    """What is behind a flow: elementary flows with their share of each category, then the rows of the tables."""
    methods = list(found["scores"])
    rows = [
        [item["elementary"], number(item["amount"]), item["unit"], *(f"{item[method]:.0%}" for method in methods)]
        for item in found["elementary"]
    ]
    show_table("Elementary flows", ["flow", "amount", "unit", *methods], rows, right=range(1, 3 + len(methods)))
    rows = [
        [item["exchange"], number(item["amount"]), item["unit"], str(item["year"]), item["place"], item["source"],
         item["quality"], f"{item['gsd']:.2f}", item["note"]]
        for item in found["numbers"]
    ]  # fmt: skip
    columns = ["exchange", "amount", "unit", "year", "place", "source", "quality", "gsd", "note"]
    show_table("Rows of the tables", columns, rows, right=[1])
