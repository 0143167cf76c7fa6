"""The explorer with 100,000 remarks: how soon it shows the first, and how soon it answers. Needs Chromium.

    python -m benchmarks.explore [--remarks 100000]

The remarks are the written ones, labelled by the model and repeated under new ids. Times are those of a user: from
the command, click or key until the answer stands on the page. Printed and written to
metrics/explore_speed.json, with the load of the machine before, which counts what others run.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from playwright.sync_api import Page, expect

from pipeline.codebook import load_codebook
from pipeline.files import write_text
from pipeline.label import label_remarks, labeled_rows
from pipeline.labels import read_written
from pipeline.stages import paths
from pipeline.tables import (
    ANNOTATIONS,
    CODED_REMARKS,
    REMARKS,
    Remark,
    labeled_schema,
    read_annotations,
    to_table,
    write_table,
)
from pipeline.train.model import load_model
from tests.browser import chromium
from tests.explored import explorer
from tests.over import TABLES

RESULT = paths.METRICS / "explore_speed.json"
PER_MEETING = 100
PATIENCE = 120_000
"""Milliseconds after which an answer is not waited for any longer."""

Figures = dict[str, float]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--remarks", type=int, default=100_000)
    remarks = parser.parse_args().remarks
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        _build(folder, remarks)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        load = round(os.getloadavg()[0], 1)
        begin = time.perf_counter()
        with explorer(folder, "--coder", "benchmark") as address:
            page.goto(address)
            expect(page.locator("article")).to_have_count(20)
            figures = {"remarks": remarks, "load_average": load, "start_seconds": _since(begin)}
            figures |= {**_remarks(page), **_review(page)}
    print(json.dumps(figures, indent=2))
    write_text(RESULT, json.dumps(figures, indent=2) + "\n")


def _build(folder: Path, number: int) -> None:
    """Tables of so many remarks, and the model that labelled them."""
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    texts = {label.remark_id: label.text or "" for label in read_written(paths.WRITTEN, codebook)}
    annotations = [row for row in read_annotations(paths.WRITTEN_ANNOTATIONS_TABLE) if row.remark_id in texts]
    base = [_remark(row.remark_id, texts[row.remark_id], place) for place, row in enumerate(annotations)]
    rows = labeled_rows(
        base, annotations, label_remarks(base, annotations, model, {}, codebook), codebook, model.version
    )
    ids = pa.array([f"{place:016x}" for place in range(number)])
    meetings = pa.array([f"m{place // PER_MEETING:04d}" for place in range(number)])
    schema = labeled_schema(codebook.theme_ids)
    for name, kind, made in (
        ("LABELED_TABLE", schema, rows),
        ("REMARKS_TABLE", REMARKS, base),
        ("ANNOTATIONS_TABLE", ANNOTATIONS, annotations),
    ):
        table = to_table(made, kind).take(pa.array(np.resize(np.arange(len(made)), number)))
        for column, values in (("remark_id", ids), ("meeting_id", meetings)):
            place = kind.get_field_index(column)
            table = table.set_column(place, kind.field(place), values) if place >= 0 else table
        write_table(table, folder / TABLES[name], kind)
    write_table(to_table([], CODED_REMARKS), folder / TABLES["LEARNED_TABLE"], CODED_REMARKS)
    shutil.copy(paths.MODEL, folder / TABLES["MODEL"])
    (folder / TABLES["CODED"]).mkdir()


def _remark(remark_id: str, text: str, place: int) -> Remark:
    return Remark(
        remark_id=remark_id,
        meeting_id="",
        meeting_title="第1回 会議",
        meeting_number=None,
        date=None,
        agenda=f"議題{place % 50}",
        speaker=f"委員{place % 90}",
        turn=None,
        order=place,
        kind="remark",
        text=text,
        source="m.txt",
        page=None,
        start=0,
        end=len(text),
        quality=1.0,
    )


def _remarks(page: Page) -> Figures:
    """Times of a theme chosen, of a word looked for, and of the next page."""
    count = page.locator(".count")

    def changed(act: Callable[[], None]) -> float:
        before = count.inner_text()
        begin = time.perf_counter()
        act()
        expect(count).not_to_have_text(before)
        return _since(begin)

    page.get_by_role("combobox", name="Themes").fill("Energy")
    theme = changed(page.get_by_role("option", name="Energy").click)
    page.keyboard.press("Escape")
    page.get_by_label("Words of the text").fill("電力")
    word = changed(lambda: page.keyboard.press("Enter"))
    first = page.locator("article h2").first
    before = first.inner_text()
    begin = time.perf_counter()
    page.get_by_role("button", name="Next").click()
    expect(first).not_to_have_text(before)
    return {"theme_seconds": theme, "word_seconds": word, "next_page_seconds": _since(begin)}


def _review(page: Page) -> Figures:
    """Times of the queue made, of a theme put on by its key, and of a label saved."""
    page.get_by_role("link", name="Review").click()
    start = page.get_by_role("button", name="Start")
    expect(start).to_be_enabled()
    begin = time.perf_counter()
    start.click()
    expect(page.get_by_text("Remark 1 / 30")).to_be_visible()
    queue = _since(begin)
    chosen = page.locator("[class*=st-key-theme_] button[kind=primary]:visible")
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    number = chosen.count()
    begin = time.perf_counter()
    page.keyboard.press("1")
    expect(chosen).not_to_have_count(number)
    key = _since(begin)
    begin = time.perf_counter()
    page.keyboard.press("s")
    expect(page.get_by_text("Remark 2 / 30")).to_be_visible()
    return {"queue_seconds": queue, "key_seconds": key, "save_seconds": _since(begin)}


def _since(begin: float) -> float:
    return round(time.perf_counter() - begin, 2)


if __name__ == "__main__":
    main()
