"""The commands that write or read a file of results: report, save, open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    result_of,
)
from localca.errors import InputError
from localca.product_file import read_text
from localca.terminal import Format, complain, say, show_comparison

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(report)
    app.command()(save)
    app.command(name="open")(open_saved)


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        InputError: when it cannot be written.
    """
    scratch = path.with_name(f".{path.name}.part")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise InputError(
            f"the file cannot be written: {error.strerror}.", where=str(path), do="Choose a folder that exists."
        ) from error


def report(
    product: ProductArgument,
    output: OutputOption,
    reference: ReferenceOption = None,
    scenarios: Annotated[str | None, typer.Option("--scenarios", "-s", help="Names, comma-separated.")] = None,
    category: Annotated[str | None, typer.Option(help="The category of the figures, by default the first.")] = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write a self-contained report that another person can read, trace and repeat."""
    from localca import impact_methods
    from localca.report import report as render

    result = result_of(
        product, settings, reference, methods, family, allocation, scenarios, project=project, database=database
    )
    computed = [method.id for method in result.assessment.methods]
    chosen = category if category in computed or not category else impact_methods.choose([category], family)[0].id
    if chosen and chosen not in computed:
        raise InputError(
            f"'{chosen}' is not computed.", where="--category", nearest=computed, do="Add it to --methods."
        )
    write_file(output, render(result, chosen))
    say(f"Written: {output}")


def save(
    product: ProductArgument,
    output: OutputOption,
    reference: ReferenceOption = None,
    scenarios: Annotated[str | None, typer.Option("--scenarios", "-s", help="Names, comma-separated.")] = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
) -> None:
    """Save the question with fingerprints of data and result, to be opened again."""
    from localca import share

    if "|" in (methods or ""):
        raise InputError(
            "a saved question keeps categories of a family, not a project's own methods.",
            where="--methods",
            do="Name ids such as climate.",
        )
    result = result_of(
        product, settings, reference, methods, family, allocation, scenarios, project=project, database=database
    )
    write_file(output, share.save(result, family))
    say(f"Written: {output}")


def open_saved(
    file: Annotated[Path, typer.Argument(help="A file written by `localca save` or by the app.")],
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Ask a saved question again: the same numbers, or exactly what changed."""
    from localca import share
    from localca.chosen_background import background_saved

    saved = share.read(read_text(file), str(file))
    opened = share.reopen(saved, str(file), background_saved(saved.background, project, database))
    asked = opened.result.assessment.background
    data = opened.result.to_dict() | {"changes": list(opened.changes), "saved_background": saved.background}
    if asked != saved.background:
        complain(
            f"Note: saved with the database {saved.background}, asked again of {asked}: all numbers may differ. "
            "To ask a database of your own: --project P --database D."
        )
    if form is Format.table:
        show_comparison(data)
        say("\n".join(["Changed since it was saved:", *opened.changes]) if opened.changes else "Same numbers as saved.")
    else:
        emit(data, opened.result.frame.to_dict("records"), form)
