"""Other modes for a leg: what another means of transport would score for the same tonne-kilometres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.errors import InputError
from localca.parameter import Parameter

OTHER_MODE = {"ship": "air_long_haul", "air": "ship_container", "truck": "rail_diesel", "van": "truck_rigid_medium"}


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
    for mode, ratio in mode_ratios(base, scenario, distance.scales):
        title = f"share by {mode.replace('_', ' ')} in the {distance.title}"
        yield replace(distance, id=f"mode:{distance.id.partition(':')[2]}", kind="mode", title=title, unit="share",
                      bounds=(0.0, 1.0), current=0.0, instead=ratio)  # fmt: skip
