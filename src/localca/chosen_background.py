"""Which background a command uses: named on the command line, remembered by `localca use`, else the open one."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from localca.errors import InputError

if TYPE_CHECKING:
    from localca.installed import InstalledBackground
    from localca.links import Links

IMPORTS = r"""localca import FILE \
  --kind ecospold1 \
  --project mine --database name

localca import --ecoinvent 3.10 \
  --system-model cutoff \
  --project my-ecoinvent"""


class Choice(BaseModel):
    """A database of a Brightway project, and the file that links our flows to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: str
    database: str
    links: str = ""

    @property
    def name(self) -> str:
        """What a background of this choice is called."""
        return f"{self.project}/{self.database}"

    def links_file(self) -> Path:
        """The links file; by default one beside the remembered choice, named after the database."""
        if self.links:
            return Path(self.links)
        safe = "".join(letter if letter.isalnum() else "-" for letter in f"{self.project}-{self.database}")
        return config_folder() / f"links-{safe}.toml"

    def read_links(self) -> Links:
        """The links; none when the default file is not there yet.

        Raises:
            InputError: when the file cannot be read.
        """
        from localca.links import Links, load_links

        path = self.links_file()
        return load_links(path) if self.links or path.is_file() else Links()


def config_folder() -> Path:
    """Where choices are kept: ``LOCALCA_CONFIG``, else the user's folder of settings."""
    if chosen := os.environ.get("LOCALCA_CONFIG"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_config_dir("localca", appauthor=False))


def _file() -> Path:
    return config_folder() / "background.toml"


def remembered() -> Choice | None:
    """The remembered choice; None for the open database.

    Raises:
        InputError: when the file is not what `localca use` writes.
    """
    try:
        return Choice.model_validate(tomllib.loads(_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(
            "the remembered database cannot be read.",
            where=str(_file()),
            do="Run `localca use --open`, then choose again.",
        ) from error


def remember(choice: Choice | None) -> None:
    """Keep a choice for the next commands; None goes back to the open database.

    Raises:
        InputError: when it cannot be written.
    """
    import tomlkit

    try:
        if choice is None:
            _file().unlink(missing_ok=True)
            return
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(tomlkit.dumps(choice.model_dump()), encoding="utf-8")
    except OSError as error:
        raise InputError(f"the choice cannot be kept: {error.strerror}.", where=str(_file())) from error


def choice_of(project: str | None, database: str | None, links: str | None = None) -> Choice | None:
    """The choice that some options mean, else the remembered one.

    Raises:
        InputError: for a project without a database, or the other way round.
    """
    if project and database:
        known = remembered() if not links else None
        same = known is not None and (known.project, known.database) == (project, database)
        kept = known.links if known is not None and same else ""
        return Choice(project=project, database=database, links=str(Path(links).absolute()) if links else kept)
    if project or database:
        raise InputError(
            "a database needs its project, and a project its database.",
            where="--project, --database",
            do="Give both; `localca databases` lists them.",
        )
    return remembered()


def background_of(project: str | None = None, database: str | None = None) -> InstalledBackground | None:
    """The background of a choice; None means the open one.

    Raises:
        InputError: when the project, database or links file is not there or cannot be read.
    """
    choice = choice_of(project, database)
    return None if choice is None else opened(choice)


def background_saved(name: str, project: str | None = None, database: str | None = None) -> InstalledBackground | None:
    """The background to ask a saved question of: the one named by options, else the one it was saved with.

    The remembered one is taken when it is that very database; the open one (None) stands in for a database that is
    neither named nor remembered, and :func:`localca.share.reopen` says so.

    Raises:
        InputError: see :func:`background_of`.
    """
    choice = choice_of(project, database)
    if choice is None or not (project or choice.name == name):
        return None
    return opened(choice)


def opened(choice: Choice) -> InstalledBackground:
    """The database of a choice, in front of the open one.

    Raises:
        InputError: when the project, database or links file is not there or cannot be read.
    """
    from localca.api import open_background
    from localca.installed import InstalledBackground

    return InstalledBackground(choice.project, choice.database, choice.read_links(), open_background())
