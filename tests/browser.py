"""Debian's Chromium, headless, for the tests of pages and for the screenshots of the README."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium", path="/usr/bin")
MISSING = "there is no /usr/bin/chromium; `make browser` installs it"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP elsewhere.example 127.0.0.1",
]

expect.set_options(timeout=20_000)  # a busy machine takes its time

HARMFUL = ("serious", "critical")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody for updates."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(str(CHROMIUM)), headless=True, args=FLAGS)
        yield browser
        browser.close()


def harm(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it is."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found if rule["impact"] in HARMFUL]
