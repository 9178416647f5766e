"""Transport of a draft: rows proposed from the materials, routes proposed from the places, and routes made explicit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localca import drafts
from localca.draft_checks import effective
from localca.drafts import ID, Data
from localca.engine import OWN_SOURCE
from localca.errors import InputError
from localca.language import mark, tr
from localca.places import ORIGIN, SITE, USE, check_country
from localca.product import AUTO
from localca.scenario import REMOVE
from localca.tables import load_tables
from localca.transport import Leg, Routes, charged_mass, propose_legs
from localca.units import convert

PRODUCT = "product"
SHIP = "ship_container"
NO_SITE, NO_PLACE = mark("the scenario's site is not chosen yet."), mark("a place is not chosen yet.")
KEPT = ("carries", "volume")  # what the legs of a written-out route keep of their row
PROPOSED = mark("route proposed from the places")


@dataclass(frozen=True)
class Load:
    """What a leg is charged for: its mass in kg, and whether the volume decided it rather than the weight."""

    kg: float
    bulky: bool


def propose_rows(data: Data) -> Data:
    """The draft with a leg for every raw material and for the product that nothing carries yet."""
    carried, source = {row.get("carries") for row in data["transport"]}, f"{OWN_SOURCE} {tr(PROPOSED)}"
    for row in data["raw_materials"]:
        if row[ID] not in carried:
            name = tr("{material} to factory", material=row.get("name") or tr("material"))
            data, _ = drafts.add(data, "transport", name=_free(data, name), carries=row[ID], mode=AUTO,
                                 source=source, **{"from": ORIGIN, "to": SITE})  # fmt: skip
    if PRODUCT not in carried:
        data, _ = drafts.add(data, "transport", name=_free(data, tr("product to customer")), carries=PRODUCT, mode=AUTO,
                             source=source, **{"from": SITE, "to": USE})  # fmt: skip
    return data


def _free(data: Data, name: str) -> str:
    """A row name like ``name`` that no row has yet."""
    taken = set(drafts.names_of(data).values())
    return next(free for free in (name, *(f"{name} {number}" for number in range(2, 999))) if free not in taken)


def origins(data: Data, scenario: Mapping[str, Any], carries: str) -> tuple[str, ...]:
    """The countries a leg's goods come from under a scenario: one, or two when part of a material is recycled.

    Raises:
        InputError: when the leg carries nothing known, or a place is missing.
    """
    site = _site(scenario)
    if carries == PRODUCT:
        return (site,)
    row = drafts.get(data, ("raw_materials", carries))
    if row is None:
        raise InputError(tr("it does not say what it carries."), do=tr("Choose a raw material or the product."))
    share = effective(data, scenario, row, "recycled_share", 0.0)
    virgin = effective(data, scenario, row, "origin", SITE)
    recycled = effective(data, scenario, row, "recycled_origin") or virgin
    use = data["product"].get("place_of_use")
    places = [*([virgin] if share < 1 else []), *([recycled] if share > 0 else [])]
    return tuple(dict.fromkeys(_place(place, site, use) for place in places))


def _place(text: str, site: str, use: str | None, origin: str = "") -> str:
    named = {SITE: site, USE: use, ORIGIN: origin}
    return _country(named.get(text, text), tr("a place"), NO_PLACE)


def _site(scenario: Mapping[str, Any]) -> str:
    return _country(scenario.get("site"), tr("the scenario's site"), NO_SITE)


def _country(text: str | None, where: str, missing: str) -> str:
    if not text:
        raise InputError(tr(missing), do=tr("Choose it, then the route is proposed."))
    return check_country(text, where)


def legs(data: Data, scenario: Mapping[str, Any], row: Mapping[str, Any], routes: Routes) -> tuple[Leg, ...]:
    """The legs proposed for a row of transport under a scenario; none when it leaves the row out or names a mode.

    Raises:
        InputError: when a place is missing or has no known route.
    """
    left_out = scenario.get("overrides", {}).get(row[ID], {}).get(REMOVE)
    if left_out or effective(data, scenario, row, "mode", AUTO) != AUTO:
        return ()
    site = _site(scenario)
    use = data["product"].get("place_of_use")
    found: dict[Leg, None] = {}
    for origin in origins(data, scenario, effective(data, scenario, row, "carries", "")):
        ends = [effective(data, scenario, row, end) for end in ("from", "to")]
        start, end = (_place(text or "", site, use, origin) for text in ends)
        ship = effective(data, scenario, row, "ship") or SHIP
        found |= dict.fromkeys(propose_legs(start, end, routes, ship=ship))
    return tuple(found)


def explicit(data: Data, identity: str, routes: Routes) -> Data:
    """The draft with a proposed route written out, one row per leg; a scenario leaves out the legs it does not use.

    Raises:
        InputError: when a scenario brings virgin and recycled material from two places, which legs cannot part.
    """
    row = drafts.get(data, ("transport", identity))
    used: dict[Leg, list[str]] = {}
    for scenario in data["scenarios"]:
        if effective(data, scenario, row, "mode", AUTO) != AUTO:
            raise InputError(tr("“{title}” has a mode of its own for it.", title=scenario.get("title", "")),
                             do=tr("Take that out first."))  # fmt: skip
        if len(origins(data, scenario, effective(data, scenario, row, "carries", ""))) > 1:
            raise InputError(
                tr(
                    "under “{title}” recycled and virgin material come from two places.",
                    title=scenario.get("title", ""),
                ),
                do=tr("Keep the proposed route: it sends each share its own way."),
            )
        for leg in legs(data, scenario, row, routes):
            used.setdefault(leg, []).append(scenario[ID])
    return _written_out(data, row, used, routes)


def _written_out(data: Data, row: Data, used: Mapping[Leg, Sequence[str]], routes: Routes) -> Data:
    left_out = [s[ID] for s in data["scenarios"] if s.get("overrides", {}).get(row[ID], {}).get(REMOVE)]
    place, spreads = data["transport"].index(row), load_tables().spreads
    for number, (leg, scenarios) in enumerate(used.items(), 1):
        ends = {"from": _port_country(leg.origin, routes), "to": _port_country(leg.destination, routes)}
        name = _free(data, f"{(row.get('name') or tr('leg'))[:60]} {number}")
        note = f"{tr('{start} to {end}.', start=leg.origin, end=leg.destination)} {leg.note}".strip()
        data, new = drafts.add(data, "transport", name=name, mode=leg.mode,
                               distance=leg.km, source=leg.source, note=note,
                               gsd=spreads[f"distance_{leg.quality}"].gsd, **ends, **_kept(row))  # fmt: skip
        data = drafts.shift(data, "transport", new, place + number - len(data["transport"]))
        for scenario in data["scenarios"]:
            if scenario[ID] not in scenarios or scenario[ID] in left_out:
                data = drafts.put(data, ("scenarios", scenario[ID], "overrides", new, REMOVE), True)
            elif kept := _kept(scenario.get("overrides", {}).get(row[ID], {})):
                data = drafts.put(data, ("scenarios", scenario[ID], "overrides", new), kept)
    return drafts.drop(data, ("transport", row[ID]))


def _kept(row: Mapping[str, Any]) -> Data:
    return {name: row[name] for name in KEPT if row.get(name)}


def _port_country(name: str, routes: Routes) -> str:
    port = routes.ports.get(name)
    return port.place if port else name


def load(data: Data, scenario: Mapping[str, Any], row: Mapping[str, Any], density: float) -> Load | None:
    """What a leg is charged for in a vehicle with this stowage density (kg/m3); None while that is not written.

    Of a material, what is in the product; losses of the production come on top when the whole is computed.
    """
    card, carries = data["product"], effective(data, scenario, row, "carries", "")
    volume = effective(data, scenario, row, "volume") or (card.get("volume") if carries == PRODUCT else None) or {}
    if carries == PRODUCT:
        mass = card.get("mass") or {}
        weight, unit = mass.get("amount"), mass.get("unit")
    else:
        item = drafts.get(data, ("raw_materials", carries), {ID: ""})
        weight, unit = effective(data, scenario, item, "amount"), effective(data, scenario, item, "unit", "kg")
    if not weight or not unit:
        return None
    kg = convert(weight, unit, "kg")
    if not volume.get("amount") or not volume.get("unit") or not density:
        return Load(kg, False)
    charged = charged_mass(kg, convert(volume["amount"], volume["unit"], "m**3"), density)
    return Load(charged, charged > kg)
