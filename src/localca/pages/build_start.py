"""How a draft begins: blank, from an example, or from a file."""

from __future__ import annotations

import tomllib

import streamlit as st

from localca import drafts, product_file, session, spreadsheets
from localca.drafts import Data
from localca.errors import InputError
from localca.language import tr
from localca.pages import build_draft, parts

FILE, TROUBLE = "build_file", "build_file_trouble"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(name: str, data: bytes) -> Data:
    """A draft from a TOML, Excel or CSV file; it may still be unfinished.

    Raises:
        InputError: when the file is too large, cannot be read, or is no product.
    """
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        return drafts.from_raw(spreadsheets.read_workbook(data, name), name)
    if ending == "csv":
        return drafts.from_raw(spreadsheets.read_csv(data, name), name)
    if len(data) > product_file.MAX_BYTES:
        raise InputError(
            tr("the file is larger than {most} MB.", most=f"{product_file.MAX_BYTES / 1e6:.0f}"), where=name
        )
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(tr("this is not a text file in UTF-8."), where=name, do=tr("Save it as UTF-8.")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            tr("this is not valid TOML: {error}.", error=error), where=name, do=tr("Mend that line.")
        ) from error
    return drafts.from_raw(raw, name)


def choices(prefix: str) -> None:
    """Three ways to begin, side by side."""
    blank, example, file = st.columns(3)
    with blank.container(border=True, height="stretch"):
        st.markdown(f"**:material/draft: {tr('From nothing')}**")
        parts.quiet(tr("An empty product. Every tab says what belongs in it and shows an example."))
        st.button(tr("Start blank"), key=f"{prefix}:blank", type="primary", on_click=_start, args=(drafts.blank(),))
    with example.container(border=True, height="stretch"):
        st.markdown(f"**:material/inventory_2: {tr('From an example')}**")
        names = list(product_file.shipped_products())
        titles = {name: tr(session.shipped_product(name).product.title) for name in names}
        chosen = st.selectbox(tr("Example"), names, format_func=titles.__getitem__, key=f"{prefix}:example")
        st.button(tr("Start from this example"), key=f"{prefix}:from", on_click=_from_example, args=(chosen,))
    with file.container(border=True, height="stretch"):
        st.markdown(f"**:material/upload_file: {tr('From a file')}**")
        st.file_uploader(tr("TOML, Excel or CSV"), type=["toml", "xlsx", "csv"], key=f"{prefix}:{FILE}",
                         max_upload_size=1, on_change=_from_file, args=(f"{prefix}:{FILE}",))  # fmt: skip
        st.download_button(tr("Empty Excel template"), spreadsheets.template, file_name="localca-template.xlsx",
                           mime=EXCEL, key=f"{prefix}:template", icon=":material/download:",
                           on_click="ignore")  # fmt: skip
    if TROUBLE in st.session_state:
        with session.guard(tr("This file cannot be opened")):
            raise st.session_state[TROUBLE]


def _start(data: Data) -> None:
    st.session_state.pop(TROUBLE, None)
    build_draft.start(data)


def _from_example(name: str) -> None:
    _start(drafts.of_product(session.shipped_product(name)))


def _from_file(key: str) -> None:
    given = st.session_state.get(key)
    if given is None:
        st.session_state.pop(TROUBLE, None)
        return
    try:
        _start(read(given.name, given.getvalue()))
    except InputError as error:
        st.session_state[TROUBLE] = error
