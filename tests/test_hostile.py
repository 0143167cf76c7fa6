"""Hostile and broken files: each is refused in one clear line, in bounded time and memory, or read harmlessly."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError, on_one_line
from pipeline.files import read_bounded
from pipeline.settings import PROJECT
from tests.hostile import CASES
from tests.hostile.case import Case

SECONDS = 10
"""Of the processor, so that other work on the machine does not count."""
MEMORY = 2**30

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What came of every case. One process does them all; behind a case that ends it, another goes on."""
    waiting = [case.name for case in CASES]
    found: dict[str, Answer] = {}
    while waiting:
        command = [sys.executable, "-m", "tests.hostile", str(tmp_path_factory.mktemp("hostile")), *waiting]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        found |= {line["name"]: line for line in lines}
        waiting = waiting[len(lines) :]
        if waiting:
            found[waiting.pop(0)] = {"ended": f"{done.returncode}\n{done.stderr[-2_000:]}"}
    return found


def test_there_are_enough_of_them() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 60


@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_is_refused_in_one_line_or_read_harmlessly(case: Case, answers: dict[str, Answer]) -> None:
    answer = answers[case.name]
    assert "ended" not in answer, answer["ended"]
    assert answer["seconds"] < SECONDS
    assert answer["peak"] < MEMORY
    if not case.says:
        assert (answer["code"], answer["complaint"], answer["lines"] > 0) == (0, "", True)
        return
    assert (answer["code"], answer["lines"]) == (1, 0)
    path = on_one_line(os.fsdecode(bytes.fromhex(answer["path"])))
    first, *others = answer["complaint"].splitlines()
    assert re.match(rf"{re.escape(path)}(, [a-z0-9, ]+)?: ({case.says}).*\. [A-Z].*\.$", first), first
    if case.arguments[0] == "labels":  # every error of a file of labels is told
        assert not others or others[-1].endswith("errors; nothing was changed")
    else:
        assert others == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
@pytest.mark.parametrize("hidden", ["file", "folder"])
def test_what_may_not_be_read_is_told(hidden: str, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "minutes.txt"
    path.parent.mkdir()
    path.write_text("x", encoding="utf-8")
    (path if hidden == "file" else path.parent).chmod(0)
    os.seteuid(65534)
    try:
        with pytest.raises(InputError, match=r"minutes\.txt: may not be read\. Change its permissions\."):
            read_bounded(path, 10)
    finally:
        os.seteuid(0)


def test_no_case_wrote_outside_its_folder(answers: dict[str, Answer]) -> None:
    assert answers
    assert not Path("/tmp/x.txt").exists()  # noqa: S108 - where the traversing names lead
    assert not Path("/tmp/x.jsonl").exists()  # noqa: S108 - the same
