"""The page Materials: how much is recycled, and from where; the answers are drawn by ``materials_answers``."""

from __future__ import annotations

import streamlit as st

from localca import session
from localca.language import mark, tr
from localca.pages import materials_answers, parts, question
from localca.pages.question import Question
from localca.places import place_name
from localca.product import RawMaterial
from localca.scenario import Resolved, resolve_scenario
from localca.tables import load_tables
from localca.variation import with_row
from localca.wording import plain

LEAD = mark(
    "How much of each material is recycled, and where it is collected and recycled. Two rules say how much of the "
    "first life's burden recycled material carries; each is applied to both sides alike, and both answers are shown."
)


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This choice cannot be assessed")):
        asked = question.ask(tr("What if more, or less, is recycled?"), tr(LEAD))
        if asked is None:
            return
        resolved = resolve_scenario(asked.product, asked.scenario)
        rows = [row for row in resolved.raw_materials if row.recycled_flow]
        if rows:
            product, shares = asked.product, {}
            for row in rows:
                with st.container(border=True):
                    shares[row.name], changes = _choice(asked, resolved, row)
                if changes:
                    product = with_row(product, asked.scenario, row.name, **changes)
            _left_alone(resolved)
            materials_answers.draw(asked, product, shares)
        else:
            question.nothing_to_show(
                tr("No recycled alternative."),
                tr(
                    "“{scenario}” names no recycled flow for any of its materials. In the product file, give a raw "
                    "material a recycled_flow, for example hdpe_recycled.",
                    scenario=asked.titles[asked.scenario],
                ),
            )
        parts.footer(asked.result)


def _choice(asked: Question, resolved: Resolved, row: RawMaterial) -> tuple[float, dict[str, float | str]]:
    """The recycled share chosen for a material, and what differs from the scenario as it is."""
    now = round(100 * row.recycled_share)
    left, right = st.columns(2)
    percent = left.slider(
        tr("Recycled share of {row}", row=plain(tr(row.name))),
        0,
        100,
        round(100 * question.asked_share(_address("recycled", row.name), row.recycled_share)),
        format="%d %%",
        key=asked.key(f"share:{row.name}"),
        help=tr("The part of this material that is recycled; in the scenario it is {share} %.", share=now),
        persist_state="session",
    )
    place, home = _place(asked, resolved, row, right)
    changed = percent != now
    share = percent / 100 if changed else row.recycled_share
    question.keep(
        **{
            _address("recycled", row.name): f"{share:g}" if changed else "",
            _address("recycled", "in", row.name): place if place != home else "",
        }
    )
    changes: dict[str, float | str] = {"recycled_share": share} if changed else {}
    return share, changes | ({"recycled_origin": place} if place != home else {})


def _place(
    asked: Question, resolved: Resolved, row: RawMaterial, where: st.delta_generator.DeltaGenerator
) -> tuple[str, str]:
    """Where a material is collected and recycled: as chosen, and as in the scenario."""
    home = resolved.place(row.recycled_origin or row.origin, resolved.where("raw_materials", row.name, "origin"))
    places = sorted({*load_tables().default_mix, home}, key=place_name)
    chosen = where.selectbox(
        tr("Collected and recycled in"),
        places,
        index=session.from_address(_address("recycled", "in", row.name), places, home),
        format_func=place_name,
        key=asked.key(f"origin:{row.name}"),
        help=tr("Recycling runs on that country's electricity, and the way to the factory follows from it."),
        persist_state="session",
    )
    return chosen, home


def _address(*words: str) -> str:
    """What the page's address calls a choice: ``recycled in bag``."""
    return " ".join(words)


def _left_alone(resolved: Resolved) -> None:
    others = [tr(row.name) for row in resolved.raw_materials if not row.recycled_flow]
    if others:
        names = plain(", ".join(others))
        parts.quiet(tr("Without a recycled alternative in the product file: {names}.", names=names))
