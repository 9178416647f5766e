"""The user's own Brightway projects, read as files and never changed.

Reading does not go through ``bw2data.projects``: that object is global to the process, creates a project whose name is
mistyped and migrates what it opens. A project is read as what it is on disk: SQLite in read-only mode and datapackages.
So two users can read two projects at once, and nothing in a project's folder changes.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localca.errors import InputError, nearest_names

PATIENCE = 3.0
SAFE_MODULES = ("builtins", "collections", "datetime", "uuid", "decimal", "numpy", "stats_arrays", "_codecs")
UNSAFE_NAMES = {"eval", "exec", "open", "compile", "getattr", "setattr", "__import__", "globals", "input", "breakpoint"}


@dataclass(frozen=True)
class Node:
    """An activity, product or elementary flow of a database."""

    id: int
    database: str
    code: str
    name: str
    product: str
    location: str
    unit: str
    type: str


def base_folder() -> Path:
    """Where Brightway keeps its projects: ``BRIGHTWAY2_DIR``, else the user's data folder."""
    if chosen := os.environ.get("BRIGHTWAY2_DIR"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("Brightway3", "pylca"))


def project_names(base: Path | None = None) -> dict[str, bool]:
    """The projects on this machine: name -> whether its folder's name carries the long hash."""
    index = (base or base_folder()) / "projects.db"
    if not index.is_file():
        return {}
    with reading(index) as database:
        columns = {row[1] for row in database.execute("pragma table_info(projectdataset)")}
        flag = "full_hash" if "full_hash" in columns else "1"
        rows = database.execute(f"select name, {flag} from projectdataset order by name").fetchall()
    return {name: bool(full) for name, full in rows}


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """An SQLite file opened read-only; one with a write-ahead log is copied first, because opening that would write.

    Raises:
        InputError: when it is missing, locked, half-written or no SQLite file.
    """
    with contextlib.ExitStack() as stack:
        try:
            head = path.read_bytes()[:20] if path.stat().st_size < 4096 else _head(path)
            if head[18:20] == b"\x02\x02":
                scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="localca-")))
                for name in (path.name, path.name + "-wal"):
                    if (path.parent / name).exists():
                        shutil.copyfile(path.parent / name, scratch / name)
                path = scratch / path.name
            database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
            stack.callback(database.close)
            database.execute("select count(*) from sqlite_master").fetchone()
            yield database
        except (sqlite3.Error, OSError) as error:
            raise _unreadable(path, error) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(20)


def _unreadable(path: Path, error: Exception) -> InputError:
    text = str(error)
    if isinstance(error, FileNotFoundError):
        return InputError("this file of the project is missing.", where=str(path), do="Check the project in Brightway.")
    if "locked" in text or "readonly" in text or "unable to open" in text:
        return InputError(
            f"it is being written by another program, or a write was interrupted ({text}).",
            where=str(path),
            do="Close the Activity Browser or notebook that uses it, open the project there once, and try again.",
        )
    return InputError(
        f"it cannot be read as a Brightway database ({text}): half-written or damaged.",
        where=str(path),
        do="Restore the project from a backup, or import the database again.",
    )


class _Unpickler(pickle.Unpickler):
    """Reads what Brightway stores and refuses everything that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] in SAFE_MODULES and name not in UNSAFE_NAMES and "." not in name:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


def unpickle(data: bytes) -> Any:
    """A value as Brightway pickles it.

    Raises:
        InputError: when it holds anything but plain data.
    """
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception as error:  # a damaged pickle raises anything
        raise InputError(f"a record of the database cannot be read: {error}.") from error


class Project:
    """A Brightway project, read-only."""

    def __init__(self, name: str, base: Path | None = None) -> None:
        root = base or base_folder()
        known = project_names(root)
        if name not in known:
            raise InputError(
                f"there is no Brightway project '{name}' in {root}.",
                where="--project",
                nearest=nearest_names(name, known) or tuple(known)[:5],
                do="`localca databases` lists them; BRIGHTWAY2_DIR names another folder.",
            )
        from bw_processing import safe_filename

        self.name = name
        self.folder = root / safe_filename(name, full=known[name])
        self.databases: dict[str, dict[str, Any]] = self._json("databases.json") or {}
        self.methods = {tuple(key): value for key, value in self._json("methods.json") or []}

    def _json(self, name: str) -> Any:
        path = self.folder / name
        try:
            return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
        except (OSError, ValueError) as error:
            raise InputError(f"it cannot be read: {error}.", where=str(path), do="Restore it from a backup.") from error

    def check_database(self, name: str) -> None:
        """Refuse a database that is not there, not processed, or written by the old Brightway.

        Raises:
            InputError: with the databases there are.
        """
        if name not in self.databases:
            raise InputError(
                f"project '{self.name}' has no database '{name}'.",
                where="--database",
                nearest=nearest_names(name, self.databases) or tuple(self.databases)[:5],
                do="`localca databases` lists them.",
            )
        if not self.processed(name).is_file():
            old = any((self.folder / "processed").glob("*.npy"))
            raise InputError(
                f"'{name}' was written by the old Brightway (bw2data 3)." if old else f"'{name}' was never processed.",
                where=f"project {self.name}",
                do="In Brightway 2.5, on a copy of the project: bw2data.projects.migrate_project_25()."
                if old
                else f"In Brightway: bw2data.Database({name!r}).process().",
            )
        if self.databases[name].get("dirty"):
            raise InputError(
                f"'{name}' has changes that Brightway has not processed yet.",
                where=f"project {self.name}",
                do=f"In Brightway: bw2data.Database({name!r}).process(). LocaLCA never changes your project.",
            )

    def processed(self, name: str) -> Path:
        """The datapackage of a database or of a method's abbreviation."""
        from bw_processing import clean_datapackage_name, safe_filename

        filename = name if name in {meta.get("abbreviation") for meta in self.methods.values()} else safe_filename(name)
        name_on_disk = str(clean_datapackage_name(f"{filename}.zip"))
        return Path(self.folder / "processed" / name_on_disk)

    def with_dependencies(self, name: str) -> list[str]:
        """The database and all it takes from, checked."""
        found: list[str] = []
        open_ = [name]
        while open_:
            database = open_.pop(0)
            if database not in found:
                self.check_database(database)
                found.append(database)
                open_ += self.databases[database].get("depends", [])
        return found

    def stamp(self) -> str:
        """Changes whenever the file of activities was written."""
        path = self.folder / "lci" / "databases.db"
        found = [item.stat() for item in (path, path.with_name(path.name + "-wal")) if item.exists()]
        return repr([(item.st_size, item.st_mtime_ns) for item in found])

    def nodes(self, databases: list[str]) -> list[Node]:
        """Every activity, product and elementary flow of some databases."""
        marks = ",".join("?" * len(databases))
        with reading(self.folder / "lci" / "databases.db") as connection:
            rows = connection.execute(
                f"select id, database, code, name, product, location, type, data from activitydataset "
                f"where database in ({marks})",
                databases,
            )
            return [
                Node(row[0], row[1], row[2], row[3] or "", row[4] or "", row[5] or "", _unit(row[7]), row[6] or "")
                for row in rows
            ]


def _unit(data: bytes) -> str:
    return str(unpickle(data).get("unit") or "")
