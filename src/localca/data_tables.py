"""The open data as rows for reading: flows, a flow's rows and make-up, grids, coverage, sources."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from localca.background import OpenBackground
from localca.data_docs import KINDS, missing_flows
from localca.electricity import Mix, grid_mix
from localca.impact_methods import Method
from localca.language import Words, mark, tr
from localca.lookup import flows, numbers
from localca.mix_editing import FUEL_WORDS
from localca.places import place_name
from localca.sources import Source, source_keys
from localca.wording import GRID_FIXED, QUALITY_WORDS, amount, category_words, share_words, unit_words

SWAPPABLE = mark("grid can be swapped")
KIND_WORDS = Words(KINDS)
ROW_WORDS = Words(
    {
        "elementary": mark("elementary flow"),
        "activity": mark("takes"),
        "electricity": mark("electricity"),
        "heat": mark("heat"),
        "loss": mark("loss"),
        "property": mark("property"),
    }
)
MIX_MATCH = Words({"exact": mark("exact"), "fallback": mark("fallback")})


def flows_with(background: OpenBackground, search: str) -> list[dict[str, Any]]:
    """The flows that hold every word of a search, in the tables or in their title in the language at hand."""
    known = {item["name"] for item in flows(background, search)}
    words = search.lower().split()
    return [
        item for item in flows(background)
        if item["name"] in known or all(word in f"{item['name']} {tr(item['title'])}".lower() for word in words)
    ]  # fmt: skip


def flow_rows(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One row per flow, as :func:`localca.lookup.flows` finds them."""
    return [
        {
            tr("Flow"): tr(item["title"]),
            tr("Name in files"): item["name"],
            tr("Kind"): KIND_WORDS[item["kind"]],
            tr("Unit"): unit_words(item["unit"]),
            "kWh": amount(item["kwh"]) if item["kwh"] else "",
            tr("MJ heat"): amount(item["heat_mj"]) if item["heat_mj"] else "",
            tr("Grid"): tr(SWAPPABLE if item["swappable"] else GRID_FIXED),
            tr("Quality"): QUALITY_WORDS[item["quality"]],
        }
        for item in found
    ]


def notes(background: OpenBackground, flow: str) -> list[str]:
    """The notes of a flow's rows, each once."""
    return list(dict.fromkeys(row["note"] for row in numbers(background, flow) if row["note"]))


def exchange_rows(background: OpenBackground, flow: str) -> list[dict[str, str]]:
    """The rows behind a flow: what the tables say, number by number; notes by their number in :func:`notes`."""
    places = {note: str(index) for index, note in enumerate(notes(background, flow), 1)}
    return [
        {
            tr("Kind"): ROW_WORDS.get(row["kind"], row["kind"]),
            tr("What"): _named(background, row["kind"], row["exchange"]),
            tr("Amount"): f"{amount(row['amount'])} {unit_words(row['unit'])}",
            tr("Place, year"): f"{row['place']}, {row['year']}",
            tr("Quality"): QUALITY_WORDS[row["quality"]],
            tr("Source"): "; ".join(source_keys(row["source"])),
            tr("Note"): places.get(row["note"], ""),
        }
        for row in numbers(background, flow)
    ]


def _named(background: OpenBackground, kind: str, name: str) -> str:
    """What a row names, by its title."""
    tables = background.tables
    if kind == "elementary" and name in tables.elementary:
        return tr(tables.elementary[name].name)
    if kind == "activity" and name in tables.activities:
        return tr(tables.activities[name].title)
    return tr("where it runs") if name == "here" else name.replace("_", " ")


def breakdown_rows(found: Sequence[Mapping[str, Any]], method: Method) -> list[dict[str, str]]:
    """The elementary flows behind one unit of a flow, as :func:`localca.lookup.breakdown` finds them."""
    return [
        {
            tr("Elementary flow"): tr(row["name"]),
            tr("Amount"): f"{amount(row['amount'])} {unit_words(row['unit'])}",
            tr("Share of {category}", category=tr(method.title)): share_words(row[method.id])
            if row[method.id] >= 0.005
            else tr("below {share}", share="0.5 %")
            if row[method.id]
            else "0",
        }
        for row in found
    ]


