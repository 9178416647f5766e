"""Errors: what, where, nearest, do; several at once; nearest names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import DataError, InputError, LocalcaError, Problem, Problems, nearest_names

words = st.text(alphabet="abcdefgh_", min_size=1, max_size=12)


def test_a_problem_is_told_in_full() -> None:
    problem = Problem("the share is 2.", "bag, resin.share", ("0.2", "0.5"), "Use a number from 0 to 1.")
    assert str(problem) == "bag, resin.share: the share is 2. Nearest: 0.2, 0.5. Use a number from 0 to 1."


def test_a_problem_without_place_or_choice_is_only_what_it_is() -> None:
    assert str(Problem("the mix is empty.")) == "the mix is empty."


def test_an_error_carries_its_problem() -> None:
    error = InputError("unknown.", where="here", nearest=["a"], do="Do.")
    assert error.problems == (Problem("unknown.", "here", ("a",), "Do."),)
    assert str(error) == "here: unknown. Nearest: a. Do."
    assert isinstance(error, LocalcaError)
    assert not isinstance(error, DataError)


def test_many_problems_are_told_line_by_line() -> None:
    error = InputError.many([Problem("first."), Problem("second.", "there")])
    assert str(error) == "first.\nthere: second."
    assert len(error.problems) == 2


def test_problems_are_collected_and_placed() -> None:
    problems = Problems()
    with problems.at("stage"):
        raise InputError("no place named.")
    with problems.at("stage"):
        raise InputError("own place.", where="row")
    with pytest.raises(InputError) as caught:
        problems.raise_any()
    assert str(caught.value) == "stage: no place named.\nrow: own place."


def test_a_problem_found_twice_is_told_once() -> None:
    problems = Problems()
    for _ in range(2):
        with problems.at("stage"):
            raise InputError("same.")
    assert problems.found == [Problem("same.", "stage")]


def test_no_problem_raises_nothing() -> None:
    problems = Problems()
    with problems.at("stage"):
        pass
    problems.raise_any()


def test_other_errors_pass_through_the_collector() -> None:
    with pytest.raises(ZeroDivisionError), Problems().at("stage"):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hdpe_virgn", ("hdpe_virgin", "ldpe_virgin")),
        ("HDPE", ("hdpe_virgin",)),
        ("virgin", ("ldpe_virgin", "hdpe_virgin")),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_nearest_names(name: str, expected: tuple[str, ...]) -> None:
    assert nearest_names(name, ["steel", "hdpe_virgin", "ldpe_virgin"]) == expected


@given(name=words, valid=st.lists(words, max_size=20), count=st.integers(1, 5))
def test_nearest_names_are_valid_few_and_different(name: str, valid: list[str], count: int) -> None:
    found = nearest_names(name, valid, count)
    assert set(found) <= set(valid)
    assert len(found) == len(set(found)) <= count


@given(valid=st.lists(words, min_size=1, max_size=20, unique=True), data=st.data())
def test_a_valid_name_is_nearest_to_itself(valid: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(valid))
    assert nearest_names(name, valid)[0] == name
