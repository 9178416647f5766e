"""A choice of electricity for production, and what it changes in a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from localca.electricity import grid_mix
from localca.language import mark
from localca.mix_editing import Editing, technology_shares
from localca.product import Electricity
from localca.tables import Tables

OWN = mark("as in the scenario")
SAME = 1e-9


@dataclass(frozen=True)
class Grid:
    """The grid chosen: a country's mix by name, with shares of one's own when edited; ``home`` is the scenario's."""

    place: str
    name: str
    home: str
    editing: Editing
    loss: float


def usual_loss(tables: Tables, place: str, name: str, here: Electricity | None) -> float:
    """The loss before anyone changes it: as in the scenario, else of the country's mix."""
    if here is not None and here.loss is not None:
        return here.loss
    loss = grid_mix(tables, place, None if name == OWN else name).loss
    return loss / 2 if here is not None and here.voltage == "high" else loss


def changes_of(tables: Tables, grid: Grid, now: Electricity, changes: dict[str, Any]) -> dict[str, Any]:
    """The fields of the scenario's electricity that the choice changes; ``changes`` holds those known already.

    A whole country on a foreign or edited mix is that country with these shares, so that its materials follow.
    """
    here = grid.place == grid.home
    country = changes.get("applies_to", now.applies_to) == "country"
    if grid.editing.edited or (country and not here):
        mix: Any = technology_shares(tables, grid.place, grid.name, grid.editing.shares)
        changes = {**changes, "mix": mix, "loss": grid.loss}
    elif grid.name != OWN and (not here or grid.name != (now.mix or tables.default_mix[grid.place])):
        changes = {**changes, "mix": grid.name, "loss": grid.loss}
    elif abs(grid.loss - usual_loss(tables, grid.place, grid.name, now)) > SAME:
        changes = {**changes, "loss": grid.loss}
    return changes if here or country else {**changes, "place": grid.place}
