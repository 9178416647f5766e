"""In a real Chromium: the app speaks the browser's language or the chosen one, on every page and after a reload."""

from __future__ import annotations

import re

import pytest
from browser_support import MILLISECONDS, ROOT, fault, settled, shown_text
from playwright.sync_api import Browser, Page, expect

from localca import catalogue, language
from localca.tables import load_tables

PAGES = [path.replace("start", "") for path in re.findall(r'url_path="(\w+)"', (ROOT / "app.py").read_text("utf-8"))]
QUESTION = {"en": "Make it here, or bring it in?", "es": "¿Hacerlo aquí o traerlo de fuera?"}
SHORTEST = 18


def opened(browser: Browser, address: str, locale: str) -> Page:
    page = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(MILLISECONDS)
    page.goto(address)
    settled(page)
    return page


def title(page: Page) -> str:
    return page.get_by_test_id("stMain").get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize(("locale", "code"), [("es-MX", "es"), ("en-GB", "en"), ("fi-FI", "en")])
def test_the_browser_says_which_language(app: str, browser: Browser, locale: str, code: str) -> None:
    page = opened(browser, app, locale)
    assert title(page) == QUESTION[code]
    expect(page.locator("html")).to_have_attribute("lang", code)
    assert "lang=" not in page.url
    page.close()


def test_a_chosen_language_stays_on_reload_and_on_the_next_page(app: str, browser: Browser) -> None:
    page = opened(browser, app, "en-GB")
    page.get_by_text("Español", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION["es"])
    page.wait_for_url(re.compile("lang=es"))
    page.reload()
    settled(page)
    assert title(page) == QUESTION["es"]
    page.get_by_test_id("stTopNav").get_by_role("link", name="Comparar", exact=True).click()
    page.wait_for_url(re.compile("compare.*lang=es"))
    expect(page.get_by_text("¿Coinciden las categorías?")).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("Do the categories agree?")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()


def english() -> list[str]:
    """Messages that are long enough to be known again, have no value in them, and are another text in Spanish.

    Descriptions and weaknesses of the data stay English, and what stands in them too.
    """
    found = []
    data = " ".join(f"{item.description} {item.weakness}" for item in load_tables().activities.values())
    with language.spoken("es"):
        for message in catalogue.template():
            text = message.id if isinstance(message.id, str) else ""
            plain = re.sub(r"[*`_]|:\w[\w-]*\[|\]", "", text)
            if (
                len(plain) >= SHORTEST
                and "{" not in text
                and "\n" not in text
                and language.tr(text) != text
                and plain not in data
            ):
                found.append(plain)
    return found


@pytest.mark.parametrize("path", [*PAGES, "lesson?lesson=jamaica-bags"])
def test_no_page_says_in_english_what_it_can_say_in_spanish(app: str, browser: Browser, path: str) -> None:
    page = opened(browser, f"{app}/{path}", "es-ES")
    assert fault(page) == ""
    text = shown_text(page)
    assert [said for said in english() if said in text] == []
    page.close()
