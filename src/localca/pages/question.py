"""What the pages of the analyses ask: one scenario against the reference in one category; kept in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from localca import result_tables, session
from localca.api import Result
from localca.comparison import Comparison
from localca.language import tr
from localca.pages import memory, parts, pickers, setup
from localca.product import Product
from localca.wording import plain, unit_words

T = TypeVar("T")
EXPLAINED = "explained"


@dataclass(frozen=True)
class Question:
    """The choices of the sidebar, their result, and the scenario and category that the page is about."""

    choice: setup.Choice
    result: Result
    scenario: str
    method: str

    @property
    def product(self) -> Product:
        """The product."""
        return self.choice.product

    @property
    def reference(self) -> str:
        """The scenario that the other is compared with."""
        return self.choice.reference

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the scenarios by name."""
        return result_tables.scenario_titles(self.result)

    @property
    def category(self) -> str:
        """The title of the category."""
        return result_tables.category_titles(self.result)[self.method]

    @property
    def unit(self) -> str:
        """The unit of the category, as it is usually written."""
        return unit_words(self.result.assessment.units[self.method])

    @property
    def column(self) -> int:
        """The column of the category."""
        return self.result.assessment.column(self.method)

    @property
    def comparison(self) -> Comparison:
        """The comparison of the scenario in the category."""
        return self.result.comparison(self.scenario, self.method)

    @property
    def against(self) -> str:
        """Title of a difference: ``“Made here” minus “Imported”: Climate change``."""
        return tr("“{scenario}” minus “{reference}”: {category}", scenario=self.titles[self.scenario],
                  reference=self.titles[self.reference], category=self.category)  # fmt: skip

    def key(self, name: str) -> str:
        """The session key of a widget about this product and scenario."""
        origin = session.SHIPPED if self.choice.shipped else session.OWN
        return f"{origin}:{self.product.product.id}:{self.scenario}:{name}"

    def about(self, name: str) -> tuple[str, ...]:
        """What an analysis of this question is remembered by, besides the product."""
        return (name, self.scenario, self.reference, self.choice.allocation)

    def remembered(self, name: str, compute: Callable[[], T]) -> T:
        """What was computed for this product, scenario, reference and allocation rule."""
        return memory.remembered(self.about(name), self.product, compute)


def ask(title: str, lead: str) -> Question | None:
    """The header and the choices of a page; None, with an explanation on the page, while there is nothing to ask."""
    choice = setup.choose()
    if choice is None:
        return None
    parts.product_header(choice.product, choice.reference)
    st.header(title, anchor=False)
    st.markdown(lead)
    if not choice.scenarios:
        st.info(
            tr("**Nothing to look at yet.** Choose at least one scenario besides the reference in the sidebar."),
            icon=":material/arrow_back:",
        )
        return None
    result = session.comparison(choice.product, choice.reference, choice.scenarios, choice.allocation)
    left, right = st.columns(2)
    with left:
        scenario = _scenario(result)
    with right:
        method = pickers.category(result.assessment.methods)
    choice.keep(method)
    keep(**{EXPLAINED: scenario})
    session.remember(**{EXPLAINED: [scenario]})
    return Question(choice, result, scenario, method)


def _scenario(result: Result) -> str:
    titles = result_tables.scenario_titles(result)
    names = [name for name in result.assessment.scenarios if name != result.assessment.reference]
    return st.selectbox(
        tr("Scenario to look at"),
        names,
        index=session.from_address(EXPLAINED, names, names[0]),
        format_func=titles.__getitem__,
        key=f"{result.assessment.product.product.id}:explained:{result.assessment.reference}",
        help=tr("It is compared with the reference, which is chosen in the sidebar."),
        persist_state="session",
        width=420,
    )


def keep(**choices: str) -> None:
    """Write choices of a page into its address; an empty one is taken out."""
    for name, value in choices.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value and name in st.query_params:
            del st.query_params[name]


def asked_share(name: str, default: float) -> float:
    """A share from the page's address; the default when there is none or it is no share."""
    try:
        found = float(st.query_params.get(name, default))
    except ValueError:
        return default
    return found if 0.0 <= found <= 1.0 else default


def nothing_to_show(what: str, why: str) -> None:
    """An empty state that says why it is empty and what to do."""
    st.info(f"**{plain(what)}** {plain(why)}", icon=":material/lightbulb:")
