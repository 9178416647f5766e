"""The answers of the page Materials: the verdict under both rules, the curve, where each category turns."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from localca import api, charts_analyses, session, session_data
from localca.analysis_tables import curve_rows, share_turns, turn_rows
from localca.errors import InputError
from localca.language import tr
from localca.pages import memory, parts, question
from localca.pages.question import Question
from localca.product import Product
from localca.recycled_curve import RecycledCurve, recycled_curve
from localca.recycling import Allocation
from localca.result_tables import category_titles
from localca.variation import with_row
from localca.wording import ALLOCATION_HELP, ALLOCATION_WORDS, VERDICT_WORDS, plain

RULES: tuple[Allocation, ...] = ("cutoff", "cff")


@dataclass(frozen=True)
class Outcome:
    """The comparison under one rule, on both sides; the reason where the rule cannot be applied."""

    rule: Allocation
    result: api.Result | None
    reason: str = ""


def draw(asked: Question, product: Product, shares: Mapping[str, float]) -> None:
    """The answers for a product with these recycled shares."""
    about = (asked.reference, asked.scenario)
    outcomes = [
        memory.remembered((rule, *about), product, functools.partial(_outcome, product, *about, rule)) for rule in RULES
    ]
    _verdicts(asked, outcomes)
    st.header(tr("Over the whole range of shares"), anchor=False)
    name = _material(asked, list(shares))
    found = {
        outcome.rule: memory.remembered(
            ("curve", name, outcome.rule, *about),
            with_row(product, asked.scenario, name, recycled_share=0.0),
            functools.partial(_curve, outcome.result, *about, name),
        )
        for outcome in outcomes
        if outcome.result
    }
    for rule, curve in found.items():
        if isinstance(curve, str):
            said = tr("**No curve under the {rule}.** {reason}", rule=ALLOCATION_WORDS[rule], reason=plain(curve))
            st.warning(said, icon=":material/warning:")
    _curves(asked, name, shares[name], {rule: curve for rule, curve in found.items() if not isinstance(curve, str)})


def _material(asked: Question, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    name = st.selectbox(
        tr("Material to look at"),
        names,
        index=session.from_address("material", names, names[0]),
        format_func=tr,
        key=asked.key("material"),
        help=tr("The others keep the shares chosen above."),
        persist_state="session",
        width=420,
    )
    question.keep(material="" if name == names[0] else name)
    return name


def _outcome(product: Product, reference: str, scenario: str, rule: Allocation) -> Outcome:
    try:
        return Outcome(rule, session_data.compare(product, reference, [scenario], rule))
    except InputError as error:
        if rule == "cutoff":
            raise
        return Outcome(rule, None, _said(error))


def _curve(result: api.Result, reference: str, scenario: str, name: str) -> RecycledCurve | str:
    """The curve of a material; the reason where the rule cannot be applied to it."""
    assessment, rule = result.assessment, result.assessment.allocation
    try:
        return recycled_curve(assessment, scenario, reference, name, rule, result.draws, result.seed)
    except InputError as error:
        if rule == "cutoff":
            raise
        return _said(error)


def _said(error: InputError) -> str:
    return " ".join(f"{problem.where}: {problem.what}" for problem in error.problems)


def _verdicts(asked: Question, outcomes: list[Outcome]) -> None:
    st.header(tr("The answer under both rules"), anchor=False)
    found = {item.rule: item.result.comparison(asked.scenario, asked.method) for item in outcomes if item.result}
    parts.verdict_cards([replace(item, scenario=rule) for rule, item in found.items()], ALLOCATION_WORDS)
    for outcome in outcomes:
        if outcome.reason:
            rule, reason = ALLOCATION_WORDS[outcome.rule], plain(outcome.reason)
            said = tr("**No answer under the {rule}.** {reason}", rule=rule, reason=reason)
            st.warning(said, icon=":material/warning:")
    if len({item.verdict for item in found.values()}) > 1:
        words = "; ".join(f"{ALLOCATION_WORDS[rule]}: {VERDICT_WORDS[item.verdict]}" for rule, item in found.items())
        st.warning(
            tr(
                "**The rule alone changes the answer** ({verdicts}). Nothing about the product differs between the "
                "two, only who is charged for the first life of the material. Do not claim either without the rule.",
                verdicts=plain(words),
            ),
            icon=":material/balance:",
        )
    parts.quiet("  \n".join(f"{ALLOCATION_WORDS[rule]}: {ALLOCATION_HELP[rule]}" for rule in RULES))


def _curves(asked: Question, name: str, share: float, curves: Mapping[Allocation, RecycledCurve]) -> None:
    """The figure of one material, and its two tables."""
    lines = tuple(
        charts_analyses.RuleCurve(
            ALLOCATION_WORDS[rule],
            curve.difference[:, asked.column].tolist(),
            curve.low[:, asked.column].tolist(),
            curve.high[:, asked.column].tolist(),
            curve.crossing(asked.column),
        )
        for rule, curve in curves.items()
    )
    points = next(iter(curves.values())).shares.tolist()
    data = charts_analyses.ShareCurves(asked.against, asked.unit, tr(name), points, share, lines)
    turning = "; ".join(f"{ALLOCATION_WORDS[rule]}: {share_turns(curve, asked.column)}"
                        for rule, curve in curves.items())  # fmt: skip
    alt = tr("The difference over the recycled share of {row}. {turning}.", row=tr(name), turning=turning)
    parts.figure(charts_analyses.share_curves(data), alt)
    below = tr("Below the zero line the scenario is lower than the reference. Bands: the middle 90 % of the draws.")
    parts.quiet(below)
    with st.expander(tr("The curves as a table")):
        parts.table(curve_rows(points, {line.rule: line.differences for line in lines}, asked.unit))
    st.markdown(tr("**At which recycled share of {row} does each category turn?**", row=plain(tr(name))))
    assessment = asked.result.assessment
    columns = {title: assessment.column(method) for method, title in category_titles(asked.result).items()}
    parts.table(turn_rows({ALLOCATION_WORDS[rule]: curve for rule, curve in curves.items()}, columns))
