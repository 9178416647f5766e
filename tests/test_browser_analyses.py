"""The pages of the analyses in a real Chromium: nothing asked of the network, nothing cut off, at both widths."""

from __future__ import annotations

import pytest
from browser_support import MILLISECONDS, SCREENSHOTS, WIDTHS, abroad
from playwright.sync_api import Browser, Page, expect

PAGES = {
    "why": "why?product=carrier-bag&explained=local_recycled",
    "materials": "materials?product=carrier-bag&explained=local_recycled&recycled+resin=0.25",
    "electricity": "electricity?product=carrier-bag&explained=local_imported_resin&grid=NOR"
    "&shares=hydro%3D0.5,gas%3D0.5",
    "sure": "sure?product=carrier-bag&explained=local_imported_resin",
}


def opened(browser: Browser, address: str, width: int = WIDTHS[0]) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    drawn(page)
    return page, asked


def drawn(page: Page) -> None:
    expect(page.get_by_text("What the words mean")).to_be_visible(timeout=MILLISECONDS)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=MILLISECONDS)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_the_screen(app: str, browser: Browser, name: str, width: int) -> None:
    page, asked = opened(browser, f"{app}/{PAGES[name]}", width)
    wide = page.evaluate(
        "[...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]"
        ".map(element => element.scrollWidth - element.clientWidth)"
    )
    assert max(wide) <= 0
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 60, 12_000)})
    drawn(page)
    page.wait_for_timeout(1000)
    clipped = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot text')].filter(text => {"
        " const box = text.getBoundingClientRect(), plot = text.closest('.js-plotly-plot').getBoundingClientRect();"
        " return box.width && (box.left < plot.left - 1 || box.right > plot.right + 1"
        " || box.top < plot.top - 1 || box.bottom > plot.bottom + 1)}).map(text => text.textContent)"
    )
    assert clipped == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    assert abroad(asked) == []
    page.close()


def test_every_figure_says_in_words_what_it_shows(app: str, browser: Browser) -> None:
    for address in PAGES.values():
        page, _ = opened(browser, f"{app}/{address}")
        charts = page.get_by_test_id("stPlotlyChart")
        assert charts.count() > 0
        assert charts.count() == page.locator("[data-testid=stPlotlyChart] [aria-label], "
                                              "[data-testid=stPlotlyChart][aria-label]").count()  # fmt: skip
        page.close()


def test_the_recycled_share_moves_by_keyboard_and_survives_a_reload(app: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{app}/{PAGES['materials']}")
    expect(page.get_by_text("The rule alone changes the answer")).to_be_visible(timeout=MILLISECONDS)
    slider = page.get_by_role("slider", name="Recycled share of resin")
    slider.focus()
    slider.press("End")
    expect(page.get_by_text("The rule alone changes the answer")).to_have_count(0, timeout=MILLISECONDS)
    slider.press("ArrowLeft")
    page.wait_for_url("**recycled+resin=0.99**")
    page.reload()
    drawn(page)
    expect(page.get_by_role("slider", name="Recycled share of resin")).to_have_value("99")
    page.close()


def test_typing_a_share_keeps_the_mix_whole(app: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{app}/{PAGES['electricity']}")
    wind = page.get_by_role("spinbutton", name="Wind, %")
    wind.fill("30")
    wind.press("Enter")
    expect(page.get_by_role("spinbutton", name="Wind, % (typed)")).to_have_value("30.0", timeout=MILLISECONDS)
    values = [float(field.input_value()) for field in page.get_by_role("spinbutton").all()]
    loss = float(page.get_by_role("spinbutton", name="Grid loss, %").input_value())
    assert sum(values) - loss == pytest.approx(100, abs=0.3)
    page.close()


def test_what_decides_shows_its_progress_and_then_the_bars(app: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{app}/{PAGES['sure']}")
    before = page.get_by_test_id("stPlotlyChart").count()
    page.get_by_role("button", name="Find out what decides it").click()
    expect(page.get_by_test_id("stProgress").first).to_be_visible(timeout=MILLISECONDS)
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(before + 1, timeout=MILLISECONDS)
    page.close()
