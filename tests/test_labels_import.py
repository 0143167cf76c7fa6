"""`ronten labels import`, `disagreements` and `adjudicate`, and what the labelled table makes of the labels."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.codebook import load_codebook
from pipeline.labels import Label, gold_labels, read_labels, remark_key, write_labels
from pipeline.labels.store import store_labels
from pipeline.settings import TrainSettings
from pipeline.stages import label, paths
from pipeline.tables import ANNOTATIONS, CODED_REMARKS, REMARKS, to_table, write_table
from pipeline.train.classifier import train
from pipeline.train.model import save_model
from tests.corpora import annotation, training_set
from tests.test_tables import REMARK

BOOK = load_codebook(paths.CODEBOOK)
WORDS = {"r1": "電力 の 価格 が 課題", "r2": "人材 の 育成 を 急ぐ", "r3": "本日 の 会議 を 開催"}
TEXT = "電力の質が課題。"
WRITTEN = remark_key("m9", TEXT)
HEAD = "remark_id,themes\n"


def _label(remark: str, themes: list[str], coding_pass: str, coder: str) -> Label:
    fields = {"remark_id": remark, "themes": themes, "coder": coder, "codebook_version": 1, "pass": coding_pass}
    return Label.model_validate(fields)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three real remarks of two meetings, one written one, and one label file; every path of the labels set to it."""
    rows = [
        replace(
            REMARK, remark_id=key, text=words.replace(" ", ""), meeting_id="kaigi-02" if key == "r3" else "kaigi-01"
        )
        for key, words in WORDS.items()
    ]
    write_table(to_table(rows, REMARKS), tmp_path / "remarks.parquet", REMARKS)
    monkeypatch.setattr(paths, "REMARKS_TABLE", tmp_path / "remarks.parquet")
    write_table(to_table([], CODED_REMARKS), tmp_path / "learned.parquet", CODED_REMARKS)
    monkeypatch.setattr(paths, "LEARNED_TABLE", tmp_path / "learned.parquet")
    for name in ("WRITTEN", "CODED"):
        (tmp_path / name.lower()).mkdir()
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    write_labels(tmp_path / "coded/kaigi-01.jsonl", [_label("r1", ["energy"], "first", "a")])
    own = {"text": TEXT, "meeting": "m9", "register": "summary", "writer": "w"}
    written = _label(WRITTEN, ["energy"], "first", "w").model_dump(by_alias=True) | own
    write_labels(tmp_path / "written/w.jsonl", [Label.model_validate(written)])
    return tmp_path


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["labels", *map(str, arguments)])


def _csv(project: Path, rows: str, head: str = HEAD) -> Path:
    path = project / "in.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


def _state(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted((project / "coded").iterdir())}


def _coded(project: Path, name: str) -> list[tuple[str, list[str], str, str]]:
    labels = read_labels(project / "coded" / name, BOOK)
    return [(x.remark_id, x.themes, x.coder, x.coding_pass) for x in labels]


def test_each_label_goes_to_the_file_of_its_meeting(project: Path) -> None:
    result = _run("import", _csv(project, f"r2,talent\nr3,none\n{WRITTEN},energy; talent\n"), "--coder", "b")
    assert result.exit_code == 0, result.stderr
    assert "3 new labels, 0 known already, 0 remarks not coded" in result.stderr
    assert _coded(project, "kaigi-01.jsonl") == [("r1", ["energy"], "a", "first"), ("r2", ["talent"], "b", "first")]
    assert _coded(project, "kaigi-02.jsonl") == [("r3", [], "b", "first")]
    assert _coded(project, "written-reviewed.jsonl") == [(WRITTEN, ["energy", "talent"], "b", "second")]


def test_a_meeting_of_any_name_is_one_file_of_the_folder(tmp_path: Path) -> None:
    (changed,) = store_labels([_label("r1", ["energy"], "first", "a")], tmp_path, [], {"r1": "../../etc/x"})
    assert changed.parent == tmp_path
    assert changed.read_text(encoding="utf-8")


def test_one_error_and_nothing_is_changed(project: Path) -> None:
    before = _state(project)
    result = _run("import", _csv(project, "r2,talent\nr3,nonsense\nr9,energy\n"), "--coder", "b")
    assert result.exit_code == 1
    assert "line 3: unknown themes ['nonsense']" in result.stderr
    assert "line 4: no remark has the id r9" in result.stderr
    assert "2 errors; nothing was changed" in result.stderr
    assert _state(project) == before


def test_a_dry_run_changes_nothing(project: Path) -> None:
    before = _state(project)
    result = _run("import", _csv(project, "r2,talent\n"), "--coder", "b", "--dry-run")
    assert (result.exit_code, _state(project)) == (0, before)
    assert "1 new labels" in result.stderr


def test_a_write_that_fails_leaves_every_file_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _state(project)
    write, written = Path.write_text, []

    def fail_at_the_second(path: Path, *arguments: object, **options: object) -> int:
        written.append(path)
        if len(written) == 2:
            raise OSError("no space left")
        return write(path, *arguments, **options)  # type: ignore[arg-type]

    path = _csv(project, "r2,talent\nr3,none\n")
    monkeypatch.setattr(Path, "write_text", fail_at_the_second)
    assert str(_run("import", path, "--coder", "b").exception) == "no space left"
    assert _state(project) == before


