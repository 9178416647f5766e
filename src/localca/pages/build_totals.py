"""What the draft comes to, beside the editor: totals per scenario, or what is still missing, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from localca import drafts
from localca.assessment import Assessment
from localca.comparison import stage_table
from localca.draft_checks import Finding
from localca.drafts import Data
from localca.editor_fields import field_of
from localca.pages import build_draft, parts
from localca.product_fields import LISTS
from localca.wording import STAGE_TITLES, amount, percent, plain, share_words, unit_words

TABS = {
    "product": "Product",
    "raw_materials": "Raw materials",
    "production": "Production",
    "electricity": "Electricity",
    "transport": "Transport",
    "scenarios": "Scenarios",
    "flows": "Own flows",
}
MOST = 12
FOLLOWS = ("product", "id")  # made from the title, which is asked for


def panel() -> None:
    """Totals, or what is missing and wrong, by tab."""
    checked = build_draft.checked()
    with st.container(border=True, key="build_panel"):
        st.subheader("What it comes to", anchor=False)
        if checked.assessment:
            _totals(checked.assessment)
        else:
            _unfinished(checked.findings)


def line() -> str:
    """The totals in one line of Markdown, or how much is missing: on a telephone the panel lies far below."""
    checked = build_draft.checked()
    if checked.assessment is None:
        wrong = sum(not finding.missing for finding in checked.findings)
        missing = sum(finding.missing and finding.path != FOLLOWS for finding in checked.findings)
        words = [f"{missing} still missing"] * bool(missing) + [f"{wrong} to mend"] * bool(wrong)
        return f"Not computed yet: {' and '.join(words)}."
    found = checked.assessment
    method = found.methods[0]
    totals = {name: found.total(name, method.id) for name in found.scenarios}
    lowest = min(totals, key=lambda name: totals[name])
    unit = unit_words(found.units[method.id])
    return plain(f"Lowest for {method.title.lower()}: {found.product.scenario(lowest).title}, "
                 f"{amount(totals[lowest])} {unit}; reference {amount(totals[found.reference])}.")  # fmt: skip


def _totals(found: Assessment) -> None:
    by_id = {method.id: method for method in found.methods}
    method = st.selectbox("Impact category", list(by_id), format_func=lambda name: by_id[name].title,
                          key="build_category", persist_state="session")  # fmt: skip
    reference = found.total(found.reference, method)
    rows = []
    for name in found.scenarios:
        total = found.total(name, method)
        against = "reference" if name == found.reference else percent(total / reference - 1) if reference else ""
        rows.append({"Scenario": found.product.scenario(name).title, "Total": amount(total), "Against": against})
    parts.quiet(f"{plain(unit_words(found.units[method]))} per {plain(str(found.product.product.functional_unit))}")
    _boxes(rows)
    stages = stage_table(found, method)[found.reference]
    largest = max(stages, key=lambda stage: stages[stage])
    if reference:
        share = plain(share_words(stages[largest] / reference))
        parts.quiet(f"Largest part of the reference: {STAGE_TITLES[largest].lower()} ({share}).")
    if len(found.scenarios) < 2:
        st.info("Add a second scenario, then there is something to compare.", icon=":material/lightbulb:")
    parts.quiet("Totals without their uncertainty. The page Compare says how sure each difference is.")


def _boxes(rows: Sequence[dict[str, str]]) -> None:
    for row in rows:
        st.markdown(f"{plain(row['Scenario'])}  \n**{plain(row['Total'])}** :small[:gray[{plain(row['Against'])}]]")


def _unfinished(findings: Sequence[Finding]) -> None:
    """What to write and what to mend, by tab."""
    missing = [finding for finding in findings if finding.missing and finding.path != FOLLOWS]
    wrong = [finding for finding in findings if not finding.missing]
    if missing:
        st.markdown("**Still missing**")
        for table, title in TABS.items():
            names = [_short(finding) for finding in missing if finding.table == table]
            if names:
                st.markdown(f"- {title}: {plain(', '.join(dict.fromkeys(names)))}")
    if wrong:
        st.markdown("**To mend**")
        for finding in wrong[:MOST]:
            words = f"{_place(finding)}: {finding.problem.what}"
            st.markdown(f"- :red[:material/error: {plain(words)}]")
        if len(wrong) > MOST:
            parts.quiet(f"and {len(wrong) - MOST} more, told beside their fields.")


def _short(finding: Finding) -> str:
    """What is missing, as its label is written; the row it is missing in."""
    data, path = build_draft.data(), finding.path
    if len(path) == 1:
        return finding.problem.what.removeprefix("no ").removesuffix(" yet.")
    if path[0] in LISTS:
        return f"{_row(data, path[0], path[1])} ({field_of(path[0], path[-1]).label.lower()})"
    return field_of(path[0], ".".join(path[1:])).label.lower()


def _place(finding: Finding) -> str:
    """The tab, row and field of a finding."""
    data, path = build_draft.data(), finding.path
    if not path:
        return finding.problem.where or "Draft"
    words = [TABS.get(path[0], path[0])]
    if path[0] in LISTS and len(path) > 1:
        words.append(_row(data, path[0], path[1]))
    if path[0] == "scenarios" and len(path) > 3 and path[2] == "overrides":
        table = path[3].partition(":")[0]
        words.append(_row(data, table, path[3]))
        words += [field_of(table, path[4]).label.lower()] if len(path) > 4 else []
    elif len(path) > (2 if path[0] in LISTS else 1):
        words.append(field_of(path[0], ".".join(path[2:] if path[0] in LISTS else path[1:])).label.lower())
    return ", ".join(words)


def _row(data: Data, table: str, identity: str) -> str:
    row = drafts.get(data, (table, identity), {})
    number = next((n for n, other in enumerate(data.get(table, ()), 1) if other is row), 0)
    name = row.get("title") if table in ("flows", "scenarios") else row.get("name")
    return name or f"row {number}"
