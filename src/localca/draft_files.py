"""Drafts and uploads kept between visits: one file each in the user's cache folder, named by a key nobody guesses.

The key stands in the page's address, so whoever has the address can open the draft, and nobody else. A draft belongs to
the session that wrote it last: another session that still has it open goes on under a new key, so that two people
never write into one file. Drafts expire after ``DAYS``; when all of them together grow too large, the oldest go.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from localca import drafts
from localca.drafts import Data
from localca.errors import InputError
from localca.language import tr
from localca.product_file import MAX_BYTES
from localca.score_cache import cache_folder

DAYS = 30
ALL_BYTES = 100 * MAX_BYTES
KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def new_key() -> str:
    """A key of 128 random bits, fit for an address."""
    return secrets.token_urlsafe(16)


def folder() -> Path:
    """Where drafts are kept."""
    return cache_folder() / "drafts"


def _file(key: str) -> Path:
    # A hash of the key: who reads the folder's listing learns no address.
    return folder() / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def save(key: str, owner: str, data: Data) -> str:
    """Keep a draft under its key, or under a new one when another session has taken it over; the key it now has.

    Raises:
        InputError: when the draft is too large or the folder cannot be written.
    """
    if not KEY.fullmatch(key) or _owner(key) not in ("", owner):
        key = new_key()
    text = json.dumps({"owner": owner, "draft": data}, allow_nan=False)
    if len(text.encode()) > MAX_BYTES:
        raise InputError(tr("the draft is too large to be kept between visits."), do=tr("Save it as a file."))
    path = _file(key)
    scratch = path.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        scratch.replace(path)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise InputError(
            tr("the draft cannot be kept between visits: {reason}.", reason=error.strerror or error),
            do=tr("Save it as a file."),
        ) from error
    tidy()
    return key


def _owner(key: str) -> str:
    found = _read(key)
    return str(found["owner"]) if found else ""


def _read(key: str) -> dict[str, object] | None:
    if not KEY.fullmatch(key):
        return None
    path = _file(key)
    with suppress(OSError, ValueError):
        if path.stat().st_size <= MAX_BYTES and not _is_old(path):
            found = json.loads(path.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) and {"owner", "draft"} <= set(found) else None
    return None


def look(key: str) -> Data | None:
    """What is kept under a key, whoever it belongs to; None when there is nothing any more."""
    found = _read(key)
    return dict(found["draft"]) if found and isinstance(found["draft"], dict) else None


def take(key: str, owner: str) -> Data | None:
    """The draft kept under a key, which from now on belongs to ``owner``; None when there is none any more."""
    found = _read(key)
    data = found["draft"] if found else None
    if not isinstance(data, dict) or set(data) != set(drafts.blank()):
        return None
    with suppress(InputError):
        save_as(key, owner, data)
    return data


def save_as(key: str, owner: str, data: Data) -> None:
    """Keep a draft under its key, whoever had it.

    Raises:
        InputError: as :func:`save`.
    """
    with suppress(OSError):
        _file(key).unlink(missing_ok=True)
    save(key, owner, data)


def forget(key: str, owner: str) -> None:
    """Delete a kept draft, if it is still the session's own."""
    if KEY.fullmatch(key) and _owner(key) == owner:
        with suppress(OSError):
            _file(key).unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > DAYS * 86_400


def tidy() -> None:
    """Delete what expired, and the oldest drafts while all of them together are too large."""
    found = []
    for path in folder().glob("*"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    total = 0
    for changed, size, path in sorted(found, reverse=True):
        total += size
        if total > ALL_BYTES or time.time() - changed > DAYS * 86_400:
            with suppress(OSError):
                path.unlink(missing_ok=True)
