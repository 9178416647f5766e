"""Options that several commands share, and the one way from options to a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localca.terminal import Format, csv_text, json_text, write

if TYPE_CHECKING:
    from localca.api import Result

ProductArgument = Annotated[str, typer.Argument(help="A shipped id (see `localca products`) or a path of a TOML file.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the result.")]
MethodsOption = Annotated[str | None, typer.Option("--methods", "-m", help="Impact categories, comma-separated.")]
FamilyOption = Annotated[str, typer.Option("--method-family", help="ef, ipcc2021, cml, traci or recipe.")]
ReferenceOption = Annotated[str | None, typer.Option("--reference", "-r", help="Compare with this scenario.")]
SetOption = Annotated[list[str] | None, typer.Option("--set", help="row.field=value; repeatable.")]
AllocationOption = Annotated[str, typer.Option(help="Recycled content: cutoff or cff.")]
ProjectOption = Annotated[str | None, typer.Option("--project", help="A Brightway project.")]
DatabaseOption = Annotated[str | None, typer.Option("--database", help="A database of the project.")]


def names(text: str | None) -> list[str] | None:
    """Comma-separated names; None when nothing was given."""
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def emit(data: Mapping[str, Any], rows: Sequence[Mapping[Any, Any]], form: Format) -> None:
    """Print data as JSON, or its rows as CSV."""
    write(json_text(data) if form is Format.json else csv_text(rows))


def result_of(
    product: str,
    settings: Sequence[str] | None,
    reference: str | None,
    methods: str | None,
    family: str,
    allocation: str,
    scenarios: str | None = None,
    draws: int = 1024,
    seed: int = 2008,
    project: str | None = None,
    database: str | None = None,
) -> Result:
    """The comparison the options ask for.

    Raises:
        InputError: for anything wrong in them.
    """
    from localca import api
    from localca.chosen_background import background_of
    from localca.product_file import load
    from localca.recycling import allocation_rule

    return api.compare(
        load(product, settings or ()),
        reference,
        names(scenarios),
        names(methods),
        allocation=allocation_rule(allocation),
        family=family,
        draws=draws,
        seed=seed,
        background=background_of(project, database),
    )
