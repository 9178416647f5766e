"""Every page in a real Chromium under axe-core, and by keyboard: no serious or critical fault at either width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import ROOT, chromium, fault, launch_arguments, running_app, settled
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS = (1280, 390)
GRAVE = ("serious", "critical")
PAGES = re.findall(r'url_path="(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8"))
STATES = {  # address, and what to press once it is drawn: the pages that show little when they are first opened
    "build, editing": ("build", "Start from this example"),
    "lesson, asking": ("lesson", re.compile("^(Open|Start)")),
    "data, one flow": ("data?view=One+flow", None),
    "data, grids": ("data?view=Grids", None),
    "data, coverage": ("data?view=Coverage", None),
    "data, sources": ("data?view=Sources", None),
}
# Streamlit's own markup, which an app cannot change: (rule, part of the page that is left out of this rule).
NOT_OURS = (
    # On a narrow screen Streamlit writes the sections of the navigation as blocks into the list of pages itself.
    ("list", "[data-testid=stSidebarNavItems]"),
    ("listitem", "[data-testid=stSidebarNavItems] *"),
)
FIRST_CONTROL = """
([...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(button, input, select, textarea, summary, '
  + 'a[href], [tabindex="0"])')].find(item => item.checkVisibility({visibilityProperty: true})
    && !item.disabled && item.tabIndex >= 0 && item.getBoundingClientRect().width))
"""
MOST_TABS = 80


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("app") / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        yield found
        found.close()


@pytest.fixture(scope="module", params=WIDTHS)
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": request.param, "height": 900}, color_scheme="light")
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    found = context.new_page()
    yield found
    found.close()


def drawn(page: Page, address: str) -> None:
    page.goto(address, wait_until="commit")
    settled(page)
    assert fault(page) == ""


def grave(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical, one line per place, but for what is not ours."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['impact']} {violation['id']} at {place['target']}: {place['html'][:200]}; {_reasons(place)}"
        for violation in found
        if violation["impact"] in GRAVE
        for place in violation["nodes"]
        if not _not_ours(page, violation["id"], place["target"][-1])
    ]


def _reasons(place: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in place[kind])


def _not_ours(page: Page, rule: str, target: str) -> bool:
    parts = [part for name, part in NOT_OURS if name == rule]
    return any(page.evaluate("([target, part]) => document.querySelector(target)?.matches(part)", [target, part])
               for part in parts)  # fmt: skip


def test_the_navigation_is_what_is_tested(app: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    drawn(page, app)
    offered = page.get_by_test_id("stSidebarNavLink").evaluate_all("links => links.map(link => link.pathname.slice(1))")
    assert ["start" if path == "" else path for path in offered] == PAGES
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_every_figure_has_words(app: str, page: Page, name: str) -> None:
    drawn(page, f"{app}/{'' if name == 'start' else name}")
    assert grave(page) == []
    figures = page.get_by_test_id("stPlotlyChart")
    silent = figures.evaluate_all(
        "charts => charts.filter(chart => !chart.matches('[aria-label]') && !chart.querySelector('[aria-label]'))"
        ".map(chart => chart.textContent)"
    )
    assert silent == []
    for summary in page.get_by_test_id("stMain").locator("details:not([open]) > summary").all():
        summary.click()
    settled(page)
    assert grave(page) == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious_once_a_page_is_at_work(app: str, page: Page, state: str) -> None:
    address, press = STATES[state]
    drawn(page, f"{app}/{address}")
    if press is not None:
        before = page.get_by_test_id("stMain").inner_text()
        page.get_by_test_id("stMain").get_by_role("button", name=press).first.click()
        settled(page, until=lambda: page.get_by_test_id("stMain").inner_text() != before)
        assert fault(page) == ""
    assert grave(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_first_control_is_reached_by_tab_and_shows_it(app: str, page: Page, name: str) -> None:
    drawn(page, f"{app}/{'' if name == 'start' else name}")
    page.evaluate(f"window.first = {FIRST_CONTROL}")
    assert page.evaluate("Boolean(window.first)"), f"{name} has no control: {page.locator('body').inner_text()}"
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === window.first"):
            break
        passed.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))
    else:
        raise AssertionError(f"Not reached on {name}; passed {passed}")
    assert page.evaluate("window.first.matches(':focus-visible')")
