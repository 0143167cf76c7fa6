"""A light part of `make faults`: processes are killed and interrupted, disks refuse, bits flip; nothing is lost."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from pipeline.annotate.cache import ParseCache
from pipeline.codebook import load_codebook
from pipeline.errors import RontenError
from pipeline.settings import PROJECT, TrainSettings
from pipeline.stages import verify
from pipeline.stages.paths import CODEBOOK
from pipeline.train.classifier import train
from pipeline.train.model import save_model
from tests.corpora import training_set
from tests.faults.caches import flip_bits
from tests.faults.disks import can_mount, read_only
from tests.faults.kills import halves, orphans, run_again
from tests.faults.processes import kill_all, started
from tests.faults.project import small_project

RONTEN = str(Path(sys.executable).with_name("ronten"))
MINUTES = PROJECT / "data/raw/meti-keizai-anzen-hosho-01.txt"


@pytest.fixture
def tag(tmp_path: Path) -> list[str]:
    """The command that tags some remarks into `tagged.jsonl`, where an earlier output stands."""
    themes = tuple(load_codebook(CODEBOOK).theme_ids)
    save_model(train(training_set(themes), TrainSettings(folds=3), 1), tmp_path / "m.safetensors")
    rows = [json.dumps({"text": f"{i}番目の電力の課題と人材の育成。"}, ensure_ascii=False) for i in range(40)]
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "tagged.jsonl").write_text("earlier", encoding="utf-8")
    names = {name: str(tmp_path / name) for name in ("in.jsonl", "m.safetensors", "tagged.jsonl")}
    return [RONTEN, "tag", names["in.jsonl"], "--model", names["m.safetensors"], "-o", names["tagged.jsonl"]]


@pytest.mark.ginza
def test_a_stopped_tag_leaves_the_earlier_output_and_no_process(tag: list[str], tmp_path: Path) -> None:
    output = tmp_path / "tagged.jsonl"
    for stop in (signal.SIGINT, signal.SIGKILL):
        with started(tag, PROJECT) as process:
            while process.poll() is None and not list(tmp_path.glob(".*.tmp")):
                time.sleep(0.02)
            process.send_signal(stop)
            process.communicate()
            assert process.returncode in (-signal.SIGKILL, 130)
            assert orphans(process.pid) == []
        assert output.read_text(encoding="utf-8") == "earlier"
        assert len(list(tmp_path.glob(".*.tmp"))) == (stop == signal.SIGKILL)
    assert subprocess.run(tag, cwd=PROJECT, check=False).returncode == 0
    assert list(tmp_path.glob(".*.tmp")) == []  # what the killed run left was used up
    assert len(output.read_text(encoding="utf-8").splitlines()) == 40


@pytest.mark.ginza
def test_a_killed_repro_is_finished_by_the_next(tmp_path: Path) -> None:
    fresh = small_project(tmp_path / "fresh", target="annotate")
    whole = fresh.copy(tmp_path / "whole")
    assert whole.run(*whole.repro).returncode == 0
    project = fresh.copy(tmp_path / "killed")
    with started(project.repro, project.root) as process:
        while process.poll() is None and not list(project.root.glob("data/processed/.annotations.parquet.*.tmp")):
            time.sleep(0.02)
        kill_all(process.pid)
        process.wait()
    assert halves(project, whole.digests()) == []
    assert run_again(project, whole.digests()) == []


def test_an_output_over_the_limit_of_file_size_is_told(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("earlier", encoding="utf-8")
    limited = ["prlimit", "--fsize=4096", RONTEN, "segment", str(MINUTES), "-o", str(output)]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert (done.returncode, output.read_text(encoding="utf-8")) == (1, "earlier")
    assert done.stderr.startswith(f"{output}: cannot be written: it grows past the size")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.skipif(os.geteuid() == 0 and not can_mount(), reason="root may write where rights forbid it")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    with read_only(tmp_path):
        command = [RONTEN, "segment", str(MINUTES), "-o", str(tmp_path / "out.jsonl")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"out\.jsonl: cannot be written: .*or name another place", done.stderr)


@pytest.mark.parametrize("flips", [1, 40])
def test_flipped_bits_in_the_cache_lose_entries_and_change_none(tmp_path: Path, flips: int) -> None:
    kept = {f"text {i}": f"parse {i} ".encode() * 20 for i in range(60)}
    path = tmp_path / "parses.sqlite"
    for seed in range(60):
        ParseCache(tmp_path, "v").put(kept)
        flip_bits(path, flips, seed)
        found = ParseCache(tmp_path, "v").get(list(kept))
        assert found.items() <= kept.items(), seed
        cache = ParseCache(tmp_path, "v")
        cache.put(kept)
        assert cache.get(list(kept)).items() <= kept.items(), seed
        assert cache.trouble == "", seed
        path.unlink()


def test_a_cache_that_others_hold_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.annotate.cache.PATIENCE", 0.1)
    cache = ParseCache(tmp_path, "v")
    cache.put({"a": b"1"})
    with sqlite3.connect(tmp_path / "parses.sqlite") as holder:
        holder.execute("BEGIN EXCLUSIVE")
        cache.put({"b": b"2"})
        assert cache.get(["a"]) == {}
    holder.close()
    assert "database is locked" in cache.trouble
    assert cache.get(["a", "b"]) == {"a": b"1"}


def test_an_output_that_is_not_what_was_recorded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "PROJECT", tmp_path)
    monkeypatch.setattr(verify, "LOCK", tmp_path / "dvc.lock")
    (tmp_path / "a.parquet").write_bytes(b"as it was")
    out = {"path": "a.parquet", "md5": "80a35c6baa6c7d1f5f2d7b4e8ffcfe6c"}
    (tmp_path / "dvc.lock").write_text(yaml.safe_dump({"stages": {"s": {"outs": [out]}}}), encoding="utf-8")
    with pytest.raises(RontenError, match=r"a\.parquet: is not what dvc\.lock records\. Delete it and its copy"):
        verify.run()
