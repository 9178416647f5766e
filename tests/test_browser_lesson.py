"""In a real Chromium: a newcomer from Start to a verdict, and a lesson from the first guess to the results file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser_support import MILLISECONDS, SCREENSHOTS, WIDTHS, abroad
from playwright.sync_api import Browser, Page, expect

PAGES = {
    "start": ("", "How it goes"),
    "lesson": ("lesson?lesson=jamaica-bags", "Lock in and show"),
    "data": ("data", "Data fingerprint"),
    "flow": ("data?view=One+flow&flow=aluminium_primary", "Their sources"),
}


def opened(browser: Browser, address: str, text: str, width: int = WIDTHS[0]) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(MILLISECONDS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.get_by_text(text).first).to_be_visible(timeout=MILLISECONDS)
    return page, asked


def locked_in(page: Page) -> None:
    page.get_by_role("button", name="Lock in and show").click()
    expect(page.get_by_text("You said")).to_be_visible(timeout=MILLISECONDS)


def onward(page: Page, title: str) -> None:
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=MILLISECONDS)


def test_a_newcomer_gets_from_start_to_a_verdict_in_one_click(app: str, browser: Browser) -> None:
    page, asked = opened(browser, app, "How it goes")
    page.get_by_role("button", name="Compare: Paving stone").click()
    expect(page.get_by_role("heading", name="Paving stone", level=1)).to_be_visible(timeout=MILLISECONDS)
    expect(page.get_by_text("mainly through transport").first).to_be_visible(timeout=MILLISECONDS)
    expect(page.get_by_text("Do the categories agree?")).to_be_visible(timeout=MILLISECONDS)
    assert abroad(asked) == []
    page.close()


def test_a_lesson_goes_from_prediction_to_hand_in(app: str, browser: Browser, tmp_path: Path) -> None:
    page, asked = opened(browser, f"{app}/lesson", "Run a lesson")
    page.get_by_role("button", name="Start “Plastic bags for Jamaica”").click()
    expect(page.get_by_role("heading", name="Make them in Jamaica?")).to_be_visible(timeout=MILLISECONDS)
    assert page.locator(".js-plotly-plot").count() == 0
    page.get_by_test_id("stRadio").get_by_text("lower").click()
    page.get_by_role("textbox", name="Why do you think so?").fill("=less sea")
    locked_in(page)
    expect(page.get_by_text("The sum, to redo by hand")).to_be_visible(timeout=MILLISECONDS)
    onward(page, "The largest stage")
    page.get_by_test_id("stRadio").get_by_text("Transport").click()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("You said")).to_be_visible(timeout=MILLISECONDS)
    onward(page, "The largest stage")
    locked_in(page)
    page.get_by_text("Hand in", exact=True).click()
    name = page.get_by_role("textbox", name="Name or number for the file")
    name.fill("Group 7")
    name.press("Enter")
    expect(page.get_by_text("7 of 9 questions are not answered yet")).to_be_visible(timeout=MILLISECONDS)
    page.wait_for_timeout(1000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download results (JSON)").click()
    target = tmp_path / "results.json"
    download.value.save_as(target)
    result = json.loads(target.read_text(encoding="utf-8"))
    assert result["name"] == "Group 7"
    assert [answer["prediction"] for answer in result["answers"]] == ["▼ lower", "Transport"]
    assert result["answers"][0]["reason"] == "=less sea"
    page.get_by_text("For the teacher", exact=True).click()
    page.locator("input[type=file]").set_input_files(target)
    expect(page.get_by_text("1 results file.")).to_be_visible(timeout=MILLISECONDS)
    assert abroad(asked) == []
    page.close()


def test_a_lesson_runs_by_keyboard(app: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{app}/lesson?lesson=jamaica-bags", "Lock in and show")
    page.get_by_test_id("stRadio").locator("input").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Lock in and show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said")).to_be_visible(timeout=MILLISECONDS)
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(PAGES))
def test_the_pages_fit_the_screen(app: str, browser: Browser, name: str, width: int) -> None:
    path, text = PAGES[name]
    page, asked = opened(browser, f"{app}/{path}", text, width)
    page.wait_for_timeout(500)
    wide = page.evaluate(
        "[...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]"
        ".map(element => element.scrollWidth - element.clientWidth)"
    )
    assert max(wide) <= 0
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 60, 9_000)})
    page.wait_for_timeout(500)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    assert abroad(asked) == []
    page.close()
