"""The web app: from a cold start to a first result, from a slider to the redrawn chart, and memory with many users.

Run: python benchmarks/app.py [repeats]

A cold start is a fresh server process with an empty cache and a browser that has never seen the app. At the server
means: from sending the new value until the last figure of the page has arrived, measured by a client on the same
machine that only takes the messages (tests/session_support.py). Linux, because it reads /proc.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import machine, spread, table

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from browser_support import Server, chromium, launch_arguments, running_server, settled
from playwright.sync_api import Page, sync_playwright
from session_support import Visitor, resident_mb

USERS, WARMED = 30, 10
BAG = {"product": "carrier-bag", "explained": "local_recycled"}
ANALYSES = ("why", "materials", "electricity", "sure", "where")
PRODUCTS = ("bicycle-frame", "bottled-water", "carrier-bag", "paving-stone", "storage-box", "wooden-chair")


def memory(server: Server) -> float:
    """The memory of the server now, MB."""
    found = resident_mb(server.process)
    if found is None:
        raise RuntimeError("This benchmark reads the memory of a process from /proc, which this system has not.")
    return found


def cold(folder: Path, open_page: Callable[[], Page]) -> tuple[float, float, float]:
    """Seconds from starting the server to the first verdict and to the whole page, and the memory after it, MB."""
    page = open_page()
    start = time.perf_counter()
    with running_server(folder / "log", {"LOCALCA_CACHE": str(folder / "cache")}) as server:
        page.goto(f"{server.address}/compare", wait_until="commit")
        page.get_by_text("against “Imported from the USA”").first.wait_for()
        verdict = time.perf_counter() - start
        settled(page)
        whole = time.perf_counter() - start
        page.context.close()
        return verdict, whole, memory(server)


def slides(visitor: Visitor, page: str, label: str) -> tuple[list[float], list[float]]:
    """Seconds to the last figure and to the end of the page, for values of a slider that were never asked before."""
    visitor.open(page, BAG)
    visitor.set("slider", label, 1)
    charts, pages = [], []
    for value in range(3, 93, 3):
        visitor.set("slider", label, value)
        charts.append(visitor.chart_after)
        pages.append(visitor.finished_after)
    return charts, pages


def users(server: Server, visit: Callable[[Visitor, int], None]) -> float:
    """Memory for each user, MB: what USERS more hold once WARMED have read what all share."""
    numbers = itertools.count()
    held = []
    for _ in range(WARMED):
        held.append(Visitor(server.address))
        visit(held[-1], next(numbers))
    before = memory(server)
    for _ in range(USERS):
        held.append(Visitor(server.address))
        visit(held[-1], next(numbers))
    each = (memory(server) - before) / USERS
    for visitor in held:
        visitor.close()
    return each


def looks(visitor: Visitor, number: int) -> None:
    """One comparison."""
    visitor.open("compare", {"product": PRODUCTS[number % len(PRODUCTS)]})


def works(visitor: Visitor, number: int) -> None:
    """Every analysis of one product, then the comparison of as many products as a session keeps."""
    for page in ANALYSES:
        visitor.open(page, {"product": PRODUCTS[number % len(PRODUCTS)]})
    for product in PRODUCTS:
        visitor.open("compare", {"product": product})


def main(repeats: int) -> None:
    """Measure and print a table."""
    print(machine("localca", "streamlit", "plotly") + "\n")
    program = chromium()
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        starts = []
        for number in range(repeats):
            fresh = Path(folder) / str(number)
            fresh.mkdir()
            starts.append(cold(fresh, lambda: browser.new_context().new_page()))
        browser.close()
        rows += [
            ["cold start to the first verdict, in Chromium", spread([item[0] for item in starts]), "< 8 s"],
            ["cold start to the whole page, in Chromium", spread([item[1] for item in starts]), ""],
            ["memory after the first comparison", f"{max(item[2] for item in starts):.0f} MB", "< 600 MB"],
        ]
        log = Path(folder) / "log"
        with running_server(log) as server:
            visitor = Visitor(server.address)
            for words, page, label in (
                ("recycled share", "materials", "Recycled share of resin"),
                ("own generation", "electricity", "Own generation"),
            ):
                charts, pages = slides(visitor, page, label)
                rows.append([f"{words} to the redrawn chart, at the server", spread(charts), "< 0.3 s"])
                rows.append(["  the same to the end of the page", spread(pages), ""])
            visitor.close()
        for words, visit in (("one comparison", looks), ("all analyses, then all products", works)):
            with running_server(log) as server:
                rows.append([f"memory per session: {words}", f"{users(server, visit):.1f} MB", ""])
                rows.append([f"  the whole server with {USERS + WARMED} of them", f"{memory(server):.0f} MB", ""])
    print(table(["", "median (lowest to highest)", "wanted"], rows))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
