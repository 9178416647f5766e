"""The inputs of the editor: one function draws any field, with what is wrong with it right below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from localca import drafts, editor_values
from localca.draft_checks import beside
from localca.drafts import Path
from localca.editor_fields import CHOICES, QUANTITY, Field, Lines
from localca.language import tr
from localca.pages import build_draft, build_words, parts
from localca.pages.build_findings import nothing_fits, say
from localca.pages.build_numbers import key as key_of
from localca.pages.build_numbers import mix, numbers, step
from localca.wording import plain


def lines(wanted: Lines, base: Path) -> None:
    """The fields of a table, line by line; on a narrow screen they stand one below the other."""
    for line in wanted:
        for column, field in zip(st.columns([field.width for field in line]), line, strict=True):
            with column:
                draw(field, base)


def draw(field: Field, base: Path) -> None:
    """A field of the draft with its label, its value, and what is wrong with it."""
    path = (*base, *field.name.split("."))
    value = drafts.get(build_draft.data(), path)
    value = field.default if value is None else value
    DRAWN[field.kind](field, path, value)
    for finding in beside(build_draft.checked().findings, path):
        say(finding, path if field.kind == "flow" else ())


def _label(field: Field) -> str:
    return tr(field.label) + (" *" if field.needed else "")


def _same(value: Any) -> Any:
    return value


def _saved(path: Path, key: str, read: Callable[[Any], Any] = _same) -> dict[str, Any]:
    return {"key": key, "on_change": build_draft.write, "args": (path, key, read)}


def _text(field: Field, path: Path, value: Any) -> None:
    read = editor_values.source_words if field.name.endswith("source") else _same
    example = field.example and tr("for example: {example}", example=tr(field.example))
    st.text_input(_label(field), value or "", help=tr(field.help) or None, placeholder=example, max_chars=300,
                  **_saved(path, key_of(path), read))  # fmt: skip


def _words(field: Field, path: Path, value: Any) -> None:
    st.text_area(_label(field), value or "", help=tr(field.help) or None, max_chars=4000, height=80,
                 **_saved(path, key_of(path)))  # fmt: skip


def _number(field: Field, path: Path, value: Any, times: float = 1.0) -> None:
    shown = None if value is None else round(float(value) * times, 12)

    def read(given: float | None) -> float | None:
        return given if given is None or times == 1.0 else round(given / times, 14)

    st.number_input(_label(field), value=shown, step=step(shown), format="%g", help=tr(field.help) or None,
                    **_saved(path, key_of(path), read))  # fmt: skip


def _select(field: Field, path: Path, value: Any, options: Sequence[str], shown: Callable[[str], str],
            free: bool = False) -> None:  # fmt: skip
    known = list(options) if not value or value in options else [*options, value]
    st.selectbox(
        _label(field),
        known,
        index=known.index(value) if value in known else None,
        format_func=shown,
        help=tr(field.help) or None,
        placeholder=tr("Type to search") if len(known) > 8 else tr("Choose"),
        accept_new_options=free,
        **_saved(path, key_of(path), lambda given: given or ""),
    )


def _flow(field: Field, path: Path, value: Any) -> None:
    shown = build_words.flows(build_draft.data(), field)
    _select(field, path, value, list(shown), lambda name: shown.get(name, name))
    if not value and field.needed:
        nothing_fits(path)
    if field.width > 1 and (about := build_words.about(value)):
        parts.quiet(about)


def _place(field: Field, path: Path, value: Any) -> None:
    _select(field, path, value, editor_values.places(field.options), build_words.place_words())


def _unit(field: Field, path: Path, value: Any) -> None:
    target = field.options[0] if field.options else editor_values.unit_of(build_draft.data(), path)
    _select(field, path, value, editor_values.units(target), build_words.unit_label, free=True)


def _choice(field: Field, path: Path, value: Any) -> None:
    _select(field, path, value or field.options[0], field.options, lambda name: CHOICES.get(name, name))


def _material(field: Field, path: Path, value: Any) -> None:
    names = editor_values.materials(build_draft.data())
    shown = {"product": tr("The finished product"), **names}
    _select(field, path, value, list(shown), lambda name: shown.get(name, name))


def _materials(field: Field, path: Path, value: Any) -> None:
    names = editor_values.materials(build_draft.data())
    st.multiselect(_label(field), list(names), default=[item for item in value or [] if item in names],
                   format_func=names.__getitem__, help=tr(field.help) or None, placeholder=tr("Choose") if names else
                   tr("No material yet"), **_saved(path, key_of(path), list))  # fmt: skip


def _flag(field: Field, path: Path, value: Any) -> None:
    st.checkbox(_label(field), bool(value), help=tr(field.help) or None, **_saved(path, key_of(path)))


def _quantity(field: Field, path: Path, value: Any) -> None:
    parts.quiet(plain(f"{tr(field.label)}. {tr(field.help)}"))
    lines((QUANTITY,), path)


DRAWN: dict[str, Callable[[Field, Path, Any], None]] = {
    "text": _text,
    "words": _words,
    "number": _number,
    "percent": partial(_number, times=100.0),
    "flow": _flow,
    "place": _place,
    "unit": _unit,
    "choice": _choice,
    "material": _material,
    "materials": _materials,
    "flag": _flag,
    "mix": mix,
    "numbers": numbers,
    "quantity": _quantity,
}
