"""Labels given in the explorer: what a coder starts from, what is written and where, and the command's messages."""

import fcntl
import json
import os
import subprocess
import sys
from importlib import util
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import explore as command
from pipeline.cli import review as shell
from pipeline.cli.app import app
from pipeline.errors import InputError
from pipeline.explore.desk import Case
from pipeline.explore.shelf import Shelf
from pipeline.labels import read_labels
from pipeline.labels.records import label_lines
from pipeline.stages import exchange, explore, paths, review
from tests import explored
from tests.labeled import CODEBOOK

ENERGY_ROW, PLAIN_ROW = explored.explored_rows()[0], explored.explored_rows()[8]
FILE = "denki-01.jsonl"


@pytest.fixture(autouse=True)
def project(explored_project: Path) -> Path:
    return explored_project


def _written(project: Path, file: str = FILE) -> list[tuple[str, str, list[str], str | None]]:
    labels = read_labels(project / "coded" / file, CODEBOOK)
    return [(label.coder, label.coding_pass, label.themes, label.note) for label in labels]


def _starts(coder: str, *, blind: bool = False, row: dict[str, Any] = ENERGY_ROW) -> list[str]:
    return review.starts([Case(row, 1)], coder, blind=blind)[row["remark_id"]]


def test_a_label_is_one_line_of_json_in_the_file_of_its_meeting(project: Path) -> None:
    label, file = review.save(ENERGY_ROW, {"talent", "energy"}, "花子", "二つの論点")
    assert (file, label.coding_pass) == (project / "coded" / FILE, "first")
    (line,) = file.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert found.pop("coded_at").endswith("Z")
    assert found == {
        "remark_id": ENERGY_ROW["remark_id"],
        "themes": ["energy", "talent"],
        "coder": "花子",
        "pass": "first",
        "codebook_version": CODEBOOK.version,
        "note": "二つの論点",
    }


def test_coders_after_the_first_get_the_next_pass_and_the_third_decides(project: Path) -> None:
    for coder, themes in (("a", {"energy"}), ("b", {"talent"}), ("judge", set())):
        review.save(ENERGY_ROW, themes, coder)
    assert [(coder, coding_pass) for coder, coding_pass, *_ in _written(project)] == [
        ("a", "first"),
        ("b", "second"),
        ("judge", "adjudicated"),
    ]


def test_a_coder_changes_their_own_label_and_note(project: Path) -> None:
    review.save(ENERGY_ROW, {"energy"}, "a")
    review.save(ENERGY_ROW, {"talent"}, "b")
    review.save(ENERGY_ROW, {"finance"}, "a")
    review.save(ENERGY_ROW, {"finance"}, "a", "geändert")
    assert _written(project) == [("b", "second", ["talent"], None), ("a", "first", ["finance"], "geändert")]


def test_the_same_label_once_more_changes_nothing() -> None:
    _, file = review.save(ENERGY_ROW, {"energy"}, "a", "so")
    before = file.read_bytes()
    assert review.save(ENERGY_ROW, {"energy"}, "a") == (read_labels(file, CODEBOOK)[0], file)
    assert file.read_bytes() == before


def test_a_broken_label_file_is_named_and_left_as_it_is(project: Path) -> None:
    broken = project / "coded/other.jsonl"
    broken.write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.jsonl, line 1: "):
        review.save(ENERGY_ROW, {"energy"}, "a")
    assert [path.name for path in (project / "coded").iterdir()] == ["other.jsonl"]


