"""Passports: fields, links, keys, and what a broken file says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from localca.errors import DataError
from localca.sources import Source, load_sources, source_keys

PASSPORT = {
    "title": "A title",
    "producer": "A producer",
    "year": 2020,
    "url": "https://example.org",
    "licence": "CC0",
    "taken": "one number",
    "seen": "primary",
}


def test_the_link_is_the_doi_when_there_is_one() -> None:
    assert Source.model_validate(PASSPORT).link == "https://example.org"
    assert Source.model_validate(PASSPORT | {"doi": "10.1/x"}).link == "https://doi.org/10.1/x"


@pytest.mark.parametrize("field", ["title", "producer", "year", "licence", "taken", "seen"])
def test_a_passport_without_a_field_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match=f"{field}\n  Field required"):
        Source.model_validate({key: value for key, value in PASSPORT.items() if key != field})


def test_a_passport_that_cannot_be_found_is_refused() -> None:
    with pytest.raises(ValidationError, match="a passport needs a url or a doi"):
        Source.model_validate(PASSPORT | {"url": ""})


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Source.model_validate(PASSPORT | {"author": "me"})


@given(keys=st.lists(st.text(alphabet="abc_0", min_size=1), max_size=5))
def test_keys_round_trip(keys: list[str]) -> None:
    assert source_keys("; ".join(keys)) == tuple(keys)


def test_empty_keys_are_dropped() -> None:
    assert source_keys(" a ;; b; ") == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [("[a]\ntitle = ", "sources.toml: Invalid value"), ("[a]\ntitle = 'x'", "sources.toml: 5 validation errors")],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_sources(tmp_path / "sources.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"sources\.toml"):
        load_sources(tmp_path / "sources.toml")
