"""Output: numbers, CSV that no spreadsheet runs, strict JSON, text that is never markup."""

from __future__ import annotations

import csv
import json
import math
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.terminal import csv_text, json_text, number, safe_cell, say, show_table, write


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1,230"), (0.001234, "0.00123"), (0.0001234, "1.23e-04"), (0, "0"), (0.0, "0"), (-2.345, "-2.35"),
     (9.999, "10.00"), (99.96, "100.0"), (1e7, "1.00e+07"), (649.2, "649"), (math.nan, "not covered")],
)  # fmt: skip
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


@given(value=st.floats(min_value=1e-12, max_value=1e12))
def test_a_number_is_told_to_half_a_percent(value: float) -> None:
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_in_a_cell_is_disarmed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert csv_text([{"a": text}]).splitlines()[1].strip('"').startswith("'")


@pytest.mark.parametrize("value", [-1.5, 0, "plain", None])
def test_other_cells_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_flattens_lists_and_tables() -> None:
    assert csv_text([{"a": ["x", "y"], "b": {"c": 1}, "d": 'quote " and, comma'}]) == (
        'a,b,d\nx; y,c=1,"quote "" and, comma"\n'
    )
    assert csv_text([]) == ""


plain = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=10)
cells = st.fixed_dictionaries({"a": st.floats(allow_nan=False, allow_infinity=False), "b": plain})


@given(rows=st.lists(cells, min_size=1, max_size=5))
def test_csv_keeps_every_number_exactly(rows: list[dict]) -> None:
    found = list(csv.DictReader(StringIO(csv_text(rows))))
    assert [float(row["a"]) for row in found] == [row["a"] for row in rows]


def test_json_is_strict() -> None:
    text = json_text({"a": math.nan, "b": [math.inf, 1.0], "c": {"d": (1, -math.inf)}, "e": "Ø"})
    assert json.loads(text) == {"a": None, "b": [None, 1.0], "c": {"d": [1, None]}, "e": "Ø"}
    assert "Ø" in text


def test_what_is_written_ends_with_one_line_end(capsys: pytest.CaptureFixture[str]) -> None:
    write("a")
    write("b\n")
    assert capsys.readouterr().out == "a\nb\n"


def test_text_is_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say("[bold]not bold[/bold] :smile:")
    show_table("[red]title", ["[b]column"], [["[link=x]cell"]], "[i]caption")
    told = capsys.readouterr().out
    for text in ("[bold]not bold[/bold] :smile:", "[red]title", "[b]column", "[link=x]cell", "[i]caption"):
        assert text in told
