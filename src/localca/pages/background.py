"""The page Background: whose data answer, the open database or one of a Brightway project on this machine."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from localca import chosen_background, impact_methods, session, session_data
from localca.errors import InputError
from localca.installed import InstalledBackground
from localca.language import mark, tr, trn
from localca.links import Links
from localca.pages import background_links, background_more, parts
from localca.project_files import Project, base_folder, project_names
from localca.wording import plain, share_words

ASKED = "background_asked"
ELSEWHERE = mark(
    "**The databases of a machine are shown to who sits at it.** Start LocaLCA on your own machine to use yours. "
    "LOCALCA_SHARE_DATABASES=1, set where the server is started, shows them to every visitor."
)
LEAD = mark(
    "Every comparison is answered by LocaLCA's open database, which needs nothing. If you work with Brightway, "
    "your own databases can answer instead, ecoinvent for example. They are read, never written to."
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("The databases cannot be shown")):
        parts.quiet(tr("LocaLCA: make it here, or bring it in?"))
        st.title(tr("Whose data answer?"), anchor=False)
        st.markdown(tr(LEAD))
        if not session_data.may_see_databases():
            st.info(tr(ELSEWHERE), icon=":material/lock:")
            return
        _now()
        _choose()
        chosen: session_data.Chosen | None = st.session_state.get(session_data.CHOSEN)
        if chosen is not None:
            background = session_data.opened(chosen)
            background_links.draw(chosen, background)
            _fit(background)


def _now() -> None:
    chosen: session_data.Chosen | None = st.session_state.get(session_data.CHOSEN)
    with st.container(border=True):
        if chosen is None:
            st.markdown(tr("**The open database answers.** Fingerprint {fingerprint}.",
                           fingerprint=session.background().fingerprint()[:12]))  # fmt: skip
            return
        st.markdown(tr("**{database}** of the project {project} answers, in this browser tab only.",
                       database=plain(chosen.database), project=plain(chosen.project)))  # fmt: skip
        st.button(tr("Back to the open database"), icon=":material/undo:", on_click=_back)


def _back() -> None:
    st.session_state.pop(session_data.CHOSEN, None)


def _choose() -> None:
    st.header(tr("Databases on this machine"), anchor=False)
    names = list(project_names())
    if not names:
        st.info(tr("**No Brightway project was found** in {folder}.", folder=plain(str(base_folder()))),
                icon=":material/database_off:")  # fmt: skip
        st.markdown(tr("Bring a database in with one of these commands, then come back."))
        st.code(chosen_background.IMPORTS, language=None, wrap_lines=True)
        return
    held = {name: Project(name).databases for name in names}
    last = chosen_background.remembered()
    usual = [last.project] if last and last.project in held else [name for name in names if held[name]]
    with st.container(border=True):
        project = st.selectbox(
            tr("Project"), names, index=names.index(usual[0]) if usual else 0, key="background_project",
            persist_state="session",
            format_func=lambda name: trn("{name}: one database", "{name}: {count} databases", len(held[name]),
                                         name=name),
        )  # fmt: skip
        sizes = {name: meta.get("number", 0) for name, meta in held[project].items()}
        if not sizes:
            st.write(tr("This project has no database."))
            return
        order = sorted(sizes, key=lambda name: "biosphere" in name.lower())
        database = st.selectbox(
            tr("Database"), order, key=f"background_database_{project}", persist_state="session",
            format_func=lambda name: tr("{name}: {count} activities", name=name, count=sizes[name]),
        )  # fmt: skip
        own = st.multiselect(
            tr("Methods of the project, besides the usual categories"),
            [" | ".join(key) for key in Project(project).methods],
            key=f"background_methods_{project}", persist_state="session",
            help=tr("Results stand beside the usual categories. Flows that are not linked have no score in them."),
        )  # fmt: skip
        if st.button(tr("Use this database"), type="primary", icon=":material/database:"):
            _use(project, database, own)


def _use(project: str, database: str, own: Sequence[str]) -> None:
    """Read, factorise and score the database before it answers, so that what is wrong with it is said here.

    Raises:
        InputError: when it cannot be read or solved, or no method fits it.
    """
    kept: dict[tuple[str, str], Links] = st.session_state.setdefault(background_more.KEPT, {})
    links = kept.get((project, database)) or background_links.saved(project, database)
    asked = (*impact_methods.family().methods, *own)
    with st.status(tr("Reading {database} …", database=plain(database))) as status:
        background = session_data.opened(session_data.Chosen(project, database, links, asked))
        status.update(label=tr("Solving {count} activities …", count=len(background.system.nodes)))
        found = background.methods.scored(background.choose_methods(asked))
    fitting = tuple(name for name, scores in zip(asked, found, strict=True) if scores.counted)
    if not fitting:
        raise InputError(
            tr("no impact category counts any of its {count} elementary flows.", count=found[0].flows),
            where=f"{project}, {database}",
            do=tr("Choose a method of the project, or link its flows to a known flow list in Brightway."),
        )
    st.session_state[session_data.CHOSEN] = session_data.Chosen(project, database, links, fitting)
    st.session_state[ASKED] = asked
    st.rerun()


def _fit(background: InstalledBackground) -> None:
    st.header(tr("How well methods and database fit"), anchor=False)
    parts.quiet(tr("A method scores only the elementary flows it knows. Few counted flows: a score that is too low."))
    methods = background.choose_methods(st.session_state.get(ASKED) or session_data.methods_asked())
    rows = [
        {tr("Impact category"): tr(method.title),
         tr("Elementary flows counted"): tr("{count} of {all} ({share})", count=found.counted, all=found.flows,
                                            share=share_words(found.counted / found.flows if found.flows else 0)),
         tr("Answers"): tr("yes") if found.counted else tr("no, it counts nothing"),
         tr("Factors"): background.methods.origin(method)}
        for method, found in zip(methods, background.methods.scored(methods), strict=True)
    ]  # fmt: skip
    parts.table(rows)
    parts.quiet(tr("Fingerprint of database and links: {fingerprint}. Its uncertainty is propagated to first order.",
                   fingerprint=background.fingerprint()[:28]))  # fmt: skip
