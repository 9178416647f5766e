"""Links from our flow names to the activities of a user's database: a TOML file, exactly one activity or an error.

A link names an activity; a location left out follows the place asked for. Units are checked by dimension.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from localca.brightway_units import pint_name
from localca.errors import InputError, nearest_names
from localca.project_files import Node
from localca.regions import TIERS, Tier, tier
from localca.units import convert

GRID_PRODUCTS = ("electricity, high voltage", "electricity, medium voltage", "electricity, low voltage")
SHOWN = 8
MARKET = "market for electricity, low voltage"
Swap = Literal["first_tier", "chain", "never"]


class Link(BaseModel):
    """One activity of the database; ``location`` left out follows the place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    product: str = ""
    location: str = ""
    unit: str = ""


class Electricity(BaseModel):
    """Which activity delivers electricity in a country, and which inputs of an activity count as grid electricity.

    ``swap`` is the stated choice of how far a grid is swapped: in the activity itself (``first_tier``), also in the
    activities it takes from whose name starts with one of ``through`` (``chain``), or not at all (``never``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    product: str = ""
    inputs: tuple[str, ...] = GRID_PRODUCTS
    swap: Swap = "first_tier"
    through: tuple[str, ...] = ()


class Links(BaseModel):
    """The links file. ``unlinked`` says what happens to a flow without a link: an error, or the open database."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unlinked: Literal["error", "open"] = "error"
    electricity: Electricity | None = None
    flows: dict[str, Link] = Field(default_factory=dict)

    def digest(self) -> str:
        """A hash of everything in it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Linked:
    """The one activity behind a flow at a place, and how its location meets the place."""

    node: Node
    tier: Tier


def load_links(path: Path) -> Links:
    """The links of a TOML file.

    Raises:
        InputError: when it is missing, no TOML, or has unknown fields.
    """
    try:
        return read_links(path.read_bytes(), str(path))
    except OSError as error:
        raise _no_links(str(error.strerror), str(path)) from error


def read_links(data: bytes, where: str) -> Links:
    """The links of a TOML text.

    Raises:
        InputError: when it is no TOML in UTF-8, or has unknown fields.
    """
    try:
        return Links.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _no_links(str(error), where) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{first['msg']}.", where=f"{where}, {field}", do="Fields are name, product, location, unit; see the docs."
        ) from error


def _no_links(reason: str, where: str) -> InputError:
    return InputError(f"it cannot be read: {reason}.", where=where, do="Give a TOML file of links.")


def dump(links: Links) -> str:
    """The links as the text of a file that :func:`read_links` reads."""
    import tomlkit

    return tomlkit.dumps(links.model_dump(mode="json", exclude_defaults=True))


def find(nodes: Iterable[Node], link: Link, place: str, where: str = "") -> Linked:
    """The one activity a link means at a place: the best location wins, and one activity must be best.

    Raises:
        InputError: none (with the nearest names) or several (with the list to pick from).
    """
    pool = list(nodes)
    named = [node for node in pool if node.name == link.name and link.product in ("", node.product)]
    fitting = [node for node in named if link.location in ("", node.location) and link.unit in ("", node.unit)]
    if not fitting:
        nearest = [describe(node) for node in named] or list(nearest_names(link.name, {node.name for node in pool}))
        raise InputError(
            f"the database has no activity {_wanted(link)}.",
            where=where,
            nearest=nearest[:5],
            do="Correct the link; `localca use --link FLOW` lists candidates.",
        )
    order = [(TIERS.index(tier(node.location, place)), node) for node in fitting]
    best = min(index for index, _ in order)
    chosen = [node for index, node in order if index == best]
    if len(chosen) > 1:
        raise InputError(
            f"{len(chosen)} activities are {_wanted(link)}: exactly one is needed.",
            where=where,
            nearest=[describe(node) for node in chosen[:SHOWN]],
            do="Add the product, location or unit of one of them to the link.",
        )
    return Linked(chosen[0], TIERS[best])


def check_unit(node: Node, unit: str, where: str = "") -> float:
    """How many units of the activity one ``unit`` is.

    Raises:
        InputError: for another dimension.
    """
    try:
        return convert(1.0, unit, pint_name(node.unit))
    except InputError as error:
        raise InputError(
            f"'{node.name}' is measured in {node.unit}: {error.problems[0].what}",
            where=where,
            do=f"Link an activity whose unit converts to '{unit}'.",
        ) from error


def candidates(nodes: Iterable[Node], words: str, unit: str, count: int = SHOWN) -> list[Node]:
    """The activities most like some words, in a unit of the right dimension, the most alike first."""
    wanted = {word for word in _words(words) if len(word) > 2}
    found = []
    for node in nodes:
        own = _words(f"{node.name} {node.product}")
        shared = wanted & own
        if shared and _fits(node, unit):
            found.append((-len(shared) / len(wanted), len(own), describe(node), node))
    return [item[-1] for item in sorted(found, key=lambda item: item[:3])[:count]]


def describe(node: Node) -> str:
    """An activity in words."""
    product = f", {node.product}" if node.product and node.product != node.name else ""
    return f"{node.name}{product} ({node.location or 'no location'}, {node.unit})"


def save_link(path: Path, flow: str, node: Node) -> None:
    """Write a choice back into the links file, keeping all else in it as it is.

    Raises:
        InputError: when the file cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(path.read_text(encoding="utf-8")) if path.is_file() else tomlkit.document()
        table = document.setdefault("flows", tomlkit.table(is_super_table=True))
        parts = {"name": node.name, "product": node.product, "location": node.location, "unit": node.unit}
        table[flow] = {key: value for key, value in parts.items() if value}
        Links.model_validate(document.unwrap())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    except (OSError, TOMLKitError, ValidationError) as error:
        raise InputError(f"the choice cannot be saved: {error}.", where=str(path)) from error


def _wanted(link: Link) -> str:
    parts = [f"'{link.name}'", link.product and f"making '{link.product}'", link.location and f"in {link.location}",
             link.unit and f"by {link.unit}"]  # fmt: skip
    return " ".join(part for part in parts if part)


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def _fits(node: Node, unit: str) -> bool:
    try:
        check_unit(node, unit)
    except InputError:
        return False
    return True


def known_flows(links: Links, offered: Sequence[str]) -> tuple[str, ...]:
    """Every flow name that resolves: the linked ones, and the open ones where those stand in."""
    return tuple(dict.fromkeys([*links.flows, *(offered if links.unlinked == "open" else ())]))
