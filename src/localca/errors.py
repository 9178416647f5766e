"""What can go wrong: always what, where, the nearest valid choice and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from localca.language import tr


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input."""

    what: str
    where: str = ""
    nearest: tuple[str, ...] = ()
    do: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.nearest:
            text += " " + tr("Nearest: {names}.", names=", ".join(self.nearest))
        if self.do:
            text += f" {self.do}"
        return text


class LocalcaError(Exception):
    """Base of every error LocaLCA raises on purpose."""


class InputError(LocalcaError):
    """Wrong input: nothing was computed or written; the command line exits with 2.

    Carries one or more :class:`Problem` in ``problems``.
    """

    def __init__(self, what: str, *, where: str = "", nearest: Sequence[str] = (), do: str = "") -> None:
        self.problems: tuple[Problem, ...] = (Problem(what, where, tuple(nearest), do),)
        super().__init__(str(self.problems[0]))

    @classmethod
    def many(cls, problems: Iterable[Problem]) -> InputError:
        """One error that carries several problems, so that all are told at once."""
        found = tuple(problems)
        error = cls("; ".join(str(problem) for problem in found))
        error.problems = found
        return error

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class DataError(LocalcaError):
    """A shipped table contradicts its own rules: a fault of ours, exit code 1."""


def nearest_names(name: str, valid: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The valid names most like ``name``: those that contain it first, then by similarity."""
    names = list(dict.fromkeys(valid))
    lowered = name.lower()
    containing = [other for other in names if lowered and lowered in other.lower()]
    by_lower = {other.lower(): other for other in names}
    similar = [by_lower[match] for match in difflib.get_close_matches(lowered, by_lower, n=count, cutoff=0.5)]
    return tuple(dict.fromkeys([*similar, *containing]))[:count]


class Problems:
    """Collects the problems of several steps, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    @contextmanager
    def at(self, where: str) -> Iterator[None]:
        """Keep the problems of an :class:`InputError` raised inside, placed at ``where`` if they name no place."""
        try:
            yield
        except InputError as error:
            for problem in error.problems:
                placed = problem if problem.where else replace(problem, where=where)
                if placed not in self.found:
                    self.found.append(placed)

    def raise_any(self) -> None:
        """Raise one error with everything found, or nothing."""
        if self.found:
            raise InputError.many(self.found)
