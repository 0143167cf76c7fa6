"""Pictures of the report for the README: `python -m tests.screenshots` writes docs/images/*.png."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from pipeline.settings import PROJECT
from pipeline.stages import report
from tests.browser import chromium

IMAGES = PROJECT / "docs/images"
WIDE = {"width": 900, "height": 560}
PHONE = {"width": 360, "height": 560}
THEME = "talent"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "report.html"
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


def _picture(page: Page, first: str, name: str) -> None:
    """Write what a reader sees when `first` stands at the top of the window."""
    page.locator(first).first.evaluate("element => element.scrollIntoView({block: 'start'})")
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
