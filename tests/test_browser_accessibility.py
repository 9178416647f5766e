"""Every page in a real Chromium under axe-core, and by keyboard: no serious or critical fault at either width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import ROOT, WIDTHS, fault, settled
from playwright.sync_api import Browser, BrowserContext, Page

GRAVE = ("serious", "critical")
PAGES = re.findall(r'url_path="(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8"))
STATES = {  # address, and what to press once it is drawn: the pages that show little when they are first opened
    "build, editing": ("build", "Start from this example"),
    "lesson, asking": ("lesson", re.compile("^(Open|Start)")),
    "data, one flow": ("data?view=One+flow", None),
    "data, coverage": ("data?view=Coverage", None),
    "data, sources": ("data?view=Sources", None),
    "compare, in Spanish": ("compare?lang=es", None),
}
# Streamlit's own markup, which an app cannot change: (rule, part of the page that is left out of this rule).
NOT_OURS = (
    # On a narrow screen Streamlit writes the sections of the navigation as blocks into the list of pages itself.
    ("list", "[data-testid=stSidebarNavItems]"),
    ("listitem", "[data-testid=stSidebarNavItems] *"),
    # A table that is too wide scrolls in a block of Streamlit's that takes no tabindex. Browsers make such a block
    # reachable by themselves; test_a_wide_table_is_scrolled_by_keyboard holds that.
    ("scrollable-region-focusable", "[data-testid=stTable] > div"),
    # The pale label of an inactive control is exempt (WCAG 1.4.3), but Streamlit ties label and control by their words
    # only, so that axe-core cannot know.
    ("color-contrast", "[data-testid=stSelectbox]:has(input:disabled) [data-testid=stWidgetLabel] *"),
)
FIRST_CONTROL = """
([...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(button, input, select, textarea, summary, '
  + 'a[href], [tabindex="0"])')].find(item => item.checkVisibility({visibilityProperty: true})
    && !item.disabled && item.tabIndex >= 0 && item.getBoundingClientRect().width))
"""
MOST_TABS = 80


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[int, BrowserContext]]:
    """One for each width, so that the app's own files are fetched once."""
    found = {
        width: browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="light", reduced_motion="reduce"
        )
        for width in WIDTHS
    }
    yield found
    for context in found.values():
        context.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, contexts: dict[int, BrowserContext]) -> Iterator[Page]:
    found = contexts[request.param].new_page()
    yield found
    found.close()


@pytest.fixture
def narrow(contexts: dict[int, BrowserContext]) -> Iterator[Page]:
    found = contexts[min(WIDTHS)].new_page()
    yield found
    found.close()


def drawn(page: Page, address: str) -> None:
    page.goto(address, wait_until="commit")
    settled(page)
    assert fault(page) == ""


def check_axe(page: Page) -> None:
    """Hold that axe-core finds nothing serious or critical, but for what is not ours.

    Raises:
        AssertionError: with one line per place, and the page's words.
    """
    grave = [
        f"{violation['impact']} {violation['id']} at {place['target']}: {place['html'][:200]}; {_reasons(place)}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in GRAVE
        for place in violation["nodes"]
        if not _not_ours(page, violation["id"], place["target"][-1])
    ]
    assert not grave, "\n".join([f"{page.url}:", *grave, page.locator("body").inner_text()])


def _reasons(place: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in place[kind])


def _not_ours(page: Page, rule: str, target: str) -> bool:
    parts = [part for name, part in NOT_OURS if name == rule]
    return any(page.evaluate("([target, part]) => document.querySelector(target)?.matches(part)", [target, part])
               for part in parts)  # fmt: skip


def pressed_until(page: Page, there: str) -> None:
    """Press Tab until a condition on the page holds.

    Raises:
        AssertionError: when it never does; with the controls that were passed.
    """
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
        passed.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))
    raise AssertionError(f"Never reached on {page.url}; passed {passed}")


def test_the_navigation_is_what_is_tested(app: str, narrow: Page) -> None:
    drawn(narrow, app)
    links = narrow.get_by_test_id("stSidebarNavLink")
    offered = links.evaluate_all("links => links.map(link => link.pathname.slice(1) || 'start')")
    assert offered == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_told_in_words_clean_under_axe_and_reached_by_keyboard(app: str, page: Page, name: str) -> None:
    drawn(page, f"{app}/{'' if name == 'start' else name}")
    silent = page.get_by_test_id("stPlotlyChart").evaluate_all(
        "charts => charts.filter(chart => !chart.matches('[aria-label]') && !chart.querySelector('[aria-label]'))"
        ".map(chart => chart.textContent)"
    )
    assert silent == [], "figures without a text"

    closed = page.get_by_test_id("stMain").locator("details:not([open]) > summary")
    closed.evaluate_all("all => all.forEach(summary => summary.click())")
    settled(page, until=lambda: closed.count() == 0)
    check_axe(page)

    page.evaluate(f"window.first = {FIRST_CONTROL}")
    assert page.evaluate("Boolean(window.first)"), f"{name} has no control: {page.locator('body').inner_text()}"
    pressed_until(page, "document.activeElement === window.first")
    assert page.evaluate("window.first.matches(':focus-visible')")


@pytest.mark.parametrize("state", STATES)
def test_a_page_at_work_is_clean_under_axe(app: str, narrow: Page, state: str) -> None:
    address, press = STATES[state]
    drawn(narrow, f"{app}/{address}")
    if press is not None:
        main = narrow.get_by_test_id("stMain")
        before = main.inner_text()
        main.get_by_role("button", name=press).first.click()
        settled(narrow, until=lambda: main.inner_text() != before)
        assert fault(narrow) == ""
    check_axe(narrow)


def test_a_wide_table_is_scrolled_by_keyboard(app: str, narrow: Page) -> None:
    drawn(narrow, f"{app}/data?view=Grids")
    pressed_until(narrow, "document.activeElement.parentElement?.dataset.testid === 'stTable'")
    narrow.keyboard.press("ArrowRight")
    narrow.wait_for_function("document.activeElement.scrollLeft > 0")
