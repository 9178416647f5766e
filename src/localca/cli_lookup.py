"""The commands that look something up: grid, flows, score."""

from __future__ import annotations

from typing import Annotated

import typer

from localca.cli_options import FamilyOption, FormatOption, MethodsOption, emit, names
from localca.terminal import Format, number, say, show_numbers, show_scores, show_table


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (grid, flows, score):
        app.command()(command)


def grid(
    place: Annotated[str, typer.Argument(help="ISO 3166 alpha-3 code, e.g. JAM.")],
    year: Annotated[str | None, typer.Option("--year", help="A shipped mix of the place, e.g. 2005.")] = None,
    mix: Annotated[str | None, typer.Option("--mix", help="Your own shares: wind=0.3,gas=0.7")] = None,
    methods: MethodsOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show a country's electricity: mix, losses and scores per kWh at the plug."""
    from localca import api, impact_methods, lookup

    found = lookup.grid(
        api.open_background(),
        place,
        impact_methods.choose(names(methods)),
        year,
        lookup.parse_shares(mix) if mix else None,
    )
    if form is not Format.table:
        rows = [
            {"place": place, "year": found["year"], "method": key, **value} for key, value in found["scores"].items()
        ]
        emit(found, rows, form)
        return
    shares = [[technology, f"{share:.1%}"] for technology, share in found["mix"].items()]
    show_table(
        f"{place}, mix {found['mix_name']}, grid loss {found['loss']:.1%}", ["technology", "share"], shares, right=[1]
    )
    show_scores("per kWh at the plug", found)


def flows(
    search: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List the flows of the background: unit, kWh inside, quality, sources."""
    from localca import api, lookup

    words = " ".join(search or [])
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


def score(
    flow: Annotated[str, typer.Argument(help="A flow, see `localca flows`; or electricity.")],
    place: Annotated[str, typer.Option("--place", "-p", help="Where it is made or run.")] = "USA",
    methods: MethodsOption = None,
    family: FamilyOption = "ef",
    numbers: Annotated[bool, typer.Option("--numbers", help="Show the rows and elementary flows behind it.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """Score one unit of a flow made or run at a place."""
    from localca import api, impact_methods, lookup

    chosen = impact_methods.choose(names(methods), family)
    found = lookup.score(api.open_background(), flow, place, chosen)
    if numbers:
        found["elementary"] = lookup.breakdown(api.open_background(), flow, place, chosen)
        found["numbers"] = lookup.numbers(api.open_background(), flow)
    if form is not Format.table:
        rows = [{"flow": flow, "place": place, "method": key, **value} for key, value in found["scores"].items()]
        emit(found, rows, form)
        return
    say(f"{found['title']}, made or run in {place} (match: {found['match']})", style="bold")
    show_scores(f"per {found['unit']}", found)
    if numbers:
        show_numbers(found)
