"""The open data as rows for reading: flows, a flow's rows and make-up, grids, coverage, sources."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from localca.background import OpenBackground
from localca.data_docs import KINDS
from localca.data_docs import coverage as coverage_of
from localca.electricity import grid_mix
from localca.impact_methods import Method
from localca.lookup import numbers
from localca.places import place_name
from localca.sources import source_keys
from localca.wording import GRID_FIXED, amount, share_words, unit_words

SWAPPABLE = "grid can be swapped"
ROW_WORDS = {
    "elementary": "elementary flow",
    "activity": "takes",
    "electricity": "electricity",
    "heat": "heat",
    "loss": "loss",
    "property": "property",
}


def flow_rows(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One row per flow, as :func:`localca.lookup.flows` finds them."""
    return [
        {
            "Flow": item["title"],
            "Name in files": item["name"],
            "Kind": KINDS[item["kind"]],
            "Unit": unit_words(item["unit"]),
            "kWh": amount(item["kwh"]) if item["kwh"] else "",
            "MJ heat": amount(item["heat_mj"]) if item["heat_mj"] else "",
            "Grid": SWAPPABLE if item["swappable"] else GRID_FIXED,
            "Quality": item["quality"],
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
            "Kind": ROW_WORDS.get(row["kind"], row["kind"]),
            "What": _named(background, row["kind"], row["exchange"]),
            "Amount": f"{amount(row['amount'])} {unit_words(row['unit'])}",
            "Place, year": f"{row['place']}, {row['year']}",
            "Quality": row["quality"],
            "Source": "; ".join(source_keys(row["source"])),
            "Note": places.get(row["note"], ""),
        }
        for row in numbers(background, flow)
    ]


def _named(background: OpenBackground, kind: str, name: str) -> str:
    """What a row names, by its title."""
    tables = background.tables
    if kind == "elementary" and name in tables.elementary:
        return tables.elementary[name].name
    if kind == "activity" and name in tables.activities:
        return tables.activities[name].title
    return "where it runs" if name == "here" else name.replace("_", " ")


def breakdown_rows(found: Sequence[Mapping[str, Any]], method: Method) -> list[dict[str, str]]:
    """The elementary flows behind one unit of a flow, as :func:`localca.lookup.breakdown` finds them."""
    return [
        {
            "Elementary flow": row["name"],
            "Amount": f"{amount(row['amount'])} {unit_words(row['unit'])}",
            f"Share of {method.title}": share_words(row[method.id])
            if row[method.id] >= 0.005
            else "below 0.5 %"
            if row[method.id]
            else "0",
        }
        for row in found
    ]


def score_rows(scores: Mapping[str, Mapping[str, Any]], methods: Sequence[Method]) -> list[dict[str, str]]:
    """The scores of one unit by category."""
    return [
        {
            "Impact category": method.title + (" (partial)" if method.coverage == "partial" else ""),
            "Score of one unit": f"{amount(scores[method.id]['score'])} {unit_words(scores[method.id]['unit'])}",
        }
        for method in methods
    ]


@functools.lru_cache(maxsize=4)
def grid_rows(background: OpenBackground, climate: Method) -> tuple[dict[str, str], ...]:
    """One row per place and mix: year, largest sources, loss and climate score of 1 kWh at the plug."""
    tables = background.tables
    keys = [key for key in sorted(tables.generation, key=lambda key: (place_name(key[0]), key[1]))
            if key[0] in tables.losses]  # fmt: skip
    matches = [background.resolve("electricity", "kWh", f"{place}:{name}") for place, name in keys]
    scores = background.unit_scores(matches, [climate]).to_numpy()[:, 0]
    rows = []
    for (place, name), score in zip(keys, scores, strict=True):
        mix = grid_mix(tables, place, name)
        largest = sorted(mix.fuels.items(), key=lambda item: -item[1])[:3]
        rows.append(
            {
                "Place": place_name(place),
                "Code": place,
                "Mix": name + (" (default)" if tables.default_mix.get(place) == name else ""),
                "Largest sources": ", ".join(f"{fuel} {share_words(share)}" for fuel, share in largest),
                "Grid loss": f"{mix.loss:.1%}",
                "kg CO₂-eq per kWh": amount(float(score)),
                "Match": mix.status,
            }
        )
    return tuple(rows)


@functools.lru_cache(maxsize=4)
def coverage_rows(background: OpenBackground, methods: tuple[Method, ...]) -> tuple[dict[str, str], ...]:
    """One row per flow: in each category ``full``, ``power only`` or the key flows that are missing."""
    titles = {method.id: method.title for method in methods}
    found = coverage_of(background)
    return tuple(
        {"Flow": background.tables.activities[name].title, "Kind": KINDS[background.tables.activities[name].kind]}
        | {titles[method]: words.replace("_", " ") for method, words in covered.items() if method in titles}
        for name, covered in found.items()
    )


def source_rows(background: OpenBackground) -> list[dict[str, str]]:
    """One row per source, for a file."""
    return [
        {"Key": key, "Title": item.title, "Producer": item.producer, "Year": str(item.year), "Link": item.link,
         "Licence": item.licence, "Taken": item.taken, "Seen": item.seen}
        for key, item in background.tables.sources.items()
    ]  # fmt: skip


def matching(rows: Sequence[Mapping[str, str]], search: str) -> list[Mapping[str, str]]:
    """The rows that hold every word of a search, in any cell."""
    words = search.lower().split()
    return [row for row in rows if all(word in " ".join(row.values()).lower() for word in words)]
