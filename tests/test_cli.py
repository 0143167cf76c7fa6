"""The command `ronten`, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.codebook import load_codebook
from pipeline.settings import PROJECT, TrainSettings
from pipeline.stages.paths import CODEBOOK
from pipeline.train.classifier import train
from pipeline.train.model import save_model
from tests.corpora import training_set

MINUTES = PROJECT / "data/raw/meti-keizai-anzen-hosho-01.txt"
RONTEN = Path(sys.executable).with_name("ronten")


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_segment_prints_one_json_line_a_remark() -> None:
    result = _run("segment", MINUTES)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, len(rows)) == (0, 41)
    assert (rows[0]["date"], rows[0]["agenda"]) == ("2023-10-12", "論点①当面想定される脅威")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_segment_writes_the_form_that_the_suffix_names(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    assert _run("segment", MINUTES, "-o", path).exit_code == 0
    read = {".jsonl": lambda p: pd.read_json(p, lines=True), ".csv": pd.read_csv, ".parquet": pd.read_parquet}
    table = read[suffix](path)
    assert len(table) == 41
    assert table.text[1] == "権威主義国のブロックが拡大しつつあることが脅威である。"


def test_explain_says_which_layout_was_chosen() -> None:
    result = _run("segment", "--explain", MINUTES)
    assert "layout bullets" in result.stderr
    assert "layout" not in result.stdout


@pytest.mark.parametrize("command", ["segment", "tag"])
def test_unusable_input_is_named_and_nothing_is_left_behind(tmp_path: Path, command: str) -> None:
    empty, binary = tmp_path / "empty.txt", tmp_path / "binary.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)))
    before = sorted(tmp_path.iterdir())
    result = _run(command, tmp_path / "absent.txt", empty, binary, tmp_path)
    reasons = ("absent.txt: does not exist", "empty.txt: is empty", "binary.txt: is a binary file", "is a folder")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [reason for reason in reasons if reason not in result.stderr] == []
    assert sorted(tmp_path.iterdir()) == before


def test_one_unusable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    result = _run("segment", tmp_path / "absent.txt", MINUTES)
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 41)


def test_agreement_is_counted_over_the_committed_codings() -> None:
    result = _run("labels", "agreement", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["remarks"] >= 41) == (0, True)
    assert found["alpha"] >= 0.8
    assert len(found["themes"]) == 16


def test_wrong_usage_ends_with_two() -> None:
    assert _run("segment").exit_code == 2
    assert _run("segment", "--colour", MINUTES).exit_code == 2


def test_an_output_of_unknown_form_is_refused_before_any_work(tmp_path: Path) -> None:
    command = [RONTEN, "segment", MINUTES, "-o", tmp_path / "out.doc"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "has no known suffix. Use one of .jsonl, .csv, .parquet." in result.stderr


def test_tag_refuses_a_model_of_other_themes(tmp_path: Path) -> None:
    save_model(train(training_set(), TrainSettings(folds=3), 1), tmp_path / "m.safetensors")
    result = subprocess.run(
        [RONTEN, "tag", MINUTES, "--model", tmp_path / "m.safetensors"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "was trained for other themes" in result.stderr


@pytest.mark.ginza
def test_tag_prints_themes_scores_and_evidence(tmp_path: Path) -> None:
    themes = tuple(load_codebook(CODEBOOK).theme_ids)
    save_model(train(training_set(themes), TrainSettings(folds=3), 1), tmp_path / "m.safetensors")
    (tmp_path / "in.jsonl").write_text(
        '{"text": "原発の電力を安く。"}\n{"text": "人材が足りない。"}\n', encoding="utf-8"
    )
    result = _run("tag", tmp_path / "in.jsonl", "--model", tmp_path / "m.safetensors")
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["themes"] for row in rows] == [["energy"], ["talent"]]
    assert tuple(rows[0]["scores"]) == themes
    assert rows[0]["evidence"][0]["text"] in rows[0]["text"]
    assert "電力" in rows[0]["keywords"]


def test_the_committed_minutes_have_true_provenance() -> None:
    record = yaml.safe_load((PROJECT / "data/raw/provenance" / f"{MINUTES.name}.yaml").read_text(encoding="utf-8"))
    from pipeline.files import sha256

    assert record["sha256"] == sha256(MINUTES.read_bytes())
    assert (record["publisher"], record["meeting_date"]) == ("経済産業省", "2023-10-12")


def test_add_takes_new_minutes_once_and_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    monkeypatch.setattr("pipeline.stages.paths.RAW", raw)
    head = "第2回 水素会議 議事要旨\n\n日時：令和6年3月1日\n\n"
    text = head + "・水素の価格を下げることが課題である。\n・電力の質も重要である。\n"
    new, twin, namesake = tmp_path / "suiso-02.txt", tmp_path / "twin.txt", tmp_path / "other" / "suiso-02.txt"
    namesake.parent.mkdir()
    new.write_text(text, encoding="utf-8")
    twin.write_text(text, encoding="utf-8")
    namesake.write_text(text.replace("水素", "港湾"), encoding="utf-8")
    assert _run("add", new, "--publisher", "水素庁").exit_code == 0
    record = yaml.safe_load((raw / "provenance/suiso-02.txt.yaml").read_text(encoding="utf-8"))
    assert (record["meeting_date"], record["publisher"]) == ("2024-03-01", "水素庁")
    refused = _run("add", twin, namesake)
    assert refused.exit_code == 1
    assert "is in raw/ already, as suiso-02.txt" in refused.stderr
    assert "has the name of suiso-02.txt" in refused.stderr
    assert (raw / "suiso-02.txt").read_text(encoding="utf-8") == text
