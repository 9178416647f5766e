"""The commands that look something up: grid, flows, score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localca.cli_options import DatabaseOption, FamilyOption, FormatOption, MethodsOption, ProjectOption, emit, names
from localca.errors import InputError
from localca.terminal import Format, complain, number, say, show_fit, show_numbers, show_scores, show_table

if TYPE_CHECKING:
    from localca.installed import InstalledBackground


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (grid, flows, score):
        app.command()(command)


def grid(
    place: Annotated[str, typer.Argument(help="ISO 3166 alpha-3 code, e.g. JAM.")],
    year: Annotated[str | None, typer.Option("--year", help="A shipped mix of the place, e.g. 2005.")] = None,
    mix: Annotated[str | None, typer.Option("--mix", help="Your own shares: wind=0.3,gas=0.7")] = None,
    methods: MethodsOption = None,
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show a country's electricity: mix, losses and scores per kWh at the plug."""
    from localca import api, impact_methods, lookup

    own, shares = _installed(project, database), lookup.parse_shares(mix) if mix else None
    if own is None:
        found = lookup.grid(api.open_background(), place, impact_methods.choose(names(methods)), year, shares)
    else:
        from localca import installed_lookup

        chosen = own.choose_methods(names(methods))
        found = installed_lookup.grid(own, place, chosen, year, shares) | _of(own, chosen)
    if form is not Format.table:
        rows = [
            {"place": place, "year": found["year"], "method": key, **value} for key, value in found["scores"].items()
        ]
        emit(found, rows, form)
        return
    if own is not None:
        say(f"{place}: {found['delivered_by']} (match: {found['match']})", style="bold")
        say("\n".join(note for note in found["notes"] if note))
    if found["mix"]:
        shown = [[technology, f"{share:.1%}"] for technology, share in found["mix"].items()]
        title = f"{place}, mix {found['mix_name']}, grid loss {found['loss']:.1%}"
        show_table(title, ["technology", "share"], shown, right=[1])
    show_scores("per kWh at the plug", found)
    show_fit(found.get("fit", {}))


def _installed(project: str | None, database: str | None) -> InstalledBackground | None:
    """The user's database that is named or remembered; None for the open one."""
    from localca.chosen_background import background_of

    return background_of(project, database)


def _of(own: InstalledBackground, methods: Any) -> dict[str, Any]:
    """Which database was asked, and how well the methods fit it."""
    return {"background": own.name, "fit": own.method_origins(methods)}


def flows(
    search: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    place: Annotated[str, typer.Option("--place", "-p", help="Your own database: the flows at this place.")] = "USA",
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """List the flows of the background: unit, kWh inside, quality, sources."""
    from localca import api, lookup

    own, words = _installed(project, database), " ".join(search or [])
    if own is not None:
        _own_flows(own, place, words, form)
        return
    found = lookup.flows(api.open_background(), words)
    if form is not Format.table:
        emit({"flows": found}, found, form)
        return
    if not found:
        nearest = lookup.similar_flows(api.open_background(), words)
        say(f"No flow matches '{words}'." + (f" Nearest: {', '.join(nearest)}." if nearest else ""))
        return
    columns = ["name", "title", "unit", "kind", "kWh", "MJ heat", "grid swappable", "quality", "sources"]
    rows = [
        [item["name"], item["title"], item["unit"], item["kind"], number(item["kwh"]), number(item["heat_mj"]),
         "yes" if item["swappable"] else "no", item["quality"], ", ".join(item["sources"])]
        for item in found
    ]  # fmt: skip
    show_table(f"{len(found)} flows", columns, rows, right=[4, 5])


def _own_flows(own: InstalledBackground, place: str, words: str, form: Format) -> None:
    """The linked flows of a user's database; a link that does not hold is told, with exit code 2."""
    from localca import installed_lookup

    found = installed_lookup.flows(own, place, words)
    problems = InputError.many(found.problems) if found.problems else None
    if form is Format.table:
        cells = [[item["name"], item["activity"] or item["title"], item["location"], item["unit"], number(item["kwh"]),
                  item["match"]] for item in found.rows]  # fmt: skip
        columns = ["name", "activity", "location", "unit", "kWh grid", "match"]
        show_table(f"{own.name}, at {place}", columns, cells, right=[4])
        if found.left_out:
            say(f"{found.left_out} more activities hold these words; use more of them.")
        unlinked = own.links.unlinked
        say(f"unlinked = '{unlinked}': every other flow {OTHERS[unlinked]}")
    else:
        data = {"flows": found.rows, "background": own.name, "place": place, "unlinked": own.links.unlinked}
        told = [{"what": item.what, "where": item.where, "nearest": list(item.nearest), "do": item.do}
                for item in found.problems]  # fmt: skip
        emit(data | {"left_out": found.left_out, "problems": told}, found.rows, form)
    if problems is not None:
        complain(f"Error: {problems}\nAnother place: --place ISO3.")
        raise typer.Exit(2)


OTHERS = {
    "open": "comes from the open database (words find them here, `localca use --open` and `localca flows` lists them).",
    "error": "is refused until it is linked: `localca use --link FLOW`.",
}


def score(
    flow: Annotated[str, typer.Argument(help="A flow, see `localca flows`; or electricity.")],
    place: Annotated[str, typer.Option("--place", "-p", help="Where it is made or run.")] = "USA",
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    numbers: Annotated[bool, typer.Option("--numbers", help="Show the rows and elementary flows behind it.")] = False,
    project: ProjectOption = None,
    database: DatabaseOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Score one unit of a flow made or run at a place."""
    from localca import api, impact_methods, lookup

    own = _installed(project, database)
    if numbers:
        _open_only(own)
    if own is None:
        chosen = impact_methods.choose(names(methods), family)
        found = lookup.score(api.open_background(), flow, place, chosen)
    else:
        chosen = own.choose_methods(names(methods), family)
        found = lookup.score(own, flow, place, chosen) | _of(own, chosen)
    if numbers:
        found["elementary"] = lookup.breakdown(api.open_background(), flow, place, chosen)
        found["numbers"] = lookup.numbers(api.open_background(), flow)
    if form is not Format.table:
        rows = [{"flow": flow, "place": place, "method": key, **value} for key, value in found["scores"].items()]
        emit(found, rows, form)
        return
    _show_score(found)
    if numbers:
        show_numbers(found)


def _open_only(own: InstalledBackground | None) -> None:
    """Refuse to show the rows of the open database's tables for another database."""
    if own is not None:
        raise InputError(
            f"the rows behind a flow are told of the open database only, not of {own.name}.",
            where="--numbers",
            do="Leave it out, or open the activity in the Activity Browser.",
        )


def _show_score(found: Mapping[str, Any]) -> None:
    """The score of a flow, how the place was met and, of a user's database, its parts and how the methods fit."""
    say(f"{found['title']}, made or run in {found['place']} (match: {found['match']})", style="bold")
    if "fit" in found and found["note"]:
        say(found["note"])
    show_scores(f"per {found['unit']}", found)
    if "fit" in found:
        rows = [[item["part"], item["title"], number(item["amount"]), item["unit"], item["match"],
                 *(number(value) for value in item["scores"].values())] for item in found["parts"]]  # fmt: skip
        columns = ["part", "activity", "amount", "unit", "match", *found["scores"]]
        show_table("What it is made of", columns, rows, right=[2, *range(5, len(columns))])
        show_fit(found["fit"])
