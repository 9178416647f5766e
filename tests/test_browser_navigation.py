"""In a real Chromium: every page is reached from every other by the menu, and what was chosen is still chosen there."""

from __future__ import annotations

import random
import re

from browser_support import MILLISECONDS, ROOT, fault, settled
from playwright.sync_api import Browser, Page, expect

SECTIONS = {"why": "Look closer", "materials": "Look closer", "electricity": "Look closer", "sure": "Look closer",
            "where": "Look closer", "lesson": "Learn", "data": "Learn", "background": "Learn"}  # fmt: skip
PAGES = dict(re.findall(r'title=tr\("([^"]+)"\), url_path="(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8")))
TITLES = {path: title for title, path in PAGES.items()}


def go(page: Page, path: str) -> None:
    """Click through the menu."""
    if section := SECTIONS.get(path):
        page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
        page.get_by_role("menuitem", name=TITLES[path], exact=True).click()
    else:
        page.get_by_test_id("stTopNav").get_by_role("link", name=TITLES[path], exact=True).click()
    page.wait_for_url(re.compile(rf"/{path}(\?|$)" if path != "start" else r"/(start)?(\?|$)"))
    settled(page)
    assert fault(page) == ""


def test_every_page_is_named_here() -> None:
    assert {"start", "compare", "build", *SECTIONS} == set(TITLES)


def test_no_way_through_the_menu_ends_in_a_fault(app: str, browser: Browser) -> None:
    """A tour that comes to every page three times, each time from another one."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(MILLISECONDS)
    page.goto(app)
    settled(page)
    tour = [*TITLES, *reversed(TITLES), *random.Random(2008).sample(sorted(TITLES), len(TITLES))]
    for path in tour:
        go(page, path)
    page.close()


def test_the_product_and_its_choices_go_from_page_to_page(app: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(MILLISECONDS)
    page.goto(f"{app}/compare?product=bicycle-frame&category=acidification")
    settled(page)
    title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
    for path in ("why", "lesson", "materials", "data", "electricity", "sure", "compare"):
        go(page, path)
        if path not in ("lesson", "data"):
            expect(title).to_have_text("Bicycle frame of aluminium")
            expect(page).to_have_url(re.compile("product=bicycle-frame.*category=acidification"))
    page.close()


def test_a_lesson_is_found_where_it_was_left(app: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(MILLISECONDS)
    page.goto(f"{app}/lesson?lesson=jamaica-bags")
    settled(page)
    page.get_by_role("button", name="Next question").click()
    heading = page.get_by_test_id("stMain").get_by_role("heading", level=2).first
    expect(heading).to_have_text(re.compile(r"^2\. "))
    asked = heading.inner_text()
    go(page, "compare")
    go(page, "lesson")
    expect(heading).to_have_text(asked)
    page.close()
