"""The notebooks answer from the labelled table alone, with pandas, pyarrow and Altair alone."""

import ast
import json
import shutil
import subprocess
import venv
from importlib.metadata import distribution, requires
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.settings import PROJECT
from pipeline.stages import paths
from tests.labeled import write_rows

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
ALLOWED = {"pandas", "pyarrow", "altair"}

GUARD = """
import socket as _socket
_connect = _socket.socket.connect
def _refuse(self, address):
    if self.family != _socket.AF_UNIX and address[0] != "127.0.0.1":
        raise OSError(f"a notebook asked for {address}")
    return _connect(self, address)
_socket.socket.connect = _refuse
"""
"""Runs before a notebook: no address but this machine's."""


def _needed(*names: str) -> set[str]:
    """The named distributions and all that they need."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found.add(name)
            wanted = map(Requirement, requires(name) or [])
            waiting += [one.name for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with what analysts have, and the kernel of a notebook program; nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in _needed(*ALLOWED, "ipykernel"):
        held = distribution(name)
        for top in {file.parts[0] for file in held.files or []} - {"..", "__pycache__"}:
            link = packages / top
            if not link.exists():
                link.symlink_to(Path(str(held.locate_file(top))))
    return folder / "bin/python"


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _run(path: Path, folder: Path, python: Path, monkeypatch: pytest.MonkeyPatch) -> NotebookNode:
    """Execute a notebook in `folder` by the given interpreter."""
    kernel = folder / "jupyter/kernels/tests"
    kernel.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "tests", "language": "python"}))
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(folder / "jupyter"))
    notebook = _read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(GUARD))
    where: dict[str, Any] = {"metadata": {"path": str(folder / "notebooks")}}
    (folder / "notebooks").mkdir()
    NotebookClient(notebook, timeout=120, kernel_name="tests", resources=where).execute()
    return notebook


def _outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in _code(notebook) for output in cell.outputs]


def _check_answers(notebook: NotebookNode) -> str:
    outputs = _outputs(notebook)
    charts = [o for o in outputs if "data" in o and any("vegalite" in kind or "html" in kind for kind in o.data)]
    assert any("alt.Chart" in cell.source and cell.outputs for cell in _code(notebook))
    assert charts
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    return "".join(output.text for output in outputs if output.get("name") == "stdout")


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["01-first-look", "02-themes-across-agendas", "03-where-to-doubt"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    assert [cell.id for cell in _code(_read(path)) if cell.outputs or cell.execution_count is not None] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_what_analysts_have_is_imported(path: Path) -> None:
    tree = ast.parse("\n".join(cell.source for cell in _code(_read(path))))
    named = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in named} <= ALLOWED


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_a_question_a_chart_and_an_answer(path: Path) -> None:
    prose = "\n".join(cell.source for cell in _read(path).cells if cell.cell_type == "markdown")
    assert ("**Question.**" in prose, "**Answer.**" in prose) == (True, True)
    assert sum("alt.Chart" in cell.source for cell in _code(_read(path))) == 1


@pytest.mark.parametrize("module", ["pipeline", "sklearn", "spacy", "vl_convert", "scipy", "matplotlib"])
def test_the_environment_of_the_notebooks_has_nothing_else(bare: Path, tmp_path: Path, module: str) -> None:
    run = subprocess.run([bare, "-c", f"import {module}"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert f"No module named '{module}'" in run.stderr


EXPECTED = {
    "01-first-look": "Most often: energy, talent, in 2 of 9 remarks.",
    "02-themes-across-agendas": "There are 3 headings. Under most of them, 2, come up: talent.",
    "03-where-to-doubt": "1 of 9 remarks are marked for review; lowest reading quality 0.75.",
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_answers_from_the_table(
    path: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(tmp_path / "data/processed/labeled_remarks.parquet")
    assert EXPECTED[path.stem] in _check_answers(_run(path, tmp_path, bare, monkeypatch))


@pytest.mark.skipif(not paths.LABELED_TABLE.exists(), reason="`make repro` has not been run")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_answers_from_the_real_table(
    path: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "data/processed/labeled_remarks.parquet"
    table.parent.mkdir(parents=True)
    shutil.copy(paths.LABELED_TABLE, table)
    assert _check_answers(_run(path, tmp_path, bare, monkeypatch))
