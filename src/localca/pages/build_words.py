"""Flows, units and places of the editor in words: what they are searched by, and what is inside a flow."""

from __future__ import annotations

import functools

from localca.drafts import ID, Data
from localca.editor_fields import SPECIAL, Field
from localca.editor_values import flow_unit
from localca.errors import InputError
from localca.places import REGIONS, place_name
from localca.product import AUTO
from localca.records import Activity
from localca.tables import load_tables
from localca.units import convert
from localca.wording import GRID_FIXED, amount, link, plain, unit_words

OWN_KINDS = {"material", "process", "transport"}
UNIT_WORDS = {"m**3": "m³", "m**2": "m²", "cm**3": "cm³", "cm**2": "cm²", "foot**3": "ft³", "foot**2": "ft²"}


def flows(data: Data, field: Field) -> dict[str, str]:
    """The flows a field can take, one's own first, each with the words it is found by."""
    shown = {AUTO: "Proposed from the places"} if field.default == AUTO else {}
    for row in data["flows"]:
        if row.get("kind", "process") in field.options or not set(field.options) & OWN_KINDS:
            shown[row[ID]] = f"{row.get('title') or row.get('name') or 'Untitled'} · my own flow"
    for activity in load_tables().activities.values():
        if activity.kind in field.options:
            shown[activity.id] = search_words(activity)
    return shown


@functools.cache
def _search_words(name: str) -> str:
    activity = load_tables().activities[name]
    sources = [load_tables().sources[key].producer for key in activity.sources[:1] if key in load_tables().sources]
    parts = [activity.title, UNIT_WORDS.get(activity.unit, unit_words(activity.unit)), activity.quality, *sources, name]
    return " · ".join(filter(None, parts))


def search_words(activity: Activity) -> str:
    """What a flow is found by: title, unit, quality, first source and name."""
    return _search_words(activity.id)


def title(name: str) -> str:
    """The title of a shipped flow; its name when there is none."""
    activity = load_tables().activities.get(name)
    return activity.title if activity else name


def about(name: str | None) -> str:
    """A shipped flow in a line of Markdown: what is inside, quality, sources; nothing for any other."""
    activity = load_tables().activities.get(name or "")
    if activity is None:
        return ""
    inside = [
        f"{amount(convert(drawn.amount, drawn.unit, unit))} {unit} {kind} inside"
        for drawn, unit, kind in (
            (activity.drawn("electricity"), "kWh", "electricity"), (activity.drawn("heat"), "MJ", "heat")
        )
        if drawn
    ]  # fmt: skip
    fixed = [GRID_FIXED] if activity.kind in ("material", "process") and not activity.swappable else []
    known = load_tables().sources
    sources = [link(known[key].title, known[key].link) for key in activity.sources[:3] if key in known]
    unit = UNIT_WORDS.get(activity.unit, unit_words(activity.unit))
    words = plain("; ".join(filter(None, [f"per {unit}", *inside, *fixed, f"quality: {activity.quality}"])))
    return f"{words[:1].upper()}{words[1:]}; sources: {' · '.join(sources)}" if sources else words


def unit_label(unit: str) -> str:
    """A unit as it is usually written."""
    return UNIT_WORDS.get(unit, unit_words(unit))


def converted(data: Data, row: Data) -> str:
    """A row's amount in the unit of its flow, in words; nothing when it is written in that unit, or cannot be told."""
    target, unit = flow_unit(data, row.get("flow") or ""), row.get("unit") or "kg"
    if not target or not row.get("amount") or unit == target:
        return ""
    try:
        return f"= {amount(convert(row['amount'], unit, target))} {unit_label(target)}, the unit of the flow"
    except InputError:
        return ""


def place_words(code: str) -> str:
    """A place in words: ``Jamaica (JAM)``."""
    if code in SPECIAL:
        return SPECIAL[code]
    name = place_name(code)
    return f"{name} ({code})" if name != code and code not in REGIONS else name
