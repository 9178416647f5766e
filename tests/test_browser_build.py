"""Building a product in a real Chromium: from nothing to a comparison, with nothing typed lost on the way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_support import MILLISECONDS, SCREENSHOTS
from playwright.sync_api import Browser, Locator, Page, expect

from localca.product_file import parse

NASTY = "**B** [x](http://e.example) ![i](http://e.example/i.png) $x^2$ :smile: https://e.example"


@pytest.fixture
def page(browser: Browser, app: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(MILLISECONDS)
    expect.set_options(timeout=MILLISECONDS)
    opened.goto(f"{app}/build")
    yield opened
    opened.close()


def settled(page: Page) -> None:
    """The server is done with what was typed."""
    page.wait_for_timeout(150)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settled(page)


def field(page: Page, label: str, place: int = 0) -> Locator:
    return page.get_by_label(label, exact=True).nth(place)


def write(page: Page, label: str, text: str, place: int = 0) -> None:
    field(page, label, place).fill(text)
    field(page, label, place).press("Tab")
    settled(page)


def choose(page: Page, label: str, text: str, place: int = 0) -> None:
    """Search as one types, take the first that is found."""
    box = page.get_by_role("combobox", name=re.compile(re.escape(label))).nth(place)
    box.click()
    box.press_sequentially(text, delay=10)
    page.get_by_role("option").first.click()
    settled(page)


def start_stool(page: Page) -> None:
    page.get_by_role("button", name="Start blank").click()
    write(page, "Name of the product *", "Wooden stool")
    choose(page, "Used in *", "Jamaica")
    write(page, "Compared per *", "1")
    write(page, "Of what *", "stool")
    write(page, "What it does *", "seats one person for ten years")
    write(page, "Its mass *", "3")
    choose(page, "Unit of the mass *", "kg")
    write(page, "How do you know the mass? *", "weighed")


def finish_stool(page: Page) -> None:
    tab(page, "Raw materials")
    page.get_by_role("button", name="Add a raw material").click()
    write(page, "Name of the material *", "seat")
    choose(page, "Flow *", "softwood lumber")
    write(page, "Amount in the product *", "7")
    choose(page, "Unit", "litre")
    choose(page, "Comes from", "United States (USA)")
    write(page, "How do you know? *", "cut list")
    expect(page.get_by_text("= 0.00700 m³, the unit of the flow")).to_be_visible()
    tab(page, "Scenarios")
    page.get_by_role("button", name="Add the usual two").click()
    choose(page, "Factory in *", "United States (USA)")
    tab(page, "Transport")
    page.get_by_role("button", name="Propose the journeys").click()
    expect(page.get_by_text("Lowest for climate change")).to_be_visible()


def test_a_product_is_built_from_nothing_saved_reloaded_and_opened(page: Page) -> None:
    start_stool(page)
    finish_stool(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save (TOML)").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    product = parse(text)
    assert download.value.suggested_filename == "wooden-stool.toml"
    assert product.raw_materials[0].source == "own: cut list"
    assert [scenario.site for scenario in product.scenarios] == ["USA", "JAM"]
    assert len(product.transport) == 2

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wooden stool")
    tab(page, "Raw materials")
    expect(field(page, "Amount in the product *")).to_have_value("7")

    page.get_by_role("button", name="Open on Compare").click()
    expect(page.get_by_text("Do the categories agree?")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_have_text("Wooden stool")
    expect(page.get_by_test_id("stMain").get_by_text("Made in Jamaica").first).to_be_visible()

    page.get_by_test_id("stTopNavLinkContainer").get_by_text("Build").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wooden stool")
    page.get_by_text("Start again from something else").click()
    page.locator("input[type=file]").last.set_input_files(
        [{"name": "stool.toml", "mimeType": "application/toml", "buffer": text.replace("Wooden", "Other").encode()}]
    )  # type: ignore[list-item]
    expect(page.get_by_role("heading", level=1)).to_have_text("Other stool")
    assert tomllib.loads(text)["product"]["id"] == "wooden-stool"


def test_what_is_being_typed_survives_a_click_on_another_page_tab_or_undo(page: Page) -> None:
    page.get_by_role("button", name="Start blank").click()
    field(page, "Name of the product *").fill("Half-typed")
    page.get_by_test_id("stTopNavLinkContainer").get_by_text("Compare").click(delay=80)  # as a hand clicks
    expect(page.get_by_text("Do the categories agree?")).to_be_visible()
    page.get_by_test_id("stTopNavLinkContainer").get_by_text("Build").click()
    expect(field(page, "Name of the product *")).to_have_value("Half-typed")
    field(page, "Of what *").fill("stool")
    page.get_by_role("tab", name="Scenarios").click()
    expect(page.get_by_text("No scenario yet.")).to_be_visible()
    tab(page, "Product")
    expect(field(page, "Of what *")).to_have_value("stool")
    page.get_by_role("button", name="Undo").click()
    expect(field(page, "Of what *")).to_have_value("")
    expect(field(page, "Name of the product *")).to_have_value("Half-typed")


def test_a_search_that_finds_nothing_says_what_to_do(page: Page) -> None:
    page.get_by_role("button", name="Start blank").click()
    tab(page, "Raw materials")
    page.get_by_role("button", name="Add a raw material").click()
    box = page.get_by_role("combobox", name=re.compile(r"Flow \*"))
    box.click()
    box.press_sequentially("zebra hide qqq")
    expect(page.get_by_text("No results")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_text("No flow fits?")).to_be_visible()
    page.get_by_role("button", name="Describe my own flow").click()
    settled(page)
    expect(page.get_by_text("No flow fits?")).to_have_count(0)
    tab(page, "Own flows")
    expect(field(page, "Title *")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_tab_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Start from this example").click()
    expect(page.get_by_text("What it comes to")).to_be_visible()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name in ("Product", "Raw materials", "Production", "Electricity", "Transport", "Scenarios", "Own flows"):
        tab(page, name)
        wide = page.evaluate(
            "[...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]"
            ".map(element => element.scrollWidth - element.clientWidth)"
        )
        assert max(wide) <= 0, name
        page.screenshot(path=SCREENSHOTS / f"build-{name.lower().replace(' ', '-')}-{width}.png", full_page=True)


def test_user_text_is_never_a_link_an_image_or_a_formula(page: Page) -> None:
    page.get_by_role("button", name="Start blank").click()
    write(page, "Name of the product *", NASTY)
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("**B**")
    assert title.inner_text().replace("\u2060", "") == NASTY
    tab(page, "Raw materials")
    page.get_by_role("button", name="Add a raw material").click()
    write(page, "Name of the material *", NASTY)
    tab(page, "Scenarios")
    page.get_by_role("button", name="Add a scenario").click()
    write(page, "Title *", NASTY)
    for name in ("Transport", "Raw materials", "Scenarios"):
        tab(page, name)
        assert page.locator("img[src*='e.example'], a[href*='e.example'], .katex").count() == 0


def test_the_editor_is_reached_by_keyboard(page: Page) -> None:
    start = page.get_by_role("button", name="Start blank")
    start.focus()
    page.keyboard.press("Enter")
    box = field(page, "Name of the product *")
    box.focus()
    page.keyboard.type("Stool")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stool")
    page.get_by_role("tab", name="Product", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("No raw material yet.")).to_be_visible()
