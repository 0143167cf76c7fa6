"""The explorer's pages drawn without a browser, where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.settings import PROJECT

WAIT = 60


@pytest.fixture(autouse=True)
def project(explored_project: Path) -> Path:
    return explored_project


def _remarks() -> None:
    from pipeline.app import remarks

    remarks.draw()


def _review() -> None:
    from pipeline.app import review

    review.draw()


def _html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def test_the_page_of_remarks_shows_what_is_asked_for() -> None:
    app = AppTest.from_function(_remarks, default_timeout=WAIT).run()
    assert not app.exception
    assert "9 / 9" in _html(app)
    app.multiselect(key="themes").set_value(["talent"]).run()
    assert "2 / 9" in _html(app)
    app.text_input(key="words").set_value("港").run()
    assert "1 / 9" in _html(app)
    assert "本日の天気の話。" not in _html(app)
    next(button for button in app.button if "Clear" in button.label).click().run()
    assert "9 / 9" in _html(app)


def test_the_page_of_coders_writes_a_label(project: Path) -> None:
    app = AppTest.from_function(_review, default_timeout=WAIT)
    app.session_state["coder"] = "花子"
    app.run()
    app.radio(key="review_kind").set_value("filter").run()
    _press(app, "Start")
    assert "1 / 9" in _html(app)
    _press(app, "Energy")
    app.text_input(key="note_0000000000000001").set_value("覚え書き").run()
    _press(app, "Save")
    assert not app.exception
    (line,) = (project / "coded/denki-01.jsonl").read_text(encoding="utf-8").splitlines()
    label = json.loads(line)
    assert (label["themes"], label["coder"], label["note"]) == (["talent"], "花子", "覚え書き")
    assert "2 / 9" in _html(app)


def test_a_label_file_that_cannot_be_read_is_named_and_the_remark_stays(project: Path) -> None:
    app = AppTest.from_function(_review, default_timeout=WAIT)
    app.session_state["coder"] = "花子"
    app.run()
    app.radio(key="review_kind").set_value("filter").run()
    _press(app, "Start")
    (project / "coded/broken.jsonl").write_text("{}\n", encoding="utf-8")
    _press(app, "Save")
    assert "broken.jsonl, line 1" in app.code[0].value
    assert "1 / 9" in _html(app)


def test_nobody_starts_without_a_name() -> None:
    app = AppTest.from_function(_review, default_timeout=WAIT).run()
    assert [button.disabled for button in app.button] == [True]


HEAVY = ("spacy", "thinc", "sklearn", "altair", "vl_convert", "joblib", "openpyxl", "dvc")
"""What takes seconds to load, and only other commands, or later clicks, need."""


@pytest.mark.parametrize(
    "modules", ["pipeline.app.remarks, pipeline.app.review, pipeline.app.try_it", "pipeline.stages.review"]
)
def test_neither_the_pages_nor_the_queue_load_what_they_do_not_need(modules: str) -> None:
    code = f"import sys, {modules}; print(*({{*sys.modules}} & {{*{HEAVY}}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == []


def _press(app: AppTest, name: str) -> None:
    next(button for button in app.button if name in button.label).click().run()
