"""What is still missing in a draft and what is wrong with it, by tab, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from localca import drafts
from localca.draft_checks import Finding
from localca.drafts import Data
from localca.editor_fields import field_of
from localca.editor_values import in_words
from localca.language import Words, mark, tr, trn
from localca.pages import build_draft, parts
from localca.pages.build_tables import TABS
from localca.pages.build_words import in_line
from localca.product_fields import LISTS
from localca.wording import plain

WANTED = Words({"raw_materials": mark("raw material"), "scenarios": mark("scenario")})
MOST = 12
FOLLOWS = ("product", "id")  # made from the title, which is asked for


def unfinished(findings: Sequence[Finding]) -> None:
    """What to write and what to mend, by tab."""
    missing = [finding for finding in findings if finding.missing and finding.path != FOLLOWS]
    wrong = [finding for finding in findings if not finding.missing]
    if missing:
        st.markdown(f"**{tr('Still missing')}**")
        for table, title in TABS.items():
            names = [_short(finding) for finding in missing if finding.table == table]
            if names:
                st.markdown(f"- {title}: {plain(', '.join(dict.fromkeys(names)))}")
    if wrong:
        st.markdown(f"**{tr('To mend')}**")
        for finding in wrong[:MOST]:
            words = f"{_place(finding)}: {finding.problem.what}"
            st.markdown(f"- :red[:material/error: {plain(words)}]")
        if len(wrong) > MOST:
            parts.quiet(
                trn(
                    "and {count} more, told beside their fields.",
                    "and {count} more, told beside their fields.",
                    len(wrong) - MOST,
                )
            )


def _short(finding: Finding) -> str:
    """What is missing, as its label is written; the row it is missing in."""
    data, path = build_draft.data(), finding.path
    if len(path) == 1:
        return WANTED.get(path[0]) or TABS.get(path[0], path[0])
    if path[0] in LISTS:
        return f"{_row(data, path[0], path[1])} ({in_line(field_of(path[0], path[-1]).label)})"
    return in_line(field_of(path[0], ".".join(path[1:])).label)


def _place(finding: Finding) -> str:
    """The tab, row and field of a finding."""
    data, path = build_draft.data(), finding.path
    if not path:
        return finding.problem.where or tr("Draft")
    words = [TABS.get(path[0], path[0])]
    if path[0] in LISTS and len(path) > 1:
        words.append(_row(data, path[0], path[1]))
    if path[0] == "scenarios" and len(path) > 3 and path[2] == "overrides":
        table = path[3].partition(":")[0]
        words.append(_row(data, table, path[3]))
        words += [in_line(field_of(table, path[4]).label)] if len(path) > 4 else []
    elif path[0] == "scenarios" and len(path) > 3 and path[2] == "electricity":
        words.append(in_line(field_of("electricity", path[3]).label))
    elif len(path) > (2 if path[0] in LISTS else 1):
        words.append(in_line(field_of(path[0], ".".join(path[2:] if path[0] in LISTS else path[1:])).label))
    return ", ".join(words)


def _row(data: Data, table: str, identity: str) -> str:
    row = drafts.get(data, (table, identity), {})
    number = next((n for n, other in enumerate(data.get(table, ()), 1) if other is row), 0)
    name = row.get("title") if table in ("flows", "scenarios") else row.get("name")
    return in_words(name) or tr("row {number}", number=number)
