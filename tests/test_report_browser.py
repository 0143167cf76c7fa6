"""The report in a browser: with and without script, by keyboard, on a phone, in print, and with hostile remarks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.report.page import render
from pipeline.stages import paths, report
from tests.browser import CHROMIUM, MISSING, chromium, harm
from tests.labeled import FORMULA, LONG, SCRIPT, material

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(material()), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Open the page with the given options; at the end nothing may have been asked for, run or complained of."""
    contexts, wrong = [], []

    def opened(path: Path = file, **options: object) -> Page:
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: wrong.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _shown(page: Page) -> list[str]:
    return [str(article.get_attribute("id")) for article in page.locator("article:visible").all()]


def test_the_filter_by_theme_shows_its_remarks_and_its_evidence(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("combobox", name="By theme").select_option("talent")
    assert _shown(page) == ["r1", "r8"]
    assert page.locator("#shown").inner_text() == "2"
    energy, talent = page.locator("#r1 mark").all()
    transparent = "rgba(0, 0, 0, 0)"
    assert energy.evaluate("e => getComputedStyle(e).backgroundColor") == transparent
    assert talent.evaluate("e => getComputedStyle(e).backgroundColor") != transparent
    page.get_by_role("combobox", name="By theme").select_option("")
    assert len(_shown(page)) == 9


def test_the_filter_by_words_knows_other_widths_and_all_words(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_label("By words").fill("電力　人材")
    assert _shown(page) == ["r1"]
    page.get_by_label("By words").fill("ＡＬＥＲＴ")
    assert _shown(page) == ["r4", "r5", "r6", "r7"], "their heading holds the word"
    expect(page.locator("section.meeting").nth(1)).to_be_hidden()
    page.get_by_label("By words").fill("無い言葉")
    assert _shown(page) == []


def test_the_filter_by_review_and_a_link_to_a_hidden_remark(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_label("Only what needs review").check()
    assert _shown(page) == ["r2"]
    page.locator("#doubt ~ .wide a[href='#r3']").click()
    expect(page.locator("#r3")).to_be_in_viewport()
    assert len(_shown(page)) == 9


def test_evidence_is_seen(open_page: Callable[..., Page]) -> None:
    mark = open_page().locator("#r1 mark").first
    expect(mark).to_have_text("電力")
    expect(mark).to_be_visible()
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentElement).backgroundColor]"
    assert len(set(mark.evaluate(colours))) == 2


def test_hostile_remarks_are_shown_as_they_are(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page.locator("#r4 .text")).to_have_text(SCRIPT)
    expect(page.locator("#r5 .text")).to_have_text(FORMULA)
    expect(page.locator("#r6 .text")).to_have_text("電力は[U+202E]安い[U+202C]とは言えない。[U+200F]")
    assert page.locator("#r7 .text").inner_text() == LONG


def test_the_policy_stops_scripts_styles_and_requests(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    blocked = page.evaluate(
        """async () => {
          const found = [];
          document.addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          const image = new Image();
          image.src = "http://127.0.0.1:9/x.png";
          document.body.append(script, image);
          await fetch("http://127.0.0.1:9/").catch(() => {});
          await new Promise((done) => setTimeout(done, 200));
          return [found.sort(), window.ran === undefined];
        }"""
    )
    page.close()
    assert blocked == [["connect-src", "img-src", "script-src-elem"], True]


def test_without_script_everything_is_there(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    assert len(_shown(page)) == 9
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("mark").first).to_be_visible()


def test_the_keyboard_reaches_content_filter_and_tables(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    table = page.locator("summary").first
    table.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details table").first).to_be_visible()
    page.keyboard.press("Tab")
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.get_by_label("By words").focus()
    page.keyboard.type("港")
    assert _shown(page) == ["r8", "r9"]


def test_enter_in_the_filter_keeps_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_label("By words").fill("電力")
    page.get_by_label("By words").press("Enter")
    assert page.get_by_label("By words").input_value() == "電力"


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_nothing_stands_beside_the_screen(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_holds_the_remarks_and_the_tables_and_no_controls(open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("#r1 .text")).to_be_visible()
    assert page.locator("details table").first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1200, "height": 900}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(open_page: Callable[..., Page], scheme: str, viewport: dict[str, int]) -> None:
    page = open_page(color_scheme=scheme, viewport=viewport)
    assert harm(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.get_by_role("combobox", name="By theme").select_option("energy")
    assert harm(page) == []


@pytest.mark.skipif(not (paths.LABELED_TABLE.exists() and paths.MODEL.exists()), reason="`make repro` has not been run")
def test_the_real_report_is_whole_quiet_and_accessible(open_page: Callable[..., Page], tmp_path: Path) -> None:
    real = tmp_path / "report.html"
    report.run(real)
    page = open_page(real)
    remarks = len(report.load_material(tmp_path).remarks)
    assert len(_shown(page)) == remarks
    page.get_by_role("combobox", name="By theme").select_option(index=1)
    assert 0 < len(_shown(page)) < remarks
    assert harm(page) == []
