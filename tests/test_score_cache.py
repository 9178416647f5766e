"""The cache of unit scores: read again, never stale, never trusted when broken, never needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import TINY, clean_environment, edited
from hypothesis import given
from hypothesis import strategies as st

from localca import impact_methods, score_cache
from localca.background import OpenBackground
from localca.score_cache import Solution, cache_folder, read, write
from localca.tables import load_tables

SOLUTION = Solution(
    ("kg", "mol"),
    pd.DataFrame([[1.0, 2.0], [0.1, 1e-300]], index=["steel", "grid@JAM:2005"], columns=["climate", "acid"]),
    np.array([[1.0, 0.0, 29.8], [0.0, 1.31, 0.0]]),
)
METHODS = impact_methods.choose(["climate", "acidification"])


def same(first: Solution, second: Solution) -> bool:
    return (
        first.units == second.units
        and first.scores.equals(second.scores)
        and np.array_equal(first.factors, second.factors)
    )


def coal_power(folder: Path, cache: Path) -> float:
    """The climate score of 1 kWh of coal power in a copy of the tiny tables."""
    background = OpenBackground(load_tables.__wrapped__(folder), cache)
    match = background.resolve("coal_plant", "kWh", "POL")
    return float(background.unit_scores([match], METHODS).loc["coal_plant", "climate"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "inventories")
    return tmp_path / "inventories"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "down" / "x.npz", SOLUTION)
    found = read(tmp_path / "deep" / "down" / "x.npz")
    assert found is not None
    assert same(found, SOLUTION)
    assert found.scores.to_numpy().dtype == np.float64


def test_no_scratch_file_is_left(tmp_path: Path) -> None:
    write(tmp_path / "x.npz", SOLUTION)
    assert [path.name for path in tmp_path.iterdir()] == ["x.npz"]


def test_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert read(tmp_path / "none.npz") is None


@given(data=st.data())
def test_a_file_cut_short_is_no_cache(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "x.npz"
    write(path, SOLUTION)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    assert read(path) is None


@given(at=st.integers(0, 10**6), value=st.integers(0, 255))
def test_a_file_with_a_wrong_byte_is_no_cache_or_the_same(tmp_path: Path, at: int, value: int) -> None:
    """A flipped byte is caught by the checksum, or lies where it does not matter; it never changes a number."""
    path = tmp_path / "x.npz"
    write(path, SOLUTION)
    content = bytearray(path.read_bytes())
    content[at % len(content)] = value
    path.write_bytes(bytes(content))
    found = read(path)
    assert found is None or same(found, SOLUTION)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip file", b"text", b"\x93NUMPY\x01\x00"])
def test_another_file_is_no_cache(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    assert read(tmp_path / "x.npz") is None


def test_a_broken_cache_is_computed_again(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert coal_power(folder, cache) == pytest.approx(1.0)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert coal_power(folder, cache) == pytest.approx(1.0)
    assert len(path.read_bytes()) == len(whole)


def test_a_second_run_reads_the_cache(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    first = coal_power(folder, cache)
    monkeypatch.setattr("localca.background.solve", None)
    assert coal_power(folder, cache) == first


def test_a_changed_number_is_never_answered_from_the_cache(folder: Path, tmp_path: Path) -> None:
    """Coal's upstream from 0.02 to 0.03: 0.8 + 10 * 0.03 = 1.1."""
    cache = tmp_path / "cache"
    before = OpenBackground(load_tables.__wrapped__(folder), cache).fingerprint()
    assert coal_power(folder, cache) == pytest.approx(1.0)
    path = folder / "background" / "fuels.csv"
    path.write_text(edited(path.read_text(encoding="utf-8"), ("0.02", "0.03")), encoding="utf-8")
    assert coal_power(folder, cache) == pytest.approx(1.1)
    assert OpenBackground(load_tables.__wrapped__(folder), cache).fingerprint() != before
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("name", ["background/grids.csv", "background/technology_split.csv", "methods.toml"])
def test_every_file_a_score_depends_on_is_in_the_fingerprint(folder: Path, tmp_path: Path, name: str) -> None:
    before = OpenBackground(load_tables.__wrapped__(folder), tmp_path).fingerprint()
    with (folder / name).open("ab") as handle:
        handle.write(b"\n")
    assert OpenBackground(load_tables.__wrapped__(folder), tmp_path).fingerprint() != before


def test_another_bw2io_is_another_fingerprint(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = OpenBackground(load_tables.__wrapped__(folder), tmp_path).fingerprint()
    monkeypatch.setattr(impact_methods, "archive_version", lambda: "bw2io 99")
    assert OpenBackground(load_tables.__wrapped__(folder), tmp_path).fingerprint() != before


def test_a_folder_that_cannot_be_written_costs_time_not_the_answer(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", encoding="utf-8")
    assert coal_power(folder, blocked / "cache") == pytest.approx(1.0)
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALCA_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("LOCALCA_CACHE")
    assert cache_folder().name == "localca"
    assert cache_folder() != tmp_path


def test_a_second_run_needs_no_brightway(tmp_path: Path) -> None:
    """The fast path: with cached unit scores, bw2calc is not imported at all (and never bw2data or bw2io)."""
    code = (
        "import sys; import localca; result = localca.compare('carrier-bag');"
        "print(*sorted({'bw2calc', 'bw2data', 'bw2io', 'streamlit', 'plotly'} & set(sys.modules)));"
        "print(repr(result.assessment.total('imported_usa', 'climate')))"
    )
    environment = dict(clean_environment(tmp_path))
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
        for _ in range(2)
    ]
    loaded, totals = zip(*(run.stdout.split("\n")[:2] for run in runs), strict=True)
    assert loaded == ("bw2calc", "")
    assert totals[0] == totals[1]
    assert score_cache.__name__ == "localca.score_cache"
