"""What changed between two labelled tables."""

import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dvc.repo import Repo
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.errors import InputError
from pipeline.label.diff import diff, read_rows
from tests import labeled
from tests.labeled import row, write_rows


def rows() -> list[dict[str, object]]:
    """The invented rows, each with an id of its own as in a real table."""
    return [found | {"remark_id": f"{i:016x}"} for i, found in enumerate(labeled.rows())]


def _changed() -> list[dict[str, object]]:
    """The invented rows with one remark gone, one new, one coded otherwise and one score moved."""
    found = [r for r in rows() if r["text"] != "本日の天気の話。"]
    found[0] |= {"themes": ["talent", "finance"], "label_source": "human"}
    found[1] |= {"score_finance": 0.5, "score_energy": 0.88}
    return [*found, row(99, "新しい発言。", {"finance": ["新しい"]})]


def _tables(folder: Path) -> tuple[Path, Path]:
    return write_rows(folder / "old.parquet", rows()), write_rows(folder / "new.parquet", _changed())


def test_each_kind_of_change_is_found_and_nothing_else(tmp_path: Path) -> None:
    old, new = _tables(tmp_path)
    found = diff(read_rows(old, "old"), read_rows(new, "new"), tolerance=0.05)
    assert [shown.text for shown in found.new] == ["新しい発言。"]
    assert [shown.text for shown in found.gone] == ["本日の天気の話。"]
    change = found.themes[0]
    assert len(found.themes) == 1
    assert (change.added, change.removed) == (["finance"], ["energy"])
    assert (change.old_source, change.new_source) == ("model", "human")
    assert [(s.theme, s.old, s.new) for s in found.scores] == [("finance", 0.2812, 0.5)]


def test_the_order_of_rows_is_no_change(tmp_path: Path) -> None:
    old, new = write_rows(tmp_path / "a.parquet", rows()), write_rows(tmp_path / "b.parquet", rows()[::-1])
    found = diff(read_rows(old, "a"), read_rows(new, "b"), tolerance=0)
    assert (found.new, found.gone, found.themes, found.scores) == ([], [], [], [])


@pytest.mark.parametrize(("tolerance", "moved"), [("0", 2), ("0.05", 1), ("0.3", 0)])
def test_the_tolerance_is_that_of_the_command(tmp_path: Path, tolerance: str, moved: int) -> None:
    old, new = map(str, _tables(tmp_path))
    result = CliRunner().invoke(app, ["diff", old, new, "--tolerance", tolerance, "--json"])
    assert len(json.loads(result.stdout)["scores"]) == moved


def test_the_table_names_what_changed(tmp_path: Path) -> None:
    old, new = map(str, _tables(tmp_path))
    printed = CliRunner().invoke(app, ["diff", old, new]).stdout
    assert "9 remarks before, 9 after: 1 new, 1 gone, 1 with other themes, 1 scores moved" in printed
    assert "model, now human" in printed


def test_a_revision_is_read_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "data/processed/labeled_remarks.parquet"
    write_rows(table, rows())
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    repo = Repo.init(str(tmp_path))
    repo.add(str(table))
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", *author, "commit", "-qm", "first"], cwd=tmp_path, check=True)
    write_rows(table, _changed())
    monkeypatch.setattr("pipeline.settings.PROJECT", tmp_path)
    monkeypatch.setattr("pipeline.stages.paths.LABELED_TABLE", table)
    found = json.loads(CliRunner().invoke(app, ["diff", "HEAD", "--json"]).stdout)
    assert [shown["text"] for shown in found["new"]] == ["新しい発言。"]
    wrong = CliRunner().invoke(app, ["diff", "no-such-branch"])
    assert "no-such-branch: is neither a file nor a git revision" in str(wrong.exception)


def test_what_is_no_labelled_table_is_named(tmp_path: Path) -> None:
    table = pq.read_table(write_rows(tmp_path / "a.parquet"))
    pq.write_table(table.drop_columns(["themes"]), tmp_path / "b.parquet")
    (tmp_path / "c.parquet").write_text("no table", encoding="utf-8")
    for name, message in (("b", "lacks the columns themes"), ("c", "not a readable"), ("d", "does not exist")):
        with pytest.raises(InputError, match=rf"{name}\.parquet: .*{message}"):
            read_rows(tmp_path / f"{name}.parquet", str(tmp_path / f"{name}.parquet"))
