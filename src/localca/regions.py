"""How well a dataset's location meets a place: exact, its region, the rest of the world, global, or another place.

Locations are spelt as ecoinvent spells them (ISO 3166 alpha-2 and its region codes); places are ISO 3166 alpha-3. The
regions follow the United Nations' M49 standard; RME, which M49 parts differently, follows ecoinvent.
"""

from __future__ import annotations

import functools
from typing import Literal

Tier = Literal["exact", "region", "rest of world", "global", "proxy"]
TIERS: tuple[Tier, ...] = ("exact", "region", "rest of world", "global", "proxy")

AFRICA = """DZ AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW ML MR MU YT MA
MZ NA NE NG RE RW SH ST SN SC SL SO ZA SS SD TZ TG TN UG EH ZM ZW"""
MIDDLE_EAST = "BH IR IQ IL JO KW LB OM PS QA SA SY AE YE"
ASIA = f"""{MIDDLE_EAST} AF AM AZ BD BT BN KH CN CY GE HK IN ID JP KZ KP KR KG LA MO MY MV MN MM NP PK PH SG LK TW TJ TH
TL TR TM UZ VN"""
EUROPE = """AX AL AD AT BY BE BA BG HR CZ DK EE FO FI FR DE GI GR GG HU IS IE IM IT JE LV LI LT LU MT MD MC ME NL MK NO
PL PT RO RU SM RS SK SI ES SJ SE CH UA GB VA XK"""
LATIN_AMERICA = """AI AG AR AW BS BB BZ BO BQ BR VG KY CL CO CR CU CW DM DO EC SV FK GF GD GP GT GY HT HN JM MQ MX MS NI
PA PY PE PR BL KN LC MF VC SR SX TT TC UY VE VI"""
NORTH_AMERICA = "US CA GL BM PM"
OCEANIA = "AS AU CK FJ PF GU KI MH FM NR NC NZ NU NF MP PW PG PN WS SB TK TO TV VU WF"


@functools.cache
def members() -> dict[str, frozenset[str]]:
    """The countries (alpha-2) of each region code."""
    sets = {
        "RAF": AFRICA, "RAS": ASIA, "RER": EUROPE, "RLA": LATIN_AMERICA, "RNA": NORTH_AMERICA, "RME": MIDDLE_EAST,
        "UN-OCEANIA": OCEANIA, "Oceania": OCEANIA,
    }  # fmt: skip
    found = {code: frozenset(text.split()) for code, text in sets.items()}
    return found | {"Europe without Switzerland": found["RER"] - {"CH"}, "EUR": found["RER"]}


@functools.cache
def alpha_2(place: str) -> str:
    """The ISO 3166 alpha-2 code of a place; the place itself when it is no country."""
    import pycountry

    if place == "XKX":
        return "XK"
    country = pycountry.countries.get(alpha_3=place)
    return str(country.alpha_2) if country else place


def tier(location: str, place: str) -> Tier:
    """How well ``location`` meets ``place``."""
    country = alpha_2(place)
    if location in (country, place):
        return "exact"
    if country in members().get(location, ()):
        return "region"
    if location == "RoW":
        return "rest of world"
    return "global" if location == "GLO" else "proxy"