def score_rows(scores: Mapping[str, Mapping[str, Any]], methods: Sequence[Method]) -> list[dict[str, str]]:
    """The scores of one unit by category."""
    return [
        {
            tr("Impact category"): category_words(method),
            tr("Score of one unit"): f"{amount(scores[method.id]['score'])} {unit_words(scores[method.id]['unit'])}",
        }
        for method in methods
    ]


@functools.lru_cache(maxsize=4)
def _mixes(background: OpenBackground, climate: Method) -> tuple[tuple[Mix, float], ...]:
    tables = background.tables
    keys = [key for key in sorted(tables.generation) if key[0] in tables.losses]
    matches = [background.resolve("electricity", "kWh", f"{place}:{name}") for place, name in keys]
    scores = background.unit_scores(matches, [climate]).to_numpy()[:, 0]
    return tuple((grid_mix(tables, *key), float(score)) for key, score in zip(keys, scores, strict=True))


def mixes(background: OpenBackground, climate: Method) -> list[tuple[Mix, float]]:
    """Every mix with its climate score of 1 kWh at the plug, in the order of the names of places."""
    found = _mixes(background, climate)
    names = {place: place_name(place) for place in dict.fromkeys(mix.place for mix, _ in found)}
    return sorted(found, key=lambda item: (names[item[0].place], item[0].name))


def grid_rows(background: OpenBackground, found: Sequence[tuple[Mix, float]]) -> list[dict[str, str]]:
    """One row per place and mix: year, largest sources, loss and climate score of 1 kWh at the plug."""
    default = background.tables.default_mix
    heads = (tr("Place"), tr("Code"), tr("Mix"), tr("Largest sources"), tr("Grid loss"), tr("kg CO₂-eq per kWh"),
             tr("Match"))  # fmt: skip
    fuels, statuses = dict(FUEL_WORDS.items()), dict(MIX_MATCH.items())
    usual = tr("{mix} (default)")
    rows = []
    for mix, score in found:
        largest = sorted(mix.fuels.items(), key=lambda item: -item[1])[:3]
        name = usual.format(mix=mix.name) if default.get(mix.place) == mix.name else mix.name
        cells = (place_name(mix.place), mix.place, name,
                 ", ".join(f"{fuels.get(fuel, fuel)} {share_words(share)}" for fuel, share in largest),
                 f"{mix.loss:.1%}", amount(score), statuses[mix.status])  # fmt: skip
        rows.append(dict(zip(heads, cells, strict=True)))
    return rows


@functools.lru_cache(maxsize=4)
def _missing(background: OpenBackground) -> dict[str, dict[str, tuple[str, ...] | None]]:
    return missing_flows(background)


def coverage_rows(
    background: OpenBackground, methods: Sequence[Method], names: Sequence[str] | None = None
) -> list[dict[str, str]]:
    """One row per flow: in each category ``full``, ``power only`` or the key flows that are missing.

    Parameters:
        names: the flows, by default all of them.
    """
    found, activities = _missing(background), background.tables.activities
    titles = {method.id: tr(method.title) for method in methods}
    flow, kind, full, power = tr("Flow"), tr("Kind"), tr("full"), tr("power only")
    without, kinds = tr("without {flows}"), dict(KIND_WORDS.items())
    return [
        {flow: tr(activities[name].title), kind: kinds[activities[name].kind]}
        | {
            titles[method]: without.format(flows=", ".join(missing).replace("_", " ")) if missing
            else power if missing is None else full
            for method, missing in found[name].items() if method in titles
        }
        for name in (found if names is None else names)
    ]  # fmt: skip


def source_rows(found: Sequence[tuple[str, Source]]) -> list[dict[str, str]]:
    """One row per source, for a file."""
    return [
        {tr("Key"): key, tr("Title"): item.title, tr("Producer"): item.producer, tr("Year"): str(item.year),
         tr("Link"): item.link, tr("Licence"): item.licence, tr("Taken"): item.taken, tr("Seen"): item.seen}
        for key, item in found
    ]  # fmt: skip


def positions(rows: Sequence[Mapping[str, str]], search: str) -> list[int]:
    """Where the rows stand that hold every word of a search, in any cell."""
    words = search.lower().split()
    return [
        index for index, row in enumerate(rows) if all(word in " ".join(row.values()).lower() for word in words)
    ]  # fmt: skip


def matching(rows: Sequence[Mapping[str, str]], search: str) -> list[Mapping[str, str]]:
    """The rows that hold every word of a search, in any cell."""
    return [rows[index] for index in positions(rows, search)]
