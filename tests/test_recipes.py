"""The README's recipes: every DuckDB query and the pandas code answer from an invented and from the real table."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import PROJECT
from pipeline.stages import paths
from tests.labeled import write_rows

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", README, flags=re.DOTALL) for kind in ("python", "sql")}
QUERIES = [query for block in BLOCKS["sql"] for query in block.split(";\n") if query.strip()]

ANSWERS = [
    [("talent", 2), ("energy", 1), ("maritime_logistics", 1)],
    [("energy", "talent", 1), ("maritime_logistics", "talent", 1)],
    [("議題1", "電力を支える人材が足りない。"), ("議題1", "電力の価格を下げるべき。")],
    [("電力", 2, 2.0)],
    [("finance", 0.125, "予算を増やすことを求める。")],
]
"""What each query answers on the invented rows, to begin with."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_rows(tmp_path / "data/processed/labeled_remarks.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_five_questions() -> None:
    asked = re.findall(r"^# (\d)\. .*\?$", BLOCKS["python"][0], flags=re.MULTILINE)
    assert asked == ["1", "2", "3", "4", "5"]
    assert [query.strip().splitlines()[0] for query in QUERIES] == [f"-- {number}." for number in asked]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("query", "answer"), zip(QUERIES, ANSWERS, strict=True), ids=range(1, 6))
def test_a_query_answers_from_invented_rows(query: str, answer: list[tuple[object, ...]]) -> None:
    assert duckdb.sql(query).fetchall()[: len(answer)] == answer


def test_the_pandas_code_gives_the_same_answers(folder: Path) -> None:
    run = subprocess.run([sys.executable, "-c", BLOCKS["python"][0]], cwd=folder, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    said = [" ".join(line.split()) for line in run.stdout.splitlines()]
    assert [line for line in said if line.startswith("theme_")][:3] == [
        "theme_talent 2",
        "theme_energy 1",
        "theme_maritime_logistics 1",
    ]
    assert "energy talent 1" in said
    assert sum(line.endswith("電力 2.0") for line in said) == 2
    assert [line for line in said if "0.125" in line] == ["3 finance 0.125 予算を増やすことを求める。"]


@pytest.mark.skipif(not paths.LABELED_TABLE.exists(), reason="`make repro` has not been run")
@pytest.mark.parametrize("query", QUERIES, ids=range(1, 6))
def test_a_query_answers_from_the_real_table(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert duckdb.sql(query).fetchall()
