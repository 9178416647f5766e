"""What the fields of the editor can take: units, places, materials; and how a source that was typed is kept."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from localca import drafts
from localca.drafts import ID, Data, Path
from localca.engine import OWN_SOURCE
from localca.language import current, spoken, tr
from localca.places import country_names, place_name
from localca.sources import source_keys
from localca.tables import load_tables

UNITS = {
    "kg": ("kg", "g", "tonne", "pound", "ounce"),
    "m**3": ("m**3", "litre", "cm**3", "foot**3"),
    "m**2": ("m**2", "cm**2", "foot**2"),
    "MJ": ("MJ", "kWh", "GJ"),
    "kWh": ("kWh", "MJ", "MWh"),
    "km": ("km", "m", "mile", "nautical_mile"),
    "tonne*km": ("tonne*km", "kg*km"),
}
OWN_TABLES = {"raw_materials": "material", "production": "process", "transport": "transport"}


def unit_of(data: Data, path: Path) -> str:
    """The unit of the flow in whose row a field stands; the flow's own for a flow of one's own; '' when unknown."""
    if path[0] == "flows":
        return ""
    row = drafts.get(data, path[:2], {}) if path[0] in OWN_TABLES else {}
    if path[0] == "scenarios" and len(path) > 3:
        table = next((name for name in OWN_TABLES if path[3].startswith(f"{name}:")), "")
        row = {**drafts.get(data, (table, path[3]), {}), **drafts.get(data, path[:4], {})}
        if table == "transport":
            return "km"
    return flow_unit(data, row.get("flow") or "")


def flow_unit(data: Data, flow: str) -> str:
    """The unit of a flow, one's own or shipped; '' when it is not known."""
    own = drafts.get(data, ("flows", flow), {})
    activity = load_tables().activities.get(flow)
    return str(own.get("unit") or "") or (activity.unit if activity else "")


def units(target: str) -> Sequence[str]:
    """Units to offer where ``target`` is needed."""
    if not target:
        return ("kg", "m**3", "m**2", "MJ", "kWh", "tonne*km", "dimensionless")
    return UNITS.get(target, (target,))


def places(special: Sequence[str]) -> list[str]:
    """The places a field can take: its special ones, then the countries by name."""
    return [*special, *_countries(current())]


@functools.cache
def _countries(language: str) -> tuple[str, ...]:
    """The countries by their names in a language, accents aside."""
    with spoken(language):
        return tuple(sorted(country_names(), key=lambda code: _bare(place_name(code))))


def _bare(text: str) -> str:
    """A text as it is sorted: without accents and capitals."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def materials(data: Data) -> dict[str, str]:
    """The raw materials by identity, with their names."""
    return {
        row[ID]: in_words(row.get("name")) or tr("material {number} (no name yet)", number=number)
        for number, row in enumerate(data["raw_materials"], 1)
    }


def in_words(text: str | None) -> str:
    """A text of a draft in the language at hand where it is a shipped one, else as it was written; '' for none."""
    return tr(text) if text else ""


def source_words(text: str) -> str:
    """What was typed as a source: keys stay, anything in one's own words becomes ``own: …``.

    A single word with an underscore stays as it is, so that a mistyped key is told of.
    """
    text = (text or "").strip()
    known = load_tables().sources
    is_key = all(key in known for key in source_keys(text)) or ("_" in text and " " not in text)
    return text if not text or text.startswith(OWN_SOURCE) or is_key else f"{OWN_SOURCE} {text}"
