"""Flows, units and places of the editor in words: what they are searched by, and what is inside a flow."""

from __future__ import annotations

import functools
from collections.abc import Callable

from localca.drafts import ID, Data
from localca.editor_fields import SPECIAL, Field
from localca.editor_values import flow_unit, in_words
from localca.errors import InputError
from localca.language import ENGLISH, capital, current, mark, spoken, tr
from localca.places import REGIONS, place_name
from localca.product import AUTO
from localca.records import Activity
from localca.tables import load_tables
from localca.units import convert
from localca.wording import GRID_FIXED, QUALITY_WORDS, amount, link, plain, unit_words

OWN_KINDS = {"material", "process", "transport"}
NAMED_UNITS = (mark("tonne"), mark("pound"), mark("ounce"), mark("litre"), mark("mile"), mark("nautical_mile"),
               mark("dimensionless"))  # fmt: skip
UNIT_WORDS = {"m**3": "m³", "m**2": "m²", "cm**3": "cm³", "cm**2": "cm²", "foot**3": "ft³", "foot**2": "ft²"}


def flows(data: Data, field: Field) -> dict[str, str]:
    """The flows a field can take, one's own first, each with the words it is found by."""
    shown = {AUTO: tr("Proposed from the places")} if field.default == AUTO else {}
    for row in data["flows"]:
        if row.get("kind", "process") in field.options or not set(field.options) & OWN_KINDS:
            own = in_words(row.get("title") or row.get("name")) or tr("Untitled")
            shown[row[ID]] = tr("{flow} · my own flow", flow=own)
    language = current()
    for activity in load_tables().activities.values():
        if activity.kind in field.options:
            shown[activity.id] = _search_words(activity.id, language)
    return shown


@functools.cache
def _search_words(name: str, language: str) -> str:
    """What a shipped flow is found by: title, unit, quality, first source and name."""
    activity = load_tables().activities[name]
    sources = [load_tables().sources[key].producer for key in activity.sources[:1] if key in load_tables().sources]
    with spoken(language):
        parts = [tr(activity.title), unit_label(activity.unit), _quality(activity), *sources, name]
    return " · ".join(filter(None, parts))


def title(name: str) -> str:
    """The title of a shipped flow; its name when there is none."""
    activity = load_tables().activities.get(name)
    return tr(activity.title) if activity else name


def about(name: str | None) -> str:
    """A shipped flow in a line of Markdown: what is inside, quality, sources; nothing for any other."""
    activity = load_tables().activities.get(name or "")
    if activity is None:
        return ""
    inside = [
        tr(message, amount=amount(convert(drawn.amount, drawn.unit, unit)))
        for drawn, unit, message in (
            (activity.drawn("electricity"), "kWh", mark("{amount} kWh electricity inside")),
            (activity.drawn("heat"), "MJ", mark("{amount} MJ heat inside")),
        )
        if drawn
    ]
    fixed = [tr(GRID_FIXED)] if activity.kind in ("material", "process") and not activity.swappable else []
    known = load_tables().sources
    sources = [link(known[key].title, known[key].link) for key in activity.sources[:3] if key in known]
    per, quality = (
        tr("per {unit}", unit=unit_label(activity.unit)),
        tr("quality: {quality}", quality=_quality(activity)),
    )
    words = plain("; ".join([per, *inside, *fixed, quality]))
    return tr("{about}; sources: {sources}", about=capital(words), sources=" · ".join(sources)) if sources else words


def _quality(activity: Activity) -> str:
    return QUALITY_WORDS.get(activity.quality, activity.quality)


def in_line(label: str) -> str:
    """A field's label inside a line of words: small in English, as it is written where nouns keep their capitals."""
    return label.lower() if current() == ENGLISH else tr(label)


def unit_label(unit: str) -> str:
    """A unit as it is usually written."""
    return tr(unit) if unit in NAMED_UNITS else UNIT_WORDS.get(unit, unit_words(unit))


def converted(data: Data, row: Data) -> str:
    """A row's amount in the unit of its flow, in words; nothing when it is written in that unit, or cannot be told."""
    target, unit = flow_unit(data, row.get("flow") or ""), row.get("unit") or "kg"
    if not target or not row.get("amount") or unit == target:
        return ""
    try:
        converted = f"{amount(convert(row['amount'], unit, target))} {unit_label(target)}"
        return tr("= {amount}, the unit of the flow", amount=converted)
    except InputError:
        return ""


def place_words() -> Callable[[str], str]:
    """What says a place in words, in the language at hand: ``Jamaica (JAM)``."""
    return functools.partial(_place_words, language=current())


@functools.lru_cache(maxsize=10_000)
def _place_words(code: str, language: str) -> str:
    with spoken(language):
        if code in SPECIAL:
            return SPECIAL[code]
        name = place_name(code)
        return f"{name} ({code})" if name != code and code not in REGIONS else name
