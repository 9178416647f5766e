"""The commands round the user's own Brightway databases: databases, use, import, export."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from localca.terminal import Format, complain, csv_text, say, show_table

if TYPE_CHECKING:
    from localca.chosen_background import Choice
    from localca.installed import InstalledBackground


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(databases)
    app.command()(use)
    app.command(name="import")(import_)
    app.command()(export)


def databases(
    project: ProjectOption = None,
    methods: Annotated[str | None, typer.Option("--methods", help="List the project's methods with this word.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List the Brightway projects and databases on this machine; nothing is opened or changed."""
    from localca.project_files import Project, base_folder, project_names

    rows: list[dict[str, Any]] = []
    for name in [project] if project else project_names():
        found = Project(name)
        if methods is not None:
            rows += [{"project": name, "method": " | ".join(key), "unit": str(meta.get("unit", ""))}
                     for key, meta in found.methods.items() if methods.lower() in " | ".join(key).lower()]  # fmt: skip
        else:
            rows += [{"project": name, "database": key, "activities": str(meta.get("number", "")),
                      "methods": str(len(found.methods))} for key, meta in found.databases.items()]  # fmt: skip
    if form is not Format.table:
        emit({"databases" if methods is None else "methods": rows}, rows, form)
    elif not rows:
        say(f"Nothing found in {base_folder()}. BRIGHTWAY2_DIR names another folder.")
    else:
        show_table(f"In {base_folder()}", list(rows[0]), [list(row.values()) for row in rows],
                   "Choose one: localca use --project P --database D")  # fmt: skip


def use(
    project: ProjectOption = None,
    database: DatabaseOption = None,
    links: Annotated[str | None, typer.Option("--links", help="The TOML file that links flows to activities.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Back to the open database.")] = False,
    link: Annotated[str | None, typer.Option("--link", help="List candidates for this flow and pick one.")] = None,
    pick: Annotated[int | None, typer.Option("--pick", help="The candidate's number, instead of a question.")] = None,
    words: Annotated[str | None, typer.Option("--words", help="Look for these words instead of the flow's.")] = None,
) -> None:
    """Choose the database that the next commands use, and link flows to it."""
    from localca import chosen_background as chosen

    if open_:
        chosen.remember(None)
        say("The open database is used.")
        return
    choice = chosen.choice_of(project, database, links)
    if choice is None:
        say("The open database is used. `localca databases` lists others.")
        return
    background = chosen.opened(choice)
    if project:
        chosen.remember(choice)
    if link:
        _pick(background, choice, link, pick, words)
        return
    linked = ", ".join(background.links.flows) or "none yet: `localca use --link FLOW`"
    say(f"{background.name} is used. Links: {choice.links_file()}\nLinked flows: {linked}")
    if background.links.unlinked == "open":
        say("Flows without a link come from the open database.")


def _pick(background: InstalledBackground, choice: Choice, flow: str, pick: int | None, words: str | None) -> None:
    """Candidates for a flow, and the choice saved into the links file."""
    from localca.links import candidates, describe, save_link

    known = background.open.tables.activities.get(flow)
    if known is None and not flow.startswith("electricity"):
        background.open.resolve(flow, "kg", "USA")
    text = words or (f"{known.title} {known.description}" if known else flow.replace("@", " "))
    found = candidates(background.resolver.linkable, text, known.unit if known else "kWh")
    if not found:
        raise InputError(f"nothing in {background.name} is like '{text}'.", where=flow, do="Try other --words.")
    for number, node in enumerate(found, 1):
        say(f"{number:2}  {describe(node)}")
    number = pick if pick is not None else int(typer.prompt("Which", type=int))
    if not 1 <= number <= len(found):
        raise InputError(f"there is no candidate {number}.", where="--pick", do=f"Choose 1 to {len(found)}.")
    save_link(choice.links_file(), flow, found[number - 1])
    say(f"{flow} = {describe(found[number - 1])}, kept in {choice.links_file()}")