def test_a_write_that_fails_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    _, file = review.save(ENERGY_ROW, {"energy"}, "a")
    before = file.read_bytes()

    def full(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space left"):
        review.save(ENERGY_ROW, {"talent"}, "b")
    assert (file.read_bytes(), [path.name for path in file.parent.iterdir()]) == (before, [FILE])


HOLDER = """
import sys
from pathlib import Path
from pipeline.files import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    label = sys.stdin.readline()
    with (Path(sys.argv[1]) / sys.argv[2]).open("a", encoding="utf-8") as file:
        file.write(label)
"""
"""Another explorer at the moment when it writes: it has the lock, and adds a label when it is told to."""


def test_of_two_explorers_that_save_at_once_neither_loses_a_label(project: Path) -> None:
    label, file = review.save(ENERGY_ROW, {"energy"}, "a")
    file.unlink()
    command = [sys.executable, "-c", HOLDER, str(file.parent), file.name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        own = Thread(target=review.save, args=(ENERGY_ROW, {"talent"}, "b"))
        own.start()
        own.join(0.5)  # without the lock it would be done by now
        assert _names(project) == []
        other.communicate(label_lines([label]))
        own.join()
    assert _written(project) == [("a", "first", ["energy"], None), ("b", "second", ["talent"], None)]


def test_an_import_waits_for_an_explorer_that_saves(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads the labels there are, and writes, while no explorer can."""
    held: list[bool] = []
    monkeypatch.setattr(exchange, "plan", lambda *_: held.append(_is_locked(project / "coded")))
    monkeypatch.setattr(shell, "_finish", lambda *_: held.append(_is_locked(project / "coded")))
    for arguments in (["import", "f.csv"], ["adjudicate", "f.csv", "--coder", "judge"]):
        _run("labels", *arguments)
    assert held == [True] * 4


def _names(project: Path) -> list[str]:
    return [path.name for path in (project / "coded").iterdir()]


def _is_locked(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def test_a_coder_starts_from_the_model_or_from_the_label_that_counts() -> None:
    assert _starts("a") == ["energy", "talent"]
    review.save(ENERGY_ROW, {"finance"}, "a")
    assert _starts("b") == ["finance"]
    review.save(ENERGY_ROW, {"talent"}, "b")
    assert (_starts("a"), _starts("b"), _starts("c")) == (["finance"], ["talent"], ["finance"])


def test_a_blind_coder_starts_from_nothing_but_their_own_label() -> None:
    review.save(ENERGY_ROW, {"finance"}, "a")
    assert (_starts("a", blind=True), _starts("b", blind=True)) == (["finance"], [])


def test_the_queue_holds_remarks_nobody_has_coded_with_reasons() -> None:
    shelf = explore.open_shelf()
    cases = review.queued(shelf, 30)
    assert 0 < len(cases) <= len(shelf)
    assert all(case.reasons for case in cases)
    first = cases[0].row
    review.save(first, first["themes"], "a")
    assert first["remark_id"] not in {case.row["remark_id"] for case in review.queued(shelf, 30)}


def test_the_queue_refuses_a_table_that_another_model_has_labelled(project: Path) -> None:
    explored.write_rows(project / "labeled.parquet", explored.explored_rows())
    with pytest.raises(InputError, match=r"was not labelled by the model as it is, [0-9a-f]{12}\. Run `make repro`"):
        review.queued(Shelf.of(explore.open_shelf().table), 30)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_labels_check_finds_a_saved_label(project: Path) -> None:
    review.save(ENERGY_ROW, {"energy"}, "花子")
    review.save(PLAIN_ROW, set(), "花子")
    result = _run("labels", "check")
    assert "2 labels of real remarks: 花子 2" in result.stdout
    assert str(project / "coded") not in result.stderr


def test_a_rebuilt_table_is_told_from_the_old_one(project: Path) -> None:
    before = explore.state()
    assert explore.state() == before
    explored.write_rows(project / "labeled.parquet", explored.explored_rows()[:2])
    assert explore.state() != before


@pytest.mark.parametrize("name", ["LABELED_TABLE", "MODEL"])
def test_the_command_names_what_has_not_been_built(project: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(paths, name, project / "absent")
    assert "absent: does not exist. Run `make repro` to build it." in str(_run("explore").exception)


def test_the_command_says_how_to_install_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "streamlit" else util.find_spec(name))
    assert 'Streamlit is not installed. Run `make env`, or: .venv/bin/pip install --editable ".[explore]"' in str(
        _run("explore").exception
    )


def test_the_command_binds_to_this_machine_and_sends_no_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    begun = Event()
    monkeypatch.setattr(explore, "prepare", begun.set)
    monkeypatch.setattr("streamlit.web.cli.main", lambda arguments, **_: given.extend(arguments))
    assert _run("explore", "--port", "9000", "--coder", "花子", "--no-browser").exit_code == 0
    assert begun.wait(10), "the table is not read before somebody asks"
    wanted = ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.port=9000"]
    assert [option for option in [*wanted, "--server.headless=true"] if option not in given] == []
    assert given[-2:] == ["--", "花子"]
