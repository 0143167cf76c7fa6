"""Pictures of report and explorer for the README: `python -m tests.screenshots` writes docs/images/*.png."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from pipeline.settings import PROJECT
from pipeline.stages import report
from tests.browser import chromium
from tests.explored import serving

IMAGES = PROJECT / "docs/images"
WIDE = {"width": 900, "height": 560}
SCREEN = {"width": 1180, "height": 700}
PHONE = {"width": 360, "height": 560}
THEME, THEME_NAME = "talent", "Talent"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    ronten = str(Path(sys.executable).with_name("ronten"))
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        _report(browser, Path(name) / "report.html")
        with serving([ronten, "explore", "--coder", "coder-c"], Path(name) / "log") as address:
            _explorer(browser, address)


def _report(browser: Browser, path: Path) -> None:
    report.run(path)
    page = browser.new_page(viewport=WIDE, color_scheme="light")
    page.goto(path.as_uri())
    _picture(page, "#agenda", "report-agenda")
    page.get_by_role("combobox", name="By theme").select_option(THEME)
    _picture(page, "#filter", "report-remarks")
    phone = browser.new_page(viewport=PHONE, color_scheme="dark")
    phone.goto(path.as_uri())
    phone.get_by_role("combobox", name="By theme").select_option(THEME)
    _picture(phone, "article:visible", "report-phone")


def _explorer(browser: Browser, address: str) -> None:
    """The remarks on one theme, and the first of them on a coder's desk; nothing is saved."""
    page = browser.new_page(viewport=SCREEN, color_scheme="light")
    page.goto(address)
    page.get_by_role("combobox", name="Themes").fill(THEME_NAME)
    page.get_by_role("option", name=THEME_NAME).first.click()
    page.keyboard.press("Escape")
    _picture(page, "main", "explore-remarks")
    page.get_by_role("link", name="Review").click()
    page.get_by_text("What the filter on the page of remarks shows").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    _picture(page, "main", "explore-review")


def _picture(page: Page, first: str, name: str) -> None:
    """Write what a reader sees when `first` stands at the top of the window."""
    drawn = page.get_by_test_id("stApp")
    if drawn.count():
        expect(drawn).to_have_attribute("data-test-script-state", "notRunning")
    page.locator(first).first.evaluate("element => element.scrollIntoView({block: 'start'})")
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
