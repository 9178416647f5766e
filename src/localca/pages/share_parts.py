"""The block Share and report: the question on the page as a link, as a file, and as a report to take away."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from localca import share
from localca.api import Result
from localca.language import current, tr
from localca.pages import parts, share_open
from localca.pages.setup import Choice
from localca.pages.share_open import DATA, HASH, PACKED
from localca.report import report
from localca.share import result_hash, totals_of

REPORT = "share:report"


def address(choice: Choice, result: Result, method: str) -> str | None:
    """The link that opens this question again; None when an own product is too long for one."""
    base = (st.context.url or "").rstrip("/")
    if not choice.shipped:
        packed = share.to_link(share.save(result))
        return None if packed is None else f"{base}?{urlencode({PACKED: packed, 'category': method})}"
    every = len(choice.scenarios) == len(choice.product.scenarios) - 1
    pairs: dict[str, str | list[str]] = {"product": choice.product.product.id, "reference": choice.reference}
    pairs |= {} if every else {"scenarios": list(choice.scenarios)}
    pairs |= {"category": method, "allocation": choice.allocation, HASH: result_hash(totals_of(result)),
              DATA: result.assessment.fingerprint}  # fmt: skip
    return f"{base}?{urlencode(pairs, doseq=True)}"


def block(choice: Choice, result: Result, method: str) -> None:
    """Link, saved file and report of the question on the page; and a place to open a saved one."""
    st.header(tr("Share and report"), anchor=False)
    link = address(choice, result, method)
    if link is None:
        st.info(tr("**Too long for a link.** Save the question as a file and send that."), icon=":material/link_off:")
    else:
        st.markdown(tr("A link that opens this question and says whether its numbers still hold:"))
        st.code(link, language=None, wrap_lines=True)
    name = choice.product.product.id
    with st.container(horizontal=True):
        st.download_button(tr("Save the question (file)"), share.save(result), file_name=f"{name}.localca.json",
                           mime="application/json", icon=":material/save:", on_click="ignore")  # fmt: skip
        _report(name, result, method)
    with st.expander(tr("Open a saved question"), icon=":material/folder_open:"):
        share_open.file_uploader()
    parts.quiet(tr("Link and file carry the product, the choices, the data fingerprint and a hash of the result."))


def _report(name: str, result: Result, method: str) -> None:
    about = (name, result_hash(totals_of(result)), result.assessment.scenarios, method, current())
    kept: tuple[object, str] = st.session_state.get(REPORT, (None, ""))
    waiting = st.empty()
    if kept[0] != about:
        if not waiting.button(tr("Write the report"), icon=":material/description:"):
            return
        with waiting, st.spinner(tr("Writing the report: figures, tables, sources …")):
            kept = (about, report(result, method))
        st.session_state[REPORT] = kept
    waiting.download_button(tr("Download the report (HTML)"), kept[1], file_name=f"{name}-report.html",
                            mime="text/html", type="primary", icon=":material/description:",
                            on_click="ignore")  # fmt: skip