def test_a_second_import_of_the_same_file_adds_nothing(project: Path) -> None:
    path = _csv(project, "r1,energy; talent\nr2,talent\n")
    assert _run("import", path, "--coder", "b").exit_code == 0
    before = _state(project)
    assert "0 new labels, 2 known already" in _run("import", path, "--coder", "b").stderr
    assert _state(project) == before


def test_a_coding_that_differs_from_another_coders_is_reported_and_kept(project: Path) -> None:
    result = _run("import", _csv(project, "r1,talent\n"), "--coder", "b")
    assert "differs: line 2: r1: b gives ['talent'], the first coding by a is ['energy']" in result.stderr
    assert ("r1", ["talent"], "b", "second") in _coded(project, "kaigi-01.jsonl")


def test_a_changed_label_takes_the_old_ones_place(project: Path) -> None:
    path = _csv(project, "r1,finance\n")
    assert _run("import", path, "--coder", "a").exit_code == 1
    assert _run("import", path, "--coder", "a", "--replace").exit_code == 0
    assert _coded(project, "kaigi-01.jsonl") == [("r1", ["finance"], "a", "first")]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_disagreements_are_listed_decided_and_then_gone(project: Path, suffix: str) -> None:
    _run("import", _csv(project, f"r1,talent\n{WRITTEN},energy\n"), "--coder", "b")
    assert [json.loads(line)["remark_id"] for line in _run("disagreements").stdout.splitlines()] == ["r1"]
    path = project / f"decide{suffix}"
    assert _run("disagreements", "-o", path).exit_code == 0
    if suffix == ".csv":
        table = pd.read_csv(path, keep_default_na=False)
        assert table.iloc[0][["first", "second", "second_coder"]].tolist() == ["energy", "talent", "b"]
        table.assign(themes="energy; talent", note="both").to_csv(path, index=False)
    else:
        book = load_workbook(path)
        head = [cell.value for cell in book.worksheets[0][1]]
        for name, value in (("themes", "energy; talent"), ("note", "both")):
            book.worksheets[0].cell(2, head.index(name) + 1, value)
        book.save(path)
    result = _run("adjudicate", path, "--coder", "judge")
    assert result.exit_code == 0, result.stderr
    final = gold_labels(read_labels(project / "coded", BOOK))["r1"]
    assert (final.themes, final.coder, final.coding_pass) == (["energy", "talent"], "judge", "adjudicated")
    assert final.note == "both"
    assert _run("disagreements").stdout == ""


def test_what_is_coded_once_cannot_be_decided(project: Path) -> None:
    result = _run("adjudicate", _csv(project, "r1,talent\n"), "--coder", "judge")
    assert result.exit_code == 1
    assert "the remark r1 is not coded twice. Import a second coding first." in result.stderr


def test_a_persons_themes_stand_in_the_labelled_table(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    themes = tuple(BOOK.theme_ids)
    save_model(train(training_set(themes), TrainSettings(folds=3), BOOK.version), project / "m.safetensors")
    rows = [annotation(words, key) for key, words in WORDS.items()]
    write_table(to_table(rows, ANNOTATIONS), project / "annotations.parquet", ANNOTATIONS)
    monkeypatch.setattr(paths, "MODEL", project / "m.safetensors")
    monkeypatch.setattr(paths, "ANNOTATIONS_TABLE", project / "annotations.parquet")
    monkeypatch.setattr(paths, "LABELED_TABLE", project / "labeled.parquet")
    assert _run("import", _csv(project, "r2,finance\n"), "--coder", "b").exit_code == 0
    label.run(project)
    table = pd.read_parquet(project / "labeled.parquet").set_index("remark_id")
    assert table.label_source.to_dict() == {"r1": "human", "r2": "human", "r3": "model"}
    assert list(table.themes["r2"]) == ["finance"]
    assert (table.theme_finance["r2"], table.theme_talent["r2"]) == (True, False)
    assert table.score_talent["r2"] > table.score_finance["r2"]
    assert not table.needs_review["r2"]


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy", "csv", "xlsx"])
def test_the_command_exports_what_the_command_imports(
    project: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    themes = tuple(BOOK.theme_ids)
    save_model(train(training_set(themes), TrainSettings(folds=3), BOOK.version), project / "m.safetensors")
    rows = [annotation(words, key) for key, words in WORDS.items()]
    write_table(to_table(rows, ANNOTATIONS), project / "annotations.parquet", ANNOTATIONS)
    monkeypatch.setattr(paths, "MODEL", project / "m.safetensors")
    monkeypatch.setattr(paths, "ANNOTATIONS_TABLE", project / "annotations.parquet")
    monkeypatch.setattr(paths, "LABELED_TABLE", project / "labeled.parquet")
    label.run(project)
    suffix = {"label-studio": "json", "csv": "csv", "xlsx": "xlsx"}.get(tool, "jsonl")
    path = project / f"tasks.{suffix}"
    assert "3 remarks: " in _run("export", "--to", tool, "-o", path).stderr
    before = _state(project)
    for file in (project / "coded").iterdir():
        file.unlink()
    result = _run("import", path)
    assert result.exit_code == 0, result.stderr
    assert _state(project) == before
    queued = [json.loads(line)["remark_id"] for line in _run("queue").stdout.splitlines()]
    assert sorted(queued) == ["r2", "r3"]
