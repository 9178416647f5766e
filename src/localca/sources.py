"""Passports: where every number comes from."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from localca.errors import DataError


class Source(BaseModel):
    """The passport of one source: who published what, when, where, under which terms, and what was taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    producer: str
    year: int
    url: str = ""
    doi: str = ""
    licence: str
    licence_url: str = ""
    taken: str
    seen: str
    quality: Literal["solid", "medium", "weak"] | None = None

    @model_validator(mode="after")
    def _findable(self) -> Source:
        if not (self.url or self.doi):
            raise ValueError("a passport needs a url or a doi")
        return self

    @property
    def link(self) -> str:
        """The address a reader can open."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url


@functools.cache
def source_keys(text: str) -> tuple[str, ...]:
    """The keys in a ``source`` cell: ``a; b`` -> ``("a", "b")``."""
    return tuple(key.strip() for key in text.split(";") if key.strip())


def load_sources(path: Path) -> dict[str, Source]:
    """The passports of ``sources.toml``, by key.

    Raises:
        DataError: when the file is not valid TOML or a passport lacks a field.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: Source.model_validate(value) for key, value in raw.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError(f"{path.name}: {error}") from error
