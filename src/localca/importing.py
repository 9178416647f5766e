"""Getting databases in: EcoSpold 1 and 2, SimaPro CSV and Brightway Excel, through bw2io.

What cannot be linked is never dropped: it is written as flows and products of a database of its own beside the
imported one, scores nothing, and is listed in the report, as is everything that had to be repaired.
"""

from __future__ import annotations

import functools
import hashlib
import tempfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localca import impact_methods, importing_ecospold2, importing_simapro
from localca.errors import InputError
from localca.export import _write_method
from localca.importing_ecospold1 import allocate, extractor, files_of, link_by_number, link_elementary
from localca.project_files import Project, project_names
from localca.project_writing import brightway_project, new_project
from localca.tables import load_tables

BIOSPHERE = "biosphere3"
KINDS = ("ecospold1", "ecospold2", "simapro", "excel")
MAX_UNPACKED = 20_000_000_000
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Unlinked:
    """A flow or product that nothing in the project stands for: how many exchanges name it."""

    kind: str
    name: str
    unit: str
    exchanges: int


@dataclass(frozen=True)
class Report:
    """What an import did."""

    project: str
    database: str
    activities: int
    exchanges: int
    unlinked: tuple[Unlinked, ...]
    repairs: tuple[tuple[str, int], ...]

    @property
    def unlinked_exchanges(self) -> int:
        """How many exchanges lead to nothing."""
        return sum(item.exchanges for item in self.unlinked)


def import_file(
    path: Path, kind: str, project: str, database: str, say: Progress = lambda text: None,
    providers: dict[str, int] | None = None, conversions: dict[str, float] | None = None,
) -> Report:  # fmt: skip
    """Import a file, folder or zip into a project; a project that is not there is made.

    Parameters:
        providers: for EcoSpold 1, which dataset (by number) makes a product that several make.
        conversions: for EcoSpold 1, units made per unit taken of a product that is sold in another dimension.

    Raises:
        InputError: for an unknown kind, a file that is missing or of another kind, or a database that is there already.
    """
    if kind not in KINDS:
        raise InputError(f"'{kind}' is no kind of file.", where="--kind", nearest=KINDS, do="Use one of these.")
    if not path.exists():
        raise InputError("there is no such file or folder.", where=str(path))
    with target(project, database) as (bw2data, bw2io), _unpacked(path) as source:
        repairs: Counter[str] = Counter()
        say(f"reading {path.name}")
        try:
            importer = _read(bw2io, source, kind, database, repairs)
        except InputError:
            raise
        except Exception as error:  # bw2io's readers raise anything for a file of another kind
            raise InputError(
                f"bw2io cannot read it as {kind}: {type(error).__name__}: {str(error)[:200]}",
                where=str(path),
                do=f"Is it {kind}? Kinds: {', '.join(KINDS)}.",
            ) from error
        _prepare(bw2data, bw2io, say)
        say(f"linking {len(importer.data)} datasets")
        if kind != "ecospold1":
            importer.apply_strategies(verbose=False)
            if kind == "ecospold2":
                importing_ecospold2.link_by_name(importer.data, list(bw2data.Database(BIOSPHERE)), repairs)
        else:
            _link_ecospold1(bw2data, importer, repairs, providers or {}, conversions or {})
        return _finish(bw2data, importer, project, database, repairs, say)


@contextmanager
def target(project: str, database: str) -> Iterator[tuple[Any, Any]]:
    """The project to import into; when anything fails, what was begun is removed."""
    if project not in project_names():
        with new_project(project) as opened:
            yield opened
        return
    if database in Project(project).databases:
        raise InputError(
            f"project '{project}' has a database '{database}' already.", do="Choose another name with --database."
        )
    with brightway_project(project) as (bw2data, bw2io):
        before = set(bw2data.databases)
        try:
            yield bw2data, bw2io
        except BaseException:
            for name in set(bw2data.databases) - before:
                del bw2data.databases[name]
            raise


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file or folder itself; a zip is unpacked into a folder that goes afterwards."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="localca-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                    raise InputError("it would unpack to more than 20 GB.", where=str(path))
                archive.extractall(folder)
        except (zipfile.BadZipFile, OSError) as error:
            raise InputError(f"the zip cannot be unpacked: {error}.", where=str(path)) from error
        yield Path(folder)


def _prepare(bw2data: Any, bw2io: Any, say: Progress) -> None:
    """bw2io's tables of names, the biosphere database and our methods, where the project has none.

    bw2setup, which would do so, fails on current versions.
    """
    if "default-units" not in bw2io.migrations:
        bw2io.create_core_migrations()
    if BIOSPHERE in bw2data.databases:
        return
    say("writing the biosphere database and impact methods")
    bw2io.create_default_biosphere3()
    names = [item.name for item in impact_methods.choose(None)]
    for name, record in impact_methods.read_methods(names).items():
        _write_method(bw2data, name, record)


