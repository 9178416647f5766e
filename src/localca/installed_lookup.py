"""Looking things up in a user's own database: its linked flows, activities by words, and what a grid delivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localca import lookup
from localca.background import ELECTRICITY, Match
from localca.electricity import grid_mix
from localca.errors import Problem, Problems
from localca.impact_methods import Method
from localca.installed import InstalledBackground
from localca.installed_resolve import MARK
from localca.places import check_country
from localca.project_files import Node

NOT_LINKED, OPEN = "not linked", "open database"
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """Rows of flows, the linked ones first; how many activities that are not linked were left out of them; and the
    links that mean no activity, several, or none at that place."""

    rows: list[dict[str, Any]]
    left_out: int
    problems: tuple[Problem, ...]


def flows(background: InstalledBackground, place: str, search: str = "") -> Found:
    """The linked flows at a place; with words, also activities that are not linked and what the open database adds.

    Raises:
        InputError: for an unknown place.
    """
    check_country(place, "--place")
    words = search.lower().split()
    rows, problems = [], Problems()
    names = [*([ELECTRICITY] if background.links.electricity else []), *background.links.flows]
    for name in names:
        with problems.at(f"links, {name}"):
            where = name.partition("@")[2] or place
            match = background.resolve(name, lookup.unit_of(background, name), where)
            row = _linked(background, name, match)
            if _holds(words, name, row["activity"], row["product"]):
                rows.append(row)
    if not words:
        return Found(rows, 0, tuple(problems.found))
    if background.links.unlinked == "open":
        known = lookup.flows(background.open, search)
        rows += [_open(item) for item in known if item["name"] not in background.links.flows]
    taken = {(row["activity"], row["product"], row["location"]) for row in rows}
    others = [node for node in background.resolver.linkable if (node.name, node.product, node.location) not in taken
              and _holds(words, node.name, node.product, node.location)]  # fmt: skip
    others.sort(key=lambda node: (len(node.name), node.name, node.product, node.location))
    shown = [_node(background, node) for node in others[:SHOWN]]
    return Found(rows + shown, max(len(others) - SHOWN, 0), tuple(problems.found))


def _holds(words: Sequence[str], *texts: str) -> bool:
    text = " ".join(texts).lower()
    return all(word in text for word in words)


def _linked(background: InstalledBackground, name: str, match: Match) -> dict[str, Any]:
    """A linked flow at a place; a mix of several technologies is told by its title."""
    recipe = background.recipe(match) if MARK in match.key else []
    card = recipe[0][2] if recipe and match.key.split(MARK)[0] != ELECTRICITY else {}
    return _row(
        name=name, title=match.title, unit=match.unit, kind=match.kind, kwh=match.kwh, heat_mj=match.heat_mj,
        swappable=match.swappable, quality=match.quality, sources=list(match.sources), match=match.status,
        activity=card.get("name", match.title), product=card.get("reference product", ""),
        location=card.get("location", ""), note=match.note,
    )  # fmt: skip


def _open(item: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: item[key] for key in ("name", "title", "unit", "kind", "kwh", "heat_mj", "swappable", "quality",
                                       "sources")}  # fmt: skip
    return _row(**kept, match=OPEN, note=item["weakness"])


def _node(background: InstalledBackground, node: Node) -> dict[str, Any]:
    kwh = background.resolver.electric(node.id).total
    return _row(
        title=node.name, unit=node.unit, kwh=kwh, swappable=kwh > 0, sources=[background.name], match=NOT_LINKED,
        activity=node.name, product=node.product, location=node.location,
    )  # fmt: skip


def _row(**known: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {
        "name": "", "title": "", "unit": "", "kind": "", "kwh": 0.0, "heat_mj": 0.0, "swappable": False, "quality": "",
        "sources": [], "match": "", "activity": "", "product": "", "location": "", "note": "",
    }  # fmt: skip
    return blank | known


def grid(
    background: InstalledBackground, place: str, methods: Sequence[Method], name: str | None = None,
    shares: Mapping[str, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """1 kWh at the plug of a place as the database delivers it: its market, else linked technologies or the open grid.

    Of a market the mix and the loss are inside its score and not stated; with ``shares``, technologies are mixed.

    Raises:
        InputError: for an unknown place, mix or technology, or a grid that nothing delivers.
    """
    if shares:
        return lookup.grid(background, place, methods, name, shares) | {"delivered_by": "your own mix"}
    check_country(place, "place")
    match = background.resolve(ELECTRICITY, "kWh", f"{place}:{name}" if name else place)
    if MARK not in match.key:
        found = lookup.grid(background.open, place, background.methods.of_a_family(methods), name)
        return found | {"delivered_by": match.title, "match": match.status, "notes": [match.note]}
    mixed = grid_mix(background.tables, place, name) if match.key.split(MARK)[0] == ELECTRICITY else None
    scores = background.unit_scores([match], methods).to_numpy()[0]
    units = background.method_units(methods)
    return {
        "place": place,
        "year": mixed.year if mixed else None,
        "mix_name": mixed.name if mixed else "",
        "mix": dict(sorted(mixed.shares.items(), key=lambda item: -item[1])) if mixed else {},
        "loss": mixed.loss if mixed else None,
        "scores": {
            method.id: {"score": float(value), "unit": units[method.id]}
            for method, value in zip(methods, scores, strict=True)
        },
        "sources": list(match.sources),
        "match": match.status,
        "notes": [match.note],
        "delivered_by": match.title,
    }
