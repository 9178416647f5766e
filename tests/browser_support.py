"""A real Chromium and a running app for the browser tests. ``python -m tests.browser_support`` names the browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (1280, 390)
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS", ROOT / "screenshots"))
MILLISECONDS = 60_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLED = """
(() => {
  const app = document.querySelector('[data-testid=stApp]');
  const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  return app?.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid=stMain] h1')
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]')
    && charts.every(chart => chart.querySelector('.main-svg') || !chart.checkVisibility())
    && !document.getAnimations().some(animation => animation.playState === 'running');
})()
"""
WHAT_TO_DO = (
    "No Chromium for the browser tests. Install Chromium, Chrome or Edge, or name one: CHROMIUM=/path/to/chromium. "
    "`python -m playwright install chromium` fetches one where the network allows it."
)


def launch_arguments() -> list[str]:
    """Arguments for a quiet browser; root, as in a container, needs no sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, *(["--no-sandbox"] if root else [])]


def installed_chromium() -> str | None:
    """The browser that is there: ``CHROMIUM``, the PATH, the usual places, Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        found = shutil.which(named)
        if found is None:
            raise RuntimeError(f"CHROMIUM names '{named}', which is no program. {WHAT_TO_DO}")
        return found
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    candidates += [path for path in PLACES if Path(path).is_file()]
    return next((path for path in candidates if _runs(path)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _runs(path: str) -> bool:
    """False for the stubs some systems put on the PATH; other systems open a window, so only Linux is asked."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def chromium() -> str:
    """The browser that is there, else a freshly installed one.

    Raises:
        RuntimeError: with what to do, when there is none and none can be installed.
    """
    if found := installed_chromium():
        return found
    outcome = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = installed_chromium() if outcome.returncode == 0 else None
    if found is None:
        raise RuntimeError(WHAT_TO_DO)
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running app: where it answers, and its process."""

    address: str
    process: int


@contextmanager
def running_server(log: Path, environment: Mapping[str, str] | None = None, seconds: float = 60) -> Iterator[Server]:
    """The app in a process of its own, stopped afterwards; ``environment`` is set besides the present one.

    Raises:
        RuntimeError: with the server's own words when it does not start.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    given = {**os.environ, **(environment or {})}
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=given)
        try:
            _wait(server, f"http://127.0.0.1:{port}/_stcore/health", log, seconds)
            yield Server(f"http://127.0.0.1:{port}", server.pid)
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def running_app(log: Path, seconds: float = 60) -> Iterator[str]:
    """The address of the app, started for the tests and stopped after them; its words end up in the test's output.

    Raises:
        RuntimeError: with the server's own words when it does not start.
    """
    try:
        with running_server(log, seconds=seconds) as server:
            yield server.address
    finally:
        print(log.read_text(encoding="utf-8"))


def _wait(server: subprocess.Popen[bytes], address: str, log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start: {log.read_text(encoding='utf-8')}")


def abroad(asked: Sequence[str]) -> list[str]:
    """The requests that left this machine."""
    local = ("127.0.0.1", "localhost")
    return [
        url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in local
    ]


def shown_text(page: Page) -> str:
    """The words in the main part of a page, without the joiners that keep user text plain."""
    return " ".join(page.get_by_test_id("stMain").inner_text().replace("\u2060", "").split())


def fault(page: Page) -> str:
    """What the page says when it shows a traceback or an error; empty when it shows neither."""
    shown = page.get_by_test_id("stException").or_(page.get_by_test_id("stAlertContentError"))
    return f"{page.url} shows a fault: {shown_text(page)}" if shown.count() else ""


def settled(page: Page, until: Callable[[], bool] = lambda: True, seconds: float = 90) -> None:
    """Wait until a page is drawn, its figures too, nothing runs or moves any more, and ``until`` holds.

    Raises:
        AssertionError: with what the page shows when that does not happen.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(SETTLED) and until():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} was not drawn within {seconds:.0f} s: {page.locator('body').inner_text()}")


if __name__ == "__main__":
    browser = installed_chromium()
    print(browser or WHAT_TO_DO)
    sys.exit(0 if browser else 1)
