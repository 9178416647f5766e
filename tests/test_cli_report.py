"""report, save and open on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_report_is_written_whole(localca: Run, tmp_path: Path) -> None:
    file = tmp_path / "bag.html"
    done = localca("report", "carrier-bag", "-o", str(file), "-s", "local_recycled")
    assert done.code == 0
    assert "".join(done.out.split()) == f"Written:{file}"
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["bag.html"]


def test_a_saved_question_opens_with_the_same_numbers(localca: Run, tmp_path: Path) -> None:
    file = tmp_path / "bag.localca.json"
    assert localca("save", "carrier-bag", "-o", str(file), "-s", "local_recycled").code == 0
    done = localca("open", str(file), "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["changes"] == []
    assert localca("open", str(file)).out.endswith("Same numbers as saved.\n")


def test_a_folder_that_is_not_there_is_told_and_nothing_written(localca: Run, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "bag.html"
    done = localca("report", "carrier-bag", "-o", str(file))
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {file}: the file cannot be written: No such file or directory. Choose a folder that exists.\n"
    )
    assert not list(tmp_path.iterdir())


def test_an_unknown_category_is_told(localca: Run, tmp_path: Path) -> None:
    done = localca("report", "carrier-bag", "-o", str(tmp_path / "x.html"), "--category", "climat")
    assert done.code == 2
    assert "'climat' is no impact category of EF v3.1 and Cumulative Energy Demand." in done.err
    assert not list(tmp_path.iterdir())
