"""Documents that were read before are not read again, and what comes out is the same."""

import os
import zlib
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.segment import DocumentCache, Segmentation, cache, segment_file
from pipeline.settings import PROJECT, SegmentSettings
from pipeline.stages import paths, segment
from pipeline.tables import read_remarks

DOCUMENTS = PROJECT / "tests/documents"
NAMES = ["verbatim-circles.txt", "diet-two-meetings.json", "table-speakers.html"]


def _read(
    folder: Path, names: list[str] = NAMES, settings: SegmentSettings | None = None
) -> tuple[list[Segmentation], int]:
    """What the documents hold, and how many of them were read anew."""
    documents = DocumentCache(folder, settings or SegmentSettings())
    return [documents.segment_file(DOCUMENTS / name, name) for name in names], documents.computed


def test_full_partial_and_no_cache_give_the_same(tmp_path: Path) -> None:
    plain = [segment_file(DOCUMENTS / name, source=name) for name in NAMES]
    assert _read(tmp_path, NAMES[:1]) == (plain[:1], 1)
    assert _read(tmp_path) == (plain, 2)
    assert _read(tmp_path) == (plain, 0)


def test_other_content_another_name_and_other_settings_are_read_anew(tmp_path: Path) -> None:
    document = tmp_path / NAMES[0]
    document.write_bytes((DOCUMENTS / NAMES[0]).read_bytes())
    _read(tmp_path / "cache", NAMES[:1])
    documents = DocumentCache(tmp_path / "cache", SegmentSettings())
    assert documents.segment_file(document, NAMES[0]).source_text
    assert documents.computed == 0
    assert documents.segment_file(document, "other.txt").remarks[0].source == "other.txt"
    document.write_bytes(document.read_bytes() + "○山田委員　もう一言。\n".encode())
    documents.segment_file(document, NAMES[0])
    assert documents.computed == 2
    assert _read(tmp_path / "cache", NAMES[:1], SegmentSettings(max_chars=100))[1] == 1


def test_other_code_reads_anew_and_prune_removes_what_the_old_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _read(tmp_path)
    monkeypatch.setattr(cache, "LIBRARIES", ("pypdfium2",))
    assert _read(tmp_path, NAMES[:1])[1] == 1
    documents = DocumentCache(tmp_path, SegmentSettings())
    assert [len(files) for files in documents.files()] == [1, 3]
    assert documents.prune() == 3
    assert _read(tmp_path, NAMES[:1])[1] == 0


def test_prune_removes_what_was_not_used_since_a_day(tmp_path: Path) -> None:
    _read(tmp_path)
    documents = DocumentCache(tmp_path, SegmentSettings())
    for file in documents.files()[0]:
        os.utime(file, (0, 0))
    _read(tmp_path, NAMES[:2])
    assert documents.prune("2000-01-01") == 1
    assert _read(tmp_path)[1] == 1


@pytest.mark.parametrize("damage", [b"", b"no zlib", zlib.compress(b"{}"), zlib.compress(b'{"remarks": [1]}')])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: bytes) -> None:
    plain, _ = _read(tmp_path)
    next(tmp_path.iterdir()).write_bytes(damage)
    assert _read(tmp_path) == (plain, 1)
    assert _read(tmp_path) == (plain, 0)


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert _read(tmp_path / "file/cache", NAMES[:1])[1] == 1


def test_a_document_that_cannot_be_used_is_refused_each_time(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    for name, reason in (("empty.txt", "is empty"), ("gone.txt", "does not exist")):
        for _ in range(2):
            with pytest.raises(InputError, match=reason):
                DocumentCache(tmp_path / "cache", SegmentSettings()).segment_file(tmp_path / name, name)


def test_the_stage_reads_only_the_new_document_and_ids_do_not_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("RAW", "DOCUMENT_CACHE"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    for name in ("REMARKS_TABLE", "MEETINGS_TABLE", "QUARANTINE"):
        monkeypatch.setattr(paths, name, tmp_path / f"{name.lower()}.parquet")
    paths.RAW.mkdir()
    (paths.RAW / NAMES[0]).write_bytes((DOCUMENTS / NAMES[0]).read_bytes())
    segment.run(tmp_path)
    before = read_remarks(paths.REMARKS_TABLE)
    assert "1 documents, 1 of them read anew" in capsys.readouterr().err
    # its name stands before that of the first
    (paths.RAW / "a-new-one.html").write_bytes((DOCUMENTS / NAMES[2]).read_bytes())
    segment.run(tmp_path)
    assert "2 documents, 1 of them read anew" in capsys.readouterr().err
    after = read_remarks(paths.REMARKS_TABLE)
    assert len(after) > len(before)
    assert [row for row in after if row.source == NAMES[0]] == before
