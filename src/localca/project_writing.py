"""Writing to Brightway: the only place that touches ``bw2data.projects``, which is global to the process.

One lock; the project that was open before is put back. Used for what the user asked to be written: imports and exports.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from localca.errors import InputError
from localca.project_files import Project, base_folder, project_names

WRITING = threading.RLock()


@contextlib.contextmanager
def brightway_project(name: str, create: bool = False) -> Iterator[tuple[Any, Any]]:
    """bw2data and bw2io with a project open for writing, one user at a time; the project before is put back.

    Raises:
        InputError: when the project is not there and must not be created.
    """
    base = base_folder()
    if not create:
        Project(name, base)
    with WRITING, contextlib.redirect_stdout(io.StringIO()):
        base.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("TQDM_DISABLE", "1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import bw2data
            import bw2io

        before = bw2data.projects.current
        if Path(bw2data.projects._base_data_dir) != base.absolute():
            bw2data.projects.change_base_directories(base.absolute(), base.absolute() / "logs")
            before = "default"
        bw2data.projects.set_current(name)
        try:
            yield bw2data, bw2io
        finally:
            bw2data.projects.set_current(before)


@contextlib.contextmanager
def new_project(name: str) -> Iterator[tuple[Any, Any]]:
    """A project that was not there before; when anything fails, it is removed again.

    Raises:
        InputError: when there is one of that name.
    """
    if name in project_names():
        raise InputError(
            f"there is a Brightway project '{name}' already.", do="Choose another name; nothing is ever overwritten."
        )
    try:
        with brightway_project(name, create=True) as opened:
            yield opened
    except BaseException:
        with WRITING, contextlib.suppress(Exception):
            import bw2data

            bw2data.projects.delete_project(name, delete_dir=True)
        raise
