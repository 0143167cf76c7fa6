"""The boundaries between the layers, and dvc.yaml in step with what the stages import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from pipeline.settings import PROJECT

STAGES = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
SHELL = ("typer", "click", "rich", "dvc")
SCREENS = ("pipeline.cli", "pipeline.app", "streamlit")
DOMAIN = [
    path
    for folder in ("segment", "annotate", "labels", "train", "evaluate", "label", "report", "export", "explore")
    for path in sorted((PROJECT / "pipeline" / folder).rglob("*.py"))
]
WIRING = sorted((PROJECT / "pipeline/stages").glob("*.py"))


def _file_of(module: str) -> Path | None:
    path = PROJECT / module.replace(".", "/")
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _paths(output: str | dict[str, object]) -> list[str]:
    """Paths of an output, which DVC writes as a mapping when it has options."""
    return [output] if isinstance(output, str) else list(output)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _closure(module: str) -> frozenset[Path]:
    """Every file of the project that a module needs, packages' own files included."""
    seen: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file_of(waiting.pop())
        if path and path not in seen:
            seen.add(path)
            waiting += [name for name in _imported(path) if name.startswith("pipeline")]
    return frozenset(seen)


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(PROJECT)))
def test_the_domain_knows_neither_terminal_nor_orchestration(path: Path) -> None:
    crossing = [name for name in _imported(path) if name.split(".")[0] in SHELL or name.startswith(SCREENS)]
    crossing += [name for name in _imported(path) if name.startswith("pipeline.stages")]
    assert crossing == []


@pytest.mark.parametrize("path", WIRING, ids=lambda path: path.name)
def test_the_stages_know_neither_command_nor_screen(path: Path) -> None:
    assert [name for name in _imported(path) if name.startswith(SCREENS)] == []


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(PROJECT)))
def test_the_domain_does_not_print(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not {"print", "sys.exit", "sys.stdout.write", "sys.stderr.write"} & set(calls)


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_depends_on_every_file_it_imports(name: str) -> None:
    named = [PROJECT / dependency for dependency in STAGES[name]["deps"]]
    missing = [
        str(path.relative_to(PROJECT))
        for path in _closure(f"pipeline.stages.{name}")
        if not any(path == dependency or dependency in path.parents for dependency in named)
    ]
    assert missing == []


@pytest.mark.parametrize("name", STAGES)
def test_what_a_stage_depends_on_exists_or_is_made(name: str) -> None:
    made = {path for stage in STAGES.values() for out in stage.get("outs", []) for path in _paths(out)}
    absent = [d for d in STAGES[name]["deps"] if d not in made and not (PROJECT / d).exists()]
    assert absent == []


def test_the_lock_file_names_the_stages_as_they_are() -> None:
    lock = yaml.safe_load((PROJECT / "dvc.lock").read_text(encoding="utf-8"))["stages"]
    assert sorted(lock) == sorted(STAGES)  # DVC appends a new stage, wherever dvc.yaml has it
    for name, stage in STAGES.items():
        assert lock[name]["cmd"] == stage["cmd"]
        assert sorted(entry["path"] for entry in lock[name]["deps"]) == sorted(stage["deps"])
