"""Drafts kept between visits: found again by their key alone, never written by two sessions, bounded and expiring."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from localca import draft_files, drafts
from localca.errors import InputError


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALCA_CACHE", str(tmp_path))


def titled(title: str) -> drafts.Data:
    return drafts.put(drafts.blank(), ("product", "title"), title)


def test_a_draft_is_found_again_by_its_key() -> None:
    key = draft_files.save(draft_files.new_key(), "me", titled("Stool"))
    assert draft_files.take(key, "me again") == titled("Stool")
    assert draft_files.take(draft_files.new_key(), "me") is None


def test_two_sessions_never_write_into_one_draft() -> None:
    """Who opens an address takes the draft over; who wrote it before goes on under a key of their own."""
    key = draft_files.save(draft_files.new_key(), "first", titled("as it was"))
    assert draft_files.take(key, "second") == titled("as it was")
    other = draft_files.save(key, "first", titled("the first goes on"))
    assert other != key
    assert draft_files.save(key, "second", titled("the second goes on")) == key
    assert draft_files.take(key, "x") == titled("the second goes on")
    assert draft_files.take(other, "x") == titled("the first goes on")


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 21, "a" * 23, "a/b" + "c" * 19, "*" * 22])
def test_a_key_from_an_address_never_becomes_a_path(key: str) -> None:
    assert draft_files.take(key, "me") is None
    given = draft_files.save(key, "me", titled("x"))
    assert given != key
    assert draft_files.KEY.fullmatch(given)


def test_the_folder_tells_no_keys_and_is_the_users_own() -> None:
    key = draft_files.save(draft_files.new_key(), "me", titled("x"))
    (file,) = draft_files.folder().iterdir()
    assert key not in file.name
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_a_draft_expires() -> None:
    key = draft_files.save(draft_files.new_key(), "me", titled("x"))
    (file,) = draft_files.folder().iterdir()
    old = time.time() - (draft_files.DAYS + 1) * 86_400
    os.utime(file, (old, old))
    assert draft_files.take(key, "me") is None
    draft_files.tidy()
    assert list(draft_files.folder().iterdir()) == []


def test_all_drafts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_files, "ALL_BYTES", 2_000)
    keys = [draft_files.save(draft_files.new_key(), "me", titled("x" * 900)) for _ in range(4)]
    assert sum(file.stat().st_size for file in draft_files.folder().iterdir()) <= 2_000
    assert draft_files.take(keys[-1], "me") is not None


def test_a_draft_that_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(InputError) as caught:
        draft_files.save(draft_files.new_key(), "me", titled("x" * 1_000_001))
    assert str(caught.value) == "the draft is too large to be kept between visits. Save it as a file."


def test_a_damaged_file_is_no_draft() -> None:
    key = draft_files.save(draft_files.new_key(), "me", titled("x"))
    (file,) = draft_files.folder().iterdir()
    for text in ("{", "[]", '{"owner": "me", "draft": {}}', '{"owner": "me", "draft": 3}'):
        file.write_text(text, encoding="utf-8")
        assert draft_files.take(key, "me") is None


def test_only_its_owner_forgets_a_draft() -> None:
    key = draft_files.save(draft_files.new_key(), "me", titled("x"))
    draft_files.forget(key, "other")
    assert draft_files.take(key, "me") is not None
    draft_files.forget(key, "me")
    assert draft_files.take(key, "me") is None
