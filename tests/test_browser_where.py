"""The page Where to make it in a real Chromium: the map is drawn, offline, can be clicked and fits a telephone."""

from __future__ import annotations

import io

import pytest
from browser_support import MILLISECONDS, SCREENSHOTS, WIDTHS, abroad
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from localca.map_classes import HIGHER, LOWER
from localca.map_shapes import load_shapes

ADDRESS = "/where?product=carrier-bag"


def opened(browser: Browser, address: str, width: int = WIDTHS[0], theme: str = "light") -> tuple[Page, list[str]]:
    """The page once the map is drawn, and every address it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + ADDRESS)
    expect(page.get_by_text("What the words mean")).to_be_visible(timeout=MILLISECONDS)
    drawn(page)
    return page, asked


def drawn(page: Page) -> None:
    """Wait until the map has its size and its shapes."""
    shapes = page.locator(".st-key-where_map .js-fill").first
    expect(shapes).to_be_attached(timeout=MILLISECONDS)
    page.wait_for_function(
        "(() => { const now = document.querySelector('.st-key-where_map .main-svg')?.getBoundingClientRect().height;"
        " const same = now && now === window.before; window.before = now; return same })()",
        polling=300,
    )


def pixels(page: Page) -> Image.Image:
    shot = page.locator(".st-key-where_map").screenshot()
    return Image.open(io.BytesIO(shot)).convert("RGB")


def share_of(image: Image.Image, colours: tuple[str, ...]) -> float:
    wanted = {tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in colours}
    found = image.getcolors(image.width * image.height) or []
    return sum(count for count, colour in found if colour in wanted) / (image.width * image.height)


def click_country(page: Page, code: str) -> None:
    """Click where the country's mark stands on the screen."""
    x, y = load_shapes().marks[code]
    page.locator(".st-key-where_map").scroll_into_view_if_needed()
    at = page.evaluate(
        "([x, y]) => { const plot = document.querySelector('.st-key-where_map .js-plotly-plot');"
        " const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;"
        " return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)] }",
        [float(x), float(y)],
    )
    page.mouse.move(at[0], at[1])
    expect(page.locator(".st-key-where_map .hoverlayer text").first).to_be_visible()
    page.mouse.click(at[0], at[1])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_is_drawn_offline_and_the_page_fits(app: str, browser: Browser, width: int, theme: str) -> None:
    page, asked = opened(browser, app, width, theme)
    image = pixels(page)
    assert share_of(image, HIGHER) > 0.03
    assert share_of(image, LOWER) > 0.0005
    wide = page.evaluate(
        "[...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]"
        ".map(element => element.scrollWidth - element.clientWidth)"
    )
    assert max(wide) <= 0
    box = page.locator(".st-key-where_map").bounding_box()
    assert box is not None
    assert box["height"] < 0.436 * box["width"] + 180, "the map leaves empty room below it"
    assert abroad(asked) == []
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 60, 12_000)})
    drawn(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"where-{width}-{theme}.png")
    page.context.close()


def test_a_click_on_a_country_shows_it_closely_and_a_reload_keeps_it(app: str, browser: Browser) -> None:
    page, _ = opened(browser, app)
    for code, name in (("BRA", "Brazil"), ("AUS", "Australia")):
        click_country(page, code)
        expect(page.get_by_text(f"Made in {name}").first).to_be_visible(timeout=MILLISECONDS)
        page.wait_for_url(lambda url, code=code: f"place={code}" in url)
        drawn(page)
    page.reload()
    expect(page.get_by_text("Made in Australia").first).to_be_visible(timeout=MILLISECONDS)
    page.context.close()


def test_another_view_shows_small_islands_larger(app: str, browser: Browser) -> None:
    page, _ = opened(browser, app)
    before = pixels(page)
    page.get_by_text("Around Jamaica").click()
    page.wait_for_function(
        "document.querySelector('.st-key-where_map .js-plotly-plot')._fullLayout.xaxis.range[1] < 1",
        timeout=MILLISECONDS,
    )
    drawn(page)
    assert pixels(page).tobytes() != before.tobytes()
    page.context.close()