def import_(
    project: Annotated[str, typer.Option("--project", help="The project to import into; made when it is not there.")],
    path: Annotated[Path | None, typer.Argument(help="A file, folder or zip.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="ecospold1, ecospold2, simapro or excel.")] = "ecospold1",
    database: Annotated[str | None, typer.Option("--database", help="The name to give; the file's by default.")] = None,
    ecoinvent: Annotated[str | None, typer.Option("--ecoinvent", help="A release, by your own account.")] = None,
    system_model: Annotated[str, typer.Option("--system-model", help="cutoff, apos, ...")] = "cutoff",
    provider: Annotated[list[str] | None, typer.Option(help="PRODUCT=DATASET NUMBER; repeatable.")] = None,
    convert: Annotated[list[str] | None, typer.Option(help="PRODUCT=units made per unit taken.")] = None,
    output: Annotated[Path | None, typer.Option("--report", help="Write all unlinked and repaired, CSV.")] = None,
) -> None:
    """Bring a database into Brightway; what was unlinked or repaired is reported."""
    from localca import importing
    from localca.importing_ecoinvent import import_ecoinvent

    if ecoinvent:
        account = (os.environ.get("EI_USERNAME"), os.environ.get("EI_PASSWORD"))
        name = import_ecoinvent(ecoinvent, system_model, project, *account, say=complain)
        say(f"Imported {name} into {project}. Next: localca use --project {project!r} --database {name!r}")
        return
    if path is None:
        raise InputError("nothing to import.", where="localca import", do="Name a file, or --ecoinvent RELEASE.")
    report = importing.import_file(
        path, kind, project, database or path.stem, complain,
        providers={name: int(value) for name, value in _pairs(provider, "--provider").items()},
        conversions=_pairs(convert, "--convert"),
    )  # fmt: skip
    unlinked = [{"what": f"unlinked {item.kind}", "name": item.name, "unit": item.unit, "count": item.exchanges}
                for item in report.unlinked]  # fmt: skip
    repairs = [{"what": "repair", "name": text, "unit": "", "count": count} for text, count in report.repairs]
    if output:
        from localca.export import write_whole

        write_whole(output, lambda scratch: scratch.write_text(csv_text([*unlinked, *repairs]), encoding="utf-8"))
    say(f"{report.activities} activities in {project}/{report.database}; {report.unlinked_exchanges} of "
        f"{report.exchanges} exchanges lead to nothing and score nothing.")  # fmt: skip
    for title, rows in (("Repaired or noted", repairs), ("Unlinked, most frequent first", unlinked)):
        cells = [[str(row[field]) for field in ("what", "name", "unit", "count")] for row in rows[:12]]
        show_table(title, ["what", "name", "unit", "exchanges"], cells, f"{len(rows)} in all; --report FILE lists them")


def _pairs(texts: list[str] | None, where: str) -> dict[str, float]:
    found = {}
    for text in texts or ():
        name, equals, value = text.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError:
            equals = ""
        if not equals or not name or not found[name] > 0:
            raise InputError(f"'{text}' is not NAME=NUMBER.", where=where, do="Write for example 'Diesel=0.84'.")
    return found


def export(
    product: ProductArgument,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="FILE.xlsx, .csv or .bw2package.")] = None,
    to_project: Annotated[str | None, typer.Option("--to-project", help="A new Brightway project instead.")] = None,
    biosphere: Annotated[str, typer.Option(help="Your biosphere database.")] = "biosphere3",
    scenarios: Annotated[str | None, typer.Option("--scenarios", "-s", help="Names, comma-separated.")] = None,
    reference: ReferenceOption = None,
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    settings: SetOption = None,
    allocation: AllocationOption = "cutoff",
    project: ProjectOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write the whole inventory for Brightway or the Activity Browser."""
    from localca import export as writing

    if (output is None) == (to_project is None):
        raise InputError("where to?", where="localca export", do="Give --output FILE or --to-project NAME.")
    result = result_of(
        product, settings, reference, methods, family, allocation, scenarios, 16, 2008, project, database
    )
    if output is not None:
        say(f"Written: {writing.export_file(result.assessment, output, biosphere)}")
    elif to_project is not None:
        name = writing.export_project(result.assessment, to_project)
        say(f"Written: database {name} in the new project {to_project}; open it in the Activity Browser.")
