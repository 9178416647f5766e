"""Other modes for a leg: what another means of transport would score for the same tonne-kilometres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.errors import InputError
from localca.language import Words, mark, tr
from localca.parameter import Leg, Parameter
from localca.places import place_name

OTHER_MODE = {"ship": "air_long_haul", "air": "ship_container", "truck": "rail_diesel", "van": "truck_rigid_medium"}
MODE_WORDS = Words(
    {
        "air_long_haul": mark("air long haul"),
        "air_short_haul": mark("air short haul"),
        "barge": mark("barge"),
        "rail_diesel": mark("rail diesel"),
        "rail_electric": mark("rail electric"),
        "ship_bulk": mark("ship bulk"),
        "ship_container": mark("ship container"),
        "ship_container_large": mark("ship container large"),
        "ship_general_cargo": mark("ship general cargo"),
        "truck_articulated": mark("truck articulated"),
        "truck_articulated_euro6": mark("truck articulated euro6"),
        "truck_articulated_old": mark("truck articulated old"),
        "truck_rigid_large": mark("truck rigid large"),
        "truck_rigid_large_old": mark("truck rigid large old"),
        "truck_rigid_medium": mark("truck rigid medium"),
        "truck_rigid_small": mark("truck rigid small"),
        "van": mark("van"),
        "van_old": mark("van old"),
    }
)


def mode_words(flow: str) -> str:
    """A means of transport in words; the name of a user's own one."""
    return MODE_WORDS.get(flow) or flow.replace("_", " ")


def distance_title(leg: Leg, place: str) -> str:
    """The length of a leg, with its place as it is to be written."""
    return tr("distance of {row} by {mode} from {place}{apart}", row=tr(leg.row), mode=mode_words(leg.flow),
              place=place, apart=leg.apart)  # fmt: skip


def mode_title(leg: Leg, other: str, place: str) -> str:
    """The share of a leg that goes by another mode, with its place as it is to be written."""
    return tr("share by {other} in the distance of {row} by {mode} from {place}{apart}", other=mode_words(other),
              row=tr(leg.row), mode=mode_words(leg.flow), place=place, apart=leg.apart)  # fmt: skip


def mode_ratios(base: Assessment, scenario: str, is_leg: Callable[[Line], bool] | None) -> Iterator[tuple[str, Floats]]:
    """The other mode of a leg and its score per tonne-kilometre as a multiple of today's, shape (methods,).

    A leg whose mode has no other one in the background, or that draws electricity where it runs, has none.
    """
    lines = [line for line in base.lines if line.scenario == scenario and is_leg and is_leg(line)]
    if len({line.component for line in lines}) != 1:
        return
    line = lines[0]
    mode = OTHER_MODE.get(line.flow.partition("_")[0], "")
    if not mode:
        return
    database = base.database
    try:
        matches = [database.resolve(name, "tonne*km", line.place) for name in (mode, line.flow)]
    except InputError:
        return
    other, today = database.unit_scores(matches, base.methods).to_numpy()
    yield mode, np.divide(other, today, out=np.ones_like(other), where=today != 0)


def other_mode(base: Assessment, scenario: str, distance: Parameter) -> Iterator[Parameter]:
    """The share of a leg that goes by another mode over the same distance."""
    leg = distance.leg
    if leg is None:
        return
    for mode, ratio in mode_ratios(base, scenario, distance.scales):
        title, placed = (mode_title(leg, mode, place) for place in (leg.place, place_name(leg.place)))
        yield replace(distance, id=f"mode:{distance.id.partition(':')[2]}", kind="mode", title=title, unit="share",
                      bounds=(0.0, 1.0), current=0.0, instead=ratio, placed=placed)  # fmt: skip
