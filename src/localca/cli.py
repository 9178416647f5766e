"""The command line: a thin skin. Exit codes: 0 done, 2 wrong input (nothing written), 1 a fault of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from localca import __version__, cli_analyses, cli_databases, cli_lookup, cli_report
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
    result_of,
)
from localca.errors import DataError, InputError
from localca.terminal import (
    Format,
    complain,
    csv_text,
    json_text,
    say,
    show_comparison,
    show_table,
    write,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Does making it locally lower its impacts? Compare products made here and elsewhere.",
)


@app.command()
def products(form: FormatOption = Format.table) -> None:
    """List the shipped products."""
    from localca import lookup

    found = lookup.products()
    if form is not Format.table:
        emit({"products": found}, found, form)
        return
    rows = [[item["id"], item["title"], item["functional_unit"], "\n".join(item["scenarios"])] for item in found]
    show_table("Products", ["id", "title", "functional unit", "scenarios"], rows, "Try: localca compare carrier-bag")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Product files.")],
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Validate product files; nothing is written."""
    from localca import api
    from localca.chosen_background import background_of
    from localca.product_file import load

    background, reports = background_of(project, database), []
    for file in files:
        try:
            product = load(file)
            api.compare(product, methods=["climate"], draws=2, background=background)
            reports.append({"file": str(file), "ok": True, "problems": []})
        except InputError as error:
            problems = [
                {"what": item.what, "where": item.where, "nearest": list(item.nearest), "do": item.do}
                for item in error.problems
            ]
            reports.append({"file": str(file), "ok": False, "problems": problems})
            if form is Format.table:
                complain(f"{file}: {len(problems)} problem{'s' if len(problems) > 1 else ''}\n{error}")
    if form is Format.table:
        for report in reports:
            if report["ok"]:
                say(f"{report['file']}: ok")
    else:
        emit({"files": reports}, reports, form)
    if not all(report["ok"] for report in reports):
        raise typer.Exit(2)


@app.command()
def compare(
    product: ProductArgument,
    scenarios: Annotated[str | None, typer.Option("--scenarios", "-s", help="Names, comma-separated.")] = None,
    reference: ReferenceOption = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    draws: Annotated[int, typer.Option(min=16, max=100_000, help="Paired samples behind each verdict.")] = 1024,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 2008,
    audit: Annotated[bool, typer.Option("--audit", help="Let Brightway solve the whole system and compare.")] = False,
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Compare the scenarios of a product: the main job."""
    result = result_of(
        product, settings, reference, methods, family, allocation, scenarios, draws, seed, project, database
    )
    data = result.to_dict()
    if audit:
        from localca.installed_audit import audited

        data["audit"] = {"max_relative_deviation": audited(result.assessment)}
    if form is Format.json:
        write(json_text(data))
    elif form is Format.csv:
        write(csv_text(result.frame.to_dict("records")))
    else:
        show_comparison(data)


@app.command(name="app")
def run_app(port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web page.")] = 8501) -> None:
    """Start the web app in the browser."""
    from localca.tables import app_file

    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), "--server.port", str(port)]
    command += [
        "--browser.gatherUsageStats",
        "false",
        "--server.maxUploadSize",
        "2",
        "--server.showEmailPrompt",
        "false",
    ]
    raise typer.Exit(subprocess.call(command))


cli_lookup.register(app)
cli_analyses.register(app)
cli_report.register(app)
cli_databases.register(app)


def _version(value: bool) -> None:
    if value:
        write(__version__)
        raise typer.Exit


@app.callback()
def _options(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False) -> None:
    pass


def main() -> None:
    """Run the command line and turn errors into words and exit codes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except InputError as error:
        complain(f"Error: {error}")
        sys.exit(2)
    except DataError as error:
        complain(f"A shipped table is broken, please report it: {error}")
        sys.exit(1)
