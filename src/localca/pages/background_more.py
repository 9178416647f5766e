"""More of the links to a user's database: its electricity, and the file that holds them all."""

from __future__ import annotations

from typing import cast

import streamlit as st

from localca import chosen_background, session_data
from localca.errors import InputError
from localca.installed import InstalledBackground
from localca.language import Words, mark, tr
from localca.links import MARKET, Electricity, Links, Swap, candidates, dump, read_links
from localca.pages import parts
from localca.wording import plain

FILE = "background_file"
KEPT = "background_links"
SWAPS = Words(
    {
        "first_tier": mark("In the activity itself"),
        "chain": mark("Also in the activities it takes from whose names begin with …"),
        "never": mark("Not at all"),
    }
)


def keep(chosen: session_data.Chosen, links: Links) -> None:
    """These links from now on, in this session."""
    st.session_state[session_data.CHOSEN] = session_data.Chosen(chosen.project, chosen.database, links, chosen.methods)
    st.session_state.setdefault(KEPT, {})[chosen.project, chosen.database] = links


def electricity(chosen: session_data.Chosen, background: InstalledBackground) -> None:
    """Which activity delivers electricity, and how far a grid is swapped."""
    now = chosen.links.electricity
    parts.quiet(tr("The market that delivers a kWh in a country, and how far the grid inside activities is swapped."))
    words = st.text_input(tr("Look for these words"), value=now.name if now else MARKET, key="background_grid")
    nodes = candidates(background.resolver.linkable, words, "kWh", 60)
    names = list(dict.fromkeys((node.name, node.product) for node in nodes))
    if not names:
        st.info(tr("Nothing in {database} is like these words. Try others.", database=plain(chosen.database)))
        return
    name = st.selectbox(
        tr("Electricity of a country"), names, format_func=lambda pair: ", ".join(filter(None, dict.fromkeys(pair)))
    )
    swap = st.radio(tr("Swap the grid"), list(SWAPS), format_func=SWAPS.__getitem__,
                    index=list(SWAPS).index(now.swap if now else "first_tier"))  # fmt: skip
    through = (
        st.text_input(tr("Names begin with (one per comma)"), value=", ".join(now.through if now else ()))
        if swap == "chain"
        else ""
    )
    if st.button(tr("Use this electricity"), icon=":material/bolt:"):
        parts_of = tuple(part.strip() for part in through.split(",") if part.strip())
        choice = Electricity(name=name[0], product=name[1], swap=cast(Swap, swap), through=parts_of)
        keep(chosen, chosen.links.model_copy(update={"electricity": choice}))
        st.rerun()


def file(chosen: session_data.Chosen) -> None:
    """The links as a file: to download, to keep for the command, to bring in."""
    st.download_button(
        tr("Download the links"),
        dump(chosen.links),
        file_name="links.toml",
        mime="application/toml",
        icon=":material/download:",
    )
    path = chosen_background.Choice(project=chosen.project, database=chosen.database).links_file()
    if st.button(
        tr("Keep them on this machine"),
        icon=":material/save:",
        help=tr("For the next session and for the command `localca compare`."),
    ):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dump(chosen.links), encoding="utf-8")
        except OSError as error:
            raise InputError(tr("the links cannot be kept: {error}.", error=error.strerror), where=str(path)) from error
        st.success(tr("Kept in {file}", file=plain(str(path))))
    given = st.file_uploader(tr("Links from a file (TOML)"), type=["toml"], key=FILE, max_upload_size=1)
    if given is not None and st.button(tr("Use these links")):
        keep(chosen, read_links(given.getvalue(), given.name))
        st.rerun()
