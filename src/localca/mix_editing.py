"""A mix by hand: shares of generation that always sum to 1, by fuel, and the technologies behind them.

What was typed stays; the other shares take what remains, in proportion to what they were.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from localca.electricity import Mix, technologies_of
from localca.language import Words, mark
from localca.tables import Tables

KEPT_STEPS = 50
FUEL_WORDS = Words(
    {
        "bioenergy": mark("bioenergy"),
        "coal": mark("coal"),
        "gas": mark("gas"),
        "hydro": mark("hydro"),
        "nuclear": mark("nuclear"),
        "oil": mark("oil"),
        "other_renewable": mark("other renewable"),
        "solar": mark("solar"),
        "wind": mark("wind"),
    }
)


def fuel_words(name: str) -> str:
    """A fuel in words; a technology by its name."""
    return FUEL_WORDS.get(name) or name.replace("_", " ")


@dataclass(frozen=True)
class Editing:
    """A mix being edited: the shares, which of them were typed, the shares it began with, and the steps before."""

    shares: Mapping[str, float]
    start: Mapping[str, float]
    typed: tuple[str, ...] = ()
    before: tuple[tuple[Mapping[str, float], tuple[str, ...]], ...] = ()

    @property
    def edited(self) -> bool:
        """Whether anything is not as it began."""
        return any(abs(share - self.start[name]) > 1e-9 for name, share in self.shares.items())

    def typed_in(self, name: str, share: float) -> Editing:
        """The mix after a share was typed."""
        shares = rebalanced(self.shares, name, share, self.typed, self.start)
        steps = (*self.before, (self.shares, self.typed))[-KEPT_STEPS:]
        return Editing(shares, self.start, tuple(dict.fromkeys([*self.typed, name])), steps)

    def undone(self) -> Editing:
        """The mix before the last step."""
        if not self.before:
            return self
        *rest, (shares, typed) = self.before
        return Editing(shares, self.start, typed, tuple(rest))

    def reset(self) -> Editing:
        """The mix as it began; undoing brings the edited one back."""
        return replace(self, shares=self.start, typed=(), before=(*self.before, (self.shares, self.typed)))


def rebalanced(
    shares: Mapping[str, float], name: str, share: float, typed: Collection[str], start: Mapping[str, float]
) -> dict[str, float]:
    """The shares with one of them set; they sum to 1.

    The shares typed before stay as long as they fit, and shrink alike when they do not. The rest is shared by the
    others in proportion to what they are, else to what they were at the start; where all are 0, by those typed before.
    """
    share = min(max(share, 0.0), 1.0)
    fixed = {other: value for other, value in shares.items() if other != name and other in typed}
    free = {other: value for other, value in shares.items() if other != name and other not in typed}
    kept, left = math.fsum(fixed.values()), 1.0 - share
    if kept > left or (kept and not any(free.values()) and not any(start[other] for other in free)):
        fixed, free = _scaled(fixed, left), dict.fromkeys(free, 0.0)
    else:
        weights = free if any(free.values()) else {other: start[other] for other in free}
        if not any(weights.values()):
            weights = dict.fromkeys(free or fixed, 1.0)
        free = _scaled(weights, left - kept)
    found = {**fixed, **free, name: share}
    return {other: found[other] for other in shares}


def _scaled(weights: Mapping[str, float], total: float) -> dict[str, float]:
    whole = math.fsum(weights.values())
    return {name: weight * total / whole if whole else 0.0 for name, weight in weights.items()}


def fuel_shares(tables: Tables, mix: Mix) -> dict[str, float]:
    """The shares of a shipped mix by fuel, the largest first, with every fuel it could have."""
    fuels = sorted({fuel for _, _, fuel in tables.splits})
    return dict(sorted({fuel: mix.fuels.get(fuel, 0.0) for fuel in fuels}.items(), key=lambda item: -item[1]))


def own_shares(tables: Tables, shares: Mapping[str, float]) -> dict[str, float]:
    """Shares given by fuel or technology, the largest first, with every fuel they could have."""
    fuels = sorted({fuel for _, _, fuel in tables.splits})
    return dict(sorted((dict.fromkeys(fuels, 0.0) | dict(shares)).items(), key=lambda item: -item[1]))


def technology_shares(tables: Tables, place: str, mix: str, shares: Mapping[str, float]) -> dict[str, float]:
    """Shares by technology: a fuel means the technologies that a mix of a place has for it.

    So the old oil plants of a historic mix stay old when its shares are edited.
    """
    fuels = {fuel for _, _, fuel in tables.splits}
    found: dict[str, float] = {}
    for name, share in shares.items():
        parts = technologies_of(tables, place, mix, name) if name in fuels else {name: 1.0}
        for technology, part in parts.items() if share > 0 else ():
            found[technology] = found.get(technology, 0.0) + share * part
    return found
