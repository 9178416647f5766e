"""An ecoinvent release by the user's own account, through bw2io. Tried against a stub of the service only."""

from __future__ import annotations

from localca.errors import InputError
from localca.importing import Progress, target


def import_ecoinvent(
    version: str, system_model: str, project: str, username: str | None, password: str | None,
    say: Progress = lambda text: None,
) -> str:  # fmt: skip
    """An ecoinvent release by the user's own account, through `bw2io.import_ecoinvent_release`; a new project.

    Returns: the name of the database.

    Raises:
        InputError: when the service refuses the account, or does not have the release.
    """
    if not username or not password:
        raise InputError(
            "ecoinvent needs your own account.",
            where="ecoinvent",
            do="Set EI_USERNAME and EI_PASSWORD; LocaLCA never stores them.",
        )
    with target(project, f"ecoinvent-{version}-{system_model}") as (bw2data, bw2io):
        say(f"asking ecoinvent for {version} {system_model}; this takes some ten minutes")
        try:
            bw2io.import_ecoinvent_release(
                version=version, system_model=system_model, username=username, password=password, use_mp=False
            )
        except Exception as error:  # the service answers with errors of several libraries
            raise InputError(
                f"ecoinvent refused or failed: {type(error).__name__}: {str(error).replace(password, '***')[:200]}",
                where="ecoinvent",
                do="Check account, licence, version (3.10) and system model (cutoff, apos, consequential, EN15804).",
            ) from error
        found = [name for name in bw2data.databases if name.startswith(f"ecoinvent-{version}")]
        if not found:
            raise InputError("ecoinvent's release brought no database.", where="ecoinvent")
        return str(next((name for name in found if "biosphere" not in name), found[0]))