def _read(bw2io: Any, source: Path, kind: str, database: str, repairs: Counter[str]) -> Any:
    if kind == "ecospold1":
        files = files_of(source) if source.is_dir() else [source]
        if not files:
            raise InputError("there is no EcoSpold 1 file in it.", where=str(source))
        return bw2io.SingleOutputEcospold1Importer(
            str(files[0].parent if len(files) > 1 else files[0]), database, use_mp=False, extractor=extractor(repairs)
        )
    if kind == "ecospold2":
        importer = importing_ecospold2.read(bw2io, source, database, BIOSPHERE, repairs)
    elif kind == "simapro":
        importer = importing_simapro.read(bw2io, source, database, BIOSPHERE)
    else:
        importer = bw2io.ExcelImporter(str(source))
        _rename(importer, database)
    return importer


def _rename(importer: Any, database: str) -> None:
    """Gives a spreadsheet's database the name asked for, in its links to itself too."""
    old, importer.db_name = importer.db_name, database
    for dataset in importer.data:
        dataset["database"] = database
        for exchange in dataset["exchanges"]:
            text = exchange.get("input")
            if isinstance(text, str) and text.startswith(f"{old}::"):
                exchange["input"] = f"{database}::{text.removeprefix(f'{old}::')}"


def _link_ecospold1(
    bw2data: Any, importer: Any, repairs: Counter[str], providers: dict[str, int], conversions: dict[str, float]
) -> None:
    from bw2io.strategies import normalize_units

    importer.strategies = [
        normalize_units,
        functools.partial(allocate, repairs=repairs),
        functools.partial(link_by_number, repairs=repairs, providers=providers, conversions=conversions),
    ]
    importer.apply_strategies(verbose=False)
    for dataset in importer.data:
        dataset["categories"] = tuple(dataset.get("categories") or ())
    link_elementary(importer.data, list(bw2data.Database(BIOSPHERE)), flow_names(), repairs)


@functools.cache
def flow_names() -> dict[str, tuple[str, float]]:
    """Names of US elementary flows -> Brightway's identifier and MJ per unit, as the open database has them."""
    tables = load_tables()
    rules = tomllib.loads((tables.folder / "derive" / "uslci.toml").read_text(encoding="utf-8"))
    keys = {name: (key, 0.0) for name, key in rules["air"].items()}
    keys |= {name: (key, float(energy)) for name, (key, _, energy) in rules["resources"].items()}
    known = tables.elementary
    return {name: (known[key].biosphere3_code, energy) for name, (key, energy) in keys.items() if key in known}


def _finish(bw2data: Any, importer: Any, project: str, database: str, repairs: Counter[str], say: Progress) -> Report:
    """Writes the datasets; what is unlinked becomes flows and products of a database of its own."""
    missing: Counter[tuple[str, str, str]] = Counter()
    beside = f"{database} unlinked"
    stubs: dict[tuple[str, str], dict[str, Any]] = {}
    for dataset in importer.data:
        for exchange in dataset["exchanges"]:
            if exchange["type"] == "production":
                exchange.setdefault("input", (database, dataset["code"]))
            if exchange.get("input"):
                continue
            kind, name, unit = exchange["type"], str(exchange.get("name")), str(exchange.get("unit"))
            missing[kind, name, unit] += 1
            code = hashlib.md5(f"{kind}/{name}/{unit}/{exchange.get('categories')}".encode()).hexdigest()
            exchange["input"] = (beside, code)
            stubs[beside, code] = _stub(kind, name, unit, exchange)
    say(f"writing {len(importer.data)} activities")
    if stubs:
        bw2data.Database(beside).write(stubs)
    importer.write_database()
    unlinked = tuple(Unlinked(*key, count) for key, count in missing.most_common())
    exchanges = sum(len(dataset["exchanges"]) for dataset in importer.data)
    return Report(project, database, len(importer.data), exchanges, unlinked, tuple(repairs.most_common()))


def _stub(kind: str, name: str, unit: str, exchange: dict[str, Any]) -> dict[str, Any]:
    card = {"name": name, "unit": unit, "exchanges": [], "comment": "Nothing in the imported file stands for it."}
    if kind == "biosphere":
        return card | {"type": "emission", "categories": tuple(exchange.get("categories") or ())}
    return card | {"type": "process", "location": exchange.get("location") or "GLO", "reference product": name}
