"""Saved questions: the same numbers again, or exactly what changed."""

from __future__ import annotations

import json

import pytest

import localca
from localca import share
from localca.errors import InputError


@pytest.fixture(scope="module")
def text() -> str:
    return share.save(localca.compare("carrier-bag", scenarios=["local_recycled"], draws=64))


def test_a_saved_question_gives_the_same_numbers(text: str) -> None:
    opened = share.reopen(share.read(text))
    assert opened.changes == ()
    assert opened.product == localca.load("carrier-bag")
    assert share.totals_of(opened.result) == share.read(text).totals
    assert opened.result.draws == 64


def test_a_link_holds_the_whole_question(text: str) -> None:
    packed = share.to_link(text)
    assert packed is not None
    assert len(packed) <= share.LONGEST_LINK
    assert share.from_link(packed) == text


def test_what_changed_is_said_exactly(text: str) -> None:
    saved = share.read(text)
    totals = {name: dict(methods) for name, methods in saved.totals.items()}
    totals["imported_usa"]["climate"] *= 1.1
    old = saved.model_copy(update={"totals": totals, "fingerprint": "0123456789abcdef"})
    opened = share.reopen(old)
    before, after = totals["imported_usa"]["climate"], saved.totals["imported_usa"]["climate"]
    assert opened.changes == (
        f"data fingerprint: 0123456789abcdef then, {opened.result.assessment.fingerprint} now",
        f"imported_usa, climate: {before:.4g} then, {after:.4g} now",
    )


def test_a_changed_file_is_refused(text: str) -> None:
    data = json.loads(text)
    data["totals"]["imported_usa"]["climate"] = 0.0
    with pytest.raises(InputError) as caught:
        share.read(json.dumps(data), "old.json")
    assert str(caught.value) == "old.json: its numbers were changed after it was saved. Ask for the original file."


def test_anything_else_is_no_saved_question() -> None:
    with pytest.raises(InputError, match=r"^shared file: this is no saved question: localca: Field required\."):
        share.read("{}")
    with pytest.raises(InputError, match=r"^shared file: this is no saved question: file: Invalid JSON"):
        share.read("nonsense")


@pytest.mark.parametrize("packed", ["", "!!!", "AAAA", "eJw"])
def test_a_damaged_link_is_told(packed: str) -> None:
    with pytest.raises(InputError) as caught:
        share.read(share.from_link(packed), "link")
    assert str(caught.value).startswith("link: ")


def test_a_link_cannot_unpack_without_end() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 5_000_000)).decode()
    with pytest.raises(InputError, match="the link is damaged"):
        share.from_link(bomb)
