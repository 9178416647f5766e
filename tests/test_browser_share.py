"""In a real Chromium: a link opens the same question for someone else, and the report opens with no network at all."""

from __future__ import annotations

from pathlib import Path

from browser_support import MILLISECONDS
from playwright.sync_api import Browser, Page, expect

SAME = "the numbers are the same as when it was shared"


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(MILLISECONDS)
    page.goto(address)
    expect(page.get_by_text("What the words mean")).to_be_visible(timeout=MILLISECONDS)
    return page


def link(page: Page) -> str:
    """The link that the page offers."""
    return page.get_by_test_id("stCode").locator("code").inner_text().replace("\n", "").strip()


def numbers(page: Page) -> list[str]:
    """The cells of the table of numbers."""
    table = page.get_by_test_id("stTable").nth(1)
    expect(table).to_be_visible(timeout=MILLISECONDS)
    return table.locator("td").all_inner_texts()


def test_a_link_opens_the_same_question_for_someone_else(app: str, browser: Browser) -> None:
    asked = (
        "product=carrier-bag&category=acidification&reference=imported_china&scenarios=local_recycled&allocation=cff"
    )
    page = opened(browser, f"{app}/compare?{asked}")
    shared = link(page)
    assert shared.startswith(app)
    other = opened(browser, shared)
    expect(other.get_by_text(SAME)).to_be_visible(timeout=MILLISECONDS)
    assert numbers(other) == numbers(page)
    other.context.close()
    page.context.close()


def test_an_own_product_goes_through_a_link_and_a_file(
    app: str, browser: Browser, bag_text: str, tmp_path: Path
) -> None:
    page = opened(browser, f"{app}/compare")
    page.get_by_test_id("stSidebar").get_by_text("Your file").click()
    product = bag_text.replace('title = "HDPE carrier bags"', 'title = "Our bags"')
    file = {"name": "mine.toml", "mimeType": "application/toml", "buffer": product.encode()}
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    expect(page.get_by_role("heading", name="Our bags", level=1)).to_be_visible(timeout=MILLISECONDS)
    expect(page.get_by_test_id("stCode").locator("code")).to_contain_text("?q=", timeout=MILLISECONDS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the question (file)").click()
    saved = tmp_path / "ours.localca.json"
    download.value.save_as(saved)
    other = opened(browser, link(page))
    expect(other.get_by_role("heading", name="Our bags", level=1)).to_be_visible(timeout=MILLISECONDS)
    expect(other.get_by_text(SAME)).to_be_visible(timeout=MILLISECONDS)
    assert numbers(other) == numbers(page)
    third = browser.new_context().new_page()
    third.goto(app)
    third.get_by_text("Open a saved question").click(timeout=MILLISECONDS)
    third.locator("input[type=file]").set_input_files(saved)
    expect(third.get_by_role("heading", name="Our bags", level=1)).to_be_visible(timeout=MILLISECONDS)
    expect(third.get_by_text(SAME)).to_be_visible(timeout=MILLISECONDS)
    for used in (page, other, third):
        used.context.close()


def test_the_report_opens_with_no_network(app: str, browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, f"{app}/compare?product=carrier-bag&scenarios=local_recycled")
    page.get_by_role("button", name="Write the report").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report (HTML)").click()
    target = tmp_path / "report.html"
    download.value.save_as(target)
    page.context.close()
    context = browser.new_context(offline=True)
    reader = context.new_page()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(target.as_uri())
    expect(reader.get_by_role("heading", level=1)).to_have_text("HDPE carrier bags")
    expect(reader.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=MILLISECONDS)
    assert [url for url in asked if url.startswith(("http", "ws"))] == []
    context.close()
