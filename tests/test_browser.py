"""The app in a real Chromium: it says what the command says, asks nothing of the network, and fits a telephone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from browser_support import MILLISECONDS, SCREENSHOTS, WIDTHS, abroad, running_app
from playwright.sync_api import Browser, Page, expect

NASTY = "**B** [x](http://e.example) ![i](http://e.example/i.png) $x^2$ :smile: https://e.example"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("app") / "server.log") as address:
        yield f"{address}/compare"


def opened(browser: Browser, address: str, width: int = WIDTHS[0]) -> tuple[Page, list[str]]:
    """The page once its last part is drawn, and every address it asked for."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    drawn(page)
    return page, asked


def drawn(page: Page) -> None:
    last = page.get_by_text("What the words mean")
    fault = page.get_by_test_id("stException").or_(page.get_by_test_id("stAlertContentError"))
    last.or_(fault).first.wait_for(timeout=MILLISECONDS)
    assert fault.count() == 0, f"The page shows a fault: {main_text(page)}"
    expect(last).to_be_visible(timeout=MILLISECONDS)
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").first).to_be_visible(timeout=MILLISECONDS)


def main_text(page: Page) -> str:
    return " ".join(page.get_by_test_id("stMain").inner_text().replace("\u2060", "").split())


def test_the_page_says_what_the_command_says(app: str, browser: Browser, localca: Callable[..., object]) -> None:
    ran = localca("compare", "carrier-bag", "--methods", "climate", "--format", "json")
    result = json.loads(ran.out)  # type: ignore[attr-defined]
    page, asked = opened(browser, app)
    text = main_text(page)
    assert result["functional_unit"] in text
    for item in result["comparisons"]:
        size = f"{item['relative']:+.0%}".replace("-", "−").replace("%", " %")
        assert f"{item['verdict'].capitalize()}, {size}" in text
        assert " ".join(item["why"].split()) in text
    assert abroad(asked) == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_the_screen(app: str, browser: Browser, width: int) -> None:
    page, asked = opened(browser, app, width)
    wide = page.evaluate(
        "[...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]"
        ".map(element => element.scrollWidth - element.clientWidth)"
    )
    assert max(wide) <= 0
    clipped = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot text')].filter(text => {"
        " const box = text.getBoundingClientRect(), plot = text.closest('.js-plotly-plot').getBoundingClientRect();"
        " return box.width && (box.left < plot.left - 1 || box.right > plot.right + 1"
        " || box.top < plot.top - 1 || box.bottom > plot.bottom + 1)}).map(text => text.textContent)"
    )
    assert clipped == []
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 60, 12_000)})
    drawn(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"compare-{width}.png")
    assert abroad(asked) == []
    page.close()


def test_a_reload_keeps_the_view(app: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{app}?category=acidification&reference=imported_china")
    expect(page.get_by_text("Acidification, against “Imported from China”")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_text("Circular Footprint Formula").click()
    page.wait_for_url(re.compile("allocation=cff"))
    page.reload()
    drawn(page)
    expect(page.get_by_text("Acidification, against “Imported from China”")).to_be_visible()
    expect(page.get_by_text("Recycled content: Circular Footprint Formula")).to_be_visible()
    page.close()


def test_a_reload_keeps_a_file_of_ones_own(app: str, browser: Browser, bag_text: str) -> None:
    page, _ = opened(browser, app)
    page.get_by_test_id("stSidebar").get_by_text("Your file").click()
    mine = bag_text.replace('title = "HDPE carrier bags"', 'title = "Our bags"').encode()
    file = {"name": "mine.toml", "mimeType": "text/plain", "buffer": mine}
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
    expect(title).to_have_text("Our bags", timeout=MILLISECONDS)
    page.wait_for_url(re.compile("mine="))
    page.reload()
    expect(title).to_have_text("Our bags", timeout=MILLISECONDS)
    page.get_by_text("Look closer").click()
    page.get_by_role("menuitem", name="Materials").click()
    page.wait_for_url(re.compile("materials.*mine="))
    page.reload()
    expect(title).to_have_text("Our bags", timeout=MILLISECONDS)
    page.close()


def test_sources_are_one_click_away(app: str, browser: Browser) -> None:
    page, _ = opened(browser, app)
    page.get_by_test_id("stExpander").filter(has_text="Raw materials (").locator("summary").click()
    link = page.get_by_test_id("stExpander").filter(has_text="Raw materials (").get_by_role("link").first
    expect(link).to_be_visible()
    assert (link.get_attribute("href") or "").startswith("http")
    page.close()


def test_user_text_is_never_a_link_an_image_or_a_formula(app: str, browser: Browser, bag_text: str) -> None:
    page, asked = opened(browser, app)
    page.get_by_test_id("stSidebar").get_by_text("Your file").click()
    product = bag_text.replace('title = "HDPE carrier bags"', f'title = "{NASTY}"')
    file = {"name": "mine.toml", "mimeType": "application/toml", "buffer": product.encode()}
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
    expect(title).to_contain_text("**B**", timeout=MILLISECONDS)
    drawn(page)
    assert title.inner_text().replace("\u2060", "") == NASTY
    assert title.locator("a, img, em, strong, .katex").count() == 0
    assert page.locator("img[src*='e.example'], a[href*='e.example']").count() == 0
    assert abroad(asked) == []
    page.close()


def test_a_wrong_file_is_a_message_and_not_a_crash(app: str, browser: Browser) -> None:
    page, _ = opened(browser, app)
    page.get_by_test_id("stSidebar").get_by_text("Your file").click()
    expect(page.get_by_text("No product file yet.")).to_be_visible()
    file = {"name": "wrong.toml", "mimeType": "application/toml", "buffer": b"product = ["}
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    expect(page.get_by_text("This file cannot be used")).to_be_visible()
    expect(page.get_by_text("this is not valid TOML")).to_be_visible()
    page.close()
