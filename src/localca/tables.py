"""The background tables: one row per number, validated as they are read."""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from localca.errors import DataError
from localca.records import (
    Activity,
    ActivityRow,
    CffFlowRow,
    CffRow,
    ElementaryFlow,
    Exchange,
    GenerationRow,
    LossRow,
    Record,
    SplitRow,
    SpreadRow,
)
from localca.sources import Source, load_sources

EXCHANGE_TABLES = ("fuels", "technologies", "heat", "materials", "processes", "transport")
ACTIVITY_TABLES = ("activities_energy", "activities_goods")
R = TypeVar("R", bound=Record)
K = TypeVar("K")


@dataclass(frozen=True)
class Tables:
    """All tables of the open background."""

    folder: Path
    activities: dict[str, Activity]
    elementary: dict[str, ElementaryFlow]
    generation: dict[tuple[str, str], tuple[GenerationRow, ...]]
    default_mix: dict[str, str]
    splits: dict[tuple[str, str, str], tuple[SplitRow, ...]]
    losses: dict[str, tuple[LossRow, ...]]
    cff: dict[str, dict[str, CffRow]]
    cff_flows: dict[str, str]
    spreads: dict[str, SpreadRow]
    sources: dict[str, Source]


def inventories_folder() -> Path:
    """Where the inventories are: inside the installed package, or beside ``src`` in a checkout."""
    inside = Path(str(resources.files("localca"))) / "inventories"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "inventories"


def app_file() -> Path:
    """The Streamlit script: inside the installed package, or at the top of a checkout."""
    inside = Path(str(resources.files("localca"))) / "_app" / "app.py"
    return inside if inside.is_file() else Path(__file__).resolve().parents[2] / "app.py"


def read_rows(path: Path, model: type[R]) -> list[R]:
    """The rows of a CSV table, validated.

    Raises:
        DataError: naming the file, the line and the field.
    """
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            raw: list[dict[str, Any]] = list(csv.DictReader(handle))
        return TypeAdapter(list[model]).validate_python(raw)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        line = int(first["loc"][0]) + 2
        field = ".".join(str(part) for part in first["loc"][1:])
        raise DataError(f"{path.name}, line {line}, {field}: {first['msg']} (found {first['input']!r})") from error
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not a text file in UTF-8: {error.reason}") from error


def _group(rows: Iterable[R], key: Callable[[R], K]) -> dict[K, tuple[R, ...]]:
    groups: dict[K, list[R]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {name: tuple(members) for name, members in groups.items()}


def load_activities(folder: Path) -> dict[str, Activity]:
    """Every activity of the exchange tables with its name card."""
    exchanges: dict[str, tuple[Exchange, ...]] = _group(
        (row for name in EXCHANGE_TABLES for row in read_rows(folder / f"{name}.csv", Exchange)),
        lambda row: row.activity,
    )
    cards = [row for name in ACTIVITY_TABLES for row in read_rows(folder / f"{name}.csv", ActivityRow)]
    if unnamed := set(exchanges) - {card.activity for card in cards}:
        raise DataError(f"activities without a name card: {', '.join(sorted(unnamed))}")
    return {
        card.activity: Activity(
            card.activity,
            card.title,
            card.kind,
            card.unit,
            card.description,
            card.weakness,
            exchanges.get(card.activity, ()),
        )
        for card in cards
    }


@functools.cache
def load_tables(folder: Path | None = None) -> Tables:
    """The tables in ``folder`` (default: the shipped ``inventories``); read once per process."""
    root = folder or inventories_folder()
    tables = root / "background"
    generation = read_rows(tables / "grids.csv", GenerationRow)
    cff: dict[str, dict[str, CffRow]] = defaultdict(dict)
    for row in read_rows(tables / "cff.csv", CffRow):
        cff[row.material][row.parameter] = row
    return Tables(
        folder=root,
        activities=load_activities(tables),
        elementary={row.key: row for row in read_rows(tables / "elementary_flows.csv", ElementaryFlow)},
        generation=_group(generation, lambda row: (row.place, row.mix)),
        default_mix={row.place: row.mix for row in generation if row.default},
        splits=_group(read_rows(tables / "technology_split.csv", SplitRow), lambda row: (row.place, row.mix, row.fuel)),
        losses=_group(read_rows(tables / "grid_losses.csv", LossRow), lambda row: row.place),
        cff=dict(cff),
        cff_flows={row.flow: row.material for row in read_rows(tables / "cff_flows.csv", CffFlowRow)},
        spreads={row.about: row for row in read_rows(tables / "default_spreads.csv", SpreadRow)},
        sources=load_sources(root / "sources.toml"),
    )
