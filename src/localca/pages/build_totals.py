"""What the draft comes to, beside the editor: totals per scenario, or what is still missing, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from localca.assessment import Assessment
from localca.comparison import STAGE_WORDS, stage_table
from localca.language import listed, tr, trn
from localca.pages import build_draft, parts
from localca.pages.build_unfinished import FOLLOWS, unfinished
from localca.wording import (
    amount,
    functional_unit_words,
    in_a_sentence,
    percent,
    plain,
    share_words,
    unit_words,
)


def panel() -> None:
    """Totals, or what is missing and wrong, by tab."""
    checked = build_draft.checked()
    with st.container(border=True, key="build_panel"):
        st.header(tr("What it comes to"), anchor=False)
        if checked.assessment:
            _totals(checked.assessment)
        else:
            unfinished(checked.findings)


def line() -> str:
    """The totals in one line of Markdown, or how much is missing: on a telephone the panel lies far below."""
    checked = build_draft.checked()
    if checked.assessment is None:
        wrong = sum(not finding.missing for finding in checked.findings)
        missing = sum(finding.missing and finding.path != FOLLOWS for finding in checked.findings)
        words = [trn("{count} still missing", "{count} still missing", missing)] * bool(missing)
        words += [trn("{count} to mend", "{count} to mend", wrong)] * bool(wrong)
        return tr("Not computed yet: {reasons}.", reasons=listed(words)) if words else tr("Not computed yet.")
    found = checked.assessment
    method = found.methods[0]
    totals = {name: found.total(name, method.id) for name in found.scenarios}
    lowest = min(totals, key=lambda name: totals[name])
    unit = unit_words(found.units[method.id])
    text = tr(
        "Lowest for {category}: {scenario}, {total} {unit}; reference {reference}.",
        category=in_a_sentence(tr(method.title)),
        scenario=tr(found.product.scenario(lowest).title),
        total=amount(totals[lowest]),
        unit=unit,
        reference=amount(totals[found.reference]),
    )
    return plain(text)


def _totals(found: Assessment) -> None:
    by_id = {method.id: method for method in found.methods}
    method = st.selectbox(tr("Impact category"), list(by_id), format_func=lambda name: tr(by_id[name].title),
                          key="build_category", persist_state="session")  # fmt: skip
    reference = found.total(found.reference, method)
    rows = []
    for name in found.scenarios:
        total = found.total(name, method)
        against = tr("reference") if name == found.reference else percent(total / reference - 1) if reference else ""
        rows.append((tr(found.product.scenario(name).title), amount(total), against))
    unit = plain(unit_words(found.units[method]))
    parts.quiet(tr("{unit} per {functional_unit}", unit=unit,
                   functional_unit=plain(functional_unit_words(found.product.product.functional_unit))))  # fmt: skip
    _boxes(rows)
    stages = stage_table(found, method)[found.reference]
    largest = max(stages, key=lambda stage: stages[stage])
    if reference:
        share = plain(share_words(stages[largest] / reference))
        parts.quiet(tr("Largest part of the reference: {stage} ({share}).", stage=STAGE_WORDS[largest], share=share))
    if len(found.scenarios) < 2:
        st.info(tr("Add a second scenario, then there is something to compare."), icon=":material/lightbulb:")
    parts.quiet(tr("Totals without their uncertainty. The page Compare says how sure each difference is."))


def _boxes(rows: Sequence[tuple[str, str, str]]) -> None:
    for title, total, against in rows:
        st.markdown(f"{plain(title)}  \n**{plain(total)}** :small[:gray[{plain(against)}]]")
