"""What a flow name means in a background, at a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from localca.language import mark, tr

Status = Literal["exact", "fallback", "proxy"]
PLUG = mark("electricity at the plug, {mix}")


@dataclass(frozen=True)
class Match:
    """What a flow name means in a background, at a place.

    ``key`` names the solved activity; ``kwh`` and ``heat_mj`` are drawn, per unit, where the activity runs and are
    not inside its score. ``status`` says how the place was met: exact, fallback (a regional figure) or proxy. ``mix``
    names the mix of electricity at the plug, empty for everything else.
    """

    key: str
    flow: str
    title: str
    kind: str
    place: str
    unit: str
    status: Status
    swappable: bool
    kwh: float = 0.0
    kwh_sigma: float = 0.0
    heat_mj: float = 0.0
    heat_sigma: float = 0.0
    loss: float = 0.0
    loss_sigma: float = 0.0
    stowage_density: float = 0.0
    density: float = 0.0
    quality: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""
    mix: str = ""

    @property
    def words(self) -> str:
        """The title in the language at hand."""
        return tr(PLUG, mix=self.mix) if self.mix else tr(self.title)
