"""docs/data.md, written from the tables and never by hand: every flow, its figures, sources and weaknesses.

Run: python -m localca.data_docs > docs/data.md
"""

from __future__ import annotations

import sys
from collections import Counter

from localca.background import OpenBackground
from localca.electricity import grid_mix
from localca.impact_methods import Method, families
from localca.language import mark
from localca.places import place_name
from localca.records import Activity

KINDS = {
    "material": mark("Materials"),
    "process": mark("Processes"),
    "transport": mark("Transport"),
    "technology": mark("Electricity technologies"),
    "heat": mark("Heat"),
    "fuel": mark("Fuels"),
    "service": mark("Services"),
}


def coverage(background: OpenBackground) -> dict[str, dict[str, str]]:
    """Which categories each activity really covers: ``full``, ``power only``, or the key flows that are missing."""
    return {
        name: {method: _words(gaps) for method, gaps in row.items()} for name, row in missing_flows(background).items()
    }


def _words(missing: tuple[str, ...] | None) -> str:
    if missing is None:
        return "power only"
    return f"without {', '.join(missing)}" if missing else "full"


def missing_flows(background: OpenBackground) -> dict[str, dict[str, tuple[str, ...] | None]]:
    """The key flows that each activity lacks in each category; None when it has no emissions of its own.

    Computed from the solved inventories: a category is covered when all its key flows are there.
    """
    tables = background.tables
    matches = [background.resolve(name, activity.unit, "GLO") for name, activity in tables.activities.items()]
    amounts = background.inventories(matches)
    methods = [method for method in families()["ef"].methods.values() if method.key_flows]
    return {
        match.flow: {method.id: _missing(method, amounts.loc[match.key]) for method in methods} for match in matches
    }


def _missing(method: Method, amounts: object) -> tuple[str, ...] | None:
    values = amounts.to_dict()  # type: ignore[attr-defined]
    return tuple(flow for flow in method.key_flows if not values[flow]) if any(values.values()) else None


def _figures(activity: Activity) -> str:
    power, heat, loss = activity.drawn("electricity"), activity.drawn("heat"), activity.drawn("loss")
    parts = [f"{power.amount:.3g} kWh" if power else "", f"{heat.amount:.3g} MJ heat" if heat else "",
             f"{loss.amount:.1%} loss" if loss else ""]  # fmt: skip
    return ", ".join(part for part in parts if part) or "-"


def _activity_table(background: OpenBackground, kind: str, covered: dict[str, dict[str, str]]) -> list[str]:
    lines = [
        f"## {KINDS[kind]}",
        "",
        "| flow | unit | drawn where it runs | swappable | quality | places, years | not fully covered | sources |",
        "|---|---|---|---|---|---|---|---|",
    ]
    weak = []
    for name, item in background.tables.activities.items():
        if item.kind != kind:
            continue
        years = sorted({row.year for row in item.exchanges})
        gaps = Counter(text for text in covered[name].values() if text.startswith("without"))
        holes = "; ".join(f"{method}: {text}" for method, text in covered[name].items() if text in gaps) or "-"
        swap = "yes" if item.swappable else "no"
        span = f"{', '.join(item.places)}, {years[0]}-{years[-1]}" if years else "-"
        lines.append(
            f"| `{name}` {item.title} | {item.unit} | {_figures(item)} | {swap} | {item.quality} | {span} | {holes} | "
            f"{', '.join(item.sources)} |"
        )
        if item.weakness:
            weak.append(f"- `{name}`: {item.weakness}")
    return [*lines, "", f"### Known weaknesses of {KINDS[kind].lower()}", "", *weak, ""]


def _grids(background: OpenBackground) -> list[str]:
    tables = background.tables
    columns = ["place", "mix", "year", "largest sources", "grid loss", "match", "kg CO2e/kWh"]
    lines = ["## Electricity of countries", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    climate = [families()["ef"].methods["climate"]]
    keys = [(place, name) for place, name in sorted(tables.generation) if place in tables.losses]
    matches = [background.resolve("electricity", "kWh", f"{place}:{name}") for place, name in keys]
    scores = background.unit_scores(matches, climate).to_numpy()[:, 0]
    for (place, name), score in zip(keys, scores, strict=True):
        mix = grid_mix(tables, place, name)
        largest = sorted(mix.fuels.items(), key=lambda item: -item[1])[:3]
        top = ", ".join(f"{fuel} {share:.0%}" for fuel, share in largest)
        default = " (default)" if tables.default_mix.get(place) == name else ""
        cells = [f"{place} {place_name(place)}", f"{name}{default}", f"{mix.year}", top, f"{mix.loss:.1%}", mix.status]
        lines.append(f"| {' | '.join(cells)} | {score:.3f} |")
    return [*lines, ""]


def _sources(background: OpenBackground) -> list[str]:
    lines = ["## Sources", ""]
    for key, item in background.tables.sources.items():
        lines.append(f"- **{key}**: {item.title}. {item.producer}, {item.year}. {item.link} Licence: {item.licence}. "
                     f"Taken: {item.taken}. Seen: {item.seen}.")  # fmt: skip
    return [*lines, ""]


def document(background: OpenBackground) -> str:
    """The text of docs/data.md."""
    covered = coverage(background)
    missing = (background.tables.folder / "missing.md").read_text(encoding="utf-8").strip()
    lines = [
        "# The open background database",
        "",
        "Written from the tables by `python -m localca.data_docs`; do not edit. Formats: `inventories/README.md`.",
        "",
        f"{len(background.tables.activities)} activities, {len(background.tables.generation)} mixes of "
        f"{len(background.tables.default_mix)} places, {len(background.tables.sources)} sources.",
        "",
        *(line for kind in KINDS if any(a.kind == kind for a in background.tables.activities.values())
          for line in _activity_table(background, kind, covered)),
        *_grids(background),
        missing,
        "",
        *_sources(background),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(document(OpenBackground()))
