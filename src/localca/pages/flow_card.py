"""A flow as a card: how much, from where, how it met its place, its quality and sources."""

from __future__ import annotations

import streamlit as st

from localca.language import capital, tr
from localca.pages import parts
from localca.result_tables import FlowView
from localca.wording import GRID_FIXED, MATCH_COLOUR, MATCH_WORDS, QUALITY_WORDS, link, plain


def draw(view: FlowView) -> None:
    """A flow with its amount, score, match, quality and sources."""
    badges = [f":{MATCH_COLOUR[view.match]}-badge[{MATCH_WORDS[view.match]}]"]
    if view.quality:
        quality = tr("quality: {quality}", quality=QUALITY_WORDS.get(view.quality, view.quality))
        badges.append(f":{parts.QUALITY_COLOUR.get(view.quality, 'gray')}-badge[{quality}]")
    badges += [f":orange-badge[{tr(GRID_FIXED)}]"] if view.grid_fixed else []
    sources = [
        f"{link(source.title, source.link)}, {plain(source.producer)} ({source.year})" if source else plain(key)
        for key, source in view.sources
    ]
    title = plain(capital(view.title))
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{title}**, {plain(view.place)}  \n{plain(view.score)} ({plain(view.share)})")
        parts.quiet(tr("{amount} for the row {row}", amount=plain(view.quantity), row=plain(tr(view.row))))
        st.markdown(" ".join(badges))
        told = tr("Sources: {sources}", sources=" · ".join(sources))
        st.markdown(f":small[{told}]")
        if view.note:
            parts.quiet(tr("Note: {note}", note=plain(view.note)))
