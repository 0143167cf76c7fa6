"""The cache and the workers change how long a run takes, never what comes out."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.annotate import Lexicon, texts
from pipeline.annotate.cache import ParseCache
from pipeline.annotate.texts import annotate_texts, annotations_of
from pipeline.cli.app import app
from pipeline.progress import progress
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.stages import paths
from pipeline.tables import Annotation

pytestmark = pytest.mark.ginza

TEXTS = [f"第{i}の論点は半導体とサプライチェーンの{i}番目の強靱化である。" for i in range(6)]


@pytest.fixture
def cache(tmp_path: Path) -> ParseCache:
    return ParseCache(tmp_path)


def run(
    lexicon: Lexicon, cache: ParseCache | None = None, remarks: list[str] = TEXTS, workers: int = 1
) -> tuple[list[Annotation], int]:
    """The annotations, and how many texts were computed for them."""
    computed = [0]
    rows = annotate_texts(
        [(f"r{i}", text) for i, text in enumerate(remarks)],
        settings=AnnotateSettings(batch_size=2),
        run=RunSettings(workers=workers),
        lexicon=lexicon,
        cache=cache,
        on_progress=lambda _, count: computed.append(count),
    )
    return rows, computed[-1]


def test_full_partial_and_no_cache_give_the_same(lexicon: Lexicon, cache: ParseCache) -> None:
    plain, computed = run(lexicon)
    assert computed == 6
    assert run(lexicon, cache, TEXTS[2:4])[1] == 2
    assert run(lexicon, cache) == (plain, 4)
    assert run(lexicon, cache) == (plain, 0)


def test_two_workers_give_the_same_as_one(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "WORTH_WORKERS", 0)
    monkeypatch.setattr(texts, "BATCH_CHARS", 60)
    assert run(lexicon, workers=2) == run(lexicon, workers=1)


def test_a_window_is_annotated_before_the_next_is_read(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "BATCH_CHARS", 30)
    monkeypatch.setattr(texts, "WINDOW_BATCHES", 2)
    read: list[str] = []

    def reading() -> Iterator[tuple[str, str]]:
        for text in TEXTS:
            read.append(text)
            yield "r", text

    settings = AnnotateSettings()
    rows = annotations_of(reading(), settings=settings, run=RunSettings(workers=1), lexicon=lexicon)
    first = next(rows)
    assert len(read) < len(TEXTS)
    plain, _ = run(lexicon)
    assert [row.lemmas for row in (first, *rows)] == [row.lemmas for row in plain]


def test_equal_texts_are_computed_once(lexicon: Lexicon) -> None:
    rows, computed = run(lexicon, remarks=[TEXTS[0], TEXTS[1], TEXTS[0]])
    assert computed == 2
    assert [row.remark_id for row in rows] == ["r0", "r1", "r2"]
    assert rows[0].lemmas == rows[2].lemmas


def test_a_damaged_entry_is_made_again(lexicon: Lexicon, cache: ParseCache, tmp_path: Path) -> None:
    plain, _ = run(lexicon, cache)
    with sqlite3.connect(tmp_path / "parses.sqlite") as connection:
        connection.execute("UPDATE parses SET parse = substr(parse, 1, 20) WHERE key = (SELECT min(key) FROM parses)")
    connection.close()
    assert run(lexicon, cache) == (plain, 1)
    assert run(lexicon, cache) == (plain, 0)


def test_a_damaged_file_is_set_aside(lexicon: Lexicon, cache: ParseCache, tmp_path: Path) -> None:
    plain, _ = run(lexicon, cache)
    (tmp_path / "parses.sqlite").write_bytes(b"no database at all" * 100)
    assert run(lexicon, cache) == (plain, 6)
    assert (tmp_path / "parses.damaged").exists()


def test_what_other_versions_made_is_not_used_and_can_be_pruned(lexicon: Lexicon, tmp_path: Path) -> None:
    run(lexicon, ParseCache(tmp_path, versions="older"))
    current = ParseCache(tmp_path)
    assert run(lexicon, current, TEXTS[:2])[1] == 2
    size = current.size()
    assert (size.entries, size.stale) == (8, 6)
    assert current.prune() == 6
    assert current.size().entries == 2
    assert current.prune(unused_since="9999-01-01") == 2


def test_the_command_shows_and_prunes(lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    monkeypatch.setattr(paths, "DOCUMENT_CACHE", tmp_path / "documents")
    run(lexicon, ParseCache(tmp_path, versions="older"))
    shown = CliRunner().invoke(app, ["cache", "show"])
    assert "6 parses, 6 of other versions" in shown.output
    assert "0 documents, 0 read by other code or settings" in shown.output
    assert CliRunner().invoke(app, ["cache", "prune"]).output == "removed 6 parses and 0 documents\n"


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("annotations", 4) as advance:
        advance(4, 3)
    assert advance.computed == 3
    assert capsys.readouterr() == ("", "")
