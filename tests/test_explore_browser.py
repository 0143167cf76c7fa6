"""The explorer in a browser: filters, evidence, a text tried, labels given by keys, and many remarks."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.export.formulas import restored
from pipeline.tables import labeled_schema, read_table, write_table
from tests import explored
from tests.browser import CHROMIUM, MISSING, chromium, harm
from tests.labeled import CODEBOOK, FORMULA, HOSTILE, LONG, SCRIPT
from tests.over import TABLES

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
MANY = 100_000
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def project(explored_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(explored_template, tmp_path_factory.mktemp("explorer") / "project"))


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    with explored.explorer(project, "--coder", "花子") as running:
        yield running
    assert "Traceback" not in (project / "log").read_text()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Opened]:
    """Open the explorer; at the end nothing may have been complained of or asked for elsewhere."""
    contexts, wrong = [], []

    def opened(url: str = address, **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESK, "accept_downloads": True, **options})
        contexts.append(context)
        page = context.new_page()
        local = (url, url.replace("http", "ws", 1), "data:", f"blob:{url}")
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda asked: None if asked.url.startswith(local) else wrong.append(asked.url))
        page.on("websocket", lambda asked: None if asked.url.startswith(local) else wrong.append(asked.url))
        page.goto(url)
        expect(page.locator("article").first).to_be_visible(timeout=60_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _count(page: Page, found: str) -> None:
    expect(page.get_by_role("status").filter(has_text="Shown")).to_have_text(f"表示中 Shown {found}")


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")
    _settle(page)


def _go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    _settle(page)


def _settle(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)


FILTERS = [
    ("Themes", "人材 Talent", ["電力を支える人材が足りない。", "港の人材を確保する。"]),
    ("Concepts", "Electric power", ["電力を支える人材が足りない。"]),
    ("Meetings", "第2回 港湾会議", ["港の人材を確保する。", "本日の天気の話。"]),
    ("Agenda", "その他", ["港の人材を確保する。", "本日の天気の話。"]),
    ("Speakers", "港委員", ["港の人材を確保する。", "本日の天気の話。"]),
]


def test_each_filter_shows_the_remarks_that_fit_and_is_cleared(open_page: Opened) -> None:
    page = open_page()  # one page for all: to open it costs more than to filter
    for label, option, texts in FILTERS:
        _choose(page, label, option)
        expect(page.locator("article .text")).to_have_text(texts)
        _count(page, f"{len(texts)} / 9")
        page.get_by_role("button", name="条件を消す").click()
        _count(page, "9 / 9")
        _settle(page)
        expect(page.locator("article"), label).to_have_count(9)


def test_words_days_and_review_narrow_each_other(open_page: Opened) -> None:
    page = open_page()
    page.get_by_label("Words of the text").fill("電力")
    page.keyboard.press("Enter")
    _count(page, "3 / 9")
    page.get_by_text("Only what needs review").click()
    expect(page.locator("article .text")).to_have_text(["電力の価格を下げるべき。"])
    page.get_by_role("spinbutton", name="year, この日から From").click()
    page.keyboard.type("20240501")
    page.keyboard.press("Escape")
    _count(page, "0 / 9")
    expect(page.get_by_text("No remark fits.")).to_be_visible()
    _settle(page)
    expect(page.locator("article")).to_have_count(0)
    page.get_by_role("button", name="条件を消す").click()
    _count(page, "9 / 9")
    expect(page.get_by_label("Words of the text")).to_have_value("")


def test_evidence_is_seen_and_follows_the_theme(open_page: Opened) -> None:
    page = open_page()
    marks = page.locator("article").first.locator("mark")
    expect(marks).to_have_text(["電力", "人材"])
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentElement).backgroundColor]"
    assert len(set(marks.first.evaluate(colours))) == 2
    _choose(page, "Themes", "人材 Talent")
    expect(marks).to_have_text(["人材"])


def test_hostile_remarks_are_shown_as_they_are(open_page: Opened) -> None:
    page = open_page()
    texts = page.locator("article .text")
    assert [texts.nth(place).inner_text() for place in (3, 4, 6)] == [SCRIPT, FORMULA, LONG]
    expect(texts.nth(5)).to_have_text("電力は[U+202E]安い[U+202C]とは言えない。[U+200F]")
    page.get_by_role("combobox", name="Agenda").click()
    expect(page.get_by_role("option", name="<script>alert(1)")).to_be_visible()
    page.keyboard.press("Escape")


def test_what_the_filter_shows_is_downloaded_harmlessly(open_page: Opened, tmp_path: Path) -> None:
    page = open_page()
    _choose(page, "Agenda", "議題2")
    _count(page, "4 / 9")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="CSV for Excel").click()
    found.value.save_as(tmp_path / "remarks.csv")
    texts = pd.read_csv(tmp_path / "remarks.csv").text
    assert texts[1] == f"'{FORMULA}"
    assert [restored(text) for text in texts] == list(HOSTILE)


@pytest.mark.ginza
def test_a_text_is_tagged_with_its_evidence(open_page: Opened) -> None:
    page = open_page()
    _go(page, "Try a text")
    page.get_by_role("button", name="Tag").click()
    expect(page.get_by_text("Put in a text first.")).to_be_visible()
    page.get_by_role("textbox", name="Text").fill(f"電力の価格が課題である。{SCRIPT}")
    page.get_by_role("button", name="Tag").click()
    expect(page.locator("article mark").first).to_contain_text("電力", timeout=60_000)
    expect(page.locator("article .text")).to_have_text(f"電力の価格が課題である。{SCRIPT}")
    expect(page.locator("table tbody tr")).to_have_count(16)
    assert harm(page) == []


def _start(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status").filter(has_text="Remark 1 /")).to_be_visible(timeout=60_000)


def _review_what_is_shown(page: Page) -> None:
    _go(page, "Review")
    page.get_by_text("What the filter on the page of remarks shows").click()
    _settle(page)
    _start(page)


def _has_chosen(page: Page, chosen: list[str]) -> None:
    # Streamlit draws a button with a tooltip twice, once for narrow windows
    expect(page.locator("[class*=st-key-theme_] button[kind=primary]:visible p")).to_have_text(chosen)


def _press(page: Page, key: str, chosen: list[str]) -> None:
    page.keyboard.press(key)
    _has_chosen(page, chosen)


def test_labels_are_given_by_single_keys_and_found_by_labels_check(open_page: Opened, project: Path) -> None:
    page = open_page()
    _choose(page, "Agenda", "議題1")
    _count(page, "3 / 9")
    _review_what_is_shown(page)
    _has_chosen(page, ["✓ エネルギー Energy", "✓ 人材 Talent and workforce"])
    _press(page, "2", ["✓ 人材 Talent and workforce"])
    page.keyboard.press("s")
    expect(page.get_by_text("0000000000000001 (first) → denki-01.jsonl")).to_be_visible()
    expect(page.get_by_text("Remark 2 / 3")).to_be_visible()
    _press(page, "n", [])
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Remark 1 / 3")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Remark 2 / 3")).to_be_visible()
    _settle(page)
    page.get_by_label("Note").fill("2 sn")
    page.get_by_role("heading", level=1).click()
    _settle(page)
    page.keyboard.press("s")
    expect(page.get_by_text("Remark 3 / 3")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("That was the last one.")).to_be_visible()
    lines = (project / "coded/denki-01.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    assert [(label["coder"], label["themes"], label.get("note")) for label in labels] == [
        ("花子", ["talent"], None),
        ("花子", [], "2 sn"),
    ]
    checked = explored.ronten(project, "labels", "check")
    assert "2 labels of real remarks: 花子 2" in checked.stdout
    assert str(project / "coded") not in checked.stderr  # it complains of the written remarks, which are not there


def test_the_queue_says_why_and_a_blind_coder_sees_nothing_of_it(open_page: Opened) -> None:
    page = open_page()
    _go(page, "Review")
    _start(page)
    expect(page.locator(".reason").first).to_be_visible()
    assert re.search("unsure of|model and rule differ|may carry a theme", page.locator(".reason").first.inner_text())
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Hide what the model and other coders say").click()
    _settle(page)
    _start(page)
    expect(page.locator("article")).to_be_visible()
    expect(page.locator("mark, .reason, .themes")).to_have_count(0)
    _has_chosen(page, [])
    assert page.locator("article .text").inner_text() in {row["text"] for row in explored.explored_rows()}


def test_a_site_whose_name_leads_here_sees_nothing(browser: Browser, address: str) -> None:
    page = browser.new_page()
    with page.expect_event("console", lambda message: "403" in message.text):
        page.goto(address.replace("127.0.0.1", "elsewhere.example"))
    assert not any(row["text"] in page.content() for row in explored.explored_rows())
    page.goto(address.replace("127.0.0.1", "localhost"))
    expect(page.locator("article").first).to_be_visible()
    expect(page.locator("article")).to_have_count(9)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(open_page: Opened, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    assert harm(page) == []
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("button", name="CSV for Excel")).to_be_visible()
    assert harm(page) == []
    page.keyboard.press("Escape")
    _go(page, "Try a text")
    assert harm(page) == []
    _go(page, "Review")
    assert harm(page) == []
    _review_what_is_shown(page)
    assert harm(page) == []


def test_nothing_stands_beside_the_screen_of_a_phone(open_page: Opened) -> None:
    page = open_page(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("article").first.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.fixture(scope="module")
def crowded(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer over 100,000 remarks in 1,000 meetings."""
    folder = Path(shutil.copytree(project, tmp_path_factory.mktemp("crowded") / "project"))
    schema, path = labeled_schema(CODEBOOK.theme_ids), folder / TABLES["LABELED_TABLE"]
    short = [place for place, row in enumerate(explored.explored_rows()) if row["text"] != LONG]
    table = read_table(path, schema).take(pa.array(np.resize(short, MANY)))
    columns = {"remark_id": [f"{i:016x}" for i in range(MANY)], "meeting_id": [f"m{i // 100:04d}" for i in range(MANY)]}
    for name, values in columns.items():
        place = schema.get_field_index(name)
        table = table.set_column(place, schema.field(place), pa.array(values))
    write_table(table, path, schema)
    with explored.explorer(folder) as running:
        yield running


def test_of_many_remarks_one_page_is_drawn(open_page: Opened, crowded: str) -> None:
    page = open_page(crowded)
    _count(page, "100,000 / 100,000")
    expect(page.locator("article")).to_have_count(20)
    _choose(page, "Themes", "人材 Talent")
    _count(page, "25,000 / 100,000")
    first = page.locator("article h2").first
    expect(first).to_have_text("発言 1")
    page.get_by_role("button", name="Next").click()
    expect(first).not_to_have_text("発言 1")
    expect(first).to_be_in_viewport()
    page.get_by_label("Words of the text").fill("港")
    page.keyboard.press("Enter")
    _count(page, "12,500 / 100,000")
    expect(first).to_contain_text("港委員")
    _settle(page)
    expect(page.locator("article")).to_have_count(20)
