"""Every command of `docs/retraining.md`, run in a small copy of the project with an invented second meeting."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.sandbox import Sandbox, sandbox
from pipeline.settings import PROJECT
from pipeline.tables import read_coded
from tests.test_segment_documents import as_pdf

PAGE = (PROJECT / "docs/retraining.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL) for line in block.splitlines()]

MINUTES = """第2回 供給網と人材に関する有識者会議 議事要旨

日時：令和6年3月5日（火）10:00-12:00
場所：合同庁舎 会議室

１．燃料と電力

・冬場の天然ガスは数日分の在庫しかなく、融通の取決めを急ぐ必要がある。
・送電線の増強が遅れ、再生可能エネルギーを捨てている地域がある。

２．現場の担い手

・工作機械の技能者が高齢化し、育成に十年かかることを前提に考えるべき。
・海外の大学から研究者を呼び戻す仕組みが足りない。
・部品の調達先が一国に偏り、止まれば三週間で生産が止まる。

３．情報の安全

・偽の動画が選挙の前に広がり、受け手の判断を鈍らせる恐れがある。
・中小の工場は攻撃を受けても気づけない。共同で見張る仕組みが要る。
"""
THEMES = {
    "天然ガス": "energy",
    "送電線": "energy",
    "技能者": "talent; industrial_base",
    "研究者": "talent",
    "調達先": "supply_chain",
    "動画": "cognitive_warfare",
    "工場": "digital_cyber",
}
"""What a coder gives the remark that holds the word."""

REMARKS = len(THEMES)
LABELED = "data/processed/labeled_remarks.parquet"


@dataclass
class Walk:
    """The copy, what each command said, and the labelled table behind each of them."""

    project: Sandbox
    said: list[tuple[str, str]] = field(default_factory=list)
    tables: list[pd.DataFrame] = field(default_factory=list)

    def run(self, command: str) -> None:
        done = self.project.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        self.said.append((command, done.stdout + done.stderr))
        self.tables.append(pd.read_parquet(self.project.root / LABELED).set_index("remark_id"))

    def of(self, command: str) -> list[str]:
        """What was said at each time that a command beginning so was run."""
        found = [said for name, said in self.said if name.startswith(command)]
        assert found, f"no command begins with {command}"
        return found


def _coded(row: dict[str, str]) -> str:
    return next(themes for word, themes in THEMES.items() if word in row["text"])


def _fill(path: Path, themes: Callable[[int, dict[str, str]], str]) -> None:
    """What a person does: fill in the themes of each row, by its number and what stands in it."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    filled = [row | {"themes": themes(number, row)} for number, row in enumerate(rows)]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(filled)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """All commands in order, with what people do between them; before them the tables are built and committed.

    The champion is a model of the small copy itself: the project's own would win against all that learn from so little.
    """
    project = sandbox(tmp_path_factory.mktemp("walk") / "project")
    begin = ".venv/bin/dvc repro train && cp models/challenger.safetensors models/champion.safetensors"
    for command in (begin, "make repro", "git add -A", "git commit -qm Published"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr
    (project.root / "kaigi-02.pdf").write_bytes(as_pdf(MINUTES))
    root = project.root
    people: dict[str, Callable[[], None]] = {
        ".venv/bin/ronten labels import first.csv": lambda: _fill(root / "first.csv", lambda _, row: _coded(row)),
        ".venv/bin/ronten labels import second.csv": lambda: _fill(
            root / "second.csv", lambda number, row: _coded(row) if number else "finance"
        ),
        ".venv/bin/ronten labels adjudicate": lambda: _fill(root / "decide.csv", lambda _, row: row["first"]),
    }
    made = Walk(project)
    for command in COMMANDS:
        for beginning, act in people.items():
            if command.startswith(beginning):
                act()
        made.run(command)
    return made


pytestmark = pytest.mark.timeout(900)


def test_the_page_has_commands_of_every_step() -> None:
    assert len(COMMANDS) > 15
    assert {"make repro", ".venv/bin/ronten champion"} <= set(COMMANDS)


def test_only_the_new_document_is_read_and_annotated_and_nothing_is_trained(walk: Walk) -> None:
    nothing, added, *_ = walk.of("make repro")
    assert "Running stage" not in nothing
    assert "2 documents, 1 of them read anew" in added
    texts, computed = map(int, re.findall(r"annotations: (\d+) texts, (\d+) computed", added)[0])
    assert (texts - computed, computed >= REMARKS) == (41, True)
    assert re.findall(r"Running stage '(\w+)'", added) == ["segment", "annotate", "divide", "label", "report"]


def test_the_diff_shows_the_new_remarks_and_that_nothing_else_moved(walk: Walk) -> None:
    said = walk.of(".venv/bin/ronten diff HEAD")[0]
    assert f"41 remarks before, {41 + REMARKS} after: {REMARKS} new, 0 gone, 0 with other themes, 0 scores" in said


def test_ids_labels_and_scores_of_earlier_remarks_do_not_move(walk: Walk) -> None:
    before, after = walk.tables[0], walk.tables[4]
    assert len(after) == len(before) + REMARKS
    pd.testing.assert_frame_equal(after.loc[before.index], before)


def test_people_are_asked_about_the_new_meeting_and_their_word_stands(walk: Walk) -> None:
    queued = [json.loads(line) for line in walk.of(".venv/bin/ronten labels queue")[0].splitlines() if line[:1] == "{"]
    assert {row["meeting_id"] for row in queued} == {"kaigi-02"}
    assert all(row["evidence"] for row in queued if row["suggestion"])
    assert "5 new labels" in walk.of(".venv/bin/ronten labels import second.csv")[0]
    assert "46 real remarks coded twice" in walk.of(".venv/bin/ronten labels agreement")[0]
    assert "1 remarks to decide" in walk.of(".venv/bin/ronten labels disagreements")[0]
    final = walk.tables[-1].query("meeting_id == 'kaigi-02'")
    assert final.label_source.value_counts().to_dict() == {"human": 5, "model": REMARKS - 5}
    for text, themes in final[final.label_source == "human"][["text", "themes"]].itertuples(index=False):
        assert set(themes) == set(_coded({"text": text}).split("; "))


def test_the_challenger_learns_from_them_and_not_from_what_is_measured(walk: Walk) -> None:
    learned = walk.of("make repro")[2]
    assert "5 coded real remarks to learn from, 41 to measure by" in learned
    assert re.findall(r"Running stage '(\w+)'", learned) == [
        *("prepare", "divide", "train", "choose", "evaluate", "label", "report"),
    ]
    rows = read_coded(walk.project.root / "data/processed/learned_remarks.parquet")
    assert {row.meeting_id for row in rows} == {"kaigi-02"}


def test_the_decision_is_told_and_the_chosen_model_becomes_champion(walk: Walk) -> None:
    assert "Model in use: the " in walk.of("make repro")[2]
    history = (walk.project.root / "models/champions.jsonl").read_text(encoding="utf-8").splitlines()
    decision = json.loads(history[-1])
    assert decision["challenger"]["learned_real_meetings"] == 1
    assert decision["remarks"] == 41
    assert decision["micro_f1_difference"]["low"] <= decision["micro_f1_difference"]["high"]
    assert re.findall(r"Running stage '(\w+)'", walk.of("make repro")[3]) == ["choose"]


def test_what_is_committed_is_all_there_is_and_a_further_run_does_nothing(walk: Walk) -> None:
    assert "Running stage" not in walk.of("make repro")[-1]
    assert walk.project.run("git status --short").stdout.split() == [
        *("??", "decide.csv", "??", "first.csv", "??", "kaigi-02.pdf", "??", "second.csv"),
    ]
