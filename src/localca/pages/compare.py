"""The page Compare: the verdict first, then why, then every number and where it comes from."""

from __future__ import annotations

import math

import streamlit as st

from localca import charts, charts_system, result_tables, session
from localca.api import Result
from localca.comparison import differences_between, stage_table
from localca.language import Words, mark, tr
from localca.pages import closer, compare_more, flow_card, kept, parts, pickers, setup, share_open, share_parts
from localca.pages.question import Question
from localca.tables import load_tables
from localca.terminal import csv_text
from localca.wording import STAGE_TITLES, disagreement, functional_unit_words, headline, plain, unit_words

STAGE, CAUSE = "stage", "cause"
SPLITS = Words({STAGE: mark("By stage"), CAUSE: mark("By cause")})


def page() -> None:
    """Draw the page."""
    with st.container(width=parts.WIDTH), session.guard(tr("This product cannot be assessed")):
        if not share_open.opened():
            return
        choice = setup.choose()
        if choice is None:
            return
        parts.product_header(choice.product, choice.reference)
        if not choice.scenarios:
            st.info(
                tr("**Nothing to compare yet.** Choose at least one scenario besides the reference in the sidebar."),
                icon=":material/arrow_back:",
            )
            return
        result = session.comparison(choice.product, choice.reference, choice.scenarios, choice.allocation)
        method = pickers.category(result.assessment.methods)
        choice.keep(method)
        share_open.note(result)
        _verdicts(result, method)
        _stages(result, method)
        scenario = pickers.scenario(result)
        asked = Question(choice, result, scenario, method)
        _difference(asked)
        compare_more.draw(asked)
        _differs(result, scenario)
        _flows(result, method, scenario)
        share_parts.block(choice, result, method)
        parts.footer(result)


def _verdicts(result: Result, method: str) -> None:
    titles, categories = result_tables.scenario_titles(result), result_tables.category_titles(result)
    items = result_tables.of_method(result, method)
    reference = result.assessment.reference
    st.markdown(f"**{plain(headline(items, categories[method], titles[reference], titles))}**")
    parts.verdict_cards(items, titles)
    st.header(tr("Do the categories agree?"), anchor=False)
    found = {
        name: disagreement(result_tables.of_scenario(result, name), categories) for name in titles if name != reference
    }
    st.markdown("\n".join(f"- **{plain(titles[name])}:** {plain(found[name])}" for name in found))
    parts.table(result_tables.verdict_rows(result))


def _stages(result: Result, method: str) -> None:
    titles, assessment = result_tables.scenario_titles(result), result.assessment
    rows = result_tables.number_rows(result, method)
    st.header(tr("Where the impact arises"), anchor=False)
    data = charts.StageBars(
        category=result_tables.category_titles(result)[method],
        unit=unit_words(assessment.units[method]),
        functional_unit=functional_unit_words(assessment.product.product.functional_unit),
        values={titles[name]: stages for name, stages in stage_table(assessment, method).items()},
        reference=titles[assessment.reference],
    )
    alt = tr("Stacked bars of the impact by stage; the table below holds the numbers.")
    parts.figure(charts.stage_bars(data), alt)
    parts.quiet(tr("The same numbers, in {unit} per functional unit (scroll sideways on a narrow screen).",
                   unit=plain(data.unit)))  # fmt: skip
    parts.table(rows)
    st.download_button(
        tr("Download all categories (CSV)"),
        csv_text(result_tables.number_records(result)),
        file_name=f"{assessment.product.product.id}-comparison.csv",
        mime="text/csv",
        icon=":material/download:",
    )


def _difference(asked: Question) -> None:
    split = kept.choice(
        st.segmented_control, tr("Split by"), list(SPLITS), "split", STAGE, format_func=SPLITS.__getitem__
    )
    if split == CAUSE and not math.isnan(asked.comparison.difference):
        closer.causes(asked)
        return
    item = asked.comparison
    data = charts.StageDifference(
        category=asked.category,
        unit=asked.unit,
        functional_unit=functional_unit_words(asked.product.product.functional_unit),
        scenario=asked.titles[item.scenario],
        reference=asked.titles[item.reference],
        stages=item.stages,
        difference=item.difference,
        interval=item.interval,
    )
    alt = tr("Waterfall of the difference by stage. {why}", why=item.why)
    parts.figure(charts.difference_waterfall(data), alt)
    with st.expander(tr("The difference as a table")):
        parts.table(result_tables.difference_rows(item))


def _differs(result: Result, scenario: str) -> None:
    titles, reference = result_tables.scenario_titles(result), result.assessment.reference
    st.header(tr("What differs between the two"), anchor=False)
    rows = differences_between(result.assessment, scenario)
    if not rows:
        st.write(tr("Nothing: both scenarios use the same flows from the same places."))
    parts.side_by_side(rows, titles[reference], titles[scenario])


def _flows(result: Result, method: str, scenario: str) -> None:
    st.header(tr("Every flow and its source"), anchor=False)
    if st.toggle(tr("Draw the product system"), key="system", persist_state="session"):
        unit = unit_words(result.assessment.units[method])
        links = result_tables.system_links(result, scenario, method)
        picture = charts_system.system_sankey(links, tr(result.assessment.product.product.title), unit)
        parts.figure(picture, tr("Flows into stages into the product, as wide as their score; listed below."))
    title = plain(result_tables.scenario_titles(result)[scenario])
    parts.quiet(tr("Of {scenario}, the largest first. Open a stage.", scenario=title))
    views = result_tables.flow_views(result, scenario, method, load_tables())
    for stage, flows in views.items():
        with st.expander(f"{STAGE_TITLES[stage]} ({len(flows)})"):
            for flow in flows:
                flow_card.draw(flow)
            if not flows:
                st.write(tr("No flow in this stage."))
    records = result.frame[(result.frame["scenario"] == scenario) & (result.frame["method"] == method)]
    st.download_button(
        tr("Download these flows (CSV)"),
        csv_text(records.to_dict("records")),
        file_name=f"{result.assessment.product.product.id}-{scenario}-{method}.csv",
        mime="text/csv",
        icon=":material/download:",
    )
