"""Sharing: the whole question in a file or a link, with what is needed to see whether its numbers still hold."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from localca import __version__, impact_methods
from localca.api import Result, compare
from localca.assessment import RESULTS_VERSION
from localca.background import Background
from localca.errors import InputError
from localca.language import mark, tr
from localca.product import Product
from localca.product_file import MAX_BYTES, dump, parse
from localca.recycling import Allocation

LONGEST_LINK = 6_000
DIGITS = 10
THEN = mark("{what}: {then} then, {now} now")


class Saved(BaseModel):
    """A saved question: the product, the choices, and fingerprints of data and result."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    localca: str
    results_version: int
    background: str
    fingerprint: str
    product: str
    reference: str
    scenarios: tuple[str, ...]
    allocation: Allocation
    family: str
    draws: int = Field(ge=16, le=100_000)
    seed: int = Field(ge=0)
    result_hash: str
    totals: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Opened:
    """A saved question asked again: the product, the new result, and what changed, in words (nothing: the same)."""

    product: Product
    result: Result
    changes: tuple[str, ...] = field(default=())


def totals_of(result: Result) -> dict[str, dict[str, float]]:
    """Scenario -> method -> total, rounded to ten digits."""
    assessment = result.assessment
    return {
        name: {method.id: float(f"{assessment.total(name, method.id):.{DIGITS}g}") for method in assessment.methods}
        for name in assessment.scenarios
    }


def result_hash(totals: Mapping[str, Mapping[str, float]]) -> str:
    """A hash of the totals."""
    return hashlib.sha256(json.dumps(totals, sort_keys=True).encode()).hexdigest()[:16]


def save(result: Result, family: str = "ef") -> str:
    """The question and its result as the text of a file."""
    assessment = result.assessment
    totals = totals_of(result)
    saved = Saved(
        localca=__version__,
        results_version=RESULTS_VERSION,
        background=assessment.background,
        fingerprint=assessment.fingerprint,
        product=dump(assessment.product),
        reference=assessment.reference,
        scenarios=assessment.scenarios,
        allocation=assessment.allocation,
        family=family,
        draws=result.draws,
        seed=result.seed,
        result_hash=result_hash(totals),
        totals=totals,
    )
    return saved.model_dump_json(indent=2) + "\n"


def read(text: str, where: str = "") -> Saved:
    """A saved question from its text.

    Raises:
        InputError: when the text is no saved question, or was changed by hand.
    """
    where = where or tr("shared file")
    try:
        saved = Saved.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise InputError(
            tr("this is no saved question: {field}: {reason}.", field=place, reason=first["msg"]),
            where=where,
            do=tr("Save it anew from the app."),
        ) from error
    if result_hash(saved.totals) != saved.result_hash:
        what = tr("its numbers were changed after it was saved.")
        raise InputError(what, where=where, do=tr("Ask for the original file."))
    return saved


def reopen(saved: Saved, where: str = "", background: Background | None = None) -> Opened:
    """Ask a saved question again and say exactly what changed since; another background is always said.

    Parameters:
        background: the user's own database to ask, in the saved categories; by default the open one.

    Raises:
        InputError: when the product in it is wrong for this version.
    """
    product = parse(saved.product, where or tr("shared file"))
    offered = impact_methods.family(saved.family).methods
    asked = [name for name in next(iter(saved.totals.values()), {}) if name in offered] if background else None
    result = compare(
        product, saved.reference, saved.scenarios, asked, allocation=saved.allocation, family=saved.family,
        draws=saved.draws, seed=saved.seed, background=background,
    )  # fmt: skip
    changes = []
    now = totals_of(result)
    for name, methods in saved.totals.items():
        for method, before in methods.items():
            after, what = now.get(name, {}).get(method), f"{name}, {method}"
            if after is None:
                changes.append(tr("{what}: {before}, no longer offered", what=what, before=f"{before:.4g}"))
            elif abs(after - before) > 1e-9 * max(abs(before), abs(after)):
                changes.append(tr(THEN, what=what, then=f"{before:.4g}", now=f"{after:.4g}"))
    if changes or saved.background != result.assessment.background:
        reasons = [
            tr(THEN, what=what, then=then, now=today)
            for what, then, today in (
                (tr("background"), saved.background, result.assessment.background),
                ("LocaLCA", saved.localca, __version__),
                (tr("results version"), str(saved.results_version), str(RESULTS_VERSION)),
                (tr("data fingerprint"), saved.fingerprint, result.assessment.fingerprint),
            )
            if then != today
        ]
        changes = [*reasons, *changes]
    return Opened(product, result, tuple(changes))


def to_link(text: str) -> str | None:
    """A saved question, packed for a link; None when it is too long for one."""
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return packed if len(packed) <= LONGEST_LINK else None


def from_link(packed: str) -> str:
    """The saved question of a link.

    Raises:
        InputError: when the link is damaged or unpacks to more than a product file may hold.
    """
    problem = InputError(tr("the link is damaged."), where=tr("link"), do=tr("Copy it again, or open the saved file."))
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw, MAX_BYTES)
        if unpacker.unconsumed_tail:
            raise problem
        return text.decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise problem from error
