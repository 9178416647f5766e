"""Electricity mixes: shares of technologies and grid losses become kWh generated per kWh at the plug.

``g(c) = sum_t share_t * E_t / (1 - loss)``. Shares sum to 1. With own generation of share ``s`` by one
technology behind the meter (no grid loss): ``(1 - s) * g_grid + s * E_own``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from localca.errors import DataError, InputError, nearest_names
from localca.language import mark, tr
from localca.places import check_country, place_name
from localca.records import GenerationRow, LossRow
from localca.sources import source_keys
from localca.tables import Tables

SHARE_TOLERANCE = 1e-6
# Notes go into files, so they are translated where they are shown.
ENTERED = mark("shares entered by the user")
HIGH_VOLTAGE = mark("high voltage: half of the national loss")
OWN_LOSS = mark("grid loss entered by the user, whatever the voltage")
Voltage = Literal["low", "high"]


@dataclass(frozen=True)
class Mix:
    """Who generates the electricity of a place, and how much is lost on the way to the plug.

    ``shares``: technology id -> share of generation (sums to 1). ``loss``: fraction of output lost.
    ``own_share`` of the electricity used comes from ``own_technology`` behind the meter.
    """

    place: str
    name: str
    year: int
    shares: Mapping[str, float]
    loss: float
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    own_share: float = 0.0
    own_technology: str = ""
    status: Literal["exact", "fallback"] = "exact"
    fuels: Mapping[str, float] = field(default_factory=dict)
    shipped: bool = False

    @property
    def key(self) -> str:
        """A name that says everything the score depends on."""
        if self.shipped:
            return f"electricity@{self.place}:{self.name}"
        parts = [f"{tech}={share:.9g}" for tech, share in sorted(self.shares.items())]
        own = f"+{self.own_technology}={self.own_share:.9g}" if self.own_share else ""
        return f"electricity@{self.place}:{self.name}({','.join(parts)};loss={self.loss:.9g}{own})"


def plug_inputs(mix: Mix) -> dict[str, float]:
    """kWh each technology generates for 1 kWh at the plug.

    Equation: ``(1 - s) * share_t / (1 - loss)``, plus ``s`` for the own technology.
    """
    scale = (1.0 - mix.own_share) / (1.0 - mix.loss)
    inputs = {tech: share * scale for tech, share in mix.shares.items() if share > 0}
    if mix.own_share:
        inputs[mix.own_technology] = inputs.get(mix.own_technology, 0.0) + mix.own_share
    return inputs


def check_shares(shares: Mapping[str, float], where: str = "electricity.mix") -> None:
    """Refuse shares that are negative, not finite or do not sum to 1.

    Raises:
        InputError: telling the sum and how to mend it.
    """
    if not shares:
        raise InputError(tr("the mix is empty."), where=where, do=tr("Give shares that sum to 1, e.g. wind = 1.0."))
    for name, share in shares.items():
        if not math.isfinite(share) or share < 0:
            what = tr("the share of '{name}' is {share}.", name=name, share=share)
            raise InputError(what, where=where, do=tr("Use a number from 0 to 1."))
    total = math.fsum(shares.values())
    if abs(total - 1.0) > SHARE_TOLERANCE:
        numbers = {"total": f"{total:.6g}", "missing": f"{1 - total:.6g}"}
        do = tr("Divide every share by {total}, or add the missing {missing}.", **numbers)
        raise InputError(
            tr("the shares sum to {total}, not 1.", **numbers),
            where=where,
            do=do if total else tr("Give at least one share above 0."),
        )


def technologies_of(tables: Tables, place: str, mix: str, fuel: str) -> dict[str, float]:
    """The technologies that turn ``fuel`` into electricity in a place, with their shares (sum to 1)."""
    for key in ((place, mix, fuel), (place, "*", fuel), ("*", "*", fuel)):
        if rows := tables.splits.get(key):
            return {row.technology: row.share for row in rows}
    raise DataError(tr("technology_split.csv has no row for fuel '{fuel}' in {place}", fuel=fuel, place=place))


def _split_sources(tables: Tables, place: str, mix: str, fuel: str) -> tuple[str, ...]:
    for key in ((place, mix, fuel), (place, "*", fuel), ("*", "*", fuel)):
        if rows := tables.splits.get(key):
            return tuple(key for row in rows for key in source_keys(row.source))
    return ()


def loss_row(tables: Tables, place: str, year: int) -> LossRow:
    """The loss figure of the year nearest to ``year``.

    Raises:
        InputError: when the place has none: a loss is never assumed to be 0.
    """
    rows = tables.losses.get(place, ())
    if not rows:
        raise InputError(
            tr("no grid loss is known for {country} ({place}).", country=place_name(place), place=place),
            where="electricity",
            do=tr("Give electricity.loss yourself, as a fraction of the output."),
        )
    return min(rows, key=lambda row: (abs(row.year - year), -row.year))


def available_mixes(tables: Tables, place: str) -> tuple[str, ...]:
    """The names of the shipped mixes of a place, the default first."""
    names = [mix for other, mix in tables.generation if other == place]
    default = tables.default_mix.get(place)
    return tuple(sorted(names, key=lambda name: (name != default, name)))


def _mix_name(tables: Tables, place: str, name: str | None, where: str) -> str:
    """The name of an existing mix of a place, by default its default."""
    check_country(place, where)
    mixes = available_mixes(tables, place)
    if not mixes:
        codes = {place_name(code): code for code in tables.default_mix}
        raise InputError(
            tr("no electricity mix is known for {country} ({place}).", country=place_name(place), place=place),
            where=where,
            nearest=[f"{codes[other]} ({other})" for other in nearest_names(place_name(place), codes)],
            do=tr("Choose another country's grid, or give electricity.mix yourself."),
        )
    if name and name not in mixes:
        raise InputError(
            tr("{country} has no mix '{name}'.", country=place_name(place), name=name),
            where=f"{where.removesuffix('place')}mix" if where.endswith("place") else where,
            nearest=mixes[:5],
            do=tr("Use one of these, or a table of shares."),
        )
    return name or mixes[0]


def grid_mix(tables: Tables, place: str, name: str | None = None, where: str = "electricity.place") -> Mix:
    """The average mix of a country, by default of its newest full year.

    Raises:
        InputError: for a place or mix that is not there, with the nearest that are; never a world average.
    """
    chosen = _mix_name(tables, place, name, where)
    rows: tuple[GenerationRow, ...] = tables.generation[place, chosen]
    total = math.fsum(row.amount for row in rows)
    shares: dict[str, float] = {}
    sources: list[str] = []
    for row in rows:
        sources.extend(source_keys(row.source))
        if row.amount <= 0:
            continue
        for technology, part in technologies_of(tables, place, chosen, row.fuel).items():
            shares[technology] = shares.get(technology, 0.0) + row.amount / total * part
        sources.extend(_split_sources(tables, place, chosen, row.fuel))
    loss = loss_row(tables, place, rows[0].year)
    sources.extend(source_keys(loss.source))
    return Mix(
        place=place,
        name=chosen,
        year=rows[0].year,
        shares=shares,
        loss=loss.amount,
        sources=tuple(dict.fromkeys(sources)),
        notes=tuple(dict.fromkeys(note for note in (loss.note, *(row.note for row in rows)) if note)),
        status="fallback" if loss.quality == "weak" else "exact",
        fuels={row.fuel: row.amount / total for row in rows if row.amount > 0},
        shipped=True,
    )


def own_mix(tables: Tables, place: str, shares: Mapping[str, float], where: str = "electricity.mix") -> Mix:
    """A mix of one's own: shares by technology or by fuel (a fuel means the place's technologies for it).

    Raises:
        InputError: for an unknown technology or shares that do not sum to 1.
    """
    check_shares(shares, where)
    fuels = {fuel for _, _, fuel in tables.splits}
    valid = {name for name, activity in tables.activities.items() if activity.kind == "technology"}
    result: dict[str, float] = {}
    for name, share in shares.items():
        if name in valid:
            result[name] = result.get(name, 0.0) + share
        elif name in fuels:
            for technology, part in technologies_of(tables, place, "*", name).items():
                result[technology] = result.get(technology, 0.0) + share * part
        else:
            raise InputError(
                tr("'{name}' is no electricity technology.", name=name),
                where=where,
                nearest=nearest_names(name, [*sorted(fuels), *sorted(valid)]),
                do=tr("`localca flows` lists the technologies."),
            )
    base = loss_row(tables, place, 9999)
    return Mix(
        place=place,
        name="own",
        year=base.year,
        shares=result,
        loss=base.amount,
        sources=source_keys(base.source),
        notes=(ENTERED,),
    )


def with_choices(
    mix: Mix,
    *,
    own_share: float = 0.0,
    own_technology: str = "solar_pv",
    loss: float | None = None,
    voltage: Voltage = "low",
) -> Mix:
    """The mix with the user's choices of own generation, grid loss and voltage level applied.

    ``voltage="high"`` counts half of the national loss: a stated convention for users on high voltage, because
    national losses include low-voltage lines and theft. ``loss`` overrides the national figure.
    """
    chosen = mix.loss if loss is None else loss
    notes = mix.notes
    if loss is None and voltage == "high":
        chosen, notes = mix.loss / 2, (*notes, HIGH_VOLTAGE)
    elif loss is not None and loss != mix.loss:
        notes = (*notes, OWN_LOSS)
    return replace(
        mix,
        loss=chosen,
        notes=notes,
        own_share=own_share,
        own_technology=own_technology if own_share else "",
        shipped=mix.shipped and chosen == mix.loss and not own_share,
    )
