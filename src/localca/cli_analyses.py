"""The commands of the analyses: breakeven, levers, siting, explain."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from localca.cli_options import (
    AllocationOption,
    DatabaseOption,
    FamilyOption,
    FormatOption,
    MethodsOption,
    ProductArgument,
    ProjectOption,
    ReferenceOption,
    SetOption,
    emit,
    names,
    result_of,
)
from localca.terminal import CAVEAT, Format, number, say, show_table

ScenarioOption = Annotated[str, typer.Option("--scenario", "-s", help="The scenario to look at.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (breakeven, levers, siting, explain):
        app.command()(command)


def breakeven(
    product: ProductArgument,
    scenario: ScenarioOption,
    reference: ReferenceOption = None,
    parameter: Annotated[str | None, typer.Option(help="grid, own_share, recycled, distance, loss, kwh, ...")] = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Where does the answer turn? Break-even values in closed form."""
    from localca import analyses

    result = result_of(
        product, settings, reference, methods, family, allocation, scenario, project=project, database=database
    )
    data = analyses.breakeven(result, scenario, reference, names(parameter))
    if form is not Format.table:
        emit(data, data["breakevens"], form)
        return
    rows = [[item["method"], item["parameter"], item["sentence"]] for item in data["breakevens"]]
    show_table(f"{scenario} against {data['reference']}", ["category", "parameter", "break-even"], rows, CAVEAT)


def levers(
    product: ProductArgument,
    scenario: ScenarioOption,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """What could each choice bring at its best? Ranked per category."""
    from localca import analyses

    result = result_of(
        product, settings, None, methods, family, allocation, scenario, project=project, database=database
    )
    data = analyses.levers(result, scenario)
    if form is not Format.table:
        emit(data, data["levers"], form)
        return
    rows = [
        [item["method"], item["lever"], number(item["effect"]), _percent(item), item["bound"], item["bound_source"]]
        for item in data["levers"]
    ]
    columns = ["category", "lever", "effect", "of total", "bound", "source of the bound"]
    show_table(f"Levers of {scenario}", columns, rows, CAVEAT, right=[2, 3])


def _percent(item: dict[str, Any]) -> str:
    share = item["effect"] / item["baseline"] if item["baseline"] else math.nan
    return "" if math.isnan(share) else f"{share:+.0%}"


def siting(
    product: ProductArgument,
    market: Annotated[str | None, typer.Option(help="Country of use, ISO 3166 alpha-3.")] = None,
    scenario: Annotated[str | None, typer.Option("--scenario", "-s", help="Make it as in this scenario.")] = None,
    reference: ReferenceOption = None,
    materials: Annotated[str, typer.Option(help="Raw materials from: a country, `site`, or as in the scenario.")] = "",
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Where in the world would it best be made? Every country, ranked, with regret."""
    from localca import analyses

    result = result_of(
        product, settings, reference, methods, family, allocation, scenario, project=project, database=database
    )
    data = analyses.siting(result, market, scenario, reference, materials)
    if form is Format.json:
        emit(data, [], form)
        return
    rows = _places(data)
    if form is Format.csv:
        emit(data, rows, form)
        return
    first = next(iter(data["today"]))
    cells = [
        [str(row["rank"]), row["name"], number(row["score"]), number(row["regret"]), row["verdict"]]
        for row in rows
        if row["method"] == first
    ]
    title = f"Making {data['product']} for {data['market']} as in {data['scenario']}: {first}"
    show_table(
        title, ["rank", "made in", "score", "regret", f"against {data['reference']}"], cells, CAVEAT, right=[0, 2, 3]
    )
    say("\n".join(f"Left out: {reason}" for reason in data["left_out"].values()))


def _places(data: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per place and category, the best place first."""
    return [
        {"rank": rank, "place": item["place"], "name": item["name"], "method": method, "score": score,
         "regret": item["regret"][method], "p_lower": item["p_lower"][method], "verdict": item["verdict"][method]}
        for rank, item in enumerate(data["places"], 1)
        for method, score in item["scores"].items()
    ]  # fmt: skip


def explain(
    product: ProductArgument,
    scenario: ScenarioOption,
    reference: ReferenceOption = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Why do two scenarios differ? By cause, by place and across stages."""
    from localca import analyses

    result = result_of(
        product, settings, reference, methods, family, allocation, scenario, project=project, database=database
    )
    data = analyses.explanation(result, scenario, reference)
    rows = [{"method": method, "breakdown": "cause", "part": part, "score": score}
            for method, parts in data["causes"].items() for part, score in parts.items()]  # fmt: skip
    for kind in ("places", "across_stages"):
        rows += [{"method": method, "breakdown": f"{kind.replace('_', ' ')} of {name}", "part": part, "score": score}
                 for name, table in data[kind].items() for method, parts in table.items()
                 for part, score in parts.items()]  # fmt: skip
    if form is not Format.table:
        emit(data, rows, form)
        return
    cells = [[row["method"], row["breakdown"], row["part"], number(row["score"])] for row in rows]
    title = f"{scenario} minus {data['reference']} by cause, and both totals by place and across stages"
    show_table(title, ["category", "breakdown", "part", "score"], cells, CAVEAT, right=[3])
