import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline import docs
from pipeline.cli.app import app
from pipeline.codebook import load_codebook
from pipeline.settings import PROJECT
from pipeline.stages import paths
from pipeline.tables import labeled_schema, write_table

PAGES = sorted(
    page
    for folder in (".", "docs", "models", "data/labels", "data/raw", "notebooks", "benchmarks")
    for page in (PROJECT / folder).glob("*.md" if folder == "." else "**/*.md")
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
LABELED = "data/processed/labeled_remarks.parquet"


def _tiny_table() -> pa.Table:
    """Two remarks with every column of the schema; the first is on energy and talent."""
    schema = labeled_schema(load_codebook(paths.CODEBOOK).theme_ids)
    filled = {"text": "電力を支える人材が足りない。", "agenda": "論点①", "kind": "remark"}
    empty = {pa.bool_(): False, pa.string(): "", pa.int32(): 0, pa.float32(): 0.0}
    row = {field.name: [] if pa.types.is_list(field.type) else empty.get(field.type) for field in schema} | filled
    evidence = [
        {"theme": "energy", "text": "電力", "start": 0, "end": 2, "weight": 2.0},
        {"theme": "talent", "text": "人材", "start": 6, "end": 8, "weight": 3.0},
    ]
    first = row | {"theme_energy": True, "theme_talent": True, "themes": ["energy", "talent"], "evidence": evidence}
    return pa.Table.from_pylist([first, row], schema=schema)


def _snippet() -> str:
    found = re.findall(r"```python\n(.*?)```", docs.README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def _run_snippet(folder: Path) -> str:
    run = subprocess.run([sys.executable, "-c", _snippet()], cwd=folder, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def expected() -> dict[Path, str]:
    return docs.pages()


@pytest.mark.parametrize(
    "page",
    [
        docs.README,
        docs.DICTIONARY,
        docs.CARD,
        docs.FAMILIES,
        docs.EXPLORE,
        docs.RETRAINING,
        docs.SCALING,
        docs.OPERATIONS,
        docs.SECURITY,
        paths.MODEL_CARD,
    ],
    ids=lambda page: page.name,
)
def test_generated_parts_are_up_to_date(page: Path, expected: dict[Path, str]) -> None:
    assert page.read_text(encoding="utf-8") == expected[page], "run: .venv/bin/python -m pipeline.docs"


def test_a_stage_table_row_shows_data_and_leaves_code_out() -> None:
    stage = {"desc": "Counts", "deps": ["data/raw", "pipeline/x.py"], "outs": ["data/processed/n.parquet"]}
    scored = stage | {"metrics": [{"metrics/n.json": {"cache": False}}]}
    assert docs.stage_table({"count": scored}).splitlines()[2] == (
        "| `count` | Counts | `data/raw` | `n.parquet`, `metrics/n.json` |"
    )


def test_a_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: scores -->", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md: lacks <!-- generated: scores --> … <!-- end: scores -->"):
        docs.fill(page, {"scores": "| 1 |"})


def test_text_around_the_markers_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- generated: n -->\nold\n<!-- end: n -->\nb\n", encoding="utf-8")
    assert docs.fill(page, {"n": "new"}) == "a\n<!-- generated: n -->\nnew\n<!-- end: n -->\nb\n"


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert docs.markdown(("a",), [("x|y",)]).splitlines()[2] == "| x\\|y |"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_relative_links_resolve(page: Path) -> None:
    targets = [link.split("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_is_listed() -> None:
    index = PROJECT / "docs/decisions/README.md"
    pages = {page.name for page in index.parent.glob("*.md")} - {index.name}
    assert set(LINK.findall(index.read_text(encoding="utf-8"))) == pages


def test_every_column_has_a_description() -> None:
    rows = [line for line in docs.DICTIONARY.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("| |")] == []


def test_the_readme_snippet_answers_from_a_tiny_table(tmp_path: Path) -> None:
    schema = labeled_schema(load_codebook(paths.CODEBOOK).theme_ids)
    write_table(_tiny_table(), tmp_path / LABELED, schema)
    printed = _run_snippet(tmp_path)
    assert re.search(r"theme_energy +1", printed)
    assert "電力を支える人材が足りない。" in printed
    assert re.search(r"電力 +2\.0", printed)


@pytest.mark.skipif(not (PROJECT / LABELED).exists(), reason="`make repro` has not been run")
def test_the_readme_snippet_answers_from_the_real_table() -> None:
    printed = _run_snippet(PROJECT)
    assert re.search(r"theme_talent +[1-9]", printed)


def test_the_pages_name_only_commands_that_exist() -> None:
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    named = {name for page in PAGES for name in re.findall(r"bin/ronten (\w+)", page.read_text(encoding="utf-8"))}
    assert {"segment", "tag", "add", "labels"} <= named <= known
