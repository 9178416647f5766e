"""The language of what people read. English stands in the code; every other language is a file, ``languages/CODE.po``.

The files are GNU gettext's, so that any translator's editor opens them. The command line and its JSON speak English,
because programs rely on them. The app tells through :func:`speak_as` which language the session at hand reads.
"""

from __future__ import annotations

import functools
import gettext
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

ENGLISH = "en"
FOLDER = Path(__file__).parent / "languages"
_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_sources: list[Callable[[], str | None]] = []


def tr(message: str, **values: Any) -> str:
    """A message in the language at hand, with ``{name}`` replaced by the values; the message itself where no
    translation is known."""
    text = translations(current()).gettext(message) if message else message
    return text.format(**values) if values else text


def trn(one: str, many: str, count: int, **values: Any) -> str:
    """The form of a message that goes with a ``{count}``, by the rules of the language."""
    return translations(current()).ngettext(one, many, count).format(count=count, **values)


def mark(message: str) -> str:
    """The message as it is, marked for the catalogue: a constant, which :func:`tr` translates where it is shown."""
    return message


class Words(Mapping[str, str]):
    """A constant table of marked messages: looked up, they are in the language at hand."""

    def __init__(self, messages: Mapping[str, str], change: Callable[[str], str] = str) -> None:
        self._messages, self._change = messages, change

    def __getitem__(self, key: str) -> str:
        return self._change(tr(self._messages[key]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def changed(self, change: Callable[[str], str]) -> Words:
        """The same words with a change after the translation, such as a capital at the start."""
        return Words(self._messages, change)


def capital(text: str) -> str:
    """A text with a capital at its start."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names in a row, as in a sentence: ``a, b and c``."""
    *most, last = names
    return tr("{names} and {last}", names=", ".join(most), last=last) if most else last


def current() -> str:
    """The language at hand: that of :func:`spoken`, else of the session, else English."""
    asked = _chosen.get()
    for source in _sources if asked is None else ():
        asked = source() or asked
    return asked if asked in languages() else ENGLISH


def languages() -> tuple[str, ...]:
    """The codes of the languages there are, English first."""
    return (ENGLISH, *_files())


def speak_as(source: Callable[[], str | None]) -> None:
    """Ask ``source`` for the language from now on; it may answer None."""
    if source not in _sources:
        _sources.append(source)


def begin(code: str | None) -> None:
    """Speak one language from here on in this thread, such as the run of a page; so no message asks for it again."""
    _chosen.set(code)


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Speak one language inside, whatever the session says."""
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


@functools.cache
def translations(code: str) -> gettext.NullTranslations:
    """The messages of a language, read once; English, and an unknown code, have none."""
    path = _files().get(code)
    if path is None:
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile

    with path.open("rb") as handle:
        catalogue = pofile.read_po(handle, locale=code)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    found.add_fallback(_countries(code))
    return found


def _countries(code: str) -> gettext.NullTranslations:
    """The names of countries, which pycountry translates."""
    import pycountry

    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code], fallback=True)


@functools.cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.glob("*.po"))}
